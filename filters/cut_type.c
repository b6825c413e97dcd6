/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cut_type.c -- what the flags of a dump type keep: a floor, which every dump
 * has, and on it what each flag asks for.
 */
#include "filters/code_windows.h"
#include "filters/cut.h"
#include "process/types.h"

static const struct {
	uint32_t	 flag;
	const char	*rule;
} asked[] = {
	{ TYPE_DATA_SEGS, "data of images" },
	{ TYPE_FULL_MEMORY, "readable memory" },
	{ TYPE_PRIVATE_READ_WRITE, "private memory" },
	{ TYPE_CODE_SEGS, "code of images, with its unwind tables" },
	{ TYPE_PRIVATE_WRITE_COPY, "memory that is copied on write" },
	{ TYPE_MODULE_HEADERS, "image headers" },
};

uint32_t
cut_type_flags(uint32_t flags)
{
	if ((flags & TYPE_WITHOUT_OPTIONAL) != 0)
		flags &= ~(uint32_t)(TYPE_FULL_MEMORY |
		    TYPE_INDIRECT_MEMORY | TYPE_PROCESS_DATA |
		    TYPE_PRIVATE_READ_WRITE);
	return flags;
}

bool
cut_type_helps_runtimes(uint32_t flags)
{
	return (flags & TYPE_PRIVATE_READ_WRITE) != 0 &&
	    (flags & TYPE_WITHOUT_AUXILIARY) == 0;
}

/* Headers and plumbing are what stacks of Unix processes are unwound by. */
static const char *
floor_rule(const struct dump_model *m, const struct region *r)
{
	if (r->class == DUMP_STACK)
		return "live stack";
	if (m->os == OS_WINDOWS)
		return NULL;
	return r->class == DUMP_HDR ? "image headers" :
	    r->class == DUMP_PLUMB ? "what debuggers navigate by" : NULL;
}

/* What the debugger of a runtime needs to make sense of its heaps. */
static const char *
runtime_rule(const struct dump_model *m, const struct region *r)
{
	if (m->dotnet && (r->class == DUMP_JIT || r->class == DUMP_PRO))
		return "memory of the .NET runtime";
	if ((r->prot & REGION_GUESSED) != 0)
		return "memory that no record describes";
	return cut_file_rule(m, r);
}

static const char *
rule_for(const struct dump_model *m, const struct region *r, uint32_t flags)
{
	const char *rule = floor_rule(m, r);
	uint32_t types = region_types(m, r) & flags;
	size_t i;

	for (i = 0; rule == NULL && i < sizeof asked / sizeof *asked; i++)
		if ((types & asked[i].flag) != 0)
			rule = asked[i].rule;
	if (rule == NULL && cut_type_helps_runtimes(flags))
		rule = runtime_rule(m, r);
	return rule;
}

static int
add_rest(struct set *own, const struct dump_model *m, uint32_t flags,
    struct dump_err *err)
{
	const struct set *metadata = &m->survey.metadata;
	struct set windows = { 0 };
	int rc = 0;

	if (cut_type_helps_runtimes(flags))
		rc = set_add_all(own, metadata, err);
	if (rc == 0 && (flags & TYPE_WITHOUT_OPTIONAL) == 0 &&
	    (rc = code_windows(&windows, m, AROUND_CODE,
	    err)) == 0)
		rc = set_add_all(own, &windows, err);
	set_free(&windows);
	return rc;
}

int
cut_type(struct set *out, const struct dump_model *m, uint32_t flags,
    struct dump_err *err)
{
	struct set own = { 0 }, full = { 0 };
	const char *rule;
	size_t i;
	int rc = 0;

	flags = cut_type_flags(flags);
	for (i = 0; rc == 0 && i < m->nregions; i++)
		if ((rule = rule_for(m, &m->regions[i], flags)) != NULL)
			rc = set_add(&own, m->regions[i].at, rule, err);
	if (rc == 0)
		rc = add_rest(&own, m, flags, err);
	set_settle(&own);
	if (rc == 0 && (rc = cut_full(&full, m, err)) == 0)
		rc = set_intersect(out, &own, &full, err);
	set_free(&own);
	set_free(&full);
	return rc;
}
