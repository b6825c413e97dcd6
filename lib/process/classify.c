/* SPDX-License-Identifier: BSD-2-Clause */
/* classify.c -- gives every region its class; what both systems share. */
#include <stdlib.h>

#include "base/checked.h"
#include "process/classify.h"
#include "process/parts.h"

int
classify(struct dump_model *m, struct dump_err *err)
{
	int rc;

	rc = m->os == OS_WINDOWS ? classify_windows(m, err) :
	    classify_unix(m, err);
	if (rc == 0)
		runtime_name(m);
	return rc;
}

int
guess_stacks(const struct dump_model *m, struct set *out,
    struct dump_err *err)
{
	const struct dump_thread *t;
	struct span at;
	size_t i;

	for (i = 0; i < m->nthreads; i++) {
		t = &m->threads[i].seen;
		if (span_of(t->stack, t->stack_size, &at) &&
		    set_add(out, at, "", err) == -1)
			return -1;
	}
	set_settle(out);
	return 0;
}

bool
region_heads_module(const struct dump_model *m, const struct region *r)
{
	return r->module != NONE &&
	    r->at.addr - m->modules[r->module].base < m->page;
}

enum dump_class
guess_class(const struct dump_model *m, const struct region *r,
    const struct set *stacks)
{
	if (region_heads_module(m, r))
		return DUMP_HDR;
	/* It may be data, so it is treated as the most precious part. */
	if (r->module != NONE)
		return DUMP_DATA;
	return set_has(stacks, r->at.addr) ? DUMP_STACK : DUMP_PRW;
}

int
places_add(struct places *p, uint64_t at, struct dump_err *err)
{
	if (array_room(&p->v, &p->cap, p->n, sizeof *p->v, err) == -1)
		return -1;
	p->v[p->n++] = at;
	return 0;
}

int
places_add_set(struct places *p, const struct set *s, struct dump_err *err)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (places_add(p, s->v[i].addr, err) == -1 ||
		    (s->v[i].last != UINT64_MAX &&
		    places_add(p, s->v[i].last + 1, err) == -1))
			return -1;
	return 0;
}

int
places_add_heads(struct places *p, const struct dump_model *m,
    struct dump_err *err)
{
	uint64_t end;
	size_t i;

	for (i = 0; i < m->nmodules; i++)
		if (add_u64(m->modules[i].base, m->page, &end) &&
		    places_add(p, end, err) == -1)
			return -1;
	return 0;
}

int
places_cut(struct places *p, struct dump_model *m, struct dump_err *err)
{
	int rc = model_cut_all(m, p->v, p->n, err);

	free(p->v);
	*p = (struct places){ 0 };
	return rc;
}
