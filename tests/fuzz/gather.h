/* SPDX-License-Identifier: BSD-2-Clause */
/* gather.h -- what the round trips share: where packed bytes go, and how
 * plain ones arrive. */
#ifndef GATHER_H
#define GATHER_H

#include "dump.h"
#include "tests/buf.h"

/* A sink that gathers parts behind each other. */
struct gathered {
	struct buf	 bytes;
	size_t		 start;		/* of this part */
	size_t		 parts, longest;
};

struct dump_sink *gather_sink(struct gathered *g);

enum { GATHER_HOW = 3 };	/* bytes that say how */

/* Writes DATA in pieces, once or several times, zeros between, but for what
 * would be more than MOST bytes of these.  PLAIN gets the same. */
void	 gather_put(struct dump_sink *dst, struct buf *plain,
	    const uint8_t how[GATHER_HOW], const uint8_t *data, size_t size,
	    size_t most);

#endif
