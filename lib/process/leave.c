/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * leave.c -- a process without some of its threads: what memory was theirs
 * alone, and what the rest is then.
 */
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "process/leave.h"
#include "process/parts.h"
#include "process/runs.h"
#include "process/survey.h"

enum { TEB_64 = 0x2000, TEB_32 = 0x1000 };

struct leaving {
	const struct dump_model *m;	/* with all threads */
	const bool	*gone;
	struct runs	 runs;
	struct set	*own;
	size_t		 unproven;
	struct dump_err	*err;
};

static bool
points_stay(const struct leaving *l, const struct points *p, struct span at)
{
	size_t i;

	for (i = points_from(p, at.addr); i < p->n &&
	    p->v[i].at <= span_last(at); i++)
		if (!l->gone[p->v[i].thread])
			return true;
	return false;
}

/* Is a thread that stays at home there, too? */
static bool
is_shared(const struct leaving *l, struct span at)
{
	return points_stay(l, &l->runs.sp, at) ||
	    points_stay(l, &l->runs.tp, at);
}

/* Adds [LOW, TOP) unless somebody else uses it; *DONE: it is added. */
static int
take(struct leaving *l, uint64_t low, uint64_t top, const char *rule,
    bool *done)
{
	struct span at = { low, top - low };

	*done = low < top && !is_shared(l, at);
	return *done ? set_add(l->own, at, rule, l->err) : 0;
}

/* What the list of threads has; its writer took it for the stack. */
static int
take_recorded(struct leaving *l, size_t thread, bool *done)
{
	const struct dump_thread *t = &l->m->threads[thread].seen;
	struct span at;

	if (!span_of(t->stack, t->stack_size, &at))
		return 0;
	*done = !is_shared(l, at);
	return *done ? set_add(l->own, at, "stack of a thread", l->err) : 0;
}

/*
 * A stack whose start is proven; or what a cut left of one, which begins
 * where the live part does.  The page that holds the thread pointer ends it,
 * for a stack of another thread may follow.
 */
static int
take_unix(struct leaving *l, size_t thread, bool *done)
{
	const struct dump_model *m = l->m;
	uint64_t sp = thread_sp(m, thread), tp = thread_tp(m, thread);
	const struct span *load;
	enum owner owner;
	uint64_t low, top;
	bool block;

	if (sp == DUMP_NOWHERE ||
	    (load = spans_find(&l->runs.loads, sp)) == NULL)
		return 0;
	owner = runs_owner(&l->runs, thread, *load, sp);
	top = owner == OWNER_MAIN ? round_down(m->at_random, m->page) :
	    round_down(tp, m->page) + m->page;
	if (owner == OWNER_THREAD && take(l, top - m->page, top,
	    "block of a thread", &block) == -1)
		return -1;
	if (!stack_starts(&l->runs, thread, *load, sp, owner, &low) &&
	    (owner != OWNER_THREAD || load->addr != stack_bottom(m, sp)))
		return 0;
	return take(l, low, top, "stack of a thread", done);
}

/* Is there a guard in the allocation of regions FIRST to LAST? */
static bool
has_guard(const struct dump_model *m, size_t first, size_t last)
{
	size_t i;

	for (i = first; i <= last; i++)
		if ((m->regions[i].prot & DUMP_GUARD) != 0)
			return true;
	return false;
}

static bool
of_one(const struct region *a, const struct region *b)
{
	return a->allocation != NONE && a->allocation == b->allocation &&
	    span_last(a->at) + 1 == b->at.addr;
}

/* What was reserved together around the stack pointer, with a guard in it, is
 * a stack, and nothing but that. */
static int
take_windows(struct leaving *l, size_t thread, bool *done)
{
	const struct dump_model *m = l->m;
	uint64_t sp = thread_sp(m, thread);
	const struct region *r = m->regions;
	size_t first, last;
	uint32_t i;

	if (sp == DUMP_NOWHERE || (i = model_find_region(m, sp)) == NONE ||
	    (r[i].prot & REGION_PRIVATE) == 0)
		return 0;
	for (first = i; first > 0 && of_one(&r[first - 1], &r[first]);)
		first--;
	for (last = i; last + 1 < m->nregions &&
	    of_one(&r[last], &r[last + 1]);)
		last++;
	if (!has_guard(m, first, last))
		return 0;
	return take(l, r[first].at.addr, span_last(r[last].at) + 1,
	    "stack of a thread", done);
}

static int
take_teb(struct leaving *l, uint64_t teb)
{
	uint64_t size = l->m->word == 8 ? TEB_64 : TEB_32;
	struct span at;

	if (teb == DUMP_NOWHERE || !span_of(teb, size, &at))
		return 0;
	return set_add(l->own, at, "block of a thread", l->err);
}

