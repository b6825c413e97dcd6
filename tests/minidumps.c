/* SPDX-License-Identifier: BSD-2-Clause */
/* minidumps.c -- dumps that a test has assembled. */
#include <check.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "model/format.h"
#include "tests/minidumps.h"
#include "tests/stream.h"

static struct dump_err err;
static char cut_text[4096];

/* Text that grows; one for each teller, so that two can be compared. */
struct text {
	char	 v[32768];
	size_t	 n;
};

static void __attribute__((format(printf, 2, 3)))
say(struct text *t, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	t->n += (size_t)vsnprintf(t->v + t->n, sizeof t->v - t->n, fmt, ap);
	va_end(ap);
	ck_assert_uint_lt(t->n, sizeof t->v);
}

void
make(struct making *k, enum arch arch, uint32_t platform)
{
	size_t csd;

	memset(k, 0, sizeof *k);
	mdmp_begin(&k->m, &k->b, arch, 0, 16);
	mdmp_system_info(&k->m, platform, &csd);
}

struct dump_model *
made(struct making *k)
{
	struct dump_model *m;

	mdmp_end(&k->m);
	m = dump_read(&k->b);
	buf_free(&k->b);
	return m;
}

void
add_text(struct making *k, uint32_t type, const char *text)
{
	mdmp_stream(&k->m, type, text, strlen(text));
}

void
add_list(struct making *k, const uint64_t (*v)[3], uint32_t n)
{
	uint32_t i;

	mdmp_open(&k->m, MEMORY_LIST);
	buf_u32(&k->b, n);
	for (i = 0; i < n; i++) {
		buf_u64(&k->b, v[i][0]);
		buf_u32(&k->b, (uint32_t)v[i][1]);
		buf_u32(&k->b, (uint32_t)v[i][2]);
	}
	mdmp_close(&k->m);
}

void
add_list64(struct making *k, uint64_t base, const uint64_t (*v)[2],
    uint32_t n)
{
	uint32_t i;

	mdmp_open(&k->m, MEMORY64_LIST);
	buf_u64(&k->b, n);
	buf_u64(&k->b, base);
	for (i = 0; i < n; i++) {
		buf_u64(&k->b, v[i][0]);
		buf_u64(&k->b, v[i][1]);
	}
	mdmp_close(&k->m);
}

struct dump_model *
dump_read(const struct buf *b)
{
	struct dump_source *src;
	struct dump_model *m;

	ck_assert_int_eq(dump_source_memory(&src, b->v, b->n, &err), 0);
	if (dump_model_read(&m, src, &err) == -1)
		ck_abort_msg("%s", err.msg);
	dump_source_close(src);
	return m;
}

const char *
dump_refused(const struct buf *b)
{
	struct dump_source *src;
	struct dump_model *m;

	ck_assert_int_eq(dump_source_memory(&src, b->v, b->n, &err), 0);
	ck_assert_int_eq(dump_model_read(&m, src, &err), -1);
	dump_source_close(src);
	return err.msg;
}

const char *
tell_threads(const struct dump_model *m)
{
	static struct text t;
	const struct dump_thread *d;
	size_t i;

	t.n = 0;
	say(&t, "%s", "");
	for (i = 0; i < m->nthreads; i++) {
		d = &m->threads[i].seen;
		say(&t, "%" PRIx64, d->id);
		if (d->pc != DUMP_NOWHERE)
			say(&t, " pc=%" PRIx64 " sp=%" PRIx64 " fp=%" PRIx64,
			    d->pc, d->sp, d->fp);
		if (d->tp != DUMP_NOWHERE)
			say(&t, " tp=%" PRIx64, d->tp);
		if (d->stack_size != 0)
			say(&t, " stack=%" PRIx64 "+%" PRIx64, d->stack,
			    d->stack_size);
		say(&t, "%s%s%s\n", d->crashed ? " crashed" : "",
		    d->name != NULL ? " " : "",
		    d->name != NULL ? d->name : "");
	}
	return t.v;
}

