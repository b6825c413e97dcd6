/* SPDX-License-Identifier: BSD-2-Clause */
/* scrub_triage.c -- filter: what triage does to what it keeps. */
#include "filters/core_records.h"
#include "filters/filter.h"
#include "filters/redaction.h"
#include "filters/small.h"

static uint32_t
scrub_triage_asks(const void *state, const struct dump_model *m)
{
	(void)state;
	return survey_open(m, ASK_PLUMBING | ASK_STACKS);
}

/* Handles of Windows stay where they are asked for, without their names. */
static bool
goes(const struct dump_model *m, const struct record *r)
{
	return core_record_is_personal(r) &&
	    (r->role != ROLE_HANDLES || m->os != OS_WINDOWS);
}

static int
scrub_triage_plan(void *state, const struct dump_model *m,
    struct dump_plan *p, struct dump_err *err)
{
	size_t i;

	(void)state;
	if (small_check(m, "scrub-triage", err) == -1)
		return -1;
	for (i = 0; i < m->nrecords; i++)
		if (goes(m, &m->records[i]) &&
		    plan_drop_record(p, i, "it tells of people", err) == -1)
			return -1;
	return 0;
}

static int
scrub_triage_rewrite(void *state, const struct dump_model *m,
    struct dump_plan *p, struct dump_err *err)
{
	(void)m;
	return redaction_rewrite(state, p, false, err);
}

static void
scrub_triage_done(void *state)
{
	redaction_free(state);
}

const struct dump_filter dump_filter_scrub_triage = {
	.name = "scrub-triage",
	.summary = "rewrite what stays as triage does, for any cut",
	.state_size = sizeof(struct redaction),
	.asks = scrub_triage_asks,
	.plan = scrub_triage_plan,
	.rewrite = scrub_triage_rewrite,
	.done = scrub_triage_done,
};
