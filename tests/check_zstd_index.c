/* SPDX-License-Identifier: BSD-2-Clause */
/* check_zstd_index.c -- reading zstd by its seek table, which may lie; and
 * zstd in parts. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "base/bytes.h"
#include "codec/zstd.h"
#include "io/sink.h"
#include "io/source.h"
#include "tests/packed.h"
#include "tests/stream.h"
#include "tests/suites.h"

enum { CHUNK = ZST_CHUNK, ENTRIES_MOST = 64 };

static struct dump_err err;

/* N frames that differ, and a few bytes. */
static struct buf
sample(size_t n)
{
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < n; i++) {
		buf_fill(&b, (uint8_t)i, 1000);
		buf_u32(&b, (uint32_t)i);
		buf_zeros(&b, CHUNK - 1004);
	}
	buf_fill(&b, 'z', 777);
	return b;
}

static struct buf
fast(const struct buf *plain)
{
	struct packed_how how = { .level = 1 };

	return packed_as("zstd", plain, &how);
}

static bool
is_indexed(const struct buf *zst)
{
	struct dump_source *src;
	struct dump_wrapping w;

	ck_assert_int_eq(packed_open(&src, zst, PACKED_MAPPED, 2, &err), 0);
	ck_assert(dump_source_wrapping(src, 0, &w));
	dump_source_close(src);
	return w.indexed;
}

/* Reads N ranges here and there, of many lengths. */
static void
jump_about(struct dump_source *src, const struct buf *plain, unsigned n)
{
	uint8_t *buf = malloc(3 * CHUNK);
	uint32_t seed = n;
	size_t at, len;

	while (n-- > 0) {
		seed = seed * 1664525 + 1013904223;
		at = (seed >> 3) % plain->n;
		seed = seed * 1664525 + 1013904223;
		len = (seed >> 3) % (n % 7 == 0 ? 3 * CHUNK : 5000);
		if (len > plain->n - at)
			len = plain->n - at;
		ck_assert_int_eq(dump_source_read(src, at, buf, len, &err), 0);
		ck_assert(memcmp(buf, plain->v + at, len) == 0);
	}
	free(buf);
}

START_TEST(any_byte_is_found_whatever_was_read_before)
{
	struct buf plain = sample(20), zst = fast(&plain);
	struct dump_source *src;
	unsigned threads;

	for (threads = 1; threads < 4; threads++) {
		ck_assert_int_eq(packed_open(&src, &zst, PACKED_MAPPED,
		    threads, &err), 0);
		jump_about(src, &plain, 200);
		dump_source_close(src);
	}
	buf_free(&zst);
	buf_free(&plain);
}
END_TEST

START_TEST(bytes_in_order_come_from_several_threads)
{
	static const size_t steps[] = { 1000, 65536, CHUNK, 3 * CHUNK + 1 };
	struct buf plain = sample(20), zst = fast(&plain);
	struct dump_source *src;
	struct unpacked u;
	unsigned threads;
	size_t i;

	for (threads = 0; threads < 6; threads++)
		for (i = 0; i < sizeof steps / sizeof *steps; i++) {
			ck_assert_int_eq(packed_open(&src, &zst,
			    PACKED_MAPPED, threads, &err), 0);
			u = packed_read(src, steps[i]);
			ck_assert(!u.failed && !u.flawed);
			ck_assert(buf_same(&u.bytes, &plain));
			buf_free(&u.bytes);
		}
	buf_free(&zst);
	buf_free(&plain);
}
END_TEST

