/* SPDX-License-Identifier: BSD-2-Clause */
/* spans.h -- ranges of addresses, and sets of them. */
#ifndef SPANS_H
#define SPANS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dump.h"

/* A range that is not empty; it may end at 2^64, so LAST is inside it. */
struct span {
	uint64_t	 addr, size;
};

static inline uint64_t
span_last(struct span s)
{
	return s.addr + (s.size - 1);
}

/* Makes a span of a claim: cut at 2^64, false if nothing is left. */
static inline bool
span_of(uint64_t addr, uint64_t size, struct span *out)
{
	if (size == 0)
		return false;
	if (size - 1 > UINT64_MAX - addr)
		size = UINT64_MAX - addr + 1;
	out->addr = addr;
	out->size = size;
	return true;
}

static inline bool
span_has(struct span s, uint64_t addr)
{
	return addr - s.addr < s.size;
}

/* A range of addresses and the rule that put it into its set. */
struct ruled {
	uint64_t	 addr, last;
	const char	*rule;		/* static text, for people */
};

/*
 * A set of addresses.  Ranges are added in any order; set_settle() sorts and
 * joins them, and must be called before anything else is asked.  Zeroed, it
 * is empty.
 */
struct set {
	struct ruled	*v;
	size_t		 n, cap;
	bool		 settled;
	struct set	*lost;		/* of what a cut keeps: what it gave up, for
					   the next wider one does not; or NULL */
};

int	 set_add(struct set *s, struct span at, const char *rule,
	    struct dump_err *err);
/* Adds all ranges of FROM, with their rules. */
int	 set_add_all(struct set *s, const struct set *from,
	    struct dump_err *err);
/*
 * Sorts, and cuts overlaps: what starts lower wins, of equal starts the rule
 * whose text sorts first, so that the order of adding does not matter.
 * Neighbours of the same rule are joined.
 */
void	 set_settle(struct set *s);
/* Index of the first range that ends at or after ADDR; s->n: none. */
size_t	 set_find(const struct set *s, uint64_t addr);
bool	 set_has(const struct set *s, uint64_t addr);
/* Adds to OUT, which becomes settled, what of A is not in B; both are. */
int	 set_subtract(struct set *out, const struct set *a, const struct set *b,
	    struct dump_err *err);
/* Adds to OUT, which becomes settled, what of A is in B too; both are. */
int	 set_intersect(struct set *out, const struct set *a,
	    const struct set *b, struct dump_err *err);
/* The same as set_intersect(), and what of A is not in B is OUT's LOST. */
int	 set_narrow(struct set *out, const struct set *a, const struct set *b,
	    struct dump_err *err);
void	 set_forget(struct set *s);	/* frees LOST alone */
void	 set_free(struct set *s);

/* A part of a range that no earlier claim covers. */
struct claim {
	struct span	 at;
	size_t		 owner;		/* index of the range it is from */
};

/*
 * Makes N ranges, spaced STRIDE bytes from FIRST, disjoint: where two
 * overlap the one with the lower index has it.  *OUT is by address and the
 * caller's to free; *CLASHES counts the ranges that lost something.
 */
int	 spans_claim(struct claim **out, size_t *nout, const struct span *first,
	    size_t stride, size_t n, size_t *clashes, struct dump_err *err);

#endif
