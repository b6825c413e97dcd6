/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * zip_member.c -- the plain bytes of a member of a zip archive, which must be
 * as many as the list says, and have its CRC-32.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/checked.h"
#include "base/err.h"
#include "codec/codec.h"
#include "codec/deflate.h"
#include "codec/zip.h"
#include "io/source.h"

enum { BLOCK = 256 * 1024 };

struct member {
	struct zip	*z;
	const struct zip_entry *e;
	bool		 owned;		/* Z is to be closed */
	struct dump_source *plain;	/* unproven; NULL: stored in Z's */
	uint64_t	 at;		/* bytes that came out in order, ... */
	uint32_t	 crc;		/* ... and their CRC-32 */
	bool		 proven;	/* all of them */
};

static const struct method {
	unsigned	 number;
	const char	*name;
} methods[] = {
	{ ZIP_STORED, "stored" }, { 1, "shrunk" }, { 6, "imploded" },
	{ ZIP_DEFLATED, "deflated" }, { 9, "deflate64" }, { 12, "bzip2" },
	{ 14, "lzma" }, { 20, "zstd" }, { ZIP_ZSTD, "zstd" }, { 94, "mp3" },
	{ ZIP_XZ, "xz" }, { 96, "jpeg" }, { 97, "wavpack" }, { 98, "ppmd" },
	{ 99, "AES" }
};

const char *
zip_method(unsigned method)
{
	size_t i;

	for (i = 0; i < sizeof methods / sizeof *methods; i++)
		if (methods[i].number == method)
			return methods[i].name;
	return NULL;
}

/* All bytes came out: are they what they should be? */
static int
prove(struct member *m, struct dump_err *err)
{
	if (m->crc != m->e->m.crc)
		return dump_fail(err, DUMP_E_DAMAGED, m->e->data, "zip: %s:"
		    " damaged: checksum 0x%08" PRIx32 ", not 0x%08" PRIx32,
		    m->e->m.name, m->crc, m->e->m.crc);
	m->proven = true;
	return 0;
}

/* LEN bytes at OFF came out.  The checksum goes on where that is possible. */
static int
came(struct member *m, uint64_t off, const uint8_t *buf, size_t len,
    struct dump_err *err)
{
	size_t known;

	if (m->proven)
		return 0;
	if (off <= m->at && m->at - off < len) {
		known = (size_t)(m->at - off);
		m->crc = crc32_of(m->crc, buf + known, len - known);
		m->at += len - known;
	}
	/* Once it is known to be wrong, nothing more comes out. */
	return m->at == m->e->m.size ? prove(m, err) : 0;
}

static int
stored_pread(void *ctx, uint64_t off, void *buf, size_t len, size_t *got,
    struct dump_err *err)
{
	struct member *m = ctx;
	uint64_t size = m->e->m.size;

	*got = 0;
	if (off >= size)
		return 0;
	len = (size_t)min_u64(len, size - off);
	if (dump_source_read(m->z->src, m->e->data + off, buf, len, err) ==
	    -1 || came(m, off, buf, len, err) == -1)
		return -1;
	*got = len;
	return 0;
}

static int
stored_prove(void *ctx, struct dump_err *err)
{
	struct member *m = ctx;
	uint8_t *block;
	size_t got;
	int rc = 0;

	if (m->proven)
		return 0;
	if ((block = malloc(BLOCK)) == NULL)
		return dump_fail_nomem(err);
	while (rc == 0 && m->at < m->e->m.size)
		rc = stored_pread(m, m->at, block, BLOCK, &got, err);
	free(block);
	return rc == 0 && !m->proven ? prove(m, err) : rc;
}

/* Is there nothing behind the last byte that should be there? */
static int
end(struct member *m, struct dump_err *err)
{
	uint8_t more;
	size_t got;

	if (source_drain(m->plain, m->at, &more, 1, &got, err) == -1)
		return -1;
	if (got > 0)
		return dump_fail(err, DUMP_E_DAMAGED, m->e->data, "zip: %s:"
		    " damaged: more comes out than the %" PRIu64 " bytes that"
		    " it should have", m->e->m.name, m->e->m.size);
	if (dump_source_flaw(m->plain) != NULL)
		return dump_fail(err, DUMP_E_DAMAGED, m->e->data,
		    "zip: %s: damaged: %s", m->e->m.name,
		    dump_source_flaw(m->plain));
	return 0;
}

