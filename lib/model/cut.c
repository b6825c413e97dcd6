/* SPDX-License-Identifier: BSD-2-Clause */
/* cut.c -- makes places borders between regions, and between pieces. */
#include <stdlib.h>

#include "base/array.h"
#include "base/err.h"
#include "model/model.h"

static int
by_value(const void *va, const void *vb)
{
	const uint64_t *a = va, *b = vb;

	return *a < *b ? -1 : *a > *b;
}

/* Keeps of the N sorted places of AT those that are strictly inside one of
 * COUNT ranges, SIZE bytes apart; says how many. */
static size_t
places_inside(const uint64_t *at, size_t n, const void *first, size_t count,
    size_t size, uint64_t *inside)
{
	const struct span *s = first;
	size_t i, j = 0, kept = 0;

	for (i = 0; i < n; i++) {
		if (i > 0 && at[i] == at[i - 1])
			continue;
		for (; j < count; j++) {
			s = (const void *)((const char *)first + j * size);
			if (span_last(*s) >= at[i])
				break;
		}
		if (j == count)
			break;
		if (s->addr < at[i])
			inside[kept++] = at[i];
	}
	return kept;
}

/* Splits the regions at N places, each strictly inside one; from the end, so
 * that it happens in place. */
static int
split_regions(struct dump_model *m, const uint64_t *at, size_t n,
    struct dump_err *err)
{
	size_t from = m->nregions, to = m->nregions + n;
	struct region r;

	if (n == 0)
		return 0;
	if (array_room(&m->regions, &m->regions_cap, to - 1,
	    sizeof *m->regions, err) == -1)
		return -1;
	m->nregions = to;
	while (n > 0) {
		r = m->regions[--from];
		while (n > 0 && at[n - 1] > r.at.addr) {
			n--;
			m->regions[--to] = r;
			m->regions[to].at = (struct span){ at[n],
			    span_last(r.at) - at[n] + 1 };
			r.at.size = at[n] - r.at.addr;
		}
		m->regions[--to] = r;
	}
	return 0;
}

static int
split_pieces(struct dump_model *m, const uint64_t *at, size_t n,
    struct dump_err *err)
{
	size_t from = m->npieces, to = m->npieces + n;
	struct piece p;

	if (n == 0)
		return 0;
	if (array_room(&m->pieces, &m->pieces_cap, to - 1, sizeof *m->pieces,
	    err) == -1)
		return -1;
	m->npieces = to;
	while (n > 0) {
		p = m->pieces[--from];
		while (n > 0 && at[n - 1] > p.at.addr) {
			n--;
			m->pieces[--to] = p;
			m->pieces[to].at = (struct span){ at[n],
			    span_last(p.at) - at[n] + 1 };
			m->pieces[to].off += at[n] - p.at.addr;
			p.at.size = at[n] - p.at.addr;
		}
		m->pieces[--to] = p;
	}
	return 0;
}

void
model_number_pieces(struct dump_model *m)
{
	size_t i, r = 0;

	for (i = 0; i < m->npieces; i++) {
		while (r < m->nregions && span_last(m->regions[r].at) <
		    m->pieces[i].at.addr)
			r++;
		m->pieces[i].region = r < m->nregions &&
		    span_has(m->regions[r].at, m->pieces[i].at.addr) ?
		    (uint32_t)r : NONE;
	}
}

int
model_cut_pieces(struct dump_model *m, uint64_t *at, size_t n,
    struct dump_err *err)
{
	return split_pieces(m, at, places_inside(at, n, m->pieces,
	    m->npieces, sizeof *m->pieces, at), err);
}

int
model_cut_all(struct dump_model *m, uint64_t *at, size_t n,
    struct dump_err *err)
{
	uint64_t *inside;
	size_t k;
	int rc;

	if (n == 0)
		return 0;
	array_sort(at, n, sizeof *at, by_value);
	if ((inside = malloc(n * sizeof *inside)) == NULL)
		return dump_fail_nomem(err);
	k = places_inside(at, n, m->regions, m->nregions, sizeof *m->regions,
	    inside);
	if ((rc = split_regions(m, inside, k, err)) == 0 && k > 0) {
		k = places_inside(at, n, m->pieces, m->npieces,
		    sizeof *m->pieces, inside);
		if ((rc = split_pieces(m, inside, k, err)) == 0)
			model_number_pieces(m);
	}
	free(inside);
	return rc;
}

int
model_cut(struct dump_model *m, uint64_t at, size_t *index,
    struct dump_err *err)
{
	if (model_cut_all(m, &at, 1, err) == -1)
		return -1;
	if (index != NULL)
		*index = model_find_region(m, at);
	return 0;
}
