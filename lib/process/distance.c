/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * distance.c -- how many pointers lead from one memory to another: a search
 * in breadth over pages.
 *
 * A byte for each page says how far it is.  A round looks at all pages of
 * one distance, by address, so that a dump is read forward in each.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/checked.h"
#include "base/err.h"
#include "process/distance.h"
#include "process/words.h"

/* Where there are more pages than this, several count as one. */
enum { UNITS_MAX = 1 << 22 };

struct search {
	const struct dump_model *m;
	struct dump_source *src;
	struct dump_err	*err;
	const struct set *where;
	struct distances *out;
	unsigned	 shift;		/* a unit has 2^SHIFT bytes: a page, or
					   several */
	size_t		*first;		/* of each range: its first unit */
	uint8_t		*far;		/* of each unit: its distance; 0 is
					   none */
	size_t		 nunits;
	unsigned	 round;		/* distance that is given now */
	size_t		 hit;		/* range that the last word was in */
	bool		 found;		/* something has that distance */
	uint8_t		*buf;
};

static uint64_t
units_of(const struct ruled *r, unsigned shift)
{
	return (r->last >> shift) - (r->addr >> shift) + 1;
}

static bool
few_units(const struct set *where, unsigned shift)
{
	/* Each range touches two, however large they are. */
	uint64_t n = 0, most = UNITS_MAX + 2 * (uint64_t)where->n;
	size_t i;

	for (i = 0; i < where->n && n <= most; i++)
		n += units_of(&where->v[i], shift);
	return n <= most;
}

static int
count_units(struct search *s)
{
	size_t i;

	for (s->shift = 12; UINT64_C(1) << s->shift < s->m->page;)
		s->shift++;
	while (!few_units(s->where, s->shift))
		s->shift++;
	s->first = malloc((s->where->n + 1) * sizeof *s->first);
	if (s->first == NULL)
		return dump_fail_nomem(s->err);
	for (i = 0; i < s->where->n; i++) {
		s->first[i] = s->nunits;
		s->nunits += (size_t)units_of(&s->where->v[i], s->shift);
	}
	s->first[i] = s->nunits;
	s->far = calloc(s->nunits + 1, 1);
	s->buf = malloc(WORDS_BLOCK);
	return s->far == NULL || s->buf == NULL ? dump_fail_nomem(s->err) : 0;
}

/* Gives what WORD points to its distance, if it has none. */
static void
look(void *ctx, uint64_t word)
{
	struct search *s = ctx;
	const struct ruled *r = &s->where->v[s->hit];
	uint8_t *far;

	if (word < r->addr || word > r->last) {
		if ((s->hit = set_find(s->where, word)) == s->where->n) {
			s->hit = 0;
			return;
		}
		r = &s->where->v[s->hit];
		if (word < r->addr)
			return;
	}
	far = &s->far[s->first[s->hit] + (size_t)((word >> s->shift) -
	    (r->addr >> s->shift))];
	if (*far == 0) {
		*far = (uint8_t)s->round;
		s->found = true;
	}
}

/* The part of range I that units [FROM, TO) of it are. */
static struct span
units_span(const struct search *s, size_t i, size_t from, size_t to)
{
	const struct ruled *r = &s->where->v[i];
	uint64_t base = r->addr >> s->shift, addr, last;

	addr = max_u64(r->addr, (base + (from - s->first[i])) << s->shift);
	last = min_u64(r->last,
	    ((base + (to - s->first[i])) << s->shift) - 1);
	return (struct span){ addr, last - addr + 1 };
}

/* Does STEP with each run of units that are FAR. */
static int
each_run(struct search *s, unsigned far,
    int (*step)(struct search *s, struct span at, unsigned far))
{
	const uint8_t *at = s->far, *end = s->far + s->nunits, *to;
	size_t i = 0, from, stop;

	while ((at = memchr(at, (int)far, (size_t)(end - at))) != NULL) {
		from = (size_t)(at - s->far);
		while (s->first[i + 1] <= from)
			i++;
		for (to = at, stop = s->first[i + 1]; to < s->far + stop &&
		    *to == far;)
			to++;
		if (step(s, units_span(s, i, from, (size_t)(to - s->far)),
		    far) == -1)
			return -1;
		if ((at = to) == end)
			break;
	}
	return 0;
}

static int
scan(struct search *s, struct span at, unsigned far)
{
	(void)far;
	return words_tell(s->m, s->src, at, s->buf, look, s, s->err);
}

static int
tell(struct search *s, struct span at, unsigned far)
{
	struct distances *d = s->out;

	if (array_room(&d->v, &d->cap, d->n, sizeof *d->v, s->err) == -1)
		return -1;
	d->v[d->n++] = (struct distance){ at, far };
	return 0;
}

static int
scan_roots(struct search *s, const struct set *roots)
{
	size_t i;

	for (i = 0; i < roots->n; i++)
		if (scan(s, (struct span){ roots->v[i].addr,
		    roots->v[i].last - roots->v[i].addr + 1 }, 0) == -1)
			return -1;
	return 0;
}

static int
search(struct search *s, const struct set *roots, uint64_t most)
{
	uint64_t sum = 0;
	size_t i = 0;

	s->round = 1;
	if (scan_roots(s, roots) == -1)
		return -1;
	while (s->found && s->round < DISTANCE_FAR) {
		if (each_run(s, s->round, tell) == -1)
			return -1;
		for (; i < s->out->n; i++)
			sum = add_capped(sum, s->out->v[i].at.size);
		if (sum > most) {
			s->out->all = false;
			break;
		}
		s->found = false;
		s->round++;
		if (each_run(s, s->round - 1, scan) == -1)
			return -1;
	}
	return 0;
}

int
distances_find(struct distances *d, const struct dump_model *m,
    struct dump_source *src, const struct set *where,
    const struct set *roots, uint64_t most, struct dump_err *err)
{
	struct search s = { .m = m, .src = src, .err = err, .where = where,
	    .out = d };
	int rc = 0;

	*d = (struct distances){ .all = true };
	if (where->n > 0 && (rc = count_units(&s)) == 0)
		rc = search(&s, roots, most);
	free(s.first);
	free(s.far);
	free(s.buf);
	if (rc == -1)
		distances_free(d);
	return rc;
}

void
distances_free(struct distances *d)
{
	free(d->v);
	*d = (struct distances){ 0 };
}
