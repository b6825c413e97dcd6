/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * plumbing.c -- question: where is what debuggers navigate by, and no record
 * says where it lies?
 */
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

int
walk_keep(const struct walk *w, struct set *to, uint64_t addr, uint64_t size,
    const char *rule)
{
	struct span at;

	return span_of(addr, size, &at) ? set_add(to, at, rule, w->err) : 0;
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
static int
keep_pages(const struct walk *w, uint64_t at, uint64_t size)
{
	uint64_t page = w->m->page, low, last;

	low = round_down(at < page ? 0 : at - page, page);
	last = add_capped(at, size) | (page - 1);
	return walk_keep(w, &w->m->survey.plumbing, low, last - low + 1,
	    "block of a thread");
}

/*
 * What a thread pointer points to: debuggers find the variables of threads
 * and their numbers there.
 */
static int
keep_thread_block(const struct walk *w, uint64_t tp)
{
	switch (w->m->machine) {
	case MACHINE_X86: case MACHINE_X86_64: case MACHINE_S390:
	case MACHINE_S390X: case MACHINE_SPARC: case MACHINE_SPARC64:
		return keep_pages(w, tp, PTHREAD - 1);
	case MACHINE_MIPS: case MACHINE_MIPS64: case MACHINE_PPC:
	case MACHINE_PPC64: case MACHINE_M68K:
		if (tp >= TP_OFFSET && keep_pages(w, tp - TP_OFFSET, 0) == -1)
			return -1;
		return keep_pages(w, tp, 0);
	default:
		return keep_pages(w, tp, 0);
	}
}

static int
keep_thread_blocks(const struct walk *w)
{
	uint64_t tp;
	size_t i;

	for (i = 0; i < w->m->nthreads; i++)
		if ((tp = thread_tp(w->m, i)) != DUMP_NOWHERE &&
		    keep_thread_block(w, tp) == -1)
			return -1;
	return 0;
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
	set_settle(&m->survey.process_data);
	set_settle(&m->survey.image_data);
	return 0;
}
