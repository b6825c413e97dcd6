/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * worth_private.c -- what is worth most of private memory: what few pointers
 * lead to from stacks and data; of the rest, small allocations first, for
 * large ones are mostly buffers.
 */
#include "base/checked.h"
#include "filters/worth.h"
#include "process/distance.h"

#define FAR	(UINT64_C(1) << 32)	/* ranks of what nothing leads to */

/* Kept memory that has its place already, where pointers may be. */
static int
find_roots(const struct sorter *s, struct set *roots)
{
	const struct atom *a;
	size_t i;

	for (i = 0; i < s->w->n; i++) {
		a = &s->w->v[i];
		if (!a->record && a->tier <= PLAN_DATA &&
		    a->class != DUMP_CODE && a->class != DUMP_HDR &&
		    set_add(roots, (struct span){ a->addr, a->size }, "",
		    s->err) == -1)
			return -1;
	}
	set_settle(roots);
	return 0;
}

/* Bytes of the allocation that starts with region FIRST; *END: behind it. */
static uint64_t
allocation(const struct dump_model *m, size_t first, size_t *end)
{
	const struct region *r = &m->regions[first];
	uint64_t bytes = 0;

	for (*end = first; *end < m->nregions; (*end)++) {
		if (*end > first && (r->allocation == NONE ||
		    m->regions[*end].allocation != r->allocation ||
		    m->regions[*end].class != r->class))
			break;
		bytes += m->regions[*end].at.size;
	}
	return bytes;
}

static int
add_far(struct sorter *s, const struct set *far)
{
	size_t i = 0, k, end = 0;
	uint64_t addr, last, bytes = 0;

	for (k = 0; k < s->m->nregions && i < far->n;) {
		if (k >= end)
			bytes = allocation(s->m, k, &end);
		addr = max_u64(far->v[i].addr, s->m->regions[k].at.addr);
		last = min_u64(far->v[i].last,
		    span_last(s->m->regions[k].at));
		if (addr <= last && worth_add(s, PLAN_PRIVATE,
		    add_capped(FAR, bytes), (struct span){ addr,
		    last - addr + 1 }) == -1)
			return -1;
		if (far->v[i].last < span_last(s->m->regions[k].at))
			i++;
		else
			k++;
	}
	return 0;
}

static int
add_near(struct sorter *s, const struct distances *d, struct set *near)
{
	size_t i;

	for (i = 0; i < d->n; i++)
		if (worth_add(s, PLAN_PRIVATE, d->v[i].n, d->v[i].at) == -1 ||
		    set_add(near, d->v[i].at, "", s->err) == -1)
			return -1;
	set_settle(near);
	return 0;
}

int
worth_private(struct sorter *s, const struct set *memory, uint64_t most,
    bool *more)
{
	struct set roots = { 0 }, near = { 0 }, far = { 0 };
	struct distances d = { 0 };
	int rc = find_roots(s, &roots);

	if (rc == 0)
		rc = distances_find(&d, s->m, s->src, memory, &roots, most,
		    s->err);
	if (rc == 0)
		rc = add_near(s, &d, &near);
	*more = d.all;
	if (rc == 0 && d.all && (rc = set_subtract(&far, memory, &near,
	    s->err)) == 0)
		rc = add_far(s, &far);
	distances_free(&d);
	set_free(&roots);
	set_free(&near);
	set_free(&far);
	return rc;
}
