/* SPDX-License-Identifier: BSD-2-Clause */
/* source_memory.c -- sources over memory: what tests and fuzzers read. */
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "io/source.h"

struct memory {
	const uint8_t	*bytes;
	size_t		 size;
};

static int
memory_pread(void *ctx, uint64_t off, void *buf, size_t len, size_t *got,
    struct dump_err *err)
{
	const struct memory *m = ctx;

	(void)err;
	*got = 0;
	if (off < m->size)
		*got = (size_t)min_u64(len, m->size - off);
	if (*got > 0)
		memcpy(buf, m->bytes + off, *got);
	return 0;
}

static const struct source_ops memory_ops = {
	.pread = memory_pread,
	.close = free,
};

int
source_from_memory(struct dump_source **out, const void *buf, size_t len,
    struct dump_err *err)
{
	struct memory *m = malloc(sizeof *m);

	*out = NULL;
	if (m == NULL)
		return dump_fail_nomem(err);
	m->bytes = buf;
	m->size = len;
	return source_new(out, &memory_ops, m, NULL, len, err);
}
