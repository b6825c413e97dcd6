/* SPDX-License-Identifier: BSD-2-Clause */
/* tebs.h -- what the blocks of Windows threads (TEB) say. */
#ifndef TEBS_H
#define TEBS_H

#include "process/plumbing.h"

/* *FOUND: the block at TEB is there, and has room for a stack in it that a
 * thread may have.  WORD: of its pointers. */
int	 teb_stack(const struct walk *w, uint64_t teb, unsigned word,
	    struct span *stack, bool *found);
/*
 * A 32-bit program on 64-bit Windows: *TEB32 is its own block, or 0; SP its
 * stack pointer, and CONTEXT where that was saved, of no size if it is not
 * there.
 */
int	 teb_wow64(const struct walk *w, uint64_t teb, uint64_t *teb32,
	    struct span *context, uint64_t *sp);

#endif
