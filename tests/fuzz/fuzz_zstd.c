/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fuzz_zstd.c -- what comes out of zstd by its seek table is what comes out
 * in order, or an error; and in order, what the library itself makes of it.
 */
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "base/bytes.h"
#include "codec/zstd.h"
#include "io/source.h"
#include "tests/buf.h"
#include "walk.h"

enum {
	MOST = 1024 * 1024,	/* plain bytes that are looked at */
	STEP = 61 * 1000,
	FRAMES = 200		/* that are looked for */
};

/* Bytes of a file, in order, to its end or a failure. */
struct order {
	uint8_t		*v;
	size_t		 n;
	bool		 whole;		/* without a failure or a flaw */
};

static struct dump_source *
raw(const uint8_t *data, size_t size)
{
	struct dump_source *src;
	struct dump_err err;

	return source_from_memory(&src, data, size, &err) == 0 ? src : NULL;
}

static void
drain(struct order *o, struct dump_source *src)
{
	struct dump_err err;
	size_t got;
	int rc;

	do {
		rc = source_drain(src, o->n, o->v + o->n, STEP, &got, &err);
		if (rc == 0)
			o->n += got;
	} while (rc == 0 && got == STEP && o->n + STEP <= MOST);
	o->whole = rc == 0 && got < STEP && dump_source_flaw(src) == NULL;
	dump_source_close(src);
}

/* As the library reads it: no more than we, and the same. */
static void
by_library(const struct order *o, const uint8_t *data, size_t size)
{
	ZSTD_DCtx *d = ZSTD_createDCtx();
	ZSTD_inBuffer in = { data, size, 0 };
	ZSTD_outBuffer out = { malloc(MOST), MOST, 0 };
	size_t before, rc;

	if (d == NULL || out.dst == NULL)
		abort();
	do {
		before = in.pos + out.pos;
		rc = ZSTD_decompressStream(d, &out, &in);
	} while (!ZSTD_isError(rc) && in.pos + out.pos > before &&
	    (rc != 0 || in.pos < in.size));
	if (o->whole && (ZSTD_isError(rc) || rc != 0 || out.pos != o->n) &&
	    out.pos < MOST)
		walk_law("library", "does not read what we do");
	if (o->n > 0 && out.pos > 0 && memcmp(out.dst, o->v,
	    out.pos < o->n ? out.pos : o->n) != 0)
		walk_law("library", "reads other bytes");
	free(out.dst);
	ZSTD_freeDCtx(d);
}

static struct dump_source *
mapped(const uint8_t *data, size_t size, unsigned threads)
{
	struct dump_source *src = raw(data, size);
	struct zstd_map m;
	struct dump_err err;

	if (src == NULL)
		return NULL;
	if (zstd_map_read(&m, src, &err) != 1) {
		dump_source_close(src);
		return NULL;
	}
	return zstd_chunks_open(&src, src, &m, threads, &err) == 0 ? src :
	    NULL;
}

/* By the table, in order; and if all of it is right, here and there. */
static void
by_table(const struct order *o, const uint8_t *data, size_t size,
    unsigned threads)
{
	static uint8_t buf[STEP];
	struct dump_source *src = mapped(data, size, threads);
	struct order all = { malloc(MOST), 0, false };
	struct dump_err err;
	size_t at, got;
	unsigned i;

	if (all.v == NULL)
		abort();
	if (src != NULL)
		drain(&all, src);
	if (all.whole && (!o->whole || o->n != all.n ||
	    memcmp(o->v, all.v, o->n) != 0))
		walk_law("table", "other bytes than in order");
	src = all.whole ? mapped(data, size, threads) : NULL;
	for (i = 0; src != NULL && i < 20; i++) {
		at = (i * 2654435761U) % (all.n + 1);
		if (source_read_some(src, at, buf, STEP, &got, &err) == -1 ||
		    got != (all.n - at < STEP ? all.n - at : STEP) ||
		    memcmp(buf, all.v + at, got) != 0)
			walk_law("table", "other bytes than in order");
	}
	dump_source_close(src);
	free(all.v);
}

static void
look_at(const uint8_t *data, size_t size)
{
	struct order o = { malloc(MOST), 0, false };
	struct dump_source *src = raw(data, size);
	struct dump_err err;

	if (o.v == NULL || src == NULL)
		abort();
	if (zstd_stream_open(&src, src, &err) == 0) {
		drain(&o, src);
		by_library(&o, data, size);
	}
	by_table(&o, data, size, 1 + (unsigned)size % 3);
	free(o.v);
}

/* The same frames with a table that tells of them. */
static void
forge(struct buf *zst, const uint8_t *data, size_t size)
{
	struct buf entries = { 0 };
	struct zstd_head h;
	size_t at, n, frames = 0;

	for (at = 0; at < size && frames < FRAMES; at += n, frames++) {
		n = ZSTD_findFrameCompressedSize(data + at, size - at);
		if (ZSTD_isError(n) ||
		    !zstd_head_read(&h, data + at, size - at))
			break;
		buf_u32(&entries, (uint32_t)n);
		buf_u32(&entries, (uint32_t)h.content);
		buf_u32(&entries, h.skipped ? ZST_SUM_OF_NONE :
		    le32(data + at + n - ZST_SUM));
	}
	buf_add(zst, data, at);
	buf_u32(zst, ZST_TABLE);
	buf_u32(zst, (uint32_t)entries.n + ZST_FOOTER);
	if (entries.n > 0)
		buf_add(zst, entries.v, entries.n);
	buf_u32(zst, (uint32_t)frames);
	buf_u8(zst, ZST_TABLE_SUMS);
	buf_u32(zst, ZST_TABLE_MAGIC);
	buf_free(&entries);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf zst = { 0 };

	look_at(data, size);
	if (size > ZST_LEAST) {
		forge(&zst, data, size);
		look_at(zst.v, zst.n);
		buf_free(&zst);
	}
	return 0;
}
