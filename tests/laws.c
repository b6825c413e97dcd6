/* SPDX-License-Identifier: BSD-2-Clause */
/* laws.c -- what must hold of every cut of every dump. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "laws.h"

static char broken[512];

static const char *breaks(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

static const char *
breaks(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(broken, sizeof broken, fmt, ap);
	va_end(ap);
	return broken;
}

void
blob_free(struct blob *b)
{
	free(b->v);
	memset(b, 0, sizeof *b);
}

bool
blob_same(const struct blob *a, const struct blob *b)
{
	return a->n == b->n && (a->n == 0 || memcmp(a->v, b->v, a->n) == 0);
}

/* ---- cutting: a source of the wanted kind, a plan, a growing blob ---- */

struct taker {
	struct blob	*out;
	size_t		 most;
};

static int
take(void *ctx, const void *buf, size_t len)
{
	struct taker *t = ctx;
	struct blob *b = t->out;
	uint8_t *grown;
	size_t want;

	if (t->most != 0 && len > t->most - b->n) {
		errno = ENOSPC;
		return -1;
	}
	if (len > b->cap - b->n) {
		want = b->cap + b->cap / 2;
		if (want < b->n + len)
			want = b->n + len;
		if ((grown = realloc(b->v, want)) == NULL)
			return -1;
		b->v = grown;
		b->cap = want;
	}
	if (len != 0)
		memcpy(b->v + b->n, buf, len);
	b->n += len;
	return 0;
}

/* Gives a blob in pieces of odd sizes, as a pipe may. */
struct giver {
	const struct blob *in;
	size_t		 at, turn;
};

static int
give(void *ctx, void *buf, size_t len, size_t *got)
{
	static const size_t sizes[] = { 1, 4096, 31, 65536, 7, 100000, 512 };
	struct giver *g = ctx;
	size_t n = sizes[g->turn++ % (sizeof sizes / sizeof sizes[0])];

	if (n > len)
		n = len;
	if (n > g->in->n - g->at)
		n = g->in->n - g->at;
	if (n != 0)
		memcpy(buf, g->in->v + g->at, n);
	g->at += n;
	*got = n;
	return 0;
}

static int
give_again(void *ctx)
{
	struct giver *g = ctx;

	g->at = 0;
	return 0;
}

static int
open_blob(struct dump_source **src, const struct cut *how, struct giver *g,
    struct dump_err *err)
{
	struct dump_reader rd = { give, NULL, NULL };
	struct dump_limits limits = { 0, 0, NULL, false };

	if (how->way == WAY_MEMORY)
		return dump_source_memory(src, g->in->v, g->in->n, err);
	if (how->way == WAY_REWIND)
		rd.rewind = give_again;
	if (dump_source_callback(src, &rd, g, err) == -1)
		return -1;
	limits.no_spool = (how->flags & CUT_NO_SPOOL) != 0;
	dump_source_limits(*src, &limits);
	return 0;
}

/* "limit:BYTES", "gzip:BYTES": what the output has at most. */
static int
add_limit(struct dump_plan *p, const char *what, const char *bytes,
    struct dump_err *err)
{
	struct dump_limit limit = { .bytes = 0 };
	uint64_t n = strtoull(bytes, NULL, 10);

	if (strcmp(what, "limit") == 0)
		limit.bytes = n;
	else {
		limit.packed = n;
		limit.how.codec = what;
		limit.how.threads = 1;
	}
	return dump_plan_limit(p, &limit, err);
}

/* "a b:key=value c" */
static int
add_filters(struct dump_plan *p, const char *filters, struct dump_err *err)
{
	char text[1024], *name, *options, *rest = NULL;

	snprintf(text, sizeof text, "%s", filters == NULL ? "" : filters);
	for (name = strtok_r(text, " ", &rest); name != NULL;
	    name = strtok_r(NULL, " ", &rest)) {
		if ((options = strchr(name, ':')) != NULL)
			*options++ = '\0';
		if (options != NULL && *options >= '0' && *options <= '9') {
			if (add_limit(p, name, options, err) == -1)
				return -1;
			continue;
		}
		if (dump_plan_filter(p, name, options, err) == -1)
			return -1;
	}
	return 0;
}

static bool
damaged(const struct dump_model *m)
{
	size_t i;

	if (dump_model_facts(m)->truncated)
		return true;
	for (i = 0; i < dump_model_warnings(m); i++)
		if (dump_model_warning(m, i)->damage)
			return true;
	return false;
}

