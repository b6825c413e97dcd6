/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gzip_stream.c -- reads gzip in order: members of any writer, one after the
 * other, then zeros (tapes are filled up with them), then nothing.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "codec/gzip.h"
#include "codec/input.h"
#include "io/source.h"

enum {
	END_BLOCK = 2,		/* the empty last block of ours */
	BACK = GZIP_BLOCK + END_BLOCK,	/* bytes kept of those used */
	AT_ONCE = 1 << 30,	/* zlib counts in 32 bits */
	RAW = -15		/* a bare stream with the widest window */
};

enum state { HEADER, BODY, TRAILER, BETWEEN, END };

struct gzip_stream {
	z_stream	 z;
	enum state	 state;
	struct gzip_header header, later;	/* of the first, of others */
	bool		 first;		/* member */
	uint32_t	 crc;		/* of the member */
	uint64_t	 plain;		/* ... and its bytes */
	struct part_mark part;		/* that the one before it was */
	struct input	 in;
};

/* The source has ended where it should not. */
static int
cut(struct gzip_stream *s, const char *where)
{
	input_cut(&s->in, where);
	s->state = END;
	return 0;
}

/* What follows does not belong here. */
static int
garbage(struct gzip_stream *s, uint64_t from, struct dump_err *err)
{
	if (input_garbage(&s->in, from, err) == -1)
		return -1;
	s->state = END;
	return 0;
}

static int
read_header(struct gzip_stream *s, struct dump_err *err)
{
	struct gzip_header *h = s->first ? &s->header : &s->later;
	struct input *in = &s->in;
	uint64_t from = input_place(in);
	size_t used;
	int rc;

	gzip_header_begin(h);
	for (;;) {
		if (input_need(in, 1, err) == -1)
			return -1;
		if (input_left(in) == 0 && s->first)
			return dump_fail(err, DUMP_E_TRUNC, input_place(in),
			    "gzip: %" PRIu64 " bytes, which is not even a"
			    " header", input_place(in));
		if (input_left(in) == 0)
			return cut(s, "the header of another member");
		rc = gzip_header_feed(h, input_bytes(in), input_left(in),
		    &used, err);
		in->at += used;
		if (rc == -1 && err->off == DUMP_NOWHERE)
			err->off = input_place(in);
		if (rc != 0)
			break;
	}
	if (rc == -1)
		return s->first ? -1 : garbage(s, from, err);
	s->state = BODY;
	s->crc = 0;
	s->plain = 0;
	return inflateReset(&s->z) == Z_OK ? 0 : dump_fail_nomem(err);
}

/* The index of a member of ours, just before its end, says of what file it
 * is a part. */
static void
end_member(struct gzip_stream *s)
{
	struct gzip_closing c = { 0 };

	if (s->in.at < BACK ||
	    !gzip_closing_read(&c, input_bytes(&s->in) - BACK) ||
	    c.plain != s->plain)
		c.part = (struct part_mark){ 0 };
	part_mark_check(s->in.flaw, "gzip", s->part, c.part);
	s->part = c.part;
}

/* Inflates what fits into LEN bytes at BUF. */
static int
read_body(struct gzip_stream *s, uint8_t *buf, size_t len, size_t *got,
    struct dump_err *err)
{
	struct input *in = &s->in;
	int rc;

	*got = 0;
	if (input_need(in, 1, err) == -1)
		return -1;
	s->z.next_in = in->bytes + in->at;
	s->z.avail_in = (uInt)input_left(in);
	s->z.next_out = buf;
	s->z.avail_out = (uInt)min_u64(len, AT_ONCE);
	len = s->z.avail_out;
	rc = inflate(&s->z, Z_NO_FLUSH);
	in->at = in->have - s->z.avail_in;
	*got = len - s->z.avail_out;
	s->crc = crc32_of(s->crc, buf, *got);
	s->plain += *got;
	switch (rc) {
	case Z_STREAM_END:
		s->state = TRAILER;
		end_member(s);
		return 0;
	case Z_OK:
		return 0;
	case Z_BUF_ERROR:
		return in->ended ? cut(s, "compressed data") : 0;
	case Z_MEM_ERROR:
		return dump_fail_nomem(err);
	default:
		return dump_fail(err, DUMP_E_DAMAGED, input_place(in),
		    "gzip: damaged: %s", s->z.msg != NULL ? s->z.msg :
		    "no deflate stream");
	}
}

