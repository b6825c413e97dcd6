/* SPDX-License-Identifier: BSD-2-Clause */
/* zstd_chunks.c -- undoes single frames of zstd that a table tells of. */
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "base/bytes.h"
#include "base/err.h"
#include "codec/chunks.h"
#include "codec/zstd.h"

struct zstd_chunks {
	bool		 sums;		/* the table has them */
	char		 flaw[PART_FLAW];
};

/* What undoes frames in one thread. */
struct worker {
	ZSTD_DCtx	*d;
	bool		 sums;
};

static void
worker_free(void *worker)
{
	struct worker *w = worker;

	ZSTD_freeDCtx(w->d);
	free(w);
}

static void *
worker_new(void *ctx)
{
	const struct zstd_chunks *z = ctx;
	struct worker *w = malloc(sizeof *w);

	if (w == NULL)
		return NULL;
	w->sums = z->sums;
	if ((w->d = ZSTD_createDCtx()) != NULL)
		return w;
	free(w);
	return NULL;
}

static bool
undo(void *worker, const struct chunk *c, uint8_t *in, uint8_t *out)
{
	const struct worker *w = worker;
	size_t size = c->size;
	struct zstd_head h;

	if (!zstd_head_read(&h, in, size))
		return false;
	/* A frame's own checksum is what the table has.  One that lacks it
	 * gets it, so that the library looks at it in any case. */
	if (w->sums && h.sum && le32(in + size - ZST_SUM) != c->sum)
		return false;
	if (w->sums && !h.sum) {
		in[4] |= ZST_SUMMED;
		put_le32(in + size, c->sum);
		size += ZST_SUM;
	}
	return ZSTD_findFrameCompressedSize(in, size) == size &&
	    ZSTD_decompressDCtx(w->d, out, c->len, in, size) == c->len;
}

static const char *
flaw(void *ctx)
{
	const struct zstd_chunks *z = ctx;

	return z->flaw[0] != '\0' ? z->flaw : NULL;
}

static const struct chunk_ops zstd_ops = {
	.codec = "zstd",
	.room = ZST_SUM,
	.worker_new = worker_new,
	.worker_free = worker_free,
	.undo = undo,
	.flaw = flaw,
	.close = free,
};

int
zstd_chunks_open(struct dump_source **out, struct dump_source *src,
    struct zstd_map *m, unsigned threads, struct dump_err *err)
{
	struct zstd_chunks *z = malloc(sizeof *z);

	if (z == NULL) {
		*out = NULL;
		chunk_map_free(&m->map);
		dump_source_close(src);
		return dump_fail_nomem(err);
	}
	z->sums = m->sums;
	memcpy(z->flaw, m->order.flaw, sizeof z->flaw);
	return chunks_open(out, src, &m->map, &zstd_ops, z, threads, err);
}
