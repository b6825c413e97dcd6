/* SPDX-License-Identifier: BSD-2-Clause */
/* text.c -- MINIDUMP_STRING. */
#include <stdlib.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "base/text.h"
#include "minidump/minidump.h"

bool
md_may_keep(struct minidump *md, size_t len)
{
	if (md->texts == SIZE_MAX)
		return false;
	if (len <= TEXTS_MAX - md->texts) {
		md->texts += len;
		return true;
	}
	md->texts = SIZE_MAX;
	dump_model_warn(md->m, false, DUMP_NOWHERE,
	    "names of more than %d bytes: the rest is not read", TEXTS_MAX);
	return false;
}

/* Turns LEN bytes of UTF-16 at OFF into text of the model. */
static int
decode(struct minidump *md, uint64_t off, size_t len, const char **out,
    struct dump_err *err)
{
	uint8_t *utf16 = malloc(len);
	char *utf8 = malloc(len / 2 * 3 + 1);
	size_t got, n;
	int rc = -1;

	if (utf16 == NULL || utf8 == NULL)
		dump_fail_nomem(err);
	else if (md_read(md, off, utf16, len, &got, err) == 0) {
		n = text_from_utf16(utf8, utf16, got / 2, md->big);
		*out = arena_text(&md->m->text, utf8, n, err);
		rc = *out == NULL ? -1 : 0;
	}
	free(utf16);
	free(utf8);
	return rc;
}

/* What cannot be read is told of by whoever collects all that streams lead
 * to (blobs.c). */
int
md_string(struct minidump *md, uint64_t rva, const char **out,
    struct dump_err *err)
{
	uint8_t head[4];
	uint32_t len;
	size_t got;

	*out = NULL;
	if (rva == 0)
		return 0;
	if (md_read(md, rva, head, sizeof head, &got, err) == -1)
		return -1;
	if (got < sizeof head)
		return 0;
	/* An odd length loses half a character. */
	len = get32(md->big, head) & ~UINT32_C(1);
	if (len == 0 || (md->size != DUMP_NOWHERE &&
	    !fits(rva + 4, len, md->size)))
		return 0;
	len = (uint32_t)min_u64(len, TEXT_MAX);
	return md_may_keep(md, len) ? decode(md, rva + 4, len, out, err) : 0;
}
