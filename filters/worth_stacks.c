/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * worth_stacks.c -- what is worth most of stacks: what is near the stack
 * pointer, of the thread that crashed before all, of the others in turn.
 */
#include <stdlib.h>

#include "base/array.h"
#include "base/checked.h"
#include "base/err.h"
#include "filters/code_windows.h"
#include "filters/cut.h"
#include "filters/worth.h"

enum {
	FINE = 16 << 20		/* of a stack; beyond it atoms are large */
};

/* A part of a stack. */
struct stack_part {
	struct span	 at;
	uint64_t	 from;		/* the stack pointer, in whole pages */
};
struct parts {
	struct stack_part	*v;
	size_t		 n, cap;
};

/* Of what may be something else nobody knows where the stack ends. */
static int
add_part(struct sorter *s, struct parts *p, const struct live_stack *live,
    uint64_t most)
{
	uint64_t low = round_down(live->at.addr, s->m->grain);
	uint64_t from = round_down(live->from, s->m->grain), last;

	if (!live->proven)
		most = min_u64(most, max_u64(STACK_MAX, live->least));
	last = min_u64(add_capped(from, most - 1), span_last(live->at));
	last |= s->m->grain - 1;
	if (last < low)
		return 0;
	if (array_room(&p->v, &p->cap, p->n, sizeof *p->v, s->err) == -1)
		return -1;
	p->v[p->n++] = (struct stack_part){ { low, last - low + 1 }, from };
	return 0;
}

/* Of the thread that crashed, or of the others; up to MOST bytes of each. */
static int
list_parts(struct sorter *s, struct parts *p, bool crashed, uint64_t most)
{
	const struct survey *v = &s->m->survey;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < v->nstacks; i++)
		if (!worth_lacks(s, v->stacks[i].thread) &&
		    (v->stacks[i].thread == s->crashed) == crashed)
			rc = add_part(s, p, &v->stacks[i], most);
	return rc;
}

/* Makes atoms of AT, a part of a stack in use from FROM on. */
static int
add_stack(struct sorter *s, enum plan_tier tier, struct span at,
    uint64_t from)
{
	uint64_t unit = max_u64(STACK_UNIT, s->m->grain), depth, last, next;
	uint64_t addr = at.addr;

	for (;;) {
		depth = addr <= from ? 0 : (addr - from) / unit;
		next = depth * unit < FINE ? add_capped(from, (depth + 1) *
		    unit) : add_capped(addr, s->unit);
		last = next == UINT64_MAX ? next : next - 1;
		last = min_u64(last, span_last(at));
		if (worth_add(s, tier, depth, (struct span){ addr,
		    last - addr + 1 }) == -1)
			return -1;
		if (last == span_last(at))
			return 0;
		addr = last + 1;
	}
}

/* Makes atoms of what is left of parts.  What several have is the first's. */
static int
take_parts(struct sorter *s, enum plan_tier tier, const struct parts *p)
{
	struct claim *c;
	struct set taken = { 0 }, left = { 0 };
	size_t n, clashes, i, k = 0;
	uint64_t addr, last;
	int rc = 0;

	if (p->n == 0)
		return 0;
	if (spans_claim(&c, &n, &p->v[0].at, sizeof *p->v, p->n, &clashes,
	    s->err) == -1)
		return -1;
	for (i = 0; rc == 0 && i < n && k < s->left.n;) {
		addr = max_u64(c[i].at.addr, s->left.v[k].addr);
		last = min_u64(span_last(c[i].at), s->left.v[k].last);
		if (addr <= last)
			rc = add_stack(s, tier, (struct span){ addr,
			    last - addr + 1 }, p->v[c[i].owner].from);
		if (span_last(c[i].at) < s->left.v[k].last)
			i++;
		else
			k++;
	}
	for (i = 0; rc == 0 && i < n; i++)
		rc = set_add(&taken, c[i].at, "", s->err);
	free(c);
	set_settle(&taken);
	if (rc == 0)
		rc = set_subtract(&left, &s->left, &taken, s->err);
	set_free(&taken);
	set_free(&s->left);
	s->left = left;
	return rc;
}

static int
take_stacks(struct sorter *s, enum plan_tier tier, bool crashed,
    uint64_t most)
{
	struct parts p = { 0 };
	int rc = list_parts(s, &p, crashed, most);

	if (rc == 0)
		rc = take_parts(s, tier, &p);
	free(p.v);
	return rc;
}

/* Code around the places that threads were at goes before their stacks. */
int
worth_crashed(struct sorter *s)
{
	struct set code = { 0 };
	int rc = 0;

	if (s->crashed < s->m->nthreads)
		rc = code_window(&code, s->m,
		    s->m->threads[s->crashed].seen.pc, s->err);
	if (rc == 0 && s->m->facts.crash.present && s->m->os == OS_WINDOWS)
		rc = code_window(&code, s->m, s->m->facts.crash.address,
		    s->err);
	set_settle(&code);
	if (rc == 0)
		rc = worth_take(s, PLAN_CRASHED, &code, 0);
	set_free(&code);
	return rc == -1 ? -1 : take_stacks(s, PLAN_CRASHED, true, UINT64_MAX);
}

int
worth_threads(struct sorter *s)
{
	struct set code = { 0 };
	int rc = code_windows(&code, s->m, AROUND_ANY, s->err);

	if (rc == 0)
		rc = worth_take(s, PLAN_THREADS, &code, 0);
	set_free(&code);
	return rc == -1 ? -1 : take_stacks(s, PLAN_THREADS, false,
	    STACK_FIRST);
}

int
worth_stacks(struct sorter *s)
{
	return take_stacks(s, PLAN_STACKS, false, UINT64_MAX);
}
