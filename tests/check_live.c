/* SPDX-License-Identifier: BSD-2-Clause */
/* check_live.c -- where live stacks are, of threads of either system. */
#include <check.h>
#include <string.h>

#include "base/bytes.h"
#include "process/survey.h"
#include "tests/suites.h"
#include "tests/synth_process.h"

static const char *
stacks(struct process *p)
{
	process_ask(p, ASK_STACKS);
	return process_stacks(p);
}

/* Of a process whose memory is all zeros; static. */
static const char *
stacks_of(const char *text)
{
	static char copy[1024];
	struct process p = process_new(text);

	strncpy(copy, stacks(&p), sizeof copy - 1);
	process_free(&p);
	return copy;
}

START_TEST(a_stack_lives_from_its_pointer_to_the_end_of_its_memory)
{
	/* With the kilobyte below that a function may use. */
	ck_assert_str_eq(stacks_of("thread sp=14800\nrw- 10000+10000\n"),
	    "14000+c000 from 14800");
	ck_assert_str_eq(stacks_of("thread sp=14100\nrw- 10000+10000\n"),
	    "13000+d000 from 14100");
	/* But not below its memory. */
	ck_assert_str_eq(stacks_of("thread sp=10100\nrw- 10000+10000\n"),
	    "10000+10000 from 10100");
}
END_TEST

START_TEST(neighbours_of_any_origin_are_one_stack)
{
	ck_assert_str_eq(stacks_of("thread sp=14800\n"
	    "rw- 10000+8000 load=1\nrw- 18000+8000 load=2\n"
	    "rw- 20000+1000 /data/db@0\n"), "14000+c000 from 14800");
	ck_assert_str_eq(stacks_of("thread sp=14800\n"
	    "rw- 10000+8000\nr-- 18000+8000\n"), "14000+4000 from 14800");
}
END_TEST

START_TEST(the_block_of_the_thread_ends_its_stack)
{
	ck_assert_str_eq(stacks_of("thread sp=14800 tp=19740\n"
	    "rw- 10000+100000\n"), "14000+7000 from 14800");
	/* Elsewhere variables may lie above. */
	ck_assert_str_eq(stacks_of("machine arm64\n"
	    "thread sp=14800 tp=19740\nrw- 10000+100000\n"),
	    "14000+16000 from 14800");
	/* Tags of a pointer are no part of it. */
	ck_assert_str_eq(stacks_of("machine arm64\n"
	    "thread sp=ab00000000014800 tp=cd00000000019740\n"
	    "rw- 10000+100000\n"), "14000+16000 from 14800");
}
END_TEST

START_TEST(the_first_thread_has_all_that_is_above)
{
	ck_assert_str_eq(stacks_of("auxv random=1f000\n"
	    "thread sp=14800 tp=30740\nrw- 10000+10000\nrw- 30000+1000\n"),
	    "14000+c000 from 14800");
}
END_TEST

/* A thread on a stack of 10000 bytes at 10000; its own is at 100000. */
#define BORROWED "thread sp=14800 tp=17f740\n"	\
	"rw- 10000+10000\nrw- 100000+80000\n"

START_TEST(a_borrowed_stack_leads_to_the_one_it_came_from)
{
	struct process p = process_new(BORROWED);

	/* Not by what lies below its pointer, or is no pointer. */
	process_put(&p, 0x147f8, 0x110000);
	process_put(&p, 0x14900, 0x178000);
	process_put(&p, 0x14908, 0x177010);
	process_put(&p, 0x14910, 0x177800);
	process_put(&p, 0x15000, 0xfffff);
	process_put(&p, 0x15008, 0x180000);
	ck_assert_str_eq(stacks(&p), "14000+c000 from 14800, "
	    "176000+a000 from 177010");
	ck_assert_uint_eq(p.m->survey.stacks[0].least, 0x10000);
	ck_assert_uint_eq(p.m->survey.stacks[1].least, 0);
	process_free(&p);
}
END_TEST

START_TEST(no_way_back_no_second_stack)
{
	ck_assert_str_eq(stacks_of(BORROWED), "14000+c000 from 14800");
}
END_TEST

START_TEST(the_way_back_is_looked_for_in_64_kibibytes)
{
	struct process p = process_new("thread sp=10000 tp=17f740\n"
	    "rw- 10000+20000\nrw- 100000+80000\n");

	process_put(&p, 0x20000, 0x150000);
	ck_assert_str_eq(stacks(&p), "10000+20000 from 10000");
	process_free(&p);
	p = process_new("thread sp=10000 tp=17f740\n"
	    "rw- 10000+20000\nrw- 100000+80000\n");
	process_put(&p, 0x1fff8, 0x150000);
	ck_assert_str_eq(stacks(&p), "10000+20000 from 10000, "
	    "14f000+31000 from 150000");
	process_free(&p);
}
END_TEST

