/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cut_heap.c -- what the heap cut keeps: what a debugger needs to look at
 * stacks, heaps and globals, where it has the program's files or a symbol
 * server for the rest.
 */
#include "filters/code_windows.h"
#include "filters/cut.h"

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

/*
 * Of a file that the dump holds only in part somebody chose those pages: a
 * runtime's debugger reads them, or an earlier cut left them.
 */
const char *
cut_part_rule(const struct dump_model *m, const struct region *r)
{
	uint32_t flags = r->mapping == NONE ? 0 :
	    m->mappings[r->mapping].flags;

	if ((r->prot & REGION_PARTIAL) != 0 || (flags & MAPPING_PARTIAL) != 0)
		return "file that is there only in part";
	return (flags & MAPPING_RUNTIME) != 0 ? "tables of the runtime" : NULL;
}

const char *
cut_file_rule(const struct dump_model *m, const struct region *r)
{
	const char *rule = cut_part_rule(m, r);

	return rule == NULL && r->mapping != NONE &&
	    (m->mappings[r->mapping].flags & MAPPING_METADATA) != 0 ?
	    "managed metadata" : rule;
}

/* Why a region is kept, or NULL.  Never what full drops. */
static const char *
rule_for(const struct dump_model *m, const struct region *r)
{
	return r->class == DUMP_NONE || rules[r->class] != NULL ?
	    rules[r->class] : cut_file_rule(m, r);
}

static bool
is_readable(const struct region *r)
{
	return r->class != DUMP_NONE;
}

int
cut_heap(struct set *out, const struct dump_model *m, struct dump_err *err)
{
	struct set windows = { 0 };
	const char *rule;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < m->nregions; i++)
		if ((rule = rule_for(m, &m->regions[i])) != NULL)
			rc = set_add(out, m->regions[i].at, rule, err);
	if (rc == 0)
		rc = cut_clip(out, &m->survey.metadata, m, is_readable, err);
	if (rc == 0 && (rc = code_windows(&windows, m, AROUND_CODE,
	    err)) == 0)
		rc = cut_clip(out, &windows, m, is_readable, err);
	set_free(&windows);
	set_settle(out);
	return rc;
}
