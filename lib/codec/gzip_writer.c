/* SPDX-License-Identifier: BSD-2-Clause */
/* gzip_writer.c -- writes gzip: one member of chunks, and their index. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "codec/gzip.h"
#include "codec/press.h"
#include "io/sink.h"

/* An index may make the file larger by a 25th. */
enum { INDEX_SHARE = 25 };

struct gzip_writer {
	struct dump_sink *dst;		/* not ours to end */
	struct press	*press;
	enum dump_index	 index;

	/* Of all that was written. */
	uint64_t	 plain, packed;
	uint32_t	 crc;
	uint8_t		*entries;
	size_t		 nentries, entries_cap;
};

static int
put(struct gzip_writer *g, const void *buf, size_t len, struct dump_err *err)
{
	g->packed += len;
	return sink_write(g->dst, buf, len, err);
}

static int
put_chunk(void *ctx, const struct pressed *c, struct dump_err *err)
{
	struct gzip_writer *g = ctx;
	uint8_t *entry;

	g->crc = crc32_joined(g->crc, c->crc, c->len);
	g->plain += c->len;
	if (array_room(&g->entries, &g->entries_cap, g->nentries, GZIP_ENTRY,
	    err) == -1)
		return -1;
	entry = g->entries + g->nentries++ * GZIP_ENTRY;
	put_le16(entry, (uint16_t)c->size);
	entry[2] = (uint8_t)(c->size >> 16);
	put_le32(entry + 3, c->crc);
	return put(g, c->bytes, c->size, err);
}

static int
writer_write(void *ctx, const void *buf, size_t len, struct dump_err *err)
{
	struct gzip_writer *g = ctx;

	return press_write(g->press, buf, len, err);
}

static int
writer_zeros(void *ctx, uint64_t len, struct dump_err *err)
{
	struct gzip_writer *g = ctx;

	return press_zeros(g->press, len, err);
}

/* Writes the index, unless it would be large for so small a file. */
static int
put_index(struct gzip_writer *g, struct dump_err *err)
{
	struct gzip_closing c = { .plain = g->plain, .packed = g->packed,
	    .chunk = GZIP_CHUNK };
	size_t len = g->nentries * GZIP_ENTRY;
	uint64_t i, blocks = gzip_blocks(g->nentries);
	uint8_t payload[GZIP_PAYLOAD], block[GZIP_BLOCK];
	const uint8_t *p = g->entries;
	size_t n;

	if (g->index == DUMP_INDEX_NEVER || g->nentries == 0 ||
	    (g->index == DUMP_INDEX_USUAL &&
	    (blocks + 1) * GZIP_BLOCK > g->packed / INDEX_SHARE))
		return 0;
	c.crc = crc32_of(0, p, len);
	for (i = 0; i < blocks; i++, p += n, len -= n) {
		n = (size_t)min_u64(len, GZIP_PAYLOAD);
		memset(payload, 0, sizeof payload);
		memcpy(payload, p, n);
		gzip_block_make(block, payload);
		if (put(g, block, GZIP_BLOCK, err) == -1)
			return -1;
	}
	memcpy(c.rest, p, len);
	gzip_closing_make(block, &c);
	return put(g, block, GZIP_BLOCK, err);
}

static int
writer_finish(void *ctx, struct dump_err *err)
{
	struct gzip_writer *g = ctx;
	uint8_t end[2 + GZIP_TRAILER] = { 3, 0 };

	if (press_end(g->press, err) == -1 || put_index(g, err) == -1)
		return -1;
	put_le32(end + 2, g->crc);
	put_le32(end + 6, (uint32_t)g->plain);
	return put(g, end, sizeof end, err);
}

static void
writer_close(void *ctx)
{
	struct gzip_writer *g = ctx;

	press_free(g->press);
	free(g->entries);
	free(g);
}

static const struct sink_ops writer_ops = {
	.write = writer_write,
	.zeros = writer_zeros,
	.finish = writer_finish,
	.close = writer_close,
};

int
gzip_create(struct dump_sink **out, struct dump_sink *dst,
    const struct dump_packing *how, const struct deflater *d,
    struct dump_err *err)
{
	struct press_how press = { d, how->level, how->threads, GZIP_CHUNK };
	struct gzip_writer *g = calloc(1, sizeof *g);
	uint8_t header[GZIP_HEADER_MOST];

	*out = NULL;
	if (g == NULL) {
		dump_fail_nomem(err);
	} else {
		g->dst = dst;
		g->index = how->index;
		if (press_new(&g->press, &press, put_chunk, g, err) == 0 &&
		    put(g, header, gzip_header_make(header, how), err) == 0)
			return sink_over(out, &writer_ops, g, dst, err);
		writer_close(g);
	}
	dump_sink_abort(dst);
	return -1;
}
