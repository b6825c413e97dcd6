/* SPDX-License-Identifier: BSD-2-Clause */
/* explain.c -- which rule decided about each range of memory and each
 * record. */
#include <stdlib.h>

#include "base/checked.h"
#include "base/err.h"
#include "model/explain.h"

int
explain_before(struct memory_of_rules *m, const struct dump_plan *p,
    struct dump_err *err)
{
	set_free(&m->chosen);
	set_free(&m->refused);
	if (set_add_all(&m->chosen, &p->keep, err) == -1 ||
	    set_add_all(&m->refused, &p->drop, err) == -1)
		return -1;
	set_settle(&m->chosen);
	set_settle(&m->refused);
	set_settle(&m->narrowed);
	return 0;
}

int
explain_grown(struct memory_of_rules *m, const struct set *grown,
    struct dump_err *err)
{
	set_free(&m->grown);
	if (set_add_all(&m->grown, grown, err) == -1)
		return -1;
	set_settle(&m->grown);
	return 0;
}

int
explain_spoilt(struct dump_plan *p, size_t record, struct dump_err *err)
{
	struct memory_of_rules *m = p->rules;

	if (m == NULL)
		return 0;
	if (m->spoilt == NULL && (m->spoilt = calloc(p->m->nrecords + 1,
	    sizeof *m->spoilt)) == NULL)
		return dump_fail_nomem(err);
	m->spoilt[record] = true;
	return 0;
}

void
explain_free(struct memory_of_rules *m)
{
	free(m->spoilt);
	m->spoilt = NULL;
	set_free(&m->chosen);
	set_free(&m->refused);
	set_free(&m->grown);
	set_free(&m->narrowed);
}

/* A set, and which of its ranges is the next. */
struct cursor {
	const struct set *set;
	size_t		 i;
};

/*
 * The rule of what holds ADDR, or NULL.  *LAST sinks to where that ends, or
 * where the next range would begin.  ADDR grows from call to call.
 */
static const char *
rule_at(struct cursor *c, uint64_t addr, uint64_t *last)
{
	const struct ruled *r;

	while (c->i < c->set->n && c->set->v[c->i].last < addr)
		c->i++;
	if (c->i == c->set->n)
		return NULL;
	r = &c->set->v[c->i];
	*last = min_u64(*last, r->addr <= addr ? r->last : r->addr - 1);
	return r->addr <= addr ? r->rule : NULL;
}

struct walk {
	const struct dump_plan *p;
	struct cursor	 kept, chosen, grown, refused, dropped, narrowed,
			 shared;
	struct cursor	*rewritings;
	size_t		 piece;
	dump_ruling_fn	*fn;
	void		*ctx;
};

static int
walk_start(struct walk *w, const struct dump_plan *p, struct dump_err *err)
{
	const struct memory_of_rules *m = p->rules;
	size_t i;

	*w = (struct walk){ .p = p, .kept = { &p->kept, 0 },
	    .chosen = { &m->chosen, 0 }, .grown = { &m->grown, 0 },
	    .refused = { &m->refused, 0 }, .dropped = { &p->drop, 0 },
	    .narrowed = { &m->narrowed, 0 }, .shared = { &p->shared, 0 } };
	w->rewritings = calloc(p->nrewritings + 1, sizeof *w->rewritings);
	if (w->rewritings == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < p->nrewritings; i++)
		w->rewritings[i].set = &p->rewritings[i].where;
	return 0;
}

/* Where the bytes at ADDR of the dump end, or those that it lacks; true: it
 * has them. */
static bool
present(struct walk *w, uint64_t addr, uint64_t *last)
{
	const struct dump_model *m = w->p->m;
	const struct piece *piece;

	while (w->piece < m->npieces &&
	    span_last(m->pieces[w->piece].at) < addr)
		w->piece++;
	if (w->piece == m->npieces)
		return false;
	piece = &m->pieces[w->piece];
	*last = min_u64(*last, piece->at.addr <= addr ?
	    span_last(piece->at) : piece->at.addr - 1);
	return piece->at.addr <= addr;
}

static const char *
why_absent(const struct region *r)
{
	switch (r->tail) {
	case TAIL_CUT: return "the input ends before it";
	case TAIL_ZERO: return "zeros by definition";
	default: return "no bytes in the input";
	}
}

static void
judge_kept(struct walk *w, struct dump_ruling *r, const char *chosen,
    const char *grown, uint64_t addr, uint64_t *last)
{
	const char *rule;
	size_t i;

	r->verdict = DUMP_KEPT;
	/* What a limit left once is not chosen anew. */
	r->rule = chosen != NULL ? chosen : grown != NULL ? grown :
	    "kept before, by the same cut with a limit";
	r->widened = chosen == NULL && grown != NULL && w->p->cut;
	for (i = 0; i < w->p->nrewritings; i++)
		if ((rule = rule_at(&w->rewritings[i], addr, last)) != NULL &&
		    r->rewritten == NULL)
			r->rewritten = *rule != '\0' ? rule : "rewritten";
	r->shared = rule_at(&w->shared, addr, last) != NULL;
}

