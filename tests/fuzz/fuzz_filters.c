/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fuzz_filters.c -- read, any filters, write, read again: what holds of every
 * cut holds.  The last eight bytes of the input say which filters; so every
 * file of the corpora is cut in one way, and the fuzzer finds others.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "codec/codec.h"
#include "tests/laws.h"
#include "walk.h"

enum { MOST = 16 * 1024 * 1024, CHOICE = 8 };

/* What the flags of a type may be now. */
#define FLAGS	UINT32_C(0x1df5f27)

/* Adds one filter, or none. */
static void
add(char *text, size_t room, const char *filter, const char *options)
{
	size_t n = strlen(text);

	snprintf(text + n, room - n, "%s%s%s", n > 0 ? " " : "", filter,
	    options);
}

static void
choose(char *text, size_t room, uint64_t choice, size_t size)
{
	static const char *const groups[] = {
		"handles", "token", "comments", "unloaded", "thread-info",
		"process-data", "unknown", "record:*Info*"
	};
	char options[64];

	text[0] = '\0';
	switch (choice & 3) {
	case 0:
		add(text, room, "heap", "");
		break;
	case 1:
		snprintf(options, sizeof options, ":mask=0x%" PRIx32,
		    (uint32_t)(choice >> 8) & FLAGS);
		add(text, room, "type", options);
		break;
	case 2:
		snprintf(options, sizeof options, ":mask=0x%" PRIx64,
		    choice >> 8 & 0x1ff);
		add(text, room, "core-filter", options);
		break;
	}
	if ((choice & 4) != 0) {
		snprintf(options, sizeof options, ":what=%s",
		    groups[choice >> 40 & 7]);
		add(text, room, (choice & 8) != 0 ? "keep" : "drop", options);
	}
	if ((choice & 16) != 0) {
		snprintf(options, sizeof options, ":what=0x%" PRIx64 "+64K",
		    choice >> 16 & 0x7fffffffff000);
		add(text, room, (choice & 32) != 0 ? "keep" : "drop",
		    options);
	}
	if (text[0] == '\0' || (choice & 64) != 0)
		add(text, room, "strip-inaccessible", "");
	/* Of what was cut already, as of what is large, only a part has
	 * room. */
	if ((choice & 128) != 0) {
		snprintf(options, sizeof options, ":%zu",
		    size / 16 * (1 + (choice >> 56 & 15)));
		add(text, room, "limit", options);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char filters[256];
	struct cut how = { filters, 0, WAY_MEMORY, MOST };
	struct blob in = { (uint8_t *)(uintptr_t)data, size, size };
	struct blob once = { NULL, 0, 0 };
	struct outcome o;

	/* The laws look for bytes where the plain dump has them. */
	if (size < CHOICE || codec_of(data, size) != NULL)
		return 0;
	choose(filters, sizeof filters, le64(data + size - CHOICE), size);
	if (cut_blob(&once, &in, &how, &o)) {
		walk_dump(once.v, once.n);
		walk_law(filters, law_subset(&once, &in));
		walk_law(filters, law_same_threads(&in, &once));
		walk_law(filters, law_idempotent(&once, &how));
		if (o.changed)
			walk_law(filters, law_sound(&once));
	}
	blob_free(&once);
	return 0;
}
