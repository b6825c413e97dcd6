/* SPDX-License-Identifier: BSD-2-Clause */
/* indirect.c -- filter: also the memory that stacks and registers point to. */
#include "base/checked.h"
#include "base/err.h"
#include "filters/filter.h"
#include "filters/lead_windows.h"
#include "model/type.h"

struct indirect {
	uint64_t	 before, after, cap;
};

static const struct dump_opt indirect_opts[] = {
	{ "before", DUMP_OPT_SIZE, offsetof(struct indirect, before),
	    "bytes below each address (256)" },
	{ "after", DUMP_OPT_SIZE, offsetof(struct indirect, after),
	    "bytes from each address on (768)" },
	{ "cap", DUMP_OPT_SIZE, offsetof(struct indirect, cap),
	    "of all these at most so much, crashed thread first (16M)" },
	{ NULL, DUMP_OPT_END, 0, NULL }
};

static void
indirect_start(void *state)
{
	struct indirect *f = state;

	f->before = AROUND_BEFORE;
	f->after = AROUND_AFTER;
	f->cap = AROUND_CAP;
}

static int
indirect_ready(void *state, struct dump_err *err)
{
	const struct indirect *f = state;

	return f->after > 0 && f->cap > 0 ? 0 : dump_fail(err, DUMP_E_ARG,
	    DUMP_NOWHERE, "indirect: %s=0 would keep nothing",
	    f->after > 0 ? "cap" : "after");
}

/* Of what is said twice the smaller counts. */
static void
indirect_tune(const void *state, struct dump_plan *p)
{
	const struct indirect *f = state;
	struct vicinity *a = &p->tuning.vicinity;

	if (a->cap == 0)
		*a = (struct vicinity){ f->before, f->after, f->cap };
	a->before = min_u64(a->before, f->before);
	a->after = min_u64(a->after, f->after);
	a->cap = min_u64(a->cap, f->cap);
}

static uint32_t
indirect_asks(const void *state, const struct dump_model *m)
{
	(void)state;
	return lead_windows_asks(m);
}

static int
indirect_after(void *state, const struct dump_model *m, struct dump_plan *p,
    struct dump_err *err)
{
	(void)state;
	if (p->cut && m->no_registers)
		plan_warn(p, "indirect: no registers are in the dump that "
		    "are understood, so no stack can be found");
	if (p->cut)
		p->flags |= TYPE_INDIRECT_MEMORY;
	return lead_windows_keep(p, "indirect", err);
}

const struct dump_filter dump_filter_indirect = {
	.name = "indirect",
	.summary = "also keep memory that stacks point to",
	.opts = indirect_opts,
	.state_size = sizeof(struct indirect),
	.start = indirect_start,
	.ready = indirect_ready,
	.tune = indirect_tune,
	.asks = indirect_asks,
	.after = indirect_after,
};
