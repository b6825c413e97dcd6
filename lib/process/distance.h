/* SPDX-License-Identifier: BSD-2-Clause */
/* distance.h -- how many pointers lead from one memory to another. */
#ifndef DISTANCE_H
#define DISTANCE_H

#include "io/source.h"
#include "model/model.h"

enum { DISTANCE_FAR = 251 };	/* no way is that long, or none was found */

/* Memory, and how many pages have to be gone through to come to it: 1 where
 * a root points to it. */
struct distance {
	struct span	 at;
	unsigned	 n;
};
struct distances {
	struct distance	*v;		/* nearer ones first, by address */
	size_t		 n, cap;
	bool		 all;		/* or else enough was found before */
};

/*
 * Finds what of WHERE aligned words of ROOTS point to, in whole pages, what
 * those point to and so on; both sets are settled.  Stops where more than
 * MOST bytes were found.  What nothing leads to is not told.
 */
int	 distances_find(struct distances *d, const struct dump_model *m,
	    struct dump_source *src, const struct set *where,
	    const struct set *roots, uint64_t most, struct dump_err *err);
void	 distances_free(struct distances *d);

#endif
