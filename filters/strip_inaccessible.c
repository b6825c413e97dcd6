/* SPDX-License-Identifier: BSD-2-Clause */
/* strip_inaccessible.c -- filter: leave out what the process could not read. */
#include "filters/filter.h"

static uint32_t
strip_inaccessible_asks(const void *state, const struct dump_model *m)
{
	(void)state;
	return survey_open(m, ASK_ZEROS);
}

static int
strip_inaccessible_plan(void *state, const struct dump_model *m,
    struct dump_plan *p, struct dump_err *err)
{
	size_t i;

	(void)state;
	for (i = 0; i < m->nregions; i++)
		if (m->regions[i].class == DUMP_NONE &&
		    plan_drop_region(p, i, "not accessible", err) == -1)
			return -1;
	return 0;
}

const struct dump_filter dump_filter_strip_inaccessible = {
	.name = "strip-inaccessible",
	.summary = "leave out what the process could not read",
	.asks = strip_inaccessible_asks,
	.plan = strip_inaccessible_plan,
};
