/* SPDX-License-Identifier: BSD-2-Clause */
/* check_scrub_stacks.c -- what the scrubbing of stacks leaves of them. */
#include <check.h>
#include <string.h>

#include "filters/filter.h"
#include "lib/filter.h"
#include "model/type.h"
#include "tests/suites.h"
#include "tests/synth_process.h"

static struct dump_err err;

/* A thread, its stack, a library, a heap, generated code, the vdso. */
#define PROCESS	"auxv sysinfo=40000\n"	\
	"thread sp=70001800 pc=12345 tp=70007000\n"	\
	"r-- 10000+2000 /lib/libx.so@0\n"	\
	"r-x 12000+4000 /lib/libx.so@2000\n"	\
	"rw- 30000+4000\n"	\
	"rwx 35000+1000\n"	\
	"r-x 40000+2000\n"	\
	"--- 6ffff000+1000\n"	\
	"rw- 70000000+8000\n"

static void
scrub(struct process *p, const char *a, const char *b)
{
	struct dump_plan *plan;

	process_ask(p, ASK_STACKS | ASK_PLUMBING);
	plan = synth_plan(p->m, a, b, NULL);
	process_rewrite(p, plan);
	dump_plan_free(plan);
}

/* The words of a stack after A and B did what they do. */
static const char *
left(const char *model, uint64_t at, const uint64_t *words, size_t n,
    const char *a, const char *b)
{
	struct process p = process_new(model);
	const char *text;
	size_t i;

	for (i = 0; i < n; i++)
		process_put(&p, at + i * p.m->word, words[i]);
	scrub(&p, a, b);
	text = process_words(&p, at, n);
	process_free(&p);
	return text;
}
#define LEFT(model, at, a, b, ...)					\
	left(model, at, (const uint64_t[]){ __VA_ARGS__ },		\
	    sizeof (const uint64_t[]){ __VA_ARGS__ } / sizeof(uint64_t), a, b)

START_TEST(small_numbers_stay)
{
	ck_assert_str_eq(LEFT(PROCESS, 0x70001800, "scrub-stacks", NULL,
	    0, 1, 4096, 4097, UINT64_MAX, (uint64_t)-4096, (uint64_t)-4097),
	    "0 1 1000 0 ffffffffffffffff fffffffffffff000 0");
	ck_assert_str_eq(LEFT(PROCESS, 0x70001800, "scrub-stacks small=0",
	    NULL, 0, 1, UINT64_MAX), "0 0 0");
}
END_TEST

START_TEST(pointers_stay_and_texts_go)
{
	ck_assert_str_eq(LEFT(PROCESS, 0x70001800, "scrub-stacks", NULL,
	    0x70001900, 0x12345, 0x10000, 0x15fff, 0x16000, 0x35010, 0x40ff8,
	    UINT64_C(0x6472777373617070)),
	    "70001900 12345 10000 15fff 0 35010 40ff8 0");
}
END_TEST

START_TEST(other_memory_counts_only_where_it_is_asked_for)
{
	ck_assert_str_eq(LEFT(PROCESS, 0x70001800, "scrub-stacks", NULL,
	    0x30008), "0");
	ck_assert_str_eq(LEFT(PROCESS, 0x70001800, "scrub-stacks wide", NULL,
	    0x30008, 0x34000), "30008 0");
}
END_TEST

START_TEST(it_counts_where_a_runtime_is_known)
{
#define JAVA PROCESS "r-x 80000+1000 /usr/lib/libjvm.so@0\n"
	ck_assert_str_eq(LEFT(JAVA, 0x70001800, "scrub-stacks", NULL,
	    0x30008), "30008");
	ck_assert_str_eq(LEFT(JAVA, 0x70001800, "scrub-stacks strict", NULL,
	    0x30008), "0");
}
END_TEST

START_TEST(only_memory_of_the_output_counts)
{
	ck_assert_str_eq(LEFT(PROCESS, 0x70001800, "scrub-stacks wide",
	    "drop what=private", 0x30008, 0x35010), "0 35010");
	ck_assert_str_eq(LEFT(PROCESS, 0x70001800, "scrub-stacks",
	    "drop what=jit", 0x35010, 0x40010, 0x12345), "0 40010 12345");
	ck_assert_str_eq(LEFT(PROCESS, 0x70001800, "scrub-stacks",
	    "drop what=plumbing", 0x40010), "0");
}
END_TEST