static const char no_room[] = "no room, other things are worth more";

static void
judge_dropped(const struct walk *w, struct dump_ruling *r,
    const char *chosen, const char *grown, const char *refused,
    const char *dropped, const char *narrowed)
{
	r->verdict = DUMP_DROPPED;
	r->against = chosen != NULL ? chosen : grown;
	if (dropped != NULL) {
		r->rule = refused != NULL ? refused : dropped;
		r->widened = refused == NULL;
	} else if (narrowed != NULL) {
		r->rule = "the next wider cut does not keep it";
		r->against = narrowed;
	} else
		r->rule = w->p->narrowed && r->against != NULL ? no_room :
		    "no rule of the cut keeps it";
}

/* What is said of ADDR, and to *LAST. */
static void
judge(struct walk *w, const struct region *region, struct dump_ruling *r,
    uint64_t addr, uint64_t *last)
{
	const char *chosen, *grown, *refused, *dropped, *narrowed;

	if (!present(w, addr, last)) {
		r->verdict = DUMP_ABSENT;
		r->rule = why_absent(region);
		return;
	}
	chosen = rule_at(&w->chosen, addr, last);
	grown = rule_at(&w->grown, addr, last);
	refused = rule_at(&w->refused, addr, last);
	dropped = rule_at(&w->dropped, addr, last);
	narrowed = rule_at(&w->narrowed, addr, last);
	if (rule_at(&w->kept, addr, last) != NULL)
		judge_kept(w, r, chosen, grown, addr, last);
	else
		judge_dropped(w, r, chosen, grown, refused, dropped, narrowed);
}

static bool
same_ruling(const struct dump_ruling *a, const struct dump_ruling *b)
{
	return a->verdict == b->verdict && a->rule == b->rule &&
	    a->against == b->against && a->widened == b->widened &&
	    a->rewritten == b->rewritten && a->shared == b->shared;
}

static int
explain_region(struct walk *w, size_t i)
{
	const struct region *region = &w->p->m->regions[i];
	struct dump_ruling r, before = { .record = DUMP_NOWHERE };
	uint64_t addr = region->at.addr, end = span_last(region->at), last;

	for (;; addr = last + 1) {
		last = end;
		r = (struct dump_ruling){ .region = i,
		    .record = DUMP_NOWHERE, .addr = addr };
		judge(w, region, &r, addr, &last);
		r.size = last - addr + 1;
		if (before.size > 0 && same_ruling(&before, &r))
			before.size += r.size;
		else {
			if (before.size > 0 && w->fn(w->ctx, &before) != 0)
				return -1;
			before = r;
		}
		if (last == end)
			return w->fn(w->ctx, &before) == 0 ? 0 : -1;
	}
}

static void
judge_record(const struct dump_plan *p, size_t i, struct dump_ruling *r)
{
	static const struct verdict none = { NULL, NULL, false };
	const struct verdict *v = p->verdicts == NULL ? &none :
	    &p->verdicts[i];
	enum role role = (enum role)p->m->records[i].role;

	if (p->rules->spoilt != NULL && p->rules->spoilt[i]) {
		r->verdict = DUMP_DROPPED;
		r->rule = "damaged, it cannot be written again";
		r->against = v->keep;
		return;
	}
	if (p->drop_record == NULL || !p->drop_record[i]) {
		r->verdict = DUMP_KEPT;
		r->rule = role == ROLE_MEMORY ?
		    "lists the memory that is kept" :
		    role == ROLE_PROVENANCE ? "what was cut before" :
		    v->keep != NULL ? v->keep : "everything";
		return;
	}
	r->verdict = DUMP_DROPPED;
	r->against = v->keep;
	if (v->drop != NULL)
		r->rule = v->drop;
	else if (p->cut && v->keep == NULL)
		r->rule = "no rule of the cut keeps it";
	else
		r->rule = p->m->records[i].unsafe || !p->narrowed ?
		    "what file offsets it holds is not known" : no_room;
}

int
dump_plan_explain(const struct dump_plan *p, dump_ruling_fn *fn, void *ctx,
    struct dump_err *err)
{
	struct dump_ruling r;
	struct walk w;
	size_t i;
	int rc = 0;

	if (p->rules == NULL || !p->settled)
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "the plan remembers no rules");
	if (walk_start(&w, p, err) == -1)
		return -1;
	w.fn = fn;
	w.ctx = ctx;
	for (i = 0; rc == 0 && i < p->m->nregions; i++)
		rc = explain_region(&w, i);
	free(w.rewritings);
	for (i = 0; rc == 0 && i < p->m->nrecords; i++) {
		r = (struct dump_ruling){ .region = DUMP_NOWHERE,
		    .record = i };
		judge_record(p, i, &r);
		rc = fn(ctx, &r) == 0 ? 0 : -1;
	}
	return rc == 0 ? 0 : dump_fail(err, DUMP_E_STOPPED, DUMP_NOWHERE,
	    "stopped");
}
