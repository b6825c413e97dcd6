/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * planning.c -- how a plan comes about: filters are added, the memory is
 * asked what they need to know, they decide, the output is laid out.
 */
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "convert/carried.h"
#include "convert/convert.h"
#include "filter.h"
#include "fitting.h"
#include "format.h"
#include "io/spool.h"
#include "model/explain.h"
#include "model/provenance.h"
#include "planning.h"
#include "process/leave.h"

int
dump_plan_new(struct dump_plan **out, struct dump_model *m,
    struct dump_err *err)
{
	if ((*out = calloc(1, sizeof **out)) == NULL)
		return dump_fail_nomem(err);
	(*out)->m = m;
	return 0;
}

void
dump_plan_free(struct dump_plan *p)
{
	size_t i;

	if (p == NULL)
		return;
	for (i = 0; i < p->nfilters; i++) {
		filter_state_free(p->filters[i].filter, p->filters[i].state);
		free(p->filters[i].options);
	}
	free(p->filters);
	plan_clear(p);
	free(p->rules);
	free(p->rewritings);
	set_free(&p->asked);
	set_free(&p->kept);
	set_free(&p->shared);
	free(p->drop_record);
	free(p->warnings);
	free(p->provenance);
	free(p->remade.v);
	layout_free(p->layout);
	spool_free(p->packed);
	arena_free(&p->text);
	free(p);
}

int
dump_plan_filter(struct dump_plan *p, const char *name, const char *options,
    struct dump_err *err)
{
	struct applied a = { 0 };

	if (filter_find(&a.filter, name, err) == -1 ||
	    array_room(&p->filters, &p->filters_cap, p->nfilters,
	    sizeof *p->filters, err) == -1 ||
	    filter_state_new(&a.state, a.filter, options, err) == -1)
		return -1;
	if (options != NULL && (a.options = strdup(options)) == NULL) {
		filter_state_free(a.filter, a.state);
		return dump_fail_nomem(err);
	}
	a.name = a.filter->name;
	p->filters[p->nfilters++] = a;
	return 0;
}

int
dump_plan_drop(struct dump_plan *p, uint64_t addr, uint64_t size,
    struct dump_err *err)
{
	struct span at;

	return span_of(addr, size, &at) ?
	    set_add(&p->asked, at, "dropped on request", err) : 0;
}

int
dump_plan_remember(struct dump_plan *p, struct dump_err *err)
{
	if (p->rules == NULL &&
	    (p->rules = calloc(1, sizeof *p->rules)) == NULL)
		return dump_fail_nomem(err);
	return 0;
}

void
dump_plan_no_provenance(struct dump_plan *p)
{
	p->no_provenance = true;
}

int
dump_plan_convert(struct dump_plan *p, const char *format,
    struct dump_err *err)
{
	return format_named(&p->to, format, err);
}

void
dump_plan_no_residual(struct dump_plan *p)
{
	p->no_residual = true;
}

void
dump_plan_repair(struct dump_plan *p)
{
	p->repair = true;
}

void
dump_plan_keep_layout(struct dump_plan *p)
{
	p->keep_layout = true;
}

static int
by_name(const void *va, const void *vb)
{
	const struct applied *const *a = va, *const *b = vb;
	int order = strcmp((*a)->name, (*b)->name);

	if (order != 0)
		return order;
	return strcmp((*a)->options != NULL ? (*a)->options : "",
	    (*b)->options != NULL ? (*b)->options : "");
}

/* Lets filters say what is rewritten, in an order that is always the same. */
int
planning_rewrite(struct dump_plan *p, struct dump_err *err)
{
	const struct applied **v;
	size_t i;
	int rc = 0;

	if ((v = malloc((p->nfilters + 1) * sizeof *v)) == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < p->nfilters; i++)
		v[i] = &p->filters[i];
	qsort(v, p->nfilters, sizeof *v, by_name);
	for (i = 0; rc == 0 && i < p->nfilters; i++)
		if (v[i]->filter->rewrite != NULL)
			rc = v[i]->filter->rewrite(v[i]->state, p->m, p, err);
	free(v);
	return rc;
}

