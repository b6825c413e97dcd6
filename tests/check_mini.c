/* SPDX-License-Identifier: BSD-2-Clause */
/* check_mini.c -- what the mini cut and the filter of stacks keep. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "filters/cut.h"
#include "filters/filter.h"
#include "lib/filter.h"
#include "tests/suites.h"
#include "tests/synth_process.h"

static struct dump_err err;

/* What filters keep of a process that was asked what mini asks. */
static const char *
kept_of(struct process *p, const char *a, const char *b)
{
	static char text[2048];
	struct dump_plan *plan;

	process_ask(p, ASK_PE_SECTIONS | ASK_IMAGES | ASK_PLUMBING |
	    ASK_STACKS);
	plan = synth_plan(p->m, a, b, NULL);
	snprintf(text, sizeof text, "%s", synth_kept(plan));
	dump_plan_free(plan);
	return text;
}

/* Zeros, but for the first bytes of files. */
static struct process
with_images(const char *model)
{
	struct process p = process_new(model);
	const struct mapping *map;
	size_t i;

	for (i = 0; i < p.m->nmappings; i++) {
		map = &p.m->mappings[i];
		if (map->off == 0 &&
		    model_find_piece(p.m, map->at.addr) != NONE)
			process_put_text(&p, map->at.addr, "\177ELF");
	}
	return p;
}

static const char *
kept(const char *model, const char *a, const char *b)
{
	struct process p = with_images(model);
	const char *text = kept_of(&p, a, b);

	process_free(&p);
	return text;
}

/* The first warning of a plan, or ""; static. */
static const char *
warning(const char *model)
{
	static char text[512];
	struct process p = with_images(model);
	struct dump_plan *plan;

	process_ask(&p, ASK_IMAGES | ASK_PLUMBING | ASK_STACKS);
	plan = synth_plan(p.m, "mini", NULL);
	snprintf(text, sizeof text, "%s", plan->nwarnings == 0 ? "" :
	    plan->warnings[0].text);
	dump_plan_free(plan);
	process_free(&p);
	return text;
}

#define PROCESS	"auxv sysinfo=40000\n"	\
	"thread sp=707f0000 pc=12345 tp=707ff6c0\n"	\
	"r-- 10000+2000 /lib/libx.so@0\n"	\
	"r-x 12000+4000 /lib/libx.so@2000\n"	\
	"r-- 16000+1000 /lib/libx.so@6000\n"	\
	"r-- 17000+1000 /lib/libx.so@7000\n"	\
	"rw- 18000+1000 /lib/libx.so@8000\n"	\
	"rw- 19000+1000\n"			\
	"r-- 20000+1000 /data/locale@0\n"	\
	"rw- 21000+1000 /data/database@0\n"	\
	"rw- 30000+4000\n"	\
	"r-- 34000+1000\n"	\
	"rwx 35000+1000\n"	\
	"r-x 40000+2000\n"	\
	"--- 6ffff000+1000\n"	\
	"rw- 70000000+800000\n"

START_TEST(mini_keeps_its_column)
{
	/* Headers, code around the pointer, data and .bss, vdso, stack. */
	ck_assert_str_eq(kept(PROCESS, "mini", NULL),
	    "10000+1000 12000+1000 17000+3000 40000+2000 707ef000+11000");
}
END_TEST

START_TEST(keep_and_drop_adjust_mini)
{
	ck_assert_str_eq(kept(PROCESS, "mini", "keep what=code"),
	    "10000+1000 12000+4000 17000+3000 40000+2000 707ef000+11000");
	ck_assert_str_eq(kept(PROCESS, "mini", "drop what=data"),
	    "10000+1000 12000+1000 17000+1000 40000+2000 707ef000+11000");
	ck_assert_str_eq(kept(PROCESS, "drop what=stacks", "mini"),
	    "10000+1000 12000+1000 17000+3000 40000+2000");
}
END_TEST

