/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_heap.c -- read, heap, write, read again: the laws of cuts hold. */
#include "codec/codec.h"
#include "tests/laws.h"
#include "walk.h"

/* Ranges that share bytes of a file may describe far more than it holds. */
enum { MOST = 16 * 1024 * 1024 };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cut how = { "heap", 0, WAY_MEMORY, MOST };
	struct blob in = { (uint8_t *)(uintptr_t)data, size, size };
	struct blob once = { NULL, 0, 0 };
	struct outcome o;

	/* The laws look for bytes where the plain dump has them. */
	if (codec_of(data, size) != NULL)
		return 0;
	if (cut_blob(&once, &in, &how, &o)) {
		walk_dump(once.v, once.n);
		walk_law("subset", law_subset(&once, &in));
		walk_law("facts", o.damaged ? law_same_threads(&in, &once) :
		    law_same_facts(&in, &once));
		walk_law("again", law_idempotent(&once, &how));
		if (o.changed)
			walk_law("sound", law_sound(&once));
	}
	blob_free(&once);
	return 0;
}
