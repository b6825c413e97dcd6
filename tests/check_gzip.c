/* SPDX-License-Identifier: BSD-2-Clause */
/* check_gzip.c -- what is written as gzip, and how any gzip is read. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "codec/gzip.h"
#include "io/sink.h"
#include "io/source.h"
#include "tests/packed.h"
#include "tests/stream.h"
#include "tests/suites.h"

enum { CHUNK = GZIP_CHUNK };

static struct dump_err err;

/* A few chunks of which the last is not full and two are zeros. */
static struct buf
sample(void)
{
	struct buf b = packed_plain(CHUNK + 1000, PACKED_MEMORY);

	buf_zeros(&b, 3 * CHUNK);
	buf_fill(&b, 7, 12345);
	return b;
}

static void
is_right(const struct buf *gz, const struct buf *plain)
{
	struct unpacked u;
	struct buf b;
	size_t left;
	int way;

	b = unpacked_zlib(gz, &left);
	ck_assert_uint_eq(left, 0);
	ck_assert(buf_same(&b, plain));
	buf_free(&b);
	for (way = 0; way < PACKED_WAYS; way++) {
		u = packed_undo(gz, (enum packed_way)way);
		ck_assert_msg(!u.failed && !u.flawed, "%s%s", u.err.msg,
		    u.flaw);
		ck_assert(buf_same(&u.bytes, plain));
		buf_free(&u.bytes);
	}
}

START_TEST(what_is_written_is_one_member_for_every_reader)
{
	static const size_t lengths[] = { 0, 1, 1000, CHUNK - 1, CHUNK,
	    CHUNK + 1, 2 * CHUNK };
	struct packed_how how = { 0 };
	struct buf plain, gz;
	size_t i, n;
	int kind;

	for (i = 0; (how.d = deflater_at(i)) != NULL; i++)
		for (n = 0; n < sizeof lengths / sizeof *lengths; n++)
			for (kind = 0; kind < PACKED_KINDS; kind++) {
				how.level = how.d->least;
				plain = packed_plain(lengths[n], kind);
				gz = packed_gzip(&plain, &how);
				is_right(&gz, &plain);
				buf_free(&gz);
				buf_free(&plain);
			}
}
END_TEST

START_TEST(neither_threads_nor_pieces_nor_holes_change_a_byte)
{
	static const struct packed_how hows[] = { { .threads = 1 },
	    { .threads = 5 }, { .at_once = 1 }, { .at_once = 4096 },
	    { .at_once = 100003, .threads = 3 }, { .holes = true },
	    { .holes = true, .threads = 1 } };
	struct packed_how how = { 0 };
	struct buf plain = sample(), gz, again;
	size_t i, j;

	for (i = 0; (how.d = deflater_at(i)) != NULL; i++) {
		how.level = how.d->least;
		gz = packed_gzip(&plain, &how);
		for (j = 0; j < sizeof hows / sizeof *hows; j++) {
			how = hows[j];
			how.d = deflater_at(i);
			how.level = how.d->least;
			again = packed_gzip(&plain, &how);
			ck_assert(buf_same(&gz, &again));
			buf_free(&again);
		}
		buf_free(&gz);
		how = (struct packed_how){ 0 };
	}
	buf_free(&plain);
}
END_TEST

START_TEST(a_hole_is_what_its_zeros_are)
{
	struct packed_how how = { .holes = true };
	struct take t = { 0 };
	struct dump_packing p = { .codec = "gzip", .level = 6, .threads = 2 };
	struct dump_sink *dst;
	struct buf plain = { 0 }, gz;

	buf_u8(&plain, 1);
	buf_zeros(&plain, 5 * CHUNK - 1);
	buf_u8(&plain, 1);
	how.at_once = 0;
	gz = packed_gzip(&plain, &how);
	dst = take_sink(&t);
	ck_assert_int_eq(dump_sink_pack(&dst, &p, &err), 0);
	ck_assert_int_eq(dump_sink_write(dst, "\1", 1, &err), 0);
	ck_assert(sink_is_sparse(dst));
	ck_assert_int_eq(sink_zeros(dst, 5 * CHUNK - 1, &err), 0);
	ck_assert_int_eq(dump_sink_write(dst, "\1", 1, &err), 0);
	ck_assert_uint_eq(dump_sink_taken(dst), 5 * CHUNK + 1);
	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	/* The index is as usual: a file this small has none. */
	ck_assert_uint_lt(t.bytes.n, gz.n);
	ck_assert(memcmp(t.bytes.v, gz.v, t.bytes.n - 10) == 0);
	is_right(&t.bytes, &plain);
	buf_free(&t.bytes);
	buf_free(&gz);
	buf_free(&plain);
}
END_TEST

