/* SPDX-License-Identifier: BSD-2-Clause */
/* redaction.h -- what a dump that leaves the house loses beside memory. */
#ifndef REDACTION_H
#define REDACTION_H

#include "filters/stack_words.h"
#include "filters/text_patches.h"

struct redaction {
	struct stack_words stacks;
	struct pointers	 anywhere;	/* of any memory; borrows from STACKS */
	struct text_patches texts;
};

/*
 * Has P, which is resolved, scrub stacks, registers, paths and what the
 * process was told.  ALL: and of other memory all that is neither known to be
 * harmless nor a pointer.  R must live as long as P.
 */
int	 redaction_rewrite(struct redaction *r, struct dump_plan *p, bool all,
	    struct dump_err *err);
void	 redaction_free(struct redaction *r);

#endif
