/* SPDX-License-Identifier: BSD-2-Clause */
/* check_spool.c -- what cannot go back is put aside, as far as it is wanted. */
#include <sys/stat.h>
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/source.h"
#include "tests/fault.h"
#include "tests/stream.h"
#include "tests/suites.h"

enum { BLOCK = 4096 };

static struct dump_err err;

/* A source over BYTES, spooling into the test's folder. */
static struct dump_source *
source_of(struct feed *f, bool rewinds, struct dump_limits limits)
{
	struct dump_source *src;

	f->pos = 0;
	f->fails = false;
	src = feed_source(f, rewinds);
	if (limits.spool_dir == NULL)
		limits.spool_dir = in_dir(".");
	dump_source_limits(src, &limits);
	return src;
}

static bool
reads(struct dump_source *src, const struct buf *b, size_t off, size_t len)
{
	uint8_t *got = malloc(len);
	bool same;

	same = dump_source_read(src, off, got, len, &err) == 0 &&
	    memcmp(b->v + off, got, len) == 0;
	free(got);
	return same;
}

/* Room that the spool really takes, in blocks of 512 bytes. */
static blkcnt_t
room_of(struct dump_source *src)
{
	struct stat st;
	uint64_t off;
	bool seekable;
	int fd = source_fd(src, dump_source_size(src) - 1, &seekable, &off);

	ck_assert_int_ne(fd, -1);
	ck_assert(seekable);
	ck_assert_int_eq(fstat(fd, &st), 0);
	return st.st_blocks;
}

START_TEST(a_spooled_source_reaches_anywhere)
{
	struct feed f = { .bytes = pattern_of(1000001) };
	struct dump_source *src;

	src = source_of(&f, false, (struct dump_limits){ 0 });
	ck_assert(reads(src, &f.bytes, 0, 5001));
	ck_assert_uint_eq(dump_source_spooled(src), 0);
	ck_assert_int_eq(source_spool(src, NULL, 0, false, &err), 0);
	ck_assert_int_eq(source_reach(src), REACH_ANYWHERE);
	ck_assert_uint_eq(dump_source_size(src), 1000001);
	ck_assert_uint_eq(dump_source_spooled(src), 1000001 - 5001);
	ck_assert_uint_eq(f.pos, 1000001);
	ck_assert(reads(src, &f.bytes, 900000, 100001));
	ck_assert(reads(src, &f.bytes, 4000, 300000));
	ck_assert(reads(src, &f.bytes, 0, 10));
	ck_assert_int_eq(source_spool(src, NULL, 0, false, &err), 0);
	dump_source_close(src);
	buf_free(&f.bytes);
}
END_TEST

START_TEST(the_spool_has_no_name)
{
	struct feed f = { .bytes = pattern_of(1000) };
	struct dump_source *src;
	struct stat st;
	uint64_t off;
	bool seekable;
	int i;

	for (i = 0; i < 2; i++) {
		fault.no_tmpfile = i == 1;
		src = source_of(&f, false, (struct dump_limits){ 0 });
		ck_assert_int_eq(source_spool(src, NULL, 0, false, &err), 0);
		ck_assert_uint_eq(dir_entries(), 0);
		ck_assert_int_eq(fstat(source_fd(src, 0, &seekable, &off),
		    &st), 0);
		ck_assert_uint_eq(st.st_mode & 0777, 0600);
		ck_assert_uint_eq(st.st_nlink, 0);
		ck_assert(reads(src, &f.bytes, 0, 1000));
		dump_source_close(src);
	}
	buf_free(&f.bytes);
}
END_TEST

START_TEST(zeros_take_no_room)
{
	struct feed f = { .bytes = pattern_of(400 * BLOCK) };
	struct dump_source *src;

	memset(f.bytes.v + 100 * BLOCK, 0, 150 * BLOCK);
	/* Less than a block, or across a border, is no hole. */
	memset(f.bytes.v + 300 * BLOCK + 1, 0, BLOCK);
	memset(f.bytes.v + 399 * BLOCK, 0, BLOCK);
	src = source_of(&f, false, (struct dump_limits){ 0 });
	ck_assert(reads(src, &f.bytes, 0, 10));
	ck_assert_int_eq(source_spool(src, NULL, 0, false, &err), 0);
	ck_assert_uint_eq(dump_source_spooled(src), 249 * BLOCK - 10);
	ck_assert_int_lt(room_of(src), 260 * (BLOCK / 512));
	ck_assert(reads(src, &f.bytes, 0, 400 * BLOCK));
	dump_source_close(src);
	buf_free(&f.bytes);
}
END_TEST

