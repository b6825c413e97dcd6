/* SPDX-License-Identifier: BSD-2-Clause */
/* pages.c -- a set of pages, of those that the dump has of some memory. */
#include <stdlib.h>

#include "base/array.h"
#include "base/checked.h"
#include "base/err.h"
#include "process/pages.h"

enum { UNITS_MAX = 1 << 28 };	/* a tebibyte in pages of 4 KiB */

static bool
bit(const uint8_t *bits, uint64_t i)
{
	return (bits[i / 8] >> i % 8 & 1) != 0;
}

static void
set_bit(uint8_t *bits, uint64_t i)
{
	bits[i / 8] |= (uint8_t)(1 << i % 8);
}

/* Pieces that share a page are in one zone. */
static int
add_zone(struct pages *p, uint64_t addr, uint64_t last, struct dump_err *err)
{
	struct zone *z = p->nzones > 0 ? &p->zones[p->nzones - 1] : NULL;

	addr = round_down(addr, p->page);
	last |= p->page - 1;
	if (z != NULL && addr <= add_capped(z->last, 1)) {
		p->units += (last - z->last) / p->page;
		z->last = last;
		return 0;
	}
	if (array_room(&p->zones, &p->zones_cap, p->nzones, sizeof *p->zones,
	    err) == -1)
		return -1;
	p->zones[p->nzones++] = (struct zone){ addr, last, p->units };
	p->units += (last - addr) / p->page + 1;
	return 0;
}

static int
find_zones(struct pages *p, const struct dump_model *m,
    const struct set *where, struct dump_err *err)
{
	uint64_t addr, last;
	size_t i = 0, k = 0;

	while (i < where->n && k < m->npieces) {
		addr = max_u64(where->v[i].addr, m->pieces[k].at.addr);
		last = min_u64(where->v[i].last,
		    span_last(m->pieces[k].at));
		if (addr <= last && add_zone(p, addr, last, err) == -1)
			return -1;
		if (where->v[i].last < span_last(m->pieces[k].at))
			i++;
		else
			k++;
	}
	return 0;
}

int
pages_new(struct pages *p, const struct dump_model *m,
    const struct set *where, struct dump_err *err)
{
	*p = (struct pages){ .page = m->page };
	if (find_zones(p, m, where, err) == -1) {
		pages_free(p);
		return -1;
	}
	p->too_many = p->units > UNITS_MAX;
	if (p->too_many)
		p->nzones = p->units = 0;
	p->in = calloc((size_t)(p->units / 8 + 1), 1);
	p->fresh = calloc((size_t)(p->units / 8 + 1), 1);
	if (p->in != NULL && p->fresh != NULL)
		return 0;
	pages_free(p);
	return dump_fail_nomem(err);
}

void
pages_free(struct pages *p)
{
	free(p->zones);
	free(p->in);
	free(p->fresh);
	*p = (struct pages){ 0 };
}

/* The zone with ADDR; else that behind it, which may be the end. */
static size_t
find_zone(const struct pages *p, uint64_t addr)
{
	size_t low = 0, high = p->nzones, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (p->zones[mid].last < addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

bool
pages_cover(struct pages *p, uint64_t addr)
{
	const struct zone *z;

	if (p->nzones == 0 || addr < p->zones[0].addr ||
	    addr > p->zones[p->nzones - 1].last)
		return false;
	z = &p->zones[p->hit];
	if (addr >= z->addr && addr <= z->last)
		return true;
	p->hit = find_zone(p, addr);
	return addr >= p->zones[p->hit].addr;
}

void
pages_add(struct pages *p, uint64_t addr, uint64_t last)
{
	const struct zone *z;
	uint64_t unit, end;

	if (p->nzones == 0)
		return;
	for (z = &p->zones[find_zone(p, addr)];
	    z < p->zones + p->nzones && z->addr <= last; z++) {
		unit = z->unit;
		end = z->unit + (min_u64(last, z->last) - z->addr) / p->page;
		if (addr > z->addr)
			unit += (addr - z->addr) / p->page;
		for (; unit <= end; unit++) {
			if (bit(p->in, unit))
				continue;
			set_bit(p->in, unit);
			set_bit(p->fresh, unit);
			p->bytes += p->page;
		}
	}
}

bool
pages_next(const struct pages *p, const uint8_t *bits, uint64_t *at,
    struct span *out)
{
	const struct zone *z;
	uint64_t from, end;
	size_t low = 0, high = p->nzones, mid;

	while (*at < p->units && !bit(bits, *at))
		*at += *at % 8 == 0 && bits[*at / 8] == 0 ? 8 : 1;
	if (*at >= p->units)
		return false;
	while (high - low > 1) {
		mid = low + (high - low) / 2;
		if (p->zones[mid].unit <= *at)
			low = mid;
		else
			high = mid;
	}
	z = &p->zones[low];
	end = z->unit + (z->last - z->addr) / p->page + 1;
	for (from = *at; *at < end && bit(bits, *at);)
		++*at;
	*out = (struct span){ z->addr + (from - z->unit) * p->page,
	    (*at - from) * p->page };
	return true;
}

int
pages_to_set(const struct pages *p, struct set *out, const char *rule,
    struct dump_err *err)
{
	struct span at;
	uint64_t i = 0;

	while (pages_next(p, p->in, &i, &at))
		if (set_add(out, at, rule, err) == -1)
			return -1;
	return 0;
}
