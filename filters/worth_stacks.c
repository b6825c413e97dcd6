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
#include "process/words.h"

enum {
	FINE = 16 << 20,	/* of a stack; beyond it atoms are large */
	SEEN_MAX = 64 << 20	/* bytes that are looked at for pointers */
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

/* Memory that is certain to be stack: of what else lies behind a stack
 * pointer nobody knows where the stack ends. */
static int
certain_stacks(const struct sorter *s, struct set *out)
{
	size_t i;

	for (i = 0; i < s->m->nregions; i++)
		if (s->m->regions[i].class == DUMP_STACK && set_add(out,
		    s->m->regions[i].at, "", s->err) == -1)
			return -1;
	set_settle(out);
	return 0;
}

static int
add_part(struct sorter *s, struct parts *p, const struct set *certain,
    const struct live_stack *live, uint64_t most)
{
	uint64_t low = round_down(live->at.addr, s->m->grain);
	uint64_t from = round_down(live->from, s->m->grain), last, end;
	size_t i = set_find(certain, live->from);

	last = add_capped(from, STACK_MAX - 1);
	if (i < certain->n && certain->v[i].addr <= live->from)
		last = max_u64(last, certain->v[i].last);
	end = add_capped(from, most - 1);
	last = min_u64(min_u64(last, end), span_last(live->at));
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
	struct set certain = { 0 };
	int rc = certain_stacks(s, &certain);

	for (i = 0; rc == 0 && i < v->nstacks; i++)
		if (!worth_lacks(s, v->stacks[i].thread) &&
		    (v->stacks[i].thread == s->crashed) == crashed)
			rc = add_part(s, p, &certain, &v->stacks[i], most);
	set_free(&certain);
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
		rc = worth_take(s, PLAN_CRASHED, &code, false);
	set_free(&code);
	return rc == -1 ? -1 : take_stacks(s, PLAN_CRASHED, true, UINT64_MAX);
}

int
worth_threads(struct sorter *s)
{
	struct set code = { 0 };
	int rc = code_windows(&code, s->m, AROUND_ANY, s->err);

	if (rc == 0)
		rc = worth_take(s, PLAN_THREADS, &code, false);
	set_free(&code);
	return rc == -1 ? -1 : take_stacks(s, PLAN_THREADS, false,
	    STACK_FIRST);
}

int
worth_stacks(struct sorter *s)
{
	return take_stacks(s, PLAN_STACKS, false, UINT64_MAX);
}

/* Whoever looks for what words point into. */
struct looker {
	struct sorter	*s;
	uint32_t	 region;	/* that the last one was in */
};

static void
look(void *ctx, uint64_t word)
{
	struct looker *l = ctx;
	const struct dump_model *m = l->s->m;
	const struct region *r;

	if (l->region == NONE || !span_has(m->regions[l->region].at, word)) {
		l->region = model_find_region(m, word);
		if (l->region == NONE)
			return;
	}
	r = &m->regions[l->region];
	l->s->seen[module_data_owner(m, r)] = true;
}

/* The parts of stacks that come first, of the crashed thread before all. */
static int
look_at_stacks(struct looker *l, uint8_t *buf, const struct parts *p)
{
	struct sorter *s = l->s;
	struct claim *c;
	size_t n, clashes, i;
	uint64_t sum = 0;
	int rc = 0;

	if (p->n == 0)
		return 0;
	if (spans_claim(&c, &n, &p->v[0].at, sizeof *p->v, p->n, &clashes,
	    s->err) == -1)
		return -1;
	for (i = 0; rc == 0 && i < n && sum < SEEN_MAX; i++) {
		rc = words_tell(s->m, s->src, c[i].at, buf, look, l, s->err);
		sum = add_capped(sum, c[i].at.size);
	}
	free(c);
	return rc;
}

int
worth_see(struct sorter *s)
{
	struct looker l = { s, NONE };
	struct parts p = { 0 };
	uint8_t *buf = malloc(WORDS_BLOCK);
	size_t i;
	int rc = buf != NULL ? 0 : dump_fail_nomem(s->err);

	if (rc == 0)
		rc = list_parts(s, &p, true, STACK_MAX);
	if (rc == 0)
		rc = list_parts(s, &p, false, STACK_FIRST);
	if (rc == 0)
		rc = look_at_stacks(&l, buf, &p);
	for (i = 0; rc == 0 && i < s->m->nthreads; i++)
		if (s->m->threads[i].seen.pc != DUMP_NOWHERE)
			look(&l, s->m->threads[i].seen.pc);
	free(p.v);
	free(buf);
	return rc;
}
