/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cut_type.c -- what the flags of a dump type keep: a floor, which every dump
 * has, and on it what each flag asks for.
 */
#include "filters/code_windows.h"
#include "filters/cut.h"
#include "process/memory.h"
#include "process/survey.h"
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

/* Do they keep what the debuggers of runtimes read beside heaps? */
static bool
helps_runtimes(uint32_t flags)
{
	return (flags & (TYPE_PRIVATE_READ_WRITE | TYPE_FULL_AUXILIARY)) !=
	    0 && (flags & TYPE_WITHOUT_AUXILIARY) == 0;
}

/* Lists of libraries that debuggers of Unix processes follow may be in the
 * loader's data; on Windows all is in private memory. */
bool
cut_type_has_stacks(const struct dump_model *m, uint32_t flags)
{
	uint32_t both = TYPE_PRIVATE_READ_WRITE | TYPE_DATA_SEGS;

	flags = cut_type_flags(flags);
	if ((flags & TYPE_FULL_MEMORY) != 0)
		return true;
	return m->os == OS_WINDOWS ?
	    (flags & TYPE_PRIVATE_READ_WRITE) != 0 : (flags & both) == both;
}

uint32_t
cut_type_asks(const struct dump_model *m, uint32_t flags)
{
	uint32_t ask = ASK_PE_SECTIONS;

	flags = cut_type_flags(flags);
	if ((flags & TYPE_FULL_MEMORY) != 0)
		ask |= ASK_ZEROS;
	if (helps_runtimes(flags))
		ask |= ASK_CLR_METADATA | (m->dotnet ? ASK_ZEROS : 0u);
	if (cut_type_has_stacks(m, flags))
		return ask;
	ask |= ASK_STACKS;
	if (m->os != OS_WINDOWS)
		ask |= ASK_IMAGES | ASK_PLUMBING;
	return (flags & TYPE_PROCESS_DATA) != 0 ? ask | ASK_PLUMBING : ask;
}

/* Headers and plumbing are what stacks of Unix processes are unwound by. */
static const char *
floor_rule(const struct dump_model *m, const struct region *r)
{
	if (m->os == OS_WINDOWS)
		return NULL;
	return r->class == DUMP_HDR ? "image headers" :
	    r->class == DUMP_PLUMB ? "what debuggers navigate by" : NULL;
}

/* What the debugger of a runtime needs, to make sense of its heaps if these
 * are there. */
static const char *
runtime_rule(const struct dump_model *m, const struct region *r,
    uint32_t flags)
{
	/* On Windows the map of memory alone tells what is there in part, and
	 * a second cut must find it again. */
	if ((flags & TYPE_PRIVATE_READ_WRITE) == 0)
		return m->os != OS_WINDOWS ||
		    (flags & TYPE_FULL_MEMORY_INFO) != 0 ?
		    cut_file_rule(m, r) : NULL;
	if (m->dotnet && (r->class == DUMP_JIT || r->class == DUMP_PRO))
		return "memory of the .NET runtime";
	if ((r->prot & REGION_GUESSED) != 0)
		return "memory that no record describes";
	return cut_file_rule(m, r);
}

static const char *
rule_for(const struct dump_model *m, const struct region *r, uint32_t flags)
{
	uint32_t types = region_types(m, r) & flags;
	const char *rule = NULL;
	size_t i;

	if (cut_type_has_stacks(m, flags))
		rule = floor_rule(m, r);
	for (i = 0; rule == NULL && i < sizeof asked / sizeof *asked; i++)
		if ((types & asked[i].flag) != 0)
			rule = asked[i].rule;
	if (rule == NULL && helps_runtimes(flags))
		rule = runtime_rule(m, r, flags);
	return rule;
}

/* Stacks, and what they are unwound by, where those do not lie in memory that
 * is kept anyway. */
static int
add_floor(struct set *own, const struct dump_model *m, uint32_t flags,
    uint64_t stack_max, struct dump_err *err)
{
	struct set frames = { 0 };
	int rc;

	if (cut_type_has_stacks(m, flags))
		return 0;
	if (m->os == OS_WINDOWS)
		return cut_stacks(own, m, stack_max, err);
	if ((rc = cut_frames(&frames, m, stack_max, err)) == 0)
		rc = set_add_all(own, &frames, err);
	set_free(&frames);
	return rc;
}

static int
add_rest(struct set *own, const struct dump_model *m, uint32_t flags,
    struct dump_err *err)
{
	const struct survey *s = &m->survey;
	struct set windows = { 0 };
	int rc = 0;

	if ((flags & TYPE_PROCESS_DATA) != 0 &&
	    (cut_clip(own, &s->plumbing, m, memory_is_data, err) == -1 ||
	    cut_clip(own, &s->process_data, m, memory_is_data, err) == -1))
		return -1;
	if (helps_runtimes(flags))
		rc = set_add_all(own, &s->metadata, err);
	if (rc == 0 && (flags & TYPE_WITHOUT_OPTIONAL) == 0 &&
	    (rc = code_windows(&windows, m, AROUND_ANY, err)) == 0)
		rc = set_add_all(own, &windows, err);
	set_free(&windows);
	return rc;
}

int
cut_type(struct set *out, const struct dump_model *m, uint32_t flags,
    uint64_t stack_max, struct dump_err *err)
{
	struct set own = { 0 }, full = { 0 };
	const char *rule;
	size_t i;
	int rc = 0;

	flags = cut_type_flags(flags);
	for (i = 0; rc == 0 && i < m->nregions; i++)
		if ((rule = rule_for(m, &m->regions[i], flags)) != NULL)
			rc = set_add(&own, m->regions[i].at, rule, err);
	if (rc == 0 && (rc = add_floor(&own, m, flags, stack_max, err)) == 0)
		rc = add_rest(&own, m, flags, err);
	set_settle(&own);
	if (rc == 0 && (rc = cut_full(&full, m, err)) == 0)
		rc = set_narrow(out, &own, &full, err);
	set_free(&own);
	set_free(&full);
	return rc;
}
