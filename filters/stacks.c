/* SPDX-License-Identifier: BSD-2-Clause */
/* stacks.c -- filter: live stacks, and how much of each at most. */
#include "base/checked.h"
#include "filters/core_records.h"
#include "filters/cut.h"
#include "filters/filter.h"

struct stacks {
	uint64_t	 max;
};

static const struct dump_opt stacks_opts[] = {
	{ "max", DUMP_OPT_SIZE, offsetof(struct stacks, max),
	    "of each stack at most so much, from its pointer on (1M)" },
	{ NULL, DUMP_OPT_END, 0, NULL }
};

/* Said twice the smaller one counts. */
static void
stacks_tune(const void *state, struct dump_plan *p)
{
	const struct stacks *f = state;

	if (f->max != 0)
		p->tuning.stack_max = p->tuning.stack_max == 0 ? f->max :
		    min_u64(p->tuning.stack_max, f->max);
}

static uint32_t
stacks_asks(const void *state, const struct dump_model *m)
{
	(void)state;
	return survey_open(m, ASK_STACKS);
}

static int
stacks_plan(void *state, const struct dump_model *m, struct dump_plan *p,
    struct dump_err *err)
{
	struct set kept = { 0 };
	int rc;

	(void)state;
	if (m->no_registers)
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE, "stacks: "
		    "no registers are in the dump that are understood");
	rc = cut_stacks(&kept, m, p->tuning.stack_max, err);
	if (rc == 0)
		rc = plan_cut(p, &kept, err);
	if (rc == 0)
		rc = core_records_keep(p, 0, err);
	set_free(&kept);
	return rc;
}

const struct dump_filter dump_filter_stacks = {
	.name = "stacks",
	.summary = "keep live stacks, up to a size",
	.opts = stacks_opts,
	.state_size = sizeof(struct stacks),
	.tune = stacks_tune,
	.asks = stacks_asks,
	.plan = stacks_plan,
};
