/* SPDX-License-Identifier: BSD-2-Clause */
/* check_minidump_writer.c -- what of a dump that is cut gets into the output,
 * and where it lies. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/minidumps.h"
#include "tests/suites.h"

enum { NO_ACCESS = 0x01, READ_WRITE = 0x04, GUARDED = 0x104 };
enum { COMMITTED = 0x1000, PRIVATE = 0x20000, IMAGE = 0x1000000 };

/* Gives the N ranges of memory offsets of their own, in the order of V. */
static void
place(struct making *k, uint64_t (*v)[3], size_t n)
{
	uint8_t byte[8];
	size_t i, j;

	for (i = 0; i < n; i++) {
		v[i][2] = k->b.n;
		for (j = 0; j < v[i][1]; j += 8) {
			memset(byte, (int)(i + 1), sizeof byte);
			buf_add(&k->b, byte, sizeof byte);
		}
	}
}

/* A dump of N ranges of memory, whose bytes are their numbers from 1. */
static struct buf
dump_of(uint64_t (*v)[3], uint32_t n, const struct md_region *r,
    unsigned regions)
{
	struct making k;

	make(&k, ARCH_AMD64, WINDOWS);
	if (regions > 0)
		mdmp_memory_info(&k.m, r, regions);
	place(&k, v, n);
	add_list(&k, (const uint64_t (*)[3])v, n);
	mdmp_end(&k.m);
	return k.b;
}

static void
check_cut(struct buf in, const char *ranges, const char *want)
{
	struct buf out = cut_dump(&in, ranges, NULL);

	ck_assert_str_eq(tell_memory_list(&out), want);
	buf_free(&in);
	buf_free(&out);
}

#define ONES	"101010101010101"
#define TWOS	"202020202020202"
#define THREES	"303030303030303"

START_TEST(memory_that_is_left_out_is_in_no_list)
{
	uint64_t v[][3] = {
		{ 0x1000, 0x20, 0 }, { 0x2000, 0x20, 0 }, { 0x3000, 0x20, 0 }
	};

	check_cut(dump_of(v, 3, NULL, 0), "1008+10 2000+20",
	    "1000+8=" ONES " 1018+8=" ONES " 3000+20=" THREES);
}
END_TEST

START_TEST(a_list_without_any_range_is_left)
{
	uint64_t v[][3] = { { 0x1000, 0x20, 0 } };

	check_cut(dump_of(v, 1, NULL, 0), "1000+20", "");
}
END_TEST

START_TEST(ranges_stand_by_address_and_data_leaves_as_it_comes)
{
	uint64_t v[][3] = {
		{ 0x5000, 0x20, 0 }, { 0x1000, 0x20, 0 }, { 0x3000, 0x20, 0 }
	};
	struct buf in = dump_of(v, 3, NULL, 0), out;
	size_t at;

	out = cut_dump(&in, "3000+18", NULL);
	ck_assert_str_eq(tell_memory_list(&out), "1000+20=" TWOS " 3018+8="
	    THREES " 5000+20=" ONES);
	at = stream_at(&out, MEMORY_LIST, 0, NULL) + 4 + 12;
	ck_assert_uint_eq(u32_at(&out, at + 32) + 0x20, u32_at(&out, at));
	ck_assert_uint_eq(u32_at(&out, at + 32) % 16, 0);
	buf_free(&in);
	buf_free(&out);
}
END_TEST

START_TEST(neighbours_become_one_range)
{
	uint64_t v[][3] = {
		{ 0x1000, 0x20, 0 }, { 0x1020, 0x20, 0 }, { 0x3000, 8, 0 }
	};

	check_cut(dump_of(v, 3, NULL, 0), "3000+8", "1000+40=" ONES);
}
END_TEST

START_TEST(neighbours_whose_data_lies_apart_do_not)
{
	uint64_t v[][3] = {
		{ 0x1000, 0x20, 0 }, { 0x3000, 8, 0 }, { 0x1020, 0x20, 0 },
		{ 0x4000, 8, 0 }
	};

	check_cut(dump_of(v, 4, NULL, 0), "4000+8", "1000+20=" ONES
	    " 1020+20=" THREES " 3000+8=" TWOS);
}
END_TEST

