/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stack_words.c -- stacks that keep only what looks like a pointer.
 *
 * What a stack holds beside addresses are texts, keys and numbers, and no
 * debugger needs them for a backtrace.  What lies below the stack pointer is
 * garbage of calls that have returned, and goes whole.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "filters/cut.h"
#include "filters/stack_words.h"
#include "process/plumbing.h"
#include "process/runs.h"

struct scrubbed {
	struct span	 at;
	uint64_t	 from;		/* what lies below becomes zero */
	uint32_t	 thread;
	uint8_t		 word;
	bool		 dead;		/* all of it does */
};

struct list {
	struct scrubbed	*v;
	size_t		 n, cap;
};

static int
add(struct list *l, const struct scrubbed *s, struct dump_err *err)
{
	if (array_room(&l->v, &l->cap, l->n, sizeof *l->v, err) == -1)
		return -1;
	l->v[l->n++] = *s;
	return 0;
}

/* How far up a stack of which only its pointer is sure is taken for one: as
 * far as a small dump has it. */
static uint64_t
unproven_last(const struct dump_plan *p, const struct live_stack *s)
{
	uint64_t most = max_u64(max_u64(p->tuning.stack_max, STACK_MAX),
	    s->least);

	return add_capped(s->from, most - 1) | (p->m->grain - 1);
}

static int
add_stack(struct list *l, const struct dump_plan *p,
    const struct live_stack *s, struct dump_err *err)
{
	uint64_t last = span_last(s->at);
	struct scrubbed new = { .thread = s->thread, .word = s->word,
		.from = s->left ? 0 : s->from };

	if (!s->proven)
		last = min_u64(last, unproven_last(p, s));
	new.at = (struct span){ s->at.addr, last - s->at.addr + 1 };
	if (add(l, &new, err) == -1)
		return -1;
	if (s->bottom >= s->at.addr)
		return 0;
	new.at = (struct span){ s->bottom, s->at.addr - s->bottom };
	new.dead = true;
	return add(l, &new, err);
}

/*
 * The block of a Unix thread lies at the end of its stack, and a small dump
 * has both, but perhaps not what is between.
 */
static int
add_blocks(struct list *l, const struct dump_model *m, size_t thread,
    struct dump_err *err)
{
	uint64_t tp = thread_tp(m, thread), sp = thread_sp(m, thread);
	struct scrubbed new = { .from = sp, .thread = (uint32_t)thread,
		.word = (uint8_t)m->word };
	struct span at[THREAD_BLOCKS];
	size_t n;

	if (m->os == OS_WINDOWS || tp == DUMP_NOWHERE || sp == DUMP_NOWHERE ||
	    tp <= sp || tp - sp > THREAD_STACK_MAX)
		return 0;
	for (n = thread_blocks(m, tp, at); n > 0; n--) {
		new.at = at[n - 1];
		if (add(l, &new, err) == -1)
			return -1;
	}
	return 0;
}

static int
add_all(struct list *l, const struct dump_plan *p, struct dump_err *err)
{
	const struct dump_model *m = p->m;
	struct scrubbed dead = { .dead = true };
	size_t i;

	for (i = 0; i < m->survey.nstacks; i++)
		if (add_stack(l, p, &m->survey.stacks[i], err) == -1)
			return -1;
	for (i = 0; i < m->nthreads; i++)
		if (add_blocks(l, m, i, err) == -1)
			return -1;
	for (i = 0; i < m->nregions; i++) {
		dead.at = m->regions[i].at;
		if (m->regions[i].class == DUMP_STACKDEAD &&
		    add(l, &dead, err) == -1)
			return -1;
	}
	return 0;
}

/* Of two that overlap the one that begins higher has what both have: the
 * lower is a stack of which only the beginning is known. */
static int
by_start_backwards(const void *va, const void *vb)
{
	const struct scrubbed *a = va, *b = vb;

	if (a->at.addr != b->at.addr)
		return a->at.addr > b->at.addr ? -1 : 1;
	if (a->at.size != b->at.size)
		return a->at.size < b->at.size ? -1 : 1;
	return a->thread < b->thread ? -1 : a->thread > b->thread;
}