/* Lets filters say which threads stay: the one that crashed in any case. */
static int
choose_threads(struct dump_plan *p, struct dump_err *err)
{
	const struct dump_model *m = p->m;
	const struct dump_filter *f;
	size_t i, gone = 0;

	for (i = 0; i < p->nfilters; i++) {
		f = p->filters[i].filter;
		if (f->choose == NULL)
			continue;
		if (p->drop_thread == NULL) {
			if ((p->drop_thread = malloc(m->nthreads + 1)) == NULL)
				return dump_fail_nomem(err);
			memset(p->drop_thread, true, m->nthreads + 1);
		}
		if (f->choose(p->filters[i].state, m, p, err) == -1)
			return -1;
	}
	if (p->drop_thread != NULL) {
		for (i = 0; i < m->nthreads; i++) {
			if (m->facts.crash.thread >= 0 &&
			    m->threads[i].seen.id == m->facts.crash.thread_id)
				p->drop_thread[i] = false;
			gone += p->drop_thread[i];
		}
		if (gone > 0 && gone == m->nthreads)
			return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
			    "none of the threads to keep is in the dump%s",
			    m->facts.crash.thread < 0 ?
			    ", and none is known to have crashed" : "");
		if (gone == 0) {
			free(p->drop_thread);
			p->drop_thread = NULL;
		}
	}
	return threads_leave(p->m, p->drop_thread, &p->threads_own,
	    &p->threads_unproven, err);
}

int
planning_decide(struct dump_plan *p, struct dump_err *err)
{
	const struct dump_filter *f;
	size_t i;

	if (p->nfilters + p->asked.n > 0 && p->m->uncuttable != NULL)
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE, "%s",
		    p->m->uncuttable);
	plan_clear(p);
	if (choose_threads(p, err) == -1)
		return -1;
	for (i = 0; i < p->nfilters; i++)
		if (p->filters[i].filter->tune != NULL)
			p->filters[i].filter->tune(p->filters[i].state, p);
	for (i = 0; i < p->asked.n; i++)
		if (plan_drop(p, (struct span){ p->asked.v[i].addr,
		    p->asked.v[i].last - p->asked.v[i].addr + 1 },
		    p->asked.v[i].rule, err) == -1)
			return -1;
	for (i = 0; i < p->nfilters; i++) {
		f = p->filters[i].filter;
		if (f->plan != NULL && f->plan(p->filters[i].state, p->m, p,
		    err) == -1)
			return -1;
	}
	for (i = 0; i < p->nfilters; i++) {
		f = p->filters[i].filter;
		if (f->reduce != NULL && f->reduce(p->filters[i].state, p->m,
		    p, err) == -1)
			return -1;
	}
	for (i = 0; i < p->nfilters; i++) {
		f = p->filters[i].filter;
		if (f->after != NULL && f->after(p->filters[i].state, p->m, p,
		    err) == -1)
			return -1;
	}
	return plan_resolve(p, err) == -1 ? -1 : planning_rewrite(p, err);
}

uint32_t
planning_questions(const struct dump_plan *p)
{
	const struct dump_filter *f;
	uint32_t asked = 0;
	size_t i;

	for (i = 0; i < p->nfilters; i++) {
		f = p->filters[i].filter;
		if (f->asks != NULL)
			asked |= f->asks(p->filters[i].state, p->m);
	}
	return asked & ~p->m->survey.answered;
}

/* Adds to OUT where in the source the kept bytes lie. */
static int
kept_bytes(struct set *out, const struct dump_plan *p, struct dump_err *err)
{
	struct plan_walk w;
	struct extent e;

	plan_walk(&w, p);
	while (plan_next(&w, &e))
		if (set_add(out, (struct span){ e.off, e.size }, "", err) ==
		    -1)
			return -1;
	set_settle(out);
	return 0;
}

