/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * zstd_writer.c -- writes zstd: frames of equal length, and a table that says
 * where they are.  Of a file in parts, each part has its own.
 */
#include <stdlib.h>
#include <zstd.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/err.h"
#include "codec/cutter.h"
#include "codec/zstd.h"
#include "io/sink.h"

struct zstd_writer {
	struct dump_sink *dst;		/* not ours to end */
	struct cutter	*cutter;
	int		 level;
	enum dump_index	 index;

	/* Parts: how large they may be (0: there is one), and this one. */
	uint64_t	 most;
	struct part_mark part;

	/* Of this part. */
	uint64_t	 packed;	/* without the table */
	uint8_t		*entries;
	size_t		 n, cap;
};

enum { ENTRY = ZST_ENTRY + ZST_SUM };

static int
put(struct zstd_writer *z, const void *buf, size_t len, struct dump_err *err)
{
	z->packed += len;
	return sink_write(z->dst, buf, len, err);
}

static void *
worker_new(void *ctx, struct dump_err *err)
{
	const struct zstd_writer *z = ctx;
	ZSTD_CCtx *c = ZSTD_createCCtx();

	if (c == NULL) {
		dump_fail_nomem(err);
		return NULL;
	}
	/* Neither of these can be refused. */
	(void)ZSTD_CCtx_setParameter(c, ZSTD_c_compressionLevel, z->level);
	(void)ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
	return c;
}

static void
worker_free(void *worker)
{
	(void)ZSTD_freeCCtx(worker);
}

/* The checksum of the frame is at its end. */
static size_t
pack(void *worker, const uint8_t *in, size_t len, uint8_t *out, uint32_t *sum)
{
	size_t size = ZSTD_compress2(worker, out, ZSTD_compressBound(ZST_CHUNK),
	    in, len);

	if (ZSTD_isError(size))
		return 0;
	*sum = le32(out + size - ZST_SUM);
	return size;
}

static int
add_entry(struct zstd_writer *z, size_t size, size_t len, uint32_t sum,
    struct dump_err *err)
{
	uint8_t *entry;

	if (array_room(&z->entries, &z->cap, z->n, ENTRY, err) == -1)
		return -1;
	entry = z->entries + z->n++ * ENTRY;
	put_le32(entry, (uint32_t)size);
	put_le32(entry + 4, (uint32_t)len);
	put_le32(entry + ZST_ENTRY, sum);
	return 0;
}

/* Bytes of a table of N frames. */
static uint64_t
table_size(uint64_t n)
{
	return ZST_SKIP + n * ENTRY + ZST_FOOTER;
}

/* A file of one frame needs no table; but a file in parts is read by the
 * tables of all of them or without any. */
static bool
wants_table(const struct zstd_writer *z)
{
	if (z->index == DUMP_INDEX_NEVER || z->n == 0 ||
	    z->n > ZST_FRAMES_MOST)
		return false;
	return z->index == DUMP_INDEX_ALWAYS || z->n > 1 ||
	    z->part.number != 0;
}

static int
put_table(struct zstd_writer *z, struct dump_err *err)
{
	uint8_t head[ZST_SKIP], foot[ZST_FOOTER];

	put_le32(head, ZST_TABLE);
	put_le32(head + 4, (uint32_t)(table_size(z->n) - ZST_SKIP));
	put_le32(foot, (uint32_t)z->n);
	foot[4] = ZST_TABLE_SUMS;
	put_le32(foot + 5, ZST_TABLE_MAGIC);
	if (put(z, head, sizeof head, err) == -1 ||
	    put(z, z->entries, z->n * ENTRY, err) == -1)
		return -1;
	return put(z, foot, sizeof foot, err);
}