START_TEST(heap_and_image_are_never_one_range)
{
	const struct md_region r[] = {
		{ 0x1000, 0x1000, 0x1000, COMMITTED, READ_WRITE, PRIVATE },
		{ 0x2000, 0x1000, 0x2000, COMMITTED, READ_WRITE, IMAGE },
	};
	uint64_t v[][3] = { { 0x1000, 0x2000, 0 }, { 0x9000, 8, 0 } };

	check_cut(dump_of(v, 2, r, 2), "9000+8",
	    "1000+1000=" ONES " 2000+1000=" ONES);
}
END_TEST

/* Guards, data, private memory and two images, all in one 64-bit list. */
static struct buf
full_dump(uint64_t flags)
{
	const struct md_region r[] = {
		{ 0x1000, 0x1000, 0x1000, COMMITTED, GUARDED, PRIVATE },
		{ 0x2000, 0x1000, 0x1000, COMMITTED, READ_WRITE, PRIVATE },
		{ 0x4000, 0x1000, 0x4000, COMMITTED, NO_ACCESS, PRIVATE },
		{ 0x5000, 0x1000, 0x5000, COMMITTED, 0x20, PRIVATE },
	};
	/* Not by address, as dbghelp has them, but as they may be. */
	const uint64_t list[][2] = {
		{ 0x4000, 0x1000 }, { 0x1000, 0x2000 }, { 0x5000, 8 }
	};
	struct making k;
	size_t i;

	make(&k, ARCH_AMD64, WINDOWS);
	k.m.flags = flags;
	mdmp_memory_info(&k.m, r, 4);
	add_list64(&k, 0x800, list, 3);
	buf_zeros(&k.b, 0x800 - k.b.n);
	for (i = 1; i <= 3; i++)
		buf_fill(&k.b, (uint8_t)(0x11 * i), 0x1000);
	buf_fill(&k.b, 0x44, 8);
	mdmp_end(&k.m);
	return k.b;
}

START_TEST(a_64_bit_list_stays_one_if_only_inaccessible_memory_goes)
{
	struct buf in = full_dump(0x802), out;
	uint32_t size;
	size_t at;

	out = cut_dump(&in, "1000+1000", NULL);
	ck_assert_str_eq(tell_memory_list(&out), "2000+1000=3333333333333333"
	    " 4000+1000=1111111111111111 5000+8=4444444444444444");
	at = stream_at(&out, MEMORY64_LIST, 0, &size);
	ck_assert_uint_eq(size, 16 + 3 * 16);
	ck_assert_uint_eq(u64_at(&out, at + 8) % 4096, 0);
	ck_assert_uint_eq(u64_at(&out, 24), 0x802);
	buf_free(&in);
	buf_free(&out);
}
END_TEST

START_TEST(it_becomes_a_32_bit_list_if_more_goes)
{
	struct buf in = full_dump(0x802), out;

	out = cut_dump(&in, "1000+1000 5000+8", NULL);
	ck_assert_str_eq(tell_memory_list(&out), "2000+1000=3333333333333333"
	    " 4000+1000=1111111111111111");
	ck_assert_uint_eq(stream_at(&out, MEMORY64_LIST, 0, NULL), 0);
	/* Private memory is all there, and said to be. */
	ck_assert_uint_eq(u64_at(&out, 24), 0xa00);
	buf_free(&in);
	buf_free(&out);
}
END_TEST

START_TEST(a_flag_goes_with_its_memory_or_its_stream)
{
	static const uint32_t info[] = { MEMORY_INFO_LIST, 0 };
	struct buf in = full_dump(0xa02), out;

	out = cut_dump(&in, "2000+8", NULL);
	ck_assert_uint_eq(u64_at(&out, 24), 0x800);
	buf_free(&out);
	out = cut_dump(&in, NULL, info);
	ck_assert_uint_eq(u64_at(&out, 24), 0x202);
	buf_free(&out);
	buf_free(&in);
}
END_TEST

START_TEST(a_writer_that_left_no_flags_gets_none)
{
	uint64_t v[][3] = { { 0x1000, 0x20, 0 } };
	struct buf in = dump_of(v, 1, NULL, 0), out;

	out = cut_dump(&in, "1000+8", NULL);
	ck_assert_uint_eq(u64_at(&out, 24), 0);
	buf_free(&in);
	buf_free(&out);
}
END_TEST

