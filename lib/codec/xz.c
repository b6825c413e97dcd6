/* SPDX-License-Identifier: BSD-2-Clause */
/* xz.c -- codec: xz, as older systems store cores; only to be read. */
#include <inttypes.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "codec/codec.h"
#include "codec/frames.h"

enum { HEAD = LZMA_STREAM_HEADER_SIZE, MAGIC = 6 };

static const uint8_t magic[MAGIC] = { 0xfd, '7', 'z', 'X', 'Z', 0 };

/* What xz takes at its highest level is less than half of this. */
#define MEMORY	(UINT64_C(160) << 20)

static bool
starts(const uint8_t *p, size_t len)
{
	return memcmp(p, magic, (size_t)min_u64(len, MAGIC)) == 0;
}

static int
begin(void *ctx, bool first, const uint8_t *head, size_t len,
    struct dump_err *err)
{
	(void)first;
	(void)head;
	(void)len;
	/* Nothing but memory can fail; what was there is used again. */
	return lzma_stream_decoder(ctx, MEMORY, 0) == LZMA_OK ? 0 :
	    dump_fail_nomem(err);
}

static int
step(void *ctx, struct frame_step *s, struct dump_err *err)
{
	lzma_stream *x = ctx;
	lzma_ret rc;

	x->next_in = s->in;
	x->avail_in = s->left;
	x->next_out = s->out;
	x->avail_out = s->room;
	rc = lzma_code(x, LZMA_RUN);
	s->used = s->left - x->avail_in;
	s->made = s->room - x->avail_out;
	switch (rc) {
	case LZMA_STREAM_END:
		s->over = true;
		return 0;
	case LZMA_OK:
	case LZMA_BUF_ERROR:
		return 0;
	case LZMA_MEM_ERROR:
		return dump_fail_nomem(err);
	case LZMA_MEMLIMIT_ERROR:
		return dump_fail(err, DUMP_E_LIMIT, DUMP_NOWHERE,
		    "xz: unpacking takes %" PRIu64 " MiB of memory, more than"
		    " the %" PRIu64 " MiB that are allowed",
		    lzma_memusage(x) >> 20, MEMORY >> 20);
	case LZMA_OPTIONS_ERROR:
		return dump_fail(err, DUMP_E_UNKNOWN, DUMP_NOWHERE,
		    "xz: packed in a way that nothing here knows");
	default:
		return dump_fail(err, DUMP_E_DAMAGED, DUMP_NOWHERE,
		    "xz: damaged: no xz stream, or not what it was");
	}
}

static void
xz_close(void *ctx)
{
	lzma_end(ctx);
	free(ctx);
}

static const struct frame_ops xz_frames = {
	.codec = "xz",
	.head = HEAD,
	.least = HEAD,
	.padded = true,
	.starts = starts,
	.begin = begin,
	.step = step,
	.close = xz_close,
};

static int
xz_probe(const uint8_t *head, size_t len)
{
	return len >= MAGIC && memcmp(head, magic, MAGIC) == 0 ? 48 : 0;
}

static int
xz_open(struct dump_source **out, struct dump_source *src,
    const struct dump_opening *how, struct dump_err *err)
{
	static const lzma_stream empty = LZMA_STREAM_INIT;
	lzma_stream *x = malloc(sizeof *x);

	(void)how;
	if (x != NULL) {
		*x = empty;
		return frames_open(out, src, &xz_frames, x, err);
	}
	*out = NULL;
	dump_source_close(src);
	return dump_fail_nomem(err);
}

const struct dump_codec dump_codec_xz = {
	.name = "xz",
	.suffix = ".xz",
	.probe = xz_probe,
	.open = xz_open,
};
