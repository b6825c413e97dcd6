/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * estimate.c -- what every cut would write, before any does.
 *
 * Each cut is planned as if it were to be written, so the sizes are exact.
 * What was asked of the memory stays answered for the next cut, but only
 * where that one would have asked it as well: else it would see more than it
 * does alone, and the records are read again.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/checked.h"
#include "base/err.h"
#include "planning.h"
#include "process/survey.h"
#include "sampling.h"

struct job {
	struct dump_estimate is;
	uint32_t	 asks;		/* before anything is answered */
	bool		 done;
};

struct dump_estimates {
	struct dump_source *src;
	const struct dump_estimating *how;	/* while it is made */
	struct dump_model *m;		/* as the last cut saw it */
	bool		 spoilt;	/* M: somebody was not done with it */
	struct job	*jobs;
	size_t		 njobs, jobs_cap;
	char		 title[DUMP_TYPE_TEXT];
	uint64_t	 present[DUMP_CLASSES];
	uint32_t	 known;		/* questions that PRESENT rests on */
	struct arena	 text;
};

static const char *
without_keep(const char *summary)
{
	static const char keep[] = "keep ";

	return summary != NULL && strncmp(summary, keep, strlen(keep)) == 0 ?
	    summary + strlen(keep) : summary;
}

static int
add_job(struct dump_estimates *e, const char *cut, const char *keeps,
    struct dump_err *err)
{
	if (array_room(&e->jobs, &e->jobs_cap, e->njobs, sizeof *e->jobs,
	    err) == -1)
		return -1;
	e->jobs[e->njobs++] = (struct job){ .is = { .cut = cut,
	    .keeps = without_keep(keeps), .size = DUMP_NOWHERE,
	    .packed = DUMP_NOWHERE } };
	return 0;
}

static const char *
summary_of(const char *cut)
{
	size_t i;

	for (i = 0; dump_preset_name(i) != NULL; i++)
		if (strcmp(dump_preset_name(i), cut) == 0)
			return dump_preset_summary(i);
	return NULL;
}

static int
list_jobs(struct dump_estimates *e, struct dump_err *err)
{
	const char *name, *ignored;
	bool more = e->how->type != NULL;
	size_t i;

	if (more && dump_type_check(e->title, &ignored, e->how->type, err) ==
	    -1)
		return -1;
	for (i = 0; (name = dump_cut_name(i)) != NULL; i++) {
		if (add_job(e, name, summary_of(name), err) == -1)
			return -1;
		more = more && strcmp(name, e->title) != 0;
	}
	return more ? add_job(e, e->title, summary_of(e->title), err) : 0;
}

/* What one cut cannot do is no reason to lose the others. */
static bool
is_about_the_cut(const struct dump_err *err)
{
	switch (err->code) {
	case DUMP_E_SYS: case DUMP_E_NOMEM: case DUMP_E_STOPPED:
		return false;
	default:
		return true;
	}
}

/* J cannot be made, for what ERR says; -1 if that ends everything. */
static int
refuse(struct dump_estimates *e, struct job *j, struct dump_err *err)
{
	if (!is_about_the_cut(err))
		return -1;
	j->done = true;
	j->is.why_not = arena_text(&e->text, err->msg, strlen(err->msg), err);
	return j->is.why_not != NULL ? 0 : -1;
}

static int
read_again(struct dump_estimates *e, struct dump_err *err)
{
	dump_model_free(e->m);
	e->spoilt = false;
	return dump_model_read(&e->m, e->src, err);
}

static int
plan_of(struct dump_plan **out, const struct dump_estimates *e,
    const struct job *j, struct dump_err *err)
{
	const char *type = j->is.cut == e->title ? e->how->type : j->is.cut;

	if (dump_plan_new(out, e->m, err) == 0 &&
	    dump_plan_type(*out, type, err) == 0 &&
	    (e->how->adjust == NULL ||
	    e->how->adjust(e->how->ctx, *out, err) == 0))
		return 0;
	dump_plan_free(*out);
	*out = NULL;
	return -1;
}

/* What each would ask, and all together. */
static int
ask(struct dump_estimates *e, uint32_t *all, struct dump_err *err)
{
	struct dump_plan *p;
	struct job *j;

	*all = 0;
	for (j = e->jobs; j < e->jobs + e->njobs; j++) {
		if (plan_of(&p, e, j, err) == -1) {
			if (refuse(e, j, err) == -1)
				return -1;
			continue;
		}
		j->asks = planning_questions(p);
		*all |= j->asks;
		dump_plan_free(p);
	}
	return 0;
}

/* Has what the cuts ask about, or is compressed, where it can be read. */
static int
make_room(struct dump_estimates *e, uint32_t asks, struct dump_err *err)
{
	struct dump_plan *p;
	int rc;

	if (source_reach(e->src) == REACH_ANYWHERE)
		return 0;
	if (e->how->packing != NULL)
		rc = source_spool(e->src, NULL, 0, true, err);
	else if (!source_may_spool(e->src))
		return 0;
	else {
		if (dump_plan_new(&p, e->m, err) == -1)
			return -1;
		/* A plan that keeps nothing. */
		rc = planning_make_room(p, e->src, asks, true, err);
		dump_plan_free(p);
	}
	/* Now that the end is known it is like a file. */
	return rc == 0 ? read_again(e, err) : -1;
}

static unsigned
bits(uint32_t x)
{
	unsigned n = 0;

	for (; x != 0; x &= x - 1)
		n++;
	return n;
}