START_TEST(a_stack_in_the_same_memory_below_is_another_one)
{
	struct process p = process_new("thread sp=170000 tp=14f740\n"
	    "rw- 100000+80000\n");

	process_put(&p, 0x170100, 0x148800);
	ck_assert_str_eq(stacks(&p), "16f000+11000 from 170000, "
	    "148000+9000 from 148800");
	process_free(&p);
}
END_TEST

START_TEST(the_block_of_another_thread_is_no_part_of_it)
{
	struct process p = process_new("thread sp=1 tp=13f740\n" BORROWED);

	process_put(&p, 0x14900, 0x13e000);
	process_put(&p, 0x14908, 0x140010);
	ck_assert_str_eq(stacks(&p), "14000+c000 from 14800, "
	    "140000+40000 from 140010");
	process_free(&p);
}
END_TEST

START_TEST(the_first_thread_left_the_stack_of_the_process)
{
	struct process p = process_new("auxv random=17ff00\n"
	    "thread sp=14800 tp=30740\nrw- 10000+10000\nrw- 30000+1000\n"
	    "rw- 100000+80000\n");

	p.m->facts.has_pid = true;
	p.m->facts.pid = (uint32_t)p.m->threads[0].seen.id;
	process_put(&p, 0x14900, 0x178000);
	/* Into the block of its variables. */
	process_put(&p, 0x14908, 0x30010);
	ck_assert_str_eq(stacks(&p), "14000+c000 from 14800, "
	    "177000+9000 from 178000");
	process_free(&p);
}
END_TEST

/* What a cut of a deep stack leaves ends before the thread's block. */
START_TEST(the_rest_of_a_stack_that_was_cut_is_found_again)
{
	struct process p = process_new("thread sp=14800 tp=17f740\n"
	    "rw- 10000+10000\nrw- 110000+8000\nrw- 17e000+2000\n");

	process_put(&p, 0x14900, 0x110410);
	ck_assert_str_eq(stacks(&p), "14000+c000 from 14800, "
	    "110000+8000 from 110410");
	process_free(&p);
	/* Other memory does not begin just there. */
	p = process_new("thread sp=14800 tp=17f740\n"
	    "rw- 10000+10000\nrw- 110000+8000\nrw- 17e000+2000\n");
	process_put(&p, 0x14900, 0x112410);
	ck_assert_str_eq(stacks(&p), "14000+c000 from 14800");
	process_free(&p);
}
END_TEST

START_TEST(a_pointer_to_nowhere_is_counted)
{
	struct process p = process_new("thread sp=90000\n"
	    "thread sp=90000 stack=10000+800\nthread\n"
	    "thread sp=20010\nrw- 10000+10000\nrw- 20000+1000 absent\n");

	p.m->threads[0].record = p.m->threads[1].record = 0;
	p.m->threads[3].record = 0;
	/* What its writer chose, if anything. */
	ck_assert_str_eq(stacks(&p), "10000+800 from 10000");
	ck_assert_uint_eq(p.m->survey.lost_stacks, 3);
	process_free(&p);
}
END_TEST

START_TEST(stacks_in_odd_places_live_too)
{
	/* In a file; in memory that only the list of threads describes. */
	ck_assert_str_eq(stacks_of("thread sp=14800\n"
	    "rw- 10000+10000 /data/stack@0\n"), "14000+c000 from 14800");
	ck_assert_str_eq(stacks_of("thread sp=10480 stack=10400+c00\n"
	    "bytes 10400+c00\n"), "10400+c00 from 10480");
	ck_assert_str_eq(stacks_of("thread sp=10480\nbytes 10400+c00\n"),
	    "10400+c00 from 10480");
	/* But not in code. */
	ck_assert_str_eq(stacks_of("thread sp=14800\n"
	    "r-x 10000+10000 /lib/libx.so@0\n"), "");
}
END_TEST

START_TEST(many_borrowed_stacks_are_not_all_followed)
{
	char text[200000] = "rw- 10000+10000\nrw- 100000+80000\n";
	struct process p;
	size_t n = strlen(text), i;

	for (i = 0; i < 5000; i++) {
		strcpy(text + n, "thread sp=14800 tp=17f740\n");
		n += strlen(text + n);
	}
	p = process_new(text);
	process_put(&p, 0x14900, 0x178000);
	process_ask(&p, ASK_STACKS);
	ck_assert_uint_eq(p.m->survey.nstacks, 5000 + 4096);
	ck_assert_str_eq(process_warning(&p), "stacks: of 4096 threads on "
	    "borrowed ones the way back was looked for");
	process_free(&p);
}
END_TEST

/* A Windows thread with its block at 20000. */
#define WINDOWS	"os windows\nthread sp=14800 tp=20000 stack=14700+400\n"	\
	"rw- 10000+4000 private guard load=1\n"				\
	"rw- 14000+c000 private load=1\nrw- 20000+2000 private\n"

