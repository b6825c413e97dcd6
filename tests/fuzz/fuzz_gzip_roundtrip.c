/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fuzz_gzip_roundtrip.c -- what comes back is what went in, by every library
 * and in every piece, in parts too; zlib alone reads what is whole as one
 * member.  The first bytes say how it is written.
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "codec/gzip.h"
#include "gather.h"
#include "io/source.h"
#include "tests/buf.h"
#include "walk.h"

enum { HOW = 1 + GATHER_HOW, MOST = 5 * GZIP_CHUNK / 2 };

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
	if (gzip_create(&dst, gather_sink(&g), &p, d, &err) == -1)
		abort();
	gather_put(dst, &plain, data + 1, data + HOW, size - HOW, MOST);
	if (dump_sink_commit(&dst, &err) == -1)
		abort();
	if (g.parts == 1)
		zlib_reads(&g.bytes, &plain);
	if (p.part != 0 && g.longest > p.part)
		walk_law("gzip", "a part is too long");
	we_read(&g.bytes, &plain);
	if (p.index == DUMP_INDEX_ALWAYS && plain.n > 0)
		index_reads(&g.bytes, &plain, p.threads);
	buf_free(&g.bytes);
	buf_free(&plain);
	return 0;
}
