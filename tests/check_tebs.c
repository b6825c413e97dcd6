/* SPDX-License-Identifier: BSD-2-Clause */
/* check_tebs.c -- the blocks of Windows threads and of their process. */
#include <check.h>
#include <string.h>

#include "base/bytes.h"
#include "process/survey.h"
#include "tests/suites.h"
#include "tests/synth_process.h"

/* Blocks at 10000 (a thread) and 20000 (the process), a heap at 30000. */
#define PROCESS	"os windows\nthread sp=1 tp=10000\n"	\
	"rw- 10000+2000 private\nrw- 20000+1000 private\n"	\
	"rw- 30000+10000 private\n"

enum {
	TEB = 0x10000, PEB = 0x20000, LOADER = 0x30000, FIRST = 0x30100,
	SECOND = 0x30300, PARAMETERS = 0x31000
};

static void
put_text(struct process *p, uint64_t at, uint16_t bytes, uint64_t where)
{
	put_le16(process_at(p, at), bytes);
	process_put(p, at + p->m->word, where);
}

static struct process
process(const char *text)
{
	struct process p = process_new(text);

	process_put(&p, TEB + 0x30, TEB);
	process_put(&p, TEB + 0x60, PEB);
	process_put(&p, PEB + 0x18, LOADER);
	process_put(&p, LOADER + 0x10, FIRST);
	process_put(&p, FIRST, SECOND);
	process_put(&p, SECOND, LOADER + 0x10);
	return p;
}

static const char *
plumbing(struct process *p, const char *rule)
{
	process_ask(p, ASK_PLUMBING);
	return process_set(&p->m->survey.plumbing, rule);
}

static const char *
process_data(struct process *p, const char *rule)
{
	process_ask(p, ASK_PLUMBING);
	return process_set(&p->m->survey.process_data, rule);
}

START_TEST(the_way_leads_from_a_thread_to_the_loaders_list)
{
	struct process p = process(PROCESS);

	put_text(&p, FIRST + 0x48, 0x20, 0x38000);
	put_text(&p, FIRST + 0x58, 0x10, 0x38010);
	put_text(&p, SECOND + 0x48, 0x30, 0x38800);
	ck_assert_str_eq(plumbing(&p, "block of"), "10000+2000 20000+1000");
	ck_assert_str_eq(process_set(&p.m->survey.plumbing,
	    "list of libraries"), "30000+58 30100+138 30300+138");
	ck_assert_str_eq(process_set(&p.m->survey.plumbing,
	    "name of a library"), "38000+22 38800+32");
	ck_assert_str_eq(process_warning(&p), "");
	process_free(&p);
}
END_TEST

START_TEST(pointers_of_4_bytes_have_other_places)
{
	struct process p = process_new("machine x86\n" PROCESS);

	process_put(&p, TEB + 0x18, TEB);
	process_put(&p, TEB + 0x30, PEB);
	process_put(&p, PEB + 0x0c, LOADER);
	process_put(&p, PEB + 0x10, PARAMETERS);
	process_put(&p, LOADER + 0x0c, FIRST);
	process_put(&p, FIRST, LOADER + 0x0c);
	put_text(&p, FIRST + 0x24, 0x20, 0x38000);
	put_text(&p, PARAMETERS + 0x40, 0x10, 0x39000);
	process_put(&p, PARAMETERS + 0x48, 0x3a000);
	process_put(&p, PARAMETERS + 0x290, 0x80);
	ck_assert_str_eq(plumbing(&p, NULL), "10000+1000 20000+1000 "
	    "30000+30 30100+c0 31000+2c0 38000+22 39000+12");
	ck_assert_str_eq(process_set(&p.m->survey.process_data, NULL),
	    "3a000+80");
	process_free(&p);
}
END_TEST

START_TEST(parameters_are_told_apart_from_the_environment)
{
	struct process p = process(PROCESS);

	process_put(&p, PEB + 0x20, PARAMETERS);
	put_text(&p, PARAMETERS + 0x38, 0x10, 0x32000);
	put_text(&p, PARAMETERS + 0x60, 0x20, 0x32100);
	put_text(&p, PARAMETERS + 0x70, 0x30, 0x32200);
	put_text(&p, PARAMETERS + 0xb0, 0x40, 0x32300);
	process_put(&p, PARAMETERS + 0x80, 0x33000);
	process_put(&p, PARAMETERS + 0x3f0, 0x123);
	ck_assert_str_eq(plumbing(&p, "parameters"),
	    "31000+440 32000+12 32100+22 32200+32");
	ck_assert_str_eq(process_set(&p.m->survey.process_data, NULL),
	    "32300+42 33000+123");
	process_free(&p);
}
END_TEST

