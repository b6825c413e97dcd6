/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * frames.h -- reads a compressed file in order, from its start: frames, as
 * some formats call them, one behind the other, then nothing.
 */
#ifndef FRAMES_H
#define FRAMES_H

#include <stdbool.h>

#include "dump.h"

/* A step on the way through a frame. */
struct frame_step {
	const uint8_t	*in;
	uint8_t		*out;
	size_t		 left, room;	/* bytes of both */
	size_t		 used, made;	/* ... and of these what is done */
	bool		 over;		/* the frame, with all its bytes out */
};

/* What a codec knows of its frames; CTX is its own. */
struct frame_ops {
	const char	*codec;
	size_t		 head;		/* bytes of its start to look at, */
	size_t		 least;		/* ... and that there must be */
	bool		 padded;	/* zeros may follow a frame */
	/* Does a frame start here?  LEN is less than .head only where the
	 * file ends. */
	bool	(*starts)(const uint8_t *head, size_t len);
	/* FIRST of the file, which may be read again. */
	int	(*begin)(void *ctx, bool first, const uint8_t *head,
		    size_t len, struct dump_err *err);
	int	(*step)(void *ctx, struct frame_step *s,
		    struct dump_err *err);
	/* What is wrong with the frames that were there, if there are no
	 * more.  NULL (also as the function): nothing. */
	const char *(*flaw)(void *ctx);
	void	(*close)(void *ctx);
};

/* Do LEN bytes start with a magic number, in the bits of MASK, as far as they
 * go: for .starts of formats that have one of four bytes. */
bool	 frame_magic(const uint8_t *p, size_t len, uint32_t magic,
	    uint32_t mask);

/* The plain bytes of SRC.  SRC and CTX belong to *OUT from then on, also on
 * failure. */
int	 frames_open(struct dump_source **out, struct dump_source *src,
	    const struct frame_ops *ops, void *ctx, struct dump_err *err);

#endif
