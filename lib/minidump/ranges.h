/* SPDX-License-Identifier: BSD-2-Clause */
/* ranges.h -- the memory of an output: where each range of addresses goes. */
#ifndef RANGES_H
#define RANGES_H

#include "io/layout.h"
#include "model/plan.h"

/* DATA counts from the first byte of memory in the output. */
struct range {
	uint64_t	 addr, size, data;
};

struct chunk;

struct ranges {
	struct range	*v;		/* by address, merged */
	size_t		 n, cap;
	uint64_t	 bytes;
	struct chunk	*order;		/* as data leaves, if not by address */
	size_t		 norder;
};

/* BY_SOURCE: data leaves as it comes; else as its addresses ascend. */
int	 ranges_make(struct ranges *r, const struct dump_plan *p,
	    bool by_source, struct dump_err *err);
/* Adds the memory to the layout. */
int	 ranges_move(const struct ranges *r, struct dump_plan *p,
	    struct layout *l, struct dump_err *err);
void	 ranges_free(struct ranges *r);

/*
 * What is left of a stack at AT: the longest run of memory that lies
 * together in the output too, or the one that holds SP.  False: nothing.
 */
bool	 ranges_stack(const struct ranges *r, struct span at, uint64_t sp,
	    struct range *out);

#endif
