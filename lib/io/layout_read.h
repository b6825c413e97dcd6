/* SPDX-License-Identifier: BSD-2-Clause */
/* layout_read.h -- bytes of an output that nobody writes: for who wants to
 * know what it would be like. */
#ifndef LAYOUT_READ_H
#define LAYOUT_READ_H

#include "io/layout.h"
#include "io/source.h"

/* Where a reader stands; going forward is cheap. */
struct layout_reader {
	const struct layout *l;
	struct dump_source *src;
	size_t		 part, move, rewrite;
	uint64_t	 part_at, move_at;	/* where these begin */
};

/* L and SRC must outlive R. */
void	 layout_reader(struct layout_reader *r, const struct layout *l,
	    struct dump_source *src);
/*
 * LEN bytes at AT of the output, which has them.  Who rewrites memory sees it
 * in other pieces than when it is written, so only whoever keeps nothing in
 * mind from call to call does the same as then.
 */
int	 layout_read(struct layout_reader *r, uint64_t at, uint8_t *buf,
	    size_t len, struct dump_err *err);

#endif