START_TEST(a_header_says_what_it_is_told_and_no_more)
{
	static const uint8_t bare[] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3 };
	struct packed_how how = { .name = "/var/crash/core.17",
	    .time = 1700000000 };
	struct buf plain = packed_plain(100, PACKED_WORDS), gz;
	struct dump_source *src;
	struct dump_wrapping w;
	char long_name[300];

	gz = packed_gzip(&plain, NULL);
	ck_assert_mem_eq(gz.v, bare, sizeof bare);
	buf_free(&gz);
	gz = packed_gzip(&plain, &how);
	ck_assert_int_eq(packed_open(&src, &gz, PACKED_STREAM, 1, &err), 0);
	ck_assert(dump_source_wrapping(src, 0, &w));
	ck_assert_str_eq(w.codec, "gzip");
	ck_assert_str_eq(w.name, "core.17");
	ck_assert_int_eq(w.time, 1700000000);
	ck_assert(!dump_source_wrapping(src, 1, &w));
	dump_source_close(src);
	is_right(&gz, &plain);
	buf_free(&gz);
	/* No header has room for these. */
	how.time = (int64_t)1 << 32;
	memset(long_name, 'n', sizeof long_name - 1);
	long_name[sizeof long_name - 1] = '\0';
	how.name = long_name;
	gz = packed_gzip(&plain, &how);
	ck_assert_mem_eq(gz.v, bare, sizeof bare);
	buf_free(&gz);
	buf_free(&plain);
}
END_TEST

/* A member with a header of all fields; SUM is added to its checksum. */
static struct buf
decorated(const struct buf *plain, unsigned flags, unsigned sum)
{
	struct buf gz = packed_zlib(plain, 6, 31), b = { 0 };

	buf_add(&b, gz.v, 10);
	b.v[3] = (uint8_t)flags;
	if (flags & 4) {
		buf_u16(&b, 300);
		buf_fill(&b, 'e', 300);
	}
	if (flags & 8)
		buf_text(&b, "name of the file");
	if (flags & 16)
		buf_text(&b, "comment");
	if (flags & 2)
		buf_u16(&b, (crc32_of(0, b.v, b.n) + sum) & 0xffff);
	buf_add(&b, gz.v + 10, gz.n - 10);
	buf_free(&gz);
	return b;
}

START_TEST(headers_may_have_any_fields)
{
	struct buf plain = packed_plain(1000, PACKED_WORDS), gz;
	unsigned flags;

	for (flags = 0; flags < 32; flags++) {
		gz = decorated(&plain, flags, 0);
		is_right(&gz, &plain);
		buf_free(&gz);
	}
	buf_free(&plain);
}
END_TEST

START_TEST(a_header_with_a_wrong_checksum_is_damage)
{
	struct buf plain = packed_plain(1000, PACKED_WORDS), gz;
	struct unpacked u;

	gz = decorated(&plain, 31, 1);
	u = packed_undo(&gz, PACKED_STREAM);
	ck_assert(u.failed);
	ck_assert_int_eq(u.err.code, DUMP_E_DAMAGED);
	ck_assert_uint_eq(u.bytes.n, 0);
	buf_free(&gz);
	buf_free(&plain);
}
END_TEST

START_TEST(flags_from_the_future_are_not_guessed_at)
{
	struct buf plain = packed_plain(1000, PACKED_WORDS), gz;
	struct dump_source *src;
	struct dump_wrapping w;
	unsigned flag;

	for (flag = 0x20; flag < 0x100; flag *= 2) {
		gz = decorated(&plain, flag, 0);
		ck_assert_int_eq(packed_open(&src, &gz, PACKED_STREAM, 1,
		    &err), 0);
		ck_assert(!dump_source_wrapping(src, 0, &w));
		dump_source_close(src);
		buf_free(&gz);
	}
	buf_free(&plain);
}
END_TEST

