/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tebs.c -- the blocks of Windows threads: bounds of stacks, the way to the
 * block of the process.
 */
#include "base/bytes.h"
#include "process/tebs.h"

/* TEB, as laid out for pointers of 4 and 8 bytes. */
static const struct teb {
	uint16_t	 base, limit;	/* of the stack: its end, its start */
	uint16_t	 self, tls, peb;
	uint16_t	 size;
} teb_32 = { 0x04, 0x08, 0x18, 0x2c, 0x30, 0x1000 },
  teb_64 = { 0x08, 0x10, 0x30, 0x58, 0x60, 0x2000 };

enum {
	STACK_MAX = 256 << 20,
	TLS_ARRAY = 4096,	/* pointers to the variables of each module */
	TEB_64_TO_32 = 0,	/* in what is else the chain of handlers */
	TEB_CPU_AREA = 0x1488,	/* TlsSlots[1] */
	/* WOW64_CPURESERVED: flags, machine, then a CONTEXT of x86. */
	CPU_MACHINE = 2, CPU_ESP = 4 + 0xc4, CPU_SIZE = 4 + 0x2cc,
	MACHINE_I386 = 0x14c
};

static const struct teb *
teb_of(unsigned word)
{
	return word == 8 ? &teb_64 : &teb_32;
}

/* A block says where it is itself. */
static int
is_teb(const struct walk *w, uint64_t teb, unsigned word, bool *is)
{
	uint64_t self;

	if (walk_words(w, teb + teb_of(word)->self, word, &self, 1, is) == -1)
		return -1;
	*is = *is && self == teb;
	return 0;
}

int
teb_stack(const struct walk *w, uint64_t teb, unsigned word,
    struct span *stack, bool *found)
{
	uint64_t bounds[2];	/* end, start */

	if (walk_words(w, teb + teb_of(word)->base, word, bounds, 2, found) ==
	    -1)
		return -1;
	*found = *found && bounds[1] < bounds[0] &&
	    bounds[0] - bounds[1] <= STACK_MAX;
	if (*found)
		*stack = (struct span){ bounds[1], bounds[0] - bounds[1] };
	return 0;
}

int
teb_wow64(const struct walk *w, uint64_t teb, uint64_t *teb32,
    struct span *context, uint64_t *sp)
{
	uint8_t cpu[CPU_SIZE];
	uint64_t at;
	size_t got;
	bool all;

	*context = (struct span){ 0, 0 };
	if (walk_words(w, teb + TEB_64_TO_32, 8, teb32, 1, &all) == -1)
		return -1;
	if (!all || *teb32 > UINT32_MAX)
		*teb32 = 0;
	if (*teb32 != 0 && is_teb(w, *teb32, 4, &all) == -1)
		return -1;
	if (!all)
		*teb32 = 0;
	if (*teb32 == 0)
		return 0;
	if (walk_words(w, teb + TEB_CPU_AREA, 8, &at, 1, &all) == -1)
		return -1;
	if (!all)
		return 0;
	if (walk_read(w, at, cpu, sizeof cpu, &got) == -1)
		return -1;
	if (got < sizeof cpu || le16(cpu + CPU_MACHINE) != MACHINE_I386)
		return 0;
	*sp = le32(cpu + CPU_ESP);
	*context = (struct span){ at, CPU_SIZE };
	return 0;
}

/* The block at TEB, and what it leads to but for the process's. */
static int
keep_teb(const struct walk *w, uint64_t teb, unsigned word)
{
	struct survey *s = &w->m->survey;
	uint64_t tls;
	bool all;

	if (walk_keep(w, &s->plumbing, teb, teb_of(word)->size,
	    "block of a thread") == -1 ||
	    walk_words(w, teb + teb_of(word)->tls, word, &tls, 1, &all) == -1)
		return -1;
	return all && tls != 0 ? walk_keep(w, &s->process_data, tls,
	    TLS_ARRAY, "variables of a thread") : 0;
}

/* Follows the way from TEB to its process's block, but only ONCE. */
static int
follow_peb(const struct walk *w, uint64_t teb, unsigned word, bool *once)
{
	uint64_t peb;
	bool is;

	if (*once)
		return 0;
	if (is_teb(w, teb, word, &is) == -1)
		return -1;
	if (!is)
		return 0;
	if (walk_words(w, teb + teb_of(word)->peb, word, &peb, 1, once) == -1)
		return -1;
	return *once ? peb_find(w, peb, word) : 0;
}

int
tebs_find(const struct walk *w)
{
	const struct dump_model *m = w->m;
	bool done = false, done_32 = false;
	struct span context;
	uint64_t teb, teb32, sp;
	size_t i;

	for (i = 0; i < m->nthreads; i++) {
		teb = m->threads[i].seen.tp;
		if (teb == DUMP_NOWHERE)
			continue;
		if (keep_teb(w, teb, m->word) == -1 ||
		    follow_peb(w, teb, m->word, &done) == -1)
			return -1;
		if (m->word != 8)
			continue;
		if (teb_wow64(w, teb, &teb32, &context, &sp) == -1)
			return -1;
		if (teb32 == 0)
			continue;
		if (keep_teb(w, teb32, 4) == -1 ||
		    follow_peb(w, teb32, 4, &done_32) == -1 ||
		    walk_keep(w, &w->m->survey.plumbing, context.addr,
		    context.size, "registers of a 32-bit thread") == -1)
			return -1;
	}
	return 0;
}
