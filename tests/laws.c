/* SPDX-License-Identifier: BSD-2-Clause */
/* laws.c -- what must hold of every cut of every dump: two dumps side by side. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/laws_inside.h"

static char broken[512];

const char *
law_breaks(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(broken, sizeof broken, fmt, ap);
	va_end(ap);
	return broken;
}

struct pair {
	const struct blob	*blob[2];
	struct dump_source	*src[2];
	struct dump_model	*m[2];
};

static void
close_pair(struct pair *p)
{
	int i;

	for (i = 0; i < 2; i++) {
		dump_model_free(p->m[i]);
		dump_source_close(p->src[i]);
	}
}

static const char *
open_pair(struct pair *p, const struct blob *a, const struct blob *b)
{
	struct dump_err err;
	int i;

	memset(p, 0, sizeof *p);
	p->blob[0] = a;
	p->blob[1] = b;
	for (i = 0; i < 2; i++) {
		if (dump_source_memory(&p->src[i], p->blob[i]->v,
		    p->blob[i]->n, &err) == 0 &&
		    dump_model_read(&p->m[i], p->src[i], &err) == 0)
			continue;
		close_pair(p);
		return law_breaks("%s dump cannot be read: %s",
		    i == 0 ? "first" : "second", err.msg);
	}
	return NULL;
}

/* First piece of M that ends after ADDR. */
static size_t
piece_from(const struct dump_model *m, uint64_t addr)
{
	size_t low = 0, high = dump_model_pieces(m), mid;
	uint64_t at, size, off;

	while (low < high) {
		mid = low + (high - low) / 2;
		dump_model_piece(m, mid, &at, &size, &off);
		if (at + (size - 1) < addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* SIZE bytes at OFF of the small one lie at ADDR; are they in the big one,
 * and if it matters, the SAME? */
static const char *
same_bytes(const struct pair *p, uint64_t addr, uint64_t size, uint64_t off,
    bool same)
{
	const struct blob *small = p->blob[0], *big = p->blob[1];
	uint64_t at, len, from, skip, n;
	size_t i;

	if (off > small->n || size > small->n - off)
		return law_breaks("piece at %#" PRIx64 " lies outside the file",
		    addr);
	for (i = piece_from(p->m[1], addr); size != 0; i++) {
		if (i == dump_model_pieces(p->m[1]))
			return law_breaks("%#" PRIx64 " is not in the other dump",
			    addr);
		dump_model_piece(p->m[1], i, &at, &len, &from);
		if (at > addr)
			return law_breaks("%#" PRIx64 " is not in the other dump",
			    addr);
		skip = addr - at;
		n = len - skip < size ? len - skip : size;
		if (from + skip > big->n || n > big->n - from - skip)
			return law_breaks("piece at %#" PRIx64
			    " of the other dump lies outside the file", at);
		if (same && memcmp(small->v + off, big->v + from + skip, n) !=
		    0)
			return law_breaks("bytes differ in %#" PRIx64 "+%#" PRIx64,
			    addr, n);
		addr += n;
		off += n;
		size -= n;
	}
	return NULL;
}

static const char *
is_part(const struct blob *small, const struct blob *big, bool same)
{
	uint64_t addr, size, off;
	const char *why;
	struct pair p;
	size_t i;

	if ((why = open_pair(&p, small, big)) != NULL)
		return why;
	for (i = 0; why == NULL && i < dump_model_pieces(p.m[0]); i++) {
		dump_model_piece(p.m[0], i, &addr, &size, &off);
		why = same_bytes(&p, addr, size, off, same);
	}
	close_pair(&p);
	return why;
}

const char *
law_subset(const struct blob *small, const struct blob *big)
{
	return is_part(small, big, true);
}

const char *
law_within(const struct blob *small, const struct blob *big)
{
	return is_part(small, big, false);
}

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* A cut may leave a part of a stack, or nothing of it. */
static bool
lies_within(const struct dump_thread *part, const struct dump_thread *whole)
{
	return part->stack_size == 0 ||
	    (part->stack - whole->stack < whole->stack_size &&
	    part->stack_size <= whole->stack_size -
	    (part->stack - whole->stack));
}

/* Names are in a record of their own. */
static const char *
same_thread(const struct dump_thread *x, const struct dump_thread *y,
    bool names)
{
	const char *what;

	what = x->id != y->id ? "id" : x->pc != y->pc ? "pc" :
	    x->sp != y->sp ? "sp" : x->fp != y->fp ? "fp" :
	    x->tp != y->tp ? "tp" : !lies_within(y, x) ? "stack" :
	    x->signal != y->signal ? "signal" :
	    x->crashed != y->crashed ? "crashed" :
	    names && !same_text(x->name, y->name) ? "name" : NULL;
	return what == NULL ? NULL : law_breaks("thread %" PRIu64 ": its %s "
	    "differs", x->id, what);
}

static const char *
same_threads(const struct dump_model *a, const struct dump_model *b,
    bool names)
{
	size_t i;
	const char *why;

	if (dump_model_threads(a) != dump_model_threads(b))
		return law_breaks("%zu threads became %zu", dump_model_threads(a),
		    dump_model_threads(b));
	for (i = 0; i < dump_model_threads(a); i++)
		if ((why = same_thread(dump_model_thread(a, i),
		    dump_model_thread(b, i), names)) != NULL)
			return why;
	return NULL;
}

static const char *
same_modules(const struct dump_model *a, const struct dump_model *b)
{
	const struct dump_module *x, *y;
	size_t i;

	if (dump_model_modules(a) != dump_model_modules(b))
		return law_breaks("%zu modules became %zu", dump_model_modules(a),
		    dump_model_modules(b));
	for (i = 0; i < dump_model_modules(a); i++) {
		x = dump_model_module(a, i);
		y = dump_model_module(b, i);
		if (x->base != y->base || x->size != y->size ||
		    x->stamp != y->stamp || x->checksum != y->checksum ||
		    !same_text(x->name, y->name) || !same_text(x->id, y->id) ||
		    !same_text(x->version, y->version) ||
		    !same_text(x->debug_name, y->debug_name))
			return law_breaks("module %zu at %#" PRIx64 " differs", i,
			    x->base);
	}
	return NULL;
}

static bool
same_crash(const struct dump_crash *a, const struct dump_crash *b)
{
	return a->present == b->present && a->thread == b->thread &&
	    a->thread_id == b->thread_id && a->code == b->code &&
	    a->flags == b->flags && a->address == b->address &&
	    a->nparams == b->nparams &&
	    memcmp(a->params, b->params, sizeof a->params) == 0;
}

static const char *
same_system(const struct dump_facts *a, const struct dump_facts *b)
{
	if (!same_crash(&a->crash, &b->crash))
		return law_breaks("exception differs");
	if (!same_text(a->machine, b->machine) || !same_text(a->os, b->os) ||
	    !same_text(a->process, b->process) || a->pid != b->pid ||
	    !same_text(a->command, b->command) || a->time != b->time ||
	    a->page != b->page || !same_text(a->runtime, b->runtime))
		return law_breaks("system or process differs");
	return NULL;
}

/* Is this record the same in every cut, byte for byte?  The provenance is
 * not, nor is a stream that holds offsets into its file. */
static bool
is_plain(const struct dump_record *r)
{
	static const uint32_t with_offsets[] = { 3, 4, 5, 6, 7, 8, 9, 12, 14,
	    24, 0xfff0, 0x4767000a, 0x43500001, 0x4d7a0001, 0x4d7a0002 };
	size_t i;

	if (r->type == 0x444b0004)
		return false;
	if (r->owner != NULL)
		return true;
	for (i = 0; i < sizeof with_offsets / sizeof with_offsets[0]; i++)
		if (r->type == with_offsets[i])
			return false;
	/* These may be dropped: they could hide offsets. */
	return r->type >= 10 && (r->type > 0xffff || r->type <= 22);
}

/* Index of the next plain record, and the record. */
static bool
next_plain(const struct dump_model *m, size_t *i, struct dump_record *r)
{
	for (; *i < dump_model_records(m); ++*i) {
		dump_model_record(m, *i, r);
		if (is_plain(r)) {
			++*i;
			return true;
		}
	}
	return false;
}

static bool
same_record(const struct pair *p, const struct dump_record *x,
    const struct dump_record *y)
{
	if (x->type != y->type || x->size != y->size ||
	    !same_text(x->owner, y->owner) || x->thread != y->thread)
		return false;
	/* A stream without bytes may claim to lie anywhere. */
	if (x->size == 0)
		return true;
	return x->size <= p->blob[0]->n &&
	    x->off <= p->blob[0]->n - x->size &&
	    y->size <= p->blob[1]->n && y->off <= p->blob[1]->n - y->size &&
	    memcmp(p->blob[0]->v + x->off, p->blob[1]->v + y->off,
	    x->size) == 0;
}

static const char *
same_records(const struct pair *p)
{
	struct dump_record x = { 0 }, y = { 0 };
	size_t i = 0, j = 0;
	bool more;

	for (;;) {
		more = next_plain(p->m[0], &i, &x);
		if (more != next_plain(p->m[1], &j, &y))
			return law_breaks("one dump lacks record %s",
			    more ? x.name : y.name);
		if (!more)
			return NULL;
		if (!same_record(p, &x, &y))
			return law_breaks("record %s differs", x.name);
	}
}

static const char *
same_but_records(const struct pair *p)
{
	const char *why;

	if ((why = same_threads(p->m[0], p->m[1], true)) == NULL &&
	    (why = same_modules(p->m[0], p->m[1])) == NULL)
		why = same_system(dump_model_facts(p->m[0]),
		    dump_model_facts(p->m[1]));
	return why;
}

const char *
law_same_facts(const struct blob *a, const struct blob *b)
{
	const char *why;
	struct pair p;

	if ((why = open_pair(&p, a, b)) != NULL)
		return why;
	if ((why = same_but_records(&p)) == NULL)
		why = same_records(&p);
	close_pair(&p);
	return why;
}

const char *
law_same_process(const struct blob *a, const struct blob *b)
{
	const char *why;
	struct pair p;

	if ((why = open_pair(&p, a, b)) != NULL)
		return why;
	why = same_but_records(&p);
	close_pair(&p);
	return why;
}

const char *
law_fewer_records(const struct blob *big, const struct blob *small)
{
	struct dump_record x, y = { 0 };
	const char *why;
	struct pair p;
	size_t i = 0, j = 0;
	int found;

	if ((why = open_pair(&p, big, small)) != NULL)
		return why;
	if ((why = same_threads(p.m[0], p.m[1], false)) == NULL)
		why = same_modules(p.m[0], p.m[1]);
	if (why == NULL && !same_crash(&dump_model_facts(p.m[0])->crash,
	    &dump_model_facts(p.m[1])->crash))
		why = law_breaks("exception differs");
	/* Those that are left keep their order. */
	while (why == NULL && next_plain(p.m[1], &j, &y)) {
		do
			found = next_plain(p.m[0], &i, &x) ?
			    same_record(&p, &x, &y) : -1;
		while (found == 0);
		if (found == -1)
			why = law_breaks("record %s was not there", y.name);
	}
	close_pair(&p);
	return why;
}

const char *
law_fewer_threads(const struct blob *big, const struct blob *small)
{
	const struct dump_thread *x, *y;
	const char *why;
	struct pair p;
	size_t i, j = 0;

	if ((why = open_pair(&p, big, small)) != NULL)
		return why;
	why = same_modules(p.m[0], p.m[1]);
	for (i = 0; why == NULL && i < dump_model_threads(p.m[1]); i++) {
		y = dump_model_thread(p.m[1], i);
		do
			x = j < dump_model_threads(p.m[0]) ?
			    dump_model_thread(p.m[0], j++) : NULL;
		while (x != NULL && x->id != y->id);
		why = x == NULL ? law_breaks("thread %" PRIu64 " was not there, or"
		    " not at that place", y->id) : same_thread(x, y, true);
	}
	for (j = 0; why == NULL && j < dump_model_threads(p.m[0]); j++) {
		x = dump_model_thread(p.m[0], j);
		for (i = 0; i < dump_model_threads(p.m[1]) &&
		    dump_model_thread(p.m[1], i)->id != x->id; i++)
			continue;
		if (x->crashed && i == dump_model_threads(p.m[1]))
			why = law_breaks("the thread that crashed is gone");
	}
	close_pair(&p);
	return why;
}

const char *
law_same_threads(const struct blob *a, const struct blob *b)
{
	const char *why;
	struct pair p;
	size_t i, n;

	if ((why = open_pair(&p, a, b)) != NULL)
		return why;
	n = dump_model_threads(p.m[0]);
	if (n != dump_model_threads(p.m[1]))
		why = law_breaks("%zu threads became %zu", n,
		    dump_model_threads(p.m[1]));
	for (i = 0; why == NULL && i < n; i++)
		if (dump_model_thread(p.m[0], i)->id !=
		    dump_model_thread(p.m[1], i)->id)
			why = law_breaks("thread %zu has another number", i);
	close_pair(&p);
	return why;
}

const char *
law_sound(const struct blob *b)
{
	struct dump_source *src = NULL;
	struct dump_model *m = NULL;
	const char *why = NULL;
	struct dump_err err;
	size_t i;

	if (dump_source_memory(&src, b->v, b->n, &err) == -1 ||
	    dump_model_read(&m, src, &err) == -1)
		why = law_breaks("cannot be read: %s", err.msg);
	else if (dump_model_facts(m)->truncated)
		why = law_breaks("is truncated");
	for (i = 0; why == NULL && i < dump_model_warnings(m); i++)
		if (dump_model_warning(m, i)->damage)
			why = law_breaks("is damaged: %s",
			    dump_model_warning(m, i)->text);
	dump_model_free(m);
	dump_source_close(src);
	return why;
}

/* Do these filters change bytes?  Then they do so every time. */
static bool
rewrites(const char *filters)
{
	return filters != NULL && (strstr(filters, "scrub") != NULL ||
	    strstr(filters, "triage") != NULL);
}

const char *
law_idempotent(const struct blob *once, const struct cut *how)
{
	struct blob twice = { NULL, 0, 0 };
	const char *why = NULL;
	struct outcome o;

	if (!cut_blob(&twice, once, how, &o))
		why = law_breaks("cannot be cut again: %s", o.err.msg);
	else if (!blob_same(once, &twice))
		why = law_breaks("%zu bytes cut again are %zu%s", once->n,
		    twice.n, once->n == twice.n ? " others" : "");
	else if (o.changed && !rewrites(how->filters))
		why = law_breaks("a plan that changed nothing says it did");
	blob_free(&twice);
	return why;
}

const char *
law_same_ways(const struct blob *in, const struct cut *how)
{
	static const char *const names[] = { "memory", "pipe", "rewind" };
	struct blob out[3] = { { NULL, 0, 0 }, { NULL, 0, 0 },
	    { NULL, 0, 0 } };
	const char *why = NULL;
	struct outcome o[3];
	struct cut each;
	int i;

	for (i = 0; i < 3; i++) {
		each = *how;
		each.way = (enum way)i;
		cut_blob(&out[i], in, &each, &o[i]);
		if (why != NULL)
			continue;
		if (o[i].done != o[0].done)
			why = law_breaks("%s: %s, but not from memory", names[i],
			    o[i].done ? "works" : o[i].err.msg);
		else if (o[i].done && o[i].damaged != o[0].damaged)
			why = law_breaks("%s: %s damage, but not from memory",
			    names[i], o[i].damaged ? "sees" : "overlooks");
		else if (o[i].done && !blob_same(&out[i], &out[0]))
			why = law_breaks("%s: other bytes than from memory",
			    names[i]);
	}
	for (i = 0; i < 3; i++)
		blob_free(&out[i]);
	return why;
}