START_TEST(data_of_a_large_module_goes_whole)
{
	static const char model[] = "thread sp=70001000\n"
	    "r-- 100000+1000 /lib/liblarge.so@0\n"
	    "r-- 101000+1000 /lib/liblarge.so@1000\n"
	    "rw- 102000+100000 /lib/liblarge.so@2000\n"
	    "r-- 300000+1000 /lib/libsmall.so@0\n"
	    "r-- 301000+1000 /lib/libsmall.so@1000\n"
	    "rw- 302000+ff000 /lib/libsmall.so@2000\n"
	    "rw- 70000000+4000\n";

	ck_assert_str_eq(kept(model, "mini", NULL),
	    "100000+1000 300000+101000 70000000+4000");
	ck_assert_str_eq(kept(model, "mini", "keep what=data,"),
	    "100000+1000 102000+100000 300000+101000 70000000+4000");
	ck_assert_str_eq(warning(model), "--mini: data of 1 module left out, "
	    "more than 1 MiB of each: liblarge.so; "
	    "--keep=data,relro keeps it");
}
END_TEST

START_TEST(only_present_bytes_make_a_module_large)
{
	ck_assert_str_eq(kept("thread sp=70001000\n"
	    "r-- 100000+1000 /lib/liblarge.so@0\n"
	    "rw- 101000+800000 /lib/liblarge.so@1000 has=101000+4000\n"
	    "rw- 70000000+4000\n", "mini", NULL),
	    "100000+5000 70000000+4000");
}
END_TEST

START_TEST(many_large_modules_are_counted)
{
	char model[20000] = "thread sp=70001000\nrw- 70000000+4000\n";
	size_t i, n = strlen(model);

	for (i = 0; i < 40; i++)
		n += (size_t)sprintf(model + n,
		    "r-- %zx+1000 /lib/libnumber%zu.so@0 absent\n"
		    "rw- %zx+200000 /lib/libnumber%zu.so@1000\n",
		    (i + 1) << 24, i, ((i + 1) << 24) + 0x1000, i);
	ck_assert_str_eq(warning(model), "--mini: data of 40 modules left "
	    "out, more than 1 MiB of each: libnumber0.so, libnumber1.so, "
	    "libnumber2.so, libnumber3.so, libnumber4.so, libnumber5.so, "
	    "libnumber6.so, libnumber7.so and 32 more; "
	    "--keep=data,relro keeps it");
}
END_TEST

START_TEST(what_does_not_begin_like_an_image_is_data_of_nobody)
{
	struct process p = process_new("thread sp=70001000\n"
	    "r-- 10000+1000 /data/names.so@0\n"
	    "rw- 11000+1000 /data/names.so@1000\nrw- 70000000+4000\n");

	process_put_text(&p, 0x10000, "text");
	ck_assert_str_eq(kept_of(&p, "mini", NULL), "70000000+4000");
	process_free(&p);
}
END_TEST

START_TEST(stacks_have_a_limit_that_all_cuts_share)
{
	static const char model[] = "thread sp=70100800\n"
	    "rw- 70000000+800000\n";

	ck_assert_str_eq(kept(model, "mini", NULL), "70100000+101000");
	ck_assert_str_eq(kept(model, "mini", "stacks max=64K"),
	    "70100000+11000");
	ck_assert_str_eq(kept(model, "stacks max=64K", "mini"),
	    "70100000+11000");
	ck_assert_str_eq(kept(model, "stacks max=64K", NULL),
	    "70100000+11000");
	ck_assert_str_eq(kept(model, "mini", "stacks max=4M"),
	    "70100000+401000");
	ck_assert_str_eq(kept(model, "stacks max=1", NULL), "70100000+1000");
	/* The smaller of two. */
	ck_assert_str_eq(kept(model, "stacks max=1M", "stacks max=8K"),
	    "70100000+3000");
	ck_assert_str_eq(kept(model, "heap", "stacks max=4K"),
	    "70000000+800000");
}
END_TEST

