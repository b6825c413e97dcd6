/* SPDX-License-Identifier: BSD-2-Clause */
/* full.c -- cut: all that the process could read. */
#include "filters/filter.h"

static uint32_t
full_asks(const void *state, const struct dump_model *m)
{
	(void)state;
	return survey_open(m, ASK_ZEROS);
}

static int
full_plan(void *state, const struct dump_model *m, struct dump_plan *p,
    struct dump_err *err)
{
	size_t i;

	(void)state;
	p->cut = true;
	for (i = 0; i < m->nregions; i++)
		if (m->regions[i].class != DUMP_NONE &&
		    plan_keep_region(p, i, "readable memory", err) == -1)
			return -1;
	return plan_keep_all_records(p, "all records", err);
}

const struct dump_filter dump_filter_full = {
	.name = "full",
	.summary = "keep all that the process could read",
	.asks = full_asks,
	.plan = full_plan,
};
