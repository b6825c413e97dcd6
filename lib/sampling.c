/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sampling.c -- how large an output would be if it were compressed.
 *
 * Memory is unlike from page to page: most may be zeros, and a few pages make
 * the size.  So a look at some pages of every unit, all of them in what is
 * not large, sorts the units into kinds, by how many different bytes a page
 * has; then some units of every kind go through the codec, more of those that
 * may differ more, and stand for the others.  Some blocks tell how much less
 * their units take where they are not alone.
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
	LOOKS = 32 << 10,	/* pages that are looked at, at most */
	SAMPLES = 256,		/* units that are compressed, about */
	LEAST = 6,		/* ... of every kind */
	BLOCK = 1 << 20,	/* in which codecs look for what was before */
	BLOCKS = 10,		/* that are compressed whole */
	MANY = 8,		/* blocks, so many that a file is large */
	KINDS = 10
};

struct kind {
	uint32_t	 units;		/* that were looked at */
	uint32_t	 samples;	/* to be compressed */
	uint32_t	 met;		/* units, as they come */
	uint32_t	 done;		/* of the samples */
	uint32_t	 blank;		/* ... that are all the same bytes */
	double		 sum, squares;	/* of the sizes of the others */
};

/* A block, whole and by units, and how many units it stands for; without
 * those that are blank. */
struct block {
	double		 whole, parts, weight;
};

struct sampling {
	struct layout_reader reader;
	const struct dump_packing *how;
	uint64_t	 size;		/* of the output */
	uint64_t	 units;		/* in it */
	uint32_t	 looks;
	uint8_t		*kind;		/* of each unit that was looked at */
	struct kind	 kinds[KINDS];
	struct block	 blocks[BLOCKS];
	size_t		 nblocks;
	uint32_t	 full;		/* samples that are not blank, as they
					   come */
	uint64_t	 blank;		/* a unit of zeros is no larger */
	double		 in_file;	/* what such a unit adds to a file */
	double		 alone, file;	/* what a file has in any case: of one
					   block at most, of many */
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

/* A unit is of the fullest kind that a look at some of its pages shows. */
static int
look_at_unit(struct sampling *s, uint32_t i, uint32_t pages, uint8_t *kind,
    struct dump_err *err)
{
	uint32_t n, page;
	unsigned seen;

