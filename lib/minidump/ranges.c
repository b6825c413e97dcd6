/* SPDX-License-Identifier: BSD-2-Clause */
/* ranges.c -- the memory of an output: where each range of addresses goes. */
#include <stdlib.h>

#include "base/array.h"
#include "base/checked.h"
#include "base/err.h"
#include "minidump/ranges.h"

/* What claims to be a stack may be all of the address space: of it so many
 * ranges are looked at. */
enum { STACK_RANGES = 4096 };

/* A kept extent, while data and addresses have different orders. */
struct chunk {
	struct range	 to;
	uint64_t	 off;
	uint32_t	 region;
};

/*
 * Do two neighbours belong to one range?  Debuggers take a range for one
 * thing, so image and heap, or two images, stay apart; and where addresses
 * of 32 bits are written with their sign, ADDR may begin with a new one.
 */
static bool
same_nature(const struct dump_model *m, uint32_t a, uint32_t b, uint64_t addr)
{
	if (m->word == 4 && addr == UINT64_C(1) << 31)
		return false;
	return m->regions[a].class == m->regions[b].class &&
	    m->regions[a].module == m->regions[b].module;
}

static bool
goes_on(const struct range *a, const struct range *b)
{
	return a->addr + a->size == b->addr && b->addr != 0 &&
	    a->data + a->size == b->data;
}

/* Adds a range behind those that are there; REGION and PREV: of both. */
static int
append(struct ranges *r, const struct dump_model *m, const struct range *to,
    uint32_t region, uint32_t prev, struct dump_err *err)
{
	struct range *last = r->n > 0 ? &r->v[r->n - 1] : NULL;

	if (last != NULL && goes_on(last, to) &&
	    same_nature(m, prev, region, to->addr)) {
		last->size += to->size;
		return 0;
	}
	if (array_room(&r->v, &r->cap, r->n, sizeof *r->v, err) == -1)
		return -1;
	r->v[r->n++] = *to;
	return 0;
}

static int
by_address(struct ranges *r, const struct dump_plan *p, struct dump_err *err)
{
	struct plan_walk w;
	struct extent e;
	struct range to;
	uint32_t prev = NONE;

	plan_walk(&w, p);
	while (plan_next(&w, &e)) {
		to = (struct range){ e.addr, e.size, r->bytes };
		if (append(r, p->m, &to, e.region, prev, err) == -1)
			return -1;
		prev = e.region;
		r->bytes += e.size;
	}
	return 0;
}

static int
chunk_by_source(const void *va, const void *vb)
{
	const struct chunk *a = va, *b = vb;

	if (a->off != b->off)
		return a->off < b->off ? -1 : 1;
	return a->to.addr < b->to.addr ? -1 : a->to.addr > b->to.addr;
}

static int
chunk_by_address(const void *va, const void *vb)
{
	const struct chunk *a = va, *b = vb;

	return a->to.addr < b->to.addr ? -1 : a->to.addr > b->to.addr;
}

static int
collect(struct ranges *r, const struct dump_plan *p, struct dump_err *err)
{
	struct plan_walk w;
	struct extent e;
	size_t cap = 0;

	plan_walk(&w, p);
	while (plan_next(&w, &e)) {
		if (array_room(&r->order, &cap, r->norder, sizeof *r->order,
		    err) == -1)
			return -1;
		r->order[r->norder++] = (struct chunk){
			{ e.addr, e.size, 0 }, e.off, e.region
		};
	}
	return 0;
}

static int
by_source(struct ranges *r, const struct dump_plan *p, struct dump_err *err)
{
	uint32_t prev = NONE;
	struct chunk *c;
	size_t i;

	if (collect(r, p, err) == -1)
		return -1;
	if (r->norder == 0)
		return 0;
	array_sort(r->order, r->norder, sizeof *r->order, chunk_by_source);
	for (i = 0; i < r->norder; i++) {
		r->order[i].to.data = r->bytes;
		r->bytes += r->order[i].to.size;
	}
	array_sort(r->order, r->norder, sizeof *r->order, chunk_by_address);
	for (i = 0; i < r->norder; i++) {
		c = &r->order[i];
		if (append(r, p->m, &c->to, c->region, prev, err) == -1)
			return -1;
		prev = c->region;
	}
	array_sort(r->order, r->norder, sizeof *r->order, chunk_by_source);
	return 0;
}

int
ranges_make(struct ranges *r, const struct dump_plan *p, bool source_order,
    struct dump_err *err)
{
	int rc;

	ranges_free(r);
	rc = source_order ? by_source(r, p, err) : by_address(r, p, err);
	array_trim(&r->v, &r->cap, r->n, sizeof *r->v);
	return rc;
}

int
ranges_move(const struct ranges *r, struct dump_plan *p, struct layout *l,
    struct dump_err *err)
{
	struct plan_walk w;
	struct extent e;
	size_t i;

	if (r->order != NULL) {
		for (i = 0; i < r->norder; i++)
			if (plan_move(p, l, r->order[i].to.addr,
			    r->order[i].off, r->order[i].to.size, err) == -1)
				return -1;
		return 0;
	}
	plan_walk(&w, p);
	while (plan_next(&w, &e))
		if (plan_move(p, l, e.addr, e.off, e.size, err) == -1)
			return -1;
	return 0;
}

void
ranges_free(struct ranges *r)
{
	free(r->v);
	free(r->order);
	*r = (struct ranges){ 0 };
}

/* First range that ends behind ADDR. */
static size_t
range_from(const struct ranges *r, uint64_t addr)
{
	size_t low = 0, high = r->n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (r->v[mid].addr + (r->v[mid].size - 1) < addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* The part of V that lies in AT. */
static struct range
inside(const struct range *v, struct span at)
{
	uint64_t addr = max_u64(v->addr, at.addr);
	uint64_t last = min_u64(v->addr + (v->size - 1), span_last(at));

	return (struct range){ addr, last - addr + 1,
	    v->data + (addr - v->addr) };
}

/* Where the search begins: among many ranges, not far below SP. */
static size_t
search_from(const struct ranges *r, struct span at, uint64_t sp)
{
	size_t first = range_from(r, at.addr), near;

	if (!span_has(at, sp))
		return first;
	near = range_from(r, sp);
	return near - first > STACK_RANGES / 2 ? near - STACK_RANGES / 2 :
	    first;
}

bool
ranges_stack(const struct ranges *r, struct span at, uint64_t sp,
    struct range *out)
{
	struct range part, run = { 0, 0, 0 };
	size_t i = search_from(r, at, sp), end;

	*out = run;
	end = (size_t)min_u64(r->n, i + STACK_RANGES);
	for (; i < end && r->v[i].addr <= span_last(at); i++) {
		part = inside(&r->v[i], at);
		if (run.size > 0 && goes_on(&run, &part))
			run.size += part.size;
		else
			run = part;
		if (out->size > 0 && sp - out->addr < out->size &&
		    run.addr != out->addr)
			break;
		if (run.size > out->size || sp - run.addr < run.size)
			*out = run;
	}
	return out->size > 0;
}
