/* SPDX-License-Identifier: BSD-2-Clause */
/* check_source_faults.c -- sources that fail, stutter, shrink. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "tests/fault.h"
#include "tests/reading.h"
#include "tests/suites.h"

START_TEST(short_reads_of_every_size_change_nothing)
{
	struct dump_source *src;
	struct feed f = { .bytes = pattern_of(300) };
	int fd;

	for (f.most = 1; f.most <= 300; f.most++) {
		f.pos = 0;
		src = feed_source(&f, f.most % 2 == 0);
		ck_assert(reads(src, 100, 50));
		ck_assert(reads(src, 3, 290));
		ck_assert(drains(src, 10, 290));
		dump_source_close(src);
		fault.most = f.most;
		src = piped(300, &fd);
		ck_assert(reads(src, 100, 50));
		ck_assert(drains(src, 10, 290));
		dump_source_close(src);
		close(fd);
		fault.most = 0;
	}
	fd = file_of(300);
	for (fault.most = 1; fault.most <= 300; fault.most++) {
		src = over(fd);
		ck_assert(reads(src, 5, 290));
		dump_source_close(src);
	}
	close(fd);
	buf_free(&f.bytes);
}
END_TEST

START_TEST(signals_cost_no_byte)
{
	struct dump_source *src;
	uint64_t end;
	int fd;

	fault.interrupt = true;
	fault.most = 100;
	src = piped(9000, &fd);
	ck_assert(reads(src, 1000, 3000));
	ck_assert(drains(src, 1000, 5000));
	ck_assert_int_eq(source_finish(src, &end, &read_err), 0);
	ck_assert_uint_eq(end, 9000);
	dump_source_close(src);
	close(fd);
	fd = file_of(9000);
	src = over(fd);
	ck_assert(reads(src, 1000, 8000));
	dump_source_close(src);
	close(fd);
}
END_TEST

START_TEST(a_descriptor_that_does_not_block_is_waited_for)
{
	struct buf b = pattern_of(300000);
	struct dump_source *src;
	pid_t writer;
	int fd;

	fd = pipe_from(&b, &writer);
	ck_assert_int_eq(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	src = over(fd);
	ck_assert(reads(src, 0, 300000));
	dump_source_close(src);
	ck_assert(ended_well(writer));
	close(fd);
	buf_free(&b);
}
END_TEST

START_TEST(a_failure_after_every_byte_is_told_and_lasts)
{
	struct dump_source *src;
	struct feed f = { .bytes = pattern_of(200), .fails = true };
	uint64_t end;

	for (f.fail_at = 0; f.fail_at <= 150; f.fail_at++) {
		f.pos = 0;
		src = feed_source(&f, false);
		ck_assert(!reads(src, 100, 51));
		ck_assert_int_eq(read_err.sys, EIO);
		/* How much of it was lost, nobody knows. */
		f.fails = false;
		ck_assert(!reads(src, 100, 51));
		ck_assert_int_eq(read_err.sys, EIO);
		ck_assert(!drains(src, 0, 151));
		ck_assert_int_eq(source_finish(src, &end, &read_err), -1);
		ck_assert_int_eq(read_err.sys, EIO);
		f.fails = true;
		dump_source_close(src);
	}
	buf_free(&f.bytes);
}
END_TEST

START_TEST(one_that_rewinds_recovers_from_a_failure)
{
	struct dump_source *src;
	struct feed f = { .bytes = pattern_of(200) };

	for (f.fail_at = 0; f.fail_at <= 150; f.fail_at++) {
		f.pos = 0;
		f.fails = true;
		src = feed_source(&f, true);
		ck_assert(!reads(src, 100, 51));
		ck_assert_int_eq(read_err.sys, EIO);
		f.fails = false;
		ck_assert(reads(src, 100, 51));
		dump_source_close(src);
	}
	buf_free(&f.bytes);
}
END_TEST

START_TEST(a_file_that_fails_names_the_offset)
{
	struct dump_source *src;
	int fd = file_of(9000);

	src = over(fd);
	fault.broken = EIO;
	fault.intact = 100;
	ck_assert(!reads(src, 1000, 200));
	ck_assert_int_eq(read_err.sys, EIO);
	ck_assert_uint_eq(read_err.off, 1000);
	fault.broken = 0;
	ck_assert(reads(src, 1000, 200));
	dump_source_close(src);
	close(fd);
}
END_TEST

