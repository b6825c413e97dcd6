/* SPDX-License-Identifier: BSD-2-Clause */
/* check_source.c -- sources of every kind, and how far they reach. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "tests/reading.h"
#include "tests/suites.h"

START_TEST(a_file_reaches_anywhere_and_knows_its_size)
{
	struct dump_source *src;

	close(file_of(10000));
	ck_assert_int_eq(source_from_path(&src, in_dir("file"), &read_err), 0);
	ck_assert_int_eq(source_reach(src), REACH_ANYWHERE);
	ck_assert_uint_eq(dump_source_size(src), 10000);
	ck_assert(reads(src, 9000, 1000));
	ck_assert(reads(src, 1, 2));
	dump_source_close(src);
}
END_TEST

START_TEST(a_descriptor_starts_where_it_stands_and_stays)
{
	struct dump_source *src;
	uint8_t want[10], got[10];
	int fd = file_of(100);

	ck_assert_int_eq(lseek(fd, 40, SEEK_SET), 40);
	ck_assert_int_eq(source_from_fd(&src, fd, "x", &read_err), 0);
	ck_assert_uint_eq(dump_source_size(src), 60);
	pattern(want, 45, sizeof want);
	ck_assert_int_eq(dump_source_read(src, 5, got, 10, &read_err), 0);
	ck_assert_mem_eq(got, want, sizeof want);
	dump_source_close(src);
	ck_assert_int_eq(lseek(fd, 0, SEEK_CUR), 40);
	close(fd);
}
END_TEST

START_TEST(a_descriptor_behind_its_end_is_empty)
{
	struct dump_source *src;
	int fd = file_of(100);

	ck_assert_int_eq(lseek(fd, 400, SEEK_SET), 400);
	ck_assert_int_eq(source_from_fd(&src, fd, "x", &read_err), 0);
	ck_assert_uint_eq(dump_source_size(src), 0);
	dump_source_close(src);
	close(fd);
}
END_TEST

START_TEST(standard_input_is_a_dash)
{
	struct dump_source *src;
	int fd = file_of(100);

	ck_assert_int_eq(dup2(fd, 0), 0);
	ck_assert_int_eq(source_from_path(&src, "-", &read_err), 0);
	ck_assert_str_eq(source_name(src), "-");
	ck_assert(reads(src, 0, 100));
	dump_source_close(src);
	ck_assert_int_ne(fcntl(0, F_GETFL), -1);
	close(fd);
}
END_TEST

START_TEST(what_cannot_be_read_is_refused_by_name)
{
	struct dump_source *src;

	ck_assert_int_eq(source_from_path(&src, "/nowhere", &read_err), -1);
	ck_assert_ptr_null(src);
	ck_assert_int_eq(read_err.sys, ENOENT);
	ck_assert_str_eq(read_err.path, "/nowhere");
	ck_assert_int_eq(source_from_path(&src, "/tmp", &read_err), -1);
	ck_assert_int_eq(read_err.sys, EISDIR);
	ck_assert_str_eq(read_err.msg, "is a directory");
	ck_assert_str_eq(read_err.path, "/tmp");
	ck_assert_int_eq(source_from_fd(&src, 999, "closed", &read_err), -1);
	ck_assert_int_eq(read_err.sys, EBADF);
	ck_assert_str_eq(read_err.path, "closed");
}
END_TEST

START_TEST(a_character_device_only_goes_forward)
{
	struct dump_source *src;
	uint8_t c = 1;

	ck_assert_int_eq(source_from_path(&src, "/dev/zero", &read_err), 0);
	ck_assert_int_eq(source_reach(src), REACH_FORWARD);
	ck_assert_int_eq(dump_source_read(src, 4096, &c, 1, &read_err), 0);
	ck_assert_uint_eq(c, 0);
	dump_source_close(src);
}
END_TEST

START_TEST(a_file_that_says_it_is_empty_and_is_not_is_a_stream)
{
	struct dump_source *src;
	uint8_t c;

	if (access("/proc/self/maps", R_OK) == -1)
		return;		/* a root without /proc */
	ck_assert_int_eq(source_from_path(&src, "/proc/self/maps", &read_err),
	    0);
	ck_assert_int_eq(source_reach(src), REACH_FORWARD);
	ck_assert_int_eq(dump_source_read(src, 100, &c, 1, &read_err), 0);
	dump_source_close(src);
}
END_TEST

