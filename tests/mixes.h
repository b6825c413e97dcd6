/* SPDX-License-Identifier: BSD-2-Clause */
/* mixes.h -- any filters together, out of all that there are. */
#ifndef MIXES_H
#define MIXES_H

#include <stddef.h>
#include <stdint.h>

#include "tests/laws.h"

enum { MIX_TEXT = 1024 };

/* As struct cut has them: some of the filters of the table with some of their
 * options, the same ones for the same SEED. */
void	 mix_filters(char text[MIX_TEXT], uint64_t seed);
/*
 * NULL, or what does not hold of IN cut by them; what is made of it is in OUT,
 * empty where they refuse.  There may be at most MOST bytes of it, 0: any.
 */
const char *mix_law(struct blob *out, const struct blob *in,
	    const char *filters, size_t most);

#endif
