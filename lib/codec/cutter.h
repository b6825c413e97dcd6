/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cutter.h -- cuts plain bytes into chunks, which several threads compress.
 * Chunks are cut by their place in the input alone, so that what comes out
 * depends neither on the threads nor on how the bytes arrive.
 */
#ifndef CUTTER_H
#define CUTTER_H

#include <stdbool.h>

#include "dump.h"

struct cutter;

struct cutter_how {
	size_t		 chunk;		/* plain bytes of one */
	size_t		 room;		/* that it needs at most, compressed */
	unsigned	 threads;	/* as of parallel_new() */
	/* What one thread needs to compress; NULL with *ERR filled. */
	void		*(*worker_new)(void *ctx, struct dump_err *err);
	void		 (*worker_free)(void *worker);
	/* Returns the compressed size, 0: there is no memory.  *SUM is for
	 * who takes the chunk. */
	size_t		 (*pack)(void *worker, const uint8_t *in, size_t len,
			    uint8_t *out, uint32_t *sum);
};

struct cut {
	const uint8_t	*bytes;
	size_t		 size, len;	/* compressed, plain */
	uint32_t	 sum;		/* as .pack said */
	bool		 last;		/* of what is written */
};

/* Takes chunks, in order; C is there until it returns. */
typedef int	 cutter_fn(void *ctx, const struct cut *c,
		    struct dump_err *err);

/* CTX is for HOW's functions and for FN. */
int	 cutter_new(struct cutter **out, const struct cutter_how *how,
	    cutter_fn *fn, void *ctx, struct dump_err *err);
int	 cutter_write(struct cutter *c, const void *buf, size_t len,
	    struct dump_err *err);
/* LEN zeros, which are not all looked at. */
int	 cutter_zeros(struct cutter *c, uint64_t len, struct dump_err *err);
/* Gives away the last chunk, which may be short, and all that are under way.
 * What is written afterwards is something else. */
int	 cutter_end(struct cutter *c, struct dump_err *err);
void	 cutter_free(struct cutter *c);

#endif
