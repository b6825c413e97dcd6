/* SPDX-License-Identifier: BSD-2-Clause */
/* stack_words.h -- stacks that keep only what looks like a pointer. */
#ifndef STACK_WORDS_H
#define STACK_WORDS_H

#include "process/pointers.h"

/* A part of a stack, or what is left over below one. */
struct scrubbed;

struct stack_words {
	struct pointers	 pointers;
	uint64_t	 fill;		/* what other words become */
	struct scrubbed	*v;		/* by address, disjoint */
	size_t		 n;
};

/*
 * Has P, which is resolved, change the stacks that its output has.  POINTERS
 * .small and .wide, and FILL, are set; what S held from an earlier time is
 * freed.  S must live as long as P.
 */
int	 stack_words_rewrite(struct stack_words *s, struct dump_plan *p,
	    struct dump_err *err);
/* Adds all memory that it would change, if the output has it. */
int	 stack_words_where(const struct stack_words *s, struct set *out,
	    struct dump_err *err);
void	 stack_words_free(struct stack_words *s);

#endif
