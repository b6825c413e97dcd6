/* SPDX-License-Identifier: BSD-2-Clause */
/* packed.c -- bytes that compress well or badly, and compressed ones. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "codec/gzip.h"
#include "codec/unwrap.h"
#include "io/sink.h"
#include "io/source.h"
#include "io/zeros.h"
#include "tests/packed.h"
#include "tests/stream.h"

enum { PAGE = 4096 };

static uint32_t
noise(uint32_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 17;
	*x ^= *x << 5;
	return *x;
}

static void
words(uint8_t *bytes, size_t len, uint32_t *seed)
{
	static const char *const list[] = { "heap ", "stack ", "thread ",
	    "module ", "0x7fff", "region ", "private ", "\n", "mapped, ",
	    "of a process that crashed " };
	const char *word = "";

	for (; len > 0; len--, bytes++, word++) {
		if (*word == '\0')
			word = list[noise(seed) % 10];
		*bytes = (uint8_t)*word;
	}
}

/* Pages of different kinds, and some that are all zero. */
static void
memory(uint8_t *bytes, size_t len, uint32_t *seed)
{
	size_t i, n;

	memset(bytes, 0, len);
	for (; len > 0; bytes += n, len -= n) {
		n = len < 4096 ? len : 4096;
		switch (noise(seed) % 4) {
		case 0:
			words(bytes, n, seed);
			break;
		case 1:
			for (i = 0; i + 8 <= n; i += 8)
				put_le64(bytes + i, 0x7f3a12000000 +
				    noise(seed) % 65536 * 16);
			break;
		case 2:
			for (i = 0; i + 4 <= n; i += 16)
				put_le32(bytes + i, (uint32_t)i);
			break;
		}
	}
}

void
packed_fill(uint8_t *bytes, size_t len, int kind)
{
	uint32_t seed = 2463534242U + (uint32_t)len;
	size_t i;

	switch ((enum packed_kind)kind) {
	case PACKED_NOISE:
		for (i = 0; i < len; i++)
			bytes[i] = (uint8_t)(noise(&seed) >> 11);
		break;
	case PACKED_WORDS:
		words(bytes, len, &seed);
		break;
	case PACKED_MEMORY:
		memory(bytes, len, &seed);
		break;
	case PACKED_ZEROS:
	case PACKED_KINDS:
		memset(bytes, 0, len);
		break;
	}
}

struct buf
packed_plain(size_t len, int kind)
{
	struct buf b = { 0 };

	buf_zeros(&b, len);
	packed_fill(b.v, len, kind);
	return b;
}

/* Puts PLAIN into DST as HOW wants it. */
static int
put(struct dump_sink *dst, const struct buf *plain,
    const struct packed_how *how, struct dump_err *err)
{
	size_t at, n, most = how->at_once != 0 ? how->at_once : SIZE_MAX;
	bool hole;

	for (at = 0; at < plain->n; at += n) {
		n = (size_t)min_u64(most, plain->n - at);
		if (how->holes)
			n = (size_t)min_u64(n, PAGE);
		hole = how->holes && zeros(plain->v + at, n);
		if (hole ? sink_zeros(dst, n, err) == -1 :
		    sink_write(dst, plain->v + at, n, err) == -1)
			return -1;
	}
	return 0;
}

struct buf
packed_gzip(const struct buf *plain, const struct packed_how *how)
{
	static const struct packed_how usual;
	struct dump_packing p = { .codec = "gzip" };
	struct take t = { 0 };
	const struct deflater *d;
	struct dump_sink *dst = take_sink(&t);
	struct dump_err err;

	how = how != NULL ? how : &usual;
	p.level = how->level != 0 ? how->level : 6;
	p.threads = how->threads != 0 ? how->threads : 2;
	p.index = how->index == DUMP_INDEX_USUAL ? DUMP_INDEX_ALWAYS :
	    how->index;
	p.name = how->name;
	p.time = how->time;
	d = how->d != NULL ? how->d : deflater_for(p.level);
	if (p.level > d->most)
		p.level = d->most;
	ck_assert_int_eq(gzip_create(&dst, dst, &p, d, &err), 0);
	ck_assert_int_eq(put(dst, plain, how, &err), 0);
	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	return t.bytes;
}