START_TEST(files_behind_each_other_are_read_by_all_their_tables)
{
	struct buf plain = sample(4), all = { 0 }, cat = { 0 }, zst;
	struct dump_source *src;
	size_t n, len = plain.n;

	for (n = 1; n < len; n = n * 5 + 77) {
		plain.n = n;
		zst = fast(&plain);
		buf_add(&cat, zst.v, zst.n);
		buf_add(&all, plain.v, n);
		buf_free(&zst);
	}
	ck_assert(is_indexed(&cat));
	ck_assert_int_eq(packed_open(&src, &cat, PACKED_MAPPED, 2, &err), 0);
	ck_assert_uint_eq(dump_source_size(src), all.n);
	jump_about(src, &all, 200);
	dump_source_close(src);
	buf_free(&cat);
	buf_free(&all);
	buf_free(&plain);
}
END_TEST

static struct buf
usual(const struct buf *plain)
{
	struct dump_packing p = { .codec = "zstd", .level = 1 };
	struct take t = { 0 };
	struct dump_sink *dst = take_sink(&t);

	ck_assert_int_eq(dump_sink_pack(&dst, &p, &err), 0);
	ck_assert_int_eq(dump_sink_write(dst, plain->v, plain->n, &err), 0);
	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	return t.bytes;
}

START_TEST(a_file_of_one_frame_has_no_table_unless_it_is_wanted)
{
	struct packed_how how = { .level = 1 };
	struct buf plain = sample(1), a, b;
	size_t table = ZST_SKIP + ZST_ENTRY + ZST_SUM + ZST_FOOTER;

	a = usual(&plain);
	ck_assert(is_indexed(&a));
	buf_free(&a);
	plain.n = CHUNK;
	a = usual(&plain);
	b = fast(&plain);
	ck_assert_uint_eq(a.n + table, b.n);
	buf_free(&b);
	how.index = DUMP_INDEX_NEVER;
	b = packed_as("zstd", &plain, &how);
	ck_assert(buf_same(&a, &b));
	buf_free(&a);
	buf_free(&b);
	/* Nothing is to be found in nothing. */
	plain.n = 0;
	a = fast(&plain);
	ck_assert_uint_lt(a.n, 16);
	buf_free(&a);
	buf_free(&plain);
}
END_TEST

/* A table, to be changed and put behind the frames it tells of. */
struct table {
	uint32_t	 entry[ENTRIES_MOST][3];
	uint32_t	 n, claim;	/* entries, and what is said of that */
	uint32_t	 magic, size;
	unsigned	 bits;
	uint32_t	 end;
};

static struct table
take_table(const struct buf *zst, struct buf *frames)
{
	struct table t = { .bits = 0x80, .magic = ZST_TABLE,
	    .end = ZST_TABLE_MAGIC };
	const uint8_t *p = zst->v + zst->n - ZST_FOOTER;
	size_t i, j;

	t.n = t.claim = le32(p);
	ck_assert_uint_le(t.n, ENTRIES_MOST);
	p -= t.n * 12;
	for (i = 0; i < t.n; i++)
		for (j = 0; j < 3; j++)
			t.entry[i][j] = le32(p + 12 * i + 4 * j);
	t.size = t.n * 12 + ZST_FOOTER;
	*frames = (struct buf){ 0 };
	buf_add(frames, zst->v, (size_t)(p - zst->v) - ZST_SKIP);
	return t;
}

static struct buf
with_table(const struct buf *frames, const struct table *t)
{
	struct buf b = { 0 };
	size_t i, j;

	buf_add(&b, frames->v, frames->n);
	buf_u32(&b, t->magic);
	buf_u32(&b, t->size);
	for (i = 0; i < t->n; i++)
		for (j = 0; j < (t->bits & 0x80 ? 3 : 2); j++)
			buf_u32(&b, t->entry[i][j]);
	buf_u32(&b, t->claim);
	buf_u8(&b, t->bits);
	buf_u32(&b, t->end);
	return b;
}

