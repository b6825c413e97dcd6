/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sampling.c -- how large an output would be if it were compressed.
 *
 * Memory is unlike from page to page: most may be zeros, and a few pages make
 * the size.  So a first look at one page of every unit sorts the units into
 * kinds, by how many different bytes the page has; then some units of every
 * kind go through the codec, more of those that may differ more, and stand for
 * the others.
 */
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "io/layout_read.h"
#include "sampling.h"

enum {
	UNIT = 64 << 10,	/* what is compressed at once */
	PAGE = 4 << 10,		/* what is looked at */
	LOOKS = 32 << 10,	/* units that are looked at, at most */
	SAMPLES = 384,		/* units that are compressed, about */
	LEAST = 6,		/* ... of every kind */
	BLOCK = 1 << 20,	/* in which codecs look for what was before */
	BLOCKS = 10,		/* that are compressed whole, of each sort */
	SMALL = SAMPLES * UNIT,	/* an output that is compressed whole */
	KINDS = 10
};

struct kind {
	uint32_t	 units;		/* that were looked at */
	uint32_t	 samples;	/* to be compressed */
	uint32_t	 met;		/* units, as they come */
	uint32_t	 done;		/* of the samples */
	double		 sum, squares;	/* of their sizes */
};

/* Blocks, of all the same bytes (about) and others, whole and by units. */
struct sort {
	uint32_t	 samples;	/* of units, as they come */
	double		 whole, parts;
};

struct sampling {
	struct layout_reader reader;
	const struct dump_packing *how;
	uint64_t	 size;		/* of the output */
	uint64_t	 units;		/* in it */
	uint32_t	 looks;
	uint8_t		*kind;		/* of each unit that was looked at */
	struct kind	 kinds[KINDS];
	struct sort	 sorts[2];
	uint64_t	 empty;		/* bytes of nothing, compressed */
	uint8_t		*buf;		/* of UNIT bytes */
};

/* The number of bytes is all that is wanted. */
static int
drop(void *ctx, const void *buf, size_t len)
{
	(void)ctx;
	(void)buf;
	(void)len;
	return 0;
}

/* Compresses LEN bytes of the output, from AT on. */
static int
press(struct sampling *s, uint64_t at, uint64_t len, uint64_t *packed,
    struct dump_err *err)
{
	struct dump_packing how = *s->how;
	struct dump_sink *dst;
	uint64_t done;
	size_t n;
	int rc = 0;

	if (len <= UNIT)
		how.threads = 1;
	if (dump_sink_callback(&dst, drop, NULL, err) == -1 ||
	    dump_sink_pack(&dst, &how, err) == -1)
		return -1;
	for (done = 0; rc == 0 && done < len; done += n) {
		n = (size_t)min_u64(UNIT, len - done);
		rc = layout_read(&s->reader, at + done, s->buf, n, err);
		if (rc == 0)
			rc = dump_sink_write(dst, s->buf, n, err);
	}
	if (rc == 0 && (rc = dump_sink_finish(dst, err)) == 0)
		*packed = dump_sink_packed(dst);
	dump_sink_abort(dst);
	return rc;
}

/* 0 where all bytes are the same, 8 where all values are as frequent: the
 * logarithm of how many values there are, each counted by its weight. */
static unsigned
kind_of(const uint8_t *page)
{
	uint32_t count[256] = { 0 };
	uint64_t squares = 0, values;
	unsigned kind = 0;
	size_t i;

	for (i = 0; i < PAGE; i++)
		count[page[i]]++;
	for (i = 0; i < 256; i++)
		squares += (uint64_t)count[i] * count[i];
	if (squares == (uint64_t)PAGE * PAGE)
		return 0;
	for (values = (uint64_t)PAGE * PAGE / squares; values > 1; values /= 2)
		kind++;
	return kind + 1;
}

/* Where the Ith unit that is looked at begins. */
static uint64_t
unit_at(const struct sampling *s, uint32_t i)
{
	return s->units * i / s->looks * UNIT;
}

/* Pages in turn, so that what repeats with the units is met as well. */
static int
look(struct sampling *s, struct dump_err *err)
{
	uint32_t i;

	if ((s->kind = malloc(s->looks)) == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < s->looks; i++) {
		if (layout_read(&s->reader, unit_at(s, i) + (i * 7u) %
		    (UNIT / PAGE) * PAGE, s->buf, PAGE, err) == -1)
			return -1;
		s->kind[i] = (uint8_t)kind_of(s->buf);
		s->kinds[s->kind[i]].units++;
	}
	return 0;
}

/* How many of each kind: the fuller of different bytes, the more. */
static void
choose(struct sampling *s)
{
	uint64_t weight, all = 0;
	struct kind *k;
	unsigned i;

	for (i = 0; i < KINDS; i++)
		all += (uint64_t)s->kinds[i].units * (i + 1);
	for (i = 0; i < KINDS; i++) {
		k = &s->kinds[i];
		weight = (uint64_t)k->units * (i + 1);
		k->samples = (uint32_t)min_u64(k->units,
		    max_u64(LEAST, SAMPLES * weight / all));
	}
}