	*kind = 0;
	for (n = 0; n < pages; n++) {
		/* In turn, so that what repeats with the units is met too. */
		page = (i * 7u + n * (UNIT / PAGE) / pages) % (UNIT / PAGE);
		if (layout_read(&s->reader, unit_at(s, i) +
		    (uint64_t)page * PAGE, s->buf, PAGE, err) == -1)
			return -1;
		if ((seen = kind_of(s->buf)) > *kind)
			*kind = (uint8_t)seen;
	}
	return 0;
}

static int
look(struct sampling *s, struct dump_err *err)
{
	uint32_t i, pages = (uint32_t)min_u64(LOOKS / s->looks, UNIT / PAGE);

	if ((s->kind = malloc(s->looks)) == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < s->looks; i++) {
		if (look_at_unit(s, i, pages, &s->kind[i], err) == -1)
			return -1;
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

/* What the unit at AT is, alone: 0 if it is blank, which it is from so much
 * on. */
static int
size_unit(struct sampling *s, double *size, uint64_t at,
    struct dump_err *err)
{
	uint64_t packed;

	if (press(s, at, UNIT, &packed, err) == -1)
		return -1;
	*size = packed > s->blank ? (double)packed - s->alone : 0;
	return 0;
}

/* How much smaller a block is than its units, each of which begins as if
 * nothing were before it. */
static int
compress_block(struct sampling *s, uint64_t at, double weight,
    struct dump_err *err)
{
	struct block *b = &s->blocks[s->nblocks];
	uint64_t done, packed;
	double size;

	at = min_u64(round_down(at, BLOCK), s->size - BLOCK);
	if (press(s, at, BLOCK, &packed, err) == -1)
		return -1;
	*b = (struct block){ (double)packed - s->alone, 0, weight };
	for (done = 0; done < BLOCK; done += UNIT) {
		if (size_unit(s, &size, at + done, err) == -1)
			return -1;
		b->parts += size;
		if (size <= 0)
			b->whole -= s->in_file;
	}
	s->nblocks += b->whole > 0 && b->parts > 0;
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
	uint32_t i, full = 1;
	struct kind *k;
	double size;

	for (i = 1; i < KINDS; i++)
		full += s->kinds[i].samples;
	for (i = 0; i < s->looks; i++) {
		k = &s->kinds[s->kind[i]];
		if (!is_turn(&k->met, k->samples, k->units))
			continue;
		if (size_unit(s, &size, unit_at(s, i), err) == -1)
			return -1;
		k->done++;
		k->blank += size <= 0;
		k->sum += size;
		k->squares += size * size;
		if (size > 0 && s->nblocks < BLOCKS &&
		    (is_turn(&s->full, BLOCKS, full) || s->nblocks == 0) &&
		    compress_block(s, unit_at(s, i),
		    (double)k->units / k->samples, err) == -1)
			return -1;
	}
	return 0;
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

/* By what units shrink where they are not alone; *VARIANCE is that of it. */
static double
shrinking(const struct sampling *s, double *variance)
{
	double whole = 0, parts = 0, by, off;
	const struct block *b, *end = s->blocks + s->nblocks;

	*variance = 0;
	for (b = s->blocks; b < end; b++) {
		whole += b->weight * b->whole;
		parts += b->weight * b->parts;
	}
	if (parts <= 0 || whole >= parts)
		return 1;
	by = whole / parts;
	for (b = s->blocks; b < end; b++) {
		off = b->weight * (b->whole - by * b->parts) / parts;
		*variance += off * off;
	}
	return by;
}

/* What the samples say of all units. */
static void
conclude(const struct sampling *s, uint64_t *packed, unsigned *error)
{
	double blank = 0, sum = 0, squares = 0, mean, spread, unsure, by;
	double scale = (double)s->size / UNIT / s->looks, total;
	const struct kind *k;
	unsigned i;

	for (i = 0; i < KINDS; i++) {
		k = &s->kinds[i];
		if (k->done == 0)
			continue;
		mean = k->sum / k->done;
		sum += mean * k->units;
		blank += s->in_file * k->blank / k->done * k->units;
		if (k->done < 2)
			continue;
		spread = (k->squares - k->done * mean * mean) / (k->done - 1);
		squares += spread * k->units *
		    ((double)k->units / k->done - 1);
	}
	by = shrinking(s, &unsure);
	total = by * sum + blank;
	*packed = (uint64_t)(s->file + total * scale);
	/* Two deviations, and a little for what they do not know. */
	*error = 6;
	if (total > 0)
		*error += (unsigned)(200 * root(by * by * squares +
		    unsure * sum * sum) / total);
}

/* What so many zeros are, compressed. */
static int
press_zeros(struct sampling *s, uint64_t len, double *packed,
    struct dump_err *err)
{
	struct layout zeros = { 0 };
	struct layout_reader was = s->reader;
	struct move none = { MOVE_ZEROS, len };
	uint64_t size = 0;
	int rc;

	zeros.moves = &none;
	zeros.nmoves = 1;
	zeros.size = len;
	layout_reader(&s->reader, &zeros, was.src);
	rc = press(s, 0, len, &size, err);
	s->reader = was;
	*packed = (double)size;
	return rc;
}

/* What a file has beside what is in it, which may be an index only if it is
 * large: from how it grows with blocks of zeros. */
static int
look_at_zeros(struct sampling *s, struct dump_err *err)
{
	double unit, block, many, twice, more;

	if (press_zeros(s, UNIT, &unit, err) == -1 ||
	    press_zeros(s, BLOCK, &block, err) == -1 ||
	    press_zeros(s, (uint64_t)MANY * BLOCK, &many, err) == -1 ||
	    press_zeros(s, (uint64_t)2 * MANY * BLOCK, &twice, err) == -1)
		return -1;
	more = (twice - many) / MANY;
	s->blank = (uint64_t)unit + 4;
	s->in_file = more / (BLOCK / UNIT);
	s->alone = block - more;
	s->file = many - MANY * more;
	return 0;
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
	if (look_at_zeros(s, err) == -1 || compress_samples(s, err) == -1)
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
	rc = s.size <= SAMPLING_SMALL ?
	    press(&s, 0, s.size, packed, err) :
	    weigh_large(&s, packed, error, err);
	free(s.kind);
	free(s.buf);
	return rc;
}
