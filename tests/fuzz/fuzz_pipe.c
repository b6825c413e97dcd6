/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_pipe.c -- a complete dump gives the same output however it arrives. */
#include "tests/laws.h"
#include "walk.h"

enum { MOST = 16 * 1024 * 1024 };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cut how = { "heap", 0, WAY_MEMORY, MOST };
	struct blob in = { (uint8_t *)(uintptr_t)data, size, size };
	struct blob out = { NULL, 0, 0 };
	struct outcome o;

	/* Of what is damaged a pipe may tell less, and later. */
	if (cut_blob(&out, &in, &how, &o) && !o.damaged)
		walk_law("pipe", law_same_ways(&in, &how));
	blob_free(&out);
	return 0;
}
