/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bytes.h -- fields of either byte order at any alignment.  Formats are read
 * and written through these, never by casting a pointer to a struct.
 */
#ifndef BYTES_H
#define BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline uint16_t
le16(const void *p)
{
	const uint8_t *b = p;

	return (uint16_t)(b[0] | b[1] << 8);
}

static inline uint32_t
le32(const void *p)
{
	const uint8_t *b = p;

	return le16(b) | (uint32_t)le16(b + 2) << 16;
}

static inline uint64_t
le64(const void *p)
{
	const uint8_t *b = p;

	return le32(b) | (uint64_t)le32(b + 4) << 32;
}

static inline uint16_t
be16(const void *p)
{
	const uint8_t *b = p;

	return (uint16_t)(b[1] | b[0] << 8);
}

static inline uint32_t
be32(const void *p)
{
	const uint8_t *b = p;

	return be16(b + 2) | (uint32_t)be16(b) << 16;
}

static inline uint64_t
be64(const void *p)
{
	const uint8_t *b = p;

	return be32(b + 4) | (uint64_t)be32(b) << 32;
}

static inline void
put_le16(void *p, uint16_t v)
{
	uint8_t *b = p;

	b[0] = (uint8_t)v;
	b[1] = (uint8_t)(v >> 8);
}

static inline void
put_le32(void *p, uint32_t v)
{
	uint8_t *b = p;

	put_le16(b, (uint16_t)v);
	put_le16(b + 2, (uint16_t)(v >> 16));
}

static inline void
put_le64(void *p, uint64_t v)
{
	uint8_t *b = p;

	put_le32(b, (uint32_t)v);
	put_le32(b + 4, (uint32_t)(v >> 32));
}

static inline void
put_be16(void *p, uint16_t v)
{
	uint8_t *b = p;

	b[0] = (uint8_t)(v >> 8);
	b[1] = (uint8_t)v;
}

static inline void
put_be32(void *p, uint32_t v)
{
	uint8_t *b = p;

	put_be16(b, (uint16_t)(v >> 16));
	put_be16(b + 2, (uint16_t)v);
}

static inline void
put_be64(void *p, uint64_t v)
{
	uint8_t *b = p;

	put_be32(b, (uint32_t)(v >> 32));
	put_be32(b + 4, (uint32_t)v);
}

/* The same where the order is a fact of the dump: BIG is big-endian. */
static inline uint16_t
get16(bool big, const void *p)
{
	return big ? be16(p) : le16(p);
}

static inline uint32_t
get32(bool big, const void *p)
{
	return big ? be32(p) : le32(p);
}

static inline uint64_t
get64(bool big, const void *p)
{
	return big ? be64(p) : le64(p);
}

/* A word of the dumped process: WIDTH is 4 or 8. */
static inline uint64_t
get_word(bool big, unsigned width, const void *p)
{
	return width == 8 ? get64(big, p) : get32(big, p);
}

static inline void
put16(bool big, void *p, uint16_t v)
{
	if (big)
		put_be16(p, v);
	else
		put_le16(p, v);
}

static inline void
put32(bool big, void *p, uint32_t v)
{
	if (big)
		put_be32(p, v);
	else
		put_le32(p, v);
}

static inline void
put64(bool big, void *p, uint64_t v)
{
	if (big)
		put_be64(p, v);
	else
		put_le64(p, v);
}

static inline void
put_word(bool big, unsigned width, void *p, uint64_t v)
{
	if (width == 8)
		put64(big, p, v);
	else
		put32(big, p, (uint32_t)v);
}

#endif
