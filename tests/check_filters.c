/* SPDX-License-Identifier: BSD-2-Clause */
/* check_filters.c -- what each filter keeps and drops. */
#include <check.h>
#include <stdio.h>

#include "filters/filter.h"
#include "tests/suites.h"
#include "tests/synth_model.h"

/* What one filter keeps of a model; static. */
static const char *
kept(const char *model, const char *filter)
{
	static char text[2048];
	struct dump_model *m = synth_classified(model);
	struct dump_plan *p = synth_plan(m, filter, NULL);

	snprintf(text, sizeof text, "%s", synth_kept(p));
	dump_plan_free(p);
	dump_model_free(m);
	return text;
}

static const char *
kept_by_two(const char *model, const char *a, const char *b)
{
	static char text[2048];
	struct dump_model *m = synth_classified(model);
	struct dump_plan *p = synth_plan(m, a, b, NULL);

	snprintf(text, sizeof text, "%s", synth_kept(p));
	dump_plan_free(p);
	dump_model_free(m);
	return text;
}

/* The first warning of a filter, or ""; static. */
static const char *
warning(const char *model, const char *filter)
{
	static char text[512];
	struct dump_model *m = synth_classified(model);
	struct dump_plan *p = synth_plan(m, filter, NULL);

	snprintf(text, sizeof text, "%s",
	    p->nwarnings > 0 ? p->warnings[0].text : "");
	dump_plan_free(p);
	dump_model_free(m);
	return text;
}

#define PROCESS	"thread sp=707f0000 pc=12345 tp=707ff6c0\n"	\
	"r-- 10000+2000 /lib/libx.so@0\n"	\
	"r-x 12000+4000 /lib/libx.so@2000\n"	\
	"r-- 16000+1000 /lib/libx.so@6000\n"	\
	"r-- 17000+1000 /lib/libx.so@7000\n"	\
	"rw- 18000+1000 /lib/libx.so@8000\n"	\
	"r-- 20000+1000 /data/locale@0\n"	\
	"rw- 21000+1000 /data/database@0\n"	\
	"rw- 22000+1000 /dev/dri/card0@0\n"	\
	"rw- 30000+4000\n"	\
	"r-- 34000+1000\n"	\
	"rwx 35000+1000\n"	\
	"--- 6ffff000+1000\n"	\
	"rw- 70000000+800000\n"

START_TEST(full_keeps_all_but_what_nobody_could_read)
{
	ck_assert_str_eq(kept(PROCESS, "full"),
	    "10000+9000 20000+3000 30000+6000 70000000+800000");
}
END_TEST

START_TEST(heap_keeps_its_column)
{
	ck_assert_str_eq(kept(PROCESS, "heap"),
	    "10000+1000 12000+1000 17000+2000 21000+1000 30000+6000 "
	    "707ef000+11000");
}
END_TEST

START_TEST(strip_inaccessible_drops_what_full_drops)
{
	ck_assert_str_eq(kept(PROCESS, "strip-inaccessible"),
	    "10000+9000 20000+3000 30000+6000 70000000+800000");
}
END_TEST

START_TEST(the_last_filter_may_add_and_take_away)
{
	ck_assert_str_eq(kept_by_two(PROCESS, "heap", "keep what=code"),
	    "10000+1000 12000+4000 17000+2000 21000+1000 30000+6000 "
	    "707ef000+11000");
	ck_assert_str_eq(kept_by_two(PROCESS, "drop what=private", "heap"),
	    "10000+1000 12000+1000 17000+2000 21000+1000 34000+2000 "
	    "707ef000+11000");
	ck_assert_str_eq(kept_by_two(PROCESS, "heap", "keep what=dead-stacks"),
	    "10000+1000 12000+1000 17000+2000 21000+1000 30000+6000 "
	    "70000000+800000");
	ck_assert_str_eq(kept_by_two(PROCESS, "full", "keep what=inaccessible"),
	    "10000+9000 20000+3000 30000+6000 6ffff000+801000");
	ck_assert_str_eq(kept_by_two(PROCESS, "keep what=0x32000+1",
	    "drop what=0x31000-0x33000"),
	    "10000+9000 20000+3000 30000+1000 33000+3000 6ffff000+801000");
}
END_TEST

