/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gzip_block.c -- bytes in a block of deflate that yields none.
 *
 * A dynamic block starts with the lengths of its codes.  If it then says
 * nothing but that it is over, these lengths mean nothing, and can carry
 * bits: each of 240 literals has a length of 8 to 15, which is three.  The
 * lengths of 15 more make the code complete, as readers demand; the end of
 * the block, last among the longest, is then all ones.  Lengths are written
 * in four bits each, so every block looks the same but for them.
 */
#include <string.h>

#include "base/bytes.h"
#include "codec/gzip.h"

enum {
	DATA = GZIP_PAYLOAD * 8 / 3,	/* symbols that carry bits */
	FILL = 15,			/* that make the code complete */
	END = 256, DISTANCES = 2,
	SYMBOLS = END + 1 + DISTANCES,
	LONGEST = 15,			/* bits of a code */
	CODES = 19,			/* lengths of lengths */
	AT = 17 + 3 * CODES		/* bit where the lengths start */
};

static const char magic[] = "dumpzip1";
enum { MAGIC = sizeof magic - 1, CLOSED = GZIP_PAYLOAD - 4 };

/* Sets N bits, from the lowest, at bit *AT. */
static void
bits(uint8_t *out, unsigned *at, unsigned value, unsigned n)
{
	for (; n > 0; n--, value >>= 1, ++*at)
		out[*at / 8] = (uint8_t)(out[*at / 8] |
		    (value & 1) << *at % 8);
}

/* Three bits from bit AT. */
static unsigned
three(const uint8_t *payload, unsigned at)
{
	unsigned two = payload[at / 8];

	if (at / 8 + 1 < GZIP_PAYLOAD)
		two |= (unsigned)payload[at / 8 + 1] << 8;
	return two >> at % 8 & 7;
}

/* A code starts with its highest bit; that of length N is N itself. */
static unsigned
turned(unsigned n)
{
	return (n & 1) << 3 | (n & 2) << 1 | (n & 4) >> 1 | n >> 3;
}

/* The lengths of all symbols. */
static void
choose(uint8_t *length, const uint8_t *payload)
{
	/* In units of the longest code, what is not yet spoken for: all but
	 * the end of the block.  A complete code leaves nothing. */
	unsigned i, left = (1U << LONGEST) - 1;

	memset(length, 0, SYMBOLS);
	for (i = 0; i < DATA; i++) {
		length[i] = (uint8_t)(8 + three(payload, 3 * i));
		left -= 1U << (LONGEST - length[i]);
	}
	for (i = 0; i < FILL; i++)
		if (left >> i & 1)
			length[DATA + i] = (uint8_t)(LONGEST - i);
	length[END] = LONGEST;
	length[END + 1] = 1;
	length[END + 2] = 1;
}

void
gzip_block_make(uint8_t out[GZIP_BLOCK], const uint8_t payload[GZIP_PAYLOAD])
{
	uint8_t length[SYMBOLS];
	unsigned i, at = 0;

	choose(length, payload);
	memset(out, 0, GZIP_BLOCK);
	bits(out, &at, 0, 1);			/* not the last */
	bits(out, &at, 2, 2);			/* dynamic */
	bits(out, &at, 0, 5);			/* 257 literals and lengths */
	bits(out, &at, DISTANCES - 1, 5);
	bits(out, &at, CODES - 4, 4);
	/* Three symbols that repeat others, which are not used, then all
	 * lengths from 0 to 15 in some order: each has a code of 4 bits. */
	bits(out, &at, 0, 9);
	for (i = 3; i < CODES; i++)
		bits(out, &at, 4, 3);
	for (i = 0; i < SYMBOLS; i++)
		bits(out, &at, turned(length[i]), 4);
	bits(out, &at, (1U << LONGEST) - 1, LONGEST);
	/* An empty stored block: three bits, which end the byte. */
	bits(out, &at, 0, 3);
	bits(out, &at, 0xffff0000, 32);
}

bool
gzip_block_read(uint8_t payload[GZIP_PAYLOAD], const uint8_t in[GZIP_BLOCK])
{
	uint8_t again[GZIP_BLOCK];
	unsigned i, at, length, to = 0;

	memset(payload, 0, GZIP_PAYLOAD);
	for (i = 0; i < DATA; i++) {
		at = AT + 4 * i;
		length = turned((in[at / 8] | (unsigned)in[at / 8 + 1] << 8) >>
		    at % 8 & 15);
		bits(payload, &to, length & 7, 3);
	}
	gzip_block_make(again, payload);
	return memcmp(again, in, GZIP_BLOCK) == 0;
}

uint64_t
gzip_blocks(uint64_t chunks)
{
	uint64_t n = chunks * GZIP_ENTRY;

	return n <= GZIP_REST ? 0 :
	    (n - GZIP_REST + GZIP_PAYLOAD - 1) / GZIP_PAYLOAD;
}

void
gzip_closing_make(uint8_t out[GZIP_BLOCK], const struct gzip_closing *c)
{
	uint8_t p[GZIP_PAYLOAD];

	memcpy(p, magic, MAGIC);
	put_le64(p + 8, c->plain);
	put_le64(p + 16, c->packed);
	put_le32(p + 24, c->chunk);
	put_le32(p + 28, c->crc);
	put_le32(p + 32, part_mark_word(c->part));
	memcpy(p + 36, c->rest, GZIP_REST);
	put_le32(p + CLOSED, crc32_of(0, p, CLOSED));
	gzip_block_make(out, p);
}

bool
gzip_closing_read(struct gzip_closing *c, const uint8_t in[GZIP_BLOCK])
{
	uint8_t p[GZIP_PAYLOAD];

	if (!gzip_block_read(p, in) || memcmp(p, magic, MAGIC) != 0 ||
	    le32(p + CLOSED) != crc32_of(0, p, CLOSED))
		return false;
	c->plain = le64(p + 8);
	c->packed = le64(p + 16);
	c->chunk = le32(p + 24);
	c->crc = le32(p + 28);
	c->part = part_mark_of(le32(p + 32));
	memcpy(c->rest, p + 36, GZIP_REST);
	return true;
}
