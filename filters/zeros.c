/* SPDX-License-Identifier: BSD-2-Clause */
/* zeros.c -- filter: what becomes of long runs of zeros. */
#include <string.h>

#include "filters/filter.h"
#include "model/format.h"

struct zeros {
	char		*how;
	bool		 share, drop;
};

static const struct dump_opt zeros_opts[] = {
	{ "how", DUMP_OPT_TEXT, offsetof(struct zeros, how),
	    "keep; share: one block for all; drop: leave them out" },
	{ NULL, DUMP_OPT_END, 0, NULL }
};

static int
zeros_ready(void *state, struct dump_err *err)
{
	struct zeros *f = state;

	if (f->how != NULL) {
		f->share = strcmp(f->how, "share") == 0;
		f->drop = strcmp(f->how, "drop") == 0;
		if (f->share || f->drop || strcmp(f->how, "keep") == 0)
			return 0;
	}
	return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
	    "zeros: how=%s: keep, share or drop",
	    f->how != NULL ? f->how : "");
}

static bool
can_share(const struct dump_model *m)
{
	return m->format != NULL && m->format->shares_zeros;
}

static uint32_t
zeros_asks(const void *state, const struct dump_model *m)
{
	const struct zeros *f = state;

	return f->drop || (f->share && can_share(m)) ?
	    survey_open(m, ASK_ZERO_RUNS) : 0;
}

static int
zeros_plan(void *state, const struct dump_model *m, struct dump_plan *p,
    struct dump_err *err)
{
	const struct zeros *f = state;
	const struct set *s = &m->survey.zero_runs;
	size_t i;

	if (f->share && !can_share(m))
		plan_warn(p, "--zeros=share: ranges of a %s cannot share "
		    "bytes, so zeros are kept; --zeros=drop leaves them out",
		    m->format != NULL ? m->format->title : "dump");
	else if (f->share)
		p->share_zeros = true;
	for (i = 0; f->drop && i < s->n; i++)
		if (plan_drop(p, (struct span){ s->v[i].addr, s->v[i].last -
		    s->v[i].addr + 1 }, "zeros", err) == -1)
			return -1;
	return 0;
}

const struct dump_filter dump_filter_zeros = {
	.name = "zeros",
	.summary = "share or drop long runs of zeros",
	.opts = zeros_opts,
	.state_size = sizeof(struct zeros),
	.ready = zeros_ready,
	.asks = zeros_asks,
	.plan = zeros_plan,
};