static int
packed_read(void *ctx, void *buf, size_t len, size_t *got,
    struct dump_err *err)
{
	struct member *m = ctx;
	uint64_t at = m->at, left = m->e->m.size - at;

	len = (size_t)min_u64(len, left);
	*got = 0;
	if (len > 0 && source_drain(m->plain, at, buf, len, got, err) == -1)
		return -1;
	if (*got < len)
		return dump_fail(err, DUMP_E_DAMAGED, m->e->data, "zip: %s:"
		    " damaged: %" PRIu64 " bytes come out where %" PRIu64
		    " should", m->e->m.name, at + *got, m->e->m.size);
	m->crc = crc32_of(m->crc, buf, len);
	m->at += len;
	if (len < left || m->proven)
		return 0;
	return end(m, err) == -1 ? -1 : prove(m, err);
}

static int
packed_rewind(void *ctx, struct dump_err *err)
{
	struct member *m = ctx;

	(void)err;
	m->at = 0;
	m->crc = 0;
	m->proven = false;
	return 0;
}

static const char *
member_flaw(void *ctx)
{
	const struct member *m = ctx;

	return m->z->flaw[0] != '\0' ? m->z->flaw : NULL;
}

static void
member_about(void *ctx, struct dump_wrapping *w)
{
	const struct member *m = ctx;

	w->name = m->e->m.name;
	w->time = m->e->m.time;
}

static void
member_close(void *ctx)
{
	struct member *m = ctx;

	dump_source_close(m->plain);
	if (m->owned)
		zip_close(m->z);
	free(m);
}

static const struct source_ops stored_ops = {
	.pread = stored_pread,
	.prove = stored_prove,
	.flaw = member_flaw,
	.about = member_about,
	.close = member_close,
};

static const struct source_ops packed_ops = {
	.read = packed_read,
	.rewind = packed_rewind,
	.flaw = member_flaw,
	.about = member_about,
	.close = member_close,
};

/* By another codec, if this build has it. */
static int
open_by(struct member *m, const char *name, struct dump_err *err)
{
	static const struct dump_opening usual;
	const struct dump_codec *codec = codec_named(name);
	const struct zip_entry *e = m->e;
	struct dump_source *range;

	if (codec == NULL)
		return dump_fail(err, DUMP_E_UNKNOWN, e->header, "zip: %s:"
		    " compressed with %s; this build cannot read it",
		    e->m.name, name);
	if (zip_range_open(&range, m->z->src, e->data, e->m.packed, err) ==
	    -1)
		return -1;
	return codec->open(&m->plain, range, &usual, err);
}

static int
open_plain(struct member *m, struct dump_err *err)
{
	const struct zip_entry *e = m->e;

	if ((e->flags & ZIP_ENCRYPTED) != 0)
		return dump_fail(err, DUMP_E_UNKNOWN, e->header,
		    "zip: %s: encrypted; unpack it with its password first",
		    e->m.name);
	switch (e->method) {
	case ZIP_STORED:
		return e->m.size > 0 ? 0 : prove(m, err);
	case ZIP_DEFLATED:
		return zip_inflate_open(&m->plain, m->z->src, e, err);
	case ZIP_ZSTD:
		return open_by(m, "zstd", err);
	case ZIP_XZ:
		return open_by(m, "xz", err);
	default:
		return dump_fail(err, DUMP_E_UNKNOWN, e->header, "zip: %s:"
		    " %s, which nothing here reads", e->m.name, e->m.method);
	}
}

int
zip_member_open(struct dump_source **out, struct zip *z, size_t i,
    bool owned, struct dump_err *err)
{
	struct member *m = calloc(1, sizeof *m);
	struct dump_source *inner = z->src;
	const struct source_ops *ops;

	*out = NULL;
	if (m == NULL) {
		dump_fail_nomem(err);
		if (owned)
			zip_close(z);
	} else {
		m->z = z;
		m->e = &z->entries[i];
		m->owned = owned;
		if (open_plain(m, err) == 0) {
			ops = m->plain != NULL ? &packed_ops : &stored_ops;
			return owned ? source_over(out, ops, m, inner, "zip",
			    m->e->m.size, err) : source_new(out, ops, m,
			    source_name(inner), m->e->m.size, err);
		}
		member_close(m);
	}
	err->path = source_name(inner);
	if (owned)
		dump_source_close(inner);
	return -1;
}
