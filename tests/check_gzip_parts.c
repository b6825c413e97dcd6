/* SPDX-License-Identifier: BSD-2-Clause */
/* check_gzip_parts.c -- gzip in parts: each can be read alone, all of them as
 * one, and what is missing is told. */
#include <check.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "codec/gzip.h"
#include "io/sink.h"
#include "tests/packed.h"
#include "tests/stream.h"
#include "tests/suites.h"

enum { CHUNK = GZIP_CHUNK };

static struct dump_err err;

static struct dump_sink *
opened(const char *path, unsigned flags)
{
	struct dump_sink *dst;

	ck_assert_int_eq(dump_sink_parts(&dst, path, flags, &err), 0);
	return dst;
}

/* A few chunks, some of which hardly get smaller. */
static struct buf
sample(void)
{
	struct buf b = packed_plain(2 * CHUNK + 1000, PACKED_NOISE), more;

	more = packed_plain(3 * CHUNK, PACKED_MEMORY);
	buf_add(&b, more.v, more.n);
	buf_free(&more);
	buf_zeros(&b, 4 * CHUNK);
	more = packed_plain(CHUNK + 5, PACKED_NOISE);
	buf_add(&b, more.v, more.n);
	buf_free(&more);
	return b;
}

/* PLAIN under in_dir("f"), in parts of MOST bytes. */
static void
pack(const struct buf *plain, uint64_t most, unsigned threads,
    enum dump_index index)
{
	struct dump_packing how = { .codec = "gzip", .level = 1,
	    .threads = threads, .part = most, .index = index };
	struct dump_sink *dst = opened(in_dir("f"), DUMP_SINK_REPLACE);
	size_t at, n;

	ck_assert_int_eq(dump_sink_pack(&dst, &how, &err), 0);
	for (at = 0; at < plain->n; at += n) {
		n = plain->n - at < 77777 * threads ? plain->n - at :
		    77777 * threads;
		ck_assert_int_eq(dump_sink_write(dst, plain->v + at, n, &err),
		    0);
	}
	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
}

static const char *
part(unsigned k)
{
	char name[16];

	snprintf(name, sizeof name, "f.%03u", k);
	return in_dir(name);
}

/* Bytes of part K; none if it is not there. */
static struct buf
part_bytes(unsigned k)
{
	struct buf b = { 0 };
	FILE *f = fopen(part(k), "rb");
	uint8_t block[65536];
	size_t n;

	if (f == NULL)
		return b;
	while ((n = fread(block, 1, sizeof block, f)) > 0)
		buf_add(&b, block, n);
	fclose(f);
	return b;
}

START_TEST(each_part_is_a_stream_and_all_of_them_are_the_whole)
{
	struct buf plain = sample(), cat = { 0 }, all = { 0 }, gz, one;
	struct dump_source *src;
	struct dump_wrapping w;
	uint64_t most;
	size_t left;
	unsigned k;

	for (most = GZIP_PART; most < 3 * CHUNK; most += CHUNK - 12345) {
		pack(&plain, most, 2, DUMP_INDEX_USUAL);
		for (k = 1; gz = part_bytes(k), gz.n > 0; k++) {
			ck_assert_uint_le(gz.n, most);
			one = unpacked_zlib(&gz, &left);
			ck_assert_uint_eq(left, 0);
			ck_assert_int_eq(packed_open(&src, &gz, PACKED_MAPPED,
			    1, &err), 0);
			ck_assert(dump_source_wrapping(src, 0, &w));
			ck_assert(w.indexed);
			dump_source_close(src);
			buf_add(&cat, gz.v, gz.n);
			buf_add(&all, one.v, one.n);
			buf_free(&one);
			buf_free(&gz);
		}
		ck_assert_uint_gt(k, 2);
		ck_assert(buf_same(&all, &plain));
		ck_assert_int_eq(packed_open(&src, &cat, PACKED_MAPPED, 2,
		    &err), 0);
		ck_assert(dump_source_wrapping(src, 0, &w) && w.indexed);
		dump_source_close(src);
		buf_free(&all);
		for (k = 0; k < PACKED_WAYS; k++) {
			struct unpacked u = packed_undo(&cat,
			    (enum packed_way)k);

			ck_assert(!u.failed && !u.flawed);
			ck_assert(buf_same(&u.bytes, &plain));
			buf_free(&u.bytes);
		}
		buf_free(&cat);
	}
	buf_free(&plain);
}
END_TEST

