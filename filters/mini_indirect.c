/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mini_indirect.c -- cut: mini, the data of all images, and a little of what
 * stacks point to.
 */
#include "filters/filter.h"
#include "filters/lead_windows.h"
#include "filters/small.h"

static const char cut[] = "--type=mini-indirect";

static uint32_t
mini_indirect_asks(const void *state, const struct dump_model *m)
{
	(void)state;
	return small_asks(m) | lead_windows_asks(m);
}

static int
add_data(struct set *kept, const struct dump_model *m, struct dump_err *err)
{
	size_t i;

	for (i = 0; i < m->nregions; i++)
		if (m->regions[i].class == DUMP_DATA &&
		    set_add(kept, m->regions[i].at, "data of images", err) ==
		    -1)
			return -1;
	set_settle(kept);
	return 0;
}

static int
mini_indirect_plan(void *state, const struct dump_model *m,
    struct dump_plan *p, struct dump_err *err)
{
	struct set kept = { 0 };
	int rc;

	(void)state;
	if ((rc = small_check(m, cut, err)) == 0 &&
	    (rc = cut_mini(&kept, m, p->tuning.stack_max, err)) == 0 &&
	    (rc = add_data(&kept, m, err)) == 0 &&
	    (rc = small_cut(p, &kept, err)) == 0)
		rc = small_warn(p, cut, false, err);
	set_free(&kept);
	return rc;
}

static int
mini_indirect_after(void *state, const struct dump_model *m,
    struct dump_plan *p, struct dump_err *err)
{
	(void)state;
	(void)m;
	return lead_windows_keep(p, cut, err);
}

const struct dump_filter dump_filter_mini_indirect = {
	.name = "mini-indirect",
	.summary = "keep stacks, data, and what stacks point to",
	.asks = mini_indirect_asks,
	.plan = mini_indirect_plan,
	.after = mini_indirect_after,
};
