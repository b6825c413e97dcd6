/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fuzz_zstd_roundtrip.c -- what comes back is what went in, by the library
 * itself too.  The first bytes say how it is written.
 */
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "codec/zstd.h"
#include "gather.h"
#include "io/source.h"
#include "tests/buf.h"
#include "walk.h"

enum { HOW = 1 + GATHER_HOW, MOST = 5 * ZST_CHUNK / 2 };

static void
library_reads(const struct buf *zst, const struct buf *plain)
{
	uint8_t *out = malloc(plain->n + 1);

	if (out == NULL)
		abort();
	if (ZSTD_decompress(out, plain->n + 1, zst->v, zst->n) != plain->n ||
	    (plain->n > 0 && memcmp(out, plain->v, plain->n) != 0))
		walk_law("library", "does not read what was written");
	free(out);
}

static void
is_plain(struct dump_source *src, const struct buf *plain, const char *how)
{
	uint8_t *out = malloc(plain->n + 1);
	struct dump_err err;
	size_t got;

	if (out == NULL)
		abort();
	if (source_read_some(src, 0, out, plain->n + 1, &got, &err) == -1 ||
	    dump_source_flaw(src) != NULL || got != plain->n ||
	    (got > 0 && memcmp(out, plain->v, got) != 0))
		walk_law(how, "what comes back is not what went in");
	dump_source_close(src);
	free(out);
}

/* Not by content: what was packed may be packed itself. */
static void
we_read(const struct buf *zst, const struct buf *plain, bool table,
    unsigned threads)
{
	struct dump_source *src;
	struct dump_err err;
	struct zstd_map m;

	if (source_from_memory(&src, zst->v, zst->n, &err) == -1 ||
	    zstd_stream_open(&src, src, &err) == -1)
		abort();
	is_plain(src, plain, "zstd");
	if (!table)
		return;
	if (source_from_memory(&src, zst->v, zst->n, &err) == -1)
		abort();
	if (zstd_map_read(&m, src, &err) != 1)
		walk_law("table", "is refused");
	if (zstd_chunks_open(&src, src, &m, threads, &err) == -1)
		abort();
	is_plain(src, plain, "table");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dump_packing p = { .codec = "zstd" };
	struct gathered g = { 0 };
	struct buf plain = { 0 };
	struct dump_sink *dst;
	struct dump_err err;

	if (size < HOW || size > 100 * 1000)
		return 0;
	p.level = 1 + data[0] / 4 % 5;
	p.threads = 1 + data[0] % 4U;
	p.index = data[1] % 4 == 0 ? DUMP_INDEX_NEVER : DUMP_INDEX_ALWAYS;
	p.part = data[1] < 128 ? 0 : ZST_PART + 16U * data[2];
	if (zstd_create(&dst, gather_sink(&g), &p, &err) == -1)
		abort();
	gather_put(dst, &plain, data + 1, data + HOW, size - HOW, MOST);
	if (dump_sink_commit(&dst, &err) == -1)
		abort();
	if (p.part != 0 && g.longest > p.part)
		walk_law("zstd", "a part is too long");
	library_reads(&g.bytes, &plain);
	we_read(&g.bytes, &plain, p.index == DUMP_INDEX_ALWAYS && plain.n > 0,
	    p.threads);
	buf_free(&g.bytes);
	buf_free(&plain);
	return 0;
}