START_TEST(data_of_the_process_are_kept_and_dropped_by_name)
{
	struct process p = process(PROCESS);
	struct dump_plan *plan;

	process_put(&p, PEB + 0x20, PARAMETERS);
	put_text(&p, PARAMETERS + 0x70, 0x30, 0x32200);
	put_text(&p, PARAMETERS + 0xb0, 0x40, 0x32300);
	process_put(&p, PARAMETERS + 0x80, 0x33000);
	process_put(&p, PARAMETERS + 0x3f0, 0x123);
	put_le32(process_at(&p, PEB + 0xe8), 1);
	process_put(&p, PEB + 0xf0, 0x34000);
	process_put(&p, 0x34000, 0x35000);
	process_ask(&p, ASK_PLUMBING | ASK_STACKS);
	/* The blocks stay, and the heap. */
	plan = synth_plan(p.m, "drop what=process-data", NULL);
	ck_assert_str_eq(synth_kept(plan), "10000+2000 20000+1000 30000+1000 "
	    "31440+dc0 32232+ce 32342+cbe 33123+cedd");
	dump_plan_free(plan);
	plan = synth_plan(p.m, "stacks", "keep what=process-data", NULL);
	ck_assert_str_eq(synth_kept(plan), "10000+2000 20000+1000 "
	    "30000+58 30100+138 30300+138 31000+440 32200+32 32300+42 33000+123 34000+8 35000+1000");
	dump_plan_free(plan);
	process_free(&p);
}
END_TEST

START_TEST(an_environment_without_a_size_ends_with_two_nuls)
{
	struct process p = process(PROCESS);

	process_put(&p, PEB + 0x20, PARAMETERS);
	process_put(&p, PARAMETERS + 0x80, 0x33000);
	memset(process_at(&p, 0x33000), 'x', 0x1ffc);
	put_le16(process_at(&p, 0x33100), 0);
	ck_assert_str_eq(process_data(&p, "environment"), "33000+2000");
	process_free(&p);
	/* Or where memory does. */
	p = process(PROCESS);
	process_put(&p, PEB + 0x20, PARAMETERS);
	process_put(&p, PARAMETERS + 0x80, 0x33000);
	process_put(&p, PARAMETERS + 0x3f0, 0x80000000);
	memset(process_at(&p, 0x33000), 'x', 0xd000);
	ck_assert_str_eq(process_data(&p, "environment"), "33000+d000");
	process_free(&p);
}
END_TEST

START_TEST(an_environment_has_a_limit)
{
	struct process p = process("os windows\nthread sp=1 tp=10000\n"
	    "rw- 10000+2000 private\nrw- 20000+1000 private\n"
	    "rw- 30000+200000 private\n");

	process_put(&p, PEB + 0x20, PARAMETERS);
	process_put(&p, PARAMETERS + 0x80, 0x33000);
	memset(process_at(&p, 0x33000), 'x', 0x180000);
	ck_assert_str_eq(process_data(&p, "environment"), "33000+100000");
	process_free(&p);
}
END_TEST

START_TEST(each_heap_has_its_first_page)
{
	struct process p = process(PROCESS);

	put_le32(process_at(&p, PEB + 0xe8), 2);
	process_put(&p, PEB + 0xf0, 0x34000);
	process_put_all(&p, 0x34000, UINT64_C(0x35000), UINT64_C(0x38000),
	    UINT64_C(0x3a000), NO_WORD);
	ck_assert_str_eq(process_data(&p, NULL),
	    "34000+10 35000+1000 38000+1000");
	process_free(&p);
	/* A count may be anything. */
	p = process(PROCESS);
	put_le32(process_at(&p, PEB + 0xe8), UINT32_MAX);
	process_put(&p, PEB + 0xf0, 0x3fff0);
	process_put_all(&p, 0x3fff0, UINT64_C(0x35000), UINT64_C(0x38000),
	    NO_WORD);
	ck_assert_str_eq(process_data(&p, "head of a heap"),
	    "35000+1000 38000+1000");
	process_free(&p);
}
END_TEST

START_TEST(a_threads_variables_are_data_of_the_process)
{
	struct process p = process(PROCESS);

	process_put(&p, TEB + 0x58, 0x36000);
	ck_assert_str_eq(process_data(&p, "variables"), "36000+1000");
	process_free(&p);
}
END_TEST

START_TEST(a_list_that_does_not_come_back_ends)
{
	struct process p = process(PROCESS);

	process_put(&p, SECOND, FIRST);
	ck_assert_str_eq(plumbing(&p, "list of libraries"),
	    "30000+58 30100+138 30300+138");
	ck_assert_ptr_nonnull(strstr(process_warning(&p),
	    "list of libraries: it does not end after "));
	ck_assert(!p.m->damaged);
	process_free(&p);
	/* Where an entry is absent the rest is unknown, and nobody is told. */
	p = process(PROCESS);
	process_put(&p, FIRST, 0x90000);
	ck_assert_str_eq(plumbing(&p, "list of libraries"),
	    "30000+58 30100+138 90000+138");
	ck_assert_str_eq(process_warning(&p), "");
	process_free(&p);
}
END_TEST

