/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * press.h -- presses plain bytes into chunks of deflate, by several threads.
 * Chunks are cut by their place in the input alone, so that what comes out
 * depends neither on the threads nor on how the bytes arrive.
 */
#ifndef PRESS_H
#define PRESS_H

#include "codec/deflate.h"
#include "dump.h"

struct press;

struct press_how {
	const struct deflater *d;
	int		 level;
	unsigned	 threads;	/* as of parallel_new() */
	size_t		 chunk;		/* plain bytes of one */
};

struct pressed {
	const uint8_t	*bytes;
	size_t		 size;
	size_t		 len;		/* of the plain bytes, ... */
	uint32_t	 crc;		/* ... and their CRC-32 */
};

/* Takes chunks, in order; C is there until it returns. */
typedef int	 press_fn(void *ctx, const struct pressed *c,
		    struct dump_err *err);

int	 press_new(struct press **out, const struct press_how *how,
	    press_fn *fn, void *ctx, struct dump_err *err);
int	 press_write(struct press *p, const void *buf, size_t len,
	    struct dump_err *err);
/* LEN zeros, which are not all looked at. */
int	 press_zeros(struct press *p, uint64_t len, struct dump_err *err);
/* Gives away the last chunk, which may be short, and all that are under way.
 * What is written afterwards is another stream. */
int	 press_end(struct press *p, struct dump_err *err);
void	 press_free(struct press *p);

#endif
