/* SPDX-License-Identifier: BSD-2-Clause */
/* lz4.c -- codec: frames of LZ4, as older systems store cores; only to be
 * read. */
#include <inttypes.h>
#include <lz4frame.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/err.h"
#include "codec/codec.h"
#include "codec/frames.h"

enum {
	HEAD = 19,		/* bytes of a header at most */
	LEAST = 7,
	FLAGS = 4,		/* behind the magic number, ... */
	VERSION = 0xc2,		/* ... of which these must be as they are */
	VERSION_1 = 0x40,
	CONTENT_SIZE = 8,
	DICTIONARY = 1
};

#define MAGIC		UINT32_C(0x184d2204)
#define SKIPPABLE	UINT32_C(0x184d2a50)	/* but for the lowest bits */

static bool
starts(const uint8_t *p, size_t len)
{
	return frame_magic(p, len, MAGIC, UINT32_MAX) ||
	    frame_magic(p, len, SKIPPABLE, ~UINT32_C(15));
}

static int
begin(void *ctx, bool first, const uint8_t *head, size_t len,
    struct dump_err *err)
{
	size_t at;

	(void)first;
	LZ4F_resetDecompressionContext(ctx);
	if (len < HEAD || le32(head) != MAGIC ||
	    (head[FLAGS] & DICTIONARY) == 0)
		return 0;
	at = FLAGS + 2 + (head[FLAGS] & CONTENT_SIZE ? 8 : 0);
	return dump_fail(err, DUMP_E_UNKNOWN, DUMP_NOWHERE,
	    "lz4: packed with a dictionary (0x%" PRIx32 "), which is needed"
	    " to unpack it", le32(head + at));
}

static int
step(void *ctx, struct frame_step *s, struct dump_err *err)
{
	size_t rc;

	s->used = s->left;
	s->made = s->room;
	rc = LZ4F_decompress(ctx, s->out, &s->made, s->in, &s->used, NULL);
	if (LZ4F_isError(rc))
		return dump_fail(err, DUMP_E_DAMAGED, DUMP_NOWHERE,
		    "lz4: damaged: %s", LZ4F_getErrorName(rc));
	s->over = rc == 0;
	return 0;
}

static void
lz4_close(void *ctx)
{
	(void)LZ4F_freeDecompressionContext(ctx);
}

static const struct frame_ops lz4_frames = {
	.codec = "lz4",
	.head = HEAD,
	.least = LEAST,
	.starts = starts,
	.begin = begin,
	.step = step,
	.close = lz4_close,
};

static int
lz4_probe(const uint8_t *head, size_t len)
{
	return len >= 4 && le32(head) == MAGIC &&
	    (len == 4 || (head[FLAGS] & VERSION) == VERSION_1) ? 32 : 0;
}

static int
lz4_open(struct dump_source **out, struct dump_source *src,
    const struct dump_opening *how, struct dump_err *err)
{
	LZ4F_dctx *d;

	(void)how;
	if (!LZ4F_isError(LZ4F_createDecompressionContext(&d, LZ4F_VERSION)))
		return frames_open(out, src, &lz4_frames, d, err);
	*out = NULL;
	dump_source_close(src);
	return dump_fail_nomem(err);
}

const struct dump_codec dump_codec_lz4 = {
	.name = "lz4",
	.suffix = ".lz4",
	.probe = lz4_probe,
	.open = lz4_open,
};