START_TEST(memory_is_a_source)
{
	struct buf b = pattern_of(100);
	struct dump_source *src;

	ck_assert_int_eq(source_from_memory(&src, b.v, b.n, &read_err), 0);
	ck_assert_uint_eq(dump_source_size(src), 100);
	ck_assert(reads(src, 10, 90));
	ck_assert(!reads(src, 10, 91));
	ck_assert_int_eq(read_err.code, DUMP_E_TRUNC);
	dump_source_close(src);
	buf_free(&b);
}
END_TEST

START_TEST(the_end_is_an_error_only_for_those_who_want_more)
{
	struct dump_source *src;
	uint8_t buf[100];
	size_t got;
	int fd;

	src = piped(50, &fd);
	ck_assert_int_eq(source_read_some(src, 20, buf, 100, &got, &read_err),
	    0);
	ck_assert_uint_eq(got, 30);
	ck_assert_uint_eq(dump_source_size(src), 50);
	ck_assert_int_eq(source_read_some(src, 70, buf, 1, &got, &read_err), 0);
	ck_assert_uint_eq(got, 0);
	ck_assert_int_eq(dump_source_read(src, 20, buf, 100, &read_err), -1);
	ck_assert_int_eq(read_err.code, DUMP_E_TRUNC);
	ck_assert_uint_eq(read_err.off, 20);
	ck_assert_str_eq(read_err.path, "fd");
	ck_assert_str_eq(read_err.msg, "100 bytes wanted, 30 are there");
	dump_source_close(src);
	close(fd);
}
END_TEST

START_TEST(a_pipe_is_read_to_and_fro_among_its_held_bytes)
{
	struct dump_source *src;
	int fd;

	src = piped(5000, &fd);
	ck_assert_int_eq(source_reach(src), REACH_FORWARD);
	ck_assert_uint_eq(dump_source_size(src), DUMP_NOWHERE);
	ck_assert(reads(src, 4000, 100));
	ck_assert(reads(src, 0, 10));
	ck_assert(reads(src, 4090, 200));
	ck_assert(reads(src, 100, 4000));
	dump_source_close(src);
	close(fd);
}
END_TEST

START_TEST(a_pipe_is_never_read_ahead)
{
	struct dump_source *src;
	uint8_t want, got;
	int fd;

	src = piped(5000, &fd);
	ck_assert(reads(src, 7, 100));
	ck_assert_int_eq(read(fd, &got, 1), 1);
	pattern(&want, 107, 1);
	ck_assert_uint_eq(got, want);
	dump_source_close(src);
	close(fd);
}
END_TEST

START_TEST(held_bytes_stop_at_the_limit)
{
	struct dump_limits limits = { .metadata = 1000 };
	struct dump_source *src;
	int fd;

	src = piped(5000, &fd);
	dump_source_limits(src, &limits);
	ck_assert(reads(src, 0, 1000));
	ck_assert(!reads(src, 2000, 2));
	ck_assert_int_eq(read_err.code, DUMP_E_LIMIT);
	ck_assert_ptr_nonnull(strstr(read_err.msg, "2002"));
	ck_assert_ptr_nonnull(strstr(read_err.msg, "1000"));
	ck_assert(reads(src, 0, 1000));
	dump_source_close(src);
	close(fd);
}
END_TEST

START_TEST(a_claim_beyond_the_end_holds_only_what_comes)
{
	struct dump_source *src;
	uint8_t c;
	size_t got;
	int fd;

	src = piped(5000, &fd);
	ck_assert_int_eq(source_read_some(src, UINT64_MAX - 1, &c, 1, &got,
	    &read_err), 0);
	ck_assert_uint_eq(got, 0);
	ck_assert(reads(src, 0, 5000));
	dump_source_close(src);
	close(fd);
}
END_TEST