START_TEST(of_both_lists_one_is_written)
{
	const uint64_t list[][3] = { { 0x1000, 8, 0x800 } };
	const uint64_t list64[][2] = { { 0x2000, 8 }, { 0x3000, 8 } };
	struct making k;
	struct buf out;

	make(&k, ARCH_AMD64, WINDOWS);
	add_list(&k, list, 1);
	add_list64(&k, 0x808, list64, 2);
	buf_zeros(&k.b, 0x800 - k.b.n);
	buf_fill(&k.b, 1, 8);
	buf_fill(&k.b, 2, 8);
	buf_fill(&k.b, 3, 8);
	mdmp_end(&k.m);
	out = cut_dump(&k.b, "3000+8", NULL);
	ck_assert_str_eq(tell_memory_list(&out),
	    "1000+8=" ONES " 2000+8=" TWOS);
	ck_assert_uint_eq(u32_at(&out, 8), 2);
	buf_free(&k.b);
	buf_free(&out);
}
END_TEST

START_TEST(signs_of_32_bit_addresses_stay)
{
	const uint64_t list[][3] = {
		{ 0xffffffff80001000, 8, 0x800 }, { 0x1000, 0x10, 0x808 }
	};
	struct making k;
	struct buf out;

	make(&k, ARCH_X86, WINDOWS);
	add_list(&k, list, 2);
	buf_zeros(&k.b, 0x800 - k.b.n);
	buf_fill(&k.b, 1, 8);
	buf_fill(&k.b, 2, 16);
	mdmp_end(&k.m);
	out = cut_dump(&k.b, "1000+8", NULL);
	ck_assert_str_eq(tell_memory_list(&out),
	    "1008+8=" TWOS " ffffffff80001000+8=" ONES);
	buf_free(&k.b);
	buf_free(&out);
}
END_TEST

/* A thread whose stack at 1000 has 80 bytes and its pointer at SP. */
static struct buf
stack_dump(uint64_t sp, bool listed)
{
	const struct md_thread t[] = { { 1, 0, 0x1000, 0x400000, sp, 0x80 } };
	uint64_t v[][3] = { { 0x1000, 0x80, 0 }, { 0x9000, 8, 0 } };
	struct making k;

	make(&k, ARCH_AMD64, WINDOWS);
	mdmp_threads(&k.m, t, 1, false);
	mdmp_contexts(&k.m, t, 1);
	place(&k, v, 2);
	add_list(&k, (const uint64_t (*)[3])(listed ? v : v + 1),
	    listed ? 2 : 1);
	buf_set32(&k.b, k.m.stacks[0], 0x80);
	buf_set32(&k.b, k.m.stacks[0] + 4, (uint32_t)v[0][2]);
	mdmp_end(&k.m);
	return k.b;
}

/* The descriptor of the stack: address, size, and what its offset leads to:
 * the address that the list of memory gives these bytes. */
static const char *
told_stack(const struct buf *b)
{
	static char text[64];
	size_t t = stream_at(b, THREAD_LIST, 0, NULL) + 4 + 24;
	size_t at = stream_at(b, MEMORY_LIST, 0, NULL), i;
	uint32_t rva = u32_at(b, t + 12), start;
	uint64_t addr = 0;

	for (i = 0; i < u32_at(b, at); i++) {
		start = u32_at(b, at + 4 + 16 * i + 12);
		if (rva - start < u32_at(b, at + 4 + 16 * i + 8))
			addr = u64_at(b, at + 4 + 16 * i) + (rva - start);
	}
	snprintf(text, sizeof text, "%jx+%jx at %jx",
	    (uintmax_t)u64_at(b, t), (uintmax_t)u32_at(b, t + 8),
	    (uintmax_t)addr);
	return text;
}

static void
check_stack(uint64_t sp, bool listed, const char *ranges, const char *want)
{
	struct buf in = stack_dump(sp, listed);
	struct buf out = cut_dump(&in, ranges, NULL);

	ck_assert_str_eq(told_stack(&out), want);
	buf_free(&in);
	buf_free(&out);
}

START_TEST(a_stack_is_stored_once_in_the_list_of_memory)
{
	check_stack(0x1010, true, "9000+8", "1000+80 at 1000");
}
END_TEST

START_TEST(a_stack_that_was_in_no_list_comes_into_it)
{
	check_stack(0x1010, false, "9000+8", "1000+80 at 1000");
}
END_TEST

START_TEST(of_a_stack_in_parts_the_one_with_its_pointer_counts)
{
	check_stack(0x1010, true, "1018+8", "1000+18 at 1000");
	check_stack(0x1028, true, "1018+8", "1020+60 at 1020");
	check_stack(0x1018, true, "1018+8", "1020+60 at 1020");
}
END_TEST

