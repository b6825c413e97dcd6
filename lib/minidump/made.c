/* SPDX-License-Identifier: BSD-2-Clause */
/* made.c -- streams that are made, and what they lead to. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/text.h"
#include "minidump/made.h"

enum { STREAM_ALIGN = 8, STRING_ALIGN = 4, FIRST_ROOM = 64 * 1024 };

/* All of it lies below the memory, whose offsets have 32 bits. */
#define MADE_MAX	((size_t)1 << 30)

static int
make_room(struct made *d, size_t len, struct dump_err *err)
{
	size_t want = d->cap == 0 ? FIRST_ROOM : d->cap;
	uint8_t *grown;

	if (len > MADE_MAX || d->n > MADE_MAX - len)
		return dump_fail(err, DUMP_E_LIMIT, DUMP_NOWHERE,
		    "records of more than %zu bytes", MADE_MAX);
	while (want < d->n + len)
		want *= 2;
	if (want == d->cap)
		return 0;
	if ((grown = realloc(d->v, want)) == NULL)
		return dump_fail_nomem(err);
	memset(grown + d->cap, 0, want - d->cap);
	d->v = grown;
	d->cap = want;
	return 0;
}

int
made_begin(struct made *d, unsigned streams, struct dump_err *err)
{
	uint32_t rva;

	*d = (struct made){ .room = streams + 1 };
	return made_add(d, NULL, HEADER_SIZE + d->room * DIRECTORY_ENTRY, 1,
	    &rva, err);
}

int
made_add(struct made *d, const void *v, size_t len, unsigned align,
    uint32_t *rva, struct dump_err *err)
{
	size_t pad = (align - d->n % align) % align;

	if (make_room(d, pad + len, err) == -1)
		return -1;
	d->n += pad;
	*rva = (uint32_t)d->n;
	if (v != NULL && len > 0)
		memcpy(d->v + d->n, v, len);
	d->n += len;
	return 0;
}

int
made_add_string(struct made *d, const char *text, uint32_t *rva,
    struct dump_err *err)
{
	size_t len = strlen(text), n;
	uint8_t *string;
	int rc;

	if ((string = malloc(4 + 2 * len + 2)) == NULL)
		return dump_fail_nomem(err);
	n = 2 * text_to_utf16le(string + 4, text);
	put_le32(string, (uint32_t)n);
	put_le16(string + 4 + n, 0);
	rc = made_add(d, string, 4 + n + 2, STRING_ALIGN, rva, err);
	free(string);
	return rc;
}

void
made_name_stream(struct made *d, uint32_t type, uint32_t rva, size_t len)
{
	uint8_t *e = d->v + HEADER_SIZE + d->nstreams++ * DIRECTORY_ENTRY;

	put_le32(e, type);
	put_le32(e + 4, (uint32_t)len);
	put_le32(e + 8, rva);
}

int
made_add_stream(struct made *d, uint32_t type, const void *v, size_t len,
    uint32_t *rva, struct dump_err *err)
{
	if (made_add(d, v, len, STREAM_ALIGN, rva, err) == -1)
		return -1;
	made_name_stream(d, type, *rva, len);
	return 0;
}

int
made_add_stack(struct made *d, uint32_t rva, struct span at, uint64_t sp,
    struct dump_err *err)
{
	if (array_room(&d->stacks, &d->stacks_cap, d->nstacks,
	    sizeof *d->stacks, err) == -1)
		return -1;
	d->stacks[d->nstacks++] = (struct made_stack){ rva, at, sp };
	return 0;
}

void
made_free(struct made *d)
{
	free(d->v);
	free(d->stacks);
	*d = (struct made){ 0 };
}