const char *
tell_pieces(const struct dump_model *m)
{
	static struct text t;
	size_t i;

	t.n = 0;
	say(&t, "%s", "");
	for (i = 0; i < m->npieces; i++)
		say(&t, "%s%" PRIx64 "+%" PRIx64 "@%" PRIx64,
		    i > 0 ? " " : "", m->pieces[i].at.addr,
		    m->pieces[i].at.size, m->pieces[i].off);
	return t.v;
}

/* Bits of a region and what tests call them. */
static const struct {
	unsigned	 bit;
	const char	*name;
} bits[] = {
	{ DUMP_GUARD, "guard" }, { REGION_RESERVED, "reserved" },
	{ REGION_PRIVATE, "private" }, { REGION_MAPPED, "mapped" },
	{ REGION_IMAGE, "image" }, { REGION_WRITECOPY, "writecopy" },
	{ REGION_UNCACHED, "uncached" }, { REGION_GUESSED, "guessed" },
};

const char *
tell_regions(const struct dump_model *m)
{
	static struct text t;
	const struct region *r;
	size_t i, j;

	t.n = 0;
	say(&t, "%s", "");
	for (i = 0; i < m->nregions; i++) {
		r = &m->regions[i];
		say(&t, "%" PRIx64 "+%" PRIx64 " %c%c%c", r->at.addr,
		    r->at.size, r->prot & DUMP_R ? 'r' : '-',
		    r->prot & DUMP_W ? 'w' : '-',
		    r->prot & DUMP_X ? 'x' : '-');
		for (j = 0; j < sizeof bits / sizeof *bits; j++)
			if (r->prot & bits[j].bit)
				say(&t, " %s", bits[j].name);
		if (r->allocation != NONE)
			say(&t, " %" PRIu32, r->allocation);
		if (r->mapping != NONE)
			say(&t, " %s@%" PRIx64,
			    m->files[m->mappings[r->mapping].file].name,
			    m->mappings[r->mapping].off);
		say(&t, "\n");
	}
	return t.v;
}

const char *
tell_records(const struct dump_model *m)
{
	static struct text t;
	size_t i;

	t.n = 0;
	say(&t, "%s", "");
	for (i = 0; i < m->nrecords; i++)
		say(&t, "%s%s", i > 0 ? " " : "", m->records[i].name);
	return t.v;
}

const char *
tell_warnings(const struct dump_model *m)
{
	static struct text t;
	size_t i;

	t.n = 0;
	say(&t, "%s", "");
	for (i = 0; i < m->nwarnings; i++)
		say(&t, "%s%s\n", m->warnings[i].damage ? "!" : "",
		    m->warnings[i].text);
	return t.v;
}

static void
drop_ranges(struct dump_plan *p, const char *ranges)
{
	uint64_t addr, size;
	int used;

	for (; ranges != NULL && sscanf(ranges, " %" SCNx64 "+%" SCNx64 "%n",
	    &addr, &size, &used) == 2; ranges += used)
		ck_assert_int_eq(dump_plan_drop(p, addr, size, &err), 0);
}

static void
drop_streams(struct dump_plan *p, const uint32_t *streams)
{
	const struct dump_model *m = p->m;
	size_t i;

	for (; *streams != 0; streams++)
		for (i = 0; i < m->nrecords; i++)
			if (m->records[i].type == *streams)
				ck_assert_int_eq(plan_drop_record(p, i, "test",
				    &err), 0);
}

/* Lays the cut out as dump_plan_settle() does, but without filters. */
static int
settle(struct dump_plan *p, const char *ranges, const uint32_t *streams,
    struct dump_source *src)
{
	dump_plan_no_provenance(p);
	if (streams == NULL) {
		drop_ranges(p, ranges);
		return dump_plan_settle(p, src, &err);
	}
	drop_streams(p, streams);
	if (plan_resolve(p, &err) == -1 ||
	    p->m->format->layout(&p->layout, p, src, &err) == -1)
		return -1;
	p->settled = true;
	return 0;
}