START_TEST(members_behind_each_other_are_one_file)
{
	struct buf plain = packed_plain(50000, PACKED_WORDS), all = { 0 };
	struct buf gz[4], cat = { 0 };
	struct packed_how how = { .index = DUMP_INDEX_NEVER };
	struct unpacked u;
	int way;
	size_t i;

	gz[0] = packed_zlib(&plain, 9, 31);
	gz[1] = packed_gzip(&plain, NULL);
	gz[2] = decorated(&plain, 31, 0);
	gz[3] = packed_gzip(&plain, &how);
	for (i = 0; i < 4; i++) {
		buf_add(&cat, gz[i].v, gz[i].n);
		buf_add(&all, plain.v, plain.n);
		buf_free(&gz[i]);
	}
	for (way = 0; way < PACKED_WAYS; way++) {
		u = packed_undo(&cat, (enum packed_way)way);
		ck_assert(!u.failed && !u.flawed);
		ck_assert(buf_same(&u.bytes, &all));
		buf_free(&u.bytes);
	}
	buf_free(&cat);
	buf_free(&all);
	buf_free(&plain);
}
END_TEST

START_TEST(zeros_behind_the_end_are_nothing)
{
	struct buf plain = packed_plain(5000, PACKED_WORDS), gz;
	struct unpacked u;
	size_t n;

	gz = packed_zlib(&plain, 6, 31);
	for (n = 1; n < 300000; n *= 3) {
		buf_zeros(&gz, n);
		u = packed_undo(&gz, PACKED_PIPE);
		ck_assert(!u.failed && !u.flawed);
		ck_assert(buf_same(&u.bytes, &plain));
		buf_free(&u.bytes);
	}
	buf_free(&gz);
	buf_free(&plain);
}
END_TEST

START_TEST(garbage_behind_the_end_is_told_and_harms_no_byte)
{
	static const char *const garbage[] = { "x", "\x1f", "\x1fx",
	    "\x1f\x8b\x08\xff is no header of a member",
	    "text that follows" };
	struct buf plain = packed_plain(5000, PACKED_WORDS), gz;
	struct unpacked u;
	size_t i, zeros;

	for (i = 0; i < sizeof garbage / sizeof *garbage; i++)
		for (zeros = 0; zeros < 2; zeros++) {
			gz = packed_gzip(&plain, NULL);
			buf_zeros(&gz, zeros * 512);
			buf_add(&gz, garbage[i], strlen(garbage[i]));
			u = packed_undo(&gz, PACKED_MAPPED);
			ck_assert(!u.failed && u.flawed);
			ck_assert_ptr_nonnull(strstr(u.flaw, "garbage"));
			ck_assert(buf_same(&u.bytes, &plain));
			buf_free(&u.bytes);
			buf_free(&gz);
		}
	buf_free(&plain);
}
END_TEST

START_TEST(whoever_feeds_garbage_is_not_cut_off)
{
	struct buf plain = packed_plain(5000, PACKED_WORDS), gz;
	struct dump_source *src;
	struct unpacked u;
	pid_t writer;
	int fd;

	gz = packed_gzip(&plain, NULL);
	buf_fill(&gz, 'g', 3000000);
	fd = pipe_from(&gz, &writer);
	ck_assert_int_eq(dump_source_fd(&src, fd, "pipe", &err), 0);
	u = packed_read(src, 0);
	ck_assert(u.flawed && buf_same(&u.bytes, &plain));
	ck_assert(ended_well(writer));
	buf_free(&u.bytes);
	buf_free(&gz);
	buf_free(&plain);
}
END_TEST

