/* SPDX-License-Identifier: BSD-2-Clause */
/* check_parts.c -- files in parts: either all appear or none, and they are
 * read as one. */
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/sink.h"
#include "io/source.h"
#include "tests/fault.h"
#include "tests/packed.h"
#include "tests/stream.h"
#include "tests/suites.h"

static struct dump_err err;

static struct dump_sink *
opened(const char *path, unsigned flags)
{
	struct dump_sink *dst;

	ck_assert_int_eq(dump_sink_parts(&dst, path, flags, &err), 0);
	ck_assert(sink_in_parts(dst));
	return dst;
}

static void
put(struct dump_sink *dst, const char *text)
{
	ck_assert_int_eq(sink_write(dst, text, strlen(text), &err), 0);
}

/* One part for each letter of TEXT. */
static struct dump_sink *
lettered(const char *path, unsigned flags, const char *text)
{
	struct dump_sink *dst = opened(path, flags);
	char letter[2] = "";

	for (; *text != '\0'; text++) {
		letter[0] = *text;
		put(dst, letter);
		if (text[1] != '\0')
			ck_assert_int_eq(sink_next_part(dst, &err), 0);
	}
	return dst;
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

/* What the source in parts gives from there on. */
static struct unpacked
raw(const char *path)
{
	struct dump_source *src;

	ck_assert_int_eq(dump_source_parts_raw(&src, path, &err), 0);
	return packed_read(src, 3);
}

START_TEST(all_parts_appear_at_once)
{
	struct dump_sink *dst = lettered(in_dir("f"), 0, "abc");
	struct stat st;

	ck_assert_uint_eq(dir_entries(), 3);
	ck_assert_int_eq(access(in_dir("f.001"), F_OK), -1);
	ck_assert_uint_eq(dump_sink_packed(dst), 3);
	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	ck_assert(holds("f.001", "a") && holds("f.002", "b") &&
	    holds("f.003", "c"));
	ck_assert_uint_eq(dir_entries(), 3);
	ck_assert_int_eq(stat(in_dir("f.002"), &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
}
END_TEST

START_TEST(an_abort_leaves_no_part)
{
	dump_sink_abort(lettered(in_dir("f"), 0, "abc"));
	ck_assert_uint_eq(dir_entries(), 0);
	dump_sink_abort(opened(in_dir("f"), 0));
	ck_assert_uint_eq(dir_entries(), 0);
}
END_TEST

START_TEST(a_handler_of_signals_leaves_no_part)
{
	struct dump_sink *dst = lettered(in_dir("f"), 0, "abcdefghijklm");
	char path[200];

	snprintf(path, sizeof path, "%s", dump_sink_temporary(dst));
	make("other", "other");
	dump_remove_temporary(path);
	ck_assert_uint_eq(dir_entries(), 1);
	dump_sink_abort(dst);
	/* Of a whole file that is the file, and nothing is no error. */
	ck_assert_int_eq(dump_sink_open(&dst, in_dir("g"), 0, &err), 0);
	snprintf(path, sizeof path, "%s", dump_sink_temporary(dst));
	dump_remove_temporary(path);
	dump_remove_temporary(path);
	ck_assert_uint_eq(dir_entries(), 1);
	dump_sink_abort(dst);
	ck_assert(holds("other", "other"));
}
END_TEST

START_TEST(numbers_are_as_long_as_the_longest)
{
	struct dump_sink *dst = opened(in_dir("f"), 0);
	struct unpacked u;
	char name[16];
	unsigned i;

	for (i = 1; i <= 1000; i++) {
		snprintf(name, sizeof name, "%u ", i);
		put(dst, name);
		if (i < 1000)
			ck_assert_int_eq(sink_next_part(dst, &err), 0);
	}
	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	ck_assert_uint_eq(dir_entries(), 1000);
	ck_assert(holds("f.0001", "1 ") && holds("f.1000", "1000 "));
	u = raw(in_dir("f.0001"));
	ck_assert(!u.failed && !u.flawed);
	ck_assert_uint_eq(u.bytes.n, 9 * 2 + 90 * 3 + 900 * 4 + 5);
	ck_assert_mem_eq(u.bytes.v + u.bytes.n - 10, " 999 1000 ", 10);
	buf_free(&u.bytes);
}
END_TEST

START_TEST(parts_that_exist_are_refused_before_any_work)
{
	struct dump_sink *dst;

	make("f.001", "old");
	ck_assert_int_eq(dump_sink_parts(&dst, in_dir("f"), 0, &err), -1);
	ck_assert_ptr_null(dst);
	ck_assert_int_eq(err.sys, EEXIST);
	ck_assert_str_eq(err.msg, "part 001 exists");
	ck_assert(holds("f.001", "old"));
	ck_assert_uint_eq(dir_entries(), 1);
}
END_TEST

/* Also one that would look like ours, behind the last. */
START_TEST(parts_that_come_meanwhile_stay_and_no_other_does)
{
	static const char *const names[] = { "f.001", "f.002", "f.003",
	    "f.004" };
	struct dump_sink *dst;
	int way;
	size_t i;

	for (way = 0; way < 3; way++)
		for (i = 0; i < 4; i++) {
			fault.no_renameat2 = way >= 1;
			fault.no_link = way >= 2;
			dst = lettered(in_dir("f"), 0, "abc");
			make(names[i], "first");
			ck_assert_int_eq(dump_sink_commit(&dst, &err), -1);
			ck_assert_int_eq(err.sys, EEXIST);
			ck_assert(holds(names[i], "first"));
			ck_assert_uint_eq(dir_entries(), 1);
			unlink(in_dir(names[i]));
		}
}
END_TEST

START_TEST(an_earlier_file_is_replaced_with_all_its_parts)
{
	struct dump_sink *dst = lettered(in_dir("f"), 0, "abcde");

	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	make("f.007", "not of it");
	dst = lettered(in_dir("f"), DUMP_SINK_REPLACE, "xy");
	ck_assert(holds("f.001", "a"));
	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	ck_assert(holds("f.001", "x") && holds("f.002", "y") &&
	    holds("f.007", "not of it"));
	ck_assert_uint_eq(dir_entries(), 3);
	dst = lettered(in_dir("f"), DUMP_SINK_REPLACE, "zzzz");
	dump_sink_abort(dst);
	ck_assert(holds("f.001", "x"));
	ck_assert_uint_eq(dir_entries(), 3);
}
END_TEST

START_TEST(what_is_no_file_is_not_replaced)
{
	struct dump_sink *dst;

	ck_assert_int_eq(mkdir(in_dir("f.002"), 0700), 0);
	dst = lettered(in_dir("f"), DUMP_SINK_REPLACE, "abc");
	ck_assert_int_eq(dump_sink_commit(&dst, &err), -1);
	ck_assert_str_eq(err.msg, "part 002 is no regular file");
	ck_assert_uint_eq(dir_entries(), 1);
	ck_assert_int_eq(dump_sink_parts(&dst, "/nowhere/f", 0, &err), -1);
	ck_assert_int_eq(err.sys, ENOENT);
	ck_assert_str_eq(err.path, "/nowhere/f");
	ck_assert_int_eq(dump_sink_parts(&dst, "", 0, &err), -1);
	ck_assert_int_eq(dump_sink_parts(&dst, in_dir("f.002/"), 0, &err),
	    -1);
	ck_assert_int_eq(rmdir(in_dir("f.002")), 0);
}
END_TEST

START_TEST(a_full_disk_leaves_no_part)
{
	struct dump_sink *dst;
	uint64_t room;

	for (room = 0; room < 4; room++) {
		fault.full = ENOSPC;
		fault.room = room;
		dst = opened(in_dir("f"), 0);
		while (sink_write(dst, "a", 1, &err) == 0)
			ck_assert_int_eq(sink_next_part(dst, &err), 0);
		ck_assert_int_eq(err.sys, ENOSPC);
		ck_assert_int_eq(dump_sink_commit(&dst, &err), -1);
		ck_assert_uint_eq(dir_entries(), 0);
		fault.full = 0;
	}
}
END_TEST

START_TEST(parts_are_on_disk_if_that_is_asked)
{
	struct dump_sink *dst = lettered(in_dir("f"), 0, "abc");

	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	ck_assert_uint_eq(fault.syncs, 0);
	fault.interrupt = true;
	dst = lettered(in_dir("g"), DUMP_SINK_SYNC, "abc");
	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	ck_assert_uint_eq(fault.syncs, 4);
	fault.interrupt = false;
}
END_TEST

/* Whoever waits for the first part finds all the others. */
START_TEST(a_signal_comes_before_all_names_or_after_them)
{
	struct dump_sink *dst = lettered(in_dir("f"), 0, "abc");
	sigset_t set, before;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, &before);
	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	sigprocmask(SIG_SETMASK, NULL, &set);
	ck_assert_int_eq(sigismember(&set, SIGTERM), 1);
	ck_assert_int_eq(sigismember(&set, SIGINT), 0);
	sigprocmask(SIG_SETMASK, &before, NULL);
}
END_TEST

START_TEST(parts_are_read_as_one_file)
{
	struct buf want = { 0 };
	struct dump_source *src;
	struct unpacked u;
	char got[8];
	size_t at, n;

	make("f.001", "abc");
	make("f.002", "");
	make("f.003", "d");
	make("f.004", "efghij");
	buf_add(&want, "abcdefghij", 10);
	u = raw(in_dir("f.001"));
	ck_assert(!u.failed && !u.flawed && buf_same(&u.bytes, &want));
	buf_free(&u.bytes);
	ck_assert_int_eq(dump_source_parts_raw(&src, in_dir("f.001"), &err),
	    0);
	ck_assert_uint_eq(dump_source_size(src), 10);
	for (at = 10; at-- > 0; )
		for (n = 0; n <= 10 - at && n <= sizeof got; n++) {
			ck_assert_int_eq(dump_source_read(src, at, got, n,
			    &err), 0);
			ck_assert_int_eq(memcmp(got, want.v + at, n), 0);
		}
	dump_source_close(src);
	buf_free(&want);
}
END_TEST

START_TEST(a_missing_part_is_told)
{
	struct dump_source *src;
	struct unpacked u;

	make("f.001", "a");
	make("f.002", "b");
	make("f.004", "d");
	u = raw(in_dir("f.001"));
	ck_assert(!u.failed && u.flawed);
	ck_assert_uint_eq(u.bytes.n, 2);
	ck_assert_str_eq(u.flaw, "part 3 is missing");
	buf_free(&u.bytes);
	ck_assert_int_eq(dump_source_parts_raw(&src, in_dir("g.001"), &err),
	    -1);
	ck_assert_ptr_null(src);
	ck_assert_int_eq(err.sys, ENOENT);
}
END_TEST

START_TEST(only_a_first_part_leads_to_the_others)
{
	static const char *const names[] = { "", ".001", "001", "f", "f.1",
	    "f.01", "f.002", "f.011", "f.101", "f.000", "f.001x", "f-001",
	    "f.0000000001" };
	struct dump_source *src;
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++) {
		ck_assert_int_eq(dump_source_parts_raw(&src, names[i], &err),
		    -1);
		ck_assert_ptr_null(src);
		ck_assert_int_eq(err.code, i == 1 ? DUMP_E_SYS : DUMP_E_ARG);
		ck_assert_ptr_eq(err.path, names[i]);
	}
}
END_TEST

START_TEST(parts_that_change_meanwhile_are_noticed)
{
	struct dump_source *src;
	char got[4];

	make("f.001", "abc");
	make("f.002", "def");
	ck_assert_int_eq(dump_source_parts_raw(&src, in_dir("f.001"), &err),
	    0);
	make("new", "xyz");
	ck_assert_int_eq(rename(in_dir("new"), in_dir("f.002")), 0);
	ck_assert_int_eq(dump_source_read(src, 1, got, 4, &err), -1);
	ck_assert_int_eq(err.code, DUMP_E_DAMAGED);
	ck_assert_int_eq(truncate(in_dir("f.001"), 2), 0);
	ck_assert_int_eq(dump_source_read(src, 1, got, 2, &err), -1);
	ck_assert_int_eq(err.code, DUMP_E_TRUNC);
	ck_assert_int_eq(unlink(in_dir("f.002")), 0);
	ck_assert_int_eq(dump_source_read(src, 4, got, 2, &err), -1);
	ck_assert_int_eq(err.sys, ENOENT);
	dump_source_close(src);
}
END_TEST

static void
set_up(void)
{
	memset(&fault, 0, sizeof fault);
	dir_make();
}

Suite *
parts_suite(void)
{
	Suite *s = suite_create("parts");
	TCase *t = tcase_create("parts");

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, set_up, dir_remove);
	tcase_add_test(t, all_parts_appear_at_once);
	tcase_add_test(t, an_abort_leaves_no_part);
	tcase_add_test(t, a_handler_of_signals_leaves_no_part);
	tcase_add_test(t, numbers_are_as_long_as_the_longest);
	tcase_add_test(t, parts_that_exist_are_refused_before_any_work);
	tcase_add_test(t, parts_that_come_meanwhile_stay_and_no_other_does);
	tcase_add_test(t, an_earlier_file_is_replaced_with_all_its_parts);
	tcase_add_test(t, what_is_no_file_is_not_replaced);
	tcase_add_test(t, a_full_disk_leaves_no_part);
	tcase_add_test(t, parts_are_on_disk_if_that_is_asked);
	tcase_add_test(t, a_signal_comes_before_all_names_or_after_them);
	tcase_add_test(t, parts_are_read_as_one_file);
	tcase_add_test(t, a_missing_part_is_told);
	tcase_add_test(t, only_a_first_part_leads_to_the_others);
	tcase_add_test(t, parts_that_change_meanwhile_are_noticed);
	suite_add_tcase(s, t);
	return s;
}
