/* SPDX-License-Identifier: BSD-2-Clause */
/* keep.c -- filter: keep these parts as well, whatever the cut. */
#include "filters/what.h"

struct keep {
	char		*text;
	struct what	 what;
};

static const struct dump_opt keep_opts[] = {
	{ "what", DUMP_OPT_TEXT, offsetof(struct keep, text),
	    "class, class:module, module:name, range, group, record:name" },
	{ NULL, DUMP_OPT_END, 0, NULL }
};

static int
keep_ready(void *state, struct dump_err *err)
{
	struct keep *f = state;

	return what_parse(&f->what, f->text, err);
}

static uint32_t
keep_asks(const void *state, const struct dump_model *m)
{
	const struct keep *f = state;

	return what_asks(&f->what, m);
}

static int
keep_plan(void *state, const struct dump_model *m, struct dump_plan *p,
    struct dump_err *err)
{
	static const struct what_edit edit = {
		plan_keep, plan_insist_on_record, "kept on request", true
	};
	const struct keep *f = state;

	return what_apply(&f->what, m, p, &edit, err);
}

const struct dump_filter dump_filter_keep = {
	.name = "keep",
	.summary = "keep these parts as well, whatever the cut",
	.opts = keep_opts,
	.state_size = sizeof(struct keep),
	.ready = keep_ready,
	.asks = keep_asks,
	.plan = keep_plan,
};