/* Wherever the file ends, what was there comes out, and it is told. */
static void
cut_everywhere(const struct buf *gz, const struct buf *plain)
{
	struct buf part = *gz;
	size_t before = 0;
	struct unpacked u;
	int way;

	for (part.n = 4; part.n < gz->n; part.n++)
		for (way = 0; way < PACKED_WAYS; way++) {
			u = packed_undo(&part, (enum packed_way)way);
			if (u.failed) {
				ck_assert_int_eq(u.err.code, DUMP_E_TRUNC);
				ck_assert_uint_lt(part.n, 10);
				continue;
			}
			ck_assert(u.flawed);
			ck_assert_uint_ge(u.bytes.n, before);
			ck_assert_uint_le(u.bytes.n, plain->n);
			ck_assert(u.bytes.n == 0 || memcmp(u.bytes.v,
			    plain->v, u.bytes.n) == 0);
			before = u.bytes.n;
			buf_free(&u.bytes);
		}
	ck_assert_uint_eq(before, plain->n);
}

START_TEST(cut_anywhere_it_gives_what_is_there_and_says_so)
{
	struct buf plain = packed_plain(3000, PACKED_WORDS), gz;

	gz = packed_zlib(&plain, 6, 31);
	cut_everywhere(&gz, &plain);
	buf_free(&gz);
	gz = packed_gzip(&plain, NULL);
	cut_everywhere(&gz, &plain);
	buf_free(&gz);
	buf_free(&plain);
}
END_TEST

START_TEST(a_cut_between_two_members_is_seen_within_the_second)
{
	struct buf plain = packed_plain(3000, PACKED_WORDS), gz, one;
	struct unpacked u;
	size_t first;

	gz = packed_zlib(&plain, 6, 31);
	first = gz.n;
	one = packed_zlib(&plain, 6, 31);
	buf_add(&gz, one.v, one.n);
	for (gz.n = first; gz.n < 2 * first; gz.n++) {
		u = packed_undo(&gz, PACKED_PIPE);
		ck_assert(!u.failed);
		ck_assert_int_eq(u.flawed, gz.n > first);
		ck_assert_uint_ge(u.bytes.n, plain.n);
		ck_assert(memcmp(u.bytes.v, plain.v, plain.n) == 0);
		buf_free(&u.bytes);
	}
	buf_free(&gz);
	buf_free(&one);
	buf_free(&plain);
}
END_TEST

START_TEST(a_wrong_checksum_or_length_is_damage)
{
	struct buf plain = packed_plain(3000, PACKED_WORDS), gz;
	struct unpacked u;
	size_t i;
	int way;

	for (i = 1; i <= 8; i++)
		for (way = 0; way < PACKED_WAYS; way++) {
			gz = packed_gzip(&plain, NULL);
			gz.v[gz.n - i] ^= 0x10;
			u = packed_undo(&gz, (enum packed_way)way);
			ck_assert(u.failed);
			ck_assert_int_eq(u.err.code, DUMP_E_DAMAGED);
			buf_free(&u.bytes);
			buf_free(&gz);
		}
	buf_free(&plain);
}
END_TEST

/* Of a file with one wrong bit nothing wrong comes out unnoticed; by the
 * index, nothing wrong at all. */
static void
flip(struct buf *gz, const struct buf *plain, size_t bit)
{
	struct unpacked u;
	struct dump_source *src;
	struct dump_wrapping w;
	bool indexed;
	int way;

	gz->v[bit / 8] ^= (uint8_t)(1 << bit % 8);
	for (way = 0; way < PACKED_PIPE; way++) {
		if (packed_open(&src, gz, (enum packed_way)way, 1, &err) == -1)
			continue;
		/* What it is now is said by its first bytes. */
		if (!dump_source_wrapping(src, 0, &w)) {
			ck_assert_uint_lt(bit, 32);
			dump_source_close(src);
			continue;
		}
		indexed = w.indexed;
		u = packed_read(src, 0);
		if (indexed)
			ck_assert(u.bytes.n <= plain->n && (u.bytes.n == 0 ||
			    memcmp(u.bytes.v, plain->v, u.bytes.n) == 0));
		if (!u.failed && !u.flawed)
			ck_assert_msg(buf_same(&u.bytes, plain),
			    "bit %zu, way %d", bit, way);
		buf_free(&u.bytes);
	}
	gz->v[bit / 8] ^= (uint8_t)(1 << bit % 8);
}