/* The job that asks least of those for which the model is as they would have
 * it: NULL where there is none. */
static struct job *
next_job(struct dump_estimates *e)
{
	uint32_t answered = e->m->survey.answered, more;
	struct job *j, *best = NULL;

	if (e->spoilt)
		return NULL;
	for (j = e->jobs; j < e->jobs + e->njobs; j++) {
		more = j->asks & ~answered;
		if (j->done || (answered & ~j->asks) != 0 ||
		    (more & ~survey_behind(answered)) != 0)
			continue;
		if (best == NULL || bits(j->asks) < bits(best->asks))
			best = j;
	}
	return best;
}

/* Who asked more about classes knows better what there is. */
static void
note_present(struct dump_estimates *e, const struct dump_plan *p,
    uint32_t asks)
{
	asks &= ~(uint32_t)ASK_LITTLE;
	if (e->present[0] != DUMP_NOWHERE && bits(asks) <= bits(e->known))
		return;
	memcpy(e->present, p->present, sizeof e->present);
	e->known = asks;
}

/* Another cut that keeps as much of everything, and so the same: all but the
 * text about what was cut. */
static const struct dump_estimate *
same_as(const struct dump_estimates *e, const struct job *j)
{
	enum { TEXT = 4096 };
	const struct job *o;

	for (o = e->jobs; o < e->jobs + e->njobs; o++)
		if (o->done && o->is.why_not == NULL &&
		    (o->is.size > j->is.size ? o->is.size - j->is.size :
		    j->is.size - o->is.size) < TEXT &&
		    memcmp(o->is.kept, j->is.kept, sizeof j->is.kept) == 0)
			return &o->is;
	return NULL;
}

static int
weigh_packed(struct dump_estimates *e, struct job *j,
    const struct layout *l, struct dump_err *err)
{
	const struct dump_estimate *same = NULL;

	/* Rewriting changes what it does not count. */
	if (l->size > SAMPLING_SMALL && l->nrewrites == 0)
		same = same_as(e, j);
	if (same == NULL)
		return sampling_weigh(&j->is.packed, &j->is.error, l, e->src,
		    e->how->packing, err);
	j->is.packed = same->packed;
	j->is.error = same->error;
	return 0;
}

static int
weigh(struct dump_estimates *e, struct job *j, struct dump_err *err)
{
	struct dump_plan *p;
	int rc;

	if ((rc = plan_of(&p, e, j, err)) == 0 &&
	    (rc = dump_plan_settle(p, e->src, err)) == 0) {
		j->is.size = p->layout->size;
		memcpy(j->is.kept, p->bytes, sizeof j->is.kept);
		note_present(e, p, j->asks);
		if (e->how->packing != NULL)
			rc = weigh_packed(e, j, p->layout, err);
	}
	dump_plan_free(p);
	j->done = true;
	if (rc == 0)
		return 0;
	/* Filters refuse before they change anything; others broke off. */
	e->spoilt = err->code != DUMP_E_ARG;
	return refuse(e, j, err);
}

static int
weigh_all(struct dump_estimates *e, struct dump_err *err)
{
	struct job *j;
	size_t left = 0;

	for (j = e->jobs; j < e->jobs + e->njobs; j++)
		left += !j->done;
	for (; left > 0; left--) {
		if ((j = next_job(e)) == NULL) {
			if (read_again(e, err) == -1)
				return -1;
			j = next_job(e);
		}
		if (weigh(e, j, err) == -1)
			return -1;
	}
	return 0;
}

/* A copy of an unchanged stream: known when its end was met. */
static int
finish(struct dump_estimates *e, struct dump_err *err)
{
	struct job *j;
	uint64_t end;

	if (dump_source_finish(e->src, &end, err) == -1)
		return -1;
	for (j = e->jobs; j < e->jobs + e->njobs; j++)
		if (j->is.why_not == NULL && j->is.size == DUMP_NOWHERE)
			j->is.size = end;
	return 0;
}

int
dump_estimate(struct dump_estimates **out, struct dump_source *src,
    const struct dump_estimating *how, struct dump_err *err)
{
	struct dump_estimates *e = calloc(1, sizeof *e);
	uint32_t asks;

	*out = NULL;
	if (e == NULL)
		return dump_fail_nomem(err);
	e->src = src;
	e->how = how;
	e->present[0] = DUMP_NOWHERE;
	if (read_again(e, err) == -1 || list_jobs(e, err) == -1 ||
	    ask(e, &asks, err) == -1 || make_room(e, asks, err) == -1 ||
	    weigh_all(e, err) == -1 || finish(e, err) == -1) {
		dump_estimates_free(e);
		return -1;
	}
	if (e->present[0] == DUMP_NOWHERE)
		memset(e->present, 0, sizeof e->present);
	e->how = NULL;
	*out = e;
	return 0;
}

size_t
dump_estimates_count(const struct dump_estimates *e)
{
	return e->njobs;
}

const struct dump_estimate *
dump_estimates_cut(const struct dump_estimates *e, size_t i)
{
	return &e->jobs[i].is;
}

uint64_t
dump_estimates_present(const struct dump_estimates *e, unsigned kind)
{
	return e->present[kind];
}

const struct dump_model *
dump_estimates_model(const struct dump_estimates *e)
{
	return e->m;
}

void
dump_estimates_free(struct dump_estimates *e)
{
	if (e == NULL)
		return;
	dump_model_free(e->m);
	free(e->jobs);
	arena_free(&e->text);
	free(e);
}
