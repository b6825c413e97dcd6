/* SPDX-License-Identifier: BSD-2-Clause */
/* checked.h -- arithmetic that cannot wrap: every number in a dump is a claim. */
#ifndef CHECKED_H
#define CHECKED_H

#include <stdbool.h>
#include <stdint.h>

/* Stores the sum and says true, or stores nothing and says false. */
static inline bool
add_u64(uint64_t a, uint64_t b, uint64_t *sum)
{
	if (a > UINT64_MAX - b)
		return false;
	*sum = a + b;
	return true;
}

static inline bool
mul_u64(uint64_t a, uint64_t b, uint64_t *product)
{
	if (b != 0 && a > UINT64_MAX / b)
		return false;
	*product = a * b;
	return true;
}

/* Does [off, off + len) lie within [0, size)?  Never wraps. */
static inline bool
fits(uint64_t off, uint64_t len, uint64_t size)
{
	return off <= size && len <= size - off;
}

/* The sum, or the largest number: for limits and estimates only. */
static inline uint64_t
add_capped(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static inline uint64_t
min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static inline uint64_t
max_u64(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* TO is a power of two.  Rounding up stops at the largest multiple. */
static inline uint64_t
round_down(uint64_t n, uint64_t to)
{
	return n & ~(to - 1);
}

static inline uint64_t
round_up(uint64_t n, uint64_t to)
{
	return round_down(add_capped(n, to - 1), to);
}

#endif