/* Whatever the table says, it is refused or what comes out is right. */
static void
is_not_deceived(const struct buf *frames, const struct table *t,
    const struct buf *plain, bool refused)
{
	struct buf zst = with_table(frames, t);
	struct dump_source *src;
	struct dump_wrapping w;
	struct unpacked u;
	uint8_t buf[3000];
	size_t at;

	/* The first frame is looked at at once. */
	if (packed_open(&src, &zst, PACKED_MAPPED, 2, &err) == -1) {
		ck_assert_int_eq(err.code, DUMP_E_DAMAGED);
		ck_assert(!refused);
		buf_free(&zst);
		return;
	}
	ck_assert(dump_source_wrapping(src, 0, &w));
	ck_assert_int_eq(w.indexed, !refused);
	for (at = 0; at + sizeof buf <= plain->n; at += CHUNK / 3)
		if (dump_source_read(src, at, buf, sizeof buf, &err) == 0)
			ck_assert_mem_eq(buf, plain->v + at, sizeof buf);
		else
			ck_assert_int_eq(err.code, DUMP_E_DAMAGED);
	u = packed_read(src, 0);
	ck_assert(u.bytes.n == 0 ||
	    memcmp(u.bytes.v, plain->v, u.bytes.n) == 0);
	if (refused)
		ck_assert(!u.failed);
	ck_assert_int_eq(u.failed, u.bytes.n < plain->n);
	buf_free(&u.bytes);
	buf_free(&zst);
}

START_TEST(a_table_that_lies_is_refused)
{
	struct buf plain = sample(5), zst = fast(&plain), frames;
	struct table good = take_table(&zst, &frames), t;
	size_t i, j, bit;

	is_not_deceived(&frames, &good, &plain, false);
	for (i = 0; i < good.n; i++)
		for (j = 0; j < 2; j++)
			for (bit = 0; bit < 32; bit++) {
				t = good;
				t.entry[i][j] ^= 1U << bit;
				is_not_deceived(&frames, &t, &plain, true);
			}
	/* Lengths that add up again. */
	for (i = 1; i < good.n; i++)
		for (j = 0; j < 2; j++) {
			t = good;
			t.entry[i - 1][j]++;
			t.entry[i][j]--;
			is_not_deceived(&frames, &t, &plain, true);
		}
	/* Two frames in one entry, none at the start, none at the end. */
	t = good;
	t.entry[1][0] += t.entry[2][0];
	t.entry[1][1] += t.entry[2][1];
	memmove(t.entry[2], t.entry[3], (t.n - 3) * sizeof t.entry[0]);
	t.claim = --t.n;
	t.size -= 12;
	is_not_deceived(&frames, &t, &plain, true);
	t = good;
	memmove(t.entry[0], t.entry[1], --t.n * sizeof t.entry[0]);
	t.claim = t.n;
	t.size -= 12;
	is_not_deceived(&frames, &t, &plain, true);
	t = good;
	t.claim = --t.n;
	t.size -= 12;
	is_not_deceived(&frames, &t, &plain, true);
	/* No frame at all; more than there can be. */
	t = good;
	t.n = t.claim = 0;
	t.size = ZST_FOOTER;
	is_not_deceived(&frames, &t, &plain, true);
	for (bit = 0; bit < 32; bit++) {
		t = good;
		t.claim ^= 1U << bit;
		is_not_deceived(&frames, &t, &plain, true);
		t = good;
		t.end ^= 1U << bit;
		is_not_deceived(&frames, &t, &plain, true);
	}
	/* Bits that mean something we do not know; the lowest two mean
	 * nothing.  The highest makes the entries longer. */
	for (bit = 0; bit < 7; bit++) {
		t = good;
		t.bits |= 1U << bit;
		is_not_deceived(&frames, &t, &plain, bit > 1);
	}
	buf_free(&frames);
	buf_free(&zst);
	buf_free(&plain);
}
END_TEST