START_TEST(a_stack_of_which_nothing_is_left_has_no_size)
{
	struct buf in = stack_dump(0x1010, true), out;
	size_t t;

	out = cut_dump(&in, "1000+80", NULL);
	t = stream_at(&out, THREAD_LIST, 0, NULL) + 4 + 24;
	ck_assert_uint_eq(u64_at(&out, t), 0x1000);
	ck_assert_uint_eq(u64_at(&out, t + 8), 0);
	ck_assert_str_eq(tell_memory_list(&out), "9000+8=" TWOS);
	buf_free(&in);
	buf_free(&out);
}
END_TEST

START_TEST(streams_of_users_are_copied_and_unknown_ones_are_not)
{
	uint64_t v[][3] = { { 0x1000, 0x10, 0 } };
	struct making k;
	struct buf out;
	uint32_t size;
	size_t at;

	make(&k, ARCH_AMD64, WINDOWS);
	add_text(&k, 0x8d, "who knows");
	add_text(&k, 0x10001, "mine");
	place(&k, v, 1);
	add_list(&k, (const uint64_t (*)[3])v, 1);
	mdmp_end(&k.m);
	out = cut_dump(&k.b, "1000+8", NULL);
	ck_assert_uint_eq(stream_at(&out, 0x8d, 0, NULL), 0);
	ck_assert_str_eq(cut_warnings(), "0x8d left out: what file offsets it"
	    " holds is not known\n");
	at = stream_at(&out, 0x10001, 0, &size);
	ck_assert_uint_eq(size, 4);
	ck_assert_mem_eq(out.v + at, "mine", 4);
	buf_free(&k.b);
	buf_free(&out);
}
END_TEST

START_TEST(the_directory_has_no_unused_entries_and_comes_first)
{
	uint64_t v[][3] = { { 0x1000, 0x10, 0 } };
	struct making k;
	struct buf out;
	struct dump_model *m;

	make(&k, ARCH_AMD64, WINDOWS);
	mdmp_stream(&k.m, 0, "", 0);
	place(&k, v, 1);
	add_list(&k, (const uint64_t (*)[3])v, 1);
	add_text(&k, COMMENT_A, "c");
	k.m.room = 0;
	mdmp_end(&k.m);
	out = cut_dump(&k.b, "1000+8", NULL);
	ck_assert_uint_eq(u32_at(&out, 12), 32);
	ck_assert_uint_eq(u32_at(&out, 8), 3);
	ck_assert_uint_eq(u32_at(&out, 20), u32_at(&k.b, 20));
	m = dump_read(&out);
	ck_assert_str_eq(tell_records(m), "SystemInfo MemoryList CommentA");
	dump_model_free(m);
	buf_free(&k.b);
	buf_free(&out);
}
END_TEST

START_TEST(what_only_a_dropped_stream_led_to_goes_with_it)
{
	static const uint32_t handles[] = { HANDLE_DATA, 0 };
	static const uint8_t secret[] = { 's', 0, 'e', 0, 'c', 0, 'r', 0 };
	struct making k;
	struct buf out;
	size_t at;

	make(&k, ARCH_AMD64, WINDOWS);
	mdmp_open(&k.m, HANDLE_DATA);
	buf_u32(&k.b, 16);
	buf_u32(&k.b, 32);
	buf_u64(&k.b, 1);
	at = buf_zeros(&k.b, 32);
	mdmp_close(&k.m);
	mdmp_string(&k.m, at + 12, "secret");
	mdmp_end(&k.m);
	ck_assert_ptr_nonnull(memmem(k.b.v, k.b.n, secret, sizeof secret));
	out = cut_dump(&k.b, NULL, handles);
	ck_assert_uint_eq(stream_at(&out, HANDLE_DATA, 0, NULL), 0);
	ck_assert_ptr_null(memmem(out.v, out.n, secret, sizeof secret));
	buf_free(&k.b);
	buf_free(&out);
}
END_TEST

