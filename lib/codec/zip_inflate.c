/* SPDX-License-Identifier: BSD-2-Clause */
/* zip_inflate.c -- the bytes of a deflated member of a zip archive. */
#include <inttypes.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/checked.h"
#include "base/err.h"
#include "codec/zip.h"
#include "io/source.h"

enum {
	INPUT = 128 * 1024,
	FIRST = 4096,		/* of it, for those who only look */
	AT_ONCE = 1 << 30,	/* zlib counts in 32 bits */
	RAW = -15		/* a bare stream with the widest window */
};

struct inflate {
	struct dump_source *src;	/* not ours to close */
	const struct zip_entry *e;
	uint64_t	 used;		/* of its bytes */
	z_stream	 z;
	bool		 ended;
	size_t		 room;		/* for input */
	uint8_t		 in[];
};

/* Has input, if there is more. */
static int
need(struct inflate *s, struct dump_err *err)
{
	size_t n = s->used == 0 ? FIRST : s->room;

	if (s->z.avail_in > 0)
		return 0;
	n = (size_t)min_u64(min_u64(n, s->room), s->e->m.packed - s->used);
	if (dump_source_read(s->src, s->e->data + s->used, s->in, n, err) == -1)
		return -1;
	s->used += n;
	s->z.next_in = s->in;
	s->z.avail_in = (uInt)n;
	return 0;
}

static int
damaged(const struct inflate *s, const char *why, struct dump_err *err)
{
	return dump_fail(err, DUMP_E_DAMAGED, s->e->data + s->used -
	    s->z.avail_in, "zip: %s: damaged: %s", s->e->m.name, why);
}

/* Inflates up to LEN bytes. */
static int
step(struct inflate *s, uint8_t *buf, size_t len, size_t *got,
    struct dump_err *err)
{
	int rc;

	*got = 0;
	if (need(s, err) == -1)
		return -1;
	s->z.next_out = buf;
	s->z.avail_out = (uInt)min_u64(len, AT_ONCE);
	len = s->z.avail_out;
	rc = inflate(&s->z, Z_NO_FLUSH);
	*got = len - s->z.avail_out;
	switch (rc) {
	case Z_STREAM_END:
		s->ended = true;
		if (s->z.avail_in > 0 || s->used < s->e->m.packed)
			return damaged(s, "the stream ends before the"
			    " member does", err);
		return 0;
	case Z_OK:
		return 0;
	case Z_BUF_ERROR:
		return s->used < s->e->m.packed ? 0 : damaged(s, "the member ends"
		    " before the stream does", err);
	case Z_MEM_ERROR:
		return dump_fail_nomem(err);
	default:
		return damaged(s, s->z.msg != NULL ? s->z.msg :
		    "no deflate stream", err);
	}
}

static int
inflate_read(void *ctx, void *buf, size_t len, size_t *got,
    struct dump_err *err)
{
	struct inflate *s = ctx;
	uint8_t *p = buf;
	size_t n;

	for (*got = 0; *got < len && !s->ended; *got += n)
		if (step(s, p + *got, len - *got, &n, err) == -1)
			return -1;
	return 0;
}

static int
inflate_rewind(void *ctx, struct dump_err *err)
{
	struct inflate *s = ctx;

	s->used = 0;
	s->z.avail_in = 0;
	s->ended = false;
	return inflateReset(&s->z) == Z_OK ? 0 : dump_fail_nomem(err);
}

static void
inflate_close(void *ctx)
{
	struct inflate *s = ctx;

	(void)inflateEnd(&s->z);
	free(s);
}

static const struct source_ops inflate_ops = {
	.read = inflate_read,
	.rewind = inflate_rewind,
	.close = inflate_close,
};

int
zip_inflate_open(struct dump_source **out, struct dump_source *src,
    const struct zip_entry *e, struct dump_err *err)
{
	size_t room = (size_t)min_u64(INPUT, e->m.packed);
	struct inflate *s = calloc(1, sizeof *s + room);

	*out = NULL;
	if (s == NULL || inflateInit2(&s->z, RAW) != Z_OK) {
		free(s);
		return dump_fail_nomem(err);
	}
	s->src = src;
	s->e = e;
	s->room = room;
	return source_new(out, &inflate_ops, s, source_name(src),
	    DUMP_NOWHERE, err);
}
