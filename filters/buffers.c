/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * buffers.c -- allocations of one size.  Windows says what was allocated at
 * once, reserved parts included; of other processes neighbours with the same
 * rights are taken for that.
 */
#include <stdlib.h>

#include "base/array.h"
#include "filters/buffers.h"

struct allocation {
	size_t		 first, end;	/* regions */
	uint64_t	 size, bytes;
};
struct allocations {
	const struct dump_model *m;
	struct allocation *v;
	size_t		 n, cap;
};

static bool
is_candidate(const struct region *r)
{
	return r->class == DUMP_PRW || r->class == DUMP_PRO ||
	    r->class == DUMP_MRW;
}

static bool
goes_on(const struct dump_model *m, const struct region *a,
    const struct region *b)
{
	if (m->os == OS_WINDOWS && a->allocation != NONE)
		return a->allocation == b->allocation;
	return span_last(a->at) + 1 == b->at.addr && is_candidate(a) &&
	    is_candidate(b) && ((a->prot ^ b->prot) &
	    (DUMP_R | DUMP_W | DUMP_X)) == 0;
}

static int
gather(struct allocations *a, struct dump_err *err)
{
	const struct region *r = a->m->regions;
	struct allocation one = { 0 };
	size_t i;

	for (i = 0; i < a->m->nregions; i++) {
		if (i == one.first || !goes_on(a->m, &r[i - 1], &r[i]))
			one = (struct allocation){ .first = i };
		one.size += r[i].at.size;
		if (is_candidate(&r[i]))
			one.bytes += model_region_present(a->m, i);
		one.end = i + 1;
		if (i + 1 < a->m->nregions && goes_on(a->m, &r[i], &r[i + 1]))
			continue;
		if (one.bytes == 0)
			continue;
		if (array_room(&a->v, &a->cap, a->n, sizeof *a->v, err) == -1)
			return -1;
		a->v[a->n++] = one;
	}
	return 0;
}

static int
by_size(const void *va, const void *vb)
{
	const struct allocation *a = va, *b = vb;

	return a->size < b->size ? -1 : a->size > b->size;
}

static struct buffers
heaviest(const struct allocations *a)
{
	struct buffers best = { 0, 0 }, one = { 0, 0 };
	size_t i;

	for (i = 0; i < a->n; i++) {
		if (a->v[i].size != one.size)
			one = (struct buffers){ a->v[i].size, 0 };
		one.bytes += a->v[i].bytes;
		if (one.bytes >= best.bytes)
			best = one;
	}
	return best;
}

int
buffers_find(struct set *out, struct buffers *most,
    const struct dump_model *m, struct dump_err *err)
{
	struct allocations a = { .m = m };
	size_t i, k;
	int rc;

	rc = gather(&a, err);
	if (a.n > 1)
		qsort(a.v, a.n, sizeof *a.v, by_size);
	*most = heaviest(&a);
	for (i = 0; rc == 0 && i < a.n; i++)
		for (k = a.v[i].first; rc == 0 && a.v[i].size == most->size &&
		    k < a.v[i].end; k++)
			if (is_candidate(&m->regions[k]))
				rc = set_add(out, m->regions[k].at,
				    "buffers", err);
	free(a.v);
	set_settle(out);
	return rc;
}