static int
make_disjoint(struct stack_words *s, struct list *l, struct dump_err *err)
{
	struct claim *claims;
	size_t i, n, clashes;

	if (l->n > 0)
		qsort(l->v, l->n, sizeof *l->v, by_start_backwards);
	if (spans_claim(&claims, &n, l->n > 0 ? &l->v[0].at : NULL,
	    sizeof *l->v, l->n, &clashes, err) == -1)
		return -1;
	if ((s->v = malloc((n + 1) * sizeof *s->v)) == NULL) {
		free(claims);
		return dump_fail_nomem(err);
	}
	for (i = 0; i < n; i++) {
		s->v[i] = l->v[claims[i].owner];
		s->v[i].at = claims[i].at;
	}
	s->n = n;
	free(claims);
	return 0;
}

static void
scrub_word(const struct stack_words *s, const struct scrubbed *at, uint8_t *p)
{
	bool big = s->pointers.m->facts.big_endian;

	if (!pointers_has(&s->pointers, at->thread, get_word(big, at->word,
	    p), at->word))
		put_word(big, at->word, p, s->fill);
}

/* LEN bytes from ADDR on, all of one stretch.  What is no whole word at
 * either end may be half a text. */
static void
scrub(const struct stack_words *s, const struct scrubbed *at, uint64_t addr,
    uint8_t *p, size_t len)
{
	size_t skip, word = at->word;

	if (at->dead) {
		memset(p, 0, len);
		return;
	}
	if (addr < at->from) {
		skip = (size_t)min_u64(len, at->from - addr);
		memset(p, 0, skip);
		addr += skip;
		p += skip;
		len -= skip;
	}
	skip = (size_t)min_u64(len, (word - addr % word) % word);
	memset(p, 0, skip);
	for (p += skip, len -= skip; len >= word; p += word, len -= word)
		scrub_word(s, at, p);
	memset(p, 0, len);
}

static void
rewrite(void *ctx, uint64_t addr, uint8_t *buf, size_t len)
{
	const struct stack_words *s = ctx;
	uint64_t last = addr + (len - 1), from, to;
	size_t low = 0, high = s->n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (span_last(s->v[mid].at) < addr)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < s->n && s->v[low].at.addr <= last; low++) {
		from = max_u64(addr, s->v[low].at.addr);
		to = min_u64(last, span_last(s->v[low].at));
		scrub(s, &s->v[low], from, buf + (from - addr),
		    (size_t)(to - from + 1));
	}
}

/* The block of a thread ends with a page, and what lies in the next one may be
 * the vdso, by which debuggers unwind system calls. */
static bool
may_be_stack(const struct region *r)
{
	switch (r->class) {
	case DUMP_HDR: case DUMP_CODE: case DUMP_RODATA: case DUMP_RELRO:
	case DUMP_PLUMB:
		return false;
	default:
		return true;
	}
}

int
stack_words_where(const struct stack_words *s, struct set *out,
    struct dump_err *err)
{
	const struct dump_model *m = s->pointers.m;
	struct set all = { 0 }, stacks = { 0 };
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < s->n; i++)
		rc = set_add(&all, s->v[i].at, "only pointers stay on stacks",
		    err);
	set_settle(&all);
	if (rc == 0)
		rc = cut_clip(&stacks, &all, m, may_be_stack, err);
	set_settle(&stacks);
	/* The loader keeps its lists beside the block of the first thread. */
	if (rc == 0)
		rc = set_subtract(out, &stacks, &m->survey.structures, err);
	set_free(&all);
	set_free(&stacks);
	return rc;
}

/* What of them the output has. */
static int
find_where(const struct stack_words *s, struct set *out,
    struct dump_err *err)
{
	struct set all = { 0 };
	int rc = stack_words_where(s, &all, err);

	set_settle(&all);
	if (rc == 0)
		rc = set_intersect(out, &all, &s->pointers.present, err);
	set_free(&all);
	return rc;
}

int
stack_words_rewrite(struct stack_words *s, struct dump_plan *p,
    struct dump_err *err)
{
	struct list l = { 0 };
	struct set where = { 0 };
	int rc = -1;

	stack_words_free(s);
	if (pointers_find(&s->pointers, p, err) == 0 &&
	    add_all(&l, p, err) == 0 && make_disjoint(s, &l, err) == 0 &&
	    find_where(s, &where, err) == 0)
		rc = where.n == 0 ? 0 :
		    plan_rewrite(p, &where, rewrite, s, err);
	set_free(&where);
	free(l.v);
	return rc;
}

void
stack_words_free(struct stack_words *s)
{
	pointers_free(&s->pointers);
	free(s->v);
	s->v = NULL;
	s->n = 0;
}