START_TEST(the_block_of_a_windows_thread_bounds_its_stack)
{
	struct process p = process_new(WINDOWS);

	process_put_all(&p, 0x20008, UINT64_C(0x1f000), UINT64_C(0x14000),
	    NO_WORD);
	ck_assert_str_eq(stacks(&p), "14800+a800 from 14800");
	process_free(&p);
}
END_TEST

START_TEST(a_block_that_lies_does_not_bound_a_stack)
{
	static const uint64_t bounds[][2] = {
		{ 0, 0 }, { 0x14000, 0x1f000 }, { 0x14800, 0x14000 },
		{ 0x1f000, 0x14900 }, { 0x20000000, 0x10000 },
		{ UINT64_MAX, 0 }
	};
	struct process p;
	size_t i;

	for (i = 0; i < sizeof bounds / sizeof *bounds; i++) {
		p = process_new(WINDOWS);
		process_put_all(&p, 0x20008, bounds[i][0], bounds[i][1],
		    NO_WORD);
		/* Then the list of threads has it. */
		ck_assert_str_eq(stacks(&p), "14800+300 from 14800");
		process_free(&p);
	}
}
END_TEST

START_TEST(the_map_bounds_a_stack_that_nobody_knows)
{
	ck_assert_str_eq(stacks_of("os windows\nthread sp=14800\n"
	    "rw- 10000+4000 private guard load=1\n"
	    "rw- 14000+4000 private load=1\nrw- 18000+4000 private load=1\n"
	    "rw- 1c000+4000 private load=2\n"), "14800+7800 from 14800");
	ck_assert_str_eq(stacks_of("os windows\nthread sp=14800\n"
	    "r-- 14000+4000 private\n"), "");
	ck_assert_str_eq(stacks_of("os windows\nthread sp=10800\n"
	    "rw- 10000+4000 private guard\n"), "");
}
END_TEST

START_TEST(windows_on_arm_may_use_16_bytes_below)
{
	ck_assert_str_eq(stacks_of("os windows\nmachine arm64\n"
	    "thread sp=14800\nrw- 14000+4000 private\n"),
	    "147f0+3810 from 14800");
	ck_assert_str_eq(stacks_of("os windows\nmachine arm64\n"
	    "thread sp=14008\nrw- 14000+4000 private\n"),
	    "14000+4000 from 14008");
}
END_TEST

/* Of a 32-bit program on 64-bit Windows. */
START_TEST(a_32_bit_program_has_a_second_stack)
{
	struct process p = process_new("os windows\n"
	    "thread sp=14800 tp=20000\nrw- 14000+c000 private\n"
	    "rw- 20000+3000 private\nrw- 30000+4000 private\n"
	    "rw- 40000+1000 private\n");

	process_put(&p, 0x20000, 0x22000);
	process_put(&p, 0x21488, 0x40010);
	put_le16(process_at(&p, 0x40012), 0x14c);
	put_le32(process_at(&p, 0x40014 + 0xc4), 0x32100);
	put_le32(process_at(&p, 0x22004), 0x34000);
	put_le32(process_at(&p, 0x22008), 0x31000);
	put_le32(process_at(&p, 0x22018), 0x22000);
	ck_assert_str_eq(stacks(&p), "32100+1f00 from 32100, "
	    "14800+b800 from 14800");
	process_free(&p);
}
END_TEST

Suite *
live_suite(void)
{
	Suite *s = suite_create("live");
	TCase *t = tcase_create("live");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_stack_lives_from_its_pointer_to_the_end_of_its_memory);
	tcase_add_test(t, neighbours_of_any_origin_are_one_stack);
	tcase_add_test(t, the_block_of_the_thread_ends_its_stack);
	tcase_add_test(t, the_first_thread_has_all_that_is_above);
	tcase_add_test(t, a_borrowed_stack_leads_to_the_one_it_came_from);
	tcase_add_test(t, no_way_back_no_second_stack);
	tcase_add_test(t, the_way_back_is_looked_for_in_64_kibibytes);
	tcase_add_test(t, a_stack_in_the_same_memory_below_is_another_one);
	tcase_add_test(t, the_block_of_another_thread_is_no_part_of_it);
	tcase_add_test(t, the_first_thread_left_the_stack_of_the_process);
	tcase_add_test(t, the_rest_of_a_stack_that_was_cut_is_found_again);
	tcase_add_test(t, a_pointer_to_nowhere_is_counted);
	tcase_add_test(t, stacks_in_odd_places_live_too);
	tcase_add_test(t, many_borrowed_stacks_are_not_all_followed);
	tcase_add_test(t, the_block_of_a_windows_thread_bounds_its_stack);
	tcase_add_test(t, a_block_that_lies_does_not_bound_a_stack);
	tcase_add_test(t, the_map_bounds_a_stack_that_nobody_knows);
	tcase_add_test(t, windows_on_arm_may_use_16_bytes_below);
	tcase_add_test(t, a_32_bit_program_has_a_second_stack);
	suite_add_tcase(s, t);
	return s;
}
