/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pages.h -- a set of pages, of those that the dump has of some memory: one
 * bit for each, so that it may be large and is quick to ask.
 */
#ifndef PAGES_H
#define PAGES_H

#include "model/model.h"

/* Memory without a gap. */
struct zone {
	uint64_t	 addr, last;	/* whole pages */
	uint64_t	 unit;		/* number of its first page */
};

struct pages {
	uint64_t	 page;
	struct zone	*zones;		/* by address, disjoint */
	size_t		 nzones, zones_cap;
	size_t		 hit;		/* the zone that was found last */
	uint64_t	 units;		/* pages in all zones */
	uint64_t	 bytes;		/* of those that are in the set */
	uint8_t		*in, *fresh;	/* bits; fresh: added since cleared */
	bool		 too_many;	/* pages: then there are no zones */
};

/* An empty set, for memory that the dump has of WHERE, which is settled. */
int	 pages_new(struct pages *p, const struct dump_model *m,
	    const struct set *where, struct dump_err *err);
void	 pages_free(struct pages *p);
/* Is ADDR in that memory? */
bool	 pages_cover(struct pages *p, uint64_t addr);
/* Adds what there is of the pages from ADDR to LAST. */
void	 pages_add(struct pages *p, uint64_t addr, uint64_t last);
/* The runs of pages that are in BITS, in turn, *AT from 0 on; false: no more. */
bool	 pages_next(const struct pages *p, const uint8_t *bits, uint64_t *at,
	    struct span *out);
/* Adds them to OUT. */
int	 pages_to_set(const struct pages *p, struct set *out,
	    const char *rule, struct dump_err *err);

#endif
