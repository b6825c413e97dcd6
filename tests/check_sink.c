/* SPDX-License-Identifier: BSD-2-Clause */
/* check_sink.c -- files that appear whole or not at all, and other sinks. */
#include <sys/stat.h>
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/sink.h"
#include "io/zeros.h"
#include "tests/fault.h"
#include "tests/stream.h"
#include "tests/suites.h"

enum { BLOCK = 4096 };

static struct dump_err err;

static struct dump_sink *
opened(const char *path, unsigned flags)
{
	struct dump_sink *dst;

	ck_assert_int_eq(dump_sink_open(&dst, path, flags, &err), 0);
	return dst;
}

static struct dump_sink *
over(int fd)
{
	struct dump_sink *dst;

	ck_assert_int_eq(dump_sink_fd(&dst, fd, "fd", &err), 0);
	return dst;
}

static void
put(struct dump_sink *dst, const char *text)
{
	ck_assert_int_eq(sink_write(dst, text, strlen(text), &err), 0);
}

static void
commit(struct dump_sink *dst)
{
	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	ck_assert_ptr_null(dst);
}

static void
make(const char *name, const char *text)
{
	struct buf b = { 0 };

	buf_add(&b, text, strlen(text));
	file_make(in_dir(name), &b);
	buf_free(&b);
}

static bool
holds(const char *name, const char *text)
{
	struct buf b = { 0 };
	bool is;

	buf_add(&b, text, strlen(text));
	is = file_is(in_dir(name), &b);
	buf_free(&b);
	return is;
}

static struct stat
stat_of(const char *name)
{
	struct stat st;

	ck_assert_int_eq(stat(in_dir(name), &st), 0);
	return st;
}

START_TEST(a_file_appears_when_it_is_whole)
{
	struct dump_sink *dst = opened(in_dir("new"), 0);
	const char *temp = dump_sink_temporary(dst);

	ck_assert_ptr_nonnull(strstr(temp, "/.new."));
	ck_assert_int_eq(access(temp, F_OK), 0);
	put(dst, "abc");
	ck_assert_int_eq(access(in_dir("new"), F_OK), -1);
	ck_assert_uint_eq(sink_size(dst), 3);
	commit(dst);
	ck_assert(holds("new", "abc"));
	ck_assert_uint_eq(stat_of("new").st_mode & 0777, 0600);
	ck_assert_uint_eq(dir_entries(), 1);
}
END_TEST

START_TEST(an_abort_leaves_no_trace)
{
	struct dump_sink *dst = opened(in_dir("new"), 0);

	put(dst, "abc");
	dump_sink_abort(dst);
	dump_sink_abort(NULL);
	ck_assert_uint_eq(dir_entries(), 0);
}
END_TEST

START_TEST(a_file_that_exists_is_refused_before_any_work)
{
	struct dump_sink *dst;
	const char *path = in_dir("old");

	make("old", "old");
	ck_assert_int_eq(dump_sink_open(&dst, path, 0, &err), -1);
	ck_assert_ptr_null(dst);
	ck_assert_int_eq(err.code, DUMP_E_SYS);
	ck_assert_int_eq(err.sys, EEXIST);
	ck_assert_str_eq(err.msg, "exists");
	ck_assert_ptr_eq(err.path, path);
	ck_assert(holds("old", "old"));
	ck_assert_uint_eq(dir_entries(), 1);
}
END_TEST

START_TEST(a_file_that_exists_is_replaced_on_request)
{
	struct dump_sink *dst;

	make("old", "old");
	dst = opened(in_dir("old"), DUMP_SINK_REPLACE);
	put(dst, "new");
	ck_assert(holds("old", "old"));
	commit(dst);
	ck_assert(holds("old", "new"));
	dst = opened(in_dir("old"), DUMP_SINK_REPLACE);
	dump_sink_abort(dst);
	ck_assert(holds("old", "new"));
	ck_assert_uint_eq(dir_entries(), 1);
}
END_TEST

