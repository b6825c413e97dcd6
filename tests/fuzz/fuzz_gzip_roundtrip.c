/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fuzz_gzip_roundtrip.c -- what comes back is what went in, by every library
 * and in every piece, in parts too; zlib alone reads what is whole as one
 * member.  The first bytes say how it is written.
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/checked.h"
#include "codec/gzip.h"
#include "codec/unwrap.h"
#include "io/sink.h"
#include "io/source.h"
#include "tests/buf.h"
#include "walk.h"

enum { HOW = 4, TIMES_MOST = 20, MOST = 5 * GZIP_CHUNK / 2 };

/* A sink that gathers parts behind each other. */
struct gathered {
	struct buf	 gz;
	size_t		 start;		/* of this part */
	size_t		 parts, longest;
};

static int
gather(void *ctx, const void *buf, size_t len, struct dump_err *err)
{
	struct gathered *g = ctx;

	(void)err;
	buf_add(&g->gz, buf, len);
	return 0;
}

static int
gather_zeros(void *ctx, uint64_t len, struct dump_err *err)
{
	(void)ctx;
	(void)len;
	(void)err;
	abort();
}

static int
gather_end(void *ctx, struct dump_err *err)
{
	struct gathered *g = ctx;

	(void)err;
	g->longest = (size_t)max_u64(g->longest, g->gz.n - g->start);
	g->start = g->gz.n;
	g->parts++;
	return 0;
}

static void
gather_close(void *ctx)
{
	(void)ctx;
}

static const struct sink_ops gather_ops = {
	.write = gather,
	.zeros = gather_zeros,
	.finish = gather_end,
	.part = gather_end,
	.close = gather_close,
};

/* Writes the bytes in pieces, once or several times, zeros between. */
static void
put(struct dump_sink *dst, struct buf *plain, const uint8_t *how,
    const uint8_t *data, size_t size)
{
	size_t piece = 1 + how[2] * 37U, at, n, times = 1 + how[1] % TIMES_MOST;
	uint64_t zeros = (uint64_t)how[3] * how[3] * how[3] / 20;
	struct dump_err err;

	for (; times > 0; times--) {
		for (at = 0; at < size; at += n) {
			n = (size_t)min_u64(piece, size - at);
			if (sink_write(dst, data + at, n, &err) == -1)
				abort();
		}
		if (size > 0)
			buf_add(plain, data, size);
		if (plain->n + zeros > MOST)
			continue;
		if (sink_zeros(dst, zeros, &err) == -1)
			abort();
		buf_zeros(plain, (size_t)zeros);
	}
}

static void
zlib_reads(const struct buf *gz, const struct buf *plain)
{
	uint8_t *out = malloc(plain->n + 1);
	z_stream z = { 0 };

	if (out == NULL || inflateInit2(&z, 31) != Z_OK)
		abort();
	z.next_in = gz->v;
	z.avail_in = (uInt)gz->n;
	z.next_out = out;
	z.avail_out = (uInt)plain->n + 1;
	if (inflate(&z, Z_FINISH) != Z_STREAM_END || z.avail_in != 0 ||
	    z.total_out != plain->n ||
	    (plain->n > 0 && memcmp(out, plain->v, plain->n) != 0))
		walk_law("zlib", "does not read what was written");
	inflateEnd(&z);
	free(out);
}

static void
we_read(const struct buf *gz, const struct buf *plain)
{
	struct dump_source *src;
	struct dump_err err;
	uint8_t *out = malloc(plain->n + 1);
	size_t got;

	/* Not by content: what was packed may be packed itself. */
	if (out == NULL || source_from_memory(&src, gz->v, gz->n, &err) == -1)
		abort();
	if (gzip_stream_open(&src, src, &err) == -1 ||
	    source_read_some(src, 0, out, plain->n + 1, &got, &err) == -1 ||
	    dump_source_flaw(src) != NULL || got != plain->n ||
	    (got > 0 && memcmp(out, plain->v, got) != 0))
		walk_law("gzip", "what comes back is not what went in");
	dump_source_close(src);
	free(out);
}

static void
index_reads(const struct buf *gz, const struct buf *plain, unsigned threads)
{
	struct dump_source *src;
	struct dump_err err;
	struct gzip_map m;
	uint8_t *out = malloc(plain->n + 1);
	size_t got;

	if (out == NULL || source_from_memory(&src, gz->v, gz->n, &err) == -1)
		abort();
	if (gzip_map_read(&m, src, &err) != 1 ||
	    gzip_chunks_open(&src, src, &m, deflater_undoing(), threads,
	    &err) == -1 ||
	    source_read_some(src, 0, out, plain->n + 1, &got, &err) == -1 ||
	    got != plain->n || memcmp(out, plain->v, got) != 0)
		walk_law("index", "what comes back is not what went in");
	dump_source_close(src);
	free(out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dump_packing p = { .codec = "gzip" };
	struct gathered g = { 0 };
	struct buf plain = { 0 };
	const struct deflater *d;
	struct dump_sink *dst;
	struct dump_err err;
	size_t n = 0;

	if (size < HOW || size > 100 * 1000)
		return 0;
	while (deflater_at(n) != NULL)
		n++;
	d = deflater_at(data[0] % n);
	p.level = (int)(1 + data[0] / n % 3 * 3);
	if (p.level > d->most)
		p.level = d->most;
	p.threads = 1 + data[0] % 4U;
	p.index = data[1] % 4 == 0 ? DUMP_INDEX_NEVER : DUMP_INDEX_ALWAYS;
	p.part = data[1] < 128 ? 0 : GZIP_PART + 16U * data[2];
	if (sink_new(&dst, &gather_ops, &g, "fuzz", &err) == -1 ||
	    gzip_create(&dst, dst, &p, d, &err) == -1)
		abort();
	put(dst, &plain, data, data + HOW, size - HOW);
	if (dump_sink_commit(&dst, &err) == -1)
		abort();
	if (g.parts == 1)
		zlib_reads(&g.gz, &plain);
	if (p.part != 0 && g.longest > p.part)
		walk_law("gzip", "a part is too long");
	we_read(&g.gz, &plain);
	if (p.index == DUMP_INDEX_ALWAYS && plain.n > 0)
		index_reads(&g.gz, &plain, p.threads);
	buf_free(&g.gz);
	buf_free(&plain);
	return 0;
}
