/* SPDX-License-Identifier: BSD-2-Clause */
/* triage.c -- cut: mini without what tells of people. */
#include "filters/core_records.h"
#include "filters/filter.h"
#include "filters/redaction.h"
#include "filters/small.h"

static uint32_t
triage_asks(const void *state, const struct dump_model *m)
{
	(void)state;
	return small_asks(m);
}

static int
triage_plan(void *state, const struct dump_model *m, struct dump_plan *p,
    struct dump_err *err)
{
	struct set kept = { 0 };
	int rc;

	(void)state;
	if ((rc = small_check(m, "--triage", err)) == 0 &&
	    (rc = cut_triage(&kept, m, p->tuning.stack_max, err)) == 0 &&
	    (rc = plan_cut(p, &kept, err)) == 0 &&
	    (rc = core_records_keep_impersonal(p, err)) == 0)
		rc = small_warn(p, "--triage", false, err);
	set_free(&kept);
	return rc;
}

static int
triage_rewrite(void *state, const struct dump_model *m,
    struct dump_plan *p, struct dump_err *err)
{
	(void)m;
	return redaction_rewrite(state, p, true, err);
}

static void
triage_done(void *state)
{
	redaction_free(state);
}

const struct dump_filter dump_filter_triage = {
	.name = "triage",
	.summary = "keep backtraces, and little that tells of people",
	.state_size = sizeof(struct redaction),
	.asks = triage_asks,
	.plan = triage_plan,
	.rewrite = triage_rewrite,
	.done = triage_done,
};
