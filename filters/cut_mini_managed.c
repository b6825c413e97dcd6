/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cut_mini_managed.c -- what the cut mini-managed keeps: what mini keeps, and
 * what the debugger of a managed runtime reads to name frames and the objects
 * they hold, but no heaps.
 */
#include "base/checked.h"
#include "filters/cut.h"

static const char *
rule_for(const struct dump_model *m, const struct region *r)
{
	switch (r->class) {
	case DUMP_STACK:
		return "live stack";
	case DUMP_RELRO:
		return "data that the loader wrote and then protected";
	case DUMP_DATA:
		return cut_is_assembly_data(m, r) ? cut_part_rule(m, r) :
		    "data of images";
	case DUMP_JIT:
		return "generated code";
	default:
		return r->mapping != NONE && (m->mappings[r->mapping].flags &
		    MAPPING_RUNTIME) != 0 ? "tables of the runtime" : NULL;
	}
}

int
cut_mini_managed(struct set *out, const struct dump_model *m,
    uint64_t stack_max, bool objects, struct dump_err *err)
{
	struct set own = { 0 }, other = { 0 };
	const char *rule;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < m->nregions; i++)
		if ((rule = rule_for(m, &m->regions[i])) != NULL)
			rc = set_add(&own, m->regions[i].at, rule, err);
	if (rc == 0 && objects)
		rc = set_add_all(&own, &m->survey.managed_objects, err);
	if (rc == 0 &&
	    (rc = set_add_all(&own, &m->survey.managed_frames, err)) == 0 &&
	    (rc = cut_mini(&other, m,
	    max_u64(stack_max, STACK_MAX), err)) == 0)
		rc = set_add_all(&own, &other, err);
	set_free(&other);
	set_settle(&own);
	if (rc == 0 && (rc = cut_heap_managed(&other, m, stack_max,
	    err)) == 0)
		rc = set_narrow(out, &own, &other, err);
	set_free(&own);
	set_free(&other);
	return rc;
}
