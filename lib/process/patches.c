/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * patches.c -- texts in memory that tell of people: where they are, and what
 * may stay of them.  Addresses and room stay as they are.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "base/text.h"
#include "process/plumbing.h"

enum { PATH_BYTES = 4096, NAME_BYTES = 1024 };

static int
add(const struct walk *w, enum patch_kind kind, uint64_t addr, uint32_t size,
    const uint8_t *left, uint32_t nleft)
{
	struct survey *s = &w->m->survey;
	struct patch *p;

	if (size == 0 || size - 1 > UINT64_MAX - addr)
		return 0;
	if (array_room(&s->patches, &s->patches_cap, s->npatches,
	    sizeof *s->patches, w->err) == -1)
		return -1;
	p = &s->patches[s->npatches++];
	*p = (struct patch){ addr, size, nleft, NULL, kind };
	if (nleft == 0)
		return 0;
	p->left = (const uint8_t *)arena_text(&w->m->text, left, nleft,
	    w->err);
	return p->left == NULL ? -1 : 0;
}

int
patch_path(const struct walk *w, uint64_t addr, size_t len)
{
	char text[PATH_BYTES + 1];
	size_t got, private;

	if (len > PATH_BYTES)
		return add(w, PATCH_PATH, addr, (uint32_t)min_u64(len,
		    UINT32_MAX), NULL, 0);
	if (walk_read(w, addr, text, len, &got) == -1)
		return -1;
	text[got] = '\0';
	private = text_path_private(text);
	return private == 0 ? 0 : add(w, PATCH_PATH, addr, (uint32_t)got,
	    (const uint8_t *)text + private, (uint32_t)(got - private));
}

/* How many bytes a UNICODE_STRING at HEAD has in use. */
static int
set_length(const struct walk *w, enum patch_kind kind, uint64_t head,
    uint16_t len)
{
	uint8_t bytes[2];

	put_le16(bytes, len);
	return add(w, kind, head, sizeof bytes, bytes, sizeof bytes);
}

/*
 * The directory of a wide path, RAW up to BASE.  Where the last component is
 * a string of its own it stays in its place too, if there is room for it
 * before; or else other letters take that of the directory.
 */
static int
cut_wide_path(const struct walk *w, uint64_t head, uint64_t addr,
    uint8_t *raw, uint16_t len, uint16_t base, bool shared)
{
	uint16_t i, left = (uint16_t)(len - base);

	/* Nobody names a file so. */
	if (left > NAME_BYTES)
		left = 0;

	if (shared && left > base) {
		for (i = 0; i + 2 < base; i = (uint16_t)(i + 2))
			put_le16(raw + i, 'x');
		return add(w, PATCH_PATH, addr, base, raw, base);
	}
	if (add(w, PATCH_PATH, addr, shared ? base : len, raw + base, left) ==
	    -1)
		return -1;
	return set_length(w, PATCH_PATH, head, left);
}

int
patch_wide_path(const struct walk *w, uint64_t head, uint64_t addr,
    uint16_t len, uint64_t tail)
{
	uint16_t base = 0, i;
	uint8_t *raw;
	size_t got;
	int rc;

	if ((raw = malloc((size_t)len + 1)) == NULL)
		return dump_fail_nomem(w->err);
	rc = walk_read(w, addr, raw, len, &got);
	if (rc == 0 && got == len)
		for (i = 0; i + 2 <= len; i = (uint16_t)(i + 2))
			if (le16(raw + i) == '\\' || le16(raw + i) == '/')
				base = (uint16_t)(i + 2);
	/* What is only a name stays, also where it is a part of what the
	 * process was told. */
	if (rc == 0 && got == len && base == 0 && len <= NAME_BYTES)
		rc = add(w, PATCH_PATH, addr, len, raw, len);
	else if (base > 0)
		rc = cut_wide_path(w, head, addr, raw, len, base,
		    tail - addr < len);
	free(raw);
	return rc;
}

int
patch_command(const struct walk *w, uint64_t head, uint64_t addr,
    uint32_t len)
{
	if (head != 0 && set_length(w, PATCH_COMMAND, head, 0) == -1)
		return -1;
	return add(w, PATCH_COMMAND, addr, len, NULL, 0);
}
