/* SPDX-License-Identifier: BSD-2-Clause */
/* check_indirect.c -- where stacks and registers lead, and what is kept of
 * that. */
#include <check.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "filters/filter.h"
#include "filters/lead_windows.h"
#include "tests/suites.h"
#include "tests/synth_process.h"

/* Two threads with stacks of a page, a heap, and what else there may be. */
#define UNIX	\
	"thread sp=10800 pc=20010\nthread sp=14800 pc=20020\n"	\
	"rw- 10000+1000\nrw- 14000+1000\n"	\
	"r-x 20000+2000 /bin/app@0\nrw- 22000+1000 /bin/app@2000\n"	\
	"rw- 40000+20000\nr-- 70000+2000\nrw- 80000+2000 /data@0\n"	\
	"r-- 90000+2000 /other@0\n"

#define WINDOWS	"os windows\n"	\
	"thread sp=10800 pc=20010 stack=10800+800\n"	\
	"rw- 10000+1000 private\n"	\
	"r-x 20000+2000 image\nrw- 22000+1000 image\n"	\
	"rw- 40000+20000 private\n"

static unsigned seen_threads;

/* "10808>40010 14810>70000" */
static const char *
leads(const struct process *p)
{
	static char text[1024];
	const struct survey *s = &p->m->survey;
	size_t i, n = 0;

	text[0] = '\0';
	for (i = 0; i < s->nleads; i++)
		n += (size_t)snprintf(text + n, sizeof text - n,
		    s->leads[i].at == DUMP_NOWHERE ? "%s%s>%llx" :
		    "%s%.0s%llx>%llx", i > 0 ? " " : "", "register",
		    s->leads[i].at == DUMP_NOWHERE ?
		    (unsigned long long)s->leads[i].to :
		    (unsigned long long)s->leads[i].at,
		    (unsigned long long)s->leads[i].to);
	return text;
}

static const char *
kept(struct process *p, const char *filter, const char *more)
{
	static char text[1024];
	struct dump_plan *plan;

	process_ask(p, ASK_STACKS | ASK_PLUMBING | ASK_LEADS);
	plan = synth_plan(p->m, filter, more, NULL);
	snprintf(text, sizeof text, "%s", synth_kept(plan));
	dump_plan_free(plan);
	return text;
}

static const char *
warning(struct process *p, const char *filter, const char *more)
{
	static char text[512];
	struct dump_plan *plan;

	process_ask(p, ASK_STACKS | ASK_LEADS);
	plan = synth_plan(p->m, filter, more, NULL);
	snprintf(text, sizeof text, "%s", plan->nwarnings == 0 ? "" :
	    dump_plan_warning(plan, plan->nwarnings - 1));
	dump_plan_free(plan);
	return text;
}

START_TEST(words_of_live_stacks_lead_to_memory_of_the_dump)
{
	struct process p = process_new(UNIX);

	process_put(&p, 0x10700, 0x40000);	/* below the stack pointer */
	process_put(&p, 0x10808, 0x40010);
	process_put(&p, 0x10810, 0x50000000);	/* not there */
	process_put(&p, 0x10818, 0xffff);
	process_put(&p, 0x10820, 0x20100);
	process_put(&p, 0x14800, 0x71ff8);
	process_ask(&p, ASK_STACKS | ASK_LEADS);
	ck_assert_str_eq(leads(&p), "10808>40010 10820>20100 14800>71ff8");
	process_free(&p);
}
END_TEST

START_TEST(a_stack_does_not_lead_to_itself_but_to_others)
{
	struct process p = process_new(UNIX);

	process_put(&p, 0x10808, 0x10900);
	process_put(&p, 0x10810, 0x14900);
	process_ask(&p, ASK_STACKS | ASK_LEADS);
	ck_assert_str_eq(leads(&p), "10810>14900");
	process_free(&p);
}
END_TEST

START_TEST(tags_are_no_part_of_where_words_lead)
{
	struct process p = process_new("machine arm64\n" UNIX);

	process_put(&p, 0x10808, UINT64_C(0xab12000000040010));
	process_ask(&p, ASK_STACKS | ASK_LEADS);
	ck_assert_str_eq(leads(&p), "10808>40010");
	process_free(&p);
}
END_TEST

START_TEST(the_thread_that_crashed_comes_first)
{
	struct process p = process_new(UNIX);

	process_put(&p, 0x10808, 0x40010);
	process_put(&p, 0x14808, 0x41010);
	p.m->facts.crash.thread = 1;
	process_ask(&p, ASK_STACKS | ASK_LEADS);
	ck_assert_str_eq(leads(&p), "14808>41010 10808>40010");
	process_free(&p);
}
END_TEST

