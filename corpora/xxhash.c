/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * xxhash.c -- XXH32 and XXH64, from their specification: four sums over every
 * fourth word, joined, then what is left.
 */
#include "base/bytes.h"
#include "corpora/xxhash.h"

static const uint32_t a32 = 2654435761U, b32 = 2246822519U, c32 = 3266489917U,
    d32 = 668265263U, e32 = 374761393U;
static const uint64_t a64 = 11400714785074694791U, b64 = 14029467366897019727U,
    c64 = 1609587929392839161U, d64 = 9650029242287828579U,
    e64 = 2870177450012600261U;

static uint32_t
turn32(uint32_t x, unsigned n)
{
	return x << n | x >> (32 - n);
}

static uint64_t
turn64(uint64_t x, unsigned n)
{
	return x << n | x >> (64 - n);
}

uint32_t
xxhash32(const uint8_t *p, size_t len)
{
	uint32_t sum[4] = { a32 + b32, b32, 0, -a32 };
	uint32_t h = e32;
	size_t left = len;
	unsigned i;

	if (len >= 16) {
		for (; left >= 16; left -= 16)
			for (i = 0; i < 4; i++, p += 4)
				sum[i] = turn32(sum[i] + le32(p) * b32, 13) *
				    a32;
		h = turn32(sum[0], 1) + turn32(sum[1], 7) +
		    turn32(sum[2], 12) + turn32(sum[3], 18);
	}
	h += (uint32_t)len;
	for (; left >= 4; left -= 4, p += 4)
		h = turn32(h + le32(p) * c32, 17) * d32;
	for (; left > 0; left--, p++)
		h = turn32(h + *p * e32, 11) * a32;
	h = (h ^ h >> 15) * b32;
	h = (h ^ h >> 13) * c32;
	return h ^ h >> 16;
}

static uint64_t
round64(uint64_t sum, uint64_t word)
{
	return turn64(sum + word * b64, 31) * a64;
}

uint64_t
xxhash64(const uint8_t *p, size_t len)
{
	uint64_t sum[4] = { a64 + b64, b64, 0, -a64 };
	uint64_t h = e64;
	size_t left = len;
	unsigned i;

	if (len >= 32) {
		for (; left >= 32; left -= 32)
			for (i = 0; i < 4; i++, p += 8)
				sum[i] = round64(sum[i], le64(p));
		h = turn64(sum[0], 1) + turn64(sum[1], 7) +
		    turn64(sum[2], 12) + turn64(sum[3], 18);
		for (i = 0; i < 4; i++)
			h = (h ^ round64(0, sum[i])) * a64 + d64;
	}
	h += len;
	for (; left >= 8; left -= 8, p += 8)
		h = turn64(h ^ round64(0, le64(p)), 27) * a64 + d64;
	for (; left >= 4; left -= 4, p += 4)
		h = turn64(h ^ le32(p) * a64, 23) * b64 + c64;
	for (; left > 0; left--, p++)
		h = turn64(h ^ *p * e64, 11) * a64;
	h = (h ^ h >> 33) * b64;
	h = (h ^ h >> 29) * c64;
	return h ^ h >> 32;
}
