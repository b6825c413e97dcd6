/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_managed.c -- read, find what a managed runtime tells of itself, cut,
 * write, read again: what holds of every cut holds. */
#include "tests/laws.h"
#include "walk.h"

enum { MOST = 16 * 1024 * 1024 };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cut how = { "heap-managed", 0, WAY_MEMORY, MOST };
	struct blob in = { (uint8_t *)(uintptr_t)data, size, size };
	struct blob once = { NULL, 0, 0 };
	struct outcome o;

	if (cut_blob(&once, &in, &how, &o)) {
		walk_dump(once.v, once.n);
		walk_law("heap-managed", law_subset(&once, &in));
		walk_law("heap-managed", law_same_threads(&in, &once));
		/* Of a stack that was cut off the rest is taken for other
		 * memory the next time. */
		if (!o.damaged)
			walk_law("heap-managed", law_idempotent(&once, &how));
		if (o.changed)
			walk_law("heap-managed", law_sound(&once));
	}
	blob_free(&once);
	return 0;
}
