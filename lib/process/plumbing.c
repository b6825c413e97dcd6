/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * plumbing.c -- question: where is what debuggers navigate by, and no record
 * says where it lies?
 */
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "process/memory.h"
#include "process/plumbing.h"
#include "process/runs.h"
#include "process/surveys.h"

enum {
	WORDS_MAX = 8,
	PTHREAD = 2304,		/* struct pthread of glibc, where it lies above
				   the thread pointer: the largest known */
	TP_OFFSET = 0x7000	/* some machines let TP point behind it */
};

int
walk_read(const struct walk *w, uint64_t addr, void *buf, size_t len,
    size_t *got)
{
	return memory_read_data(w->m, w->src, addr, buf, len, got, w->err);
}

int
walk_words(const struct walk *w, uint64_t addr, unsigned word,
    uint64_t *out, size_t n, bool *all)
{
	uint8_t buf[WORDS_MAX * 8];
	size_t i, got;

	*all = false;
	if (walk_read(w, addr, buf, n * word, &got) == -1)
		return -1;
	if (got < n * word)
		return 0;
	for (i = 0; i < n; i++)
		out[i] = get_word(w->m->facts.big_endian, word,
		    buf + i * word);
	*all = true;
	return 0;
}

/* What users typed, or set up for programs to read. */
static bool
is_personal(const char *rule)
{
	return strcmp(rule, "environment") == 0 ||
	    strcmp(rule, "parameters of the process") == 0;
}

/*
 * How much of what is kept by RULE has a known layout without texts.  Of the
 * block of a Windows thread that is the beginning, of that of a process all
 * but what lies behind it in its page.
 */
static uint64_t
structure_size(const struct dump_model *m, uint64_t size, const char *rule)
{
	enum { TEB_HEAD = 0x100, PEB_SIZE = 0x7d0 };

	if (strcmp(rule, "block of a thread") == 0)
		return m->os == OS_WINDOWS ? min_u64(size, TEB_HEAD) : 0;
	if (strcmp(rule, "block of the process") == 0)
		return min_u64(size, PEB_SIZE);
	return strcmp(rule, "room of a name") == 0 ? 0 : size;
}

static int
keep_structure(const struct walk *w, struct span at, const char *rule)
{
	/* A CONTEXT of x86 behind four bytes: floating point registers, but
	 * for those at its end, are between. */
	enum { FLOATS = 4 + 0x1c, OTHERS = 4 + 0x8c, END = 4 + 0xcc };
	struct set *s = &w->m->survey.structures;
	struct span part;

	if (strcmp(rule, "registers of a 32-bit thread") == 0 &&
	    at.size > END) {
		part = (struct span){ at.addr + OTHERS, END - OTHERS };
		at.size = FLOATS;
		if (set_add(s, part, rule, w->err) == -1)
			return -1;
	} else if ((at.size = structure_size(w->m, at.size, rule)) == 0)
		return 0;
	return set_add(s, at, rule, w->err);
}

int
walk_keep(const struct walk *w, struct set *to, uint64_t addr, uint64_t size,
    const char *rule)
{
	struct survey *s = &w->m->survey;
	struct span at;

	if (!span_of(addr, size, &at))
		return 0;
	if (is_personal(rule) ?
	    set_add(&s->personal, at, rule, w->err) == -1 :
	    to == &s->plumbing && w->m->os == OS_WINDOWS &&
	    set_add(&s->blocks, at, rule, w->err) == -1)
		return -1;
	if (to == &s->plumbing && keep_structure(w, at, rule) == -1)
		return -1;
	return set_add(to, at, rule, w->err);
}

bool
plumbing_wanted(const struct dump_model *m)
{
	size_t i;

	if (m->os != OS_WINDOWS && m->at_phdr != DUMP_NOWHERE)
		return true;
	for (i = 0; i < m->nthreads; i++)
		if (m->threads[i].seen.tp != DUMP_NOWHERE)
			return true;
	return false;
}

/* Nodes of libraries that were loaded late lie on a heap, in the arena of
 * whatever thread that was. */
int
plumbing_touch(const struct dump_model *m, struct set *out,
    struct dump_err *err)
{
	size_t i;

	for (i = 0; i < m->nregions; i++)
		if (memory_is_data(&m->regions[i]) &&
		    set_add(out, m->regions[i].at, "", err) == -1)
			return -1;
	return 0;
}

/* The page of AT, the one below it, and to the end of what lies there. */
static struct span
pages(const struct dump_model *m, uint64_t at, uint64_t size)
{
	uint64_t low, last;

	low = round_down(at < m->page ? 0 : at - m->page, m->page);
	last = add_capped(at, size) | (m->page - 1);
	return (struct span){ low, last - low + 1 };
}

size_t
thread_blocks(const struct dump_model *m, uint64_t tp,
    struct span out[THREAD_BLOCKS])
{
	switch (m->machine) {
	case MACHINE_X86: case MACHINE_X86_64: case MACHINE_S390:
	case MACHINE_S390X: case MACHINE_SPARC: case MACHINE_SPARC64:
		out[0] = pages(m, tp, PTHREAD - 1);
		return 1;
	case MACHINE_MIPS: case MACHINE_MIPS64: case MACHINE_PPC:
	case MACHINE_PPC64: case MACHINE_M68K:
		out[0] = pages(m, tp, 0);
		if (tp < TP_OFFSET)
			return 1;
		out[1] = pages(m, tp - TP_OFFSET, 0);
		return 2;
	default:
		out[0] = pages(m, tp, 0);
		return 1;
	}
}

static int
keep_thread_blocks(const struct walk *w)
{
	struct span at[THREAD_BLOCKS];
	uint64_t tp;
	size_t i, n;

	for (i = 0; i < w->m->nthreads; i++) {
		if ((tp = thread_tp(w->m, i)) == DUMP_NOWHERE)
			continue;
		for (n = thread_blocks(w->m, tp, at); n > 0; n--)
			if (walk_keep(w, &w->m->survey.plumbing,
			    at[n - 1].addr, at[n - 1].size,
			    "block of a thread") == -1)
				return -1;
	}
	return 0;
}

/* Whatever a dump claims: who drops what is personal must not drop what leads
 * to the rest, for then a second look would find less. */
static int
part_personal(struct survey *s, struct dump_err *err)
{
	struct set all = s->personal;
	int rc;

	s->personal = (struct set){ 0 };
	set_settle(&all);
	set_settle(&s->blocks);
	rc = set_subtract(&s->personal, &all, &s->blocks, err);
	set_free(&all);
	set_free(&s->blocks);
	return rc;
}

int
plumbing_answer(struct dump_model *m, struct dump_source *src,
    struct dump_err *err)
{
	struct walk w = { m, src, err };

	if (m->os == OS_WINDOWS ? tebs_find(&w) == -1 :
	    (keep_thread_blocks(&w) == -1 || links_find(&w) == -1))
		return -1;
	set_settle(&m->survey.plumbing);
	set_settle(&m->survey.structures);
	set_settle(&m->survey.process_data);
	set_settle(&m->survey.image_data);
	return part_personal(&m->survey, err);
}
