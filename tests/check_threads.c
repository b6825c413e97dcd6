/* SPDX-License-Identifier: BSD-2-Clause */
/* check_threads.c -- dumps without some of their threads. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/plan.h"
#include "process/survey.h"
#include "tests/laws.h"
#include "tests/minidumps.h"
#include "tests/suites.h"
#include "tests/synth_elf.h"
#include "tests/synth_process.h"

static struct dump_err err;

/* The memory that is left, and what is warned of; threads have numbers from
 * 0 on, the first one has crashed. */
static const char *
kept(const char *model, const char *a, const char *b)
{
	static char text[2048];
	struct process p = process_new(model);
	struct dump_plan *plan;
	size_t i;

	for (i = 0; i < p.m->nthreads; i++)
		p.m->threads[i].seen.id = i;
	p.m->facts.crash.thread = 0;
	plan = synth_plan(p.m, a, b, NULL);
	if (plan->drop_thread != NULL && b != NULL) {
		process_ask(&p, ASK_IMAGES | ASK_PLUMBING | ASK_STACKS);
		dump_plan_free(plan);
		plan = synth_plan(p.m, a, b, NULL);
	}
	snprintf(text, sizeof text, "%s%s%s", synth_kept(plan),
	    plan->nwarnings > 0 ? "; " : "",
	    plan->nwarnings > 0 ? plan->warnings[0].text : "");
	dump_plan_free(plan);
	process_free(&p);
	return text;
}

#define UNPROVEN(n)	"; --threads: no record proves what memory is the "	\
	"stack of " n " of those left out, and nothing else; it counts as "	\
	"private"

START_TEST(a_stack_above_its_guard_goes_with_its_thread)
{
	static const char model[] = "thread sp=10000800 tp=30000\n"
	    "thread sp=707f0000 tp=707ff6c0\nrw- 30000+4000\n"
	    "rw- 10000000+10000\n"
	    "--- 6ffff000+1000\nrw- 70000000+800000\n";

	ck_assert_str_eq(kept(model, "threads keep=crash", NULL),
	    "30000+4000 10000000+10000 6ffff000+1000");
	ck_assert_str_eq(kept(model, "threads keep=1", NULL),
	    "30000+4000 10000000+10000 6ffff000+801000");
}
END_TEST

START_TEST(the_block_of_a_thread_goes_but_not_what_lies_beside)
{
	/* 1 is in an arena: nothing proves where its stack begins. */
	ck_assert_str_eq(kept("thread sp=10000800 tp=30000\n"
	    "thread sp=70010000 tp=700206c0\n"
	    "rw- 30000+4000\nrw- 10000000+10000\n"
	    "rw- 70000000+40000\n", "threads keep=crash", NULL),
	    "30000+4000 10000000+10000 70000000+20000 70021000+1f000"
	    UNPROVEN("1"));
}
END_TEST

START_TEST(what_a_cut_left_of_a_stack_goes_too)
{
	ck_assert_str_eq(kept("thread sp=10000800 tp=30000\n"
	    "thread sp=70010800 tp=700206c0\n"
	    "rw- 10000000+10000\n"
	    "rw- 70010000+11000\n", "threads keep=crash", NULL),
	    "10000000+10000");
}
END_TEST

START_TEST(memory_of_a_thread_that_stays_is_not_taken)
{
	/* 0 runs on the stack of 1. */
	ck_assert_str_eq(kept("thread sp=707e0000 tp=30000\n"
	    "thread sp=707f0000 tp=707ff6c0\nrw- 30000+4000\n"
	    "--- 6ffff000+1000\nrw- 70000000+800000\n",
	    "threads keep=crash", NULL),
	    "30000+4000 6ffff000+800000" UNPROVEN("1"));
}
END_TEST

START_TEST(what_a_process_began_with_stays)
{
	ck_assert_str_eq(kept("auxv random=7fff7a10\n"
	    "thread sp=10000800 tp=10003000\nthread sp=7fff0800 tp=30000\n"
	    "rw- 30000+4000\nrw- 10000000+10000\n"
	    "rw- 7ffe0000+20000\n", "threads keep=crash", NULL),
	    "30000+4000 10000000+10000 7fff7000+9000");
}
END_TEST