START_TEST(keep_alone_keeps_everything)
{
	ck_assert_str_eq(kept(PROCESS, "keep what=code"),
	    "10000+9000 20000+3000 30000+6000 6ffff000+801000");
}
END_TEST

START_TEST(what_is_left_of_a_file_stays)
{
	ck_assert_str_eq(kept(
	    "r-x 10000+4000 /lib/libx.so@1000 has=11000+1000\n"
	    "r-- 20000+4000 /data/locale@0 has=20000+2000\n"
	    "r-- 30000+4000 /lib/libx.so@9000\n"
	    "--- 40000+4000 /lib/libx.so@d000 has=40000+1000\n"
	    "rw- 50000+1000\n", "heap"),
	    "11000+1000 20000+2000 50000+1000");
	ck_assert_str_eq(kept("os windows\n"
	    "r-x 10000+4000 image has=11000+100\n"
	    "r-- 20000+4000 mapped has=20000+80\n"
	    "r-- 30000+4000 mapped\n"
	    "rw- 50000+1000 private\n", "heap"),
	    "11000+100 20000+80 50000+1000");
}
END_TEST

/* One library whose code begins at 20000, the page after its header. */
#define CODE(pc)	"thread sp=1 pc=" pc "\n"	\
	"r-- 1f000+1000 /lib/libx.so@0\n"	\
	"r-x 20000+8000 /lib/libx.so@1000\n"	\
	"rw- 28000+1000 /lib/libx.so@9000\n"	\
	"rw- 50000+1000\n"

START_TEST(code_stays_in_pages_around_an_instruction_pointer)
{
	ck_assert_str_eq(kept(CODE("24800"), "heap"),
	    "1f000+1000 24000+1000 28000+1000 50000+1000");
	/* 128 bytes to either side. */
	ck_assert_str_eq(kept(CODE("24080"), "heap"),
	    "1f000+1000 24000+1000 28000+1000 50000+1000");
	ck_assert_str_eq(kept(CODE("2407f"), "heap"),
	    "1f000+1000 23000+2000 28000+1000 50000+1000");
	ck_assert_str_eq(kept(CODE("24f80"), "heap"),
	    "1f000+1000 24000+1000 28000+1000 50000+1000");
	ck_assert_str_eq(kept(CODE("24f81"), "heap"),
	    "1f000+1000 24000+2000 28000+1000 50000+1000");
	/* Clipped to the segment. */
	ck_assert_str_eq(kept(CODE("27fff"), "heap"),
	    "1f000+1000 27000+2000 50000+1000");
	/* No code is there. */
	ck_assert_str_eq(kept(CODE("50000"), "heap"),
	    "1f000+1000 28000+1000 50000+1000");
	ck_assert_str_eq(kept(CODE("0"), "heap"),
	    "1f000+1000 28000+1000 50000+1000");
}
END_TEST

START_TEST(of_an_exception_the_address_is_code_of_a_signal_it_need_not_be)
{
	ck_assert_str_eq(kept("crash 22800\n" CODE("24800"), "heap"),
	    "1f000+1000 24000+1000 28000+1000 50000+1000");
	ck_assert_str_eq(kept("os windows\n" "module a.dll 20000+8000\n"
	    "crash 22800\n" "thread sp=1 pc=24800\n"
	    "r-x 20000+8000 image\n" "rw- 50000+1000 private\n", "heap"),
	    "20000+1000 22780+100 24780+100 50000+1000");
}
END_TEST

START_TEST(a_segment_keeps_one_first_page_or_all)
{
	ck_assert_str_eq(kept(CODE("20800"), "heap"),
	    "1f000+2000 28000+1000 50000+1000");
	ck_assert_str_eq(kept(CODE("20f90"), "heap"),
	    "1f000+a000 50000+1000");
	/* By two threads together. */
	ck_assert_str_eq(kept("thread sp=1 pc=21800\n" CODE("20800"), "heap"),
	    "1f000+a000 50000+1000");
	ck_assert_str_eq(kept("thread sp=1 pc=22800\n" CODE("20800"), "heap"),
	    "1f000+2000 22000+1000 28000+1000 50000+1000");
	/* The header page is there in any case. */
	ck_assert_str_eq(kept("thread sp=1 pc=21800\n"
	    "r-x 20000+8000 /lib/libx.so@0\nrw- 50000+1000\n", "heap"),
	    "20000+8000 50000+1000");
	ck_assert_str_eq(kept("thread sp=1 pc=22800\n"
	    "r-x 20000+8000 /lib/libx.so@0\nrw- 50000+1000\n", "heap"),
	    "20000+1000 22000+1000 50000+1000");
}
END_TEST