/* What LEN bytes at AT add to a file. */
static int
add_size(struct sampling *s, double *sum, uint64_t at, uint64_t len,
    struct dump_err *err)
{
	uint64_t packed;

	if (press(s, at, len, &packed, err) == -1)
		return -1;
	if (packed > s->empty)
		*sum += (double)(packed - s->empty);
	return 0;
}

/* How much smaller a block is than its units, each of which begins as if
 * nothing were before it. */
static int
compress_block(struct sampling *s, struct sort *sort, uint64_t at,
    struct dump_err *err)
{
	uint64_t done;

	at = min_u64(round_down(at, BLOCK), s->size - BLOCK);
	if (add_size(s, &sort->whole, at, BLOCK, err) == -1)
		return -1;
	for (done = 0; done < BLOCK; done += UNIT)
		if (add_size(s, &sort->parts, at + done, UNIT, err) == -1)
			return -1;
	return 0;
}

/* Is the next one of so many to be taken, where WANTED shall be?  MET counts
 * them. */
static bool
is_turn(uint32_t *met, uint32_t wanted, uint32_t all)
{
	uint64_t before = (uint64_t)*met * wanted / all;

	return before != (uint64_t)++*met * wanted / all;
}

static int
compress_samples(struct sampling *s, struct dump_err *err)
{
	uint32_t i, all[2] = { s->kinds[0].samples, 0 };
	struct sort *sort;
	struct kind *k;
	double size;

	for (i = 1; i < KINDS; i++)
		all[1] += s->kinds[i].samples;
	for (i = 0; i < s->looks; i++) {
		k = &s->kinds[s->kind[i]];
		if (!is_turn(&k->met, k->samples, k->units))
			continue;
		size = 0;
		if (add_size(s, &size, unit_at(s, i), UNIT, err) == -1)
			return -1;
		k->done++;
		k->sum += size;
		k->squares += size * size;
		sort = &s->sorts[s->kind[i] != 0];
		if (is_turn(&sort->samples, BLOCKS, all[s->kind[i] != 0]) &&
		    compress_block(s, sort, unit_at(s, i), err) == -1)
			return -1;
	}
	return 0;
}

static double
shrinking(const struct sampling *s, unsigned kind)
{
	const struct sort *sort = &s->sorts[kind != 0];

	return sort->parts > 0 && sort->whole < sort->parts ?
	    sort->whole / sort->parts : 1;
}

static double
root(double x)
{
	double r = x > 1 ? x : 1;
	int i;

	for (i = 0; i < 200 && r - x / r > 1e-6 * r; i++)
		r = (r + x / r) / 2;
	return r;
}

/* What the samples say of all units. */
static void
conclude(const struct sampling *s, uint64_t *packed, unsigned *error)
{
	double total = 0, variance = 0, mean, spread, by, n;
	double scale = (double)s->size / UNIT / s->looks;
	const struct kind *k;
	unsigned i;

	for (i = 0; i < KINDS; i++) {
		k = &s->kinds[i];
		if (k->done == 0)
			continue;
		n = k->done;
		mean = k->sum / n;
		by = shrinking(s, i);
		total += by * mean * k->units;
		if (k->done < 2 || k->done == k->units)
			continue;
		spread = by * by * (k->squares - n * mean * mean) / (n - 1);
		variance += spread * k->units * ((double)k->units / n - 1);
	}
	*packed = s->empty + (uint64_t)(total * scale);
	/* Two deviations, and what is not known of the shrinking. */
	*error = 5;
	if (total > 0)
		*error += (unsigned)(200 * root(variance) / total);
}

static int
weigh_large(struct sampling *s, uint64_t *packed, unsigned *error,
    struct dump_err *err)
{
	s->units = s->size / UNIT;
	s->looks = (uint32_t)min_u64(s->units, LOOKS);
	if (look(s, err) == -1)
		return -1;
	choose(s);
	if (press(s, 0, 0, &s->empty, err) == -1 ||
	    compress_samples(s, err) == -1)
		return -1;
	conclude(s, packed, error);
	return 0;
}

int
sampling_weigh(uint64_t *packed, unsigned *error, const struct layout *l,
    struct dump_source *src, const struct dump_packing *how,
    struct dump_err *err)
{
	struct sampling s = { .how = how, .size = l->size };
	int rc;

	*error = 0;
	layout_reader(&s.reader, l, src);
	if ((s.buf = malloc(UNIT)) == NULL)
		return dump_fail_nomem(err);
	rc = s.size <= SMALL ? press(&s, 0, s.size, packed, err) :
	    weigh_large(&s, packed, error, err);
	free(s.kind);
	free(s.buf);
	return rc;
}
