/* SPDX-License-Identifier: BSD-2-Clause */
/* places.c -- where regions are to be cut, gathered before it is done. */
#include <stdlib.h>

#include "base/checked.h"
#include "process/parts.h"

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