START_TEST(only_what_is_wanted_takes_room)
{
	static const struct stretch wanted[] = {
		{ 10, 0 }, { 5000, 100 }, { 5100, 50 }, { 700000, 1234 },
		{ 999999, UINT64_MAX - 999999 }
	};
	struct feed f = { .bytes = pattern_of(1000000) };
	struct dump_source *src;

	src = source_of(&f, false, (struct dump_limits){ 0 });
	ck_assert(reads(src, &f.bytes, 0, 100));
	ck_assert_int_eq(source_spool(src, wanted, 5, false, &err), 0);
	ck_assert_uint_eq(dump_source_spooled(src), 150 + 1234 + 1);
	/* Neighbours are read as one, and what was held is there. */
	ck_assert(reads(src, &f.bytes, 5000, 150));
	ck_assert(reads(src, &f.bytes, 700000, 1234));
	ck_assert(reads(src, &f.bytes, 999999, 1));
	ck_assert(reads(src, &f.bytes, 0, 100));
	dump_source_close(src);
	buf_free(&f.bytes);
}
END_TEST

START_TEST(what_was_not_wanted_is_no_hole)
{
	static const struct stretch wanted[] = {
		{ 0, 200000 }, { 700000, 100000 }
	};
	struct feed f = { .bytes = pattern_of(1000000) };
	struct dump_source *src;
	uint64_t data, hole;

	/* Zeros, up to what is not wanted and behind it. */
	memset(f.bytes.v + 100000, 0, 650000);
	src = source_of(&f, false, (struct dump_limits){ 0 });
	ck_assert_int_eq(source_spool(src, wanted, 2, false, &err), 0);
	ck_assert(!source_next_data(src, 200000, &data, &hole));
	ck_assert(!source_next_data(src, 300000, &data, &hole));
	ck_assert(!source_next_data(src, 800000, &data, &hole));
	if (source_next_data(src, 150000, &data, &hole)) {
		ck_assert_uint_le(data, 200000);
		ck_assert_uint_le(hole, 200000);
	}
	if (source_next_data(src, 0, &data, &hole))
		ck_assert_uint_le(hole, 200000);
	dump_source_close(src);
	buf_free(&f.bytes);
}
END_TEST

START_TEST(what_is_wanted_may_start_inside_what_is_held)
{
	static const struct stretch wanted[] = { { 50, 400 }, { 2000, 10 } };
	struct feed f = { .bytes = pattern_of(3000) };
	struct dump_source *src;

	src = source_of(&f, false, (struct dump_limits){ 0 });
	ck_assert(reads(src, &f.bytes, 0, 100));
	ck_assert_int_eq(source_spool(src, wanted, 2, false, &err), 0);
	ck_assert_uint_eq(dump_source_spooled(src), 350 + 10);
	ck_assert(reads(src, &f.bytes, 20, 430));
	dump_source_close(src);
	buf_free(&f.bytes);
}
END_TEST

START_TEST(what_is_wanted_may_end_behind_the_end)
{
	static const struct stretch wanted[] = { { 50, 400 }, { 5000, 10 } };
	struct feed f = { .bytes = pattern_of(300) };
	struct dump_source *src;
	uint8_t buf[400];
	size_t got;

	src = source_of(&f, false, (struct dump_limits){ 0 });
	ck_assert_int_eq(source_spool(src, wanted, 2, false, &err), 0);
	ck_assert_uint_eq(dump_source_size(src), 300);
	ck_assert_int_eq(source_read_some(src, 50, buf, 400, &got, &err), 0);
	ck_assert_uint_eq(got, 250);
	ck_assert_int_eq(source_read_some(src, 5000, buf, 1, &got, &err), 0);
	ck_assert_uint_eq(got, 0);
	dump_source_close(src);
	buf_free(&f.bytes);
}
END_TEST

#ifndef NDEBUG
START_TEST(reading_what_was_let_pass_is_a_bug)
{
	static const struct stretch wanted = { 500, 100 };
	struct dump_limits limits = { .spool_dir = "/tmp" };
	struct feed f = { .bytes = pattern_of(3000) };
	struct dump_source *src;

	src = source_of(&f, false, limits);
	/* The message of the assertion is not wanted either. */
	ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
	ck_assert_int_eq(source_spool(src, &wanted, 1, false, &err), 0);
	ck_assert(reads(src, &f.bytes, 500, 100));
	reads(src, &f.bytes, 500, 101);
}
END_TEST
#endif

