/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gzip_writer.c -- writes gzip: one member of chunks, and their index.  Of a
 * file in parts, each part is a member.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "codec/gzip.h"
#include "codec/press.h"
#include "io/sink.h"

enum {
	INDEX_SHARE = 25,	/* it may make the file larger by a 25th */
	END_BLOCK = 2		/* the empty last block */
};

struct gzip_writer {
	struct dump_sink *dst;		/* not ours to end */
	struct press	*press;
	enum dump_index	 index;

	/* Parts: how large they may be (0: there is one), and this one. */
	uint64_t	 most;
	struct part_mark part;
	uint8_t		 header[GZIP_HEADER_MOST];
	size_t		 header_size;

	/* Of this member. */
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

/* Bytes of an index of N chunks. */
static uint64_t
index_size(size_t n)
{
	return (gzip_blocks(n) + 1) * GZIP_BLOCK;
}

/* One that would be large for so small a file is not usual; but a file in
 * parts is read by the indices of all of them or without any. */
static bool
wants_index(const struct gzip_writer *g)
{
	if (g->index == DUMP_INDEX_NEVER || g->nentries == 0)
		return false;
	return g->index == DUMP_INDEX_ALWAYS || g->part.number != 0 ||
	    index_size(g->nentries) <= g->packed / INDEX_SHARE;
}

static int
put_index(struct gzip_writer *g, struct dump_err *err)
{
	struct gzip_closing c = { .plain = g->plain, .packed = g->packed,
	    .chunk = GZIP_CHUNK, .part = g->part };
	size_t len = g->nentries * GZIP_ENTRY;
	uint64_t i, blocks = gzip_blocks(g->nentries);
	uint8_t payload[GZIP_PAYLOAD], block[GZIP_BLOCK];
	const uint8_t *p = g->entries;
	size_t n;

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
end_member(struct gzip_writer *g, struct dump_err *err)
{
	uint8_t end[END_BLOCK + GZIP_TRAILER] = { 3, 0 };

	if (wants_index(g) && put_index(g, err) == -1)
		return -1;
	put_le32(end + 2, g->crc);
	put_le32(end + 6, (uint32_t)g->plain);
	return put(g, end, sizeof end, err);
}

/* Goes on in another part, and another member, where a chunk of SIZE bytes
 * has no room in this one. */
static int
make_room(struct gzip_writer *g, size_t size, struct dump_err *err)
{
	uint64_t need = g->packed + size + index_size(g->nentries + 1) +
	    END_BLOCK + GZIP_TRAILER;

	if (g->most == 0 || g->nentries == 0 || need <= g->most)
		return 0;
	if (g->part.number == 0)
		g->part.number = 1;
	g->part.more = true;
	if (end_member(g, err) == -1 || sink_next_part(g->dst, err) == -1)
		return -1;
	g->part.number++;
	g->part.more = false;
	g->plain = g->packed = 0;
	g->crc = 0;
	g->nentries = 0;
	return put(g, g->header, g->header_size, err);
}

static int
put_chunk(void *ctx, const struct pressed *c, struct dump_err *err)
{
	struct gzip_writer *g = ctx;
	uint8_t *entry;

	if (make_room(g, c->size, err) == -1)
		return -1;
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

static int
writer_finish(void *ctx, struct dump_err *err)
{
	struct gzip_writer *g = ctx;

	return press_end(g->press, err) == -1 ? -1 : end_member(g, err);
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

	*out = NULL;
	if (g == NULL) {
		dump_fail_nomem(err);
	} else {
		g->dst = dst;
		g->index = how->index;
		g->most = how->part;
		g->header_size = gzip_header_make(g->header, how);
		if (press_new(&g->press, &press, put_chunk, g, err) == 0 &&
		    put(g, g->header, g->header_size, err) == 0)
			return sink_over(out, &writer_ops, g, dst, err);
		writer_close(g);
	}
	dump_sink_abort(dst);
	return -1;
}