START_TEST(every_bit_that_matters_is_noticed)
{
	struct buf plain = packed_plain(3000, PACKED_MEMORY), gz, twice, foreign;
	struct packed_how how = { .name = "core" };
	size_t bit;

	gz = packed_gzip(&plain, &how);
	for (bit = 0; bit < gz.n * 8; bit++)
		flip(&gz, &plain, bit);
	buf_free(&gz);
	/* Of several members too, the second of which is of another hand. */
	twice = packed_plain(3000, PACKED_MEMORY);
	buf_add(&twice, plain.v, plain.n);
	gz = packed_gzip(&plain, NULL);
	foreign = packed_zlib(&plain, 6, 31);
	buf_add(&gz, foreign.v, foreign.n);
	for (bit = 0; bit < gz.n * 8; bit++)
		flip(&gz, &twice, bit);
	buf_free(&foreign);
	buf_free(&twice);
	buf_free(&gz);
	buf_free(&plain);
}
END_TEST

START_TEST(bits_of_large_files_are_noticed_too)
{
	struct buf plain = sample(), gz;
	struct packed_how how = { .level = 1 };
	size_t i, n = getenv("DUMPKIT_LONG") != NULL ? 3000 : 60;
	uint32_t seed = 5;

	gz = packed_gzip(&plain, &how);
	for (i = 0; i < n; i++) {
		seed = seed * 1664525 + 1013904223;
		flip(&gz, &plain, (seed >> 4) % (gz.n * 8));
	}
	/* All of the index's own are near the end. */
	for (i = 0; i < n; i++) {
		seed = seed * 1664525 + 1013904223;
		flip(&gz, &plain, gz.n * 8 - 1 - (seed >> 4) % (160 * 8));
	}
	buf_free(&gz);
	buf_free(&plain);
}
END_TEST

START_TEST(reach_is_as_the_file_and_its_place_allow)
{
	struct buf plain = packed_plain(9000, PACKED_WORDS), gz;
	struct dump_source *src;
	struct dump_wrapping w;

	gz = packed_gzip(&plain, NULL);
	ck_assert_int_eq(packed_open(&src, &gz, PACKED_MAPPED, 1, &err), 0);
	ck_assert_int_eq(source_reach(src), REACH_ANYWHERE);
	ck_assert_uint_eq(dump_source_size(src), plain.n);
	ck_assert(dump_source_wrapping(src, 0, &w) && w.indexed);
	ck_assert_uint_eq(w.packed, gz.n);
	dump_source_close(src);
	ck_assert_int_eq(packed_open(&src, &gz, PACKED_STREAM, 1, &err), 0);
	ck_assert_int_eq(source_reach(src), REACH_REWIND);
	ck_assert_uint_eq(dump_source_size(src), DUMP_NOWHERE);
	ck_assert(dump_source_wrapping(src, 0, &w) && !w.indexed);
	dump_source_close(src);
	ck_assert_int_eq(packed_open(&src, &gz, PACKED_PIPE, 1, &err), 0);
	ck_assert_int_eq(source_reach(src), REACH_FORWARD);
	dump_source_close(src);
	buf_free(&gz);
	gz = packed_zlib(&plain, 6, 31);
	ck_assert_int_eq(packed_open(&src, &gz, PACKED_MAPPED, 1, &err), 0);
	ck_assert_int_eq(source_reach(src), REACH_REWIND);
	dump_source_close(src);
	buf_free(&gz);
	buf_free(&plain);
}
END_TEST

START_TEST(what_a_file_claims_to_hold_is_known_at_once)
{
	struct buf plain = packed_plain(70000, PACKED_WORDS);
	struct buf gz = packed_zlib(&plain, 6, 31);
	struct dump_source *src;
	int way;

	for (way = 0; way < PACKED_WAYS; way++) {
		ck_assert_int_eq(packed_open(&src, &gz,
		    (enum packed_way)way, 0, &err), 0);
		/* There is no end of a pipe to look at. */
		ck_assert_int_eq(dump_source_claims(src, 70000),
		    way != PACKED_PIPE);
		ck_assert(!dump_source_claims(src, 70001));
		ck_assert_int_eq(dump_source_claims(src,
		    70000 + (UINT64_C(1) << 32)), way != PACKED_PIPE);
		dump_source_close(src);
	}
	buf_cut(&gz, gz.n - 1);
	ck_assert_int_eq(dump_source_memory(&src, gz.v, gz.n, &err), 0);
	ck_assert(!dump_source_claims(src, 70000));
	dump_source_close(src);
	buf_free(&gz);
	buf_free(&plain);
}
END_TEST