START_TEST(a_borrowed_stack_is_kept_as_far_as_it_leads_back)
{
	struct process p = process_new("thread sp=14800 tp=17f740\n"
	    "rw- 10000+80000\nrw- 100000+80000\n");

	ck_assert_str_eq(kept_of(&p, "stacks max=4K", NULL), "14000+2000");
	process_free(&p);
	p = process_new("thread sp=14800 tp=17f740\n"
	    "rw- 10000+80000\nrw- 100000+80000\n");
	process_put(&p, 0x24000, 0x178000);
	ck_assert_str_eq(kept_of(&p, "stacks max=4K", NULL),
	    "14000+11000 177000+2000");
	process_free(&p);
}
END_TEST

START_TEST(what_memory_leads_to_is_kept_where_heap_keeps_it)
{
	struct process p = process_new("thread sp=70001000\n"
	    "r-x 10000+4000 /lib/libx.so@0\nrw- 30000+8000\n"
	    "--- 40000+1000\nrw- 70000000+4000\n");
	struct set *s = &p.m->survey.plumbing;

	process_ask(&p, ASK_PLUMBING);
	ck_assert_int_eq(set_add(s, (struct span){ 0x12000, 0x10 }, "",
	    &err), 0);
	ck_assert_int_eq(set_add(s, (struct span){ 0x31ff0, 0x20 }, "",
	    &err), 0);
	ck_assert_int_eq(set_add(s, (struct span){ 0x40000, 0x10 }, "",
	    &err), 0);
	set_settle(s);
	ck_assert_str_eq(kept_of(&p, "mini", NULL),
	    "31000+2000 70000000+4000");
	process_free(&p);
}
END_TEST

START_TEST(generated_code_is_kept_around_a_pointer)
{
	ck_assert_str_eq(kept("thread sp=70001000 pc=35080\n"
	    "rwx 34000+4000\nrw- 70000000+4000\n", "mini", NULL),
	    "35000+1000 70000000+4000");
	/* But not what gdb may only call readable. */
	ck_assert_str_eq(kept("writer gdb\nthread sp=70001000 pc=35080\n"
	    "r-- 34000+4000 unsure\nrw- 70000000+4000\n", "mini", NULL),
	    "70000000+4000");
}
END_TEST

#define WINDOWS	"os windows\n"	\
	"thread sp=50800 pc=20800 stack=50000+2000\n"	\
	"module a.dll 1f000+20000\n"	\
	"r-- 1f000+1000 image\nr-x 20000+8000 image\n"	\
	"r-- 28000+1000 image\nrw- 29000+1000 image\n"	\
	"rw- 40000+1000 private\nrw- 50000+2000 private\n"	\
	"r-- 60000+1000 mapped\n"

START_TEST(windows_mini_is_stacks_and_code_exactly)
{
	struct process p = process_new(WINDOWS);

	/* The list of modules does not say which build it is. */
	ck_assert_str_eq(kept_of(&p, "mini", NULL),
	    "1f000+1000 20780+100 50800+1800");
	p.m->modules[0].id = "1234";
	ck_assert_str_eq(kept_of(&p, "mini", NULL), "20780+100 50800+1800");
	ck_assert_str_eq(kept_of(&p, "mini", "keep what=headers"),
	    "1f000+1000 20780+100 50800+1800");
	process_free(&p);
}
END_TEST

START_TEST(memory_that_no_record_describes_goes)
{
	struct process p = process_new("os windows\n"
	    "thread sp=10480 pc=20010 stack=10400+c00\n"
	    "module a.dll 1f000+3000\n"
	    "bytes 10400+c00\nbytes 20f00+200\nbytes 30000+100\n"
	    "bytes 1ff90+100\n");

	/* But for code around the pointer, and the stack. */
	p.m->modules[0].id = "1234";
	ck_assert_str_eq(kept_of(&p, "mini", NULL), "10480+b80 20000+90");
	process_free(&p);
}
END_TEST