START_TEST(a_list_of_any_length_has_a_limit)
{
	struct process p = process("os windows\nthread sp=1 tp=10000\n"
	    "rw- 10000+2000 private\nrw- 20000+1000 private\n"
	    "rw- 30000+800000 private\n");
	uint64_t at;

	for (at = FIRST; at < 0x7fff00; at += 0x100)
		process_put(&p, at, at + 0x100);
	process_ask(&p, ASK_PLUMBING);
	ck_assert_str_eq(process_warning(&p),
	    "list of libraries: it does not end after 16384");
	process_free(&p);
}
END_TEST

START_TEST(what_is_no_block_of_a_thread_leads_nowhere)
{
	struct process p = process(PROCESS);

	process_put(&p, TEB + 0x30, TEB + 8);
	ck_assert_str_eq(plumbing(&p, NULL), "10000+2000");
	process_free(&p);
	p = process("os windows\nthread sp=1 tp=fffffffffffffff0\n"
	    "thread sp=1\nrw- 10000+2000 private\nrw- 20000+1000 private\n"
	    "rw- 30000+10000 private\n");
	ck_assert_str_eq(plumbing(&p, NULL), "fffffffffffffff0+10");
	process_free(&p);
}
END_TEST

START_TEST(every_thread_leads_to_the_process_but_once_is_enough)
{
	struct process p = process("os windows\nthread sp=1 tp=12000\n"
	    "thread sp=1 tp=10000\nthread sp=1 tp=14000\n"
	    "rw- 10000+6000 private\nrw- 20000+1000 private\n"
	    "rw- 30000+10000 private\n");

	/* The first one is broken, the third one names another process. */
	process_put(&p, 0x14030, 0x14000);
	process_put(&p, 0x14060, 0x38000);
	ck_assert_str_eq(plumbing(&p, "block of"), "10000+6000 20000+1000");
	process_free(&p);
}
END_TEST

START_TEST(a_32_bit_program_has_two_blocks_of_everything)
{
	struct process p = process("os windows\nthread sp=1 tp=10000\n"
	    "rw- 10000+3000 private\nrw- 20000+1000 private\n"
	    "rw- 28000+1000 private\nrw- 30000+10000 private\n");

	process_put(&p, TEB, 0x12000);
	process_put(&p, TEB + 0x1488, 0x3e000);
	put_le16(process_at(&p, 0x3e002), 0x14c);
	put_le32(process_at(&p, 0x12018), 0x12000);
	put_le32(process_at(&p, 0x12030), 0x28000);
	put_le32(process_at(&p, 0x2800c), 0x3d000);
	put_le32(process_at(&p, 0x3d00c), 0x3d100);
	put_le32(process_at(&p, 0x3d100), 0x3d00c);
	ck_assert_str_eq(plumbing(&p, "block of"),
	    "10000+3000 20000+1000 28000+1000");
	ck_assert_str_eq(process_set(&p.m->survey.plumbing, "list of"),
	    "30000+58 30100+138 30300+138 3d000+30 3d100+c0");
	ck_assert_str_eq(process_set(&p.m->survey.plumbing, "registers"),
	    "3e000+2d0");
	process_free(&p);
}
END_TEST

Suite *
tebs_suite(void)
{
	Suite *s = suite_create("tebs");
	TCase *t = tcase_create("tebs");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, the_way_leads_from_a_thread_to_the_loaders_list);
	tcase_add_test(t, pointers_of_4_bytes_have_other_places);
	tcase_add_test(t, parameters_are_told_apart_from_the_environment);
	tcase_add_test(t, data_of_the_process_are_kept_and_dropped_by_name);
	tcase_add_test(t, an_environment_without_a_size_ends_with_two_nuls);
	tcase_add_test(t, an_environment_has_a_limit);
	tcase_add_test(t, each_heap_has_its_first_page);
	tcase_add_test(t, a_threads_variables_are_data_of_the_process);
	tcase_add_test(t, a_list_that_does_not_come_back_ends);
	tcase_add_test(t, a_list_of_any_length_has_a_limit);
	tcase_add_test(t, what_is_no_block_of_a_thread_leads_nowhere);
	tcase_add_test(t, every_thread_leads_to_the_process_but_once_is_enough);
	tcase_add_test(t, a_32_bit_program_has_two_blocks_of_everything);
	suite_add_tcase(s, t);
	return s;
}
