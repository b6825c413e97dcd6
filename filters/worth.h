/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * worth.h -- what of a dump is worth most, for one that must be small.
 *
 * All that a plan keeps becomes atoms in one fixed order.  A smaller dump is
 * a beginning of that order, so of two sizes the larger one holds all that
 * the smaller one does: none is passed over for a better fit.
 */
#ifndef WORTH_H
#define WORTH_H

#include "filters/module_data.h"
#include "io/source.h"
#include "model/plan.h"

/* What the survey should be asked first. */
#define WORTH_ASKS	\
	(ASK_ZEROS | ASK_PE_SECTIONS | ASK_CLR_METADATA |	\
	ASK_IMAGES | ASK_PLUMBING | ASK_STACKS | ASK_LEADS)

/* Of an atom ADDR and SIZE are kept or dropped as one. */
struct atom {
	uint64_t	 addr, size;	/* ADDR of a record: its index */
	uint64_t	 rank;		/* in its tier, then by ADDR */
	uint32_t	 turn;		/* in the whole order */
	uint8_t		 tier;		/* enum plan_tier */
	uint8_t		 class;		/* enum dump_class */
	bool		 record;
};

struct worth {
	struct atom	*v;		/* memory by address, then records */
	size_t		 n, cap;
	uint64_t	*upto;		/* by turn: bytes of memory up to it */
	bool		 all;		/* else more would follow, of which not
					   even the first fits */
	uint64_t	 wanted[PLAN_TIERS];	/* bytes of each tier */
};

/*
 * Orders all that P keeps, once it is resolved; but stops where that is
 * more than MOST bytes of memory.  Reads kept memory of SRC, which
 * reaches anywhere.  What goes with every change of P (records that may hide
 * offsets) must have gone before.
 */
int	 worth_collect(struct worth *w, const struct dump_plan *p,
	    struct dump_source *src, uint64_t most, struct dump_err *err);
/* Adds to OUT the memory of the first N turns, and settles it. */
int	 worth_memory(const struct worth *w, size_t n, struct set *out,
	    struct dump_err *err);
void	 worth_free(struct worth *w);

/* The rest is for the files that make it up. */

struct sorter {
	const struct dump_plan *p;
	const struct dump_model *m;
	struct dump_source *src;
	struct dump_err	*err;
	struct worth	*w;
	struct set	 left;		/* kept memory that is no atom yet */
	uint64_t	 unit;		/* bytes of an atom at most */
	struct module_data data;
	bool		*seen;		/* stacks point into it: by owner */
	size_t		 crashed;	/* thread, or the first one */
	size_t		 owner;		/* of the code that it runs */
};

/* Is a thread left out? */
static inline bool
worth_lacks(const struct sorter *s, size_t thread)
{
	return s->p->drop_thread != NULL && s->p->drop_thread[thread];
}

enum {
	STACK_UNIT = 4 << 10,
	STACK_FIRST = 32 << 10		/* of other threads, at first */
};

/* Makes atoms of AT, which lies in kept memory, cut at borders of regions. */
int	 worth_add(struct sorter *s, enum plan_tier tier, uint64_t rank,
	    struct span at);
/* Makes atoms of what is left of WANT, which is settled; BY_SIZE: those of
 * less bytes first. */
#define BY_SIZE	UINT64_MAX
int	 worth_take(struct sorter *s, enum plan_tier tier,
	    const struct set *want, uint64_t rank);

/* worth_stacks.c: the first tier and those of the other threads' stacks. */
int	 worth_crashed(struct sorter *s);
int	 worth_threads(struct sorter *s);
int	 worth_stacks(struct sorter *s);
/* worth_leads.c: marks whose memory stacks and registers point into; what
 * is around the places that those of the crashed thread point to. */
void	 worth_see(struct sorter *s);
int	 worth_indirect(struct sorter *s);

/* worth_private.c: private memory, by how near it is to what stands before
 * it.  *MORE is false where it stopped, for it had MOST bytes. */
int	 worth_private(struct sorter *s, const struct set *memory,
	    uint64_t most, bool *more);

#endif
