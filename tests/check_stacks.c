/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check_stacks.c -- where dead parts of stacks are believed, and where not:
 * what is wrongly called dead is lost from every heap dump.
 */
#include <check.h>
#include <stdio.h>

#include "tests/suites.h"
#include "tests/synth_model.h"

/*
 * An 8 MiB stack of glibc at 0x10000000 below a thread block in its last
 * page, SP 64 KiB below the end; its dead part and its guard.
 */
#define STACK	"rw- 10000000+800000\n"
#define GUARD	"--- ffff000+1000 absent\n"
#define THREAD	"thread sp=107f0000 tp=107ff6c0\n"
#define DEAD	"10000000+7ef000"
/* The crashed thread comes first; it has no part in what is tested. */
#define FIRST	"thread sp=1 tp=2\n"

static const char *
dead(const char *model)
{
	struct dump_model *m = synth_classified(model);
	const char *text = synth_class(m, DUMP_STACKDEAD);

	dump_model_free(m);
	return text;
}

static const char *
live(const char *model)
{
	struct dump_model *m = synth_classified(model);
	const char *text = synth_class(m, DUMP_STACK);

	dump_model_free(m);
	return text;
}

START_TEST(a_guard_below_proves_where_a_stack_begins)
{
	ck_assert_str_eq(dead(FIRST THREAD GUARD STACK), DEAD);
	/* The sum of both, as in HotSpot and musl. */
	ck_assert_str_eq(dead(FIRST "thread sp=100f0000 tp=100f7800\n"
	    "--- fff8000+8000 absent\nrw- 10000000+f8000\n"),
	    "10000000+ef000");
}
END_TEST

START_TEST(without_a_guard_nothing_is_proven)
{
	ck_assert_str_eq(dead(FIRST THREAD STACK), "");
	/* A gap, or accessible memory, is no guard. */
	ck_assert_str_eq(dead(FIRST THREAD "--- fffe000+1000 absent\n" STACK),
	    "");
	ck_assert_str_eq(dead(FIRST THREAD "r-- ffff000+1000\n" STACK), "");
	ck_assert_str_eq(dead(FIRST THREAD
	    "--- ffff000+1000 /lib/libx.so@4000 absent\n" STACK), "");
}
END_TEST

START_TEST(a_guard_is_at_most_a_mebibyte)
{
	ck_assert_str_eq(dead(FIRST THREAD "--- ff00000+100000 absent\n" STACK),
	    DEAD);
	ck_assert_str_eq(dead(FIRST THREAD "--- feff000+101000 absent\n" STACK),
	    "");
}
END_TEST

START_TEST(the_size_must_be_a_power_of_two_with_or_without_the_guard)
{
	/* Data are glued between a stack without guard and another's guard. */
	ck_assert_str_eq(dead(FIRST THREAD
	    "--- fffd000+1000 absent\nrw- fffe000+802000\n"), "");
	/* Not the default size either, with the guard counted in. */
	ck_assert_str_eq(dead(FIRST "thread sp=102f0000 tp=102ff6c0\n"
	    GUARD "rw- 10000000+300000\n"), "");
	ck_assert_str_eq(dead(FIRST "thread sp=103f0000 tp=103ff6c0\n"
	    GUARD "rw- 10000000+400000\n"), "10000000+3ef000");
}
END_TEST

START_TEST(a_thread_stack_is_at_most_64_mebibytes)
{
	ck_assert_str_eq(dead(FIRST "thread sp=13ff0000 tp=13fff6c0\n"
	    GUARD "rw- 10000000+4000000\n"), "10000000+3fef000");
	ck_assert_str_eq(dead(FIRST "thread sp=17ff0000 tp=17fff6c0\n"
	    GUARD "rw- 10000000+8000000\n"), "");
}
END_TEST

START_TEST(the_guard_of_a_core_that_gdb_wrote_is_readable)
{
	ck_assert_str_eq(dead("writer gdb\n" FIRST THREAD
	    "r-- ffff000+1000 unsure\n" STACK), DEAD);
	ck_assert_str_eq(dead("writer kernel\n" FIRST THREAD
	    "r-- ffff000+1000\n" STACK), "");
	ck_assert_str_eq(dead("writer gdb\n" FIRST THREAD
	    "rw- ffff000+1000 load=1\nrw- 10000000+800000 load=2\n"), "");
}
END_TEST

