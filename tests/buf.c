/* SPDX-License-Identifier: BSD-2-Clause */
/* buf.c -- bytes that grow at the end and may be put right later. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "tests/buf.h"

size_t
buf_zeros(struct buf *b, size_t len)
{
	return buf_fill(b, 0, len);
}

size_t
buf_fill(struct buf *b, uint8_t byte, size_t len)
{
	size_t at = b->n, cap = b->cap < 1024 ? 1024 : b->cap;

	while (cap - b->n < len)
		cap *= 2;
	if (cap != b->cap && (b->v = realloc(b->v, cap)) == NULL) {
		perror("buf");
		exit(1);
	}
	b->cap = cap;
	memset(b->v + at, byte, len);
	b->n += len;
	return at;
}

size_t
buf_add(struct buf *b, const void *bytes, size_t len)
{
	size_t at = buf_zeros(b, len);

	buf_set(b, at, bytes, len);
	return at;
}

size_t
buf_u8(struct buf *b, unsigned v)
{
	return buf_fill(b, (uint8_t)v, 1);
}

size_t
buf_u16(struct buf *b, unsigned v)
{
	size_t at = buf_zeros(b, 2);

	buf_set16(b, at, v);
	return at;
}

size_t
buf_u32(struct buf *b, uint32_t v)
{
	size_t at = buf_zeros(b, 4);

	buf_set32(b, at, v);
	return at;
}

size_t
buf_u64(struct buf *b, uint64_t v)
{
	size_t at = buf_zeros(b, 8);

	buf_set64(b, at, v);
	return at;
}

size_t
buf_word(struct buf *b, unsigned width, uint64_t v)
{
	size_t at = buf_zeros(b, width);

	buf_set_word(b, width, at, v);
	return at;
}

size_t
buf_text(struct buf *b, const char *text)
{
	return buf_add(b, text, strlen(text) + 1);
}

size_t
buf_align(struct buf *b, size_t to)
{
	if (b->n % to != 0)
		buf_zeros(b, to - b->n % to);
	return b->n;
}

void
buf_set16(struct buf *b, size_t at, unsigned v)
{
	put16(b->big, b->v + at, (uint16_t)v);
}

void
buf_set32(struct buf *b, size_t at, uint32_t v)
{
	put32(b->big, b->v + at, v);
}

void
buf_set64(struct buf *b, size_t at, uint64_t v)
{
	put64(b->big, b->v + at, v);
}

void
buf_set_word(struct buf *b, unsigned width, size_t at, uint64_t v)
{
	put_word(b->big, width, b->v + at, v);
}

void
buf_set(struct buf *b, size_t at, const void *bytes, size_t len)
{
	if (len != 0)
		memmove(b->v + at, bytes, len);
}

void
buf_cut(struct buf *b, size_t n)
{
	if (n < b->n)
		b->n = n;
}

void
buf_free(struct buf *b)
{
	free(b->v);
	memset(b, 0, sizeof *b);
}
