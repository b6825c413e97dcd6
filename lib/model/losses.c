/* SPDX-License-Identifier: BSD-2-Clause */
/* losses.c -- what is gone of a dump that ends too early, for people. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "base/text.h"
#include "model/model.h"

enum { NAMED = 6 };	/* of each kind so many are named */

struct line {
	char		*text;
	size_t		 room, len;
	size_t		 named, more;	/* things so far */
};

static void put(struct line *l, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
put(struct line *l, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(l->text + l->len, l->room - l->len, fmt, ap);
	va_end(ap);
	if (n > 0)
		l->len += min_u64((uint64_t)n, l->room - l->len - 1);
}

/* One more thing; false where it is only counted. */
static bool
next(struct line *l)
{
	if (l->named == NAMED) {
		l->more++;
		return false;
	}
	put(l, "%s", l->named++ > 0 ? ", " : ": ");
	return true;
}

static void
finish(struct line *l)
{
	if (l->more > 0)
		put(l, " and %zu more", l->more);
}

/* Memory that a record describes and the file no longer has. */
static int
find_lost(struct set *out, const struct dump_model *m, uint64_t end,
    struct dump_err *err)
{
	const struct piece *p;
	const struct region *r;
	uint64_t have;
	size_t i;

	for (i = 0; i < m->nregions; i++) {
		r = &m->regions[i];
		if (r->tail == TAIL_CUT && model_region_present(m, i) == 0 &&
		    set_add(out, r->at, "", err) == -1)
			return -1;
	}
	for (i = 0; i < m->npieces; i++) {
		p = &m->pieces[i];
		have = p->off >= end ? 0 : min_u64(p->at.size, end - p->off);
		if (have < p->at.size && set_add(out, (struct span){
		    p->at.addr + have, p->at.size - have }, "", err) == -1)
			return -1;
	}
	set_settle(out);
	return 0;
}

static void
tell_ranges(struct line *l, const struct set *lost)
{
	char size[DUMP_SIZE_TEXT];
	uint64_t bytes = 0;
	size_t i;

	for (i = 0; i < lost->n; i++)
		bytes = add_capped(bytes, lost->v[i].last - lost->v[i].addr +
		    1);
	put(l, "gone: %s of memory in %zu range%s", dump_size_text(size,
	    bytes), lost->n, lost->n == 1 ? "" : "s");
	for (i = 0; i < lost->n; i++)
		if (next(l))
			put(l, "0x%" PRIx64 "+0x%" PRIx64, lost->v[i].addr,
			    lost->v[i].last - lost->v[i].addr + 1);
	finish(l);
}

/* Is nothing but that stack between SP and AT? */
static bool
is_of_stack(const struct dump_model *m, uint64_t sp, uint64_t at)
{
	uint32_t i = model_find_region(m, sp);

	for (; i != NONE && i < m->nregions &&
	    m->regions[i].class == DUMP_STACK; i++) {
		if (span_has(m->regions[i].at, at))
			return true;
		if (i + 1 < m->nregions && span_last(m->regions[i].at) + 1 !=
		    m->regions[i + 1].at.addr)
			break;
	}
	return false;
}

/* 0: it is there; 1: a part of it; 2: it is gone. */
static int
stack_lost(const struct dump_model *m, const struct set *lost,
    const struct dump_thread *t)
{
	struct span at;
	size_t i;

	if (t->sp == DUMP_NOWHERE)
		return 0;
	if (set_has(lost, t->sp))
		return 2;
	i = set_find(lost, t->sp);
	if (i == lost->n)
		return 0;
	if (span_of(t->stack, t->stack_size, &at) && span_has(at, t->sp))
		return span_has(at, lost->v[i].addr);
	return is_of_stack(m, t->sp, lost->v[i].addr);
}

static size_t
tell_threads(struct line *l, const struct dump_model *m,
    const struct set *lost)
{
	size_t i, n = 0;
	int how;

	for (i = 0; i < m->nthreads; i++)
		n += stack_lost(m, lost, &m->threads[i].seen) > 0;
	put(l, "gone: the stack%s of %zu of %zu threads", n == 1 ? "" : "s",
	    n, m->nthreads);
	for (i = 0; i < m->nthreads; i++) {
		how = stack_lost(m, lost, &m->threads[i].seen);
		if (how > 0 && next(l))
			put(l, "%" PRIu64 "%s", m->threads[i].seen.id,
			    how == 1 ? " (in part)" : "");
	}
	finish(l);
	return n;
}

static size_t
tell_modules(struct line *l, const struct dump_model *m,
    const struct set *lost, struct dump_err *err)
{
	bool *hit = calloc(m->nmodules + 1, sizeof *hit);
	const struct region *r;
	const char *name;
	char safe[64];
	size_t i, k, n = 0;

	if (hit == NULL) {
		dump_fail_nomem(err);
		return 0;
	}
	for (i = 0; i < m->nregions; i++) {
		r = &m->regions[i];
		if (r->module == NONE || hit[r->module])
			continue;
		k = set_find(lost, r->at.addr);
		hit[r->module] = k < lost->n &&
		    lost->v[k].addr <= span_last(r->at);
		n += hit[r->module];
	}
	put(l, "gone: memory of %zu of %zu modules", n, m->nmodules);
	for (i = 0; i < m->nmodules; i++) {
		name = m->modules[i].name != NULL ?
		    text_basename(m->modules[i].name) : "?";
		text_escape(safe, sizeof safe, name);
		if (hit[i] && next(l))
			put(l, "%s", safe);
	}
	finish(l);
	free(hit);
	return n;
}

bool
dump_model_loss(const struct dump_model *m, uint64_t end, unsigned i,
    char *text, size_t room)
{
	struct line l = { .text = text, .room = room };
	struct set lost = { 0 };
	struct dump_err err;
	bool any = false;

	text[0] = '\0';
	if (find_lost(&lost, m, end, &err) == 0 && lost.n > 0)
		switch (i) {
		case 0:
			tell_ranges(&l, &lost);
			any = true;
			break;
		case 1:
			any = tell_threads(&l, m, &lost) > 0;
			break;
		case 2:
			any = tell_modules(&l, m, &lost, &err) > 0;
			break;
		default:
			break;
		}
	set_free(&lost);
	if (!any)
		text[0] = '\0';
	return any;
}