/*
 * Where in the source is what nobody will want: memory that is neither kept
 * by the plan as it stands nor TOUCHED by a question.  What a question can
 * change is in one of these.
 */
static int
unwanted_bytes(struct set *out, struct dump_plan *p,
    const struct set *touched, struct dump_err *err)
{
	const struct dump_model *m = p->m;
	struct set all = { 0 }, wanted = { 0 };
	struct span at;
	size_t i;
	int rc = -1;

	if (set_add_all(&p->kept, touched, err) == -1)
		goto out;
	set_settle(&p->kept);
	for (i = 0; i < m->npieces; i++)
		if (set_add(&all, (struct span){ m->pieces[i].off,
		    m->pieces[i].at.size }, "", err) == -1)
			goto out;
	set_settle(&all);
	/* A lying table has records where memory is. */
	for (i = 0; i < m->nrecords; i++)
		if (span_of(m->records[i].off, m->records[i].size, &at) &&
		    set_add(&wanted, at, "", err) == -1)
			goto out;
	if (kept_bytes(&wanted, p, err) == 0)
		rc = set_subtract(out, &all, &wanted, err);
out:
	set_free(&all);
	set_free(&wanted);
	return rc;
}

/* Everything but UNWANTED, as stretches: also what no record describes, for
 * a plan that changes nothing copies that too. */
static int
spool_but(struct dump_source *src, const struct set *unwanted, bool rewind,
    struct dump_err *err)
{
	struct stretch *s;
	uint64_t from = 0;
	size_t i, n = 0;
	int rc;

	if ((s = malloc((unwanted->n + 1) * sizeof *s)) == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < unwanted->n; i++) {
		if (unwanted->v[i].addr > from)
			s[n++] = (struct stretch){ from,
			    unwanted->v[i].addr - from };
		from = unwanted->v[i].last + 1;
	}
	s[n++] = (struct stretch){ from, UINT64_MAX - from };
	rc = source_spool(src, s, n, rewind, err);
	free(s);
	return rc;
}

int
planning_make_room(struct dump_plan *p, struct dump_source *src,
    uint32_t asked, bool jumps, struct dump_err *err)
{
	struct set touched = { 0 }, unwanted = { 0 };
	enum reach reach = source_reach(src);
	int rc = -1;

	if (reach == REACH_ANYWHERE || (reach == REACH_REWIND && !jumps))
		return 0;
	if (survey_touches(p->m, asked, &touched, err) == 0) {
		set_settle(&touched);
		if (unwanted_bytes(&unwanted, p, &touched, err) == 0)
			rc = spool_but(src, &unwanted, jumps, err);
	}
	set_free(&touched);
	set_free(&unwanted);
	/* Now the end is known, and what lies behind it is not there. */
	if (rc == 0 && dump_source_size(src) != DUMP_NOWHERE)
		rc = model_clip(p->m, dump_source_size(src), err);
	if (rc == 0)
		model_end(p->m, dump_source_size(src));
	return rc;
}

/* The simplest layout: all bytes, as they are. */
static int
lay_out_whole(struct dump_plan *p, const struct dump_source *src,
    struct dump_err *err)
{
	if (layout_new(&p->layout, err) == -1)
		return -1;
	p->layout->whole = true;
	p->layout->size = dump_source_size(src);
	return 0;
}

/* No reader takes a dump that has neither records nor memory. */
static bool
leaves_nothing(const struct dump_plan *p)
{
	size_t i;

	for (i = 0; i < p->m->nrecords; i++)
		if (p->drop_record == NULL || !p->drop_record[i])
			return false;
	for (i = 0; i < DUMP_CLASSES; i++)
		if (p->bytes[i] > 0)
			return false;
	return true;
}

int
planning_lay_out(struct dump_plan *p, struct dump_source *src,
    struct dump_err *err)
{
	bool converts = p->to != NULL && p->to != p->m->format;