/* What is wrong with such a frame only shows to who reads it. */
START_TEST(a_frame_without_content_is_not_passed_over)
{
	static const uint8_t none[] = { 0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x00,
	    0x01, 0x00, 0x00 };
	struct buf plain = sample(5), zst = fast(&plain), frames, damaged;
	struct table t = take_table(&zst, &frames);
	struct unpacked u;

	buf_add(&frames, none, sizeof none);
	t.entry[t.n][0] = sizeof none;
	t.entry[t.n][1] = 0;
	t.entry[t.n][2] = 0x51d8e999;	/* of nothing */
	t.claim = ++t.n;
	t.size += 12;
	is_not_deceived(&frames, &t, &plain, true);
	frames.v[frames.n - 2] = 0x08;	/* a block of 256 bytes */
	damaged = with_table(&frames, &t);
	u = packed_undo(&damaged, PACKED_MAPPED);
	ck_assert(u.failed || u.flawed);
	buf_free(&u.bytes);
	buf_free(&damaged);
	buf_free(&frames);
	buf_free(&zst);
	buf_free(&plain);
}
END_TEST

START_TEST(a_checksum_that_is_wrong_spoils_one_frame)
{
	struct buf plain = sample(5), zst = fast(&plain), frames;
	struct table good = take_table(&zst, &frames), t;
	struct dump_source *src;
	uint8_t buf[100];
	size_t bad, i;

	for (bad = 0; bad < 5; bad++) {
		t = good;
		t.entry[bad][2] ^= 0x100;
		is_not_deceived(&frames, &t, &plain, false);
		buf_free(&zst);
		zst = with_table(&frames, &t);
		if (bad == 0) {
			ck_assert_int_eq(packed_open(&src, &zst,
			    PACKED_MAPPED, 2, &err), -1);
			continue;
		}
		ck_assert_int_eq(packed_open(&src, &zst, PACKED_MAPPED, 2,
		    &err), 0);
		for (i = 0; i < 5; i++)
			ck_assert_int_eq(dump_source_read(src, i * CHUNK + 950,
			    buf, sizeof buf, &err), i == bad ? -1 : 0);
		ck_assert_int_eq(err.code, DUMP_E_DAMAGED);
		dump_source_close(src);
	}
	buf_free(&frames);
	buf_free(&zst);
	buf_free(&plain);
}
END_TEST

/* By their checksums, where they are as long as each other. */
START_TEST(frames_that_change_places_are_noticed)
{
	struct buf plain = sample(5), zst = fast(&plain), frames, b;
	struct table good = take_table(&zst, &frames);
	size_t at = 0, i, n, same = 0;

	for (i = 0; i + 2 < good.n; at += good.entry[i++][0]) {
		n = good.entry[i][0];
		if (n != good.entry[i + 1][0])
			continue;
		b = (struct buf){ 0 };
		buf_add(&b, frames.v, frames.n);
		memcpy(b.v + at, frames.v + at + n, n);
		memcpy(b.v + at + n, frames.v + at, n);
		is_not_deceived(&b, &good, &plain, false);
		buf_free(&b);
		same++;
	}
	ck_assert_uint_gt(same, 0);
	buf_free(&frames);
	buf_free(&zst);
	buf_free(&plain);
}
END_TEST

/* Frames as LEVEL makes them, of STEP plain bytes each, and a table of them
 * with or without checksums; the frames' own may be missing. */