START_TEST(windows_windows_are_exact)
{
	ck_assert_str_eq(kept("os windows\nthread sp=1 pc=20800\n"
	    "thread sp=1 pc=20010\nr-x 20000+8000 image\n"
	    "rw- 50000+1000 private\n", "heap"),
	    "20000+90 20780+100 50000+1000");
}
END_TEST

START_TEST(heap_of_a_dotnet_process_keeps_metadata)
{
	ck_assert_str_eq(kept(
	    "r-- 10000+1000 /net/libcoreclr.so@0\n"
	    "r-x 11000+1000 /net/libcoreclr.so@1000\n"
	    "r-- 12000+1000 /net/libcoreclr.so@2000\n"
	    "r-- 20000+8000 /net/CoreLib.dll@0\n"
	    "r-- 40000+1000 /net/CoreLib.dll@0\n"
	    "r-x 50000+4000 /net/CoreLib.dll@0\n"
	    "r-- 70000+1000 /net/CoreLib.dll@6000\n"
	    "r-- 80000+4000 /app/App.dll@0\n"
	    "rw- 90000+1000\n", "heap"),
	    "10000+1000 12000+1000 20000+1000 40000+1000 50000+4000 "
	    "80000+4000 90000+1000");
}
END_TEST

START_TEST(heap_keeps_what_the_survey_found_but_not_what_full_drops)
{
	struct dump_model *m = synth_classified("os windows\n"
	    "module coreclr.dll 1000+1000\n"
	    "r-x 10000+4000 image\n"
	    "--- 14000+1000 image\n"
	    "rw- 50000+1000 private\n");
	struct dump_err err;
	struct dump_plan *p;

	ck_assert_int_eq(set_add(&m->survey.metadata,
	    (struct span){ 0x13800, 0x1000 }, "managed metadata", &err), 0);
	set_settle(&m->survey.metadata);
	p = synth_plan(m, "heap", NULL);
	ck_assert_str_eq(synth_kept(p), "13800+800 50000+1000");
	dump_plan_free(p);
	dump_model_free(m);
}
END_TEST

START_TEST(heap_warns_where_there_is_no_heap)
{
	ck_assert_str_eq(warning("os windows\nthread stack=1000+400\n"
	    "bytes 1000+400\n", "heap"),
	    "--heap: no private memory in the input; kept all 1.0 KiB");
	ck_assert_str_eq(warning("r-- 10000+2000 /lib/libx.so@0\n", "heap"),
	    "--heap: no private memory in the input");
	ck_assert_str_eq(warning(PROCESS, "heap"), "");
	ck_assert_str_eq(warning("r-- 10000+2000 /lib/libx.so@0\n", "full"),
	    "");
}
END_TEST

/* Every stricter cut is a part of the next wider one, whatever a dump says. */
START_TEST(heap_is_a_part_of_full)
{
	static const char model[] =
	    "r-x 10000+4000 /net/libcoreclr.so@0 has=11000+1000\n"
	    "--- 20000+4000 /net/libcoreclr.so@4000 has=20000+1000\n"
	    "--- 30000+4000 /net/App.dll@0\n"
	    "rw- 40000+1000 guard\n";

	ck_assert_str_eq(kept(model, "full"), "11000+1000");
	ck_assert_str_eq(kept(model, "heap"), "11000+1000");
}
END_TEST

