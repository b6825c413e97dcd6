/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cut_mini.c -- what the mini cut keeps: the stacks of all threads, and what
 * debuggers need to name their frames where they have the program's files.
 */
#include "base/checked.h"
#include "filters/code_windows.h"
#include "filters/cut.h"
#include "filters/module_data.h"
#include "process/memory.h"
#include "process/survey.h"

int
cut_stacks(struct set *out, const struct dump_model *m, uint64_t stack_max,
    struct dump_err *err)
{
	const struct live_stack *s;
	struct set stacks = { 0 };
	uint64_t most, last;
	size_t i;
	int rc = 0;

	if (stack_max == 0)
		stack_max = STACK_MAX;
	for (i = 0; rc == 0 && i < m->survey.nstacks; i++) {
		s = &m->survey.stacks[i];
		most = max_u64(stack_max, s->least);
		last = min_u64(span_last(s->at),
		    add_capped(s->from, most - 1));
		rc = set_add(&stacks, (struct span){ s->at.addr,
		    last - s->at.addr + 1 }, "live stack", err);
	}
	set_settle(&stacks);
	if (rc == 0)
		rc = cut_clip(out, &stacks, m, memory_is_data, err);
	set_free(&stacks);
	return rc;
}

/* Does the list of modules say which build it is that R heads? */
static bool
is_identified(const struct dump_model *m, const struct region *r)
{
	return r->module != NONE && m->modules[r->module].id != NULL;
}

/* Why a region is kept, or NULL. */
static const char *
rule_for(const struct dump_model *m, const struct module_data *data,
    const struct region *r)
{
	switch (r->class) {
	case DUMP_HDR:
		return is_identified(m, r) || (r->mapping != NONE &&
		    (m->files[m->mappings[r->mapping].file].flags &
		    FILE_NO_IMAGE) != 0) ? NULL : "image headers";
	case DUMP_RELRO: case DUMP_DATA:
		/* Debuggers of Unix programs show what the file has where a
		 * variable is absent, which is not what it was. */
		return m->os != OS_WINDOWS && module_data_fits(data, m, r) ?
		    "data of a small module" : NULL;
	case DUMP_PLUMB:
		return "what debuggers navigate by";
	default:
		return NULL;
	}
}

static int
add_regions(struct set *out, const struct dump_model *m,
    struct dump_err *err)
{
	struct module_data data;
	const char *rule;
	size_t i;
	int rc;

	rc = module_data_weigh(&data, m, err);
	for (i = 0; rc == 0 && i < m->nregions; i++) {
		rule = rule_for(m, &data, &m->regions[i]);
		if (rule != NULL)
			rc = set_add(out, m->regions[i].at, rule, err);
	}
	module_data_free(&data);
	return rc;
}

/* Adds all but code. */
static int
add_frames(struct set *out, const struct dump_model *m, uint64_t stack_max,
    struct dump_err *err)
{
	if (add_regions(out, m, err) == -1 ||
	    cut_clip(out, &m->survey.plumbing, m, memory_is_data, err) ==
	    -1 || cut_clip(out, &m->survey.image_data, m, memory_is_data,
	    err) == -1)
		return -1;
	return cut_stacks(out, m, stack_max, err);
}

static int
narrow_to_heap(struct set *out, struct set *own, const struct dump_model *m,
    struct dump_err *err)
{
	struct set heap = { 0 };
	int rc;

	set_settle(own);
	if ((rc = cut_heap(&heap, m, err)) == 0)
		rc = set_narrow(out, own, &heap, err);
	set_free(&heap);
	return rc;
}

int
cut_frames(struct set *out, const struct dump_model *m, uint64_t stack_max,
    struct dump_err *err)
{
	struct set own = { 0 };
	int rc;

	if ((rc = add_frames(&own, m, stack_max, err)) == 0)
		rc = narrow_to_heap(out, &own, m, err);
	set_free(&own);
	return rc;
}

int
cut_mini(struct set *out, const struct dump_model *m, uint64_t stack_max,
    struct dump_err *err)
{
	struct set mini = { 0 }, windows = { 0 };
	int rc = -1;

	if (add_frames(&mini, m, stack_max, err) == 0 &&
	    code_windows(&windows, m, AROUND_ANY, err) == 0 &&
	    set_add_all(&mini, &windows, err) == 0)
		rc = narrow_to_heap(out, &mini, m, err);
	set_free(&mini);
	set_free(&windows);
	return rc;
}