static int
take_all(struct leaving *l)
{
	const struct dump_model *m = l->m;
	size_t i;
	bool done;

	for (i = 0; i < m->nthreads; i++) {
		/* One that had ended has nothing. */
		if (!l->gone[i] || (m->threads[i].record == NONE &&
		    m->threads[i].seen.sp == DUMP_NOWHERE))
			continue;
		done = false;
		if (m->os == OS_WINDOWS ?
		    take_teb(l, m->threads[i].seen.tp) == -1 ||
		    take_windows(l, i, &done) == -1 :
		    take_unix(l, i, &done) == -1)
			return -1;
		if (!done && take_recorded(l, i, &done) == -1)
			return -1;
		l->unproven += !done;
	}
	set_settle(l->own);
	return 0;
}

static int
find_own(struct dump_model *m, const bool *gone, struct set *own,
    size_t *unproven, struct dump_err *err)
{
	struct leaving l = { .m = m, .gone = gone, .own = own, .err = err };
	int rc;

	if (runs_find(&l.runs, m, err) == -1)
		return -1;
	rc = take_all(&l);
	*unproven = l.unproven;
	runs_free(&l.runs);
	return rc;
}

/* Classes of memory that may be a stack, from LIVE and DEAD. */
static void
give_classes(struct dump_model *m, const struct set *live,
    const struct set *dead, const struct set *guessed)
{
	struct region *r;
	const struct set *stacks;
	size_t i;

	for (i = 0; i < m->nregions; i++) {
		r = &m->regions[i];
		if (r->mapping != NONE || (r->class != DUMP_STACK &&
		    r->class != DUMP_STACKDEAD && r->class != DUMP_PRW &&
		    (r->class != DUMP_JIT || (r->prot & DUMP_W) == 0)))
			continue;
		stacks = m->os == OS_WINDOWS ||
		    (r->prot & REGION_GUESSED) != 0 ? guessed : live;
		if (stacks == guessed && r->class == DUMP_JIT)
			continue;
		if (set_has(stacks, r->at.addr))
			r->class = DUMP_STACK;
		else if (stacks == live && set_has(dead, r->at.addr))
			r->class = DUMP_STACKDEAD;
		else
			r->class = (r->prot & DUMP_X) != 0 ? DUMP_JIT :
			    DUMP_PRW;
	}
}

static int
classify_again(struct dump_model *m, struct dump_err *err)
{
	struct set live = { 0 }, dead = { 0 }, guessed = { 0 };
	struct places p = { 0 };
	int rc;

	rc = guess_stacks(m, &guessed, err);
	if (rc == 0 && m->os != OS_WINDOWS)
		rc = stacks_find(m, &live, &dead, err);
	if (rc == 0 && ((rc = places_add_set(&p, &live, err)) == -1 ||
	    (rc = places_add_set(&p, &dead, err)) == -1))
		free(p.v);
	if (rc == 0)
		rc = places_cut(&p, m, err);
	if (rc == 0)
		give_classes(m, &live, &dead, &guessed);
	set_free(&live);
	set_free(&dead);
	set_free(&guessed);
	return rc;
}

static struct thread
without_all(const struct thread *t)
{
	struct thread none = { .record = NONE, .gone = true };

	none.seen.id = t->seen.id;
	none.seen.name = t->seen.name;
	none.seen.pc = none.seen.sp = none.seen.fp = DUMP_NOWHERE;
	none.seen.tp = DUMP_NOWHERE;
	return none;
}

int
threads_leave(struct dump_model *m, const bool *gone, struct set *own,
    size_t *unproven, struct dump_err *err)
{
	size_t i, size = (m->nthreads + 1) * sizeof *m->threads;
	bool changes = false;

	*unproven = 0;
	if (m->threads_read == NULL) {
		if (gone == NULL)
			return 0;
		if ((m->threads_read = malloc(size)) == NULL)
			return dump_fail_nomem(err);
		memcpy(m->threads_read, m->threads,
		    m->nthreads * sizeof *m->threads);
	}
	for (i = 0; i < m->nthreads; i++)
		changes |= m->threads[i].gone != (gone != NULL && gone[i]);
	memcpy(m->threads, m->threads_read, m->nthreads * sizeof *m->threads);
	if (gone != NULL && find_own(m, gone, own, unproven, err) == -1)
		return -1;
	for (i = 0; gone != NULL && i < m->nthreads; i++)
		if (gone[i])
			m->threads[i] = without_all(&m->threads_read[i]);
	if (!changes)
		return 0;
	survey_forget_threads(m);
	return classify_again(m, err);
}