static const char *
records(const char *filter, bool vital)
{
	static char text[512];
	struct process p = process_new("thread sp=70001000\n"
	    "rw- 70000000+4000\n");
	struct record r = { .thread = -1, .vital = vital };
	static char names[ROLES][16];
	struct dump_plan *plan;
	unsigned i;

	for (i = 0; i < ROLES; i++) {
		snprintf(names[i], sizeof names[i], "%u", i);
		r.name = names[i];
		r.role = (uint8_t)i;
		ck_assert_int_eq(model_add_record(p.m, &r, &err), 0);
	}
	plan = synth_plan(p.m, filter, NULL);
	snprintf(text, sizeof text, "%s", synth_records(plan));
	dump_plan_free(plan);
	process_free(&p);
	return text;
}

/* "1 2 3" of roles, ended by -1. */
static const char *
numbers(const int *roles)
{
	static char text[512];
	size_t n = 0;

	for (; *roles != -1; roles++)
		n += (size_t)sprintf(text + n, "%s%d", n > 0 ? " " : "",
		    *roles);
	return text;
}

START_TEST(records_are_kept_by_what_they_are_for)
{
	static const int mini[] = { ROLE_SYSTEM, ROLE_THREADS, ROLE_MODULES,
	    ROLE_EXCEPTION, ROLE_MEMORY, ROLE_MEMORY_INFO, ROLE_MISC,
	    ROLE_THREAD_NAMES, ROLE_ENVIRONMENT, ROLE_COMMAND, ROLE_MAP,
	    ROLE_AUXV, ROLE_REGISTERS, ROLE_READER, ROLE_PROVENANCE,
	    ROLE_CARRIED, -1 };
	static const int stacks[] = { ROLE_SYSTEM, ROLE_THREADS,
	    ROLE_MODULES, ROLE_EXCEPTION, ROLE_MEMORY, ROLE_MISC,
	    ROLE_THREAD_NAMES, ROLE_MAP, ROLE_AUXV, ROLE_REGISTERS,
	    ROLE_READER, ROLE_PROVENANCE, ROLE_CARRIED, -1 };
	int all[ROLES + 1], i, n = 0;

	ck_assert_str_eq(records("mini", false), numbers(mini));
	ck_assert_str_eq(records("stacks", false), numbers(stacks));
	/* Notes are small, and some are needed to read the others; but what
	 * restores another file would bring back what is gone. */
	for (i = 0; i < ROLES; i++)
		if (i != ROLE_RESIDUAL)
			all[n++] = i;
	all[n] = -1;
	ck_assert_str_eq(records("mini", true), numbers(all));
}
END_TEST

START_TEST(mini_says_what_it_cannot_do)
{
	ck_assert_str_eq(warning("rw- 70000000+4000\n"),
	    "--mini: no threads in the input");
	ck_assert_str_eq(warning("thread sp=70001000\n"
	    "r-- 10000+1000 /net/libcoreclr.so@0\nrw- 70000000+4000\n"),
	    "--mini: the process runs .NET, whose frames need more; "
	    "--type=mini-managed keeps them");
	ck_assert_str_eq(warning("os windows\nmodule coreclr.dll 1000+1000\n"
	    "thread sp=70001000\nrw- 70000000+4000 private\n"), "");
	ck_assert_str_eq(warning(PROCESS), "");
}
END_TEST

START_TEST(lost_stacks_are_counted)
{
	struct process p = process_new("thread sp=70001000\nthread sp=1\n"
	    "rw- 70000000+4000\n");
	struct dump_plan *plan;

	p.m->threads[1].record = 0;
	process_ask(&p, ASK_STACKS);
	plan = synth_plan(p.m, "mini", NULL);
	ck_assert_str_eq(plan->warnings[0].text,
	    "--mini: 1 of 2 stack pointers lead nowhere");
	dump_plan_free(plan);
	process_free(&p);
}
END_TEST

