/* SPDX-License-Identifier: BSD-2-Clause */
/* fitting.h -- plans with a limit of size. */
#ifndef FITTING_H
#define FITTING_H

#include "filters/worth.h"

/* dump_plan_settle() of a plan with a limit. */
int	 fitting_settle(struct dump_plan *p, struct dump_source *src,
	    struct dump_err *err);

/* A plan that is made smaller. */
struct fitting {
	struct dump_plan *p;
	struct dump_source *src;
	struct dump_err	*err;
	struct worth	 worth;
	bool		*dropped;	/* records, before any was left out for
					   the limit; or NULL */
	size_t		 nwarnings;	/* by then */
};

/*
 * Makes P the plan of the first N turns, and lays it out.  *SIZE: what that
 * has, DUMP_NOWHERE where no file can be so large.
 */
int	 fitting_try(struct fitting *f, size_t n, uint64_t *size);

/*
 * fitting_packed.c.  Compresses the output as it is laid out; *SIZE is what
 * came out, and P holds it; DUMP_NOWHERE where that would be more than MOST.
 */
int	 packed_try(struct dump_plan *p, struct dump_source *src,
	    uint64_t most, uint64_t *size, struct dump_err *err);
/* Finds the beginning of the order that fits compressed, of at most MOST
 * turns: *N. */
int	 packed_fit(struct fitting *f, size_t most, size_t *n);
/* No output is small enough: -1.  LEAST bytes are needed. */
int	 fitting_fail(struct dump_plan *p, uint64_t least,
	    struct dump_err *err);

#endif