START_TEST(what_lies_below_the_stack_pointer_goes)
{
	ck_assert_str_eq(LEFT(PROCESS, 0x70001000, "scrub-stacks", NULL,
	    0x12345, 0x70001900, 1), "0 0 0");
	ck_assert_str_eq(LEFT(PROCESS, 0x700017f0, "scrub-stacks", NULL,
	    0x12345, 0x12345, 0x12345), "0 0 12345");
	/* Dead for certain: there is a guard. */
	ck_assert_str_eq(LEFT(PROCESS, 0x70000100, "scrub-stacks", NULL,
	    0x12345), "0");
}
END_TEST

START_TEST(what_is_no_stack_stays)
{
	ck_assert_str_eq(LEFT(PROCESS, 0x30000, "scrub-stacks", NULL,
	    UINT64_C(0x6472777373617070)), "6472777373617070");
}
END_TEST

START_TEST(other_words_can_be_made_to_show)
{
	ck_assert_str_eq(LEFT(PROCESS, 0x70001800, "scrub-stacks deface",
	    NULL, 0x999999, 7), "defaced0defaced 7");
}
END_TEST

START_TEST(words_of_four_bytes_are_such)
{
#define SMALL_WORDS "machine x86\n" PROCESS
	ck_assert_str_eq(LEFT(SMALL_WORDS, 0x70001800, "scrub-stacks", NULL,
	    0x12345, 0x64727773, UINT32_MAX, 0x70001804),
	    "12345 0 ffffffff 70001804");
	ck_assert_str_eq(LEFT(SMALL_WORDS, 0x70001800, "scrub-stacks deface",
	    NULL, 0x64727773), "defaced");
}
END_TEST

START_TEST(tags_of_pointers_do_not_count)
{
#define TAGGED "machine arm64\n" PROCESS
	ck_assert_str_eq(LEFT(TAGGED, 0x70001800, "scrub-stacks", NULL,
	    UINT64_C(0xb400000070001900), UINT64_C(0x002f000000012345),
	    UINT64_C(0x0000010000012345)),
	    "b400000070001900 2f000000012345 0");
}
END_TEST

/* Two stacks in one mapping, without a guard between. */
#define GLUED "thread sp=70001800 tp=70003f00\n"	\
	"thread sp=70005800 tp=70007f00\n"		\
	"r-x 12000+4000 /lib/libx.so@2000\n"		\
	"rw- 70000000+8000\n"

START_TEST(each_thread_has_a_stack_of_its_own)
{
	ck_assert_str_eq(LEFT(GLUED, 0x70001800, "scrub-stacks", NULL,
	    0x70001900, 0x70005900), "70001900 0");
	ck_assert_str_eq(LEFT(GLUED, 0x70005800, "scrub-stacks", NULL,
	    0x70001900, 0x70005900), "0 70005900");
}
END_TEST

/* A stack that is larger than what a small dump has of one. */
#define LARGE "thread sp=70001800 tp=707ff6c0\n"	\
	"r-- 10000+2000 /lib/libx.so@0\n"		\
	"r-x 12000+4000 /lib/libx.so@2000\n"		\
	"--- 6ffff000+1000\n"	\
	"rw- 70000000+800000\n"

START_TEST(the_block_of_a_thread_is_part_of_its_stack)
{
	ck_assert_str_eq(LEFT(LARGE, 0x707ff6c0, "mini", "scrub-stacks",
	    0x12345, 0x70001900, 0x707ff6c0, 0x999999), "12345 70001900 0 0");
	ck_assert_str_eq(LEFT(LARGE, 0x707ff6c0, "scrub-stacks", NULL,
	    0x12345, 0x70001900, 0x707ff6c0, 0x999999),
	    "12345 70001900 707ff6c0 0");
}
END_TEST

