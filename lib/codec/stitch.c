/* SPDX-License-Identifier: BSD-2-Clause */
/* stitch.c -- makes a whole deflate stream a part of a longer one. */
#include <stdbool.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "codec/stitch.h"

enum {
	LITERALS = 288,		/* with ends and lengths: two are never used */
	DISTANCES = 32,		/* two are never used */
	CODES = 19,		/* that code lengths are written in */
	LONGEST = 15,		/* bits of a code */
	END = 256,		/* of a block; above are lengths */
	SHORTEST = 3		/* length of what is repeated */
};

/* Bits of a code that a table decodes at once.  Tables are made for each
 * block: where longer codes are rare, a small one is better. */
enum { FAST_LITERALS = 11, FAST_DISTANCES = 8, FAST_CODES = 7, FAST_MOST = 11 };

/* What a symbol is, and what the table says of the next bits. */
enum kind { LITERAL, LENGTH, OVER, SLOW, WRONG };

struct entry {
	uint8_t		 kind;
	uint8_t		 code;		/* bits of the code, ... */
	uint8_t		 bits;		/* ... and with what follows it */
	uint8_t		 value;		/* of a length: above the shortest */
};

/* A canonical code: the fast table, and what longer codes need. */
struct code {
	unsigned	 bits;			/* that FAST decodes */
	struct entry	 fast[1 << FAST_MOST];
	struct entry	 entry[LITERALS];	/* of a symbol, by its code */
	uint16_t	 count[LONGEST + 1];	/* codes of each length */
};

/* Where we stand in a stream. */
struct bits {
	const uint8_t	*in;
	size_t		 size, pos;
	uint64_t	 buf;		/* bits that were read and not used */
	unsigned	 n;		/* how many */
};

struct walk {
	struct bits	 bits;
	uint64_t	 len;		/* plain bytes so far */
	struct code	 literals, distances, lengths;
};

/* Afterwards there are 56 bits, or all that are left. */
static inline void
refill(struct bits *b)
{
	if (b->size - b->pos >= 8) {
		b->buf |= le64(b->in + b->pos) << b->n;
		b->pos += (63 - b->n) / 8;
		b->n |= 56;
		return;
	}
	for (; b->n < 56 && b->pos < b->size; b->n += 8)
		b->buf |= (uint64_t)b->in[b->pos++] << b->n;
}

static inline bool
skip(struct bits *b, unsigned n)
{
	if (n > b->n)
		return false;
	b->buf >>= n;
	b->n -= n;
	return true;
}

static bool
take(struct bits *b, unsigned n, unsigned *value)
{
	refill(b);
	*value = (unsigned)(b->buf & ((1U << n) - 1));
	return skip(b, n);
}

static uint64_t
position(const struct bits *b)
{
	return (uint64_t)b->pos * 8 - b->n;
}

/* RFC 1951, 3.2.5: what follows the code of a length or a distance. */
static struct entry
literal(unsigned symbol)
{
	static const uint8_t more[] = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2,
	    2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0 };
	static const uint8_t above[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14,
	    16, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192,
	    224, 255 };
	struct entry e = { LITERAL, 0, 0, 0 };

	if (symbol == END) {
		e.kind = OVER;
	} else if (symbol > END) {
		symbol -= END + 1;
		e.kind = symbol < sizeof more ? LENGTH : WRONG;
		if (e.kind == LENGTH) {
			e.bits = more[symbol];
			e.value = above[symbol];
		}
	}
	return e;
}

static struct entry
distance(unsigned symbol)
{
	struct entry e = { symbol < 30 ? LITERAL : WRONG, 0, 0, 0 };

	if (symbol >= 4)
		e.bits = (uint8_t)(symbol / 2 - 1);
	return e;
}

/* Code lengths are symbols that stand for themselves. */
static struct entry
plain(unsigned symbol)
{
	return (struct entry){ LITERAL, 0, 0, (uint8_t)symbol };
}

static unsigned
reversed(unsigned code, unsigned n)
{
	unsigned r = 0;

	for (; n > 0; n--, code >>= 1)
		r = r << 1 | (code & 1);
	return r;
}