/* A model of what a plan left, as a reader would find it again. */
START_TEST(a_second_heap_drops_nothing)
{
	static const char cut[] = "thread sp=707f0000 pc=12345 tp=707ff6c0\n"
	    "r-- 10000+2000 /lib/libx.so@0 has=10000+1000\n"
	    "r-x 12000+4000 /lib/libx.so@2000 has=12000+1000\n"
	    "map 16000+1000 /lib/libx.so@6000\n"
	    "r-- 17000+1000 /lib/libx.so@7000\n"
	    "rw- 18000+1000 /lib/libx.so@8000\n"
	    "rw- 21000+1000 /data/database@0\n"
	    "rw- 30000+4000\n"
	    "r-- 34000+1000\n"
	    "rwx 35000+1000\n"
	    "--- 6ffff000+1000 absent\n"
	    "rw- 707ef000+11000\n";

	/* As heap_keeps_its_column has it. */
	ck_assert_str_eq(kept(cut, "heap"),
	    "10000+1000 12000+1000 17000+2000 21000+1000 30000+6000 "
	    "707ef000+11000");
}
END_TEST

/* In pages that it shares with others; a second cut would not see it. */
START_TEST(a_region_without_bytes_takes_nothing_along)
{
	ck_assert_str_eq(kept("r-- 20000+100 /data/locale@0\n"
	    "rwx 20100+f00 absent\nrw- 50000+1000\n", "heap"), "50000+1000");
}
END_TEST

static uint32_t
asks(const char *filter, const char *model)
{
	struct dump_model *m = synth_classified(model);
	struct dump_plan *p = synth_plan(m, filter, NULL);
	const struct applied *a = &p->filters[0];
	uint32_t asked = a->filter->asks(a->state, m);

	dump_plan_free(p);
	dump_model_free(m);
	return asked;
}

START_TEST(kernel_cores_and_dbghelp_dumps_are_cut_by_records_alone)
{
	static const char dbghelp[] = "os windows\nmodule a.dll 1000+1000\n"
	    "r-- 1000+1000 image\nrw- 50000+1000 private\n";

	ck_assert_uint_eq(asks("heap", PROCESS), 0);
	ck_assert_uint_eq(asks("full", PROCESS), 0);
	ck_assert_uint_eq(asks("heap", dbghelp), 0);
	ck_assert_uint_eq(asks("full", dbghelp), 0);
	ck_assert_uint_eq(asks("strip-inaccessible", dbghelp), 0);
	ck_assert_uint_eq(asks("heap", "writer gdb\nr-- 1000+1000 unsure\n"),
	    ASK_ZEROS);
	ck_assert_uint_eq(asks("full", "writer gdb\nr-- 1000+1000 unsure\n"),
	    ASK_ZEROS);
	ck_assert_uint_eq(asks("heap", "os windows\nmodule clr.dll 1000+1000\n"
	    "r-- 1000+1000 image\n"), ASK_CLR_METADATA);
	ck_assert_uint_eq(asks("heap", "os windows\nmodule a.dll 1000+1000\n"
	    "bytes 1000+1000\n"), ASK_PE_SECTIONS);
}
END_TEST

Suite *
filters_suite(void)
{
	Suite *s = suite_create("filters");
	TCase *t = tcase_create("filters");

	tcase_add_test(t, full_keeps_all_but_what_nobody_could_read);
	tcase_add_test(t, heap_keeps_its_column);
	tcase_add_test(t, strip_inaccessible_drops_what_full_drops);
	tcase_add_test(t, the_last_filter_may_add_and_take_away);
	tcase_add_test(t, keep_alone_keeps_everything);
	tcase_add_test(t, what_is_left_of_a_file_stays);
	tcase_add_test(t, code_stays_in_pages_around_an_instruction_pointer);
	tcase_add_test(t,
	    of_an_exception_the_address_is_code_of_a_signal_it_need_not_be);
	tcase_add_test(t, a_segment_keeps_one_first_page_or_all);
	tcase_add_test(t, windows_windows_are_exact);
	tcase_add_test(t, heap_of_a_dotnet_process_keeps_metadata);
	tcase_add_test(t, heap_keeps_what_the_survey_found_but_not_what_full_drops);
	tcase_add_test(t, heap_warns_where_there_is_no_heap);
	tcase_add_test(t, heap_is_a_part_of_full);
	tcase_add_test(t, a_second_heap_drops_nothing);
	tcase_add_test(t, a_region_without_bytes_takes_nothing_along);
	tcase_add_test(t, kernel_cores_and_dbghelp_dumps_are_cut_by_records_alone);
	suite_add_tcase(s, t);
	return s;
}
