/* SPDX-License-Identifier: BSD-2-Clause */
/* closure.c -- the part of a process's memory that pointers lead to. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "process/memory.h"
#include "process/closure.h"

enum {
	PEEKED = 256, PEEKED_SIZE = 4096,
	WORDS = 1 << 14
};

struct peeked {
	uint64_t	 addr;
	size_t		 len;		/* 0: none */
	uint8_t		 bytes[PEEKED_SIZE];
};

int
closure_new(struct closure *r, const struct walk *w, const struct set *where)
{
	*r = (struct closure){ .w = w, .depth = CLOSURE_DEPTH,
	    .chunk_max = CLOSURE_CHUNK_MAX };
	if (pages_new(&r->pages, w->m, where, w->err) == -1)
		return -1;
	r->now = calloc((size_t)(r->pages.units / 8 + 1), 1);
	r->buf = malloc(CLOSURE_BLOCK);
	r->peeked = calloc(PEEKED, sizeof *r->peeked);
	r->words = calloc(WORDS, sizeof *r->words);
	if (r->now != NULL && r->buf != NULL && r->peeked != NULL &&
	    r->words != NULL)
		return 0;
	closure_free(r);
	return dump_fail_nomem(w->err);
}

void
closure_free(struct closure *r)
{
	pages_free(&r->pages);
	free(r->now);
	free(r->buf);
	free(r->peeked);
	free(r->words);
	*r = (struct closure){ 0 };
}

/* What was seen before may now let in more. */
void
closure_chunks(struct closure *r, uint64_t max)
{
	r->chunk_max = max;
	memset(r->words, 0, WORDS * sizeof *r->words);
}

/* A word of memory, by a cache: chunks lie close together. */
static int
peek(struct closure *r, uint64_t addr, uint64_t *word, bool *there)
{
	uint64_t base = round_down(addr, PEEKED_SIZE);
	struct peeked *p = &r->peeked[base / PEEKED_SIZE % PEEKED];
	const struct dump_model *m = r->w->m;

	if (p->len == 0 || p->addr != base) {
		p->addr = base;
		if (memory_read_data(m, r->w->src, base, p->bytes, PEEKED_SIZE,
		    &p->len, r->w->err) == -1)
			return -1;
	}
	*there = fits(addr - base, m->word, p->len);
	if (*there)
		*word = get_word(m->facts.big_endian, m->word,
		    p->bytes + (addr - base));
	return 0;
}

/* What a chunk's size says beside it, in its low bits. */
enum { BEFORE_IN_USE = 1, MAPPED = 2, FLAGS = 7 };

/*
 * Does malloc's chunk begin at ADDR, behind two words, of which the second is
 * its size?  *SIZE: bytes from ADDR on, or 0.  A large chunk has pages of its
 * own; behind another in use comes the next one, which says so.
 */
static int
chunk_at(struct closure *r, uint64_t addr, uint64_t *size)
{
	const struct dump_model *m = r->w->m;
	uint64_t word = m->word, n, flags, next;
	bool there;

	*size = 0;
	if (addr % (2 * word) != 0 || addr < 2 * word)
		return 0;
	if (peek(r, addr - word, &n, &there) == -1)
		return -1;
	flags = n & FLAGS;
	n -= flags;
	if (!there || n < 4 * word || n % (2 * word) != 0 ||
	    n > UINT64_MAX - addr)
		return 0;
	if ((flags & MAPPED) != 0) {
		if (((n | (addr - 2 * word)) & (m->page - 1)) == 0 &&
		    n <= r->chunk_max)
			*size = n - 2 * word;
		return 0;
	}
	if (n > r->chunk_max)
		return 0;
	if (peek(r, addr + n - word, &next, &there) == -1)
		return -1;
	if (there && (next & (BEFORE_IN_USE | MAPPED)) == BEFORE_IN_USE &&
	    next >= 4 * word && next >> 32 == 0)
		*size = n;
	return 0;
}

int
closure_word(struct closure *r, uint64_t word)
{
	const struct dump_model *m = r->w->m;
	uint64_t first, last, size;

	if (m->machine == MACHINE_ARM64)
		word &= UINT64_MAX >> 8;
	if (r->see != NULL && r->see(r->ctx, word) == -1)
		return -1;
	if (!pages_cover(&r->pages, word) ||
	    r->words[word / m->word % WORDS] == word)
		return 0;
	r->words[word / m->word % WORDS] = word;
	if (chunk_at(r, word, &size) == -1)
		return -1;
	if (size > 0) {
		pages_add(&r->pages, word - 2 * m->word, word + size - 1);
		return 0;
	}
	first = round_down(word, CLOSURE_BLOCK);
	last = first + (CLOSURE_BLOCK - 1);
	if (last - word < CLOSURE_NEAR_END)
		last = add_capped(last, m->page);
	pages_add(&r->pages, first, last);
	return 0;
}

/* N bytes in r->buf. */
static int
follow(struct closure *r, size_t n)
{
	const struct dump_model *m = r->w->m;
	size_t i;

	for (i = 0; i + m->word <= n && r->pages.bytes <= CLOSURE_MAX;
	    i += m->word)
		if (closure_word(r, get_word(m->facts.big_endian, m->word,
		    r->buf + i)) == -1)
			return -1;
	return 0;
}

/* The next place from ADDR on, where nothing could be read, that the dump has
 * bytes of; false: there is none. */
static bool
skip_absent(const struct dump_model *m, uint64_t *addr)
{
	size_t i = model_piece_from(m, *addr);

	if (i == m->npieces)
		return false;
	if (m->pieces[i].at.addr > *addr)
		*addr = m->pieces[i].at.addr;
	else if (!add_u64(span_last(m->pieces[i].at), 1, addr))
		return false;
	*addr = round_up(*addr, m->word);
	return true;
}

int
closure_from(struct closure *r, uint64_t addr, uint64_t size)
{
	const struct dump_model *m = r->w->m;
	uint64_t from = round_up(addr, m->word), last, n, next;
	size_t got;

	if (from < addr || size <= from - addr)
		return 0;
	last = addr + (size - 1);
	while (from <= last) {
		n = min_u64(last - from, CLOSURE_BLOCK - 1) + 1;
		if (memory_read_data(m, r->w->src, from, r->buf, (size_t)n,
		    &got, r->w->err) == -1 || follow(r, got) == -1)
			return -1;
		if (!add_u64(from, got, &next) ||
		    (got < n && !skip_absent(m, &next)) || next <= from)
			break;
		from = next;
	}
	return 0;
}

int
closure_close(struct closure *r, bool *all)
{
	struct pages *p = &r->pages;
	size_t len = (size_t)(p->units / 8 + 1);
	uint64_t before = 0, i;
	struct span at;
	uint8_t *now;
	unsigned depth;

	*all = !p->too_many;
	if (!*all)
		return 0;
	for (depth = 0; depth < r->depth && p->bytes > before &&
	    p->bytes <= CLOSURE_MAX; depth++) {
		before = p->bytes;
		now = p->fresh;
		p->fresh = r->now;
		r->now = now;
		memset(p->fresh, 0, len);
		i = 0;
		while (pages_next(p, r->now, &i, &at))
			if (closure_from(r, at.addr, at.size) == -1)
				return -1;
	}
	*all = p->bytes <= CLOSURE_MAX;
	return 0;
}
