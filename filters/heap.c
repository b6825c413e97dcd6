/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * heap.c -- cut: what a debugger needs to look at stacks, heaps and globals,
 * where it has the program's files or a symbol server for the rest.
 */
#include "base/checked.h"
#include "filters/code_windows.h"
#include "filters/filter.h"

/* What is kept whatever else is known of it, and why. */
static const char *const rules[DUMP_CLASSES] = {
	[DUMP_HDR] = "image headers",
	[DUMP_RELRO] = "data that the loader wrote and then protected",
	[DUMP_DATA] = "data of images",
	[DUMP_STACK] = "live stack",
	[DUMP_PLUMB] = "what debuggers navigate by",
	[DUMP_JIT] = "generated code",
	[DUMP_PRW] = "private memory",
	[DUMP_PRO] = "private memory",
	[DUMP_MRW] = "writable mapped memory",
};

static uint32_t
heap_asks(const void *state, const struct dump_model *m)
{
	(void)state;
	return survey_open(m, ASK_ZEROS | ASK_PE_SECTIONS | ASK_CLR_METADATA);
}

/*
 * Why a region is kept, or NULL.  Never what full drops.  Of a file that the
 * dump holds only in part somebody chose those pages: a runtime's debugger
 * reads them, or an earlier cut left them.
 */
static const char *
rule_for(const struct dump_model *m, const struct region *r)
{
	uint32_t flags;

	if (r->class == DUMP_NONE || rules[r->class] != NULL)
		return rules[r->class];
	if ((r->prot & REGION_PARTIAL) != 0)
		return "file that is there only in part";
	if (r->mapping == NONE)
		return NULL;
	flags = m->mappings[r->mapping].flags;
	if ((flags & MAPPING_PARTIAL) != 0)
		return "file that is there only in part";
	if ((flags & MAPPING_METADATA) != 0)
		return "managed metadata";
	return (flags & MAPPING_RUNTIME) != 0 ? "tables of the runtime" : NULL;
}

/* Metadata that the survey found, but not where nothing can be read. */
static int
keep_metadata(struct dump_plan *p, const struct dump_model *m,
    struct dump_err *err)
{
	const struct set *s = &m->survey.metadata;
	uint64_t addr, last;
	size_t i = 0, r = 0;

	while (i < s->n && r < m->nregions) {
		addr = max_u64(s->v[i].addr, m->regions[r].at.addr);
		last = min_u64(s->v[i].last, span_last(m->regions[r].at));
		if (addr <= last && m->regions[r].class != DUMP_NONE &&
		    plan_keep(p, (struct span){ addr, last - addr + 1 },
		    s->v[i].rule, err) == -1)
			return -1;
		if (s->v[i].last < span_last(m->regions[r].at))
			i++;
		else
			r++;
	}
	return 0;
}

static bool
is_private(const struct region *r)
{
	return r->class == DUMP_PRW || r->class == DUMP_PRO ||
	    r->class == DUMP_JIT;
}

static int
heap_plan(void *state, const struct dump_model *m, struct dump_plan *p,
    struct dump_err *err)
{
	uint64_t all = 0, kept = 0, private = 0, bytes;
	char size[DUMP_SIZE_TEXT];
	const char *rule;
	size_t i;

	(void)state;
	p->cut = true;
	for (i = 0; i < m->nregions; i++) {
		rule = rule_for(m, &m->regions[i]);
		if (rule != NULL && plan_keep_region(p, i, rule, err) == -1)
			return -1;
		bytes = model_region_present(m, i);
		all += bytes;
		kept += rule != NULL ? bytes : 0;
		private += is_private(&m->regions[i]) ? bytes : 0;
	}
	if (private == 0 && all > 0)
		plan_warn(p, "--heap: no private memory in the input%s%s",
		    kept == all ? "; kept all " : "",
		    kept == all ? dump_size_text(size, all) : "");
	if (keep_metadata(p, m, err) == -1 ||
	    plan_keep_all_records(p, "all records", err) == -1)
		return -1;
	return code_windows_keep(p, m, err);
}

const struct dump_filter dump_filter_heap = {
	.name = "heap",
	.summary = "keep stacks, heaps and data, but no code",
	.asks = heap_asks,
	.plan = heap_plan,
};
