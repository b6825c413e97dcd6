/* SPDX-License-Identifier: BSD-2-Clause */
/* mini.c -- cut: stacks, and what debuggers need to name their frames. */
#include "filters/filter.h"
#include "filters/small.h"

static uint32_t
mini_asks(const void *state, const struct dump_model *m)
{
	(void)state;
	return small_asks(m);
}

static int
mini_plan(void *state, const struct dump_model *m, struct dump_plan *p,
    struct dump_err *err)
{
	struct set kept = { 0 };
	int rc;

	(void)state;
	if ((rc = small_check(m, "--mini", err)) == 0 &&
	    (rc = cut_mini(&kept, m, p->tuning.stack_max, err)) == 0 &&
	    (rc = small_cut(p, &kept, err)) == 0)
		rc = small_warn(p, "--mini", true, err);
	set_free(&kept);
	return rc;
}

const struct dump_filter dump_filter_mini = {
	.name = "mini",
	.summary = "keep stacks and what names their frames",
	.asks = mini_asks,
	.plan = mini_plan,
};
