/* SPDX-License-Identifier: BSD-2-Clause */
/* small.h -- what the cuts that leave little share. */
#ifndef SMALL_H
#define SMALL_H

#include "filters/cut.h"

/* What they ask the survey. */
uint32_t small_asks(const struct dump_model *m);
/* Fails, in the name of CUT, where no stack can be found. */
int	 small_check(const struct dump_model *m, const char *cut,
	    struct dump_err *err);
/* Starts the output from KEPT, which is used up, and from the records that
 * such a cut has. */
int	 small_cut(struct dump_plan *p, struct set *kept,
	    struct dump_err *err);
/* Warns, in the name of CUT, of what is not as one may think. */
int	 small_warn(struct dump_plan *p, const char *cut, bool large_modules,
	    struct dump_err *err);

#endif