START_TEST(a_stack_belongs_to_the_thread_whose_block_is_above_its_pointer)
{
	/* No thread pointer; one below; one elsewhere. */
	ck_assert_str_eq(dead(FIRST "thread sp=107f0000\n" GUARD STACK), "");
	ck_assert_str_eq(dead(FIRST "thread sp=107ff800 tp=107ff6c0\n"
	    GUARD STACK), "");
	ck_assert_str_eq(dead(FIRST "thread sp=107f0000 tp=20000000\n"
	    GUARD STACK "rw- 20000000+1000\n"), "");
	/* Of another thread: then this one is on a borrowed stack. */
	ck_assert_str_eq(dead(FIRST "thread sp=107f0000 tp=20000000\n"
	    "thread sp=1 tp=107ff6c0\n" GUARD STACK "rw- 20000000+1000\n"),
	    "");
}
END_TEST

START_TEST(the_block_may_lie_in_the_next_segment_of_the_run)
{
	ck_assert_str_eq(dead(FIRST THREAD GUARD
	    "rw- 10000000+7ff000 load=1\nrw- 107ff000+1000 load=2\n"), DEAD);
	ck_assert_str_eq(dead(FIRST THREAD GUARD
	    "rw- 10000000+7f8000 load=1\n--- 107f8000+1000 absent\n"
	    "rw- 107f9000+7000 load=2\n"), "");
}
END_TEST

START_TEST(the_main_stack_begins_where_its_segment_does)
{
	ck_assert_str_eq(dead("auxv random=7fff9\n"
	    "thread sp=7e800 tp=1000\nrw- 60000+20000\n"), "60000+1e000");
	/* AT_RANDOM below SP, or elsewhere: not the main stack. */
	ck_assert_str_eq(dead("auxv random=60009\n"
	    "thread sp=7e800 tp=1000\nrw- 60000+20000\n"), "");
	ck_assert_str_eq(dead("auxv random=90009\n"
	    "thread sp=7e800 tp=1000\nrw- 60000+20000 load=1\n"
	    "rw- 80000+20000 load=2\n"), "");
}
END_TEST

START_TEST(another_thread_within_makes_a_stack_stay_whole)
{
	/* Its stack pointer, its thread pointer, at the very start. */
	ck_assert_str_eq(dead(FIRST THREAD "thread sp=10000000\n" GUARD STACK),
	    "");
	ck_assert_str_eq(dead(FIRST THREAD "thread sp=1 tp=10000000\n"
	    GUARD STACK), "");
	ck_assert_str_eq(dead("auxv random=7fff9\nthread sp=7e800\n"
	    "thread sp=7ff00\nrw- 60000+20000\n"), "");
	/* Not at the top, nor just below. */
	ck_assert_str_eq(dead(FIRST THREAD "thread sp=107ff6c0\n"
	    "--- ffff000+1000 absent\n" STACK "rw- 30000+1000\n"
	    "thread sp=30800 tp=fffffff\n"), DEAD);
}
END_TEST

START_TEST(default_size_proves_stacks_whose_guards_are_invisible)
{
	ck_assert_str_eq(dead(FIRST "thread sp=107f0000 tp=108006c0\n"
	    "rw- 10000000+801000\n"), "10000000+7ef000");
	/* Not where data are below in the same mapping, */
	ck_assert_str_eq(dead(FIRST "thread sp=107f0000 tp=108006c0\n"
	    "rw- ff00000+901000\n"), "");
	/* but again from the end of one thread's block to that of the next;
	 * blocks of threads may be as long as a page. */
	ck_assert_str_eq(dead(FIRST "thread sp=10ff0000 tp=10fff6c0\n"
	    "thread sp=117f0000 tp=118006c0\nrw- 10000000+1801000\n"),
	    "11001000+7ee000");
	ck_assert_str_eq(dead(FIRST "thread sp=10ff0000 tp=10ffe6c0\n"
	    "thread sp=117f0000 tp=118006c0\nrw- 10000000+1801000\n"), "");
}
END_TEST

