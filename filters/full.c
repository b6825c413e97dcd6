/* SPDX-License-Identifier: BSD-2-Clause */
/* full.c -- cut: all that the process could read. */
#include "filters/cut.h"
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
	struct set kept = { 0 };
	int rc;

	(void)state;
	if ((rc = cut_full(&kept, m, err)) == 0 &&
	    (rc = plan_cut(p, &kept, err)) == 0)
		rc = plan_keep_all_records(p, "all records", err);
	set_free(&kept);
	return rc;
}

const struct dump_filter dump_filter_full = {
	.name = "full",
	.summary = "keep all that the process could read",
	.asks = full_asks,
	.plan = full_plan,
};
