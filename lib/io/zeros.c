/* SPDX-License-Identifier: BSD-2-Clause */
/* zeros.c -- runs of zeros in what is on its way to a file. */
#include <string.h>

#include "io/zeros.h"

/*
 * A block whose first byte is zero and whose every byte equals the next one
 * is all zeros; memcmp() is faster at that than any loop of ours.  Most
 * blocks that are not show it at one of their ends.
 */
bool
zeros(const uint8_t *p, size_t len)
{
	return len == 0 || (p[0] == 0 && p[len - 1] == 0 &&
	    memcmp(p, p + 1, len - 1) == 0);
}

size_t
zero_run(const uint8_t *p, size_t len, uint64_t off, bool *hole)
{
	size_t n = (size_t)(off % HOLE);

	/* Up to the first border of a block nothing can be left out. */
	n = n == 0 ? 0 : HOLE - n;
	if (n > len)
		n = len;
	*hole = n == 0 && len >= HOLE && zeros(p, HOLE);
	if (*hole) {
		while (len - n >= HOLE && zeros(p + n, HOLE))
			n += HOLE;
		return n;
	}
	while (len - n >= HOLE && !zeros(p + n, HOLE))
		n += HOLE;
	return len - n < HOLE ? len : n;
}
