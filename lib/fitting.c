/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fitting.c -- plans with a limit of size.  What does not fit whole becomes
 * a beginning of what is worth most.
 *
 * How long that beginning is depends on sizes that the format's own layout
 * tells.  They nearly grow with it, but not quite: an atom may join two
 * ranges and save a header.  So the search halves the same ranges whatever
 * the limit is, from the largest power of two on: then a higher limit never
 * ends on a shorter beginning.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "codec/codec.h"
#include "fitting.h"
#include "io/spool.h"
#include "model/provenance.h"
#include "pack.h"
#include "planning.h"
#include "process/survey.h"

int
dump_plan_limit(struct dump_plan *p, const struct dump_limit *limit,
    struct dump_err *err)
{
	struct dump_limit l = *limit;
	const struct dump_codec *codec;

	if (l.packed != 0) {
		if (l.how.codec == NULL || l.how.part != 0)
			return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
			    "a limit of what is compressed needs a codec, "
			    "and no parts");
		if ((codec = pack_choose(&l.how, err)) == NULL)
			return -1;
		l.how.codec = codec->name;
		if (l.how.name != NULL && (l.how.name = arena_text(&p->text,
		    l.how.name, strlen(l.how.name), err)) == NULL)
			return -1;
	}
	p->limit = l;
	return 0;
}

uint64_t
dump_plan_least(const struct dump_plan *p)
{
	return p->least;
}

uint64_t
dump_plan_packed(const struct dump_plan *p)
{
	return p->packed != NULL ? p->npacked : 0;
}

const char *
dump_plan_tier(const struct dump_plan *p, size_t i, uint64_t *wanted,
    uint64_t *kept)
{
	static const char *const names[] = {
		[PLAN_RECORDS] = "vital records",
		[PLAN_CRASHED] = "crashed thread",
		[PLAN_PLUMBING] = "plumbing",
		[PLAN_THREADS] = "other threads",
		[PLAN_RUNTIME] = "crashed module",
		[PLAN_INDIRECT] = "referenced",
		[PLAN_STACKS] = "rest of stacks",
		[PLAN_DATA] = "data",
		[PLAN_JIT] = "jit, metadata",
		[PLAN_PRIVATE] = "private",
		[PLAN_MAPPED] = "mapped",
		[PLAN_FILES] = "code, files",
	};

	if (!p->narrowed || i >= PLAN_TIERS)
		return NULL;
	*wanted = p->wanted[i];
	*kept = p->fit[i];
	return names[i];
}

int
fitting_fail(struct dump_plan *p, uint64_t least, struct dump_err *err)
{
	enum { MIB = 1 << 20 };

	p->least = least;
	/* Rounded up: who asks for this much gets it. */
	if (least < 10 * MIB)
		return dump_fail(err, DUMP_E_FIT, DUMP_NOWHERE,
		    "the smallest valid dump is %" PRIu64 " KiB",
		    (least + 1023) / 1024);
	return dump_fail(err, DUMP_E_FIT, DUMP_NOWHERE,
	    "the smallest valid dump is %" PRIu64 " MiB",
	    (least + MIB - 1) / MIB);
}

/* Lays out what is decided; what no file can hold has no size. */
static int
measure(struct dump_plan *p, struct dump_source *src, uint64_t *size,
    struct dump_err *err)
{
	layout_free(p->layout);
	p->layout = NULL;
	if (planning_lay_out(p, src, err) == 0)
		*size = p->layout->size;
	else if (err->code == DUMP_E_LIMIT)
		*size = DUMP_NOWHERE;
	else
		return -1;
	return 0;
}

static bool
fits_plain(const struct dump_plan *p, uint64_t size)
{
	return p->limit.bytes == 0 ? size != DUMP_NOWHERE :
	    size <= p->limit.bytes;
}

/* The records that go are those that went before, and what has no turn. */
static int
leave_out_records(struct fitting *f, size_t n)
{
	struct dump_plan *p = f->p;
	const struct worth *w = &f->worth;
	size_t i;

	if (f->dropped != NULL)
		memcpy(p->drop_record, f->dropped, p->m->nrecords *
		    sizeof *f->dropped);
	else {
		free(p->drop_record);
		p->drop_record = NULL;
	}
	/* Records come last. */
	for (i = w->n; i > 0 && w->v[i - 1].record; i--)
		if (w->v[i - 1].turn >= n && plan_leave_out(p,
		    (size_t)w->v[i - 1].addr, f->err) == -1)
			return -1;
	return 0;
}

int
fitting_try(struct fitting *f, size_t n, uint64_t *size)
{
	struct dump_plan *p = f->p;
	struct set kept = { 0 };
	int rc;

	p->nwarnings = f->nwarnings;
	plan_clear_rewritings(p);
	if ((rc = leave_out_records(f, n)) == 0 &&
	    (rc = worth_memory(&f->worth, n, &kept, f->err)) == 0 &&
	    (rc = plan_narrow(p, &kept, f->err)) == 0 &&
	    (rc = planning_rewrite(p, f->err)) == 0)
		rc = measure(p, f->src, size, f->err);
	set_free(&kept);
	return rc;
}

/* Memory takes as many bytes as it has, unless ranges share some. */
static uint64_t
most_memory(const struct dump_plan *p)
{
	return p->limit.bytes == 0 || p->m->pieces_share || p->share_zeros ?
	    UINT64_MAX : p->limit.bytes;
}

