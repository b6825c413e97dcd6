/* SPDX-License-Identifier: BSD-2-Clause */
/* check_scan.c -- modules that no stack points into. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "model/format.h"
#include "process/survey.h"
#include "tests/suites.h"
#include "tests/synth_process.h"

#define WINDOWS	"os windows\n"	\
	"thread sp=10800 pc=0 stack=10800+800\nrw- 10000+1000 private\n"	\
	"module C:\\app.exe 20000+3000\n"	\
	"r-- 20000+1000 image\nr-x 21000+1000 image\nrw- 22000+1000 image\n"	\
	"module C:\\a.dll 30000+3000\n"	\
	"r-- 30000+1000 image\nr-x 31000+1000 image\nrw- 32000+1000 image\n"	\
	"module C:\\b.dll 40000+3000\n"	\
	"r-- 40000+1000 image\nr-x 41000+1000 image\nrw- 42000+1000 image\n"	\
	"module C:\\Windows\\NTDLL.DLL 50000+2000\n"	\
	"r-x 50000+1000 image\nrw- 51000+1000 image\n"

#define UNIX	\
	"auxv entry=20000\n"	\
	"thread sp=10800 pc=0\nrw- 10000+1000\n"	\
	"r-x 20000+1000 /bin/app@0\nrw- 21000+1000 /bin/app@1000\n"	\
	"r-x 30000+1000 /lib/a.so@0\nrw- 31000+1000 /lib/a.so@1000\n"	\
	"r-x 40000+1000 /lib/b.so@0\nrw- 41000+1000 /lib/b.so@1000\n"

static const struct dump_format listing = { .lists_modules = true };

static struct dump_plan *
planned(struct process *p, const char *a, const char *b)
{
	p->m->format = &listing;
	process_ask(p, ASK_STACKS | ASK_PLUMBING | ASK_LEADS);
	return synth_plan(p->m, a, b, NULL);
}

static const char *
kept(struct process *p, const char *a, const char *b)
{
	static char text[1024];
	struct dump_plan *plan = planned(p, a, b);

	snprintf(text, sizeof text, "%s", synth_kept(plan));
	dump_plan_free(plan);
	return text;
}

START_TEST(unmarked_modules_lose_code_and_data)
{
	struct process p = process_new(WINDOWS);

	process_put(&p, 0x10808, 0x31010);
	ck_assert_str_eq(kept(&p, "scan", NULL), "10000+1000 20000+3000 "
	    "30000+3000 40000+1000 50000+2000");
	process_put(&p, 0x10808, 0x42ff8);
	ck_assert_str_eq(kept(&p, "full", "scan"), "10000+1000 20000+3000 "
	    "30000+3000 40000+1000 50000+2000");
	process_free(&p);
}
END_TEST

START_TEST(words_that_are_dropped_mark_nothing)
{
	struct process p = process_new(WINDOWS);

	process_put(&p, 0x10808, 0x31010);
	ck_assert_str_eq(kept(&p, "scan", "drop what=0x10800+64"),
	    "10000+800 10840+7c0 20000+3000 30000+1000 40000+1000 "
	    "50000+2000");
	process_free(&p);
}
END_TEST

START_TEST(with_drop_all_of_their_memory_goes)
{
	struct process p = process_new(WINDOWS);
	struct dump_plan *plan;

	process_put(&p, 0x10808, 0x31010);
	plan = planned(&p, "scan drop", NULL);
	ck_assert_str_eq(synth_kept(plan), "10000+1000 20000+3000 "
	    "30000+3000 50000+2000");
	ck_assert_uint_eq(plan->drop_modules.n, 1);
	ck_assert_uint_eq(plan->drop_modules.v[0].addr, 0x40000);
	dump_plan_free(plan);
	process_free(&p);
}
END_TEST

START_TEST(what_identifies_a_build_goes_once)
{
	struct process p = process_new(WINDOWS);
	struct dump_plan *plan;

	p.m->modules[2].id = "1234";
	plan = planned(&p, "scan", NULL);
	ck_assert_uint_eq(plan->strip_modules.n, 1);
	ck_assert_uint_eq(plan->strip_modules.v[0].addr, 0x40000);
	dump_plan_free(plan);
	p.m->modules[2].id = NULL;
	plan = planned(&p, "scan", NULL);
	ck_assert_uint_eq(plan->strip_modules.n, 0);
	dump_plan_free(plan);
	process_free(&p);
}
END_TEST

START_TEST(of_unix_modules_only_memory_goes)
{
	struct process p = process_new(UNIX);
	struct dump_plan *plan;

	process_put(&p, 0x10808, 0x30010);
	plan = planned(&p, "scan drop", NULL);
	ck_assert_str_eq(synth_kept(plan), "10000+1000 20000+2000 "
	    "30000+2000 40000+1000");
	ck_assert_uint_eq(plan->drop_modules.n + plan->strip_modules.n, 0);
	dump_plan_free(plan);
	process_free(&p);
}
END_TEST

START_TEST(where_stacks_are_unknown_all_modules_stay)
{
	struct process p = process_new(WINDOWS);
	struct dump_plan *plan;

	p.m->no_registers = true;
	plan = planned(&p, "scan", NULL);
	ck_assert(!plan->changes);
	ck_assert_str_eq(dump_plan_warning(plan, 0), "scan: where stacks "
	    "point to is not known; all modules stay");
	dump_plan_free(plan);
	process_free(&p);
}
END_TEST

Suite *
scan_suite(void)
{
	Suite *s = suite_create("scan");
	TCase *t = tcase_create("scan");

	tcase_add_test(t, unmarked_modules_lose_code_and_data);
	tcase_add_test(t, words_that_are_dropped_mark_nothing);
	tcase_add_test(t, with_drop_all_of_their_memory_goes);
	tcase_add_test(t, what_identifies_a_build_goes_once);
	tcase_add_test(t, of_unix_modules_only_memory_goes);
	tcase_add_test(t, where_stacks_are_unknown_all_modules_stay);
	suite_add_tcase(s, t);
	return s;
}