static int
end_part(struct zstd_writer *z, struct dump_err *err)
{
	uint8_t mark[ZST_MARK];

	if (z->part.number != 0) {
		zstd_mark_make(mark, z->part);
		if (put(z, mark, sizeof mark, err) == -1 ||
		    add_entry(z, sizeof mark, 0, ZST_SUM_OF_NONE, err) == -1)
			return -1;
	}
	return wants_table(z) ? put_table(z, err) : 0;
}

/* Goes on in another part where a frame of SIZE bytes has no room in this
 * one. */
static int
make_room(struct zstd_writer *z, size_t size, struct dump_err *err)
{
	uint64_t need = z->packed + size + ZST_MARK + table_size(z->n + 2);

	if (z->most == 0 || z->n == 0 || need <= z->most)
		return 0;
	if (z->part.number == 0)
		z->part.number = 1;
	z->part.more = true;
	if (end_part(z, err) == -1 || sink_next_part(z->dst, err) == -1)
		return -1;
	z->part.number++;
	z->part.more = false;
	z->packed = 0;
	z->n = 0;
	return 0;
}

/* Writes a frame, which says whether it is the last. */
static int
put_frame(void *ctx, const struct cut *c, struct dump_err *err)
{
	struct zstd_writer *z = ctx;
	const uint8_t *frame = c->bytes;
	size_t size = c->size, len = 0;
	uint8_t head[ZST_HEAD];
	struct zstd_head h;

	if (!c->last && zstd_head_read(&h, frame, size)) {
		len = zstd_head_more(head, &h, frame);
		frame += h.len;
		size -= h.len;
	}
	if (make_room(z, len + size, err) == -1 ||
	    add_entry(z, len + size, c->len, c->sum, err) == -1 ||
	    put(z, head, len, err) == -1)
		return -1;
	return put(z, frame, size, err);
}

static int
writer_write(void *ctx, const void *buf, size_t len, struct dump_err *err)
{
	struct zstd_writer *z = ctx;

	return cutter_write(z->cutter, buf, len, err);
}

static int
writer_zeros(void *ctx, uint64_t len, struct dump_err *err)
{
	struct zstd_writer *z = ctx;

	return cutter_zeros(z->cutter, len, err);
}

/* A file of no bytes has a frame nevertheless. */
static int
put_empty(struct zstd_writer *z, struct dump_err *err)
{
	uint8_t out[64];
	size_t size = ZSTD_compress(out, sizeof out, NULL, 0, z->level);

	return ZSTD_isError(size) ? dump_fail_nomem(err) :
	    put(z, out, size, err);
}

static int
writer_finish(void *ctx, struct dump_err *err)
{
	struct zstd_writer *z = ctx;

	if (cutter_end(z->cutter, err) == -1 ||
	    (z->n == 0 && put_empty(z, err) == -1))
		return -1;
	return end_part(z, err);
}

static void
writer_close(void *ctx)
{
	struct zstd_writer *z = ctx;

	cutter_free(z->cutter);
	free(z->entries);
	free(z);
}

static const struct sink_ops writer_ops = {
	.write = writer_write,
	.zeros = writer_zeros,
	.finish = writer_finish,
	.close = writer_close,
};

int
zstd_create(struct dump_sink **out, struct dump_sink *dst,
    const struct dump_packing *how, struct dump_err *err)
{
	struct cutter_how cutter = { .chunk = ZST_CHUNK,
	    .room = ZSTD_compressBound(ZST_CHUNK), .threads = how->threads,
	    .worker_new = worker_new, .worker_free = worker_free,
	    .pack = pack };
	struct zstd_writer *z = calloc(1, sizeof *z);

	*out = NULL;
	if (z == NULL) {
		dump_fail_nomem(err);
	} else {
		z->dst = dst;
		z->level = how->level;
		z->index = how->index;
		z->most = how->part;
		if (cutter_new(&z->cutter, &cutter, put_frame, z, err) == 0)
			return sink_over(out, &writer_ops, z, dst, err);
		writer_close(z);
	}
	dump_sink_abort(dst);
	return -1;
}
