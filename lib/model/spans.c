/* SPDX-License-Identifier: BSD-2-Clause */
/* spans.c -- ranges of addresses, and sets of them. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/checked.h"
#include "base/err.h"
#include "model/spans.h"

int
set_add(struct set *s, struct span at, const char *rule, struct dump_err *err)
{
	uint64_t last = span_last(at);
	struct ruled *prev;

	/* Most sets grow upward: join at once what set_settle() would. */
	if (s->n > 0) {
		prev = &s->v[s->n - 1];
		if (prev->rule == rule && at.addr >= prev->addr &&
		    (prev->last == UINT64_MAX || at.addr <= prev->last + 1)) {
			prev->last = max_u64(prev->last, last);
			s->settled = false;
			return 0;
		}
	}
	if (array_room(&s->v, &s->cap, s->n, sizeof *s->v, err) == -1)
		return -1;
	s->v[s->n++] = (struct ruled){ at.addr, last, rule };
	s->settled = false;
	return 0;
}

static int
by_address(const void *va, const void *vb)
{
	const struct ruled *a = va, *b = vb;

	if (a->addr != b->addr)
		return a->addr < b->addr ? -1 : 1;
	if (a->rule != b->rule)
		return strcmp(a->rule, b->rule);
	return a->last < b->last ? -1 : a->last > b->last;
}

static bool
ascends(const struct set *s)
{
	size_t i;

	for (i = 1; i < s->n; i++)
		if (by_address(&s->v[i - 1], &s->v[i]) > 0)
			return false;
	return true;
}

void
set_settle(struct set *s)
{
	struct ruled *to, *from;

	if (s->settled || s->n == 0) {
		s->settled = true;
		return;
	}
	if (!ascends(s))
		array_sort(s->v, s->n, sizeof *s->v, by_address);
	to = s->v;
	for (from = s->v + 1; from < s->v + s->n; from++) {
		if (from->addr <= to->last) {
			if (from->last <= to->last)
				continue;
			from->addr = to->last + 1;
		}
		if (from->addr - 1 == to->last &&
		    strcmp(from->rule, to->rule) == 0)
			to->last = from->last;
		else
			*++to = *from;
	}
	s->n = (size_t)(to - s->v) + 1;
	s->settled = true;
}

size_t
set_find(const struct set *s, uint64_t addr)
{
	size_t low = 0, high = s->n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (s->v[mid].last < addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

bool
set_has(const struct set *s, uint64_t addr)
{
	size_t i = set_find(s, addr);

	return i < s->n && s->v[i].addr <= addr;
}

static int
add_ruled(struct set *out, uint64_t addr, uint64_t last, const char *rule,
    struct dump_err *err)
{
	struct span at = { addr, last - addr + 1 };

	/* All of 2^64 addresses have no size; nobody has them in one range. */
	if (at.size == 0)
		at.size = UINT64_MAX;
	return set_add(out, at, rule, err);
}

int
set_add_all(struct set *s, const struct set *from, struct dump_err *err)
{
	size_t i;

	for (i = 0; i < from->n; i++)
		if (add_ruled(s, from->v[i].addr, from->v[i].last,
		    from->v[i].rule, err) == -1)
			return -1;
	return 0;
}

int
set_subtract(struct set *out, const struct set *a, const struct set *b,
    struct dump_err *err)
{
	size_t i, j = 0;
	uint64_t addr, last;

	for (i = 0; i < a->n; i++) {
		addr = a->v[i].addr;
		last = a->v[i].last;
		while (j < b->n && b->v[j].last < addr)
			j++;
		for (; j < b->n && b->v[j].addr <= last; j++) {
			if (b->v[j].addr > addr && add_ruled(out, addr,
			    b->v[j].addr - 1, a->v[i].rule, err) == -1)
				return -1;
			if (b->v[j].last >= last)
				goto next;
			addr = b->v[j].last + 1;
		}
		if (add_ruled(out, addr, last, a->v[i].rule, err) == -1)
			return -1;
next:		;
	}
	set_settle(out);
	return 0;
}

int
set_intersect(struct set *out, const struct set *a, const struct set *b,
    struct dump_err *err)
{
	size_t i = 0, j = 0;
	uint64_t addr, last;

	while (i < a->n && j < b->n) {
		addr = max_u64(a->v[i].addr, b->v[j].addr);
		last = min_u64(a->v[i].last, b->v[j].last);
		if (addr <= last &&
		    add_ruled(out, addr, last, a->v[i].rule, err) == -1)
			return -1;
		if (a->v[i].last < b->v[j].last)
			i++;
		else
			j++;
	}
	set_settle(out);
	return 0;
}

int
set_narrow(struct set *out, const struct set *a, const struct set *b,
    struct dump_err *err)
{
	struct set lost = { 0 };

	if (set_intersect(out, a, b, err) == -1 ||
	    set_subtract(&lost, a, b, err) == -1) {
		set_free(&lost);
		return -1;
	}
	if (lost.n == 0)
		return 0;
	set_forget(out);
	if ((out->lost = malloc(sizeof lost)) == NULL) {
		set_free(&lost);
		return dump_fail_nomem(err);
	}
	*out->lost = lost;
	return 0;
}

void
set_forget(struct set *s)
{
	if (s->lost == NULL)
		return;
	free(s->lost->v);
	free(s->lost);
	s->lost = NULL;
}

void
set_free(struct set *s)
{
	set_forget(s);
	free(s->v);
	*s = (struct set){ 0 };
}
