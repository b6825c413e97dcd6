/* SPDX-License-Identifier: BSD-2-Clause */
/* elfcores.c -- reads and cuts cores that a test has assembled. */
#include <check.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/source.h"
#include "model/format.h"
#include "tests/elfcores.h"
#include "tests/stream.h"

static struct dump_err err;

uint64_t elf_spooled;
bool elf_backward;
char elf_warned[256];

/* Text that grows; one for each teller, so that two can be compared. */
struct text {
	char	 v[16384];
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

static struct dump_source *
source_of(struct feed *f, const struct buf *b, enum way way)
{
	struct dump_source *src;

	if (way == FROM_MEMORY) {
		ck_assert_int_eq(dump_source_memory(&src, b->v, b->n, &err),
		    0);
		return src;
	}
	*f = (struct feed){ .bytes = *b };
	return feed_source(f, way == FROM_REWINDER);
}

struct dump_model *
elf_read(const struct buf *b, enum way way, uint64_t *spooled)
{
	struct dump_source *src;
	struct dump_model *m;
	struct feed f;

	src = source_of(&f, b, way);
	if (dump_model_read(&m, src, &err) == -1)
		ck_abort_msg("%s", err.msg);
	if (spooled != NULL)
		*spooled = dump_source_spooled(src);
	dump_source_close(src);
	return m;
}

const char *
elf_refused(const struct buf *b, enum dump_code code)
{
	struct dump_source *src;
	struct dump_model *m;
	struct feed f;

	src = source_of(&f, b, FROM_MEMORY);
	ck_assert_int_eq(dump_model_read(&m, src, &err), -1);
	ck_assert_int_eq((int)err.code, (int)code);
	dump_source_close(src);
	return err.msg;
}

const char *
elf_memory(const struct dump_model *m)
{
	static struct text t;
	const struct region *r;
	size_t i, k = 0;

	t.n = 0;
	say(&t, "%s", "");
	for (i = 0; i < m->nregions; i++) {
		r = &m->regions[i];
		say(&t, "%" PRIx64 "+%" PRIx64 " %c%c%c %" PRIu32 "%s%s%s",
		    r->at.addr, r->at.size, r->prot & DUMP_R ? 'r' : '-',
		    r->prot & DUMP_W ? 'w' : '-', r->prot & DUMP_X ? 'x' : '-',
		    r->allocation, r->prot & DUMP_UNSURE ? " unsure" : "",
		    r->tail == TAIL_CUT ? " cut" : "",
		    r->tail == TAIL_ZERO ? " zero" : "");
		for (; k < m->npieces && m->pieces[k].region == i; k++)
			say(&t, " %" PRIx64 "+%" PRIx64 "@%" PRIx64,
			    m->pieces[k].at.addr, m->pieces[k].at.size,
			    m->pieces[k].off);
		say(&t, "\n");
	}
	return t.v;
}

static void
say_register(struct text *t, const char *name, uint64_t v)
{
	if (v != DUMP_NOWHERE)
		say(t, " %s=%" PRIx64, name, v);
}

const char *
elf_threads(const struct dump_model *m)
{
	static struct text t;
	const struct dump_thread *d;
	size_t i;

	t.n = 0;
	say(&t, "%s", "");
	for (i = 0; i < m->nthreads; i++) {
		d = &m->threads[i].seen;
		say(&t, "%" PRIu64, d->id);
		say_register(&t, "pc", d->pc);
		say_register(&t, "sp", d->sp);
		say_register(&t, "fp", d->fp);
		say_register(&t, "tp", d->tp);
		if (d->signal != 0)
			say(&t, " sig=%" PRId32, d->signal);
		if (m->threads[i].blocked != 0)
			say(&t, " blocked=%" PRIx64, m->threads[i].blocked);
		say(&t, "%s%s%s\n", d->crashed ? " crashed" : "",
		    d->name != NULL ? " " : "",
		    d->name != NULL ? d->name : "");
	}
	return t.v;
}

const char *
elf_records(const struct dump_model *m)
{
	static struct text t;
	const struct record *r;
	size_t i;

	t.n = 0;
	say(&t, "%s", "");
	for (i = 0; i < m->nrecords; i++) {
		r = &m->records[i];
		say(&t, "%s%s/%s", i > 0 ? " " : "", r->owner, r->name);
		if (r->thread != -1)
			say(&t, ":%" PRId32, r->thread);
	}
	return t.v;
}

const char *
elf_files(const struct dump_model *m)
{
	static struct text t;
	size_t i;

	t.n = 0;
	say(&t, "%s", "");
	for (i = 0; i < m->nmappings; i++)
		say(&t, "%s%" PRIx64 "+%" PRIx64 "@%" PRIx64 "=%s",
		    i > 0 ? " " : "", m->mappings[i].at.addr,
		    m->mappings[i].at.size, m->mappings[i].off,
		    m->files[m->mappings[i].file].name);
	return t.v;
}

const char *
elf_warnings(const struct dump_model *m)
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
choose(struct dump_plan *p, const struct elf_cut *how)
{
	struct dump_model *m = p->m;
	const char *text = how->drop;
	uint64_t addr, size;
	size_t i;
	int used;

	for (; text != NULL && sscanf(text, " %" SCNx64 "+%" SCNx64 "%n",
	    &addr, &size, &used) == 2; text += used)
		ck_assert_int_eq(plan_drop(p, (struct span){ addr, size },
		    "test", &err), 0);
	for (text = how->none; text != NULL && sscanf(text, " %" SCNx64 "%n",
	    &addr, &used) == 1; text += used)
		m->regions[model_find_region(m, addr)].class = DUMP_NONE;
	for (i = 0; how->records != NULL && i < m->nrecords; i++)
		if (strcmp(m->records[i].name, how->records) == 0)
			ck_assert_int_eq(plan_drop_record(p, i, "test", &err),
			    0);
	if (how->provenance != NULL)
		p->provenance = strdup(how->provenance);
	p->keep_layout = how->keep_layout;
	ck_assert_int_eq(plan_resolve(p, &err), 0);
}

static struct buf
file_bytes(const char *path)
{
	struct buf b = { 0 };
	FILE *f = fopen(path, "rb");
	int c;

	ck_assert_ptr_nonnull(f);
	while ((c = getc(f)) != EOF)
		buf_u8(&b, (unsigned)c);
	fclose(f);
	return b;
}

static struct buf
write_out(struct dump_plan *p, struct dump_source *src, bool to_file)
{
	struct take out = { 0 };
	struct dump_sink *dst;
	struct dump_result res;

	if (to_file) {
		dir_make();
		ck_assert_int_eq(dump_sink_open(&dst, in_dir("core"), 0,
		    &err), 0);
	} else {
		dst = take_sink(&out);
	}
	if (dump_write(p, src, dst, NULL, NULL, &res, &err) == -1 ||
	    dump_sink_commit(&dst, &err) == -1)
		ck_abort_msg("%s", err.msg);
	if (to_file) {
		out.bytes = file_bytes(in_dir("core"));
		dir_remove();
	}
	return out.bytes;
}

struct buf
elf_cut(const struct buf *b, const struct elf_cut *how)
{
	struct dump_source *src;
	struct dump_model *m;
	struct dump_plan *p;
	struct buf in = *b, out;
	struct feed f;

	if (how->ends != 0)
		in.n = how->ends;
	src = source_of(&f, &in, how->way);
	if (dump_model_read(&m, src, &err) == -1)
		ck_abort_msg("%s", err.msg);
	ck_assert_int_eq(dump_plan_new(&p, m, &err), 0);
	choose(p, how);
	if (m->format->layout(&p->layout, p, src, &err) == -1)
		ck_abort_msg("%s", err.msg);
	p->settled = true;
	elf_backward = p->layout->backward;
	if (elf_backward)
		ck_assert_int_eq(source_spool(src, NULL, 0, false, &err), 0);
	snprintf(elf_warned, sizeof elf_warned, "%s",
	    p->nwarnings > 0 ? p->warnings[0].text : "");
	out = write_out(p, src, how->to_file);
	out.big = b->big;
	if (how->ends == 0)
		ck_assert_uint_eq(out.n, p->layout->size);
	elf_spooled = dump_source_spooled(src);
	dump_plan_free(p);
	dump_model_free(m);
	dump_source_close(src);
	return out;
}
