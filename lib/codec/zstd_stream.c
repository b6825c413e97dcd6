/* SPDX-License-Identifier: BSD-2-Clause */
/* zstd_stream.c -- reads zstd in order: frames of any writer, also those to
 * be skipped. */
#include <inttypes.h>
#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/checked.h"
#include "base/err.h"
#include "codec/frames.h"
#include "codec/zstd.h"

enum { WINDOW_LOG = 27 };	/* what zstd itself undoes unless it is told */

struct zstd_stream {
	ZSTD_DCtx	*d;
	struct zstd_order order;
};

static bool
starts(const uint8_t *p, size_t len)
{
	return frame_magic(p, len, ZST_MAGIC, UINT32_MAX) ||
	    frame_magic(p, len, ZST_SKIPPABLE, ~UINT32_C(15));
}

static int
begin(void *ctx, bool first, const uint8_t *head, size_t len,
    struct dump_err *err)
{
	struct zstd_stream *z = ctx;
	struct zstd_head h;

	if (first)
		z->order = (struct zstd_order){ 0 };
	ZSTD_DCtx_reset(z->d, ZSTD_reset_session_only);
	/* What is no header the library will name. */
	if (!zstd_head_read(&h, head, len))
		return 0;
	zstd_order_next(&z->order, &h);
	if (h.dictionary != 0)
		return dump_fail(err, DUMP_E_UNKNOWN, DUMP_NOWHERE,
		    "zstd: packed with a dictionary (0x%" PRIx32 "), which is"
		    " needed to unpack it", h.dictionary);
	if (h.window > UINT64_C(1) << WINDOW_LOG && !h.skipped)
		return dump_fail(err, DUMP_E_LIMIT, DUMP_NOWHERE,
		    "zstd: unpacking takes a window of %" PRIu64 " MiB, more"
		    " than the %d MiB that are allowed", h.window >> 20,
		    1 << (WINDOW_LOG - 20));
	return 0;
}

static int
step(void *ctx, struct frame_step *s, struct dump_err *err)
{
	struct zstd_stream *z = ctx;
	ZSTD_inBuffer in = { s->in, s->left, 0 };
	ZSTD_outBuffer out = { s->out, s->room, 0 };
	size_t rc = ZSTD_decompressStream(z->d, &out, &in);

	if (ZSTD_isError(rc) &&
	    ZSTD_getErrorCode(rc) == ZSTD_error_memory_allocation)
		return dump_fail_nomem(err);
	if (ZSTD_isError(rc))
		return dump_fail(err, DUMP_E_DAMAGED, DUMP_NOWHERE,
		    "zstd: damaged: %s", ZSTD_getErrorName(rc));
	s->used = in.pos;
	s->made = out.pos;
	s->over = rc == 0;
	return 0;
}

static const char *
flaw(void *ctx)
{
	struct zstd_stream *z = ctx;

	zstd_order_end(&z->order);
	return z->order.flaw[0] != '\0' ? z->order.flaw : NULL;
}

static void
stream_close(void *ctx)
{
	struct zstd_stream *z = ctx;

	ZSTD_freeDCtx(z->d);
	free(z);
}

static const struct frame_ops zstd_frames = {
	.codec = "zstd",
	.head = ZST_LOOK,
	.least = ZST_LEAST,
	.starts = starts,
	.begin = begin,
	.step = step,
	.flaw = flaw,
	.close = stream_close,
};

int
zstd_stream_open(struct dump_source **out, struct dump_source *src,
    struct dump_err *err)
{
	struct zstd_stream *z = calloc(1, sizeof *z);

	if (z != NULL && (z->d = ZSTD_createDCtx()) != NULL) {
		ZSTD_DCtx_setParameter(z->d, ZSTD_d_windowLogMax, WINDOW_LOG);
		return frames_open(out, src, &zstd_frames, z, err);
	}
	free(z);
	*out = NULL;
	dump_source_close(src);
	return dump_fail_nomem(err);
}