START_TEST(default_size_is_glibcs_on_x86_64_only)
{
	ck_assert_str_eq(dead("machine arm64\n" FIRST
	    "thread sp=107f0000 tp=108006c0\nrw- 10000000+801000\n"), "");
	ck_assert_str_eq(dead("machine x86\n" FIRST
	    "thread sp=107f0000 tp=108006c0\nrw- 10000000+801000\n"), "");
}
END_TEST

START_TEST(createdump_lists_no_guards_so_eight_mebibytes_will_do)
{
	ck_assert_str_eq(dead("writer createdump\n" FIRST THREAD STACK), DEAD);
	ck_assert_str_eq(dead(FIRST THREAD STACK), "");
	/* But not from another thread's block on. */
	ck_assert_str_eq(dead("writer createdump\n" FIRST
	    "thread sp=107f0000 tp=107ff6c0\n"
	    "thread sp=1 tp=fffff00\n"
	    "rw- fff0000+810000\n"), "");
}
END_TEST

START_TEST(a_thread_that_blocks_a_fault_may_be_in_its_handler)
{
	/* ILL TRAP ABRT BUS FPE SEGV */
	static const unsigned faults[] = { 4, 5, 6, 7, 8, 11 };
	char model[256];
	size_t i;

	for (i = 0; i < sizeof faults / sizeof *faults; i++) {
		snprintf(model, sizeof model, "%s%s blocked=%llx\n%s", FIRST,
		    "thread sp=107f0000 tp=107ff6c0", 1ull << (faults[i] - 1),
		    GUARD STACK);
		ck_assert_str_eq(dead(model), "");
	}
	/* USR1 and CHLD are none. */
	ck_assert_str_eq(dead(FIRST "thread sp=107f0000 tp=107ff6c0 "
	    "blocked=10200\n" GUARD STACK), DEAD);
}
END_TEST

START_TEST(a_thread_that_blocks_everything_never_wanted_a_signal)
{
	/* All but KILL, STOP and libc's 32 and 33; and less of them. */
	ck_assert_str_eq(dead(FIRST "thread sp=107f0000 tp=107ff6c0 "
	    "blocked=fffffffe7ffbfeff\n" GUARD STACK), DEAD);
	ck_assert_str_eq(dead(FIRST "thread sp=107f0000 tp=107ff6c0 "
	    "blocked=ffffffffffffffff\n" GUARD STACK), DEAD);
	ck_assert_str_eq(dead(FIRST "thread sp=107f0000 tp=107ff6c0 "
	    "blocked=fffffffe7ffbfefe\n" GUARD STACK), "");
	/* The thread that crashed may have a handler that does so. */
	ck_assert_str_eq(dead("thread sp=107f0000 tp=107ff6c0 "
	    "blocked=fffffffe7ffbfeff\n" GUARD STACK), "");
}
END_TEST

START_TEST(signal_numbers_and_width_are_those_of_the_machine)
{
	/* BUS is 10 on mips and elsewhere, and a word may have 32 bits. */
	ck_assert_str_eq(dead("machine mips\n" FIRST
	    "thread sp=107f0000 tp=107ff6c0 blocked=200\n" GUARD STACK), "");
	ck_assert_str_eq(dead("machine mips\n" FIRST
	    "thread sp=107f0000 tp=107ff6c0 blocked=40\n" GUARD STACK), DEAD);
	ck_assert_str_eq(dead("os freebsd\n" FIRST
	    "thread sp=107f0000 tp=107ff6c0 blocked=200\n" GUARD STACK), "");
	ck_assert_str_eq(dead("machine mips\nunblockable ffffffff80400100\n"
	    FIRST "thread sp=107f0000 tp=107ff6c0 blocked=7fbffeff\n" GUARD
	    STACK), DEAD);
	ck_assert_str_eq(dead("machine mips\nunblockable ffffffff80400100\n"
	    FIRST "thread sp=107f0000 tp=107ff6c0 blocked=7ffbfeff\n" GUARD
	    STACK), "");
}
END_TEST