static int
lying_read(void *ctx, void *buf, size_t len, size_t *got)
{
	(void)ctx;
	memset(buf, 0, len);
	*got = len + 1;
	return 0;
}

START_TEST(a_read_function_that_lies_is_refused)
{
	struct dump_reader rd = { lying_read, NULL, NULL };
	struct dump_source *src;

	ck_assert_int_eq(source_from_callback(&src, &rd, NULL, &read_err), 0);
	ck_assert(!reads(src, 0, 10));
	ck_assert_int_eq(read_err.code, DUMP_E_ARG);
	dump_source_close(src);
}
END_TEST

START_TEST(a_file_that_shrinks_gives_a_short_read)
{
	struct dump_source *src;
	uint8_t buf[100];
	size_t got;
	int fd = file_of(9000);

	src = over(fd);
	ck_assert_int_eq(ftruncate(fd, 8050), 0);
	ck_assert_int_eq(source_read_some(src, 8000, buf, 100, &got,
	    &read_err), 0);
	ck_assert_uint_eq(got, 50);
	ck_assert(!reads(src, 8000, 100));
	ck_assert_int_eq(read_err.code, DUMP_E_TRUNC);
	dump_source_close(src);
	close(fd);
}
END_TEST

START_TEST(what_a_file_grows_by_is_not_read)
{
	struct dump_source *src;
	uint8_t buf[100];
	size_t got;
	int fd = file_of(9000);

	src = over(fd);
	ck_assert_int_eq(ftruncate(fd, 20000), 0);
	ck_assert_int_eq(source_read_some(src, 8950, buf, 100, &got,
	    &read_err), 0);
	ck_assert_uint_eq(got, 50);
	dump_source_close(src);
	close(fd);
}
END_TEST

START_TEST(holes_of_a_file_are_known_and_lost_bytes_are_none)
{
	struct dump_source *src;
	uint64_t data, hole;
	int fd = file_of(100);

	ck_assert_int_eq(ftruncate(fd, 40 << 20), 0);
	ck_assert_int_eq(pwrite(fd, "x", 1, 16 << 20), 1);
	ck_assert_int_eq(lseek(fd, 4096, SEEK_SET), 4096);
	src = over(fd);
	if (!source_next_data(src, 1 << 20, &data, &hole) || data == 1 << 20) {
		/* This file system stores holes too. */
		dump_source_close(src);
		close(fd);
		return;
	}
	ck_assert_uint_eq(data, (16 << 20) - 4096);
	ck_assert_uint_ge(hole, data + 1);
	ck_assert_uint_le(hole, data + (1 << 20));
	ck_assert(source_next_data(src, 20 << 20, &data, &hole));
	ck_assert_uint_eq(data, (40 << 20) - 4096);
	ck_assert_int_eq(lseek(fd, 0, SEEK_CUR), 4096);
	ck_assert_int_eq(ftruncate(fd, 30 << 20), 0);
	ck_assert(source_next_data(src, 20 << 20, &data, &hole));
	ck_assert_uint_eq(data, (30 << 20) - 4096);
	dump_source_close(src);
	close(fd);
}
END_TEST

Suite *
source_faults_suite(void)
{
	Suite *s = suite_create("source_faults");
	TCase *tc = tcase_create("source_faults");

	tcase_add_checked_fixture(tc, dir_make, dir_remove);
	tcase_add_test(tc, short_reads_of_every_size_change_nothing);
	tcase_add_test(tc, signals_cost_no_byte);
	tcase_add_test(tc, a_descriptor_that_does_not_block_is_waited_for);
	tcase_add_test(tc, a_failure_after_every_byte_is_told_and_lasts);
	tcase_add_test(tc, one_that_rewinds_recovers_from_a_failure);
	tcase_add_test(tc, a_file_that_fails_names_the_offset);
	tcase_add_test(tc, a_read_function_that_lies_is_refused);
	tcase_add_test(tc, a_file_that_shrinks_gives_a_short_read);
	tcase_add_test(tc, what_a_file_grows_by_is_not_read);
	tcase_add_test(tc, holes_of_a_file_are_known_and_lost_bytes_are_none);
	suite_add_tcase(s, tc);
	return s;
}
