/* SPDX-License-Identifier: BSD-2-Clause */
/* live_unix.c -- live stacks of a Unix process. */
#include <stdlib.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "process/live.h"
#include "process/memory.h"

/* Is it the one that the process began with? */
static bool
is_main(const struct dump_model *m, size_t thread)
{
	return m->facts.has_pid && m->threads[thread].seen.id == m->facts.pid;
}

/* A place on the stack that THREAD was given, or DUMP_NOWHERE. */
static uint64_t
home_of(const struct dump_model *m, size_t thread)
{
	return is_main(m, thread) && m->at_random != DUMP_NOWHERE ?
	    m->at_random : thread_tp(m, thread);
}

/*
 * The stack around HOME, a place above what is in use of it.  Another
 * thread's block below it ends what can be this thread's.
 */
static struct span
home_stack(const struct finder *f, size_t thread, uint64_t home)
{
	const struct dump_model *m = f->w.m;
	const struct span *run = spans_find(&f->runs.runs, home);
	uint64_t low = 0, last = home;
	size_t i;

	if (run != NULL)
		last = span_last(*run);
	if (home == m->at_random)
		low = home > MAIN_STACK_MAX ? home - MAIN_STACK_MAX : 0;
	else {
		last = min_u64(last, thread_block_end(m, home) - 1);
		low = home > THREAD_STACK_MAX ? home - THREAD_STACK_MAX : 0;
		i = points_from(&f->runs.tp, home);
		if (i > 0 && f->runs.tp.v[i - 1].thread != thread)
			low = max_u64(low,
			    round_up(f->runs.tp.v[i - 1].at, m->page));
	}
	return (struct span){ low, max_u64(last, home) - low + 1 };
}

static int
by_value(const void *va, const void *vb)
{
	const uint64_t *a = va, *b = vb;

	return *a < *b ? -1 : *a > *b;
}

/* Words of the borrowed stack at SP that point into AT, below HOME: sorted,
 * in f->words. */
static int
find_words(struct finder *f, uint64_t sp, uint64_t borrowed, struct span at,
    uint64_t home, size_t *n)
{
	const struct dump_model *m = f->w.m;
	uint64_t word;
	size_t i, got;

	*n = 0;
	sp = round_down(add_capped(sp, m->word - 1), m->word);
	if (sp > borrowed)
		return 0;
	if (walk_read(&f->w, sp, f->buf, (size_t)min_u64(LIVE_SCAN,
	    borrowed - sp + 1), &got) == -1)
		return -1;
	for (i = 0; i + m->word <= got; i += m->word) {
		word = get_word(m->facts.big_endian, m->word, f->buf + i);
		if (word >= at.addr && word < home)
			f->words[(*n)++] = word;
	}
	qsort(f->words, *n, sizeof *f->words, by_value);
	return 0;
}

/* Is there no more of the stack around HOME than the block of the thread? */
static bool
is_cut_off(const struct finder *f, uint64_t home)
{
	const struct span *run = spans_find(&f->runs.runs, home);
	uint64_t page = f->w.m->page;

	return run == NULL || home - run->addr < 2 * page;
}

/*
 * A thread on a borrowed stack, at SP: the registers that it will get back
 * were saved there, so the lowest word that points into its own stack is,
 * or lies below, its stack pointer.  What an earlier cut left of that stack
 * may end before the thread's block, but begins just there.
 */
static int
push_home(struct finder *f, size_t thread, uint64_t sp, uint64_t borrowed)
{
	const struct dump_model *m = f->w.m;
	uint64_t home = home_of(m, thread), low, word;
	const struct span *run, *seen = NULL;
	struct span at;
	size_t i, n, last = f->w.m->survey.nstacks - 1;
	bool rest;

	if (home == DUMP_NOWHERE)
		return 0;
	if (f->scans++ >= LIVE_SCANS_MAX) {
		if (f->scans == LIVE_SCANS_MAX + 1)
			dump_model_warn(f->w.m, false, DUMP_NOWHERE, "stacks: "
			    "of %d threads on borrowed ones the way back was "
			    "looked for", LIVE_SCANS_MAX);
		return 0;
	}
	at = home_stack(f, thread, home);
	rest = is_cut_off(f, home);
	if (find_words(f, sp, borrowed, at, home, &n) == -1)
		return -1;
	for (i = 0; i < n; i++) {
		word = f->words[i];
		run = spans_find(&f->runs.runs, word);
		if (run == NULL || run == seen ||
		    (span_has(*run, sp) && !span_has(*run, home)))
			continue;
		seen = run;
		low = max_u64(stack_bottom(m, word),
		    max_u64(run->addr, at.addr));
		if (!span_has(*run, home) && (!rest || low != run->addr))
			continue;
		if (live_push(f, thread, word, low, span_has(*run, home) ?
		    span_last(at) : span_last(*run)) == -1)
			return -1;
		live_last(f)->left = true;
		live_last(f)->joins = run->addr;
		live_leads_on(f, last);
	}
	return 0;
}

/* The writable memory around SP that no rule for stacks knows. */
static bool
odd_stack(const struct dump_model *m, uint64_t sp, struct span *out)
{
	const struct region *r;
	uint32_t i = model_find_region(m, sp);

	if (i == NONE || !memory_is_data(&m->regions[i]))
		return false;
	r = &m->regions[i];
	*out = r->mapping == NONE ? r->at : m->mappings[r->mapping].at;
	return (r->prot & (DUMP_W | REGION_GUESSED)) != 0;
}

int
live_unix(struct finder *f, size_t thread)
{
	const struct dump_model *m = f->w.m;
	uint64_t sp = thread_sp(m, thread), last, home = home_of(m, thread);
	enum owner owner = OWNER_UNKNOWN;
	const struct span *run;
	struct span at;

	if (sp == DUMP_NOWHERE || model_find_piece(m, sp) == NONE)
		return live_push_lost(f, thread);
	if ((run = spans_find(&f->runs.runs, sp)) != NULL) {
		at = *run;
		owner = runs_owner(&f->runs, thread,
		    *spans_find(&f->runs.loads, sp), sp);
	} else if ((!live_recorded(m, thread, &at) || !span_has(at, sp)) &&
	    !odd_stack(m, sp, &at))
		return live_push_lost(f, thread);
	last = span_last(at);
	if (owner == OWNER_THREAD)
		last = min_u64(last, thread_block_end(m,
		    thread_tp(m, thread)) - 1);
	if (live_push(f, thread, sp, max_u64(at.addr, stack_bottom(m, sp)),
	    last) == -1)
		return -1;
	live_last(f)->proven = owner != OWNER_UNKNOWN;
	if (owner == OWNER_MAIN || (owner == OWNER_THREAD &&
	    home == thread_tp(m, thread)))
		return 0;
	return push_home(f, thread, sp, last);
}
