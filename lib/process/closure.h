/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * closure.h -- the part of a process's memory that pointers lead to, from given
 * places on: breadth first, by blocks, to a depth.
 */
#ifndef CLOSURE_H
#define CLOSURE_H

#include "process/pages.h"
#include "process/plumbing.h"

enum {
	CLOSURE_DEPTH = 8,		/* usually */
	CLOSURE_BLOCK = 64 << 10,		/* aligned: what one pointer lets in */
	CLOSURE_NEAR_END = 256,		/* so near to its end the next page, too */
	CLOSURE_CHUNK_MAX = 1 << 20	/* of malloc, usually */
};
#define CLOSURE_MAX	(UINT64_C(4) << 30)	/* bytes let in */

struct closure {
	const struct walk *w;
	struct pages	 pages;		/* let in */
	uint8_t		*now;		/* bits of those to be read */
	uint8_t		*buf;		/* CLOSURE_BLOCK bytes */
	struct peeked	*peeked;	/* memory looked at for chunks */
	uint64_t	*words;		/* that were followed lately */
	unsigned	 depth;		/* how far to go */
	uint64_t	 chunk_max;	/* of a chunk, to be let in whole */
	/* Sees every word that is read, first; may be NULL. */
	int		(*see)(void *ctx, uint64_t word);
	void		*ctx;
};

/* For memory of WHERE, which is settled. */
int	 closure_new(struct closure *r, const struct walk *w,
	    const struct set *where);
void	 closure_free(struct closure *r);
/* From now on chunks of malloc of up to MAX bytes. */
void	 closure_chunks(struct closure *r, uint64_t max);
/* Lets in what WORD, and what the words in a range, point to. */
int	 closure_word(struct closure *r, uint64_t word);
int	 closure_from(struct closure *r, uint64_t addr, uint64_t size);
/* Goes on from what was let in.  *ALL is false where there is too much. */
int	 closure_close(struct closure *r, bool *all);

#endif