START_TEST(draining_gives_what_is_held_and_then_the_pipe)
{
	struct dump_source *src;
	int fd;

	src = piped(9000, &fd);
	ck_assert(reads(src, 0, 3000));
	ck_assert(drains(src, 100, 1000));
	ck_assert(drains(src, 2500, 1000));
	ck_assert(drains(src, 8000, 1000));
	ck_assert(!drains(src, 9000, 1));
	dump_source_close(src);
	close(fd);
}
END_TEST

START_TEST(what_was_drained_does_not_come_back)
{
	struct dump_source *src;
	int fd;

	src = piped(9000, &fd);
	ck_assert(reads(src, 0, 3000));
	ck_assert(drains(src, 1000, 500));
	ck_assert(!drains(src, 1400, 1));
	ck_assert_int_eq(read_err.code, DUMP_E_SEEK);
	ck_assert(!reads(src, 2000, 1));
	ck_assert_int_eq(read_err.code, DUMP_E_SEEK);
	ck_assert(drains(src, 1500, 500));
	dump_source_close(src);
	close(fd);
}
END_TEST

START_TEST(a_descriptor_is_lent_only_where_it_stands)
{
	struct dump_source *src;
	uint64_t off;
	bool seekable;
	uint8_t c;
	int fd;

	src = piped(9000, &fd);
	ck_assert(reads(src, 0, 3000));
	ck_assert_int_eq(source_fd(src, 2999, &seekable, &off), -1);
	ck_assert_int_eq(source_fd(src, 3001, &seekable, &off), -1);
	ck_assert_int_eq(source_fd(src, 3000, &seekable, &off), fd);
	ck_assert(!seekable);
	ck_assert_int_eq(read(fd, &c, 1), 1);
	source_moved(src, 1);
	ck_assert_int_eq(source_fd(src, 3000, &seekable, &off), -1);
	ck_assert(!reads(src, 0, 1));
	ck_assert_int_eq(read_err.code, DUMP_E_SEEK);
	ck_assert(drains(src, 3001, 5999));
	ck_assert(!drains(src, 9000, 1));
	ck_assert_int_eq(source_fd(src, 9000, &seekable, &off), -1);
	dump_source_close(src);
	close(fd);
	fd = file_of(100);
	ck_assert_int_eq(lseek(fd, 7, SEEK_SET), 7);
	src = over(fd);
	ck_assert_int_eq(source_fd(src, 92, &seekable, &off), fd);
	ck_assert(seekable);
	ck_assert_uint_eq(off, 99);
	ck_assert_int_eq(source_fd(src, 93, &seekable, &off), -1);
	dump_source_close(src);
	close(fd);
}
END_TEST

struct watch {
	uint64_t	 last, stop;
	unsigned	 calls;
};

static int
watch(void *ctx, uint64_t done, uint64_t total)
{
	struct watch *w = ctx;

	(void)total;
	w->calls++;
	w->last = done;
	return done >= w->stop;
}

START_TEST(who_watches_a_stream_sees_it_pass_and_may_stop_it)
{
	struct feed f = { .bytes = pattern_of(700000) };
	struct watch w = { .stop = DUMP_NOWHERE };
	struct dump_source *src;
	uint64_t end;

	src = feed_source(&f, false);
	dump_source_watch(src, watch, &w);
	ck_assert(drains(src, 100, 1000));
	ck_assert_uint_ge(w.calls, 1);
	w.calls = 0;
	ck_assert_int_eq(source_finish(src, &end, &read_err), 0);
	ck_assert_uint_ge(w.calls, 2);
	ck_assert_uint_eq(w.last, 700000);
	dump_source_close(src);

	f = (struct feed){ .bytes = f.bytes };
	src = feed_source(&f, false);
	w.stop = 300000;
	dump_source_watch(src, watch, &w);
	ck_assert_int_eq(source_finish(src, &end, &read_err), -1);
	ck_assert_int_eq(read_err.code, DUMP_E_STOPPED);
	ck_assert_uint_lt(f.pos, 700000);
	dump_source_close(src);
	buf_free(&f.bytes);
}
END_TEST

