/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cut_heap_managed.c -- what the cut heap-managed keeps: of private memory
 * and of assemblies what the debugger of a managed runtime reads, all heaps
 * of that runtime among it, and everything that mini keeps.
 */
#include "base/checked.h"
#include "filters/code_windows.h"
#include "filters/cut.h"

bool
cut_is_assembly_data(const struct dump_model *m, const struct region *r)
{
	uint32_t flags = r->mapping == NONE ? 0 :
	    m->files[m->mappings[r->mapping].file].flags;

	return r->class == DUMP_DATA &&
	    (flags & (FILE_MANAGED | FILE_RUNTIME)) == FILE_MANAGED;
}

static const char *
rule_for(const struct dump_model *m, const struct region *r)
{
	switch (r->class) {
	case DUMP_HDR:
		return "image headers";
	case DUMP_RELRO:
		return "data that the loader wrote and then protected";
	case DUMP_DATA:
		return cut_is_assembly_data(m, r) ? cut_part_rule(m, r) :
		    "data of images";
	case DUMP_STACK:
		return "live stack";
	case DUMP_PLUMB:
		return "what debuggers navigate by";
	case DUMP_JIT:
		return "generated code";
	case DUMP_NONE:
		return NULL;
	default:
		return cut_part_rule(m, r);
	}
}

int
cut_heap_managed(struct set *out, const struct dump_model *m,
    uint64_t stack_max, struct dump_err *err)
{
	struct set own = { 0 }, windows = { 0 }, other = { 0 };
	const char *rule;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < m->nregions; i++)
		if ((rule = rule_for(m, &m->regions[i])) != NULL)
			rc = set_add(&own, m->regions[i].at, rule, err);
	if (rc == 0 &&
	    (rc = set_add_all(&own, &m->survey.managed, err)) == 0 &&
	    (rc = code_windows(&windows, m, AROUND_CODE, err)) == 0 &&
	    (rc = set_add_all(&own, &windows, err)) == 0 &&
	    (rc = cut_mini(&other, m,
	    max_u64(stack_max, STACK_MAX), err)) == 0)
		rc = set_add_all(&own, &other, err);
	set_free(&windows);
	set_free(&other);
	set_settle(&own);
	if (rc == 0 && (rc = cut_heap(&other, m, err)) == 0)
		rc = set_narrow(out, &own, &other, err);
	set_free(&own);
	set_free(&other);
	return rc;
}
