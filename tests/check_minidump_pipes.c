/* SPDX-License-Identifier: BSD-2-Clause */
/* check_minidump_pipes.c -- damage, pipes, and where a dump ends. */
#include <check.h>
#include <string.h>

#include "model/format.h"
#include "tests/minidumps.h"
#include "tests/stream.h"
#include "tests/suites.h"

static struct dump_err err;

START_TEST(of_two_streams_of_one_type_the_first_counts)
{
	const struct md_thread t[] = { { 1, 0, 0, 0, 0, 0 } };
	const struct md_thread u[] = { { 2, 0, 0, 0, 0, 0 } };
	struct making k;
	struct dump_model *m;

	make(&k, ARCH_AMD64, WINDOWS);
	mdmp_threads(&k.m, t, 1, false);
	mdmp_threads(&k.m, u, 1, false);
	add_text(&k, COMMENT_A, "one");
	add_text(&k, COMMENT_A, "two");
	m = made(&k);
	ck_assert_str_eq(tell_threads(m), "1\n");
	ck_assert_str_eq(tell_warnings(m),
	    "ThreadList occurs again: the first one counts\n");
	ck_assert_str_eq(tell_records(m),
	    "SystemInfo ThreadList ThreadList CommentA CommentA");
	dump_model_free(m);
}
END_TEST

START_TEST(the_second_counts_where_the_first_is_broken)
{
	const struct md_thread t[] = { { 2, 0, 0, 0, 0, 0 } };
	struct making k;
	struct dump_model *m;

	make(&k, ARCH_AMD64, WINDOWS);
	mdmp_stream(&k.m, THREAD_LIST, "", 0);
	mdmp_threads(&k.m, t, 1, false);
	m = made(&k);
	ck_assert_str_eq(tell_threads(m), "2\n");
	dump_model_free(m);
}
END_TEST

START_TEST(a_count_too_large_leaves_what_fits)
{
	const struct md_thread t[] = { { 1, 0, 0, 0, 0, 0 } };
	struct making k;
	struct dump_model *m;

	make(&k, ARCH_AMD64, WINDOWS);
	mdmp_threads(&k.m, t, 1, false);
	buf_set32(&k.b, k.m.streams[1].rva, 70000);
	m = made(&k);
	ck_assert_str_eq(tell_threads(m), "1\n");
	ck_assert_str_eq(tell_warnings(m), "!ThreadList: 70000 entries, 1 of"
	    " them fit in 52 bytes\n");
	dump_model_free(m);
}
END_TEST

START_TEST(a_stream_over_the_directory_is_not_believed)
{
	struct making k;
	struct dump_model *m;

	make(&k, ARCH_AMD64, WINDOWS);
	add_text(&k, COMMENT_A, "text");
	k.m.streams[1].rva = 40;
	m = made(&k);
	ck_assert_str_eq(tell_warnings(m), "!directory: stream 0xa at 0x28"
	    " lies over the header or the directory\n");
	dump_model_free(m);
}
END_TEST

/* 64 KiB of name for each of many threads. */
START_TEST(one_text_that_is_named_often_is_not_kept_without_end)
{
	enum { THREADS = 1200 };
	struct making k;
	struct dump_model *m;
	size_t at, i;

	make(&k, ARCH_AMD64, WINDOWS);
	mdmp_open(&k.m, THREAD_LIST);
	buf_u32(&k.b, THREADS);
	for (i = 0; i < THREADS; i++) {
		buf_u32(&k.b, (uint32_t)i);
		buf_zeros(&k.b, 44);
	}
	mdmp_close(&k.m);
	mdmp_open(&k.m, THREAD_NAMES);
	buf_u32(&k.b, THREADS);
	at = buf_zeros(&k.b, 12 * THREADS);
	mdmp_close(&k.m);
	for (i = 0; i < THREADS; i++) {
		buf_set32(&k.b, at + 12 * i, (uint32_t)i);
		buf_set64(&k.b, at + 12 * i + 4, k.b.n);
	}
	buf_u32(&k.b, 64 * 1024);
	for (i = 0; i < 32 * 1024; i++)
		buf_u16(&k.b, 'n');
	m = made(&k);
	ck_assert_uint_eq(strlen(m->threads[1000].seen.name), 32 * 1024);
	ck_assert_ptr_null(m->threads[1100].seen.name);
	ck_assert_str_eq(tell_warnings(m), "names of more than 67108864 bytes:"
	    " the rest is not read\n");
	dump_model_free(m);
}
END_TEST

START_TEST(what_is_no_minidump_is_refused_with_a_reason)
{
	struct buf b = { 0 };

	buf_add(&b, "MDMP\x93\xa7\0\0", 8);
	ck_assert_str_eq(dump_refused(&b),
	    "header: 8 bytes, 32 are needed");
	buf_u32(&b, 3);
	buf_u32(&b, 0x1000);
	buf_zeros(&b, 16);
	ck_assert_str_eq(dump_refused(&b),
	    "directory: 3 streams, none of them is there");
	buf_set32(&b, 8, 5000);
	ck_assert_str_eq(dump_refused(&b),
	    "directory: 5000 streams, there are 1 to 4096");
	buf_set32(&b, 8, 3);
	buf_set32(&b, 12, 8);
	ck_assert_str_eq(dump_refused(&b),
	    "directory: at byte 8, inside the header");
	buf_set16(&b, 4, 0xa794);
	ck_assert_str_eq(dump_refused(&b),
	    "header: version 0xa794, minidumps have 0xa793");
	buf_free(&b);
}
END_TEST