START_TEST(finishing_finds_the_end)
{
	struct dump_source *src;
	struct feed f = { .bytes = pattern_of(700000) };
	uint64_t end;

	src = feed_source(&f, false);
	ck_assert(drains(src, 100, 1000));
	ck_assert_int_eq(source_finish(src, &end, &read_err), 0);
	ck_assert_uint_eq(end, 700000);
	ck_assert_uint_eq(f.pos, 700000);
	dump_source_close(src);
	ck_assert_uint_eq(f.closed, 1);
	buf_free(&f.bytes);
}
END_TEST

START_TEST(one_that_rewinds_reads_backwards)
{
	struct dump_source *src;
	struct feed f = { .bytes = pattern_of(3000000), .most = 70001 };

	src = feed_source(&f, true);
	ck_assert_int_eq(source_reach(src), REACH_REWIND);
	ck_assert(reads(src, 2500000, 1000));
	ck_assert(reads(src, 2000000, 1000));
	ck_assert_uint_eq(f.rewinds, 1);
	ck_assert(drains(src, 1900000, 1000));
	ck_assert_uint_eq(f.rewinds, 2);
	ck_assert(reads(src, 1901000, 1000000));
	ck_assert_uint_eq(f.rewinds, 2);
	dump_source_close(src);
	buf_free(&f.bytes);
}
END_TEST

START_TEST(small_steps_back_near_the_start_do_not_rewind)
{
	struct dump_source *src;
	struct feed f = { .bytes = pattern_of(3000000) };

	src = feed_source(&f, true);
	ck_assert(reads(src, 900000, 1000));
	ck_assert(reads(src, 10, 1000));
	ck_assert(reads(src, 1 << 20, 1000));
	ck_assert(reads(src, (1 << 20) - 100, 100));
	ck_assert_uint_eq(f.rewinds, 0);
	dump_source_close(src);
	buf_free(&f.bytes);
}
END_TEST

START_TEST(what_one_that_rewinds_keeps_is_read_without_a_rewind)
{
	struct dump_source *src;
	struct feed f = { .bytes = pattern_of(3000000), .most = 70001 };

	src = feed_source(&f, true);
	ck_assert_int_eq(source_keep(src, 2000000, 300000, &read_err), 0);
	ck_assert_uint_eq(source_stands(src), 2300000);
	ck_assert(reads(src, 2100000, 1000));
	ck_assert(reads(src, 2000000, 400000));
	ck_assert(reads(src, 2000000, 300000));
	ck_assert_uint_eq(f.rewinds, 0);
	/* What is not kept is there all the same. */
	ck_assert(reads(src, 1999999, 300002));
	ck_assert_uint_eq(f.rewinds, 1);
	/* The last is kept, and no more than there is. */
	ck_assert_int_eq(source_keep(src, 2900000, 200000, &read_err), 0);
	ck_assert(reads(src, 2900000, 100000));
	ck_assert(!reads(src, 2900000, 100001));
	ck_assert_int_eq(source_keep(src, 4000000, 10, &read_err), 0);
	ck_assert(!reads(src, 4000000, 1));
	ck_assert(reads(src, 0, 1000));
	ck_assert_uint_eq(f.rewinds, 1);
	dump_source_close(src);
	buf_free(&f.bytes);
}
END_TEST

START_TEST(kept_bytes_may_go_on_from_the_first_ones)
{
	struct dump_source *src;
	struct feed f = { .bytes = pattern_of(3000000) };

	src = feed_source(&f, true);
	ck_assert(reads(src, 0, 1000000));
	ck_assert_int_eq(source_keep(src, 1000000, 500000, &read_err), 0);
	ck_assert(reads(src, 2000000, 1000));
	ck_assert(reads(src, 0, 1500000));
	ck_assert(reads(src, 900000, 600000));
	ck_assert_uint_eq(f.rewinds, 0);
	dump_source_close(src);
	buf_free(&f.bytes);
}
END_TEST