static struct buf
seekable(const struct buf *plain, size_t step, bool size, bool own, bool sums)
{
	ZSTD_CCtx *c = ZSTD_createCCtx();
	struct buf frames = { 0 }, b = { 0 };
	struct table t = { .bits = sums ? 0x80 : 0, .magic = ZST_TABLE,
	    .end = ZST_TABLE_MAGIC };
	size_t at, n, room = ZSTD_compressBound(step);
	uint8_t *frame = malloc(room), sum[4];

	for (at = 0; at < plain->n; at += n) {
		n = plain->n - at < step ? plain->n - at : step;
		ZSTD_CCtx_setParameter(c, ZSTD_c_contentSizeFlag, size);
		/* The checksum is the same whoever has it. */
		ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
		t.entry[t.n][0] = (uint32_t)ZSTD_compress2(c, frame, room,
		    plain->v + at, n);
		memcpy(sum, frame + t.entry[t.n][0] - 4, 4);
		t.entry[t.n][1] = (uint32_t)n;
		t.entry[t.n][2] = le32(sum);
		if (!own) {
			frame[4] &= (uint8_t)~ZST_SUMMED;
			t.entry[t.n][0] -= 4;
		}
		buf_add(&frames, frame, t.entry[t.n++][0]);
		ck_assert_uint_lt(t.n, ENTRIES_MOST - 1);
	}
	/* A frame to be skipped has an entry too. */
	t.entry[t.n][0] = 8 + 1234;
	t.entry[t.n][1] = 0;
	t.entry[t.n++][2] = ZST_SUM_OF_NONE;
	buf_u32(&frames, ZST_SKIPPABLE + 9);
	buf_u32(&frames, 1234);
	buf_fill(&frames, 's', 1234);
	t.claim = t.n;
	t.size = t.n * (sums ? 12 : 8) + ZST_FOOTER;
	b = with_table(&frames, &t);
	ZSTD_freeCCtx(c);
	free(frame);
	buf_free(&frames);
	return b;
}

START_TEST(tables_of_other_writers_are_read)
{
	struct buf plain = packed_plain(700001, PACKED_MEMORY), zst;
	struct dump_source *src;
	struct unpacked u;
	int form, way;

	for (form = 0; form < 8; form++) {
		zst = seekable(&plain, 50000, (form & 1) != 0,
		    (form & 2) != 0, (form & 4) != 0);
		/* Without the length in its header no frame is trusted. */
		ck_assert_int_eq(is_indexed(&zst), form & 1);
		ck_assert_int_eq(packed_open(&src, &zst, PACKED_MAPPED, 2,
		    &err), 0);
		jump_about(src, &plain, 50);
		dump_source_close(src);
		for (way = 0; way < PACKED_WAYS; way++) {
			u = packed_undo(&zst, (enum packed_way)way);
			ck_assert(!u.failed && !u.flawed);
			ck_assert(buf_same(&u.bytes, &plain));
			buf_free(&u.bytes);
		}
		buf_free(&zst);
	}
	buf_free(&plain);
}
END_TEST

START_TEST(frames_that_would_take_much_memory_are_read_in_order)
{
	struct buf plain = packed_plain(9 << 20, PACKED_WORDS), zst;
	struct unpacked u;
	size_t step;

	for (step = 1 << 20; step <= 8 << 20; step *= 2) {
		zst = seekable(&plain, step, true, true, true);
		ck_assert_int_eq(is_indexed(&zst), step <= 4 << 20);
		u = packed_undo(&zst, PACKED_MAPPED);
		ck_assert(!u.failed && !u.flawed);
		ck_assert(buf_same(&u.bytes, &plain));
		buf_free(&u.bytes);
		buf_free(&zst);
	}
	buf_free(&plain);
}
END_TEST

