/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lead_windows.c -- memory around what stacks and registers point to.
 *
 * Only words count that stay, only addresses that stay, and only as much of a
 * stack as a small dump has; and no window brings words of a stack back.  So
 * whoever looks at the result finds the same addresses in the same order.
 */
#include <stdlib.h>

#include "base/checked.h"
#include "base/err.h"
#include "filters/cut.h"
#include "filters/lead_windows.h"
#include "process/memory.h"
#include "process/survey.h"

enum { GAP = 64 };		/* less than that between two is no gap */

struct windows {
	const struct dump_plan *p;
	uint64_t	 before, after, cap;
	struct span	*v;		/* in the order in which they count */
	size_t		 n;
	struct set	 union_of;	/* of the first of them */
};

uint32_t
lead_windows_asks(const struct dump_model *m)
{
	return survey_open(m, ASK_STACKS | ASK_LEADS);
}

/* Are all bytes of AT in S? */
static bool
holds(const struct set *s, struct span at)
{
	uint64_t last = span_last(at);
	size_t i = set_find(s, at.addr);

	if (i == s->n || s->v[i].addr > at.addr)
		return false;
	while (s->v[i].last < last) {
		if (i + 1 == s->n || s->v[i + 1].addr != s->v[i].last + 1)
			return false;
		i++;
	}
	return true;
}

/* How much of a stack counts, from its pointer on. */
static uint64_t
most_of(const struct dump_plan *p, const struct live_stack *s)
{
	uint64_t max = p->tuning.stack_max;

	return max_u64(max == 0 ? STACK_MAX : max, s->least);
}

/*
 * Are the stacks of the thread that S is one of still found?  Only by the
 * place that its stack pointer points to, and what leads on from there.
 */
static bool
still_found(const struct dump_plan *p, const struct set *kept,
    const struct live_stack *s)
{
	size_t i;

	while (s > p->m->survey.stacks && s[-1].thread == s->thread)
		s--;
	i = set_find(&p->drop, s->from);
	return set_has(kept, s->from) && (i == p->drop.n ||
	    p->drop.v[i].addr >= add_capped(s->from, s->least));
}

bool
lead_survives(const struct dump_plan *p, const struct set *kept,
    const struct lead *lead)
{
	const struct dump_model *m = p->m;
	const struct live_stack *s;
	uint32_t record;

	if (p->drop_thread != NULL && p->drop_thread[lead->thread])
		return false;
	if (lead->stack == NONE) {
		record = m->threads[lead->thread].record;
		return record == NONE || !plan_foresees_drop(p, record);
	}
	s = &m->survey.stacks[lead->stack];
	return lead->at - s->from < most_of(p, s) &&
	    still_found(p, kept, s) &&
	    holds(kept, (struct span){ lead->at, s->word });
}

/* As far as the dump has it without a gap: of what lies behind a gap nobody
 * knows afterwards that it was near. */
static struct span
window(const struct windows *w, size_t piece, uint64_t to)
{
	const struct dump_model *m = w->p->m;
	const struct piece *v = m->pieces;
	uint64_t addr, last;
	size_t i, k;

	addr = round_down(to < w->before ? 0 : to - w->before, m->grain);
	last = add_capped(to, w->after - 1) | (m->grain - 1);
	for (i = piece; v[i].at.addr > addr && i > 0 &&
	    v[i - 1].region == v[i].region &&
	    span_last(v[i - 1].at) + 1 == v[i].at.addr; i--)
		continue;
	for (k = piece; span_last(v[k].at) < last && k + 1 < m->npieces &&
	    v[k + 1].region == v[k].region &&
	    span_last(v[k].at) + 1 == v[k + 1].at.addr; k++)
		continue;
	addr = max_u64(addr, v[i].at.addr);
	last = min_u64(last, span_last(v[k].at));
	return (struct span){ addr, last - addr + 1 };
}

/* Code would be too much: each call has left an address of it on a stack. */
static bool
is_pointed_to(const struct region *r)
{
	switch (r->class) {
	case DUMP_RELRO: case DUMP_DATA: case DUMP_STACK: case DUMP_PRW:
	case DUMP_PRO: case DUMP_MRW:
		return memory_is_data(r);
	default:
		return false;
	}
}

/* As wide as filters said, or as usual. */
static void
start(struct windows *w, const struct dump_plan *p)
{
	const struct vicinity *a = &p->tuning.vicinity;

	*w = (struct windows){ .p = p, .before = AROUND_BEFORE,
	    .after = AROUND_AFTER, .cap = AROUND_CAP };
	if (a->cap != 0) {
		w->before = a->before;
		w->after = a->after;
		w->cap = a->cap;
	}
}

bool
lead_window(const struct dump_plan *p, const struct lead *lead,
    struct span *out)
{
	const struct dump_model *m = p->m;
	uint32_t piece = model_find_piece(m, lead->to);
	struct windows w;

	if (piece == NONE ||
	    !is_pointed_to(&m->regions[m->pieces[piece].region]))
		return false;
	start(&w, p);
	*out = window(&w, piece, lead->to);
	return true;
}

