/* SPDX-License-Identifier: BSD-2-Clause */
/* heap_managed.c -- cut: heap, without private memory of native code. */
#include "filters/cut.h"
#include "filters/filter.h"
#include "filters/managed.h"

static uint32_t
heap_managed_asks(const void *state, const struct dump_model *m)
{
	(void)state;
	return managed_asks(m);
}

static int
heap_managed_plan(void *state, const struct dump_model *m,
    struct dump_plan *p, struct dump_err *err)
{
	struct set kept = { 0 };
	bool known;
	int rc;

	(void)state;
	if (managed_check(m, "heap-managed", false, &known, err) == -1)
		return -1;
	rc = known ? cut_heap_managed(&kept, m, p->tuning.stack_max, err) :
	    cut_heap(&kept, m, err);
	if (rc == 0 && (rc = plan_cut(p, &kept, err)) == 0)
		rc = plan_keep_all_records(p, "all records", err);
	p->took_heaps = true;
	set_free(&kept);
	return rc;
}

const struct dump_filter dump_filter_heap_managed = {
	.name = "heap-managed",
	.summary = "keep stacks and heaps of a managed runtime",
	.asks = heap_managed_asks,
	.plan = heap_managed_plan,
};
