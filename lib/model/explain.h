/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * explain.h -- which rule decided about each range of memory and each record.
 * A plan that was told so before filters decide remembers what resolving it
 * uses up; the rest is a walk.
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "model/plan.h"

struct memory_of_rules {
	struct set	 chosen, refused;	/* as filters said it */
	struct set	 grown;		/* CHOSEN, widened to the grain */
	struct set	 narrowed;	/* what a cut chose and gave up, for the
					   next wider one does not keep it */
	bool		*spoilt;	/* records that no writer can write again;
					   NULL: none */
};

/* These fill M for plan_resolve(): before anything is widened, and then. */
int	 explain_before(struct memory_of_rules *m, const struct dump_plan *p,
	    struct dump_err *err);
int	 explain_grown(struct memory_of_rules *m, const struct set *grown,
	    struct dump_err *err);
/* For writers: this record is so damaged that it is left out. */
int	 explain_spoilt(struct dump_plan *p, size_t record,
	    struct dump_err *err);
void	 explain_free(struct memory_of_rules *m);	/* empties M */

#endif
