/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * zstd_map.c -- where the frames of a file lie, by its seek tables.  A table
 * is a claim like any other, and has no checksum: so each frame must start
 * where it says, with a header that says the same, and frames must fill all
 * that is between the tables.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/checked.h"
#include "codec/zstd.h"
#include "io/source.h"

enum {
	RESERVED = 0x7c,		/* bits of a table's descriptor */
	MOST = 4 * 1024 * 1024,		/* plain bytes of a frame */
	SPARE = 64 * 1024,		/* more may be compressed ones */
	BLOCK = 3,			/* bytes of the smallest block */
	CHUNKS_MOST = 2 * 1024 * 1024,	/* in all tables */
	BATCH = 512,			/* entries read at once */
	WINDOW = 4096			/* bytes read for a header */
};

struct table {
	uint64_t	 start;		/* of the first frame in the file */
	uint64_t	 end;		/* of the table */
	uint32_t	 n;		/* frames */
	size_t		 entry;		/* bytes of an entry */
};

struct reading {
	struct zstd_map	*m;
	struct dump_source *src;
	struct table	*tables;	/* from the last to the first */
	size_t		 n, cap;
	uint64_t	 frames;	/* in all of them */

	/* Bytes of the file that were read for headers. */
	uint8_t		 window[WINDOW];
	uint64_t	 at;
	size_t		 have;
};

/* Exactly LEN bytes: 1; fewer are there: 0; -1. */
static int
read_at(struct reading *r, uint64_t off, void *buf, size_t len,
    struct dump_err *err)
{
	size_t got;

	if (source_read_some(r->src, off, buf, len, &got, err) == -1)
		return -1;
	return got == len;
}

/* Calls FN with each entry of a table, in order, as long as it returns 1. */
static int
each(struct reading *r, const struct table *t,
    int (*fn)(struct reading *, const uint8_t *, uint64_t *,
    struct dump_err *), uint64_t *ctx, struct dump_err *err)
{
	uint8_t buf[BATCH * (ZST_ENTRY + ZST_SUM)];
	uint64_t left = t->n, off;
	size_t i, n;
	int rc;

	off = t->end - ZST_FOOTER - left * t->entry;
	for (; left > 0; left -= n, off += n * t->entry) {
		n = (size_t)min_u64(left, BATCH);
		if ((rc = read_at(r, off, buf, n * t->entry, err)) != 1)
			return rc;
		for (i = 0; i < n; i++)
			if ((rc = fn(r, buf + i * t->entry, ctx, err)) != 1)
				return rc;
	}
	return 1;
}

static int
add_size(struct reading *r, const uint8_t *entry, uint64_t *sum,
    struct dump_err *err)
{
	(void)r;
	(void)err;
	*sum += le32(entry);
	return 1;
}

/* Finds the table that ends at END. */
static int
find(struct reading *r, uint64_t end, struct dump_err *err)
{
	struct table t = { .end = end };
	uint8_t head[ZST_SKIP], foot[ZST_FOOTER];
	uint64_t size, packed = 0;
	int rc;

	if (end < ZST_FOOTER)
		return 0;
	if ((rc = read_at(r, end - ZST_FOOTER, foot, ZST_FOOTER, err)) != 1)
		return rc;
	t.n = le32(foot);
	if (le32(foot + 5) != ZST_TABLE_MAGIC || (foot[4] & RESERVED) != 0 ||
	    t.n == 0 || t.n > CHUNKS_MOST - r->frames)
		return 0;
	t.entry = ZST_ENTRY;
	if ((foot[4] & ZST_TABLE_SUMS) != 0)
		t.entry += ZST_SUM;
	else
		r->m->sums = false;
	size = (uint64_t)t.n * t.entry + ZST_FOOTER;
	if (size + ZST_SKIP > end)
		return 0;
	if ((rc = read_at(r, end - size - ZST_SKIP, head, ZST_SKIP,
	    err)) != 1)
		return rc;
	if (le32(head) != ZST_TABLE || le32(head + 4) != size)
		return 0;
	if ((rc = each(r, &t, add_size, &packed, err)) != 1)
		return rc;
	if (packed > end - size - ZST_SKIP)
		return 0;
	t.start = end - size - ZST_SKIP - packed;
	if (array_room(&r->tables, &r->cap, r->n, sizeof *r->tables,
	    err) == -1)
		return -1;
	r->tables[r->n++] = t;
	r->frames += t.n;
	return 1;
}

/* The header of the frame at OFF. */
static int
head(struct reading *r, uint64_t off, struct zstd_head *h,
    struct dump_err *err)
{
	if (off < r->at || off + ZST_LOOK > r->at + r->have) {
		if (source_read_some(r->src, off, r->window, WINDOW,
		    &r->have, err) == -1)
			return -1;
		r->at = off;
	}
	return zstd_head_read(h, r->window + (off - r->at),
	    r->have - (size_t)(off - r->at));
}

/* The headers of many frames lie far from each other. */
static int
expect(struct reading *r, const uint8_t *entry, uint64_t *off,
    struct dump_err *err)
{
	(void)err;
	source_expect(r->src, *off, WINDOW);
	*off += le32(entry);
	return 1;
}

/* Adds the frame at *OFF that an entry tells of. */
static int
add(struct reading *r, const uint8_t *entry, uint64_t *off,
    struct dump_err *err)
{
	uint32_t size = le32(entry), len = le32(entry + 4);
	uint32_t sum = r->m->sums ? le32(entry + ZST_ENTRY) : 0;
	struct zstd_head h;
	uint64_t at = *off;
	int rc;

	*off += size;
	if ((rc = head(r, at, &h, err)) != 1)
		return rc;
	zstd_order_next(&r->m->order, &h);
	if (h.skipped)
		return len == 0 && size == (uint64_t)h.len + h.size;
	if (h.content != len || len > MOST || size > len + SPARE ||
	    size < h.len + BLOCK + (h.sum ? ZST_SUM : 0) || h.dictionary != 0)
		return 0;
	/* Nobody who wants plain bytes would look at a frame without any, and
	 * see what is wrong with it. */
	if (len == 0)
		return 0;
	return chunk_map_add(&r->m->map, at, size, len, sum, err) == -1 ?
	    -1 : 1;
}

static int
read_all(struct reading *r, struct dump_err *err)
{
	uint64_t off, end = dump_source_size(r->src);
	const struct table *t;
	int rc;

	do {
		if ((rc = find(r, end, err)) != 1)
			return rc;
		end = r->tables[r->n - 1].start;
	} while (end > 0);
	for (; r->n > 0; r->n--) {
		t = &r->tables[r->n - 1];
		off = t->start;
		if ((rc = each(r, t, expect, &off, err)) != 1)
			return rc;
		off = t->start;
		if ((rc = each(r, t, add, &off, err)) != 1)
			return rc;
	}
	zstd_order_end(&r->m->order);
	return 1;
}

int
zstd_map_read(struct zstd_map *m, struct dump_source *src,
    struct dump_err *err)
{
	struct reading r = { .m = m, .src = src };
	int rc;

	*m = (struct zstd_map){ .sums = true };
	rc = read_all(&r, err);
	free(r.tables);
	if (rc != 1)
		chunk_map_free(&m->map);
	return rc;
}
