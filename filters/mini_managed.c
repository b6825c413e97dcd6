/* SPDX-License-Identifier: BSD-2-Clause */
/* mini_managed.c -- cut: mini, and what names frames of a managed runtime. */
#include "filters/core_records.h"
#include "filters/cut.h"
#include "filters/filter.h"
#include "filters/managed.h"

struct mini_managed {
	bool		 no_objects;
};

static const struct dump_opt mini_managed_opts[] = {
	{ "no-objects", DUMP_OPT_FLAG, offsetof(struct mini_managed,
	    no_objects), "without the objects that frames point to" },
	{ NULL, DUMP_OPT_END, 0, NULL }
};

static uint32_t
mini_managed_asks(const void *state, const struct dump_model *m)
{
	(void)state;
	return managed_asks(m);
}

static int
mini_managed_plan(void *state, const struct dump_model *m,
    struct dump_plan *p, struct dump_err *err)
{
	const struct mini_managed *f = state;
	struct set kept = { 0 };
	bool known;
	int rc;

	if (managed_check(m, "mini-managed", true, &known, err) == -1)
		return -1;
	rc = known ? cut_mini_managed(&kept, m, p->tuning.stack_max,
	    !f->no_objects, err) : cut_heap(&kept, m, err);
	if (rc == 0 && (rc = plan_cut(p, &kept, err)) == 0)
		rc = core_records_keep(p, UINT32_C(1) << ROLE_MEMORY_INFO |
		    UINT32_C(1) << ROLE_COMMAND |
		    UINT32_C(1) << ROLE_ENVIRONMENT, err);
	p->took_heaps = true;
	set_free(&kept);
	return rc;
}

const struct dump_filter dump_filter_mini_managed = {
	.name = "mini-managed",
	.summary = "keep stacks and what names managed frames",
	.opts = mini_managed_opts,
	.state_size = sizeof(struct mini_managed),
	.asks = mini_managed_asks,
	.plan = mini_managed_plan,
};
