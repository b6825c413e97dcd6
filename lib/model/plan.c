/* SPDX-License-Identifier: BSD-2-Clause */
/* plan.c -- which memory and which records the output gets. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "base/text.h"
#include "model/explain.h"
#include "model/format.h"
#include "model/plan.h"

int
plan_keep(struct dump_plan *p, struct span at, const char *rule,
    struct dump_err *err)
{
	return set_add(&p->keep, at, rule, err);
}

int
plan_drop(struct dump_plan *p, struct span at, const char *rule,
    struct dump_err *err)
{
	return set_add(&p->drop, at, rule, err);
}

int
plan_keep_region(struct dump_plan *p, size_t region, const char *rule,
    struct dump_err *err)
{
	return plan_keep(p, p->m->regions[region].at, rule, err);
}

int
plan_drop_region(struct dump_plan *p, size_t region, const char *rule,
    struct dump_err *err)
{
	return plan_drop(p, p->m->regions[region].at, rule, err);
}

static struct verdict *
verdict_on(struct dump_plan *p, size_t record, struct dump_err *err)
{
	if (p->verdicts == NULL && (p->verdicts = calloc(p->m->nrecords + 1,
	    sizeof *p->verdicts)) == NULL) {
		dump_fail_nomem(err);
		return NULL;
	}
	return &p->verdicts[record];
}

int
plan_keep_record(struct dump_plan *p, size_t record, const char *rule,
    struct dump_err *err)
{
	struct verdict *v = verdict_on(p, record, err);

	if (v == NULL)
		return -1;
	/* Of several rules the one whose text sorts first, so that the order
	 * of filters does not matter. */
	if (v->keep == NULL || strcmp(rule, v->keep) < 0)
		v->keep = rule;
	return 0;
}

int
plan_keep_all_records(struct dump_plan *p, const char *rule,
    struct dump_err *err)
{
	size_t i;

	for (i = 0; i < p->m->nrecords; i++)
		if (plan_keep_record(p, i, rule, err) == -1)
			return -1;
	return 0;
}

int
plan_insist_on_record(struct dump_plan *p, size_t record, const char *rule,
    struct dump_err *err)
{
	if (plan_keep_record(p, record, rule, err) == -1)
		return -1;
	p->verdicts[record].insist = true;
	return 0;
}

int
plan_drop_record(struct dump_plan *p, size_t record, const char *rule,
    struct dump_err *err)
{
	struct verdict *v = verdict_on(p, record, err);

	if (v == NULL)
		return -1;
	if (v->drop == NULL || strcmp(rule, v->drop) < 0)
		v->drop = rule;
	return 0;
}

void
plan_clear_rewritings(struct dump_plan *p)
{
	for (; p->nrewritings > 0; p->nrewritings--)
		set_free(&p->rewritings[p->nrewritings - 1].where);
	set_free(&p->rewritten);
}

void
plan_clear(struct dump_plan *p)
{
	if (p->rules != NULL)
		explain_free(p->rules);
	set_free(&p->keep);
	set_free(&p->drop);
	free(p->verdicts);
	p->verdicts = NULL;
	plan_clear_rewritings(p);
	memset(&p->tuning, 0, sizeof p->tuning);
	set_free(&p->strip_modules);
	set_free(&p->drop_modules);
	free(p->drop_thread);
	p->drop_thread = NULL;
	set_free(&p->threads_own);
	p->threads_unproven = 0;
	p->scrub = 0;
	p->nwarnings = 0;
	p->flags = 0;
	p->took_buffers = 0;
	p->cut = p->strict = p->took_heaps = p->share_zeros = p->shares = false;
}

static int
add_module(struct set *to, const struct dump_plan *p, size_t i,
    struct dump_err *err)
{
	if (!p->m->format->lists_modules)
		return 0;
	to->settled = false;
	return set_add(to, (struct span){ p->m->modules[i].base, 1 }, "",
	    err);
}