static int
convert(struct dump_plan *p, unsigned flags, struct dump_err *err)
{
	if ((flags & (CUT_TO_ELF | CUT_TO_MINIDUMP)) == 0)
		return 0;
	return dump_plan_convert(p, (flags & CUT_TO_ELF) != 0 ? "elf" :
	    "minidump", err);
}

static int
filter_blob(struct dump_source *src, struct dump_sink *dst,
    const struct cut *how, struct outcome *o)
{
	struct dump_model *m = NULL;
	struct dump_plan *p = NULL;
	int rc = -1;

	if (dump_model_read(&m, src, &o->err) == -1)
		return -1;
	o->damaged = damaged(m);
	if (dump_plan_new(&p, m, &o->err) == 0 &&
	    add_filters(p, how->filters, &o->err) == 0 &&
	    convert(p, how->flags, &o->err) == 0) {
		if (how->flags & CUT_NO_PROVENANCE)
			dump_plan_no_provenance(p);
		if (how->flags & CUT_KEEP_LAYOUT)
			dump_plan_keep_layout(p);
		rc = dump_write(p, src, dst, NULL, NULL, &o->res, &o->err);
		if (rc == 0)
			o->changed = dump_plan_changes(p);
	}
	dump_plan_free(p);
	dump_model_free(m);
	return rc;
}

bool
cut_blob(struct blob *out, const struct blob *in, const struct cut *how,
    struct outcome *o)
{
	struct dump_source *src = NULL;
	struct dump_sink *dst = NULL;
	struct taker taker = { out, how->most };
	struct giver giver = { in, 0, 0 };

	memset(o, 0, sizeof *o);
	out->n = 0;
	if (open_blob(&src, how, &giver, &o->err) == 0 &&
	    dump_sink_callback(&dst, take, &taker, &o->err) == 0) {
		if (how->flags & CUT_COPY)
			o->done = dump_copy(src, dst, NULL, NULL, &o->res,
			    &o->err) == 0;
		else
			o->done = filter_blob(src, dst, how, o) == 0;
		if (o->done)
			o->done = dump_sink_commit(&dst, &o->err) == 0;
		o->spooled = dump_source_spooled(src);
	}
	o->damaged = o->damaged || o->res.truncated;
	dump_sink_abort(dst);
	dump_source_close(src);
	return o->done;
}

