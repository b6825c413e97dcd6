/* SPDX-License-Identifier: BSD-2-Clause */
/* plan.c -- which memory and which records the output gets. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "base/text.h"
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
	return false;
}

int
plan_resolve(struct dump_plan *p, struct dump_err *err)
{
	struct set all = { 0 };
	int rc = 0;

	set_free(&p->kept);
	set_settle(&p->keep);
	if (p->m->grain > 1 && narrow(&p->keep, p->m, err) == -1)
		return -1;
	widen(&p->keep, p->m->grain);
	set_settle(&p->drop);
	widen(&p->drop, p->m->grain);
	if (p->cut) {
		all = p->keep;
		p->keep = (struct set){ 0 };
	} else
		rc = everything(&all, p->m, err);
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
	count(p);
	/* To mend what is damaged or cut short is a change too. */
	p->changes = anything_dropped(p) || p->m->damaged;
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