static bool
is_too_much(const struct fitting *f, size_t n)
{
	return n > f->worth.n ||
	    (n > 0 && f->worth.upto[n - 1] > most_memory(f->p));
}

/* The turns that fit uncompressed. */
static int
fit_plain(struct fitting *f, size_t *n)
{
	size_t bit;
	uint64_t size;

	*n = 0;
	for (bit = (size_t)1 << 31; bit > 0; bit /= 2) {
		if (is_too_much(f, *n + bit))
			continue;
		if (fitting_try(f, *n + bit, &size) == -1)
			return -1;
		if (fits_plain(f->p, size))
			*n += bit;
	}
	if (fitting_try(f, *n, &size) == -1)
		return -1;
	return fits_plain(f->p, size) ? 0 : fitting_fail(f->p, size, f->err);
}

static void
count_tiers(const struct fitting *f, size_t n)
{
	struct dump_plan *p = f->p;
	const struct worth *w = &f->worth;
	size_t i;

	memcpy(p->wanted, w->wanted, sizeof p->wanted);
	memset(p->fit, 0, sizeof p->fit);
	p->fit[PLAN_RECORDS] = p->wanted[PLAN_RECORDS];
	for (i = 0; i < w->n; i++)
		if (w->v[i].turn < n)
			p->fit[w->v[i].tier] += w->v[i].size;
}

/* Narrows P, which was decided, to what fits. */
static int
narrow(struct fitting *f)
{
	struct dump_plan *p = f->p;
	size_t n = 0;
	int rc;

	if (p->m->uncuttable != NULL)
		return dump_fail(f->err, DUMP_E_ARG, DUMP_NOWHERE, "%s",
		    p->m->uncuttable);
	p->fitted = p->narrowed = p->changes = true;
	if (plan_leave_out_unsafe(p, f->err) == -1)
		return -1;
	if (p->drop_record != NULL) {
		f->dropped = calloc(p->m->nrecords + 1, sizeof *f->dropped);
		if (f->dropped == NULL)
			return dump_fail_nomem(f->err);
		memcpy(f->dropped, p->drop_record, p->m->nrecords *
		    sizeof *f->dropped);
	}
	f->nwarnings = p->nwarnings;
	if (worth_collect(&f->worth, p, f->src, most_memory(p), f->err) == -1)
		return -1;
	rc = fit_plain(f, &n);
	if (rc == 0 && p->limit.packed != 0)
		rc = packed_fit(f, n, &n);
	if (rc == 0)
		count_tiers(f, n);
	return rc;
}

/*
 * A cut that follows pointers finds less in what a limit left of a dump.
 * Where just this was done to the input, what it holds is what was kept.
 */
static int
keep_what_was_kept(struct dump_plan *p, struct dump_err *err)
{
	bool again;
	int rc;

	p->fitted = false;
	if (!p->changes)
		return 0;
	p->fitted = true;
	rc = provenance_repeats(p, &again, err);
	p->fitted = rc == 0 && again;
	if (!p->fitted)
		return rc;
	plan_clear_rewritings(p);
	p->nwarnings = 0;
	if (plan_keep_all_memory(p, err) == -1)
		return -1;
	return planning_rewrite(p, err);
}

/* Does all that the filters keep fit? */
static int
fits_whole(struct dump_plan *p, struct dump_source *src, bool *fits,
    struct dump_err *err)
{
	uint64_t size, packed;

	if (measure(p, src, &size, err) == -1)
		return -1;
	p->least = size;
	if (!(*fits = fits_plain(p, size)) || p->limit.packed == 0)
		return 0;
	p->least = 0;
	if (packed_try(p, src, p->limit.packed, &packed, err) == -1)
		return -1;
	*fits = packed != DUMP_NOWHERE;
	return 0;
}

/* What a pipe holds must be had more than once. */
static int
make_room(struct dump_plan *p, struct dump_source *src, uint32_t asked,
    struct dump_err *err)
{
	if (!p->limit.whole)
		return planning_make_room(p, src, asked | survey_open(p->m,
		    WORTH_ASKS), true, err);
	if (source_reach(src) == REACH_ANYWHERE)
		return 0;
	if (source_spool(src, NULL, 0, true, err) == -1)
		return -1;
	return model_clip(p->m, dump_source_size(src), err);
}

static int
decide(struct dump_plan *p, struct dump_source *src, uint32_t asked,
    struct dump_err *err)
{
	if (survey_answer(p->m, src, asked, err) == -1 ||
	    planning_decide(p, err) == -1)
		return -1;
	return keep_what_was_kept(p, err);
}

int
fitting_settle(struct dump_plan *p, struct dump_source *src,
    struct dump_err *err)
{
	struct fitting f = { .p = p, .src = src, .err = err };
	uint32_t asked;
	bool fits;
	int rc;

	if (planning_decide(p, err) == -1)
		return -1;
	asked = planning_questions(p);
	if (make_room(p, src, asked, err) == -1 ||
	    decide(p, src, asked, err) == -1 ||
	    fits_whole(p, src, &fits, err) == -1)
		return -1;
	if (!fits && p->limit.whole)
		return dump_fail(err, DUMP_E_FIT, DUMP_NOWHERE,
		    "it does not fit whole");
	if (!fits) {
		rc = decide(p, src, survey_open(p->m, WORTH_ASKS), err);
		if (rc == 0)
			rc = narrow(&f);
		worth_free(&f.worth);
		free(f.dropped);
		if (rc == -1)
			return -1;
	}
	p->least = 0;
	p->settled = true;
	return 0;
}