START_TEST(what_is_expected_changes_nothing)
{
	struct dump_source *src;
	struct feed f = { .bytes = pattern_of(3000) };
	int fd = file_of(10000);

	src = over(fd);
	source_expect(src, 5000, 100);
	source_expect(src, 9999, UINT64_MAX);
	source_expect(src, UINT64_MAX, 1);
	ck_assert(reads(src, 0, 10000));
	dump_source_close(src);
	close(fd);
	src = piped(3000, &fd);
	source_expect(src, 1000, 100);
	ck_assert(reads(src, 0, 3000));
	dump_source_close(src);
	close(fd);
	src = feed_source(&f, true);
	source_expect(src, 1000, 100);
	ck_assert_uint_eq(f.pos, 0);
	dump_source_close(src);
	buf_free(&f.bytes);
}
END_TEST

/* Going back is possible, and memory is not for that. */
START_TEST(much_is_not_kept)
{
	struct dump_source *src;
	struct feed f = { .bytes = pattern_of(100) };

	src = feed_source(&f, true);
	ck_assert_int_eq(source_keep(src, 50, (8 << 20) + 1, &read_err), 0);
	ck_assert_uint_eq(source_stands(src), 0);
	dump_source_close(src);
	src = feed_source(&f, false);
	ck_assert_int_eq(source_keep(src, 50, 10, &read_err), 0);
	ck_assert_uint_eq(f.pos, 0);
	dump_source_close(src);
	buf_free(&f.bytes);
}
END_TEST

START_TEST(what_cannot_be_kept_for_a_failure_is_told)
{
	struct dump_source *src;
	struct feed f = { .bytes = pattern_of(1000), .fails = true,
	    .fail_at = 700 };

	src = feed_source(&f, true);
	ck_assert_int_eq(source_keep(src, 500, 400, &read_err), -1);
	ck_assert_int_eq(read_err.sys, EIO);
	f.fails = false;
	ck_assert(reads(src, 500, 400));
	dump_source_close(src);
	buf_free(&f.bytes);
}
END_TEST

Suite *
source_suite(void)
{
	Suite *s = suite_create("source");
	TCase *tc = tcase_create("source");

	tcase_add_checked_fixture(tc, dir_make, dir_remove);
	tcase_add_test(tc, a_file_reaches_anywhere_and_knows_its_size);
	tcase_add_test(tc, a_descriptor_starts_where_it_stands_and_stays);
	tcase_add_test(tc, a_descriptor_behind_its_end_is_empty);
	tcase_add_test(tc, standard_input_is_a_dash);
	tcase_add_test(tc, what_cannot_be_read_is_refused_by_name);
	tcase_add_test(tc, a_character_device_only_goes_forward);
	tcase_add_test(tc, a_file_that_says_it_is_empty_and_is_not_is_a_stream);
	tcase_add_test(tc, memory_is_a_source);
	tcase_add_test(tc, the_end_is_an_error_only_for_those_who_want_more);
	tcase_add_test(tc, a_pipe_is_read_to_and_fro_among_its_held_bytes);
	tcase_add_test(tc, a_pipe_is_never_read_ahead);
	tcase_add_test(tc, held_bytes_stop_at_the_limit);
	tcase_add_test(tc, a_claim_beyond_the_end_holds_only_what_comes);
	tcase_add_test(tc, draining_gives_what_is_held_and_then_the_pipe);
	tcase_add_test(tc, what_was_drained_does_not_come_back);
	tcase_add_test(tc, a_descriptor_is_lent_only_where_it_stands);
	tcase_add_test(tc, finishing_finds_the_end);
	tcase_add_test(tc, who_watches_a_stream_sees_it_pass_and_may_stop_it);
	tcase_add_test(tc, one_that_rewinds_reads_backwards);
	tcase_add_test(tc, small_steps_back_near_the_start_do_not_rewind);
	tcase_add_test(tc,
	    what_one_that_rewinds_keeps_is_read_without_a_rewind);
	tcase_add_test(tc, kept_bytes_may_go_on_from_the_first_ones);
	tcase_add_test(tc, what_is_expected_changes_nothing);
	tcase_add_test(tc, much_is_not_kept);
	tcase_add_test(tc, what_cannot_be_kept_for_a_failure_is_told);
	suite_add_tcase(s, tc);
	return s;
}
