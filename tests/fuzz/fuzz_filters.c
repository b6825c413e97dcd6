/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fuzz_filters.c -- read, any filters, write, read again: what holds of every
 * cut holds.  The last eight bytes of the input say which filters; so every
 * file of the corpora is cut in one way, and the fuzzer finds others.
 */
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "codec/codec.h"
#include "tests/mixes.h"
#include "walk.h"

enum { MOST = 16 * 1024 * 1024, CHOICE = 8 };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char filters[MIX_TEXT];
	struct blob in = { (uint8_t *)(uintptr_t)data, size, size };
	struct blob out = { NULL, 0, 0 };
	uint64_t choice;
	size_t n;

	/* The laws look for bytes where the plain dump has them. */
	if (size < CHOICE || codec_of(data, size) != NULL)
		return 0;
	choice = le64(data + size - CHOICE);
	mix_filters(filters, choice);
	n = strlen(filters);
	/* Of what was cut already, as of what is large, only a part has
	 * room. */
	if ((choice & 3) == 1)
		snprintf(filters + n, sizeof filters - n, " limit:%zu",
		    size / 16 * (1 + (choice >> 2 & 15)));
	walk_law(filters, mix_law(&out, &in, filters, MOST));
	if (out.n > 0)
		walk_dump(out.v, out.n);
	blob_free(&out);
	return 0;
}