START_TEST(a_heap_around_a_stack_pointer_is_no_stack)
{
#define FIBER "thread sp=70001800 pc=12345\nrw- 70000000+800000\n"
	ck_assert_str_eq(LEFT(FIBER, 0x70002000, "scrub-stacks", NULL,
	    0x999999), "0");
	ck_assert_str_eq(LEFT(FIBER, 0x70102000, "scrub-stacks", NULL,
	    0x999999), "999999");
}
END_TEST


START_TEST(halves_of_words_go)
{
	/* The stack pointer cuts the word at 21800. */
	ck_assert_str_eq(LEFT("os windows\n"
	    "thread sp=21804 stack=21804+7fc\n"
	    "module app.exe 400000+10000\n"
	    "bytes 21804+7fd\n", 0x21808, "scrub-stacks", NULL,
	    0x400010, 0x21900), "400010 21900");
	ck_assert_str_eq(LEFT("os windows\n"
	    "thread sp=21804 stack=21804+7fc\n"
	    "module app.exe 400000+10000\n"
	    "bytes 21804+7fc\n", 0x21804, "scrub-stacks", NULL,
	    0x1000000010), "1000000000");
}
END_TEST

START_TEST(without_registers_it_fails)
{
	struct dump_model *m = synth_classified("r-x 12000+4000 /x@2000\n");
	struct dump_plan *p;
	const struct dump_filter *f;

	m->no_registers = true;
	ck_assert_int_eq(dump_plan_new(&p, m, &err), 0);
	ck_assert_int_eq(filter_find(&f, "scrub-stacks", &err), 0);
	ck_assert_int_eq(f->plan(NULL, m, p, &err), -1);
	ck_assert(strstr(err.msg, "no registers") != NULL);
	dump_plan_free(p);
	dump_model_free(m);
}
END_TEST

START_TEST(wrong_options_are_refused)
{
	ck_assert_int_eq(dump_filter_check("scrub-stacks", "small=x", &err),
	    -1);
	ck_assert_int_eq(dump_filter_check("scrub-stacks", "small=2000000",
	    &err), -1);
	ck_assert_int_eq(dump_filter_check("scrub-stacks", "wide,strict",
	    &err), -1);
	ck_assert_int_eq(dump_filter_check("scrub-stacks", "small=0,deface",
	    &err), 0);
}
END_TEST

START_TEST(a_dump_without_stacks_is_not_changed)
{
	struct process p = process_new("thread sp=99999000\n"
	    "rw- 30000+4000\n");
	struct dump_plan *plan;

	process_ask(&p, ASK_STACKS);
	plan = synth_plan(p.m, "scrub-stacks", NULL);
	ck_assert(!plan->changes);
	ck_assert_uint_eq(plan->flags & TYPE_FILTER_MEMORY, 0);
	dump_plan_free(plan);
	process_free(&p);
}
END_TEST

Suite *
scrub_stacks_suite(void)
{
	Suite *s = suite_create("scrub_stacks");
	TCase *t = tcase_create("words");

	tcase_add_test(t, small_numbers_stay);
	tcase_add_test(t, pointers_stay_and_texts_go);
	tcase_add_test(t, other_memory_counts_only_where_it_is_asked_for);
	tcase_add_test(t, it_counts_where_a_runtime_is_known);
	tcase_add_test(t, only_memory_of_the_output_counts);
	tcase_add_test(t, other_words_can_be_made_to_show);
	tcase_add_test(t, words_of_four_bytes_are_such);
	tcase_add_test(t, tags_of_pointers_do_not_count);
	tcase_add_test(t, halves_of_words_go);
	suite_add_tcase(s, t);
	t = tcase_create("stacks");
	tcase_add_test(t, what_lies_below_the_stack_pointer_goes);
	tcase_add_test(t, what_is_no_stack_stays);
	tcase_add_test(t, each_thread_has_a_stack_of_its_own);
	tcase_add_test(t, the_block_of_a_thread_is_part_of_its_stack);
	tcase_add_test(t, a_heap_around_a_stack_pointer_is_no_stack);
	suite_add_tcase(s, t);
	t = tcase_create("filter");
	tcase_add_test(t, without_registers_it_fails);
	tcase_add_test(t, wrong_options_are_refused);
	tcase_add_test(t, a_dump_without_stacks_is_not_changed);
	suite_add_tcase(s, t);
	return s;
}
