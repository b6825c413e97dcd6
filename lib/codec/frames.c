/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * frames.c -- reads a compressed file in order.  What a library makes of a
 * frame is its affair; what is between frames, behind them, and not there
 * any more, is ours.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "codec/frames.h"
#include "codec/input.h"
#include "io/source.h"

enum state { HEAD, BODY, BETWEEN, END };

struct frames {
	const struct frame_ops *ops;
	void		*ctx;		/* theirs */
	enum state	 state;
	bool		 first;		/* frame */
	struct input	 in;
};

static int
begin(struct frames *f, struct dump_err *err)
{
	const struct frame_ops *ops = f->ops;
	struct input *in = &f->in;

	if (input_need(in, ops->head, err) == -1)
		return -1;
	if (f->first && input_left(in) < ops->least)
		return dump_fail(err, DUMP_E_TRUNC, input_left(in),
		    "%s: %zu bytes, which is not even a header", ops->codec,
		    input_left(in));
	if (ops->begin(f->ctx, f->first, input_bytes(in), input_left(in),
	    err) == -1) {
		err->off = input_place(in);
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
	struct input *in = &f->in;

	*got = 0;
	if (input_need(in, 1, err) == -1)
		return -1;
	s.in = input_bytes(in);
	s.left = input_left(in);
	if (f->ops->step(f->ctx, &s, err) == -1) {
		err->off = input_place(in);
		return -1;
	}
	in->at += s.used;
	*got = s.made;
	if (s.over) {
		f->state = BETWEEN;
		f->first = false;
		return 0;
	}
	if (s.used > 0 || s.made > 0)
		return 0;
	if (s.left > 0)
		return dump_fail(err, DUMP_E_DAMAGED, input_place(in),
		    "%s: damaged: it does not go on", f->ops->codec);
	input_cut(in, "compressed data");
	f->state = END;
	return 0;
}

/* What follows a frame. */
static int
look_on(struct frames *f, struct dump_err *err)
{
	struct input *in = &f->in;
	const char *flaw;

	if (f->ops->padded && input_skip_zeros(in, err) == -1)
		return -1;
	if (input_need(in, f->ops->head, err) == -1)
		return -1;
	if (input_left(in) > 0 &&
	    f->ops->starts(input_bytes(in), input_left(in))) {
		f->state = HEAD;
		return 0;
	}
	if (input_left(in) > 0) {
		if (input_garbage(in, input_place(in), err) == -1)
			return -1;
	} else if (f->ops->flaw != NULL &&
	    (flaw = f->ops->flaw(f->ctx)) != NULL)
		snprintf(in->flaw, sizeof in->flaw, "%s", flaw);
	f->state = END;
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
	input_rewind(&f->in);
	return 0;
}

static const char *
frames_flaw(void *ctx)
{
	const struct frames *f = ctx;

	return f->in.flaw[0] != '\0' ? f->in.flaw : NULL;
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
	f->in.src = src;
	f->in.codec = ops->codec;
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