START_TEST(registers_lead_somewhere_too)
{
	struct process p = process_new(UNIX);

	/* Anywhere in the source: here, in a page of the heap. */
	p.m->threads[0].integers = (struct integers){
		synth_offset(p.m, 0x41000), 24, 8 };
	process_put(&p, 0x41008, 0x40010);
	process_ask(&p, ASK_STACKS | ASK_LEADS);
	ck_assert_str_eq(leads(&p), "register>40010");
	process_free(&p);
}
END_TEST

/* Is the instruction pointer among the registers of each thread? */
static void
look_for_pc(const char *path)
{
	struct dump_source *src;
	struct dump_model *m;
	struct dump_err err;
	uint8_t buf[1024];
	const struct integers *r;
	size_t i, k, got;

	if (dump_source_open(&src, path, &err) == -1)
		return;
	for (i = dump_model_read(&m, src, &err) == -1 ? 0 : m->nthreads;
	    i-- > 0;) {
		r = &m->threads[i].integers;
		if (m->threads[i].seen.pc == DUMP_NOWHERE || r->size == 0)
			continue;
		ck_assert_uint_le(r->size, sizeof buf);
		ck_assert_int_eq(source_read_some(src, r->off, buf, r->size,
		    &got, &err), 0);
		for (k = 0; k + r->width <= got && (get_word(
		    m->facts.big_endian, r->width, buf + k) & INT32_MAX) !=
		    (m->threads[i].seen.pc & INT32_MAX); k += r->width)
			continue;
		ck_assert_msg(k + r->width <= got, "%s: thread %zu", path, i);
		seen_threads++;
	}
	dump_model_free(m);
	dump_source_close(src);
}

START_TEST(readers_say_where_registers_are)
{
	const char *corpora = getenv("DUMPKIT_CORPORA");
	char pattern[1024];
	glob_t g;
	size_t i;

	snprintf(pattern, sizeof pattern, "%s/good/*",
	    corpora != NULL ? corpora : "corpora");
	ck_assert_int_eq(glob(pattern, 0, NULL, &g), 0);
	for (i = 0; i < g.gl_pathc; i++)
		look_for_pc(g.gl_pathv[i]);
	globfree(&g);
	ck_assert_uint_gt(seen_threads, 50);
}
END_TEST

START_TEST(windows_are_rounded_to_pages_where_there_are_pages)
{
	struct process p = process_new(UNIX);

	process_put(&p, 0x10808, 0x40010);	/* clipped to the range */
	process_put(&p, 0x10810, 0x45e00);	/* over the end of a page */
	process_put(&p, 0x10818, 0x71000);
	process_put(&p, 0x10820, 0x80100);
	process_put(&p, 0x10828, 0x90100);	/* a file that nobody wrote */
	process_put(&p, 0x10830, 0x20100);
	ck_assert_str_eq(kept(&p, "stacks", "indirect"),
	    "10000+1000 14000+1000 40000+1000 45000+2000 70000+2000 "
	    "80000+1000");
	process_free(&p);
}
END_TEST

START_TEST(windows_are_exact_on_windows)
{
	struct process p = process_new(WINDOWS);

	process_put(&p, 0x10808, 0x40010);
	process_put(&p, 0x10810, 0x45000);
	process_put(&p, 0x10818, 0x45420);	/* 32 bytes are no gap */
	process_put(&p, 0x10820, 0x20100);
	ck_assert_str_eq(kept(&p, "stacks", "indirect"),
	    "10800+800 40000+310 44f00+820");
	ck_assert_str_eq(kept(&p, "stacks", "indirect before=16,after=32"),
	    "10800+800 40000+30 44ff0+30 45410+30");
	process_free(&p);
}
END_TEST

START_TEST(nothing_is_kept_beyond_the_cap)
{
	struct process p = process_new(WINDOWS);

	process_put(&p, 0x10808, 0x48000);
	process_put(&p, 0x10810, 0x45000);
	process_put(&p, 0x10818, 0x45100);	/* 256 bytes more */
	process_put(&p, 0x10820, 0x41000);
	ck_assert_str_eq(kept(&p, "stacks", "indirect cap=2304"),
	    "10800+800 44f00+500 47f00+400");
	ck_assert_str_eq(kept(&p, "stacks", "indirect cap=2303"),
	    "10800+800 44f00+400 47f00+400");
	ck_assert_str_eq(kept(&p, "stacks", "indirect cap=1023"),
	    "10800+800");
	ck_assert_str_eq(warning(&p, "stacks", "indirect cap=2K"),
	    "indirect: the memory around 2 of 4 pointers, 2.0 KiB at most; "
	    "--filter=indirect,cap=SIZE changes that");
	process_free(&p);
}
END_TEST

