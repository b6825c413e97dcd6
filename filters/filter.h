/* SPDX-License-Identifier: BSD-2-Clause */
/* filter.h -- all that a filter is: a pure edit of the plan. */
#ifndef FILTER_H
#define FILTER_H

#include "base/err.h"
#include "model/plan.h"
#include "process/survey.h"

struct dump_filter {
	const char	*name;
	const char	*summary;
	const struct dump_opt *opts;	/* ends with DUMP_OPT_END, or NULL */
	size_t		 state_size;
	/* Sets what options are that nobody names; NULL: zeros. */
	void		(*start)(void *state);
	/* Checks the options once they are read; may be NULL. */
	int		(*ready)(void *state, struct dump_err *err);
	/* Which threads stay: makes p->drop_thread[] false, which is true for
	 * all where any filter does this.  Before all that follows, which
	 * meets a process without the others.  May be NULL. */
	int		(*choose)(const void *state,
			    const struct dump_model *m, struct dump_plan *p,
			    struct dump_err *err);
	/* Tells the others what they should go by, before any of them is
	 * asked to plan; may be NULL. */
	void		(*tune)(const void *state, struct dump_plan *p);
	/* Questions for the survey; NULL: records are enough. */
	uint32_t	(*asks)(const void *state, const struct dump_model *m);
	/* May be NULL where AFTER is not. */
	int		(*plan)(void *state, const struct dump_model *m,
			    struct dump_plan *p, struct dump_err *err);
	/* Once all have planned: for who goes by what the others keep, as
	 * plan_foresee() tells it, and wants less kept.  May be NULL. */
	int		(*reduce)(void *state, const struct dump_model *m,
			    struct dump_plan *p, struct dump_err *err);
	/* Then, for who wants more kept.  May be NULL. */
	int		(*after)(void *state, const struct dump_model *m,
			    struct dump_plan *p, struct dump_err *err);
	/* Once it is known what the output holds: which bytes of it change,
	 * by plan_rewrite().  May be NULL. */
	int		(*rewrite)(void *state, const struct dump_model *m,
			    struct dump_plan *p, struct dump_err *err);
	/* Frees what options made STATE own; may be NULL. */
	void		(*done)(void *state);
};

#endif
