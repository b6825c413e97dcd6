/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * claims.c -- makes ranges disjoint.  Writers list memory twice (a stack and
 * the list of memory, two PT_LOADs), and readers agree that of two ranges
 * the one that comes first in the file has the address.
 */
#include <stdlib.h>

#include "base/array.h"
#include "base/checked.h"
#include "base/err.h"
#include "model/spans.h"

struct sweep {
	const struct span	*first;
	size_t			 stride, n;
	size_t			*order;		/* indices by address */
	size_t			*heap;		/* ranges that hold POS, lowest
						   index on top */
	size_t			 nheap;
	struct claim		*out;
	size_t			 nout, cap;
};

static struct span
range(const struct sweep *s, size_t i)
{
	const char *p = (const char *)s->first + i * s->stride;

	return *(const struct span *)(const void *)p;
}

static void
heap_push(struct sweep *s, size_t value)
{
	size_t i = s->nheap++, up, *h = s->heap;

	while (i > 0 && h[up = (i - 1) / 2] > value) {
		h[i] = h[up];
		i = up;
	}
	h[i] = value;
}

static void
heap_pop(struct sweep *s)
{
	size_t i = 0, down, *h = s->heap, value = h[--s->nheap];

	while ((down = 2 * i + 1) < s->nheap) {
		if (down + 1 < s->nheap && h[down + 1] < h[down])
			down++;
		if (h[down] >= value)
			break;
		h[i] = h[down];
		i = down;
	}
	h[i] = value;
}

struct keyed {
	uint64_t	 addr;
	size_t		 index;
};

static int
by_address(const void *va, const void *vb)
{
	const struct keyed *a = va, *b = vb;

	if (a->addr != b->addr)
		return a->addr < b->addr ? -1 : 1;
	return a->index < b->index ? -1 : 1;
}

static int
sort_by_address(struct sweep *s, struct dump_err *err)
{
	struct keyed *k;
	size_t i;

	if ((k = malloc((s->n + 1) * sizeof *k)) == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < s->n; i++)
		k[i] = (struct keyed){ range(s, i).addr, i };
	array_sort(k, s->n, sizeof *k, by_address);
	for (i = 0; i < s->n; i++)
		s->order[i] = k[i].index;
	free(k);
	return 0;
}

/* The range OWNER has [ADDR, LAST]. */
static int
grant(struct sweep *s, size_t owner, uint64_t addr, uint64_t last,
    struct dump_err *err)
{
	struct claim *prev = s->nout > 0 ? &s->out[s->nout - 1] : NULL;

	if (prev != NULL && prev->owner == owner &&
	    span_last(prev->at) + 1 == addr) {
		prev->at.size += last - addr + 1;
		return 0;
	}
	if (array_room(&s->out, &s->cap, s->nout, sizeof *s->out, err) == -1)
		return -1;
	s->out[s->nout].at = (struct span){ addr, last - addr + 1 };
	s->out[s->nout++].owner = owner;
	return 0;
}

/* Goes up the addresses; what holds the present one waits in the heap. */
static int
sweep_up(struct sweep *s, struct dump_err *err)
{
	uint64_t pos = 0, last;
	size_t i = 0, top;

	while (i < s->n || s->nheap > 0) {
		if (s->nheap == 0)
			pos = range(s, s->order[i]).addr;
		while (i < s->n && range(s, s->order[i]).addr <= pos)
			heap_push(s, s->order[i++]);
		top = s->heap[0];
		last = span_last(range(s, top));
		if (last < pos) {
			heap_pop(s);
			continue;
		}
		if (i < s->n && range(s, s->order[i]).addr <= last)
			last = range(s, s->order[i]).addr - 1;
		if (grant(s, top, pos, last, err) == -1)
			return -1;
		if (last == UINT64_MAX)
			break;
		pos = last + 1;
	}
	return 0;
}

static size_t
count_losers(const struct sweep *s, uint64_t *kept)
{
	size_t i, losers = 0;

	for (i = 0; i < s->nout; i++)
		kept[s->out[i].owner] += s->out[i].at.size;
	for (i = 0; i < s->n; i++)
		losers += kept[i] != range(s, i).size;
	return losers;
}

int
spans_claim(struct claim **out, size_t *nout, const struct span *first,
    size_t stride, size_t n, size_t *clashes, struct dump_err *err)
{
	struct sweep s = { .first = first, .stride = stride, .n = n };
	uint64_t *kept;
	int rc;

	*out = NULL;
	*nout = *clashes = 0;
	s.order = malloc((n + 1) * sizeof *s.order);
	s.heap = malloc((n + 1) * sizeof *s.heap);
	kept = calloc(n + 1, sizeof *kept);
	if (s.order == NULL || s.heap == NULL || kept == NULL)
		rc = dump_fail_nomem(err);
	else if ((rc = sort_by_address(&s, err)) == 0 &&
	    (rc = sweep_up(&s, err)) == 0) {
		*clashes = count_losers(&s, kept);
		*out = s.out;
		*nout = s.nout;
		s.out = NULL;
	}
	free(s.order);
	free(s.heap);
	free(s.out);
	free(kept);
	return rc;
}