START_TEST(a_stream_can_be_read_again_from_its_start)
{
	struct buf plain = sample(), gz;
	struct dump_source *src;
	uint8_t buf[1000];
	size_t at, i;

	gz = packed_zlib(&plain, 1, 31);
	ck_assert_int_eq(packed_open(&src, &gz, PACKED_STREAM, 1, &err), 0);
	for (i = 0; i < 6; i++) {
		at = i % 2 == 0 ? plain.n - 2000 - i : 1200000 + i * 1000;
		ck_assert_int_eq(dump_source_read(src, at, buf, sizeof buf,
		    &err), 0);
		ck_assert_mem_eq(buf, plain.v + at, sizeof buf);
	}
	dump_source_close(src);
	buf_free(&gz);
	buf_free(&plain);
}
END_TEST

START_TEST(a_source_that_fails_is_told_after_every_byte)
{
	struct buf plain = packed_plain(2000, PACKED_WORDS);
	struct feed f = { .bytes = packed_zlib(&plain, 6, 31), .fails = true };
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
	buf_free(&f.bytes);
	buf_free(&plain);
}
END_TEST

START_TEST(a_sink_that_fails_is_told_after_every_byte)
{
	struct dump_packing p = { .codec = "gzip", .level = 1, .threads = 2,
	    .index = DUMP_INDEX_ALWAYS };
	struct buf plain = packed_plain(2 * CHUNK, PACKED_ZEROS), gz;
	struct packed_how how = { .level = 1 };
	struct take t = { .fails = true };
	struct dump_sink *dst;

	gz = packed_gzip(&plain, &how);
	for (t.fail_at = 0; t.fail_at < gz.n; t.fail_at += 1 + gz.n / 200) {
		buf_cut(&t.bytes, 0);
		dst = take_sink(&t);
		if (dump_sink_pack(&dst, &p, &err) == 0 &&
		    dump_sink_write(dst, plain.v, plain.n, &err) == 0)
			ck_assert_int_eq(dump_sink_commit(&dst, &err), -1);
		ck_assert_int_eq(err.code, DUMP_E_SYS);
		dump_sink_abort(dst);
	}
	buf_free(&t.bytes);
	buf_free(&gz);
	buf_free(&plain);
}
END_TEST

Suite *
gzip_suite(void)
{
	Suite *s = suite_create("gzip");
	TCase *t = tcase_create("gzip");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, what_is_written_is_one_member_for_every_reader);
	tcase_add_test(t, neither_threads_nor_pieces_nor_holes_change_a_byte);
	tcase_add_test(t, a_hole_is_what_its_zeros_are);
	tcase_add_test(t, a_header_says_what_it_is_told_and_no_more);
	tcase_add_test(t, headers_may_have_any_fields);
	tcase_add_test(t, a_header_with_a_wrong_checksum_is_damage);
	tcase_add_test(t, flags_from_the_future_are_not_guessed_at);
	tcase_add_test(t, members_behind_each_other_are_one_file);
	tcase_add_test(t, zeros_behind_the_end_are_nothing);
	tcase_add_test(t, garbage_behind_the_end_is_told_and_harms_no_byte);
	tcase_add_test(t, whoever_feeds_garbage_is_not_cut_off);
	tcase_add_test(t, cut_anywhere_it_gives_what_is_there_and_says_so);
	tcase_add_test(t, a_cut_between_two_members_is_seen_within_the_second);
	tcase_add_test(t, a_wrong_checksum_or_length_is_damage);
	tcase_add_test(t, every_bit_that_matters_is_noticed);
	tcase_add_test(t, bits_of_large_files_are_noticed_too);
	tcase_add_test(t, reach_is_as_the_file_and_its_place_allow);
	tcase_add_test(t, what_a_file_claims_to_hold_is_known_at_once);
	tcase_add_test(t, a_stream_can_be_read_again_from_its_start);
	tcase_add_test(t, a_source_that_fails_is_told_after_every_byte);
	tcase_add_test(t, a_sink_that_fails_is_told_after_every_byte);
	suite_add_tcase(s, t);
	return s;
}