/* Records, then memory of 5 MiB, then a comment if that is WANTED. */
static struct buf
big_dump(bool comment_behind)
{
	const uint64_t list[][3] = { { 0x10000, 5 << 20, 0x1000 } };
	struct making k;

	make(&k, ARCH_AMD64, WINDOWS);
	add_list(&k, list, 1);
	buf_zeros(&k.b, 0x1000 - k.b.n);
	buf_fill(&k.b, 'm', 5 << 20);
	if (comment_behind)
		add_text(&k, COMMENT_A, "late");
	mdmp_end(&k.m);
	return k.b;
}

/* Reads it as a pipe; says how much was spooled. */
static uint64_t
spooled(struct feed *f, const struct dump_limits *limits, int want)
{
	struct dump_source *src = feed_source(f, false);
	struct dump_model *m;
	uint64_t n;

	if (limits != NULL)
		dump_source_limits(src, limits);
	ck_assert_int_eq(dump_model_read(&m, src, &err), want);
	n = dump_source_spooled(src);
	dump_model_free(m);
	dump_source_close(src);
	return n;
}

START_TEST(of_a_pipe_whose_records_come_first_memory_is_not_read)
{
	struct feed f = { .bytes = big_dump(false), .most = 4096 };

	ck_assert_uint_eq(spooled(&f, NULL, 0), 0);
	ck_assert_uint_lt(f.pos, 256 * 1024);
	buf_free(&f.bytes);
}
END_TEST

START_TEST(a_pipe_with_records_behind_much_memory_is_spooled)
{
	struct feed f = { .bytes = big_dump(true), .most = 4096 };

	ck_assert_uint_gt(spooled(&f, NULL, 0), 0);
	buf_free(&f.bytes);
}
END_TEST

START_TEST(where_spooling_is_off_it_says_why_it_would_be_needed)
{
	const struct dump_limits limits = { .no_spool = true };
	struct feed f = { .bytes = big_dump(true), .most = 4096 };

	spooled(&f, &limits, -1);
	ck_assert_int_eq(err.code, DUMP_E_SEEK);
	ck_assert_str_eq(err.msg,
	    "records come after the memory and spooling is off");
	buf_free(&f.bytes);
}
END_TEST

/* Breakpad's dumps have stacks before their lists, and are small. */
START_TEST(a_small_dump_is_held_whatever_comes_first)
{
	const struct dump_limits limits = { .no_spool = true };
	const uint64_t list[][3] = { { 0x10000, 0x100, 0x200 } };
	struct feed f = { .most = 100 };
	struct making k;

	make(&k, ARCH_AMD64, WINDOWS);
	buf_zeros(&k.b, 0x300);
	add_list(&k, list, 1);
	mdmp_end(&k.m);
	f.bytes = k.b;
	ck_assert_uint_eq(spooled(&f, &limits, 0), 0);
	buf_free(&f.bytes);
}
END_TEST

START_TEST(a_wrong_offset_in_a_small_dump_needs_no_spool)
{
	const struct dump_limits limits = { .no_spool = true };
	const struct md_module mods[] = { { 0x400000, 1, "a", NULL } };
	struct feed f = { .most = 100 };
	struct making k;
	size_t at;

	make(&k, ARCH_AMD64, WINDOWS);
	mdmp_modules(&k.m, MODULE_LIST, mods, 1, &at);
	buf_set32(&k.b, at + 20, 0xf0000000);
	mdmp_end(&k.m);
	f.bytes = k.b;
	ck_assert_uint_eq(spooled(&f, &limits, 0), 0);
	buf_free(&f.bytes);
}
END_TEST

static uint64_t
measured(const struct buf *b, bool pipe)
{
	extern const struct dump_format dump_format_minidump;
	struct feed f = { .bytes = *b, .most = 4096 };
	struct dump_source *src = feed_source(&f, !pipe);
	uint64_t end;

	ck_assert_int_eq(dump_format_minidump.measure(src, &end, &err), 0);
	ck_assert_uint_eq(dump_source_spooled(src), 0);
	dump_source_close(src);
	return end;
}

START_TEST(the_lists_tell_where_a_dump_ends)
{
	struct buf b = big_dump(false), c = big_dump(true);

	ck_assert_uint_eq(measured(&b, false), b.n);
	ck_assert_uint_eq(measured(&b, true), b.n);
	ck_assert_uint_eq(measured(&c, false), c.n);
	ck_assert_uint_eq(measured(&c, true), DUMP_NOWHERE);
	buf_free(&b);
	buf_free(&c);
}
END_TEST

Suite *
minidump_pipes_suite(void)
{
	Suite *s = suite_create("minidump_pipes");
	TCase *t = tcase_create("minidump_pipes");

	tcase_add_test(t, of_two_streams_of_one_type_the_first_counts);
	tcase_add_test(t, the_second_counts_where_the_first_is_broken);
	tcase_add_test(t, a_count_too_large_leaves_what_fits);
	tcase_add_test(t, a_stream_over_the_directory_is_not_believed);
	tcase_add_test(t, one_text_that_is_named_often_is_not_kept_without_end);
	tcase_add_test(t, what_is_no_minidump_is_refused_with_a_reason);
	tcase_add_test(t,
	    of_a_pipe_whose_records_come_first_memory_is_not_read);
	tcase_add_test(t, a_pipe_with_records_behind_much_memory_is_spooled);
	tcase_add_test(t, where_spooling_is_off_it_says_why_it_would_be_needed);
	tcase_add_test(t, a_small_dump_is_held_whatever_comes_first);
	tcase_add_test(t, a_wrong_offset_in_a_small_dump_needs_no_spool);
	tcase_add_test(t, the_lists_tell_where_a_dump_ends);
	suite_add_tcase(s, t);
	return s;
}
