/* SPDX-License-Identifier: BSD-2-Clause */
/* md_threads.c -- contexts, ThreadList, ThreadNames and Exception of a core. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "convert/to_minidump.h"

/* MINIDUMP_THREAD */
enum {
	T_ID = 0, T_TEB = 16, T_STACK = 24, T_CONTEXT = 40, T_SIZE = 48,
	CONTEXT_ALIGN = 16, NOTE_MAX = 64 * 1024
};
#define STACK_MAX	((uint64_t)1 << 20)

/* Notes of a thread, by owner and type, and where of them registers are. */
static const struct {
	const char	*owner;
	uint32_t	 type;
	enum register_note note;
} notes[] = {
	{ "CORE", 1, REGS_GENERAL }, { "CORE", 2, REGS_FLOAT },
	{ "LINUX", 0x46e62b7f, REGS_FXSAVE }, { "LINUX", 0x202, REGS_XSAVE },
	{ "LINUX", 0x400, REGS_VFP },
};

/* pr_reg in NT_PRSTATUS. */
static size_t
general_at(const struct dump_model *m)
{
	return m->word == 8 ? 112 : 72;
}

/* The content of a record, at most NOTE_MAX of it, for free(). */
static int
load(struct to_minidump *c, const struct record *r, struct bytes *out)
{
	size_t n = (size_t)min_u64(r->size, NOTE_MAX), got;
	uint8_t *v = malloc(n + 1);

	if (v == NULL)
		return dump_fail_nomem(c->err);
	if (source_read_some(c->src, r->off, v, n, &got, c->err) == -1) {
		free(v);
		return -1;
	}
	*out = (struct bytes){ v, got };
	return 0;
}

static void
free_notes(struct register_notes *n)
{
	size_t i;

	for (i = 0; i < REGS_NOTES; i++)
		free((void *)(uintptr_t)n->note[i].v);
}

/* Record I, if it is one of the notes that registers come from. */
static int
take_note(struct to_minidump *c, size_t i, struct register_notes *n)
{
	const struct record *r = &c->m->records[i];
	struct bytes *to;
	size_t k;

	for (k = 0; k < sizeof notes / sizeof *notes; k++) {
		to = &n->note[notes[k].note];
		if (r->owner != NULL && r->type == notes[k].type &&
		    strcmp(r->owner, notes[k].owner) == 0 && to->v == NULL)
			return load(c, r, to);
	}
	return 0;
}

/* Records by thread, in the order of the file. */
struct by_thread {
	uint32_t	*record, *next;	/* first of each thread; of each record */
};

static int
sort_records(struct by_thread *b, const struct dump_model *m,
    struct dump_err *err)
{
	size_t i = m->nrecords, t;

	b->record = malloc((m->nthreads + 1) * sizeof *b->record);
	b->next = malloc((m->nrecords + 1) * sizeof *b->next);
	if (b->record == NULL || b->next == NULL) {
		free(b->record);
		free(b->next);
		return dump_fail_nomem(err);
	}
	for (t = 0; t < m->nthreads; t++)
		b->record[t] = NONE;
	while (i-- > 0) {
		if (m->records[i].thread < 0 ||
		    (size_t)m->records[i].thread >= m->nthreads)
			continue;
		t = (size_t)m->records[i].thread;
		b->next[i] = b->record[t];
		b->record[t] = (uint32_t)i;
	}
	return 0;
}

static int
make_context(struct to_minidump *c, const struct by_thread *b, size_t t)
{
	struct register_notes n = { 0 }, regs;
	size_t size = context_size(c->m->machine), at = general_at(c->m);
	uint8_t context[2048];
	uint32_t i;
	int rc = 0;

	for (i = b->record[t]; rc == 0 && i != NONE; i = b->next[i])
		if (c->p->drop_record == NULL || !c->p->drop_record[i])
			rc = take_note(c, i, &n);
	if (rc == 0 && n.note[REGS_GENERAL].n > at) {
		regs = n;
		regs.note[REGS_GENERAL].v += at;
		regs.note[REGS_GENERAL].n -= at;
		context_from_notes(context, c->m->machine, &regs);
		c->contexts[t].size = (uint32_t)size;
		rc = made_add(c->d, context, size, CONTEXT_ALIGN,
		    &c->contexts[t].rva, c->err);
	}
	free_notes(&n);
	return rc;
}