static int
find_windows(struct windows *w, const struct set *kept, struct dump_err *err)
{
	const struct dump_model *m = w->p->m;
	const struct survey *s = &m->survey;
	const struct region *r;
	uint32_t piece;
	size_t i;

	if ((w->v = malloc((s->nleads + 1) * sizeof *w->v)) == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < s->nleads; i++) {
		piece = model_find_piece(m, s->leads[i].to);
		if (piece == NONE)
			continue;
		r = &m->regions[m->pieces[piece].region];
		if (is_pointed_to(r) &&
		    !set_has(&w->p->drop, s->leads[i].to) &&
		    lead_survives(w->p, kept, &s->leads[i]))
			w->v[w->n++] = window(w, piece, s->leads[i].to);
	}
	return 0;
}

static int
by_place(const void *va, const void *vb)
{
	const struct span *a = va, *b = vb;

	return a->addr != b->addr ? (a->addr < b->addr ? -1 : 1) :
	    a->size < b->size ? -1 : a->size > b->size;
}

/* Makes w->union_of of the first N, small gaps closed; *SIZE: its bytes. */
static int
unite(struct windows *w, size_t n, uint64_t *size, struct dump_err *err)
{
	const struct dump_model *m = w->p->m;
	uint64_t addr, last;
	struct span *v;
	size_t i, k;
	int rc = 0;

	set_free(&w->union_of);
	*size = 0;
	if ((v = malloc((n + 1) * sizeof *v)) == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < n; i++)
		v[i] = w->v[i];
	qsort(v, n, sizeof *v, by_place);
	for (i = 0; rc == 0 && i < n; i = k) {
		addr = v[i].addr;
		last = span_last(v[i]);
		for (k = i + 1; k < n && (v[k].addr <= last ||
		    (v[k].addr - last <= GAP && model_find_region(m, last) ==
		    model_find_region(m, v[k].addr))); k++)
			last = max_u64(last, span_last(v[k]));
		*size = add_capped(*size, last - addr + 1);
		rc = set_add(&w->union_of, (struct span){ addr,
		    last - addr + 1 }, "memory that a stack points to", err);
	}
	free(v);
	set_settle(&w->union_of);
	return rc;
}

/* As many of the first as have room in w->cap; *N is how many. */
static int
unite_what_fits(struct windows *w, size_t *n, struct dump_err *err)
{
	size_t low = 0, high = w->n, mid = w->n;
	uint64_t size;

	/* All, if they fit; else by halves. */
	while (low < high) {
		if (unite(w, mid, &size, err) == -1)
			return -1;
		if (size <= w->cap)
			low = mid;
		else
			high = mid - 1;
		mid = low + (high - low + 1) / 2;
	}
	*n = low;
	return unite(w, low, &size, err);
}

/* What of stacks counts as such, in whole grains, and what must not come back
 * beside them. */
static int
find_stacks(struct set *out, const struct dump_plan *p, struct dump_err *err)
{
	const struct dump_model *m = p->m;
	const struct live_stack *s;
	uint64_t addr, last;
	size_t i;

	for (i = 0; i < m->survey.nstacks; i++) {
		s = &m->survey.stacks[i];
		last = min_u64(span_last(s->at),
		    add_capped(s->from, most_of(p, s) - 1));
		addr = round_down(min_u64(s->at.addr, s->joins), m->grain);
		last |= m->grain - 1;
		if (set_add(out, (struct span){ addr, last - addr + 1 }, "",
		    err) == -1)
			return -1;
	}
	set_settle(out);
	return 0;
}

static int
keep_windows(struct dump_plan *p, const struct windows *w,
    struct dump_err *err)
{
	struct set stacks = { 0 }, rest = { 0 };
	int rc;

	if ((rc = find_stacks(&stacks, p, err)) == 0 &&
	    (rc = set_subtract(&rest, &w->union_of, &stacks, err)) == 0)
		rc = set_add_all(&p->keep, &rest, err);
	set_free(&stacks);
	set_free(&rest);
	return rc;
}

static void
warn(struct dump_plan *p, const char *name, const struct windows *w, size_t n)
{
	char size[DUMP_SIZE_TEXT];

	if (p->m->survey.more_leads)
		plan_warn(p, "%s: of all pointers on stacks only the first "
		    "%zu were looked at", name, p->m->survey.nleads);
	if (n < w->n)
		plan_warn(p, "%s: the memory around %zu of %zu pointers, "
		    "%s at most; --filter=indirect,cap=SIZE changes that",
		    name, n, w->n, dump_size_text(size, w->cap));
}

int
lead_windows_keep(struct dump_plan *p, const char *name,
    struct dump_err *err)
{
	struct windows w;
	struct set kept = { 0 };
	size_t n;
	int rc;

	if (!p->cut)
		return 0;
	start(&w, p);
	if ((rc = plan_foresee(&kept, p, err)) == 0 &&
	    (rc = find_windows(&w, &kept, err)) == 0 &&
	    (rc = unite_what_fits(&w, &n, err)) == 0) {
		rc = keep_windows(p, &w, err);
		warn(p, name, &w, n);
	}
	set_free(&kept);
	set_free(&w.union_of);
	free(w.v);
	return rc;
}