int
plan_strip_module(struct dump_plan *p, size_t i, struct dump_err *err)
{
	const struct dump_module *mod = &p->m->modules[i];

	/* What is gone already is no change. */
	return mod->id == NULL && mod->version == NULL &&
	    mod->debug_name == NULL ? 0 :
	    add_module(&p->strip_modules, p, i, err);
}

int
plan_drop_module(struct dump_plan *p, size_t i, struct dump_err *err)
{
	return add_module(&p->drop_modules, p, i, err);
}

int
plan_cut(struct dump_plan *p, struct set *s, struct dump_err *err)
{
	int rc = 0;

	p->cut = true;
	if (p->rules != NULL && s->lost != NULL)
		rc = set_add_all(&p->rules->narrowed, s->lost, err);
	set_forget(s);
	/* It may be as large as the model. */
	if (p->keep.n == 0) {
		set_free(&p->keep);
		p->keep = *s;
		*s = (struct set){ 0 };
	} else {
		if (rc == 0)
			rc = set_add_all(&p->keep, s, err);
		set_free(s);
	}
	return rc;
}

void
plan_warn(struct dump_plan *p, const char *fmt, ...)
{
	struct dump_err ignored;
	struct dump_warning w = { NULL, DUMP_NOWHERE, false };
	char text[256], safe[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	text_escape(safe, sizeof safe, text);
	/* No room for a warning is no reason to lose the dump. */
	if ((w.text = arena_text(&p->text, safe, strlen(safe), &ignored)) !=
	    NULL && array_room(&p->warnings, &p->warnings_cap, p->nwarnings,
	    sizeof *p->warnings, &ignored) == 0)
		p->warnings[p->nwarnings++] = w;
}

/*
 * Widens ranges to the grain.  A debugger reads memory by pages where the
 * system has pages, and a secret is not gone if half its page stays: so both
 * what is kept and what is dropped grow.
 */
static void
widen(struct set *s, uint64_t grain)
{
	size_t i;

	if (grain > 1) {
		for (i = 0; i < s->n; i++) {
			s->v[i].addr = round_down(s->v[i].addr, grain);
			s->v[i].last |= grain - 1;
		}
		s->settled = false;
	}
	set_settle(s);
}

/*
 * Narrows ranges to bytes that are there: one without bytes must not grow
 * over its neighbours in a page, for a second cut does not find it again.
 */
static int
narrow(struct set *s, const struct dump_model *m, struct dump_err *err)
{
	struct set out = { 0 };
	size_t i = 0, k = 0;
	uint64_t addr, last;

	while (i < s->n && k < m->npieces) {
		addr = max_u64(s->v[i].addr, m->pieces[k].at.addr);
		last = min_u64(s->v[i].last, span_last(m->pieces[k].at));
		if (addr <= last && set_add(&out, (struct span){ addr,
		    last - addr + 1 }, s->v[i].rule, err) == -1) {
			set_free(&out);
			return -1;
		}
		if (s->v[i].last < span_last(m->pieces[k].at))
			i++;
		else
			k++;
	}
	set_settle(&out);
	set_free(s);
	*s = out;
	return 0;
}

static int
everything(struct set *out, const struct dump_model *m, struct dump_err *err)
{
	size_t i;

	for (i = 0; i < m->nregions; i++)
		if (set_add(out, m->regions[i].at, "everything", err) == -1)
			return -1;
	set_settle(out);
	return 0;
}

static void
count(struct dump_plan *p)
{
	const struct dump_model *m = p->m;
	struct plan_walk w;
	struct extent e;
	size_t i;

	memset(p->present, 0, sizeof p->present);
	memset(p->bytes, 0, sizeof p->bytes);
	for (i = 0; i < m->npieces; i++)
		p->present[m->regions[m->pieces[i].region].class] +=
		    m->pieces[i].at.size;
	plan_walk(&w, p);
	while (plan_next(&w, &e))
		p->bytes[m->regions[e.region].class] += e.size;
}

static bool
anything_dropped(const struct dump_plan *p)
{
	size_t i;

	for (i = 0; i < DUMP_CLASSES; i++)
		if (p->present[i] != p->bytes[i])
			return true;
	for (i = 0; p->drop_record != NULL && i < p->m->nrecords; i++)
		if (p->drop_record[i])
			return true;
	/* Where some are left out, at least one is. */
	return p->drop_thread != NULL || p->strip_modules.n > 0 ||
	    p->drop_modules.n > 0;
}

static bool
record_goes(const struct dump_plan *p, size_t i)
{
	const struct verdict *v = p->verdicts == NULL ? NULL :
	    &p->verdicts[i];

	switch (p->m->records[i].role) {
	case ROLE_MEMORY: case ROLE_PROVENANCE:
		return false;
	case ROLE_RESIDUAL:		/* goes with anything else */
	case ROLE_CARRIED:		/* it holds others, which decide */
		return v != NULL && v->drop != NULL;
	default:
		return (p->cut && (v == NULL || v->keep == NULL)) ||
		    (v != NULL && v->drop != NULL);
	}
}

static int
resolve_records(struct dump_plan *p, struct dump_err *err)
{
	size_t i;

	free(p->drop_record);
	p->drop_record = NULL;
	if (p->verdicts == NULL && !p->cut)
		return 0;
	if ((p->drop_record = calloc(p->m->nrecords + 1,
	    sizeof *p->drop_record)) == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < p->m->nrecords; i++)
		p->drop_record[i] = record_goes(p, i);
	return 0;
}

bool
plan_drops(const struct dump_plan *p)
{
	return p->nfilters + p->asked.n > 0 && p->changes;
}

int
plan_leave_out(struct dump_plan *p, size_t record, struct dump_err *err)
{
	if (p->drop_record == NULL && (p->drop_record =
	    calloc(p->m->nrecords + 1, sizeof *p->drop_record)) == NULL)
		return dump_fail_nomem(err);
	p->drop_record[record] = true;
	return 0;
}

int
plan_leave_out_unsafe(struct dump_plan *p, struct dump_err *err)
{
	const struct dump_model *m = p->m;
	size_t i;

	for (i = 0; i < m->nrecords; i++) {
		if ((!m->records[i].unsafe &&
		    (m->records[i].role != ROLE_RESIDUAL || !plan_drops(p))) ||
		    (p->verdicts != NULL && p->verdicts[i].insist) ||
		    (p->drop_record != NULL && p->drop_record[i]))
			continue;
		if (plan_leave_out(p, i, err) == -1)
			return -1;
		if (m->records[i].unsafe)
			plan_warn(p, "%s left out: what file offsets it holds"
			    " is not known", m->records[i].name);
	}
	return 0;
}

static int
straighten(struct set *s, const struct dump_model *m, struct dump_err *err)
{
	set_settle(s);
	if (m->grain > 1 && narrow(s, m, err) == -1)
		return -1;
	widen(s, m->grain);
	return 0;
}

static int
foresee(struct set *out, const struct dump_plan *p, struct set *keep,
    struct set *drop, struct dump_err *err)
{
	struct set all = { 0 };
	int rc;

	if (straighten(keep, p->m, err) == -1 ||
	    straighten(drop, p->m, err) == -1)
		return -1;
	if (p->cut)
		return set_subtract(out, keep, drop, err);
	if ((rc = everything(&all, p->m, err)) == 0)
		rc = set_subtract(out, &all, drop, err);
	set_free(&all);
	return rc;
}

int
plan_foresee(struct set *out, struct dump_plan *p, struct dump_err *err)
{
	struct set keep = { 0 }, drop = { 0 };
	int rc = -1;

	if (p->rules == NULL)
		return foresee(out, p, &p->keep, &p->drop, err);
	/* What filters said is to stay as they said it. */
	if (set_add_all(&keep, &p->keep, err) == 0 &&
	    set_add_all(&drop, &p->drop, err) == 0)
		rc = foresee(out, p, &keep, &drop, err);
	set_free(&keep);
	set_free(&drop);
	return rc;
}

bool
plan_foresees_drop(const struct dump_plan *p, size_t record)
{
	return record_goes(p, record);
}

int
plan_resolve(struct dump_plan *p, struct dump_err *err)
{
	struct set all = { 0 };
	int rc = 0;

	if (resolve_records(p, err) == -1)
		return -1;
	set_free(&p->kept);
	if (p->rules != NULL && explain_before(p->rules, p, err) == -1)
		return -1;
	if (straighten(&p->keep, p->m, err) == -1 ||
	    straighten(&p->drop, p->m, err) == -1)
		return -1;
	if (p->cut) {
		all = p->keep;
		p->keep = (struct set){ 0 };
	} else
		rc = everything(&all, p->m, err);
	if (rc == 0 && p->rules != NULL)
		rc = explain_grown(p->rules, &all, err);
	if (rc == 0 && p->drop.n > 0)
		rc = set_subtract(&p->kept, &all, &p->drop, err);
	else if (rc == 0) {
		/* It may be as large as the model. */
		p->kept = all;
		all = (struct set){ 0 };
	}
	set_free(&all);
	if (rc == -1)
		return -1;
	if (plan_resolve_sharing(p, err) == -1)
		return -1;
	set_settle(&p->strip_modules);
	set_settle(&p->drop_modules);
	count(p);
	/* To mend what is damaged or cut short is a change too. */
	p->changes = anything_dropped(p) || p->shares ||
	    p->m->damaged;
	return p->changes ? plan_leave_out_unsafe(p, err) : 0;
}

int
plan_narrow(struct dump_plan *p, struct set *kept, struct dump_err *err)
{
	set_settle(kept);
	set_free(&p->kept);
	p->kept = *kept;
	*kept = (struct set){ 0 };
	if (plan_resolve_sharing(p, err) == -1)
		return -1;
	count(p);
	p->changes = true;
	return plan_leave_out_unsafe(p, err);
}

int
plan_keep_all_memory(struct dump_plan *p, struct dump_err *err)
{
	struct set all = { 0 };
	int rc = everything(&all, p->m, err);

	set_free(&p->kept);
	if (rc == 0)
		rc = set_subtract(&p->kept, &all, &p->drop, err);
	set_free(&all);
	if (rc == -1 || plan_resolve_sharing(p, err) == -1)
		return -1;
	count(p);
	p->changes = anything_dropped(p) || p->shares || p->m->damaged;
	return 0;
}

void
plan_walk(struct plan_walk *w, const struct dump_plan *p)
{
	*w = (struct plan_walk){ .p = p };
}

bool
plan_next(struct plan_walk *w, struct extent *e)
{
	const struct dump_model *m = w->p->m;
	const struct set *kept = &w->p->kept;
	const struct piece *piece;
	uint64_t addr, last;

	while (w->piece < m->npieces && w->range < kept->n) {
		piece = &m->pieces[w->piece];
		last = span_last(piece->at);
		if (kept->v[w->range].last < piece->at.addr) {
			w->range++;
			continue;
		}
		if (kept->v[w->range].addr > last) {
			w->piece++;
			continue;
		}
		addr = max_u64(piece->at.addr, kept->v[w->range].addr);
		/* Ranges of different rules that touch are one run. */
		while (kept->v[w->range].last < last &&
		    w->range + 1 < kept->n &&
		    kept->v[w->range + 1].addr == kept->v[w->range].last + 1)
			w->range++;
		last = min_u64(last, kept->v[w->range].last);
		if (kept->v[w->range].last > span_last(piece->at))
			w->piece++;
		else
			w->range++;
		e->addr = addr;
		e->size = last - addr + 1;
		e->off = piece->off + (addr - piece->at.addr);
		e->piece = (uint32_t)(piece - m->pieces);
		e->region = piece->region;
		e->whole = e->size == piece->at.size;
		return true;
	}
	return false;
}
