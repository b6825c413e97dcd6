/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pointers.h -- which words of a thread may stay where only pointers may: the
 * small ones, and those that lead into its stack, into modules, generated
 * code or the vdso; or, asked for WIDE, into any memory of the output.
 */
#ifndef POINTERS_H
#define POINTERS_H

#include "model/plan.h"

struct pointers {
	const struct dump_model *m;
	uint64_t	 small;		/* signed words up to this */
	bool		 wide;
	uint64_t	 mask;		/* of what is no tag in an address */
	struct set	 code, present, stacks;
	struct own	*own;		/* by thread and address */
	size_t		 nown;
};

/*
 * Of what the output has: P is resolved, and the question for live stacks
 * was answered.  Whatever becomes of it, it is for pointers_free().
 */
int	 pointers_find(struct pointers *t, const struct dump_plan *p,
	    struct dump_err *err);
/* May WORD, of WIDTH bytes, stay where THREAD has it?  NONE: nobody knows
 * which, so any stack counts. */
bool	 pointers_has(const struct pointers *t, uint32_t thread,
	    uint64_t word, unsigned width);
void	 pointers_free(struct pointers *t);

#endif
