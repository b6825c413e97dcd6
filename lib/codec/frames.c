/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * frames.c -- reads a compressed file in order.  What a library makes of a
 * frame is its affair; what is between frames, behind them, and not there
 * any more, is ours.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "codec/frames.h"
#include "io/source.h"

enum { INPUT = 128 * 1024, FLAW = 128 };

enum state { HEAD, BODY, BETWEEN, END };

struct frames {
	struct dump_source *src;	/* not ours to close */
	const struct frame_ops *ops;
	void		*ctx;		/* theirs */
	enum state	 state;
	bool		 first;		/* frame */
	char		 flaw[FLAW];

	/* Of the source: read up to OFF, [AT, HAVE) still to use. */
	uint64_t	 off;
	size_t		 at, have;
	bool		 ended;
	uint8_t		 in[INPUT];
};

/* Where in the source we are. */
static uint64_t
place(const struct frames *f)
{
	return f->off - (f->have - f->at);
}

/* Has input for N bytes, if there is that much. */
static int
need(struct frames *f, size_t n, struct dump_err *err)
{
	size_t got;

	if (f->have - f->at >= n || f->ended)
		return 0;
	memmove(f->in, f->in + f->at, f->have - f->at);
	f->have -= f->at;
	f->at = 0;
	if (source_drain(f->src, f->off, f->in + f->have, INPUT - f->have,
	    &got, err) == -1)
		return -1;
	f->ended = got < INPUT - f->have;
	f->have += got;
	f->off += got;
	return 0;
}

/* The source has ended where it should not. */
static int
cut(struct frames *f, const char *where)
{
	snprintf(f->flaw, sizeof f->flaw, "%s: cut short: the file ends at"
	    " byte %" PRIu64 ", in %s", f->ops->codec, place(f), where);
	f->state = END;
	return 0;
}

static int
begin(struct frames *f, struct dump_err *err)
{
	const struct frame_ops *ops = f->ops;

	if (need(f, ops->head, err) == -1)
		return -1;
	if (f->first && f->have < ops->least)
		return dump_fail(err, DUMP_E_TRUNC, f->have,
		    "%s: %zu bytes, which is not even a header", ops->codec,
		    f->have);
	if (ops->begin(f->ctx, f->first, f->in + f->at, f->have - f->at,
	    err) == -1) {
		err->off = place(f);
		return -1;
	}
	f->state = BODY;
	return 0;
}

/* Undoes what fits into LEN bytes at BUF. */
static int
go_on(struct frames *f, uint8_t *buf, size_t len, size_t *got,
    struct dump_err *err)
{
	struct frame_step s = { .out = buf, .room = len };

	*got = 0;
	if (need(f, 1, err) == -1)
		return -1;
	s.in = f->in + f->at;
	s.left = f->have - f->at;
	if (f->ops->step(f->ctx, &s, err) == -1) {
		err->off = place(f);
		return -1;
	}
	f->at += s.used;
	*got = s.made;
	if (s.over) {
		f->state = BETWEEN;
		f->first = false;
		return 0;
	}
	if (s.used > 0 || s.made > 0)
		return 0;
	if (s.left == 0)
		return cut(f, "compressed data");
	return dump_fail(err, DUMP_E_DAMAGED, place(f),
	    "%s: damaged: it does not go on", f->ops->codec);
}

/* Reads to the next byte that is no zero, or to the end. */
static int
skip_zeros(struct frames *f, struct dump_err *err)
{
	do {
		while (f->at < f->have && f->in[f->at] == 0)
			f->at++;
		if (f->at < f->have)
			return 0;
	} while (need(f, 1, err) == 0 && f->at < f->have);
	return f->ended ? 0 : -1;
}

/* What follows does not belong here. */
static int
skip_garbage(struct frames *f, struct dump_err *err)
{
	uint64_t from = place(f);

	do
		f->at = f->have;
	while (need(f, 1, err) == 0 && f->at < f->have);
	if (!f->ended)
		return -1;
	snprintf(f->flaw, sizeof f->flaw, "%s: %" PRIu64 " bytes from byte %"
	    PRIu64 " on are garbage", f->ops->codec, f->off - from, from);
	f->state = END;
	return 0;
}

/* What follows a frame. */
static int
look_on(struct frames *f, struct dump_err *err)
{
	const char *flaw;

	if (f->ops->padded && skip_zeros(f, err) == -1)
		return -1;
	if (need(f, f->ops->head, err) == -1)
		return -1;
	if (f->at < f->have &&
	    !f->ops->starts(f->in + f->at, f->have - f->at))
		return skip_garbage(f, err);
	f->state = HEAD;
	if (f->at < f->have)
		return 0;
	f->state = END;
	if (f->ops->flaw != NULL && (flaw = f->ops->flaw(f->ctx)) != NULL)
		snprintf(f->flaw, sizeof f->flaw, "%s", flaw);
	return 0;
}

static int
frames_read(void *ctx, void *buf, size_t len, size_t *got,
    struct dump_err *err)
{
	struct frames *f = ctx;
	uint8_t *p = buf;
	size_t n;
	int rc = 0;

	for (*got = 0; rc == 0 && *got < len && f->state != END; )
		switch (f->state) {
		case HEAD:
			rc = begin(f, err);
			break;
		case BODY:
			rc = go_on(f, p + *got, len - *got, &n, err);
			*got += n;
			break;
		case BETWEEN:
			rc = look_on(f, err);
			break;
		case END:
			break;
		}
	return rc;
}

static int
frames_rewind(void *ctx, struct dump_err *err)
{
	struct frames *f = ctx;

	(void)err;
	f->state = HEAD;
	f->first = true;
	f->flaw[0] = '\0';
	f->off = 0;
	f->at = f->have = 0;
	f->ended = false;
	return 0;
}

static const char *
frames_flaw(void *ctx)
{
	const struct frames *f = ctx;

	return f->flaw[0] != '\0' ? f->flaw : NULL;
}

static void
frames_close(void *ctx)
{
	struct frames *f = ctx;

	f->ops->close(f->ctx);
	free(f);
}

static const struct source_ops forward_ops = {
	.read = frames_read,
	.flaw = frames_flaw,
	.close = frames_close,
};

static const struct source_ops rewind_ops = {
	.read = frames_read,
	.rewind = frames_rewind,
	.flaw = frames_flaw,
	.close = frames_close,
};

bool
frame_magic(const uint8_t *p, size_t len, uint32_t magic, uint32_t mask)
{
	uint32_t there = 0;
	size_t i;

	if (len < 4)
		mask &= (UINT32_C(1) << 8 * len) - 1;
	for (i = 0; i < len && i < 4; i++)
		there |= (uint32_t)p[i] << 8 * i;
	return (there & mask) == (magic & mask);
}

int
frames_open(struct dump_source **out, struct dump_source *src,
    const struct frame_ops *ops, void *ctx, struct dump_err *err)
{
	struct frames *f = calloc(1, sizeof *f);

	*out = NULL;
	if (f == NULL) {
		ops->close(ctx);
		dump_source_close(src);
		return dump_fail_nomem(err);
	}
	f->src = src;
	f->ops = ops;
	f->ctx = ctx;
	(void)frames_rewind(f, err);
	if (begin(f, err) == -1) {
		err->path = source_name(src);
		frames_close(f);
		dump_source_close(src);
		return -1;
	}
	return source_over(out, source_reach(src) == REACH_FORWARD ?
	    &forward_ops : &rewind_ops, f, src, ops->codec, DUMP_NOWHERE,
	    err);
}
