/* SPDX-License-Identifier: BSD-2-Clause */
/* heap.c -- cut: stacks, heaps and data, but no code. */
#include "filters/cut.h"
#include "filters/filter.h"

static uint32_t
heap_asks(const void *state, const struct dump_model *m)
{
	(void)state;
	return survey_open(m, ASK_ZEROS | ASK_PE_SECTIONS | ASK_CLR_METADATA);
}

static bool
is_private(const struct region *r)
{
	return r->class == DUMP_PRW || r->class == DUMP_PRO ||
	    r->class == DUMP_JIT;
}

static void
warn_without_heap(struct dump_plan *p, const struct set *kept)
{
	const struct dump_model *m = p->m;
	uint64_t all = 0, private = 0, bytes;
	char size[DUMP_SIZE_TEXT];
	bool whole;
	size_t i;

	for (i = 0; i < m->nregions; i++) {
		bytes = model_region_present(m, i);
		all += bytes;
		private += is_private(&m->regions[i]) ? bytes : 0;
	}
	if (private > 0 || all == 0)
		return;
	whole = cut_present(kept, m) == all;
	plan_warn(p, "--heap: no private memory in the input%s%s",
	    whole ? "; kept all " : "", whole ? dump_size_text(size, all) :
	    "");
}

static int
heap_plan(void *state, const struct dump_model *m, struct dump_plan *p,
    struct dump_err *err)
{
	struct set kept = { 0 };
	int rc;

	(void)state;
	if ((rc = cut_heap(&kept, m, err)) == 0) {
		warn_without_heap(p, &kept);
		if ((rc = plan_cut(p, &kept, err)) == 0)
			rc = plan_keep_all_records(p, "all records", err);
	}
	set_free(&kept);
	return rc;
}

const struct dump_filter dump_filter_heap = {
	.name = "heap",
	.summary = "keep stacks, heaps and data, but no code",
	.asks = heap_asks,
	.plan = heap_plan,
};
