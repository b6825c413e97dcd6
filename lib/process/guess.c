/* SPDX-License-Identifier: BSD-2-Clause */
/* guess.c -- classes of memory that no record describes. */
#include "process/parts.h"

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
