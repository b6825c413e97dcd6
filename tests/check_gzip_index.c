/* SPDX-License-Identifier: BSD-2-Clause */
/* check_gzip_index.c -- the index in a gzip stream: no reader sees it, ours
 * finds any byte by it, and none is believed that does not fit. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/bytes.h"
#include "codec/gzip.h"
#include "io/source.h"
#include "tests/packed.h"
#include "tests/stream.h"
#include "tests/suites.h"

enum { CHUNK = GZIP_CHUNK, TAIL = GZIP_BLOCK + 2 + GZIP_TRAILER };

static struct dump_err err;

/* N chunks that differ, and a few bytes. */
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

	return packed_gzip(plain, &how);
}

START_TEST(a_block_yields_nothing_and_carries_ninety_bytes)
{
	uint8_t payload[GZIP_PAYLOAD], block[GZIP_BLOCK], again[GZIP_PAYLOAD];
	uint8_t out[16];
	z_stream z;
	int kind, rc;
	unsigned i;

	for (i = 0; i < 2000; i++) {
		for (kind = 0; kind < GZIP_PAYLOAD; kind++)
			payload[kind] = (uint8_t)(i == 0 ? 0 : i == 1 ? 255 :
			    i * 2654435761U >> kind % 24);
		gzip_block_make(block, payload);
		ck_assert(gzip_block_read(again, block));
		ck_assert_mem_eq(again, payload, GZIP_PAYLOAD);
		memset(&z, 0, sizeof z);
		ck_assert_int_eq(inflateInit2(&z, -15), Z_OK);
		z.next_in = block;
		z.avail_in = GZIP_BLOCK;
		z.next_out = out;
		z.avail_out = sizeof out;
		do
			rc = inflate(&z, Z_BLOCK);
		while (rc == Z_OK && z.avail_in > 0);
		ck_assert_int_eq(rc, Z_OK);
		ck_assert_int_eq(z.data_type, 128);
		ck_assert_uint_eq(z.total_out, 0);
		inflateEnd(&z);
	}
}
END_TEST