/* ---- two dumps side by side ---- */

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
		return breaks("%s dump cannot be read: %s",
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
		return breaks("piece at %#" PRIx64 " lies outside the file",
		    addr);
	for (i = piece_from(p->m[1], addr); size != 0; i++) {
		if (i == dump_model_pieces(p->m[1]))
			return breaks("%#" PRIx64 " is not in the other dump",
			    addr);
		dump_model_piece(p->m[1], i, &at, &len, &from);
		if (at > addr)
			return breaks("%#" PRIx64 " is not in the other dump",
			    addr);
		skip = addr - at;
		n = len - skip < size ? len - skip : size;
		if (from + skip > big->n || n > big->n - from - skip)
			return breaks("piece at %#" PRIx64
			    " of the other dump lies outside the file", at);
		if (same && memcmp(small->v + off, big->v + from + skip, n) !=
		    0)
			return breaks("bytes differ in %#" PRIx64 "+%#" PRIx64,
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
	return what == NULL ? NULL : breaks("thread %" PRIu64 ": its %s "
	    "differs", x->id, what);
}

static const char *
same_threads(const struct dump_model *a, const struct dump_model *b,
    bool names)
{
	size_t i;
	const char *why;

	if (dump_model_threads(a) != dump_model_threads(b))
		return breaks("%zu threads became %zu", dump_model_threads(a),
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
		return breaks("%zu modules became %zu", dump_model_modules(a),
		    dump_model_modules(b));
	for (i = 0; i < dump_model_modules(a); i++) {
		x = dump_model_module(a, i);
		y = dump_model_module(b, i);
		if (x->base != y->base || x->size != y->size ||
		    x->stamp != y->stamp || x->checksum != y->checksum ||
		    !same_text(x->name, y->name) || !same_text(x->id, y->id) ||
		    !same_text(x->version, y->version) ||
		    !same_text(x->debug_name, y->debug_name))
			return breaks("module %zu at %#" PRIx64 " differs", i,
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
		return breaks("exception differs");
	if (!same_text(a->machine, b->machine) || !same_text(a->os, b->os) ||
	    !same_text(a->process, b->process) || a->pid != b->pid ||
	    !same_text(a->command, b->command) || a->time != b->time ||
	    a->page != b->page || !same_text(a->runtime, b->runtime))
		return breaks("system or process differs");
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
			return breaks("one dump lacks record %s",
			    more ? x.name : y.name);
		if (!more)
			return NULL;
		if (!same_record(p, &x, &y))
			return breaks("record %s differs", x.name);
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
		why = breaks("exception differs");
	/* Those that are left keep their order. */
	while (why == NULL && next_plain(p.m[1], &j, &y)) {
		do
			found = next_plain(p.m[0], &i, &x) ?
			    same_record(&p, &x, &y) : -1;
		while (found == 0);
		if (found == -1)
			why = breaks("record %s was not there", y.name);
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
		why = x == NULL ? breaks("thread %" PRIu64 " was not there, or"
		    " not at that place", y->id) : same_thread(x, y, true);
	}
	for (j = 0; why == NULL && j < dump_model_threads(p.m[0]); j++) {
		x = dump_model_thread(p.m[0], j);
		for (i = 0; i < dump_model_threads(p.m[1]) &&
		    dump_model_thread(p.m[1], i)->id != x->id; i++)
			continue;
		if (x->crashed && i == dump_model_threads(p.m[1]))
			why = breaks("the thread that crashed is gone");
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
		why = breaks("%zu threads became %zu", n,
		    dump_model_threads(p.m[1]));
	for (i = 0; why == NULL && i < n; i++)
		if (dump_model_thread(p.m[0], i)->id !=
		    dump_model_thread(p.m[1], i)->id)
			why = breaks("thread %zu has another number", i);
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
		why = breaks("cannot be read: %s", err.msg);
	else if (dump_model_facts(m)->truncated)
		why = breaks("is truncated");
	for (i = 0; why == NULL && i < dump_model_warnings(m); i++)
		if (dump_model_warning(m, i)->damage)
			why = breaks("is damaged: %s",
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
		why = breaks("cannot be cut again: %s", o.err.msg);
	else if (!blob_same(once, &twice))
		why = breaks("%zu bytes cut again are %zu%s", once->n,
		    twice.n, once->n == twice.n ? " others" : "");
	else if (o.changed && !rewrites(how->filters))
		why = breaks("a plan that changed nothing says it did");
	blob_free(&twice);
	return why;
}

static int
estimate_blob(const struct blob *in, const struct cut *how, uint64_t *size,
    bool *exact, struct dump_err *err)
{
	struct giver giver = { in, 0, 0 };
	struct dump_source *src = NULL;
	struct dump_model *m = NULL;
	struct dump_plan *p = NULL;
	int rc = -1;

	if (open_blob(&src, how, &giver, err) == 0 &&
	    dump_model_read(&m, src, err) == 0 &&
	    dump_plan_new(&p, m, err) == 0 &&
	    add_filters(p, how->filters, err) == 0)
		rc = dump_plan_estimate(p, src, size, exact, err);
	dump_plan_free(p);
	dump_model_free(m);
	dump_source_close(src);
	return rc;
}

const char *
law_estimate(const struct blob *in, const struct cut *how)
{
	struct cut same = *how;
	struct blob out = { NULL, 0, 0 };
	const char *why = NULL;
	struct outcome o;
	uint64_t size;
	bool exact;

	same.flags = 0;
	same.way = WAY_MEMORY;
	if (!cut_blob(&out, in, &same, &o) ||
	    estimate_blob(in, &same, &size, &exact, &o.err) == -1)
		why = breaks("cannot be told or done: %s", o.err.msg);
	else if (exact ? size != out.n : size < out.n)
		why = breaks("%" PRIu64 " bytes were said, %s, and %zu came",
		    size, exact ? "exactly" : "at most", out.n);
	blob_free(&out);
	return why;
}

static int
pass(void *ctx, const void *buf, size_t len)
{
	(void)ctx;
	(void)buf;
	(void)len;
	return 0;
}

static uint64_t
packed_size(const struct blob *b, const struct dump_packing *how)
{
	struct dump_sink *dst = NULL;
	struct dump_err err;
	uint64_t n = DUMP_NOWHERE;

	if (dump_sink_callback(&dst, pass, NULL, &err) == 0 &&
	    dump_sink_pack(&dst, how, &err) == 0 &&
	    dump_sink_write(dst, b->v, b->n, &err) == 0 &&
	    dump_sink_finish(dst, &err) == 0)
		n = dump_sink_packed(dst);
	dump_sink_abort(dst);
	return n;
}

static const char *
is_true(const struct blob *in, const struct dump_estimate *e,
    const struct dump_estimating *every)
{
	char filters[128];
	struct cut how = { filters, 0, WAY_MEMORY, 0 };
	struct blob out = { NULL, 0, 0 };
	const char *why = NULL;
	struct outcome o;

	snprintf(filters, sizeof filters, "%s %s", e->cut,
	    every->ctx != NULL ? (const char *)every->ctx : "");
	if (!cut_blob(&out, in, &how, &o)) {
		if (e->why_not == NULL || !same_text(e->why_not, o.err.msg))
			why = breaks("%s: \"%s\" was said, and \"%s\" came",
			    filters, e->why_not != NULL ? e->why_not : "",
			    o.err.msg);
	} else if (e->why_not != NULL)
		why = breaks("%s: can be made, but was said: %s", filters,
		    e->why_not);
	else if (e->size != out.n)
		why = breaks("%s: %" PRIu64 " bytes were said, and %zu came",
		    filters, e->size, out.n);
	else if (every->packing != NULL && (e->error == 0 ||
	    out.n <= 1 << 20) && e->packed != packed_size(&out,
	    every->packing))
		why = breaks("%s: %" PRIu64 " bytes compressed were said, "
		    "and %" PRIu64 " came", filters, e->packed,
		    packed_size(&out, every->packing));
	blob_free(&out);
	return why;
}

static int
add_one(void *ctx, struct dump_plan *p, struct dump_err *err)
{
	return add_filters(p, ctx, err);
}

const char *
law_estimates(const struct blob *in, enum way way, const char *filter,
    const char *codec)
{
	struct dump_packing packing = { .codec = codec, .level = 1 };
	struct dump_estimating every = { .packing = codec != NULL ?
		&packing : NULL };
	struct cut how = { "full", 0, way, 0 };
	struct giver giver = { in, 0, 0 };
	struct dump_estimates *e = NULL;
	struct dump_source *src = NULL;
	struct dump_model *m = NULL;
	struct blob out = { NULL, 0, 0 };
	const char *why = NULL;
	char text[128];
	struct outcome o;
	struct dump_err err;
	size_t i;

	if (filter != NULL) {
		snprintf(text, sizeof text, "%s", filter);
		every.adjust = add_one;
		every.ctx = text;
	}
	/* What cannot be read, to its end, has no cuts. */
	if (open_blob(&src, &how, &giver, &err) == 0 &&
	    dump_model_read(&m, src, &err) == 0) {
		if (dump_estimate(&e, src, &every, &err) == -1 &&
		    cut_blob(&out, in, &how, &o))
			why = breaks("cannot be told: %s", err.msg);
		for (i = 0; why == NULL && e != NULL &&
		    i < dump_estimates_count(e); i++)
			why = is_true(in, dump_estimates_cut(e, i), &every);
	}
	blob_free(&out);
	dump_estimates_free(e);
	dump_model_free(m);
	dump_source_close(src);
	return why;
}

/* An explanation on its way, and what it is compared with. */
struct explained {
	const struct dump_model *in, *out;
	const struct dump_plan *p;
	const char	*why;		/* what is wrong, or NULL */
	size_t		 regions;	/* explained to their end */
	uint64_t	 next;		/* in the region that is not */
	size_t		 piece;		/* of OUT */
	uint64_t	 kept[DUMP_CLASSES], dropped[DUMP_CLASSES];
	size_t		 records, left;	/* seen; kept, but for lists */
};

/* Bytes of a range that the output has. */
static uint64_t
bytes_of(struct explained *e, uint64_t addr, uint64_t size)
{
	uint64_t at, len, off, sum = 0, from, to;
	size_t i;

	for (i = e->piece; i < dump_model_pieces(e->out); i++) {
		dump_model_piece(e->out, i, &at, &len, &off);
		if (at + (len - 1) < addr) {
			e->piece = i + 1;
			continue;
		}
		if (at > addr + (size - 1))
			break;
		from = at > addr ? at : addr;
		to = at + (len - 1) < addr + (size - 1) ? at + (len - 1) :
		    addr + (size - 1);
		sum += to - from + 1;
	}
	return sum;
}

static const char *
check_memory(struct explained *e, const struct dump_ruling *g)
{
	struct dump_region r;
	uint64_t there;

	dump_model_region(e->in, g->region, &r);
	if (g->region != e->regions || g->addr !=
	    (e->next != 0 ? e->next : r.addr) || g->size == 0)
		return breaks("0x%" PRIx64 ": explained out of turn",
		    g->addr);
	e->next = g->addr + g->size;
	if (e->next - r.addr == r.size) {
		e->regions++;
		e->next = 0;
	}
	there = bytes_of(e, g->addr, g->size);
	if (there != (g->verdict == DUMP_KEPT ? g->size : 0))
		return breaks("0x%" PRIx64 ": %" PRIu64 " of %" PRIu64
		    " bytes are in the output, but: %s", g->addr, there,
		    g->size, g->rule);
	if (g->verdict == DUMP_KEPT)
		e->kept[r.kind] += g->size;
	else if (g->verdict == DUMP_DROPPED)
		e->dropped[r.kind] += g->size;
	return NULL;
}

/* Lists of memory may change their kind, and our own record comes and goes. */
static bool
is_list(const struct dump_record *r)
{
	return r->type == 0x444b0004 ||
	    (r->owner == NULL && (r->type == 5 || r->type == 9));
}

static const char *
check_record(struct explained *e, const struct dump_ruling *g)
{
	struct dump_record r;

	dump_model_record(e->in, g->record, &r);
	if (g->record != e->records++)
		return breaks("record %s: explained out of turn", r.name);
	e->left += g->verdict == DUMP_KEPT && !is_list(&r);
	return NULL;
}

static int
check_ruling(void *ctx, const struct dump_ruling *g)
{
	struct explained *e = ctx;

	if (g->rule == NULL || *g->rule == '\0')
		e->why = breaks("a ruling without a rule");
	else if (g->record == DUMP_NOWHERE)
		e->why = check_memory(e, g);
	else
		e->why = check_record(e, g);
	return e->why != NULL;
}

static const char *
check_sums(const struct explained *e)
{
	uint64_t present, kept;
	struct dump_record r;
	size_t i, left = 0;

	if (e->regions != dump_model_regions(e->in) ||
	    e->records != dump_model_records(e->in))
		return breaks("%zu of %zu regions explained, %zu of %zu "
		    "records", e->regions, dump_model_regions(e->in),
		    e->records, dump_model_records(e->in));
	for (i = 0; i < DUMP_CLASSES; i++) {
		dump_plan_bytes(e->p, (unsigned)i, &present, &kept);
		if (kept != e->kept[i] || present - kept != e->dropped[i])
			return breaks("%s: %" PRIu64 " bytes kept, explained "
			    "are %" PRIu64, dump_class_name((unsigned)i),
			    kept, e->kept[i]);
	}
	for (i = 0; i < dump_model_records(e->out); i++) {
		dump_model_record(e->out, i, &r);
		left += !is_list(&r);
	}
	return left == e->left ? NULL : breaks("%zu records are left, "
	    "explained are %zu", left, e->left);
}

static const char *
explain(struct explained *e, const struct blob *in, const struct blob *out,
    const char *filters, struct dump_err *err)
{
	struct dump_source *src[2] = { NULL, NULL };
	struct dump_model *m[2] = { NULL, NULL };
	struct dump_plan *p = NULL;
	const char *why = NULL;

	if (dump_source_memory(&src[0], in->v, in->n, err) == -1 ||
	    dump_source_memory(&src[1], out->v, out->n, err) == -1 ||
	    dump_model_read(&m[0], src[0], err) == -1 ||
	    dump_model_read(&m[1], src[1], err) == -1 ||
	    dump_plan_new(&p, m[0], err) == -1 ||
	    dump_plan_remember(p, err) == -1 ||
	    add_filters(p, filters, err) == -1 ||
	    dump_plan_settle(p, src[0], err) == -1)
		why = breaks("cannot be done: %s", err->msg);
	else {
		*e = (struct explained){ .in = m[0], .out = m[1], .p = p };
		if (dump_plan_explain(p, check_ruling, e, err) == -1)
			why = e->why != NULL ? e->why : breaks("%s",
			    err->msg);
		else
			why = check_sums(e);
	}
	dump_plan_free(p);
	dump_model_free(m[0]);
	dump_model_free(m[1]);
	dump_source_close(src[0]);
	dump_source_close(src[1]);
	return why;
}

const char *
law_explained(const struct blob *in, const struct cut *how)
{
	struct blob out = { NULL, 0, 0 };
	struct cut same = *how;
	const char *why = NULL;
	struct explained e;
	struct outcome o;

	same.flags = 0;
	same.way = WAY_MEMORY;
	/* What cannot be done needs no reasons. */
	if (cut_blob(&out, in, &same, &o))
		why = explain(&e, in, &out, how->filters, &o.err);
	blob_free(&out);
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
			why = breaks("%s: %s, but not from memory", names[i],
			    o[i].done ? "works" : o[i].err.msg);
		else if (o[i].done && o[i].damaged != o[0].damaged)
			why = breaks("%s: %s damage, but not from memory",
			    names[i], o[i].damaged ? "sees" : "overlooks");
		else if (o[i].done && !blob_same(&out[i], &out[0]))
			why = breaks("%s: other bytes than from memory",
			    names[i]);
	}
	for (i = 0; i < 3; i++)
		blob_free(&out[i]);
	return why;
}