START_TEST(words_that_are_dropped_lead_nowhere)
{
	struct process p = process_new(WINDOWS);

	process_put(&p, 0x10808, 0x48000);
	process_put(&p, 0x10c00, 0x45000);
	ck_assert_str_eq(kept(&p, "stacks max=1K", "indirect"),
	    "10800+400 47f00+400");
	ck_assert_str_eq(kept(&p, "stacks max=1K", "indirect"),
	    "10800+400 47f00+400");
	process_free(&p);
}
END_TEST

START_TEST(what_is_dropped_is_not_brought_back)
{
	struct process p = process_new(UNIX);

	process_put(&p, 0x10808, 0x40ff0);
	process_put(&p, 0x14808, 0x45800);
	ck_assert_str_eq(kept(&p, "mini-indirect", "drop what=0x41000+4K"),
	    "10000+1000 14000+1000 20000+1000 22000+1000 40000+1000 "
	    "45000+1000");
	/* Nor does a stack that was dropped lead anywhere. */
	ck_assert_str_eq(kept(&p, "mini-indirect", "drop what=0x10000+4K"),
	    "14000+1000 20000+1000 22000+1000 45000+1000");
	process_free(&p);
}
END_TEST

START_TEST(without_a_cut_there_is_nothing_to_add)
{
	struct process p = process_new(WINDOWS);

	process_put(&p, 0x10808, 0x40010);
	ck_assert_str_eq(kept(&p, "indirect", NULL),
	    "10000+1000 20000+3000 40000+20000");
	process_free(&p);
}
END_TEST

START_TEST(mini_indirect_has_data_and_what_stacks_point_to)
{
	struct process p = process_new(WINDOWS), q = process_new(UNIX);

	process_put(&p, 0x10808, 0x48000);
	ck_assert_str_eq(kept(&p, "mini-indirect", NULL),
	    "10800+800 20000+90 22000+1000 47f00+400");
	ck_assert_str_eq(kept(&p, "mini-indirect", "indirect before=16"),
	    "10800+800 20000+90 22000+1000 47ff0+310");
	process_put(&q, 0x10808, 0x48000);
	ck_assert_str_eq(kept(&q, "mini-indirect", NULL),
	    "10000+1000 14000+1000 20000+1000 22000+1000 47000+2000");
	process_free(&p);
	process_free(&q);
}
END_TEST

START_TEST(options_that_would_keep_nothing_are_refused)
{
	struct dump_err err;

	ck_assert_int_eq(dump_filter_check("indirect", "before=0", &err), 0);
	ck_assert_int_eq(dump_filter_check("indirect", "after=0", &err), -1);
	ck_assert_int_eq(dump_filter_check("indirect", "cap=0", &err), -1);
	ck_assert_str_eq(err.msg, "indirect: cap=0 would keep nothing");
}
END_TEST

START_TEST(a_wild_stack_costs_bounded_time)
{
	struct process p = process_new("thread sp=10000000\n"
	    "rw- 10000000+4000000\n");
	uint8_t *at;
	size_t i;

	/* Every word leads somewhere: more than there is room for. */
	at = process_at(&p, 0x10000000);
	for (i = 0; i < 0x4000000; i += 8)
		put_le64(at + i, 0x13000000 + i % 0x1000000);
	process_ask(&p, ASK_STACKS | ASK_LEADS);
	ck_assert_uint_le(p.m->survey.nleads, 1 << 20);
	ck_assert(p.m->survey.more_leads ||
	    p.m->survey.leads[p.m->survey.nleads - 1].at < 0x10800000);
	process_free(&p);
}
END_TEST

Suite *
indirect_suite(void)
{
	Suite *s = suite_create("indirect");
	TCase *t = tcase_create("indirect");

	tcase_add_test(t, words_of_live_stacks_lead_to_memory_of_the_dump);
	tcase_add_test(t, a_stack_does_not_lead_to_itself_but_to_others);
	tcase_add_test(t, tags_are_no_part_of_where_words_lead);
	tcase_add_test(t, the_thread_that_crashed_comes_first);
	tcase_add_test(t, registers_lead_somewhere_too);
	tcase_add_test(t, readers_say_where_registers_are);
	tcase_add_test(t,
	    windows_are_rounded_to_pages_where_there_are_pages);
	tcase_add_test(t, windows_are_exact_on_windows);
	tcase_add_test(t, nothing_is_kept_beyond_the_cap);
	tcase_add_test(t, words_that_are_dropped_lead_nowhere);
	tcase_add_test(t, what_is_dropped_is_not_brought_back);
	tcase_add_test(t, without_a_cut_there_is_nothing_to_add);
	tcase_add_test(t, mini_indirect_has_data_and_what_stacks_point_to);
	tcase_add_test(t, options_that_would_keep_nothing_are_refused);
	tcase_add_test(t, a_wild_stack_costs_bounded_time);
	suite_add_tcase(s, t);
	return s;
}