	if (!p->changes && !converts)
		return lay_out_whole(p, src, err);
	if (leaves_nothing(p))
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "nothing of the dump would be left");
	if (p->changes && !p->no_provenance && provenance_write(p, err) == -1)
		return -1;
	if (p->changes && carried_remake(p, err) == -1)
		return -1;
	if (converts)
		return convert_layout(&p->layout, p, src, err);
	return p->m->format->layout(&p->layout, p, src, err);
}

/* Do answers to these questions lie to and fro in the source? */
static bool
jumps(const struct dump_model *m, uint32_t asked)
{
	return (asked & ~(uint32_t)ASK_IN_ORDER) != 0 ||
	    (asked != 0 && m->pieces_share);
}

int
dump_plan_settle(struct dump_plan *p, struct dump_source *src,
    struct dump_err *err)
{
	uint32_t asked;

	if (p->settled)
		return 0;
	if (p->limit.bytes != 0 || p->limit.packed != 0)
		return fitting_settle(p, src, err);
	if (planning_decide(p, err) == -1)
		return -1;
	if ((asked = planning_questions(p)) != 0) {
		if (planning_make_room(p, src, asked, jumps(p->m, asked),
		    err) == -1 ||
		    survey_answer(p->m, src, asked, err) == -1 ||
		    planning_decide(p, err) == -1)
			return -1;
	}
	/* What is cut short is seen at its end; what goes back must be known
	 * whole. */
	if (((p->repair && dump_source_size(src) == DUMP_NOWHERE) ||
	    (p->to != NULL && p->to != p->m->format)) &&
	    (planning_make_room(p, src, 0, true, err) == -1 ||
	    planning_decide(p, err) == -1))
		return -1;
	if (planning_lay_out(p, src, err) == -1)
		return -1;
	/* Memory that leaves in another order than it comes. */
	if (p->layout->backward && source_reach(src) != REACH_ANYWHERE) {
		layout_free(p->layout);
		p->layout = NULL;
		if (planning_make_room(p, src, 0, true, err) == -1 ||
		    planning_decide(p, err) == -1 ||
		    planning_lay_out(p, src, err) == -1)
			return -1;
	}
	p->settled = true;
	return 0;
}

int
dump_plan_estimate(struct dump_plan *p, struct dump_source *src,
    uint64_t *size, bool *exact, struct dump_err *err)
{
	struct set touched = { 0 };
	uint32_t asked;
	int rc;

	if (planning_decide(p, err) == -1)
		return -1;
	asked = planning_questions(p) & ASK_LITTLE;
	if (asked != 0 && source_reach(src) == REACH_ANYWHERE &&
	    (survey_answer(p->m, src, asked, err) == -1 ||
	    planning_decide(p, err) == -1))
		return -1;
	asked = planning_questions(p);
	*exact = asked == 0;
	/* At most all that the answers are about stays. */
	rc = survey_touches(p->m, asked, &touched, err);
	if (rc == 0)
		rc = set_add_all(&p->kept, &touched, err);
	set_free(&touched);
	if (rc == -1)
		return -1;
	set_settle(&p->kept);
	if (planning_lay_out(p, src, err) == -1)
		return -1;
	*size = p->layout->size;
	return 0;
}

bool
dump_plan_changes(const struct dump_plan *p)
{
	return p->changes || (p->to != NULL && p->to != p->m->format);
}

uint64_t
dump_plan_size(const struct dump_plan *p)
{
	return p->layout->size;
}

void
dump_plan_bytes(const struct dump_plan *p, unsigned class, uint64_t *present,
    uint64_t *kept)
{
	*present = p->present[class];
	*kept = p->bytes[class];
}

size_t
dump_plan_threads(const struct dump_plan *p)
{
	const struct dump_model *m = p->m;
	size_t i, n = 0;

	for (i = 0; i < m->nthreads; i++)
		n += p->drop_thread == NULL || !p->drop_thread[i];
	return n;
}

size_t
dump_plan_warnings(const struct dump_plan *p)
{
	return p->nwarnings;
}

const char *
dump_plan_warning(const struct dump_plan *p, size_t i)
{
	return p->warnings[i].text;
}
