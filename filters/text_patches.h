/* SPDX-License-Identifier: BSD-2-Clause */
/* text_patches.h -- texts in memory of which less is to stay. */
#ifndef TEXT_PATCHES_H
#define TEXT_PATCHES_H

#include "model/plan.h"

struct patched;

struct text_patches {
	struct patched	*v;		/* by address, disjoint */
	size_t		 n;
};

/* Has P, which is resolved, change those of KINDS (1 << PATCH_X), which the
 * question for plumbing found.  T must live as long as P. */
int	 text_patches_rewrite(struct text_patches *t, struct dump_plan *p,
	    unsigned kinds, struct dump_err *err);
void	 text_patches_free(struct text_patches *t);

#endif
