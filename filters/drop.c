/* SPDX-License-Identifier: BSD-2-Clause */
/* drop.c -- filter: leave these parts out, whatever the cut. */
#include "filters/what.h"

struct drop {
	char		*text;
	struct what	 what;
};

static const struct dump_opt drop_opts[] = {
	{ "what", DUMP_OPT_TEXT, offsetof(struct drop, text),
	    "class, class:module, module:name, range, group, record:name" },
	{ NULL, DUMP_OPT_END, 0, NULL }
};

static int
drop_ready(void *state, struct dump_err *err)
{
	struct drop *f = state;

	return what_parse(&f->what, f->text, err);
}

static uint32_t
drop_asks(const void *state, const struct dump_model *m)
{
	const struct drop *f = state;

	return what_asks(&f->what, m);
}

static int
drop_plan(void *state, const struct dump_model *m, struct dump_plan *p,
    struct dump_err *err)
{
	static const struct what_edit edit = {
		plan_drop, plan_drop_record, "dropped on request", false
	};
	const struct drop *f = state;

	return what_apply(&f->what, m, p, &edit, err);
}

const struct dump_filter dump_filter_drop = {
	.name = "drop",
	.summary = "leave these parts out, whatever the cut",
	.opts = drop_opts,
	.state_size = sizeof(struct drop),
	.ready = drop_ready,
	.asks = drop_asks,
	.plan = drop_plan,
};