START_TEST(threads_do_not_change_where_parts_end)
{
	struct buf plain = sample(), one, two;
	unsigned k, threads;

	for (threads = 2; threads < 5; threads++) {
		pack(&plain, GZIP_PART + 5000, 1, DUMP_INDEX_USUAL);
		for (k = 1; one = part_bytes(k), one.n > 0; k++) {
			file_make(in_dir("kept"), &one);
			ck_assert_int_eq(rename(part(k), in_dir("kept")), 0);
			pack(&plain, GZIP_PART + 5000, threads,
			    DUMP_INDEX_USUAL);
			two = part_bytes(k);
			ck_assert(buf_same(&one, &two));
			buf_free(&one);
			buf_free(&two);
		}
	}
	buf_free(&plain);
}
END_TEST

START_TEST(what_has_room_in_one_part_is_as_ever)
{
	struct buf plain = packed_plain(3 * CHUNK, PACKED_MEMORY), got, want;
	struct packed_how how = { .level = 1 };

	pack(&plain, 4 * CHUNK, 2, DUMP_INDEX_ALWAYS);
	got = part_bytes(1);
	want = packed_gzip(&plain, &how);
	ck_assert(buf_same(&got, &want));
	ck_assert_uint_eq(dir_entries(), 1);
	buf_free(&got);
	buf_free(&want);
	buf_free(&plain);
	pack(&plain, GZIP_PART, 2, DUMP_INDEX_USUAL);
	got = part_bytes(1);
	ck_assert_uint_eq(got.n, 20);
	buf_free(&got);
}
END_TEST

/* Parts in the order of NAMES, each a letter; what is wrong with them. */
static void
order(const char *names, const char *flaw)
{
	struct buf cat = { 0 }, b;
	struct unpacked u;
	int way;

	for (; *names != '\0'; names++) {
		b = part_bytes((unsigned)(*names - '0'));
		ck_assert_uint_gt(b.n, 0);
		buf_add(&cat, b.v, b.n);
		buf_free(&b);
	}
	for (way = 0; way < PACKED_WAYS; way++) {
		u = packed_undo(&cat, (enum packed_way)way);
		ck_assert(!u.failed);
		ck_assert_int_eq(u.flawed, flaw != NULL);
		if (flaw != NULL)
			ck_assert_str_eq(u.flaw, flaw);
		buf_free(&u.bytes);
	}
	buf_free(&cat);
}

START_TEST(parts_that_do_not_fit_together_are_told)
{
	struct buf plain = packed_plain(3 * CHUNK, PACKED_NOISE);

	pack(&plain, GZIP_PART, 2, DUMP_INDEX_USUAL);
	order("123", NULL);
	order("123123", NULL);
	order("12", "gzip: cut short: part 3 is missing");
	order("1", "gzip: cut short: part 2 is missing");
	order("13", "gzip: part 1 is followed by part 3");
	order("2", "gzip: part 2 of a file, without those before it");
	order("1233", "gzip: part 3 of a file, without those before it");
	order("1223", "gzip: part 2 is followed by part 2");
	buf_free(&plain);
}
END_TEST

START_TEST(without_an_index_parts_are_members_and_no_more)
{
	struct buf plain = packed_plain(3 * CHUNK, PACKED_NOISE);

	pack(&plain, GZIP_PART, 2, DUMP_INDEX_NEVER);
	order("123", NULL);
	order("13", NULL);
	buf_free(&plain);
}
END_TEST

START_TEST(who_cannot_write_parts_says_so)
{
	struct dump_packing how = { .codec = "gzip", .part = GZIP_PART };
	struct take t = { 0 };
	struct dump_sink *dst = take_sink(&t);

	ck_assert_int_eq(dump_sink_pack(&dst, &how, &err), -1);
	ck_assert_ptr_null(dst);
	ck_assert_int_eq(err.code, DUMP_E_ARG);
	dst = opened(in_dir("f"), 0);
	how.part = 1000;
	ck_assert_int_eq(dump_sink_pack(&dst, &how, &err), -1);
	ck_assert_ptr_null(dst);
	ck_assert_ptr_nonnull(strstr(err.msg, "1000"));
	ck_assert_uint_eq(dir_entries(), 0);
}
END_TEST

Suite *
gzip_parts_suite(void)
{
	Suite *s = suite_create("gzip_parts");
	TCase *t = tcase_create("gzip_parts");

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, dir_make, dir_remove);
	tcase_add_test(t, each_part_is_a_stream_and_all_of_them_are_the_whole);
	tcase_add_test(t, threads_do_not_change_where_parts_end);
	tcase_add_test(t, what_has_room_in_one_part_is_as_ever);
	tcase_add_test(t, parts_that_do_not_fit_together_are_told);
	tcase_add_test(t, without_an_index_parts_are_members_and_no_more);
	tcase_add_test(t, who_cannot_write_parts_says_so);
	suite_add_tcase(s, t);
	return s;
}