/* Of a frame without a checksum, that of the table counts. */
START_TEST(every_bit_is_noticed_by_the_checksum_of_the_table)
{
	struct buf plain = packed_plain(2000, PACKED_WORDS), zst;
	struct dump_source *src;
	uint8_t buf[2000];
	size_t bit, got, noticed = 0;

	zst = seekable(&plain, 1000, true, false, true);
	for (bit = 0; bit < (zst.n - 1300) * 8; bit++) {
		zst.v[bit / 8] ^= (uint8_t)(1 << bit % 8);
		if (packed_open(&src, &zst, PACKED_MAPPED, 1, &err) == 0) {
			struct dump_wrapping w;

			if (!dump_source_wrapping(src, 0, &w) || !w.indexed)
				;	/* read in order, unprotected */
			else if (source_read_some(src, 0, buf, sizeof buf,
			    &got, &err) == 0)
				ck_assert(memcmp(buf, plain.v, got) == 0);
			else
				noticed++;
			dump_source_close(src);
		} else {
			noticed++;
		}
		zst.v[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	ck_assert_uint_gt(noticed, 1000);
	buf_free(&zst);
	buf_free(&plain);
}
END_TEST

/* A file that shrinks while it is read. */
START_TEST(what_cannot_be_read_any_more_is_an_error)
{
	struct buf plain = sample(20), zst = fast(&plain);
	struct dump_source *src;
	struct unpacked u;

	dir_make();
	file_make(in_dir("file"), &zst);
	ck_assert_int_eq(dump_source_open(&src, in_dir("file"), &err), 0);
	ck_assert_int_eq(truncate(in_dir("file"), (off_t)zst.n / 2), 0);
	u = packed_read(src, 0);
	ck_assert(u.failed);
	ck_assert_int_eq(u.err.code, DUMP_E_TRUNC);
	ck_assert_uint_gt(u.bytes.n, 0);
	ck_assert(memcmp(u.bytes.v, plain.v, u.bytes.n) == 0);
	buf_free(&u.bytes);
	dir_remove();
	buf_free(&zst);
	buf_free(&plain);
}
END_TEST

/* PLAIN under in_dir("f"), in parts of MOST bytes; how many. */
static unsigned
in_parts(const struct buf *plain, uint64_t most, enum dump_index index,
    struct buf *parts)
{
	struct dump_packing how = { .codec = "zstd", .level = 1, .threads = 2,
	    .part = most, .index = index };
	struct dump_sink *dst;
	uint8_t block[65536];
	char name[16];
	unsigned k;
	size_t n;
	FILE *f;

	ck_assert_int_eq(dump_sink_parts(&dst, in_dir("f"),
	    DUMP_SINK_REPLACE, &err), 0);
	ck_assert_int_eq(dump_sink_pack(&dst, &how, &err), 0);
	ck_assert_int_eq(dump_sink_write(dst, plain->v, plain->n, &err), 0);
	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	for (k = 0;; k++) {
		parts[k] = (struct buf){ 0 };
		snprintf(name, sizeof name, "f.%03u", k + 1);
		if ((f = fopen(in_dir(name), "rb")) == NULL)
			return k;
		while ((n = fread(block, 1, sizeof block, f)) > 0)
			buf_add(&parts[k], block, n);
		fclose(f);
		ck_assert_uint_le(parts[k].n, most);
	}
}

/* Parts in the order of NAMES; what is wrong with them. */
static void
order(const struct buf *parts, const char *names, const char *flaw)
{
	struct buf cat = { 0 };
	struct unpacked u;
	int way;

	for (; *names != '\0'; names++)
		buf_add(&cat, parts[*names - '1'].v, parts[*names - '1'].n);
	for (way = 0; way < PACKED_WAYS; way++) {
		u = packed_undo(&cat, (enum packed_way)way);
		ck_assert(!u.failed);
		ck_assert_str_eq(u.flaw, flaw);
		buf_free(&u.bytes);
	}
	buf_free(&cat);
}

START_TEST(parts_are_files_and_all_of_them_are_the_whole)
{
	static const enum dump_index indices[] = { DUMP_INDEX_NEVER,
	    DUMP_INDEX_USUAL };
	struct buf plain = packed_plain(7 * CHUNK + 9, PACKED_NOISE);
	struct buf parts[16], cat = { 0 }, all = { 0 }, b;
	struct unpacked u;
	unsigned i, k, n;
	uint64_t most;
	int way;

	memset(plain.v + 3 * CHUNK, 0, 2 * CHUNK);
	dir_make();
	for (i = 0; i < 2; i++)
		for (most = ZST_PART; most < 4 * CHUNK; most += CHUNK - 9999) {
			n = in_parts(&plain, most, indices[i], parts);
			ck_assert_uint_gt(n, 1);
			for (k = 0; k < n; k++) {
				ck_assert_int_eq(is_indexed(&parts[k]), i);
				b = (struct buf){ 0 };
				buf_zeros(&b, plain.n);
				buf_cut(&b, ZSTD_decompress(b.v, b.n,
				    parts[k].v, parts[k].n));
				buf_add(&all, b.v, b.n);
				buf_add(&cat, parts[k].v, parts[k].n);
				buf_free(&b);
				buf_free(&parts[k]);
			}
			ck_assert(buf_same(&all, &plain));
			ck_assert_int_eq(is_indexed(&cat), i);
			for (way = 0; way < PACKED_WAYS; way++) {
				u = packed_undo(&cat, (enum packed_way)way);
				ck_assert(!u.failed && !u.flawed);
				ck_assert(buf_same(&u.bytes, &plain));
				buf_free(&u.bytes);
			}
			buf_free(&all);
			buf_free(&cat);
		}
	dir_remove();
	buf_free(&plain);
}
END_TEST

START_TEST(parts_that_do_not_fit_together_are_told)
{
	static const enum dump_index indices[] = { DUMP_INDEX_NEVER,
	    DUMP_INDEX_USUAL };
	struct buf plain = packed_plain(3 * CHUNK, PACKED_NOISE), parts[4];
	unsigned i, k;

	dir_make();
	for (i = 0; i < 2; i++) {
		ck_assert_uint_eq(in_parts(&plain, ZST_PART, indices[i],
		    parts), 3);
		order(parts, "123", "");
		order(parts, "123123", "");
		order(parts, "12", "zstd: cut short: part 3 is missing");
		order(parts, "1", "zstd: cut short: part 2 is missing");
		order(parts, "13", "zstd: part 1 is followed by part 3");
		order(parts, "2",
		    "zstd: part 2 of a file, without those before it");
		order(parts, "1223", "zstd: part 2 is followed by part 2");
		for (k = 0; k < 3; k++)
			buf_free(&parts[k]);
	}
	dir_remove();
	buf_free(&plain);
}
END_TEST

START_TEST(what_has_room_in_one_part_is_as_ever)
{
	struct buf plain = packed_plain(3 * CHUNK, PACKED_MEMORY), parts[4];
	struct buf want = fast(&plain);

	dir_make();
	ck_assert_uint_eq(in_parts(&plain, 4 * CHUNK, DUMP_INDEX_USUAL,
	    parts), 1);
	ck_assert(buf_same(&parts[0], &want));
	buf_free(&parts[0]);
	dir_remove();
	buf_free(&want);
	buf_free(&plain);
}
END_TEST

Suite *
zstd_index_suite(void)
{
	Suite *s = suite_create("zstd_index");
	TCase *t = tcase_create("zstd_index");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, any_byte_is_found_whatever_was_read_before);
	tcase_add_test(t, bytes_in_order_come_from_several_threads);
	tcase_add_test(t,
	    files_behind_each_other_are_read_by_all_their_tables);
	tcase_add_test(t, a_file_of_one_frame_has_no_table_unless_it_is_wanted);
	tcase_add_test(t, a_table_that_lies_is_refused);
	tcase_add_test(t, a_frame_without_content_is_not_passed_over);
	tcase_add_test(t, a_checksum_that_is_wrong_spoils_one_frame);
	tcase_add_test(t, frames_that_change_places_are_noticed);
	tcase_add_test(t, tables_of_other_writers_are_read);
	tcase_add_test(t, frames_that_would_take_much_memory_are_read_in_order);
	tcase_add_test(t, every_bit_is_noticed_by_the_checksum_of_the_table);
	tcase_add_test(t, what_cannot_be_read_any_more_is_an_error);
	tcase_add_test(t, parts_are_files_and_all_of_them_are_the_whole);
	tcase_add_test(t, parts_that_do_not_fit_together_are_told);
	tcase_add_test(t, what_has_room_in_one_part_is_as_ever);
	suite_add_tcase(s, t);
	return s;
}