int
md_make_contexts(struct to_minidump *c)
{
	struct by_thread b;
	size_t t;
	int rc = 0;

	c->contexts = calloc(c->m->nthreads + 1, sizeof *c->contexts);
	if (c->contexts == NULL)
		return dump_fail_nomem(c->err);
	if (context_size(c->m->machine) == 0 || c->m->facts.big_endian)
		return 0;
	if (sort_records(&b, c->m, c->err) == -1)
		return -1;
	for (t = 0; rc == 0 && t < c->m->nthreads; t++)
		rc = make_context(c, &b, t);
	free(b.record);
	free(b.next);
	return rc;
}

/* What debuggers take for the stack: from just below the pointer to the end
 * of its memory. */
static bool
stack_of(const struct dump_model *m, uint64_t sp, struct span *out)
{
	uint32_t i = sp == DUMP_NOWHERE ? NONE : model_find_region(m, sp);
	uint64_t low, last;

	if (i == NONE)
		return false;
	low = max_u64(m->regions[i].at.addr, (sp - min_u64(sp, 128)) &
	    ~UINT64_C(15));
	last = span_last(m->regions[i].at);
	*out = (struct span){ low, min_u64(last - low, STACK_MAX - 1) + 1 };
	return true;
}

static int
make_thread(struct to_minidump *c, size_t t, uint8_t *out, uint32_t rva)
{
	const struct dump_thread *seen = &c->m->threads[t].seen;
	struct span at;

	put_le32(out + T_ID, (uint32_t)seen->id);
	if (seen->tp != DUMP_NOWHERE)
		put_le64(out + T_TEB, seen->tp);
	put_le32(out + T_CONTEXT, c->contexts[t].size);
	put_le32(out + T_CONTEXT + 4, c->contexts[t].rva);
	if (seen->sp == DUMP_NOWHERE)
		return 0;
	put_le64(out + T_STACK, seen->sp);
	if (!stack_of(c->m, seen->sp, &at))
		return 0;
	return made_add_stack(c->d, rva + T_STACK, at, seen->sp, c->err);
}

static int
make_names(struct to_minidump *c)
{
	uint8_t s[16] = { 0 };
	uint32_t rva, at;

	if (c->m->facts.process == NULL || c->m->nthreads == 0)
		return 0;
	if (made_add_string(c->d, c->m->facts.process, &rva, c->err) == -1)
		return -1;
	put_le32(s, 1);
	put_le32(s + 4, (uint32_t)c->m->threads[0].seen.id);
	put_le64(s + 8, rva);
	return made_add_stream(c->d, ST_THREAD_NAMES, s, sizeof s, &at,
	    c->err);
}

int
md_make_threads(struct to_minidump *c)
{
	size_t n = c->m->nthreads, len = 4 + n * T_SIZE, t;
	uint32_t rva;
	uint8_t *list;
	int rc;

	if ((list = calloc(1, len)) == NULL)
		return dump_fail_nomem(c->err);
	put_le32(list, (uint32_t)n);
	if ((rc = made_add_stream(c->d, ST_THREADS, list, len, &rva,
	    c->err)) == 0)
		for (t = 0; rc == 0 && t < n; t++)
			rc = make_thread(c, t, list + 4 + t * T_SIZE,
			    rva + 4 + (uint32_t)(t * T_SIZE));
	if (rc == 0)
		memcpy(c->d->v + rva, list, len);
	free(list);
	return rc == 0 ? make_names(c) : rc;
}

/* MINIDUMP_EXCEPTION_STREAM, as Breakpad fills it on Linux: the signal, and
 * its code in place of flags. */
enum {
	E_THREAD = 0, E_CODE = 8, E_FLAGS = 12, E_ADDRESS = 24, E_COUNT = 32,
	E_PARAMS = 40, E_CONTEXT = 160, E_SIZE = 168
};

int
md_make_exception(struct to_minidump *c)
{
	const struct dump_crash *crash = &c->m->facts.crash;
	uint8_t s[E_SIZE] = { 0 };
	size_t i;
	uint32_t at;

	if (!crash->present)
		return 0;
	put_le32(s + E_THREAD, (uint32_t)crash->thread_id);
	put_le32(s + E_CODE, crash->code);
	put_le32(s + E_FLAGS, crash->flags);
	if (crash->address != DUMP_NOWHERE)
		put_le64(s + E_ADDRESS, crash->address);
	put_le32(s + E_COUNT, crash->nparams);
	for (i = 0; i < crash->nparams; i++)
		put_le64(s + E_PARAMS + 8 * i, crash->params[i]);
	if (crash->thread >= 0) {
		put_le32(s + E_CONTEXT, c->contexts[crash->thread].size);
		put_le32(s + E_CONTEXT + 4, c->contexts[crash->thread].rva);
	}
	return made_add_stream(c->d, ST_EXCEPTION, s, sizeof s, &at, c->err);
}