START_TEST(the_limit_is_told_with_both_numbers)
{
	struct dump_limits limits = { .spool = 10000 };
	struct feed f = { .bytes = pattern_of(20000) };
	struct dump_source *src;

	src = source_of(&f, false, limits);
	ck_assert_int_eq(source_spool(src, NULL, 0, false, &err), -1);
	ck_assert_int_eq(err.code, DUMP_E_LIMIT);
	ck_assert_ptr_nonnull(strstr(err.msg, "20000"));
	ck_assert_ptr_nonnull(strstr(err.msg, "10000"));
	ck_assert_uint_eq(dir_entries(), 0);
	/* What had come is gone. */
	ck_assert(!reads(src, &f.bytes, 0, 10));
	ck_assert_int_eq(err.code, DUMP_E_LIMIT);
	dump_source_close(src);
	memset(f.bytes.v, 0, 12288);
	src = source_of(&f, false, limits);
	ck_assert_int_eq(source_spool(src, NULL, 0, false, &err), 0);
	dump_source_close(src);
	buf_free(&f.bytes);
}
END_TEST

START_TEST(without_a_spool_one_pass_must_do)
{
	struct dump_limits limits = { .no_spool = true };
	struct feed f = { .bytes = pattern_of(20000) };
	struct dump_source *src;

	src = source_of(&f, false, limits);
	ck_assert(reads(src, &f.bytes, 0, 10));
	ck_assert_int_eq(source_spool(src, NULL, 0, false, &err), -1);
	ck_assert_int_eq(err.code, DUMP_E_SEEK);
	/* It can still be read on. */
	ck_assert(reads(src, &f.bytes, 0, 20));
	dump_source_close(src);
	buf_free(&f.bytes);
}
END_TEST

START_TEST(what_is_held_whole_needs_no_spool)
{
	struct dump_limits limits = { .no_spool = true };
	struct feed f = { .bytes = pattern_of(2000) };
	struct dump_source *src;

	src = source_of(&f, false, limits);
	ck_assert(!reads(src, &f.bytes, 0, 2001));
	ck_assert_int_eq(source_spool(src, NULL, 0, false, &err), 0);
	ck_assert_int_eq(source_reach(src), REACH_ANYWHERE);
	ck_assert(reads(src, &f.bytes, 100, 1900));
	ck_assert(!reads(src, &f.bytes, 100, 1901));
	ck_assert_int_eq(err.code, DUMP_E_TRUNC);
	dump_source_close(src);
	buf_free(&f.bytes);
}
END_TEST

START_TEST(bytes_that_passed_cannot_be_spooled)
{
	struct feed f = { .bytes = pattern_of(2000) };
	struct dump_source *src;
	uint8_t c;
	size_t got;

	src = source_of(&f, false, (struct dump_limits){ 0 });
	ck_assert_int_eq(source_drain(src, 10, &c, 1, &got, &err), 0);
	ck_assert_int_eq(source_spool(src, NULL, 0, false, &err), -1);
	ck_assert_int_eq(err.code, DUMP_E_SEEK);
	dump_source_close(src);
	buf_free(&f.bytes);
}
END_TEST

START_TEST(a_folder_that_will_not_do_is_named)
{
	struct dump_limits limits = { .spool_dir = "/nowhere/at/all" };
	struct feed f = { .bytes = pattern_of(2000) };
	struct dump_source *src;

	src = source_of(&f, false, limits);
	ck_assert_int_eq(source_spool(src, NULL, 0, false, &err), -1);
	ck_assert_int_eq(err.sys, ENOENT);
	ck_assert_ptr_nonnull(strstr(err.msg, "/nowhere/at/all"));
	dump_source_close(src);
	buf_free(&f.bytes);
}
END_TEST

START_TEST(the_folder_is_that_of_the_environment)
{
	struct dump_limits limits = { 0 };
	struct feed f = { .bytes = pattern_of(2000) };
	struct dump_source *src;

	ck_assert_int_eq(setenv("TMPDIR", "/nowhere/either", 1), 0);
	src = feed_source(&f, false);
	ck_assert_int_eq(source_spool(src, NULL, 0, false, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.msg, "/nowhere/either"));
	dump_source_close(src);
	f.pos = 0;
	ck_assert_int_eq(setenv("TMPDIR", "", 1), 0);
	src = feed_source(&f, false);
	dump_source_limits(src, &limits);
	ck_assert_int_eq(source_spool(src, NULL, 0, false, &err), 0);
	dump_source_close(src);
	buf_free(&f.bytes);
}
END_TEST

