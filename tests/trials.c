/* SPDX-License-Identifier: BSD-2-Clause */
/* trials.c -- what every compressed file has to stand. */
#include <check.h>
#include <string.h>

#include "io/source.h"
#include "tests/stream.h"
#include "tests/trials.h"

static struct dump_err err;

static bool
begins(const struct buf *b, const struct buf *plain)
{
	return b->n <= plain->n &&
	    (b->n == 0 || memcmp(b->v, plain->v, b->n) == 0);
}

void
trial_whole(const struct buf *packed, const struct buf *plain)
{
	struct unpacked u;
	int way;

	for (way = 0; way < PACKED_WAYS; way++) {
		u = packed_undo(packed, (enum packed_way)way);
		ck_assert_msg(!u.failed && !u.flawed, "way %d: %s%s", way,
		    u.failed ? u.err.msg : "", u.flaw);
		ck_assert(buf_same(&u.bytes, plain));
		buf_free(&u.bytes);
	}
}

void
trial_cut(const struct buf *packed, const struct buf *plain, size_t first,
    size_t least, unsigned silent)
{
	unsigned untold[PACKED_WAYS] = { 0 };
	struct buf part = *packed;
	size_t before = 0;
	struct unpacked u;
	int way;

	for (part.n = first; part.n < packed->n; part.n++)
		for (way = 0; way < PACKED_WAYS; way++) {
			u = packed_undo(&part, (enum packed_way)way);
			if (u.failed) {
				ck_assert_int_eq(u.err.code, DUMP_E_TRUNC);
				ck_assert_uint_lt(part.n, least);
				continue;
			}
			untold[way] += !u.flawed;
			ck_assert_uint_ge(u.bytes.n, before);
			ck_assert(begins(&u.bytes, plain));
			if (!u.flawed)
				ck_assert_uint_eq(u.bytes.n, plain->n);
			before = u.bytes.n;
			buf_free(&u.bytes);
		}
	ck_assert_uint_eq(before, plain->n);
	for (way = 0; way < PACKED_WAYS; way++)
		ck_assert_uint_eq(untold[way], silent);
}

void
trial_flip(struct buf *packed, const struct buf *plain, size_t magic,
    size_t bit)
{
	struct dump_source *src;
	struct dump_wrapping w;
	struct unpacked u;
	bool indexed;
	int way;

	packed->v[bit / 8] ^= (uint8_t)(1 << bit % 8);
	for (way = 0; way < PACKED_PIPE; way++) {
		if (packed_open(&src, packed, (enum packed_way)way, 1,
		    &err) == -1)
			continue;
		if (!dump_source_wrapping(src, 0, &w)) {
			ck_assert_uint_lt(bit, magic * 8);
			dump_source_close(src);
			continue;
		}
		indexed = w.indexed;
		u = packed_read(src, 0);
		if (indexed)
			ck_assert(begins(&u.bytes, plain));
		if (!u.failed && !u.flawed)
			ck_assert_msg(buf_same(&u.bytes, plain),
			    "bit %zu, way %d", bit, way);
		buf_free(&u.bytes);
	}
	packed->v[bit / 8] ^= (uint8_t)(1 << bit % 8);
}

void
trial_garbage(const struct buf *packed, const struct buf *plain,
    const char *text)
{
	struct buf b = { 0 };
	struct unpacked u;
	int way;

	buf_add(&b, packed->v, packed->n);
	buf_add(&b, text, strlen(text));
	for (way = 0; way < PACKED_WAYS; way++) {
		u = packed_undo(&b, (enum packed_way)way);
		ck_assert(!u.failed && u.flawed);
		ck_assert_ptr_nonnull(strstr(u.flaw, "garbage"));
		ck_assert(buf_same(&u.bytes, plain));
		buf_free(&u.bytes);
	}
	buf_free(&b);
}

void
trial_failures(const struct buf *packed)
{
	struct feed f = { .bytes = *packed, .fails = true };
	struct dump_source *src;
	struct unpacked u;

	for (f.fail_at = 0; f.fail_at < f.bytes.n; f.fail_at++) {
		f.pos = 0;
		src = feed_source(&f, false);
		if (dump_source_unwrap(&src, NULL, &err) == -1) {
			ck_assert_ptr_null(src);
			ck_assert_int_eq(err.code, DUMP_E_SYS);
			continue;
		}
		u = packed_read(src, 0);
		ck_assert(u.failed);
		ck_assert_int_eq(u.err.code, DUMP_E_SYS);
		buf_free(&u.bytes);
	}
	ck_assert_uint_eq(f.closed, f.bytes.n);
}
