/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fuzz_gzip.c -- what comes out of gzip by its index is what comes out in
 * order, or an error; and in order, what zlib's own reader makes of it.
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "codec/gzip.h"
#include "io/source.h"
#include "tests/buf.h"
#include "walk.h"

enum {
	MOST = 1024 * 1024,	/* plain bytes that are looked at */
	STEP = 61 * 1000
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
in_order(struct order *o, const uint8_t *data, size_t size)
{
	struct dump_source *src = raw(data, size);
	struct dump_err err;
	size_t got;
	int rc;

	if (src == NULL || gzip_stream_open(&src, src, &err) == -1)
		return;
	do {
		rc = source_drain(src, o->n, o->v + o->n, STEP, &got, &err);
		o->n += got;
	} while (rc == 0 && got == STEP && o->n + STEP <= MOST);
	o->whole = rc == 0 && got < STEP && dump_source_flaw(src) == NULL;
	dump_source_close(src);
}

/* The first member as zlib reads it: no more than its plain bytes. */
static void
by_zlib(const struct order *o, const uint8_t *data, size_t size)
{
	uint8_t *out = malloc(MOST);
	z_stream z = { 0 };
	size_t n;
	int rc;

	if (out == NULL || inflateInit2(&z, 31) != Z_OK)
		abort();
	z.next_in = (Bytef *)(uintptr_t)data;
	z.avail_in = (uInt)size;
	z.next_out = out;
	z.avail_out = MOST;
	rc = inflate(&z, Z_FINISH);
	n = MOST - z.avail_out;
	if (rc == Z_STREAM_END && o->whole && o->n < n)
		walk_law("zlib", "reads more than we do");
	if (o->whole && rc != Z_STREAM_END && z.avail_out > 0)
		walk_law("zlib", "does not read what we do");
	if (memcmp(out, o->v, n < o->n ? n : o->n) != 0)
		walk_law("zlib", "reads other bytes");
	inflateEnd(&z);
	free(out);
}

/* Reads here and there by the index with D. */
static void
by_index(const struct order *o, const uint8_t *data, size_t size,
    const struct deflater *d, unsigned threads)
{
	struct dump_source *src = raw(data, size);
	static uint8_t buf[STEP];
	struct gzip_map m;
	struct dump_err err;
	size_t at, got;
	uint64_t all;
	unsigned i;

	if (src == NULL)
		return;
	if (gzip_map_read(&m, src, &err) != 1) {
		dump_source_close(src);
		return;
	}
	if (gzip_chunks_open(&src, src, &m, d, threads, &err) == -1)
		return;
	all = dump_source_size(src);
	for (i = 0; i < 40; i++) {
		at = i < 20 ? i * (size_t)STEP : (i * 2654435761U) % MOST;
		if (source_read_some(src, at, buf, STEP, &got, &err) == -1 ||
		    at >= o->n)
			continue;
		if (got > o->n - at)
			got = o->n - at;
		if (memcmp(buf, o->v + at, got) != 0)
			walk_law("index", "other bytes than in order");
	}
	if (o->whole && o->n != all)
		walk_law("index", "another length than in order");
	dump_source_close(src);
}

static void
look_at(const uint8_t *data, size_t size)
{
	struct order o = { malloc(MOST), 0, false };
	const struct deflater *d;
	size_t i;

	if (o.v == NULL)
		abort();
	in_order(&o, data, size);
	by_zlib(&o, data, size);
	for (i = 0; (d = deflater_at(i)) != NULL; i++)
		if (d->undo != NULL)
			by_index(&o, data, size, d, 1 + (unsigned)size % 3);
	free(o.v);
}

/* How much comes out of a piece of a stream, and what checksum that has. */
static uint32_t
measure(const uint8_t *data, size_t size, size_t *len)
{
	uint8_t *out = malloc(GZIP_CHUNK);
	z_stream z = { 0 };
	uint32_t crc;

	if (out == NULL || inflateInit2(&z, -15) != Z_OK)
		abort();
	z.next_in = (Bytef *)(uintptr_t)data;
	z.avail_in = (uInt)size;
	z.next_out = out;
	z.avail_out = GZIP_CHUNK;
	(void)inflate(&z, Z_SYNC_FLUSH);
	*len = z.total_out;
	crc = crc32_of(0, out, *len);
	inflateEnd(&z);
	free(out);
	return crc;
}

/* A file whose index takes the bytes for a chunk, whatever they are, with
 * all checksums right: it may be one, or not. */
static void
forge(struct buf *gz, const uint8_t *data, size_t size)
{
	struct gzip_closing c = { .chunk = GZIP_CHUNK };
	uint8_t block[GZIP_BLOCK];
	size_t len;
	uint32_t crc = measure(data, size, &len);

	buf_add(gz, "\x1f\x8b\x08\0\0\0\0\0\0\3", 10);
	buf_add(gz, data, size);
	c.plain = len;
	c.packed = gz->n;
	c.rest[0] = (uint8_t)size;
	c.rest[1] = (uint8_t)(size >> 8);
	c.rest[2] = (uint8_t)(size >> 16);
	put_le32(c.rest + 3, crc);
	c.crc = crc32_of(0, c.rest, GZIP_ENTRY);
	gzip_closing_make(block, &c);
	buf_add(gz, block, sizeof block);
	buf_add(gz, "\3\0", 2);
	buf_u32(gz, crc);
	buf_u32(gz, (uint32_t)len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf gz = { 0 };

	look_at(data, size);
	if (size > 0 && size < GZIP_CHUNK) {
		forge(&gz, data, size);
		look_at(gz.v, gz.n);
		buf_free(&gz);
	}
	return 0;
}
