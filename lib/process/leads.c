/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * leads.c -- question: where do registers and the words of live stacks lead?
 * Whatever looks like an address of memory that the dump holds, or of a
 * module, is taken for one.
 */
#include <stdlib.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "process/memory.h"
#include "process/surveys.h"

enum {
	LOWEST = 64 << 10,	/* no system maps anything below */
	CHUNK = 64 << 10,
	STACK_MAX = 8 << 20,	/* of one stack: it may lie in a heap */
	OWN_MAX = 1 << 20,	/* of it belongs to the thread for certain */
	LEADS_MAX = 1 << 20,
	REGISTERS_MAX = 1024	/* bytes */
};
#define ALL_MAX		(UINT64_C(1) << 30)	/* bytes of all stacks */

struct looker {
	struct dump_model *m;
	struct dump_source *src;
	struct dump_err	*err;
	uint8_t		*buf;		/* CHUNK bytes */
	struct set	 modules;
	uint64_t	 mask;		/* of what is no tag in an address */
	uint64_t	 looked;	/* bytes so far */
	size_t		 thread;
	size_t		 first, end;	/* its stacks */
};

bool
leads_wanted(const struct dump_model *m)
{
	return m->nthreads > 0;
}

int
leads_touch(const struct dump_model *m, struct set *out, struct dump_err *err)
{
	return plumbing_touch(m, out, err);
}

/* Does ADDR lie in a stack that the thread looked at has anyway? */
static bool
is_own(const struct looker *l, uint64_t addr)
{
	const struct live_stack *s;
	size_t i;

	for (i = l->first; i < l->end; i++) {
		s = &l->m->survey.stacks[i];
		if (span_has(s->at, addr) &&
		    addr < add_capped(s->from, OWN_MAX))
			return true;
	}
	return false;
}

static int
look_at(struct looker *l, uint64_t word, uint64_t at, uint32_t stack)
{
	struct survey *s = &l->m->survey;
	uint64_t to = word & l->mask;

	if (to < LOWEST || is_own(l, to) ||
	    (model_find_piece(l->m, to) == NONE &&
	    !set_has(&l->modules, to)))
		return 0;
	if (s->nleads == LEADS_MAX) {
		s->more_leads = true;
		return 0;
	}
	if (array_room(&s->leads, &s->leads_cap, s->nleads,
	    sizeof *s->leads, l->err) == -1)
		return -1;
	s->leads[s->nleads++] = (struct lead){ to, at, (uint32_t)l->thread,
	    stack };
	return 0;
}

static int
look_at_registers(struct looker *l)
{
	const struct integers *r = &l->m->threads[l->thread].integers;
	size_t i, got, size = (size_t)min_u64(r->size, REGISTERS_MAX);

	if (size == 0)
		return 0;
	if (source_read_some(l->src, r->off, l->buf, size, &got, l->err) ==
	    -1)
		return -1;
	for (i = 0; i + r->width <= got; i += r->width)
		if (look_at(l, get_word(l->m->facts.big_endian, r->width,
		    l->buf + i), DUMP_NOWHERE, NONE) == -1)
			return -1;
	return 0;
}

/* The next place from ADDR on that the dump has data for, or LAST + 1. */
static uint64_t
next_data(const struct dump_model *m, uint64_t addr, uint64_t last)
{
	size_t i = model_piece_from(m, addr);

	for (; i < m->npieces && m->pieces[i].at.addr <= last; i++)
		if (memory_is_data(&m->regions[m->pieces[i].region]))
			return max_u64(addr, m->pieces[i].at.addr);
	return last + 1;
}

static int
look_through(struct looker *l, size_t stack, uint64_t addr, uint64_t last)
{
	unsigned width = l->m->survey.stacks[stack].word;
	size_t i, got;

	while ((addr = next_data(l->m, addr, last)) <= last) {
		addr = round_up(addr, width);
		if (addr > last || l->looked >= ALL_MAX ||
		    l->m->survey.more_leads)
			return 0;
		if (memory_read_data(l->m, l->src, addr, l->buf,
		    (size_t)min_u64(CHUNK, last - addr + 1), &got, l->err) ==
		    -1)
			return -1;
		for (i = 0; i + width <= got; i += width)
			if (look_at(l, get_word(l->m->facts.big_endian,
			    width, l->buf + i), addr + i, (uint32_t)stack) == -1)
				return -1;
		l->looked += got;
		/* What is left of a word before a gap is none. */
		addr += max_u64(got, width);
	}
	return 0;
}

/* The first stack of THREAD, or of one behind it: they are in order. */
static size_t
stacks_from(const struct survey *s, size_t thread)
{
	size_t low = 0, high = s->nstacks, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (s->stacks[mid].thread < thread)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static int
look_at_thread(struct looker *l, size_t thread)
{
	const struct survey *s = &l->m->survey;
	const struct live_stack *stack;
	uint64_t last;
	size_t i;

	l->thread = thread;
	l->first = stacks_from(s, thread);
	l->end = stacks_from(s, thread + 1);
	if (look_at_registers(l) == -1)
		return -1;
	for (i = l->first; i < l->end; i++) {
		stack = &s->stacks[i];
		last = min_u64(span_last(stack->at),
		    add_capped(stack->from, STACK_MAX - 1));
		/* The last word of all addresses leads nowhere. */
		if (look_through(l, i, stack->from, min_u64(last,
		    UINT64_MAX - 8)) == -1)
			return -1;
	}
	return 0;
}

/* The one that crashed comes first, and an ELF core begins with it. */
static size_t
crashed(const struct dump_model *m)
{
	return m->facts.crash.thread >= 0 ? (size_t)m->facts.crash.thread : 0;
}

static int
find_modules(struct looker *l)
{
	struct span at;
	size_t i;

	for (i = 0; i < l->m->nmodules; i++)
		if (span_of(l->m->modules[i].base, l->m->modules[i].size,
		    &at) && set_add(&l->modules, at, "", l->err) == -1)
			return -1;
	set_settle(&l->modules);
	return 0;
}

int
leads_answer(struct dump_model *m, struct dump_source *src,
    struct dump_err *err)
{
	struct looker l = { .m = m, .src = src, .err = err,
	    .mask = memory_address_mask(m) };
	size_t i;
	int rc;

	if ((l.buf = malloc(CHUNK)) == NULL)
		return dump_fail_nomem(err);
	rc = find_modules(&l);
	if (rc == 0)
		rc = look_at_thread(&l, crashed(m));
	for (i = 0; rc == 0 && i < m->nthreads; i++)
		if (i != crashed(m))
			rc = look_at_thread(&l, i);
	set_free(&l.modules);
	free(l.buf);
	return rc;
}