/* Writes E, whose code is CODE, to all places of the fast table that start
 * with it; a longer code makes its place a slow one. */
static void
spread(struct code *c, unsigned code, struct entry e)
{
	unsigned at = reversed(code, e.code);

	if (e.code > c->bits) {
		c->fast[at & ((1U << c->bits) - 1)].kind = SLOW;
		return;
	}
	for (; at < 1U << c->bits; at += 1U << e.code)
		c->fast[at] = e;
}

/*
 * Makes C from the lengths of N codes.  One that leaves bits without a
 * meaning is fine, as long as they do not occur: where nothing is repeated
 * there is one distance, or none.
 */
static bool
build(struct code *c, unsigned bits, const uint8_t *length, unsigned n,
    struct entry (*entry)(unsigned symbol))
{
	unsigned next[LONGEST + 2] = { 0 }, place[LONGEST + 2] = { 0 };
	unsigned i, code = 0;
	struct entry e;

	memset(c->count, 0, sizeof c->count);
	for (i = 0; i < n; i++)
		c->count[length[i]]++;
	c->count[0] = 0;
	for (i = 1; i <= LONGEST; i++) {
		next[i] = code;
		code += c->count[i];
		if (code > 1U << i)
			return false;
		code <<= 1;
		place[i + 1] = place[i] + c->count[i];
	}
	c->bits = bits;
	/* A complete code fills the table. */
	for (i = 0; code < 2U << LONGEST && i < 1U << bits; i++)
		c->fast[i].kind = WRONG;
	for (i = 0; i < n; i++) {
		if (length[i] == 0)
			continue;
		e = entry(i);
		e.code = length[i];
		e.bits = (uint8_t)(e.bits + e.code);
		c->entry[place[length[i]]++] = e;
		spread(c, next[length[i]]++, e);
	}
	return true;
}

/* The entry of the code that comes next, bit by bit. */
static struct entry
slow(uint64_t buf, const struct code *c)
{
	static const struct entry wrong = { WRONG, 0, 0, 0 };
	unsigned i, code = 0, first = 0, place = 0;

	for (i = 1; i <= LONGEST; i++) {
		code = code << 1 | (buf >> (i - 1) & 1);
		if (code - first < c->count[i])
			return c->entry[place + (code - first)];
		place += c->count[i];
		first = (first + c->count[i]) << 1;
	}
	return wrong;
}

static inline struct entry
next(const struct bits *b, const struct code *c, unsigned bits)
{
	struct entry e = c->fast[b->buf & ((1U << bits) - 1)];

	return e.kind == SLOW ? slow(b->buf, c) : e;
}

static bool
stored_block(struct walk *w)
{
	struct bits *b = &w->bits;
	unsigned len, other;

	if (!skip(b, b->n % 8) || !take(b, 16, &len) || !take(b, 16, &other) ||
	    len != (other ^ 0xffff))
		return false;
	/* Whole bytes that were read ahead go back. */
	b->pos -= b->n / 8;
	b->buf = 0;
	b->n = 0;
	if (!fits(b->pos, len, b->size))
		return false;
	b->pos += len;
	w->len += len;
	return true;
}

/* Where time goes: B is a copy, so that it stays in registers. */
static bool
symbols(struct walk *w)
{
	struct bits b = w->bits;
	uint64_t len = w->len;
	struct entry e;

	for (;;) {
		/* The longest length and distance have 48 bits. */
		if (b.n < 48)
			refill(&b);
		e = next(&b, &w->literals, FAST_LITERALS);
		if (e.kind == LITERAL) {
			if (!skip(&b, e.bits))
				return false;
			len++;
			continue;
		}
		if (e.kind != LENGTH)
			break;
		len += SHORTEST + e.value + (b.buf >> e.code &
		    ((1U << (e.bits - e.code)) - 1));
		if (!skip(&b, e.bits))
			return false;
		e = next(&b, &w->distances, FAST_DISTANCES);
		if (e.kind != LITERAL || !skip(&b, e.bits))
			return false;
	}
	if (e.kind != OVER || !skip(&b, e.bits))
		return false;
	w->bits = b;
	w->len = len;
	return true;
}