static int
read_trailer(struct gzip_stream *s, struct dump_err *err)
{
	struct input *in = &s->in;
	uint32_t crc, size;

	if (input_need(in, GZIP_TRAILER, err) == -1)
		return -1;
	if (input_left(in) < GZIP_TRAILER)
		return cut(s, "the checksum");
	crc = le32(input_bytes(in));
	size = le32(input_bytes(in) + 4);
	if (crc != s->crc)
		return dump_fail(err, DUMP_E_DAMAGED, input_place(in), "gzip:"
		    " damaged: checksum 0x%08" PRIx32 ", not 0x%08" PRIx32,
		    s->crc, crc);
	if (size != (uint32_t)s->plain)
		return dump_fail(err, DUMP_E_DAMAGED, input_place(in), "gzip:"
		    " damaged: %" PRIu64 " bytes came out, not %" PRIu32
		    " (modulo 2^32)", s->plain, size);
	in->at += GZIP_TRAILER;
	s->state = BETWEEN;
	s->first = false;
	return 0;
}

/* What follows a member: another one, zeros, or what does not belong here. */
static int
look_on(struct gzip_stream *s, struct dump_err *err)
{
	struct input *in = &s->in;

	if (input_need(in, 2, err) == -1)
		return -1;
	if (input_left(in) >= 2 && be16(input_bytes(in)) == 0x1f8b) {
		s->state = HEADER;
		return 0;
	}
	if (input_skip_zeros(in, err) == -1)
		return -1;
	if (input_left(in) > 0)
		return garbage(s, input_place(in), err);
	part_mark_end(in->flaw, "gzip", s->part);
	s->state = END;
	return 0;
}

static int
stream_read(void *ctx, void *buf, size_t len, size_t *got,
    struct dump_err *err)
{
	struct gzip_stream *s = ctx;
	uint8_t *p = buf;
	size_t n;
	int rc = 0;

	for (*got = 0; rc == 0 && *got < len && s->state != END; )
		switch (s->state) {
		case HEADER:
			rc = read_header(s, err);
			break;
		case BODY:
			rc = read_body(s, p + *got, len - *got, &n, err);
			*got += n;
			break;
		case TRAILER:
			rc = read_trailer(s, err);
			break;
		case BETWEEN:
			rc = look_on(s, err);
			break;
		case END:
			break;
		}
	return rc;
}

static int
stream_rewind(void *ctx, struct dump_err *err)
{
	struct gzip_stream *s = ctx;

	(void)err;
	s->state = HEADER;
	s->first = true;
	s->part = (struct part_mark){ 0 };
	input_rewind(&s->in);
	return 0;
}

static const char *
stream_flaw(void *ctx)
{
	const struct gzip_stream *s = ctx;

	return s->in.flaw[0] != '\0' ? s->in.flaw : NULL;
}

/* The last bytes of a member are its size, modulo 2^32.  Of another member
 * before it, or of what follows, they are something else. */
static bool
stream_claims(void *ctx, uint64_t size)
{
	const struct gzip_stream *s = ctx;
	uint64_t end = dump_source_size(s->in.src);
	uint8_t last[4];
	struct dump_err err;

	return end != DUMP_NOWHERE && end >= GZIP_TRAILER &&
	    dump_source_read(s->in.src, end - sizeof last, last, sizeof last,
	    &err) == 0 && le32(last) == (uint32_t)size;
}

static void
stream_about(void *ctx, struct dump_wrapping *w)
{
	const struct gzip_stream *s = ctx;

	w->name = s->header.name_len > 0 ? s->header.name : NULL;
	w->time = s->header.time;
}

static void
stream_close(void *ctx)
{
	struct gzip_stream *s = ctx;

	(void)inflateEnd(&s->z);
	free(s);
}

static const struct source_ops forward_ops = {
	.read = stream_read,
	.flaw = stream_flaw,
	.about = stream_about,
	.close = stream_close,
};

static const struct source_ops rewind_ops = {
	.read = stream_read,
	.rewind = stream_rewind,
	.flaw = stream_flaw,
	.claims = stream_claims,
	.about = stream_about,
	.close = stream_close,
};

int
gzip_stream_open(struct dump_source **out, struct dump_source *src,
    struct dump_err *err)
{
	struct gzip_stream *s = calloc(1, sizeof *s);

	*out = NULL;
	if (s == NULL || inflateInit2(&s->z, RAW) != Z_OK) {
		free(s);
		dump_source_close(src);
		return dump_fail_nomem(err);
	}
	s->in.src = src;
	s->in.codec = "gzip";
	s->in.back = BACK;
	(void)stream_rewind(s, err);
	if (read_header(s, err) == -1) {
		err->path = source_name(src);
		stream_close(s);
		dump_source_close(src);
		return -1;
	}
	return source_over(out, source_reach(src) == REACH_FORWARD ?
	    &forward_ops : &rewind_ops, s, src, "gzip", DUMP_NOWHERE, err);
}