START_TEST(a_full_disk_is_named_whenever_it_fills)
{
	struct feed f = { .bytes = pattern_of(300) };
	struct dump_source *src;
	uint64_t room;

	for (room = 0; room < 300; room++) {
		src = source_of(&f, false, (struct dump_limits){ 0 });
		fault.full = ENOSPC;
		fault.room = room;
		ck_assert_int_eq(source_spool(src, NULL, 0, false, &err), -1);
		ck_assert_int_eq(err.sys, ENOSPC);
		ck_assert_ptr_nonnull(strstr(err.msg, in_dir(".")));
		fault.full = 0;
		dump_source_close(src);
	}
	buf_free(&f.bytes);
}
END_TEST

START_TEST(a_source_that_fails_is_told_and_lasts)
{
	struct feed f = { .bytes = pattern_of(300) };
	struct dump_source *src;

	for (f.fail_at = 0; f.fail_at < 300; f.fail_at++) {
		src = source_of(&f, false, (struct dump_limits){ 0 });
		f.fails = true;
		ck_assert_int_eq(source_spool(src, NULL, 0, false, &err), -1);
		ck_assert_int_eq(err.sys, EIO);
		ck_assert(!reads(src, &f.bytes, 0, 1));
		ck_assert_int_eq(err.sys, EIO);
		dump_source_close(src);
	}
	buf_free(&f.bytes);
}
END_TEST

START_TEST(signals_and_short_writes_cost_no_byte)
{
	struct feed f = { .bytes = pattern_of(30000), .most = 7 };
	struct dump_source *src;

	fault.interrupt = true;
	for (fault.most = 1; fault.most < 10000; fault.most *= 3) {
		src = source_of(&f, false, (struct dump_limits){ 0 });
		ck_assert_int_eq(source_spool(src, NULL, 0, false, &err), 0);
		ck_assert(reads(src, &f.bytes, 1, 29999));
		dump_source_close(src);
	}
	buf_free(&f.bytes);
}
END_TEST

START_TEST(one_that_rewinds_is_spooled_only_if_asked)
{
	struct feed f = { .bytes = pattern_of(3000000) };
	struct dump_source *src;

	src = source_of(&f, true, (struct dump_limits){ 0 });
	ck_assert(reads(src, &f.bytes, 2000000, 10));
	ck_assert_int_eq(source_spool(src, NULL, 0, false, &err), 0);
	ck_assert_int_eq(source_reach(src), REACH_REWIND);
	ck_assert_int_eq(source_spool(src, NULL, 0, true, &err), 0);
	ck_assert_int_eq(source_reach(src), REACH_ANYWHERE);
	ck_assert_uint_eq(f.rewinds, 1);
	ck_assert(reads(src, &f.bytes, 2900000, 100000));
	ck_assert(reads(src, &f.bytes, 0, 2000000));
	ck_assert_uint_eq(f.rewinds, 1);
	dump_source_close(src);
	buf_free(&f.bytes);
}
END_TEST

Suite *
spool_suite(void)
{
	Suite *s = suite_create("spool");
	TCase *tc = tcase_create("spool");

	tcase_add_checked_fixture(tc, dir_make, dir_remove);
	tcase_add_test(tc, a_spooled_source_reaches_anywhere);
	tcase_add_test(tc, the_spool_has_no_name);
	tcase_add_test(tc, zeros_take_no_room);
	tcase_add_test(tc, only_what_is_wanted_takes_room);
	tcase_add_test(tc, what_was_not_wanted_is_no_hole);
	tcase_add_test(tc, what_is_wanted_may_start_inside_what_is_held);
	tcase_add_test(tc, what_is_wanted_may_end_behind_the_end);
	tcase_add_test(tc, the_limit_is_told_with_both_numbers);
	tcase_add_test(tc, without_a_spool_one_pass_must_do);
	tcase_add_test(tc, what_is_held_whole_needs_no_spool);
	tcase_add_test(tc, bytes_that_passed_cannot_be_spooled);
	tcase_add_test(tc, a_folder_that_will_not_do_is_named);
	tcase_add_test(tc, the_folder_is_that_of_the_environment);
	tcase_add_test(tc, a_full_disk_is_named_whenever_it_fills);
	tcase_add_test(tc, a_source_that_fails_is_told_and_lasts);
	tcase_add_test(tc, signals_and_short_writes_cost_no_byte);
	tcase_add_test(tc, one_that_rewinds_is_spooled_only_if_asked);
	suite_add_tcase(s, tc);
#ifndef NDEBUG
	tc = tcase_create("bugs");
	tcase_add_test_raise_signal(tc, reading_what_was_let_pass_is_a_bug,
	    SIGABRT);
	suite_add_tcase(s, tc);
#endif
	return s;
}