static bool
fixed_block(struct walk *w)
{
	uint8_t length[LITERALS];

	memset(length, 8, 144);
	memset(length + 144, 9, 112);
	memset(length + 256, 7, 24);
	memset(length + 280, 8, 8);
	if (!build(&w->literals, FAST_LITERALS, length, LITERALS, literal))
		return false;
	memset(length, 5, DISTANCES);
	return build(&w->distances, FAST_DISTANCES, length, DISTANCES, distance) && symbols(w);
}

/* The lengths of N codes, themselves coded. */
static bool
read_lengths(struct walk *w, uint8_t *length, unsigned n)
{
	unsigned i, symbol, times;
	struct entry e;
	uint8_t value;

	for (i = 0; i < n; ) {
		refill(&w->bits);
		e = next(&w->bits, &w->lengths, FAST_CODES);
		if (e.kind != LITERAL || !skip(&w->bits, e.bits))
			return false;
		symbol = e.value;
		value = 0;
		times = 1;
		if (symbol < 16)
			value = (uint8_t)symbol;
		else if (!take(&w->bits, symbol == 16 ? 2 : symbol == 17 ? 3 : 7,
		    &times) || (symbol == 16 && i == 0))
			return false;
		else {
			value = symbol == 16 ? length[i - 1] : 0;
			times += symbol == 18 ? 11 : 3;
		}
		if (times > n - i)
			return false;
		memset(length + i, value, times);
		i += times;
	}
	return true;
}

static bool
dynamic_block(struct walk *w)
{
	static const uint8_t order[CODES] = { 16, 17, 18, 0, 8, 7, 9, 6, 10, 5,
	    11, 4, 12, 3, 13, 2, 14, 1, 15 };
	uint8_t length[LITERALS + DISTANCES] = { 0 };
	unsigned literals, distances, codes, i, n;

	if (!take(&w->bits, 5, &literals) || !take(&w->bits, 5, &distances) ||
	    !take(&w->bits, 4, &codes))
		return false;
	literals += END + 1;
	distances += 1;
	if (literals > LITERALS)
		return false;
	for (i = 0; i < codes + 4; i++) {
		if (!take(&w->bits, 3, &n))
			return false;
		length[order[i]] = (uint8_t)n;
	}
	if (!build(&w->lengths, FAST_CODES, length, CODES, plain) ||
	    !read_lengths(w, length, literals + distances))
		return false;
	return build(&w->literals, FAST_LITERALS, length, literals, literal) &&
	    build(&w->distances, FAST_DISTANCES, length + literals, distances, distance) &&
	    symbols(w);
}

/* Where the last block starts and where it ends, in bits. */
static bool
find(struct walk *w, uint64_t *last, uint64_t *end)
{
	unsigned final, kind;

	do {
		*last = position(&w->bits);
		if (!take(&w->bits, 1, &final) || !take(&w->bits, 2, &kind))
			return false;
		if (kind == 0 ? !stored_block(w) : kind == 1 ?
		    !fixed_block(w) : kind != 2 || !dynamic_block(w))
			return false;
	} while (!final);
	*end = position(&w->bits);
	return true;
}

size_t
stitch(uint8_t *buf, size_t size, uint64_t len)
{
	static const uint8_t stored[] = { 0, 0, 0xff, 0xff };
	struct walk w = { .bits = { .in = buf, .size = size } };
	uint64_t last, end;
	unsigned used;

	if (!find(&w, &last, &end) || w.len != len || (end + 7) / 8 != size)
		return 0;
	buf[last / 8] &= (uint8_t)~(1U << last % 8);
	/* The three bits that start a stored block are zeros, and so are
	 * those up to the next byte. */
	used = end % 8;
	if (used > 0)
		buf[size - 1] &= (uint8_t)((1U << used) - 1);
	if (used == 0 || used > 5)
		buf[size++] = 0;
	memcpy(buf + size, stored, sizeof stored);
	return size + sizeof stored;
}
