/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * zip_stream.c -- writes what is around the members of a zip archive without
 * ever going back: checksum and sizes follow a member.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/err.h"
#include "codec/zip_writer.h"
#include "io/sink.h"

enum {
	HEADER_MOST = ZIP_LOCAL_SIZE + 65535 + ZIP_TIME_FIELD + ZIP_WIDE_FIELD,
	ENTRY_MOST = ZIP_ENTRY_SIZE + 65535 + ZIP_TIME_FIELD + 28,
	DESCRIPTOR_MOST = 24
};

struct stream {
	struct dump_sink *dst;		/* not ours to end */
	uint64_t	 at;		/* bytes that were written, ... */
	uint64_t	 member;	/* ... and where this member began */
	bool		 wide;		/* its header says so */
	uint8_t		*list;
	size_t		 used, cap;	/* bytes of it */
	uint64_t	 n;		/* entries in it */
};

/* Fields are added one behind the other. */
static uint8_t *
add16(uint8_t *p, unsigned v)
{
	put_le16(p, (uint16_t)v);
	return p + 2;
}

static uint8_t *
add32(uint8_t *p, uint32_t v)
{
	put_le32(p, v);
	return p + 4;
}

static uint8_t *
add64(uint8_t *p, uint64_t v)
{
	put_le64(p, v);
	return p + 8;
}

static uint8_t *
add_bytes(uint8_t *p, const void *bytes, size_t len)
{
	if (len > 0)
		memcpy(p, bytes, len);
	return p + len;
}

static uint32_t
narrow(uint64_t v)
{
	return v < ZIP_WIDE ? (uint32_t)v : ZIP_WIDE;
}

void *
zip_stream_new(struct dump_sink *dst, struct dump_err *err)
{
	struct stream *s = calloc(1, sizeof *s);

	if (s == NULL)
		dump_fail_nomem(err);
	else
		s->dst = dst;
	return s;
}

static int
stream_write(void *ctx, const void *buf, size_t len, struct dump_err *err)
{
	struct stream *s = ctx;

	s->at += len;
	return sink_write(s->dst, buf, len, err);
}

/* What headers before a member and in the list have in common. */
static uint8_t *
common(uint8_t *p, const struct zip_new *m, bool wide, uint32_t crc,
    uint32_t packed, uint32_t size)
{
	p = add16(p, wide ? ZIP_VERSION_WIDE : ZIP_VERSION);
	p = add16(p, m->known ? m->flags : m->flags | ZIP_LATER);
	p = add16(p, m->method);
	p = add32(p, m->time);
	p = add32(p, crc);
	p = add32(p, packed);
	p = add32(p, size);
	return add16(p, (unsigned)strlen(m->name));
}

static int
stream_begin(void *ctx, const struct zip_new *m, struct dump_err *err)
{
	struct stream *s = ctx;
	uint8_t *header = malloc(HEADER_MOST), *p = header;
	uint32_t later;
	int rc;

	if (header == NULL)
		return dump_fail_nomem(err);
	s->member = s->at;
	/* Of what may be large or not, programs that read in order guess the
	 * width by the size, whatever the header says. */
	s->wide = m->announced != DUMP_NOWHERE && m->announced >= ZIP_LARGE;
	later = s->wide ? ZIP_WIDE : 0;
	p = add32(p, ZIP_LOCAL);
	p = m->known ? common(p, m, s->wide, m->crc, (uint32_t)m->packed,
	    (uint32_t)m->size) : common(p, m, s->wide, 0, later, later);
	p = add16(p, (unsigned)m->nextra + (s->wide ? ZIP_WIDE_FIELD : 0));
	p = add_bytes(p, m->name, strlen(m->name));
	p = add_bytes(p, m->extra, m->nextra);
	if (s->wide) {
		p = add16(p, ZIP_EXTRA_WIDE);
		p = add16(p, ZIP_WIDE_FIELD - 4);
		p = add64(p, 0);
		p = add64(p, 0);
	}
	rc = stream_write(s, header, (size_t)(p - header), err);
	free(header);
	return rc;
}

/* Behind a member: what its header could not know. */
static int
put_descriptor(struct stream *s, const struct zip_new *m,
    struct dump_err *err)
{
	uint8_t bytes[DESCRIPTOR_MOST], *p = bytes;

	p = add32(p, ZIP_DESCRIPTOR);
	p = add32(p, m->crc);
	if (s->wide || m->size >= ZIP_WIDE || m->packed >= ZIP_WIDE) {
		p = add64(p, m->packed);
		p = add64(p, m->size);
	} else {
		p = add32(p, (uint32_t)m->packed);
		p = add32(p, (uint32_t)m->size);
	}
	return stream_write(s, bytes, (size_t)(p - bytes), err);
}

static int
stream_finish(void *ctx, const struct zip_new *m, struct dump_err *err)
{
	struct stream *s = ctx;
	uint64_t wide[3];
	size_t i, n = 0;
	uint8_t *p;

	if (!m->known && put_descriptor(s, m, err) == -1)
		return -1;
	if (array_room(&s->list, &s->cap, s->used + ENTRY_MOST, 1, err) == -1)
		return -1;
	if (m->size >= ZIP_WIDE)
		wide[n++] = m->size;
	if (m->packed >= ZIP_WIDE)
		wide[n++] = m->packed;
	if (s->member >= ZIP_WIDE)
		wide[n++] = s->member;
	p = s->list + s->used;
	p = add32(p, ZIP_ENTRY);
	p = add16(p, ZIP_MADE_BY);
	p = common(p, m, n > 0, m->crc, narrow(m->packed), narrow(m->size));
	p = add16(p, (unsigned)(m->nextra + (n > 0 ? 4 + 8 * n : 0)));
	p = add16(p, 0);		/* comment */
	p = add16(p, 0);		/* volume */
	p = add16(p, 0);		/* is it text? */
	p = add32(p, m->attributes);
	p = add32(p, narrow(s->member));
	p = add_bytes(p, m->name, strlen(m->name));
	p = add_bytes(p, m->extra, m->nextra);
	if (n > 0) {
		p = add16(p, ZIP_EXTRA_WIDE);
		p = add16(p, (unsigned)(8 * n));
	}
	for (i = 0; i < n; i++)
		p = add64(p, wide[i]);
	s->used = (size_t)(p - s->list);
	s->n++;
	return 0;
}

static int
stream_end(void *ctx, struct dump_err *err)
{
	struct stream *s = ctx;
	struct zip_end end = { .off = s->at, .size = s->used, .n = s->n };
	uint8_t bytes[ZIP_END_MOST];

	if (stream_write(s, s->list, s->used, err) == -1)
		return -1;
	return stream_write(s, bytes, zip_end_make(bytes, &end), err);
}

static void
stream_close(void *ctx)
{
	struct stream *s = ctx;

	free(s->list);
	free(s);
}

const struct zip_put zip_put_stream = {
	.begin = stream_begin,
	.write = stream_write,
	.finish = stream_finish,
	.end = stream_end,
	.close = stream_close,
};