START_TEST(the_red_zone_and_its_page_stay)
{
	ck_assert_str_eq(dead(FIRST "thread sp=107f0400 tp=107ff6c0\n"
	    GUARD STACK), "10000000+7f0000");
	ck_assert_str_eq(dead(FIRST "thread sp=107f03ff tp=107ff6c0\n"
	    GUARD STACK), "10000000+7ef000");
	ck_assert_str_eq(dead(FIRST "thread sp=10000300 tp=107ff6c0\n"
	    GUARD STACK), "");
}
END_TEST

START_TEST(a_live_stack_ends_behind_the_thread_block)
{
	ck_assert_str_eq(live("thread sp=107f0000 tp=107fe6c0\n" GUARD
	    "rw- 10000000+c00000\n"), "107ef000+11000");
	ck_assert_str_eq(live("machine arm64\n"
	    "thread sp=107f0000 tp=107fe6c0\n" GUARD "rw- 10000000+c00000\n"),
	    "107ef000+20000");
}
END_TEST

START_TEST(the_main_stack_is_live_to_its_end)
{
	ck_assert_str_eq(live("auxv random=7bff9\nthread sp=6e800\n"
	    "rw- 60000+20000\n"), "6e000+12000");
}
END_TEST

START_TEST(a_stack_that_may_be_part_of_a_heap_counts_for_a_mebibyte)
{
	ck_assert_str_eq(live("thread sp=c000100800\nrw- c000000000+4000000\n"),
	    "c000100000+101000");
}
END_TEST

START_TEST(live_memory_of_one_thread_wins_over_dead_of_another)
{
	/* A red zone that reaches into the stack below. */
	ck_assert_str_eq(dead(FIRST THREAD "thread sp=10800010\n" GUARD
	    "rw- 10000000+801000 load=1\n"), DEAD);
	ck_assert_str_eq(live(FIRST THREAD "thread sp=10800010\n" GUARD
	    "rw- 10000000+801000 load=1\n"), "107ef000+12000");
}
END_TEST

START_TEST(modules_that_cut_a_segment_do_not_shorten_the_stack)
{
	ck_assert_str_eq(dead(FIRST THREAD "module a.so 10100000+1000\n" GUARD
	    STACK), DEAD);
}
END_TEST

Suite *
stacks_suite(void)
{
	Suite *s = suite_create("stacks");
	TCase *t = tcase_create("stacks");

	tcase_add_test(t, a_guard_below_proves_where_a_stack_begins);
	tcase_add_test(t, without_a_guard_nothing_is_proven);
	tcase_add_test(t, a_guard_is_at_most_a_mebibyte);
	tcase_add_test(t, the_size_must_be_a_power_of_two_with_or_without_the_guard);
	tcase_add_test(t, a_thread_stack_is_at_most_64_mebibytes);
	tcase_add_test(t, the_guard_of_a_core_that_gdb_wrote_is_readable);
	tcase_add_test(t, a_stack_belongs_to_the_thread_whose_block_is_above_its_pointer);
	tcase_add_test(t, the_block_may_lie_in_the_next_segment_of_the_run);
	tcase_add_test(t, the_main_stack_begins_where_its_segment_does);
	tcase_add_test(t, another_thread_within_makes_a_stack_stay_whole);
	tcase_add_test(t, default_size_proves_stacks_whose_guards_are_invisible);
	tcase_add_test(t, default_size_is_glibcs_on_x86_64_only);
	tcase_add_test(t, createdump_lists_no_guards_so_eight_mebibytes_will_do);
	tcase_add_test(t, a_thread_that_blocks_a_fault_may_be_in_its_handler);
	tcase_add_test(t, a_thread_that_blocks_everything_never_wanted_a_signal);
	tcase_add_test(t, signal_numbers_and_width_are_those_of_the_machine);
	tcase_add_test(t, the_red_zone_and_its_page_stay);
	tcase_add_test(t, a_live_stack_ends_behind_the_thread_block);
	tcase_add_test(t, the_main_stack_is_live_to_its_end);
	tcase_add_test(t, a_stack_that_may_be_part_of_a_heap_counts_for_a_mebibyte);
	tcase_add_test(t, live_memory_of_one_thread_wins_over_dead_of_another);
	tcase_add_test(t, modules_that_cut_a_segment_do_not_shorten_the_stack);
	suite_add_tcase(s, t);
	return s;
}