START_TEST(a_cut_meets_a_process_without_them)
{
	static const char model[] = "thread sp=10000800 pc=50000\n"
	    "thread sp=20000800 pc=52000\n"
	    "rw- 10000000+10000\nrw- 20000000+10000\n"
	    "r-- 4f000+1000 /lib/libx.so@0\n"
	    "r-x 50000+4000 /lib/libx.so@1000\n";

	/* The stack that nobody knows is private memory like any other. */
	ck_assert_str_eq(kept(model, "heap", "threads keep=crash"),
	    "4f000+2000 10000000+10000 20000000+10000" UNPROVEN("1"));
	ck_assert_str_eq(kept(model, "stacks", "threads keep=crash"),
	    "10000000+10000" UNPROVEN("1"));
}
END_TEST

START_TEST(threads_come_back_for_the_next_plan)
{
	struct dump_model *m = synth_classified("thread sp=10000800\n"
	    "thread sp=707f0000 tp=707ff6c0\n"
	    "rw- 10000000+10000\n"
	    "--- 6ffff000+1000\nrw- 70000000+800000\n");
	char before[512];
	struct dump_plan *p;

	m->threads[1].seen.id = 1;
	m->facts.crash.thread = 0;
	snprintf(before, sizeof before, "%s", synth_classes(m));
	p = synth_plan(m, "threads keep=crash", NULL);
	ck_assert(m->threads[1].gone);
	ck_assert_str_ne(synth_classes(m), before);
	dump_plan_free(p);
	p = synth_plan(m, "heap", NULL);
	ck_assert(!m->threads[1].gone);
	ck_assert_uint_eq(m->threads[1].seen.sp, 0x707f0000);
	ck_assert_str_eq(synth_classes(m), before);
	dump_plan_free(p);
	dump_model_free(m);
}
END_TEST

#define WINDOWS	"os windows\n"	\
	"thread sp=50800 tp=60000 stack=50800+1800\n"	\
	"thread sp=70800 tp=62000 stack=70800+800\n"	\
	"rw- 50000+2000 private load=1\n"	\
	"rw- 60000+2000 private load=2\n"	\
	"rw- 62000+2000 private load=2\n"	\
	"--- 6e000+1000 private reserved load=3\n"	\
	"rw- 6f000+1000 private guard load=3\n"	\
	"rw- 70000+1000 private load=3\n"

START_TEST(what_windows_reserved_for_a_stack_goes_and_the_teb)
{
	ck_assert_str_eq(kept(WINDOWS, "threads keep=crash", NULL),
	    "50000+2000 60000+2000");
	/* Without a guard only what its writer took for the stack. */
	ck_assert_str_eq(kept("os windows\n"
	    "thread sp=50800 tp=60000 stack=50800+1800\n"
	    "thread sp=70800 tp=62000 stack=70800+800\n"
	    "rw- 50000+2000 private load=1\n"
	    "rw- 70000+1000 private load=3\n", "threads keep=crash", NULL),
	    "50000+2000 70000+800");
	ck_assert_str_eq(kept("os windows\n"
	    "thread sp=50800 stack=50800+1800\nthread sp=70800\n"
	    "rw- 50000+2000 private load=1\n"
	    "rw- 70000+1000 private load=3\n", "threads keep=crash", NULL),
	    "50000+2000 70000+1000" UNPROVEN("1"));
}
END_TEST

START_TEST(who_is_not_there_is_told)
{
	static const char model[] = "thread sp=10000800\n"
	    "thread sp=20000800\nrw- 10000000+10000\n"
	    "rw- 20000000+10000\n";
	struct dump_model *m = synth_classified(model);
	struct dump_plan *p;

	ck_assert_str_eq(kept(model, "threads keep=1",
	    "threads keep=0xffff"), "10000000+10000 20000000+10000; "
	    "the input has no thread 65535");
	m->facts.crash.thread = -1;
	m->threads[1].seen.id = 1;
	ck_assert_int_eq(dump_plan_new(&p, m, &err), 0);
	ck_assert_int_eq(dump_plan_filter(p, "threads", "keep=crash", &err),
	    0);
	ck_assert_int_eq(dump_plan_filter(p, "threads", "keep=7", &err), 0);
	ck_assert_int_eq(dump_plan_settle(p, NULL, &err), -1);
	ck_assert_int_eq(err.code, DUMP_E_ARG);
	ck_assert_str_eq(err.msg, "none of the threads to keep is in the "
	    "dump, and none is known to have crashed");
	dump_plan_free(p);
	dump_model_free(m);
	ck_assert_int_eq(dump_filter_check("threads", "keep=first", &err),
	    -1);
	ck_assert_int_eq(dump_filter_check("threads", "keep=12x", &err), -1);
	ck_assert_int_eq(dump_filter_check("threads", NULL, &err), -1);
}
END_TEST