static void
note_warnings(const struct dump_plan *p)
{
	size_t i, n = 0;

	cut_text[0] = '\0';
	for (i = 0; i < p->nwarnings; i++)
		n += (size_t)snprintf(cut_text + n, sizeof cut_text - n,
		    "%s\n", p->warnings[i].text);
}

struct buf
cut_dump(const struct buf *b, const char *ranges, const uint32_t *streams)
{
	struct dump_model *m = dump_read(b);
	struct take out = { 0 };
	struct dump_sink *dst = take_sink(&out);
	struct dump_source *src;
	struct dump_result res;
	struct dump_plan *p;

	ck_assert_int_eq(dump_source_memory(&src, b->v, b->n, &err), 0);
	ck_assert_int_eq(dump_plan_new(&p, m, &err), 0);
	if (settle(p, ranges, streams, src) == -1 ||
	    dump_write(p, src, dst, NULL, NULL, &res, &err) == -1 ||
	    dump_sink_commit(&dst, &err) == -1)
		ck_abort_msg("%s", err.msg);
	ck_assert_uint_eq(dump_plan_size(p), out.bytes.n);
	note_warnings(p);
	dump_plan_free(p);
	dump_model_free(m);
	dump_source_close(src);
	return out.bytes;
}

const char *
cut_refused(const struct buf *b, const char *ranges)
{
	struct dump_model *m = dump_read(b);
	struct dump_source *src;
	struct dump_plan *p;

	ck_assert_int_eq(dump_source_memory(&src, b->v, b->n, &err), 0);
	ck_assert_int_eq(dump_plan_new(&p, m, &err), 0);
	ck_assert_int_eq(settle(p, ranges, NULL, src), -1);
	dump_plan_free(p);
	dump_model_free(m);
	dump_source_close(src);
	return err.msg;
}

const char *
cut_warnings(void)
{
	return cut_text;
}

uint32_t
u32_at(const struct buf *b, size_t at)
{
	ck_assert_uint_le(at + 4, b->n);
	return get32(b->big, b->v + at);
}

uint64_t
u64_at(const struct buf *b, size_t at)
{
	ck_assert_uint_le(at + 8, b->n);
	return get64(b->big, b->v + at);
}

size_t
stream_at(const struct buf *b, uint32_t type, unsigned n, uint32_t *size)
{
	size_t i, at = u32_at(b, 12);

	for (i = 0; i < u32_at(b, 8); i++, at += 12)
		if (u32_at(b, at) == type && n-- == 0) {
			if (size != NULL)
				*size = u32_at(b, at + 4);
			return u32_at(b, at + 8);
		}
	return 0;
}

const char *
tell_memory_list(const struct buf *b)
{
	static struct text t;
	size_t at = stream_at(b, MEMORY64_LIST, 0, NULL), i;
	bool list64 = at != 0;
	uint64_t n, off = 0, size;

	t.n = 0;
	say(&t, "%s", "");
	if (!list64 && (at = stream_at(b, MEMORY_LIST, 0, NULL)) == 0)
		return "none";
	n = list64 ? u64_at(b, at) : u32_at(b, at);
	if (list64)
		off = u64_at(b, at + 8);
	at += list64 ? 16 : 4;
	for (i = 0; i < n; i++, at += 16) {
		size = list64 ? u64_at(b, at + 8) : u32_at(b, at + 8);
		if (!list64)
			off = u32_at(b, at + 12);
		say(&t, "%s%" PRIx64 "+%" PRIx64 "=%" PRIx64,
		    i > 0 ? " " : "", u64_at(b, at), size,
		    size >= 8 ? u64_at(b, (size_t)off) : 0);
		off += size;
	}
	return t.v;
}