START_TEST(a_file_that_comes_meanwhile_stays)
{
	struct dump_sink *dst;
	int i;

	/* With what each system and file system can do. */
	for (i = 0; i < 3; i++) {
		fault.no_renameat2 = i >= 1;
		fault.no_link = i >= 2;
		dst = opened(in_dir("new"), 0);
		put(dst, "late");
		make("new", "first");
		ck_assert_int_eq(dump_sink_commit(&dst, &err), -1);
		ck_assert_ptr_null(dst);
		ck_assert_int_eq(err.sys, EEXIST);
		ck_assert(holds("new", "first"));
		ck_assert_uint_eq(dir_entries(), 1);
		unlink(in_dir("new"));
		dst = opened(in_dir("new"), 0);
		put(dst, "alone");
		commit(dst);
		ck_assert(holds("new", "alone"));
		ck_assert_uint_eq(dir_entries(), 1);
		unlink(in_dir("new"));
	}
}
END_TEST

START_TEST(a_link_stays_and_what_it_names_is_replaced)
{
	struct dump_sink *dst;
	struct stat st;

	make("old", "old");
	ck_assert_int_eq(symlink("old", in_dir("one")), 0);
	ck_assert_int_eq(symlink(in_dir("one"), in_dir("two")), 0);
	ck_assert_int_eq(dump_sink_open(&dst, in_dir("two"), 0, &err), -1);
	ck_assert_int_eq(err.sys, EEXIST);
	dst = opened(in_dir("two"), DUMP_SINK_REPLACE);
	ck_assert_ptr_nonnull(strstr(dump_sink_temporary(dst), "/.old."));
	put(dst, "new");
	commit(dst);
	ck_assert(holds("old", "new"));
	ck_assert_int_eq(lstat(in_dir("two"), &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
	ck_assert_int_eq(lstat(in_dir("one"), &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
}
END_TEST

START_TEST(a_link_to_nothing_makes_what_it_names)
{
	struct dump_sink *dst;

	ck_assert_int_eq(symlink("new", in_dir("link")), 0);
	dst = opened(in_dir("link"), 0);
	put(dst, "abc");
	commit(dst);
	ck_assert(holds("new", "abc"));
	ck_assert_uint_eq(dir_entries(), 2);
}
END_TEST

START_TEST(links_in_a_circle_are_refused)
{
	struct dump_sink *dst;

	ck_assert_int_eq(symlink("one", in_dir("two")), 0);
	ck_assert_int_eq(symlink("two", in_dir("one")), 0);
	ck_assert_int_eq(dump_sink_open(&dst, in_dir("one"), 0, &err), -1);
	ck_assert_int_eq(err.sys, ELOOP);
}
END_TEST

START_TEST(what_cannot_be_a_target_is_refused_by_name)
{
	struct dump_sink *dst;

	ck_assert_int_eq(dump_sink_open(&dst, "/tmp", 0, &err), -1);
	ck_assert_int_eq(err.sys, EISDIR);
	ck_assert_str_eq(err.msg, "is a directory");
	ck_assert_int_eq(dump_sink_open(&dst, "/nowhere/x", 0, &err), -1);
	ck_assert_int_eq(err.sys, ENOENT);
	ck_assert_str_eq(err.path, "/nowhere/x");
	ck_assert_int_eq(dump_sink_open(&dst, "", 0, &err), -1);
	ck_assert_int_eq(err.sys, ENOENT);
	ck_assert_int_eq(dump_sink_fd(&dst, 999, "closed", &err), -1);
	ck_assert_int_eq(err.sys, EBADF);
	ck_assert_str_eq(err.path, "closed");
}
END_TEST

START_TEST(a_descriptor_for_reading_is_refused)
{
	struct dump_sink *dst;
	int fd = open("/dev/null", O_RDONLY);

	ck_assert_int_eq(dump_sink_fd(&dst, fd, "fd", &err), -1);
	ck_assert_int_eq(err.sys, EBADF);
	ck_assert_ptr_null(dst);
	close(fd);
}
END_TEST

START_TEST(the_longest_name_will_do)
{
	char name[256];
	struct dump_sink *dst;

	memset(name, 'n', 255);
	name[255] = '\0';
	dst = opened(in_dir(name), 0);
	put(dst, "abc");
	commit(dst);
	ck_assert(holds(name, "abc"));
}
END_TEST

START_TEST(what_is_no_file_is_written_as_it_stands)
{
	struct dump_sink *dst = opened("/dev/null", 0);
	struct stat st;
	char buf[4] = "";
	int fd;

	ck_assert_ptr_null(dump_sink_temporary(dst));
	ck_assert_uint_eq(dump_sink_room(dst), DUMP_NOWHERE);
	put(dst, "abc");
	commit(dst);
	ck_assert_int_eq(stat("/dev/null", &st), 0);
	ck_assert(S_ISCHR(st.st_mode));
	ck_assert_int_eq(mkfifo(in_dir("fifo"), 0600), 0);
	fd = open(in_dir("fifo"), O_RDONLY | O_NONBLOCK);
	dst = opened(in_dir("fifo"), 0);
	put(dst, "abc");
	commit(dst);
	ck_assert_int_eq(read(fd, buf, 4), 3);
	ck_assert_str_eq(buf, "abc");
	ck_assert_uint_eq(dir_entries(), 1);
	close(fd);
}
END_TEST

START_TEST(it_is_on_disk_if_that_is_asked)
{
	struct dump_sink *dst = opened(in_dir("new"), 0);

	commit(dst);
	ck_assert_uint_eq(fault.syncs, 0);
	fault.interrupt = true;
	dst = opened(in_dir("synced"), DUMP_SINK_SYNC);
	commit(dst);
	ck_assert_uint_eq(fault.syncs, 2);
}
END_TEST

START_TEST(a_file_can_be_like_another)
{
	static const mode_t modes[] = { 0640, 0400, 0777, 0600 };
	struct dump_sink *dst;
	struct stat like, st;
	size_t i;

	make("old", "x");
	for (i = 0; i < sizeof modes / sizeof *modes; i++) {
		ck_assert_int_eq(stat(in_dir("old"), &like), 0);
		like.st_mode = S_IFREG | S_ISUID | modes[i];
		like.st_mtim.tv_sec = 1000000000;
		like.st_mtim.tv_nsec = 5000;
		dst = opened(in_dir("new"), DUMP_SINK_REPLACE);
		dump_sink_like(dst, &like);
		ck_assert_int_eq(sink_zeros(dst, 5000, &err), 0);
		commit(dst);
		st = stat_of("new");
		ck_assert_int_eq(st.st_mode & 07777, modes[i]);
		ck_assert_int_eq(st.st_mtim.tv_sec, 1000000000);
		ck_assert_int_eq(st.st_mtim.tv_nsec, 5000);
	}
	/* What is no file of ours is not touched. */
	dst = opened("/dev/null", 0);
	dump_sink_like(dst, &like);
	put(dst, "x");
	commit(dst);
}
END_TEST

START_TEST(a_hole_is_whole_blocks_of_the_file)
{
	static const uint8_t none[3 * BLOCK];
	bool hole;

	ck_assert_uint_eq(zero_run(none, sizeof none, 100, &hole),
	    BLOCK - 100);
	ck_assert(!hole);
	ck_assert_uint_eq(zero_run(none, sizeof none - 1, 8 * BLOCK, &hole),
	    2 * BLOCK);
	ck_assert(hole);
	ck_assert_uint_eq(zero_run(none, BLOCK - 1, BLOCK, &hole), BLOCK - 1);
	ck_assert(!hole);
	ck_assert_uint_eq(zero_run(none, 5, 5 * BLOCK - 3, &hole), 5);
	ck_assert(!hole);
}
END_TEST

START_TEST(zeros_become_holes_in_a_new_file)
{
	struct buf b = pattern_of(300 * BLOCK);
	struct dump_sink *dst = opened(in_dir("new"), 0);
	size_t at, n;

	memset(b.v + 10 * BLOCK, 0, 200 * BLOCK);
	memset(b.v + 290 * BLOCK, 0, 10 * BLOCK);
	ck_assert(sink_is_sparse(dst));
	/* Writes that do not end where blocks do. */
	for (at = 0; at < b.n; at += n) {
		n = b.n - at < 50001 ? b.n - at : 50001;
		ck_assert_int_eq(sink_write(dst, b.v + at, n, &err), 0);
	}
	ck_assert_int_eq(sink_zeros(dst, 64 << 20, &err), 0);
	put(dst, "x");
	ck_assert_int_eq(sink_zeros(dst, 12345, &err), 0);
	commit(dst);
	buf_zeros(&b, 64 << 20);
	buf_add(&b, "x", 1);
	buf_zeros(&b, 12345);
	ck_assert(file_is(in_dir("new"), &b));
	ck_assert_int_lt(stat_of("new").st_blocks, 150 * (BLOCK / 512));
	buf_free(&b);
}
END_TEST

START_TEST(zeros_are_written_where_nobody_wants_holes)
{
	static const uint8_t none[200 * BLOCK];
	struct dump_sink *dst = opened(in_dir("new"), 0);

	dump_sink_no_holes(dst);
	ck_assert_int_eq(sink_write(dst, none, sizeof none, &err), 0);
	ck_assert_int_eq(sink_zeros(dst, sizeof none, &err), 0);
	commit(dst);
	ck_assert_int_eq(stat_of("new").st_size, 400 * BLOCK);
	ck_assert_int_ge(stat_of("new").st_blocks, 400 * (BLOCK / 512));
}
END_TEST

START_TEST(a_descriptor_at_its_end_gets_holes)
{
	struct dump_sink *dst;
	int fd = open(in_dir("f"), O_RDWR | O_CREAT, 0600);

	ck_assert_int_eq(write(fd, "abc", 3), 3);
	dst = over(fd);
	ck_assert(sink_is_sparse(dst));
	ck_assert_int_eq(sink_zeros(dst, 1 << 20, &err), 0);
	commit(dst);
	ck_assert_int_eq(stat_of("f").st_size, (1 << 20) + 3);
	ck_assert_int_le(stat_of("f").st_blocks, 2 * (BLOCK / 512));
	ck_assert_int_eq(lseek(fd, 0, SEEK_CUR), (1 << 20) + 3);
	close(fd);
}
END_TEST

START_TEST(old_bytes_do_not_shine_through)
{
	struct dump_sink *dst;
	char got[11];
	int fd;

	make("f", "0123456789");
	fd = open(in_dir("f"), O_RDWR);
	ck_assert_int_eq(lseek(fd, 2, SEEK_SET), 2);
	dst = over(fd);
	ck_assert(!sink_is_sparse(dst));
	ck_assert_int_eq(sink_zeros(dst, 3, &err), 0);
	put(dst, "x");
	commit(dst);
	ck_assert_int_eq(lseek(fd, 0, SEEK_CUR), 6);
	close(fd);
	fd = open(in_dir("f"), O_RDWR | O_APPEND);
	dst = over(fd);
	ck_assert(!sink_is_sparse(dst));
	ck_assert_int_eq(sink_zeros(dst, 1, &err), 0);
	commit(dst);
	close(fd);
	ck_assert_int_eq(stat_of("f").st_size, 11);
	fd = open(in_dir("f"), O_RDONLY);
	ck_assert_int_eq(read(fd, got, 11), 11);
	ck_assert_mem_eq(got, "01\0\0\0x6789\0", 11);
	close(fd);
}
END_TEST

START_TEST(what_shares_the_descriptor_is_not_cut_off)
{
	struct dump_sink *dst;
	int fd = open(in_dir("f"), O_RDWR | O_CREAT, 0600);

	dst = over(fd);
	ck_assert_int_eq(sink_zeros(dst, 10, &err), 0);
	ck_assert_int_eq(pwrite(fd, "a message", 9, 100), 9);
	commit(dst);
	ck_assert_int_eq(stat_of("f").st_size, 109);
	close(fd);
}
END_TEST

START_TEST(a_pipe_gets_real_zeros)
{
	struct buf b = { 0 };
	struct dump_sink *dst;
	pid_t reader;
	int fd;

	buf_zeros(&b, 1000000);
	fd = pipe_to(&b, &reader);
	dst = over(fd);
	ck_assert_uint_eq(dump_sink_room(dst), DUMP_NOWHERE);
	ck_assert_int_eq(sink_zeros(dst, b.n, &err), 0);
	commit(dst);
	close(fd);
	ck_assert(ended_well(reader));
	buf_free(&b);
}
END_TEST

START_TEST(a_file_has_room_and_what_is_overwritten_needs_none)
{
	struct dump_sink *dst = opened(in_dir("new"), 0);
	uint64_t room = dump_sink_room(dst), more;
	int fd;

	ck_assert_uint_ne(room, DUMP_NOWHERE);
	commit(dst);
	fd = open(in_dir("new"), O_RDWR);
	ck_assert_int_eq(ftruncate(fd, (off_t)1 << 40), 0);
	dst = over(fd);
	more = dump_sink_room(dst);
	ck_assert_uint_gt(more, (uint64_t)1 << 40);
	commit(dst);
	close(fd);
}
END_TEST

START_TEST(what_was_written_can_be_mended_in_a_file_of_ours)
{
	struct dump_sink *dst = opened(in_dir("new"), 0);
	struct take t = { 0 };

	put(dst, "abcdef");
	ck_assert(sink_can_rewrite(dst));
	ck_assert_int_eq(sink_rewrite(dst, 1, "XY", 2, &err), 0);
	put(dst, "gh");
	ck_assert_int_eq(sink_truncate(dst, 7, &err), 0);
	put(dst, "i");
	ck_assert_uint_eq(sink_size(dst), 8);
	commit(dst);
	ck_assert(holds("new", "aXYdefgi"));
	dst = take_sink(&t);
	ck_assert(!sink_can_rewrite(dst));
	dump_sink_abort(dst);
}
END_TEST

START_TEST(a_full_disk_leaves_no_trace_whenever_it_fills)
{
	struct dump_sink *dst;
	uint64_t room;
	uint8_t bytes[100];

	pattern(bytes, 0, sizeof bytes);
	for (room = 0; room < 100; room++) {
		dst = opened(in_dir("new"), 0);
		fault.full = ENOSPC;
		fault.room = room;
		ck_assert_int_eq(sink_write(dst, bytes, 100, &err), -1);
		ck_assert_int_eq(err.sys, ENOSPC);
		fault.full = 0;
		/* Who overlooks that gets no half of a file. */
		ck_assert_int_eq(dump_sink_commit(&dst, &err), -1);
		ck_assert_uint_eq(dir_entries(), 0);
	}
}
END_TEST

START_TEST(a_device_that_is_full_says_so)
{
	struct dump_sink *dst = opened("/dev/full", 0);

	ck_assert_int_eq(sink_write(dst, "abc", 3, &err), -1);
	ck_assert_int_eq(err.sys, ENOSPC);
	ck_assert_str_eq(err.path, "/dev/full");
	dump_sink_abort(dst);
}
END_TEST

START_TEST(a_function_may_fail_after_every_byte)
{
	struct take t = { .fails = true };
	struct dump_sink *dst;

	for (t.fail_at = 0; t.fail_at < 50; t.fail_at++) {
		dst = take_sink(&t);
		ck_assert_int_eq(sink_write(dst, "0123456789", 10, &err) ==
		    -1 || sink_zeros(dst, 40, &err) == -1, 1);
		ck_assert_int_eq(err.sys, ENOSPC);
		ck_assert_uint_eq(t.bytes.n, t.fail_at);
		dump_sink_abort(dst);
		buf_free(&t.bytes);
		t.bytes = (struct buf){ 0 };
	}
}
END_TEST

START_TEST(signals_and_short_writes_cost_no_byte)
{
	struct buf b = pattern_of(5000);
	struct dump_sink *dst;

	fault.interrupt = true;
	for (fault.most = 1; fault.most < 6000; fault.most += 97) {
		dst = opened(in_dir("new"), DUMP_SINK_REPLACE);
		ck_assert_int_eq(sink_write(dst, b.v, b.n, &err), 0);
		ck_assert_int_eq(sink_rewrite(dst, 3, b.v + 3, 99, &err), 0);
		ck_assert_int_eq(sink_zeros(dst, 1, &err), 0);
		ck_assert_int_eq(sink_truncate(dst, 5000, &err), 0);
		commit(dst);
		fault.interrupt = false;
		ck_assert(file_is(in_dir("new"), &b));
		fault.interrupt = true;
	}
	buf_free(&b);
}
END_TEST

START_TEST(a_descriptor_that_does_not_block_is_waited_for)
{
	struct buf b = pattern_of(3000000);
	struct dump_sink *dst;
	pid_t reader;
	int fd = pipe_to(&b, &reader);

	ck_assert_int_eq(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	dst = over(fd);
	ck_assert_int_eq(sink_write(dst, b.v, b.n, &err), 0);
	commit(dst);
	close(fd);
	ck_assert(ended_well(reader));
	buf_free(&b);
}
END_TEST

static void
add_files(TCase *tc)
{
	tcase_add_test(tc, a_file_appears_when_it_is_whole);
	tcase_add_test(tc, an_abort_leaves_no_trace);
	tcase_add_test(tc, a_file_that_exists_is_refused_before_any_work);
	tcase_add_test(tc, a_file_that_exists_is_replaced_on_request);
	tcase_add_test(tc, a_file_that_comes_meanwhile_stays);
	tcase_add_test(tc, a_link_stays_and_what_it_names_is_replaced);
	tcase_add_test(tc, a_link_to_nothing_makes_what_it_names);
	tcase_add_test(tc, links_in_a_circle_are_refused);
	tcase_add_test(tc, what_cannot_be_a_target_is_refused_by_name);
	tcase_add_test(tc, a_descriptor_for_reading_is_refused);
	tcase_add_test(tc, the_longest_name_will_do);
	tcase_add_test(tc, what_is_no_file_is_written_as_it_stands);
	tcase_add_test(tc, it_is_on_disk_if_that_is_asked);
	tcase_add_test(tc, a_file_can_be_like_another);
}

static void
add_bytes(TCase *tc)
{
	tcase_add_test(tc, a_hole_is_whole_blocks_of_the_file);
	tcase_add_test(tc, zeros_become_holes_in_a_new_file);
	tcase_add_test(tc, zeros_are_written_where_nobody_wants_holes);
	tcase_add_test(tc, a_descriptor_at_its_end_gets_holes);
	tcase_add_test(tc, old_bytes_do_not_shine_through);
	tcase_add_test(tc, what_shares_the_descriptor_is_not_cut_off);
	tcase_add_test(tc, a_pipe_gets_real_zeros);
	tcase_add_test(tc, a_file_has_room_and_what_is_overwritten_needs_none);
	tcase_add_test(tc, what_was_written_can_be_mended_in_a_file_of_ours);
	tcase_add_test(tc, a_full_disk_leaves_no_trace_whenever_it_fills);
	tcase_add_test(tc, a_device_that_is_full_says_so);
	tcase_add_test(tc, a_function_may_fail_after_every_byte);
	tcase_add_test(tc, signals_and_short_writes_cost_no_byte);
	tcase_add_test(tc, a_descriptor_that_does_not_block_is_waited_for);
}

Suite *
sink_suite(void)
{
	Suite *s = suite_create("sink");
	TCase *tc = tcase_create("sink");

	tcase_add_checked_fixture(tc, dir_make, dir_remove);
	add_files(tc);
	add_bytes(tc);
	suite_add_tcase(s, tc);
	return s;
}
