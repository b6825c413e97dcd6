/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * table.c -- the program headers of a source, read in blocks: a core may
 * have a million of them, and nobody holds them raw.
 *
 * Their number is a 16-bit field.  From 0xffff (PN_XNUM) on it is in section
 * header 0, which the Linux kernel writes at the very end of the file: in a
 * pipe that has not arrived when the table is read.  Then the table itself
 * says where it ends: where the first thing begins that it describes, which
 * is the notes in a core by the kernel, memory in one by gdb.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "elfcore/elfcore.h"

enum {
	BLOCK = 1024,			/* headers in a block */
	HEADERS_MAX = 2 * 1024 * 1024,	/* max_map_count goes higher, no
					   process does */
	FAR = 4 * 1024 * 1024		/* held of a pipe to reach a table */
};

static int
count_from_section(struct elfcore_table *t, bool *found, struct dump_err *err)
{
	uint8_t raw[SHDR_MAX];
	size_t got, size = elfcore_sizes(&t->ehdr).shdr;

	if (source_read_some(t->src, t->ehdr.e_shoff, raw, size, &got, err) ==
	    -1)
		return -1;
	t->n = got == size ? elfcore_get_count(raw, &t->ehdr) : 0;
	/* A lie must be seen as one whether or not the size is known. */
	*found = t->n >= PN_XNUM && t->n <= HEADERS_MAX &&
	    (t->ehdr.e_shoff < t->ehdr.e_phoff || t->n *
	    t->ehdr.e_phentsize <= t->ehdr.e_shoff - t->ehdr.e_phoff);
	return 0;
}

static int
count_many(struct elfcore_table *t, struct dump_err *err)
{
	const Elf64_Ehdr *e = &t->ehdr;
	bool found = false;

	if (e->e_shoff == 0) {		/* so many, and no more */
		t->n = PN_XNUM;
		return 0;
	}
	if ((source_reach(t->src) != REACH_FORWARD ||
	    e->e_shoff < e->e_phoff) &&
	    count_from_section(t, &found, err) == -1)
		return -1;
	if (!found) {
		t->guess = true;
		t->n = HEADERS_MAX;
	}
	return 0;
}

/* A table that follows much memory, as delve writes it, is no reason to hold
 * that memory. */
static int
reach_table(struct elfcore_table *t, bool spool, bool *reached,
    struct dump_err *err)
{
	*reached = true;
	if (source_reach(t->src) != REACH_FORWARD || t->ehdr.e_phoff <= FAR)
		return 0;
	if (spool)
		return source_spool(t->src, NULL, 0, false, err);
	*reached = false;
	return 0;
}

static uint64_t
end_of(const struct elfcore_table *t, uint64_t n)
{
	return add_capped(t->ehdr.e_phoff, n * t->ehdr.e_phentsize);
}

static int
count(struct elfcore_table *t, struct dump_err *err)
{
	const Elf64_Ehdr *e = &t->ehdr;

	t->n = e->e_phnum;
	if (t->n == PN_XNUM && count_many(t, err) == -1)
		return -1;
	if (t->n > HEADERS_MAX)
		return dump_fail(err, DUMP_E_LIMIT, e->e_phoff,
		    "%" PRIu64 " program headers, more than %d", t->n,
		    HEADERS_MAX);
	if (e->e_shoff != 0 && e->e_shnum != 0)
		t->end = add_capped(e->e_shoff,
		    (uint64_t)e->e_shnum * e->e_shentsize);
	if (!t->guess)
		t->end = max_u64(t->end, end_of(t, t->n));
	return 0;
}

int
elfcore_table_open(struct elfcore_table *t, struct dump_source *src,
    bool spool, struct dump_err *err)
{
	uint8_t raw[EHDR_MAX];
	bool reached;
	size_t got;

	*t = (struct elfcore_table){ .src = src, .floor = UINT64_MAX };
	if (source_read_some(src, 0, raw, sizeof raw, &got, err) == -1 ||
	    elfcore_get_ehdr(&t->ehdr, raw, got, err) == -1 ||
	    reach_table(t, spool, &reached, err) == -1)
		return -1;
	if (!reached) {
		t->end = DUMP_NOWHERE;
		return 0;
	}
	if (count(t, err) == -1)
		return -1;
	t->raw = malloc(BLOCK * PHDR_MAX);
	t->block = malloc(BLOCK * sizeof *t->block);
	if (t->raw == NULL || t->block == NULL) {
		elfcore_table_close(t);
		return dump_fail_nomem(err);
	}
	return 0;
}

/* Reads N headers from OFF on, packed into t->raw; they may lie apart. */
static int
read_headers(struct elfcore_table *t, uint64_t off, size_t n, size_t *whole,
    struct dump_err *err)
{
	size_t got, size = elfcore_sizes(&t->ehdr).phdr;
	uint64_t step = t->ehdr.e_phentsize;

	if (step == size) {
		if (source_read_some(t->src, off, t->raw, n * size, &got,
		    err) == -1)
			return -1;
		*whole = got / size;
		return 0;
	}
	for (*whole = 0; *whole < n; ++*whole) {
		if (source_read_some(t->src, off + *whole * step,
		    t->raw + *whole * size, size, &got, err) == -1)
			return -1;
		if (got < size)
			break;
	}
	return 0;
}

static int
next_block(struct elfcore_table *t, struct dump_err *err)
{
	size_t n = (size_t)min_u64(BLOCK, t->n - t->next);
	uint64_t off;

	t->at = t->held = 0;
	if (n == 0 || t->cut)
		return 0;
	if (!add_u64(t->ehdr.e_phoff, t->next * t->ehdr.e_phentsize, &off) ||
	    off > UINT64_MAX - (uint64_t)BLOCK * UINT16_MAX) {
		t->cut = true;
		return 0;
	}
	if (read_headers(t, off, n, &t->held, err) == -1)
		return -1;
	if (t->held < n) {
		t->cut = !t->guess;
		t->n = t->guess ? t->next + t->held : t->n;
	}
	elfcore_get_phdrs(t->block, t->raw, t->held, &t->ehdr);
	return 0;
}

/*
 * While their number is not known: can P be one more header?  What the
 * headers describe lies behind the table, so the lowest offset ends it.
 */
static bool
plausible(struct elfcore_table *t, const Elf64_Phdr *p)
{
	if (p->p_type != PT_NULL && p->p_type != PT_LOAD &&
	    p->p_type != PT_NOTE && p->p_type < PT_LOOS)
		return false;
	if (p->p_filesz > 0 && p->p_offset < t->floor &&
	    p->p_offset > t->ehdr.e_phoff)
		t->floor = p->p_offset;
	return end_of(t, t->next + 1) <= t->floor;
}

int
elfcore_table_next(struct elfcore_table *t, Elf64_Phdr *p, bool *more,
    struct dump_err *err)
{
	*more = false;
	if (t->at == t->held && next_block(t, err) == -1)
		return -1;
	if (t->at == t->held)
		return 0;
	if (t->guess && !plausible(t, &t->block[t->at])) {
		t->n = t->next;
		t->held = t->at;
		return 0;
	}
	*p = t->block[t->at++];
	t->next++;
	*more = true;
	return 0;
}

void
elfcore_table_close(struct elfcore_table *t)
{
	free(t->raw);
	free(t->block);
	t->raw = NULL;
	t->block = NULL;
}