START_TEST(mini_is_refused_where_no_register_is_known)
{
	struct dump_model *m = synth_classified("rw- 70000000+4000\n");
	struct dump_plan *p;
	const struct applied *a;

	m->no_registers = true;
	ck_assert_int_eq(dump_plan_new(&p, m, &err), 0);
	ck_assert_int_eq(dump_plan_filter(p, "mini", NULL, &err), 0);
	a = &p->filters[0];
	ck_assert_int_eq(a->filter->plan(a->state, m, p, &err), -1);
	ck_assert_int_eq(err.code, DUMP_E_ARG);
	ck_assert_ptr_nonnull(strstr(err.msg, "--heap keeps them all"));
	dump_plan_free(p);
	dump_model_free(m);
}
END_TEST

START_TEST(mini_asks_only_what_is_of_use)
{
	struct dump_model *m = synth_classified("rw- 70000000+4000\n");
	const struct dump_filter *f;

	ck_assert_int_eq(filter_find(&f, "mini", &err), 0);
	ck_assert_uint_eq(f->asks(NULL, m), 0);
	dump_model_free(m);
	m = synth_classified("writer gdb\nthread sp=1\n"
	    "r-- 10000+1000 unsure\n");
	ck_assert_uint_eq(f->asks(NULL, m), ASK_STACKS);
	dump_model_free(m);
	m = synth_classified("thread sp=1 tp=2\n"
	    "r-- 10000+1000 /lib/libx.so@0\n");
	ck_assert_uint_eq(f->asks(NULL, m), ASK_IMAGES | ASK_PLUMBING |
	    ASK_STACKS);
	dump_model_free(m);
}
END_TEST

/* Whatever a dump claims. */
START_TEST(mini_is_a_part_of_heap)
{
	static const char model[] = "auxv phdr=30040 phnum=ffff phent=38\n"
	    "thread sp=20800 pc=20010 tp=12345\n"
	    "thread sp=10f00 pc=30010 tp=20740\n"
	    "r-x 10000+4000 /lib/libx.so@0\n"
	    "rw- 20000+1000 /dev/card@0\n"
	    "r-- 30000+4000 /data/locale@0\n";
	struct process p = process_new(model);
	struct set mini = { 0 }, heap = { 0 }, rest = { 0 };

	process_ask(&p, ASK_IMAGES | ASK_PLUMBING | ASK_STACKS);
	ck_assert_int_eq(cut_mini(&mini, p.m, 0, &err), 0);
	ck_assert_int_eq(cut_heap(&heap, p.m, &err), 0);
	ck_assert_int_eq(set_subtract(&rest, &mini, &heap, &err), 0);
	ck_assert_uint_eq(rest.n, 0);
	ck_assert_uint_gt(mini.n, 0);
	set_free(&mini);
	set_free(&heap);
	set_free(&rest);
	process_free(&p);
}
END_TEST

Suite *
mini_suite(void)
{
	Suite *s = suite_create("mini");
	TCase *t = tcase_create("mini");

	tcase_add_test(t, mini_keeps_its_column);
	tcase_add_test(t, keep_and_drop_adjust_mini);
	tcase_add_test(t, data_of_a_large_module_goes_whole);
	tcase_add_test(t, only_present_bytes_make_a_module_large);
	tcase_add_test(t, many_large_modules_are_counted);
	tcase_add_test(t, what_does_not_begin_like_an_image_is_data_of_nobody);
	tcase_add_test(t, stacks_have_a_limit_that_all_cuts_share);
	tcase_add_test(t, a_borrowed_stack_is_kept_as_far_as_it_leads_back);
	tcase_add_test(t, what_memory_leads_to_is_kept_where_heap_keeps_it);
	tcase_add_test(t, generated_code_is_kept_around_a_pointer);
	tcase_add_test(t, windows_mini_is_stacks_and_code_exactly);
	tcase_add_test(t, memory_that_no_record_describes_goes);
	tcase_add_test(t, records_are_kept_by_what_they_are_for);
	tcase_add_test(t, mini_says_what_it_cannot_do);
	tcase_add_test(t, lost_stacks_are_counted);
	tcase_add_test(t, mini_is_refused_where_no_register_is_known);
	tcase_add_test(t, mini_asks_only_what_is_of_use);
	tcase_add_test(t, mini_is_a_part_of_heap);
	suite_add_tcase(s, t);
	return s;
}