static struct blob
cut(const struct buf *in, const char *filters)
{
	struct blob b = { in->v, in->n, in->n }, out = { NULL, 0, 0 };
	struct cut how = { filters, CUT_NO_PROVENANCE, WAY_MEMORY, 0 };
	struct outcome o;
	const char *why;

	if (!cut_blob(&out, &b, &how, &o))
		ck_abort_msg("%s: %s", filters, o.err.msg);
	if ((why = law_idempotent(&out, &how)) != NULL ||
	    (why = law_same_ways(&b, &how)) != NULL ||
	    (why = law_subset(&out, &b)) != NULL)
		ck_abort_msg("%s: %s", filters, why);
	return out;
}

/* "7 8 9" of the threads that are left, in their order; static. */
static const char *
left(const struct buf *in, const char *filters)
{
	static char text[256];
	struct blob out = cut(in, filters);
	struct dump_source *src;
	struct dump_model *m;
	size_t i, n = 0;

	ck_assert_int_eq(dump_source_memory(&src, out.v, out.n, &err), 0);
	if (dump_model_read(&m, src, &err) == -1)
		ck_abort_msg("%s", err.msg);
	text[0] = '\0';
	for (i = 0; i < m->nthreads; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%u",
		    n > 0 ? " " : "", (unsigned)m->threads[i].seen.id);
	for (i = 0; i < m->nrecords; i++)
		if (m->records[i].thread < 0)
			n += (size_t)snprintf(text + n, sizeof text - n,
			    " %s", m->records[i].name);
	dump_model_free(m);
	dump_source_close(src);
	blob_free(&out);
	return text;
}

START_TEST(notes_of_a_core_go_with_their_thread)
{
	static const uint64_t auxv[] = { 6, 4096, 0 };
	static struct synth_elf s;
	static const uint8_t fpregs[512];
	struct buf in;
	uint32_t id;

	synth_elf_begin(&s, 64, false, 62);
	for (id = 7; id < 10; id++) {
		synth_elf_amd64(&s, id, id == 8 ? 11 : 0, 0x1000, 0x5000);
		if (id == 7)
			synth_elf_auxv(&s, auxv);
		synth_elf_note(&s, "CORE", 2, fpregs, sizeof fpregs);
	}
	synth_elf_loads(&s, "1000+1000 r-x 5000+1000 rw-");
	in = synth_elf_end(&s);
	ck_assert_str_eq(left(&in, "threads:keep=8"), "8 AUXV");
	ck_assert_str_eq(left(&in, "threads:keep=crash threads:keep=9"),
	    "8 9 AUXV");
	ck_assert_str_eq(left(&in, "threads:keep=9 threads:keep=0x7"),
	    "7 8 9 AUXV");
	buf_free(&in);
}
END_TEST

Suite *
threads_suite(void)
{
	Suite *s = suite_create("threads");
	TCase *t = tcase_create("threads");

	tcase_add_test(t, a_stack_above_its_guard_goes_with_its_thread);
	tcase_add_test(t, the_block_of_a_thread_goes_but_not_what_lies_beside);
	tcase_add_test(t, what_a_cut_left_of_a_stack_goes_too);
	tcase_add_test(t, memory_of_a_thread_that_stays_is_not_taken);
	tcase_add_test(t, what_a_process_began_with_stays);
	tcase_add_test(t, a_cut_meets_a_process_without_them);
	tcase_add_test(t, threads_come_back_for_the_next_plan);
	tcase_add_test(t, what_windows_reserved_for_a_stack_goes_and_the_teb);
	tcase_add_test(t, who_is_not_there_is_told);
	tcase_add_test(t, notes_of_a_core_go_with_their_thread);
	suite_add_tcase(s, t);
	return s;
}