struct buf
packed_as(const char *codec, const struct buf *plain,
    const struct packed_how *how)
{
	static const struct packed_how usual;
	struct dump_packing p = { .codec = codec };
	struct take t = { 0 };
	struct dump_sink *dst = take_sink(&t);
	struct dump_err err;

	how = how != NULL ? how : &usual;
	p.level = how->level;
	p.threads = how->threads != 0 ? how->threads : 2;
	p.index = how->index == DUMP_INDEX_USUAL ? DUMP_INDEX_ALWAYS :
	    how->index;
	ck_assert_int_eq(dump_sink_pack(&dst, &p, &err), 0);
	ck_assert_int_eq(put(dst, plain, how, &err), 0);
	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	return t.bytes;
}

struct buf
packed_zlib(const struct buf *plain, int level, int window)
{
	struct buf b = { 0 };
	z_stream z = { 0 };

	ck_assert_int_eq(deflateInit2(&z, level, Z_DEFLATED, window, 8, 0),
	    Z_OK);
	buf_zeros(&b, deflateBound(&z, plain->n));
	z.next_in = plain->v;
	z.avail_in = (uInt)plain->n;
	z.next_out = b.v;
	z.avail_out = (uInt)b.n;
	ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
	buf_cut(&b, z.total_out);
	deflateEnd(&z);
	return b;
}

struct buf
unpacked_zlib(const struct buf *gz, size_t *left)
{
	struct buf b = { 0 };
	z_stream z = { 0 };
	int rc;

	ck_assert_int_eq(inflateInit2(&z, 31), Z_OK);
	z.next_in = gz->v;
	z.avail_in = (uInt)gz->n;
	do {
		buf_zeros(&b, b.n + 4096);
		z.next_out = b.v + z.total_out;
		z.avail_out = (uInt)(b.n - z.total_out);
		rc = inflate(&z, Z_NO_FLUSH);
	} while (rc == Z_OK);
	ck_assert_int_eq(rc, Z_STREAM_END);
	buf_cut(&b, z.total_out);
	*left = z.avail_in;
	inflateEnd(&z);
	return b;
}

/* Bytes of a struct buf as a stream. */
struct tape {
	const struct buf *b;
	size_t		 at;
};

static int
tape_read(void *ctx, void *buf, size_t len, size_t *got)
{
	struct tape *t = ctx;

	*got = (size_t)min_u64(len, t->b->n - t->at);
	/* Now less, now more. */
	*got = (size_t)min_u64(*got, 1 + t->at * 7 % 10000);
	if (*got > 0)
		memcpy(buf, t->b->v + t->at, *got);
	t->at += *got;
	return 0;
}

static int
tape_rewind(void *ctx)
{
	struct tape *t = ctx;

	t->at = 0;
	return 0;
}

int
packed_open(struct dump_source **out, const struct buf *gz,
    enum packed_way way, unsigned threads, struct dump_err *err)
{
	struct dump_opening how = { .threads = threads };
	struct dump_reader rd = { tape_read,
	    way == PACKED_STREAM ? tape_rewind : NULL, free };
	struct tape *t;

	if (way == PACKED_MAPPED) {
		ck_assert_int_eq(source_from_memory(out, gz->v, gz->n, err),
		    0);
	} else {
		ck_assert_ptr_nonnull(t = calloc(1, sizeof *t));
		t->b = gz;
		ck_assert_int_eq(source_from_callback(out, &rd, t, err), 0);
	}
	return unwrap(out, &how, err);
}

struct unpacked
packed_read(struct dump_source *src, size_t at_once)
{
	struct unpacked u = { 0 };
	uint8_t *buf;
	size_t got;

	if (at_once == 0)
		at_once = 100 * 1000;
	buf = malloc(at_once);
	do {
		if (source_drain(src, u.bytes.n, buf, at_once, &got,
		    &u.err) == -1) {
			u.failed = true;
			break;
		}
		if (got > 0)
			buf_add(&u.bytes, buf, got);
	} while (got == at_once);
	free(buf);
	if (dump_source_flaw(src) != NULL) {
		u.flawed = true;
		snprintf(u.flaw, sizeof u.flaw, "%s", dump_source_flaw(src));
	}
	dump_source_close(src);
	return u;
}

struct unpacked
packed_undo(const struct buf *gz, enum packed_way way)
{
	struct unpacked u = { 0 };
	struct dump_source *src;

	if (packed_open(&src, gz, way, 1, &u.err) == -1) {
		u.failed = true;
		return u;
	}
	return packed_read(src, 0);
}

bool
buf_same(const struct buf *a, const struct buf *b)
{
	return a->n == b->n && (a->n == 0 || memcmp(a->v, b->v, a->n) == 0);
}
