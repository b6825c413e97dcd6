/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * heap_plus.c -- cut: heap, but of the largest group of equal allocations only
 * what stacks point to.  Caches and pools of buffers are such groups; so is
 * the heap of a managed runtime, which is left alone.
 */
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "filters/buffers.h"
#include "filters/cut.h"
#include "filters/filter.h"
#include "process/memory.h"

enum { CHUNK = 4 << 20 };

struct heap_plus {
	uint64_t	 limit;
	bool		 force;
};

static const struct dump_opt heap_plus_opts[] = {
	{ "limit", DUMP_OPT_SIZE, offsetof(struct heap_plus, limit),
	    "a group of up to this size stays (512M)" },
	{ "force", DUMP_OPT_FLAG, offsetof(struct heap_plus, force),
	    "also in a process with a managed runtime" },
	{ NULL, DUMP_OPT_END, 0, NULL }
};

static void
heap_plus_start(void *state)
{
	struct heap_plus *f = state;

	f->limit = 512 << 20;
}

/* The next group would go, and then the one after that. */
static bool
was_done(const struct dump_model *m)
{
	return m->facts.provenance != NULL &&
	    strstr(m->facts.provenance, "\nbuffers=") != NULL;
}

/* Why all buffers stay although they are more than the limit, or NULL. */
static const char *
refusal(const struct heap_plus *f, const struct dump_model *m)
{
	if ((m->dotnet || m->facts.runtime != NULL) && !f->force)
		return m->facts.runtime != NULL ? m->facts.runtime : ".NET";
	return m->no_registers || m->nthreads == 0 ? "" : NULL;
}

static int
find_group(struct set *group, struct buffers *most,
    const struct dump_model *m, struct dump_err *err)
{
	*most = (struct buffers){ 0, 0 };
	return was_done(m) ? 0 : buffers_find(group, most, m, err);
}

static uint32_t
heap_plus_asks(const void *state, const struct dump_model *m)
{
	const struct heap_plus *f = state;
	uint32_t asked = ASK_ZEROS | ASK_PE_SECTIONS | ASK_CLR_METADATA;
	struct dump_err ignored;
	struct buffers most;
	struct set group = { 0 };

	/* What cannot be said now is asked for. */
	if (find_group(&group, &most, m, &ignored) == -1 ||
	    (most.bytes > f->limit && refusal(f, m) == NULL))
		asked |= ASK_IMAGES | ASK_PLUMBING | ASK_STACKS | ASK_LEADS;
	set_free(&group);
	return survey_open(m, asked);
}

/* The chunk of GROUP around TO; they are counted from the start of each of
 * its ranges. */
static int
add_chunk(struct set *out, const struct set *group, uint64_t to,
    struct dump_err *err)
{
	size_t i = set_find(group, to);
	uint64_t addr, last;

	if (i == group->n || group->v[i].addr > to)
		return 0;
	addr = group->v[i].addr;
	addr += round_down(to - addr, CHUNK);
	last = min_u64(add_capped(addr, CHUNK - 1), group->v[i].last);
	return set_add(out, (struct span){ addr, last - addr + 1 },
	    "buffers that a stack points to", err);
}

/* Of GROUP, which is settled, what stays. */
static int
find_rest(struct set *out, const struct set *group,
    const struct dump_model *m, struct dump_err *err)
{
	const struct survey *s = &m->survey;
	struct set mini = { 0 };
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < s->nleads; i++)
		rc = add_chunk(out, group, s->leads[i].to, err);
	/* Lists of libraries lie on heaps, and stacks may. */
	if (rc == 0 && (rc = cut_mini(&mini, m, 0, err)) == 0) {
		set_settle(out);
		rc = set_intersect(out, &mini, group, err);
	}
	set_free(&mini);
	set_settle(out);
	return rc;
}

static int
leave_out(struct set *kept, const struct set *group,
    const struct dump_model *m, struct dump_err *err)
{
	struct set rest = { 0 }, out = { 0 };
	int rc;

	if ((rc = find_rest(&rest, group, m, err)) == 0 &&
	    (rc = set_subtract(&out, kept, group, err)) == 0 &&
	    (rc = set_add_all(&out, &rest, err)) == 0) {
		set_settle(&out);
		set_free(kept);
		*kept = out;
		out = (struct set){ 0 };
	}
	set_free(&rest);
	set_free(&out);
	return rc;
}

static void
warn(struct dump_plan *p, const char *why, const struct buffers *most)
{
	char bytes[DUMP_SIZE_TEXT], size[DUMP_SIZE_TEXT];

	dump_size_text(bytes, most->bytes);
	dump_size_text(size, most->size);
	if (*why == '\0')
		plan_warn(p, "--type=heap-plus: no stack is known that may "
		    "point to the %s in allocations of %s; kept all of "
		    "them", bytes, size);
	else
		plan_warn(p, "--type=heap-plus: the process runs %s, whose "
		    "heap may be the %s in allocations of %s; kept all of "
		    "them (--filter=heap-plus,force does not)", why, bytes,
		    size);
}

static int
heap_plus_plan(void *state, const struct dump_model *m, struct dump_plan *p,
    struct dump_err *err)
{
	const struct heap_plus *f = state;
	struct set kept = { 0 }, group = { 0 };
	struct buffers most;
	const char *why;
	int rc;

	if ((rc = cut_heap(&kept, m, err)) == 0)
		rc = find_group(&group, &most, m, err);
	if (rc == 0 && most.bytes > f->limit) {
		if ((why = refusal(f, m)) != NULL)
			warn(p, why, &most);
		else if ((m->survey.answered & ASK_LEADS) != 0) {
			rc = leave_out(&kept, &group, m, err);
			p->took_buffers = most.size;
			if (m->survey.more_leads)
				plan_warn(p, "--type=heap-plus: of all "
				    "pointers on stacks only the first %zu "
				    "were looked at", m->survey.nleads);
		}
	}
	if (rc == 0 && (rc = plan_cut(p, &kept, err)) == 0)
		rc = plan_keep_all_records(p, "all records", err);
	set_free(&kept);
	set_free(&group);
	return rc;
}

const struct dump_filter dump_filter_heap_plus = {
	.name = "heap-plus",
	.summary = "keep heap without the largest pool of buffers",
	.opts = heap_plus_opts,
	.state_size = sizeof(struct heap_plus),
	.start = heap_plus_start,
	.asks = heap_plus_asks,
	.plan = heap_plus_plan,
};