START_TEST(a_block_with_any_other_bit_is_none)
{
	uint8_t payload[GZIP_PAYLOAD], block[GZIP_BLOCK];
	unsigned bit;

	packed_fill(payload, sizeof payload, PACKED_NOISE);
	gzip_block_make(block, payload);
	for (bit = 0; bit < GZIP_BLOCK * 8; bit++) {
		block[bit / 8] ^= (uint8_t)(1 << bit % 8);
		ck_assert(!gzip_block_read(payload, block));
		block[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	ck_assert(gzip_block_read(payload, block));
}
END_TEST

/* The bytes that dump-gzip-index(5) shows. */
START_TEST(the_bytes_are_those_of_the_manual)
{
	static const uint8_t want[GZIP_BLOCK] = {
	    0x04, 0xe1, 0x01, 0x90, 0x24, 0x49, 0x92, 0x24, 0x49, 0x46, 0x4c,
	    0xc4, 0x44, 0x74, 0x44, 0x45, 0x65, 0x5c, 0x4c, 0x47, 0x54, 0x64,
	    0xc6, 0xc6, 0x55, 0x4c, 0xce, 0xc5, 0x74, 0x7c, 0x46, 0x64, 0x4d,
	    0x54, 0x4d, 0x66, 0x6c, 0x6c, 0x45, 0xe7, 0x6d, 0x44, 0xcf, 0xe4,
	    0x5c, 0x74, 0xc7, 0x65, 0x7d, 0x5c, 0xcf, 0x67, 0x44, 0xe6, 0x44,
	    0xd6, 0x45, 0xce, 0x4c, 0xd5, 0x64, 0xfe, 0xc4, 0x54, 0x55, 0xd6,
	    0xce, 0x56, 0x74, 0xee, 0xc6, 0xd7, 0x75, 0xc6, 0x4d, 0xf4, 0x4c,
	    0xf6, 0x45, 0x75, 0x6d, 0xde, 0x4d, 0x77, 0x5c, 0xe6, 0xc7, 0xf6,
	    0x5d, 0xce, 0xcf, 0xf5, 0x7c, 0xfe, 0x47, 0x4c, 0x45, 0x55, 0x6c,
	    0x4e, 0x64, 0x6d, 0x64, 0xcf, 0x65, 0x45, 0xee, 0xcc, 0x54, 0x75,
	    0xe6, 0x4d, 0x75, 0x5d, 0xee, 0x4f, 0x4c, 0x65, 0x65, 0xee, 0x4d,
	    0x4d, 0x6d, 0xed, 0x6c, 0x7d, 0xe5, 0x6c, 0x5d, 0xfd, 0xc1, 0x74,
	    0x25, 0x38, 0x28, 0x30, 0x20, 0x3c, 0xe2, 0xff, 0x1f, 0x00, 0x00,
	    0xff, 0xff
	};
	uint8_t payload[GZIP_PAYLOAD], block[GZIP_BLOCK];
	unsigned i;

	for (i = 0; i < GZIP_PAYLOAD; i++)
		payload[i] = (uint8_t)i;
	gzip_block_make(block, payload);
	ck_assert_mem_eq(block, want, GZIP_BLOCK);
}
END_TEST

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
	struct buf plain = sample(30), gz = fast(&plain);
	struct dump_source *src;
	unsigned threads;

	for (threads = 1; threads < 4; threads++) {
		ck_assert_int_eq(packed_open(&src, &gz, PACKED_MAPPED, threads,
		    &err), 0);
		jump_about(src, &plain, 300);
		dump_source_close(src);
	}
	buf_free(&gz);
	buf_free(&plain);
}
END_TEST

START_TEST(bytes_in_order_come_from_several_threads)
{
	static const size_t steps[] = { 1000, 65536, CHUNK, 3 * CHUNK + 1 };
	struct buf plain = sample(25), gz = fast(&plain);
	struct dump_source *src;
	struct unpacked u;
	unsigned threads;
	size_t i;

	for (threads = 0; threads < 6; threads++)
		for (i = 0; i < sizeof steps / sizeof *steps; i++) {
			ck_assert_int_eq(packed_open(&src, &gz, PACKED_MAPPED,
			    threads, &err), 0);
			u = packed_read(src, steps[i]);
			ck_assert(!u.failed && !u.flawed);
			ck_assert(buf_same(&u.bytes, &plain));
			buf_free(&u.bytes);
		}
	buf_free(&gz);
	buf_free(&plain);
}
END_TEST

/* In order, but with gaps and steps back, as a cut reads a dump. */
START_TEST(reading_ahead_may_be_wrong)
{
	static const int path[] = { 0, 1, 2, 3, 4, 5, 4, 5, 6, 7, 8, 20, 21,
	    22, 23, 24, 25, 26, 25, 24, 27, 28, 29, 30, 3, 4, 5, 6, 7, 8, 9,
	    12, 13, 14, 14, 14, 15, 30, 30, 0 };
	struct buf plain = sample(30), gz = fast(&plain);
	struct dump_source *src;
	uint8_t buf[600];
	size_t i, at;

	ck_assert_int_eq(packed_open(&src, &gz, PACKED_MAPPED, 3, &err), 0);
	for (i = 0; i < sizeof path / sizeof *path; i++) {
		at = (size_t)path[i] * CHUNK + 10;
		ck_assert_int_eq(dump_source_read(src, at, buf, sizeof buf,
		    &err), 0);
		ck_assert_mem_eq(buf, plain.v + at, sizeof buf);
	}
	dump_source_close(src);
	buf_free(&gz);
	buf_free(&plain);
}
END_TEST

START_TEST(files_of_several_indexed_members_are_indexed)
{
	struct buf plain = sample(8), all = { 0 }, cat = { 0 }, gz;
	struct packed_how how = { .level = 1, .name = "part" };
	struct dump_source *src;
	struct dump_wrapping w;
	size_t n;

	for (n = 1; n < plain.n; n = n * 5 + 77) {
		plain.n = n;
		gz = packed_gzip(&plain, n % 2 == 0 ? NULL : &how);
		buf_add(&cat, gz.v, gz.n);
		buf_add(&all, plain.v, n);
		buf_free(&gz);
		plain.n = 8 * CHUNK + 777;
	}
	ck_assert_int_eq(packed_open(&src, &cat, PACKED_MAPPED, 2, &err), 0);
	ck_assert(dump_source_wrapping(src, 0, &w) && w.indexed);
	ck_assert_str_eq(w.name, "part");
	ck_assert_uint_eq(dump_source_size(src), all.n);
	jump_about(src, &all, 200);
	dump_source_close(src);
	buf_free(&cat);
	buf_free(&all);
	buf_free(&plain);
}
END_TEST

START_TEST(small_files_have_no_index_unless_it_is_wanted)
{
	struct packed_how how = { .index = DUMP_INDEX_ALWAYS };
	struct dump_packing p = { .codec = "gzip", .level = 6 };
	struct take t = { 0 };
	struct dump_sink *dst = take_sink(&t);
	struct buf plain = packed_plain(500, PACKED_WORDS), gz;

	ck_assert_int_eq(dump_sink_pack(&dst, &p, &err), 0);
	ck_assert_int_eq(dump_sink_write(dst, plain.v, plain.n, &err), 0);
	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	gz = packed_gzip(&plain, &how);
	ck_assert_uint_eq(gz.n, t.bytes.n + GZIP_BLOCK);
	buf_free(&gz);
	how.index = DUMP_INDEX_NEVER;
	gz = packed_gzip(&plain, &how);
	ck_assert(buf_same(&gz, &t.bytes));
	buf_free(&gz);
	buf_free(&t.bytes);
	/* There is nothing in an empty file to be found. */
	plain.n = 0;
	how.index = DUMP_INDEX_ALWAYS;
	gz = packed_gzip(&plain, &how);
	ck_assert_uint_eq(gz.n, 20);
	buf_free(&gz);
	buf_free(&plain);
}
END_TEST

/* Where the index of GZ lies; its parts, to be changed and put back. */
struct parts {
	size_t		 blocks, closing;	/* offsets */
	size_t		 n;			/* blocks */
	struct gzip_closing c;
	uint8_t		 entries[4096];
	size_t		 len;			/* bytes of them */
};

static void
take_apart(struct parts *p, const struct buf *gz)
{
	size_t i;

	memset(p, 0, sizeof *p);
	p->closing = gz->n - TAIL;
	ck_assert(gzip_closing_read(&p->c, gz->v + p->closing));
	p->len = (size_t)((p->c.plain + CHUNK - 1) / CHUNK) * GZIP_ENTRY;
	p->blocks = (size_t)p->c.packed;
	p->n = (p->closing - p->blocks) / GZIP_BLOCK;
	ck_assert_uint_le(p->n, 4);
	for (i = 0; i < p->n; i++)
		ck_assert(gzip_block_read(p->entries + i * GZIP_PAYLOAD,
		    gz->v + p->blocks + i * GZIP_BLOCK));
	memcpy(p->entries + p->n * GZIP_PAYLOAD, p->c.rest, GZIP_REST);
}

/* The index says what it is told, and its checksums agree. */
static void
put_back(const struct parts *p, struct buf *gz)
{
	struct gzip_closing c = p->c;
	size_t i;

	for (i = 0; i < p->n; i++)
		gzip_block_make(gz->v + p->blocks + i * GZIP_BLOCK,
		    p->entries + i * GZIP_PAYLOAD);
	memcpy(c.rest, p->entries + p->n * GZIP_PAYLOAD, GZIP_REST);
	c.crc = crc32_of(0, p->entries, p->len);
	gzip_closing_make(gz->v + p->closing, &c);
}

/* Whatever the index says, it is refused or what comes out is right. */
static void
is_not_deceived(const struct buf *gz, const struct buf *plain, bool refused)
{
	struct dump_source *src;
	struct dump_wrapping w;
	struct unpacked u;
	uint8_t buf[3000];
	size_t at;

	/* The first chunk is looked at at once. */
	if (packed_open(&src, gz, PACKED_MAPPED, 2, &err) == -1) {
		ck_assert_int_eq(err.code, DUMP_E_DAMAGED);
		ck_assert(!refused);
		return;
	}
	ck_assert(dump_source_wrapping(src, 0, &w));
	ck_assert(!refused || !w.indexed);
	for (at = 0; at + sizeof buf <= plain->n; at += CHUNK / 3)
		if (dump_source_read(src, at, buf, sizeof buf, &err) == 0)
			ck_assert_mem_eq(buf, plain->v + at, sizeof buf);
		else
			ck_assert_int_eq(err.code, DUMP_E_DAMAGED);
	u = packed_read(src, 0);
	ck_assert(u.bytes.n == 0 ||
	    memcmp(u.bytes.v, plain->v, u.bytes.n) == 0);
	ck_assert_int_eq(u.failed, u.bytes.n < plain->n);
	buf_free(&u.bytes);
}

START_TEST(an_index_that_lies_is_refused)
{
	struct buf plain = sample(20), gz = fast(&plain);
	struct parts good, p;
	uint64_t *numbers[2];
	size_t i, j;
	int by;

	take_apart(&good, &gz);
	ck_assert_uint_ge(good.n, 1);
	put_back(&good, &gz);
	for (i = 0; i < 2; i++)
		for (by = -3; by <= 3; by++) {
			p = good;
			numbers[0] = &p.c.plain;
			numbers[1] = &p.c.packed;
			*numbers[i] += (uint64_t)by;
			put_back(&p, &gz);
			is_not_deceived(&gz, &plain, by != 0);
			*numbers[i] += (uint64_t)by << 62 | (uint64_t)by << 20;
			put_back(&p, &gz);
			is_not_deceived(&gz, &plain, by != 0);
		}
	for (i = 0; i < 32; i++) {
		p = good;
		p.c.chunk ^= 1U << i;
		put_back(&p, &gz);
		is_not_deceived(&gz, &plain, true);
	}
	/* Sizes and checksums of single chunks. */
	for (i = 0; i < good.len; i += 11) {
		p = good;
		p.entries[i] ^= 4;
		put_back(&p, &gz);
		is_not_deceived(&gz, &plain, true);
	}
	/* Something behind the entries. */
	for (j = good.len; j < good.n * GZIP_PAYLOAD + GZIP_REST; j++) {
		p = good;
		p.entries[j] = 1;
		put_back(&p, &gz);
		is_not_deceived(&gz, &plain, true);
	}
	put_back(&good, &gz);
	is_not_deceived(&gz, &plain, false);
	buf_free(&gz);
	buf_free(&plain);
}
END_TEST

/* Chunk J where chunk I is, and the other way round: all sums are right. */
START_TEST(chunks_that_change_places_are_noticed)
{
	struct buf plain = sample(20), gz = fast(&plain);
	uint8_t entry[GZIP_ENTRY];
	struct parts good, p;
	size_t i, size;

	take_apart(&good, &gz);
	for (i = 0; i + 1 < good.len / GZIP_ENTRY; i++) {
		p = good;
		memcpy(entry, p.entries + i * GZIP_ENTRY, GZIP_ENTRY);
		memmove(p.entries + i * GZIP_ENTRY, p.entries + (i + 1) *
		    GZIP_ENTRY, GZIP_ENTRY);
		memcpy(p.entries + (i + 1) * GZIP_ENTRY, entry, GZIP_ENTRY);
		put_back(&p, &gz);
		is_not_deceived(&gz, &plain, false);
	}
	put_back(&good, &gz);
	/* One byte to the next chunk: nothing but the border is wrong. */
	p = good;
	for (i = 0; i + 2 < good.len / GZIP_ENTRY; i++) {
		size = le16(p.entries + i * GZIP_ENTRY);
		put_le16(p.entries + i * GZIP_ENTRY, (uint16_t)(size - 1));
		put_le16(p.entries + (i + 1) * GZIP_ENTRY, (uint16_t)(1 +
		    le16(p.entries + (i + 1) * GZIP_ENTRY)));
		put_back(&p, &gz);
		is_not_deceived(&gz, &plain, false);
		p = good;
	}
	buf_free(&gz);
	buf_free(&plain);
}
END_TEST

START_TEST(a_damaged_chunk_does_not_spoil_the_others)
{
	struct buf plain = sample(20), gz = fast(&plain);
	struct dump_source *src;
	struct parts p;
	uint8_t buf[100];
	size_t i, at = 10, bad;

	take_apart(&p, &gz);
	for (bad = 0; bad < 7; bad++)
		at += le16(p.entries + bad * GZIP_ENTRY);
	memset(gz.v + at + 100, 0xff, 100);
	ck_assert_int_eq(packed_open(&src, &gz, PACKED_MAPPED, 2, &err), 0);
	for (i = 0; i < 20; i++)
		if (i != bad) {
			ck_assert_int_eq(dump_source_read(src, i * CHUNK + 950,
			    buf, sizeof buf, &err), 0);
			ck_assert_mem_eq(buf, plain.v + i * CHUNK + 950,
			    sizeof buf);
		} else {
			ck_assert_int_eq(dump_source_read(src, i * CHUNK + 950,
			    buf, sizeof buf, &err), -1);
			ck_assert_int_eq(err.code, DUMP_E_DAMAGED);
			ck_assert_uint_eq(err.off, at);
		}
	dump_source_close(src);
	buf_free(&gz);
	buf_free(&plain);
}
END_TEST

/* A file that shrinks while it is read. */
START_TEST(what_cannot_be_read_any_more_is_an_error)
{
	struct buf plain = sample(20), gz = fast(&plain);
	struct dump_source *src;
	struct unpacked u;
	unsigned threads;

	for (threads = 1; threads < 4; threads++) {
		dir_make();
		file_make(in_dir("file"), &gz);
		ck_assert_int_eq(dump_source_open_raw(&src, in_dir("file"),
		    &err), 0);
		ck_assert_int_eq(dump_source_unwrap(&src,
		    &(struct dump_opening){ .threads = threads }, &err), 0);
		ck_assert_int_eq(truncate(in_dir("file"), (off_t)gz.n / 2), 0);
		u = packed_read(src, 0);
		ck_assert(u.failed);
		ck_assert_int_eq(u.err.code, DUMP_E_TRUNC);
		ck_assert_uint_gt(u.bytes.n, 0);
		ck_assert(memcmp(u.bytes.v, plain.v, u.bytes.n) == 0);
		buf_free(&u.bytes);
		dir_remove();
	}
	buf_free(&gz);
	buf_free(&plain);
}
END_TEST

START_TEST(each_library_undoes_chunks)
{
	struct buf plain = sample(6), gz = fast(&plain);
	const struct deflater *d;
	struct dump_source *src;
	struct unpacked u;
	struct gzip_map m;
	size_t i;

	for (i = 0; (d = deflater_at(i)) != NULL; i++) {
		if (d->undo == NULL)
			continue;
		ck_assert_int_eq(dump_source_memory(&src, "", 0, &err), 0);
		dump_source_close(src);
		ck_assert_int_eq(source_from_memory(&src, gz.v, gz.n, &err),
		    0);
		ck_assert_int_eq(gzip_map_read(&m, src, &err), 1);
		ck_assert_int_eq(gzip_chunks_open(&src, src, &m, d, 2, &err),
		    0);
		u = packed_read(src, 0);
		ck_assert(!u.failed && buf_same(&u.bytes, &plain));
		buf_free(&u.bytes);
	}
	buf_free(&gz);
	buf_free(&plain);
}
END_TEST

Suite *
gzip_index_suite(void)
{
	Suite *s = suite_create("gzip_index");
	TCase *t = tcase_create("gzip_index");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_block_yields_nothing_and_carries_ninety_bytes);
	tcase_add_test(t, a_block_with_any_other_bit_is_none);
	tcase_add_test(t, the_bytes_are_those_of_the_manual);
	tcase_add_test(t, any_byte_is_found_whatever_was_read_before);
	tcase_add_test(t, bytes_in_order_come_from_several_threads);
	tcase_add_test(t, reading_ahead_may_be_wrong);
	tcase_add_test(t, files_of_several_indexed_members_are_indexed);
	tcase_add_test(t, small_files_have_no_index_unless_it_is_wanted);
	tcase_add_test(t, an_index_that_lies_is_refused);
	tcase_add_test(t, chunks_that_change_places_are_noticed);
	tcase_add_test(t, a_damaged_chunk_does_not_spoil_the_others);
	tcase_add_test(t, what_cannot_be_read_any_more_is_an_error);
	tcase_add_test(t, each_library_undoes_chunks);
	suite_add_tcase(s, t);
	return s;
}