START_TEST(streams_that_share_bytes_cannot_blow_up_the_output)
{
	uint64_t v[][3] = { { 0x1000, 0x10, 0 } };
	struct making k;
	const char *why;
	unsigned i;

	make(&k, ARCH_AMD64, WINDOWS);
	place(&k, v, 1);
	add_list(&k, (const uint64_t (*)[3])v, 1);
	for (i = 0; i < 14; i++) {
		mdmp_open(&k.m, 0x10001 + i);
		k.m.streams[k.m.nstreams].rva = (uint32_t)k.b.n;
		k.m.streams[k.m.nstreams++].size = 20000;
	}
	buf_zeros(&k.b, 20000);
	mdmp_end(&k.m);
	why = cut_refused(&k.b, "1000+8");
	ck_assert_msg(strstr(why, "records share bytes and would take more "
	    "than") == why, "%s", why);
	buf_free(&k.b);
}
END_TEST

START_TEST(nor_can_ranges_of_memory_that_do)
{
	enum { RANGES = 5000 };
	static uint64_t v[RANGES][3];
	struct making k;
	const char *why;
	size_t i;

	make(&k, ARCH_AMD64, WINDOWS);
	for (i = 0; i < RANGES; i++) {
		v[i][0] = 0x10000 * (i + 1);
		v[i][1] = 0x1000;
		v[i][2] = k.b.n;
	}
	buf_zeros(&k.b, 0x1000);
	add_list(&k, (const uint64_t (*)[3])v, RANGES);
	mdmp_end(&k.m);
	why = cut_refused(&k.b, "10000+8");
	ck_assert_msg(strstr(why, "memory: ranges share bytes and would take "
	    "20479992, the input has ") == why, "%s", why);
	buf_free(&k.b);
}
END_TEST

START_TEST(what_is_not_written_says_so)
{
	uint64_t v[][3] = { { 0x1000, 0x10, 0 } };
	struct making k;

	make(&k, ARCH_AMD64, WINDOWS);
	place(&k, v, 1);
	add_list(&k, (const uint64_t (*)[3])v, 1);
	mdmp_stream(&k.m, 25, "packed", 6);
	mdmp_end(&k.m);
	ck_assert_str_eq(cut_refused(&k.b, "1000+8"), "its memory is"
	    " compressed in a way that is not published: it can only be"
	    " copied whole");
	buf_free(&k.b);

	memset(&k, 0, sizeof k);
	k.b.big = true;
	mdmp_begin(&k.m, &k.b, ARCH_MIPS, 0, 4);
	mdmp_memory(&k.m, 0x1000, 8);
	mdmp_memory_list(&k.m, false);
	mdmp_end(&k.m);
	ck_assert_str_eq(cut_refused(&k.b, "1000+8"),
	    "byte-swapped minidumps are not written");
	buf_free(&k.b);
}
END_TEST

Suite *
minidump_writer_suite(void)
{
	Suite *s = suite_create("minidump_writer");
	TCase *t = tcase_create("minidump_writer");

	tcase_add_test(t, memory_that_is_left_out_is_in_no_list);
	tcase_add_test(t, a_list_without_any_range_is_left);
	tcase_add_test(t, ranges_stand_by_address_and_data_leaves_as_it_comes);
	tcase_add_test(t, neighbours_become_one_range);
	tcase_add_test(t, neighbours_whose_data_lies_apart_do_not);
	tcase_add_test(t, heap_and_image_are_never_one_range);
	tcase_add_test(t,
	    a_64_bit_list_stays_one_if_only_inaccessible_memory_goes);
	tcase_add_test(t, it_becomes_a_32_bit_list_if_more_goes);
	tcase_add_test(t, a_flag_goes_with_its_memory_or_its_stream);
	tcase_add_test(t, a_writer_that_left_no_flags_gets_none);
	tcase_add_test(t, of_both_lists_one_is_written);
	tcase_add_test(t, signs_of_32_bit_addresses_stay);
	tcase_add_test(t, a_stack_is_stored_once_in_the_list_of_memory);
	tcase_add_test(t, a_stack_that_was_in_no_list_comes_into_it);
	tcase_add_test(t, of_a_stack_in_parts_the_one_with_its_pointer_counts);
	tcase_add_test(t, a_stack_of_which_nothing_is_left_has_no_size);
	tcase_add_test(t, streams_of_users_are_copied_and_unknown_ones_are_not);
	tcase_add_test(t, the_directory_has_no_unused_entries_and_comes_first);
	tcase_add_test(t, what_only_a_dropped_stream_led_to_goes_with_it);
	tcase_add_test(t, streams_that_share_bytes_cannot_blow_up_the_output);
	tcase_add_test(t, nor_can_ranges_of_memory_that_do);
	tcase_add_test(t, what_is_not_written_says_so);
	suite_add_tcase(s, t);
	return s;
}
