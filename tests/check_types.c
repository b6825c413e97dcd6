/* SPDX-License-Identifier: BSD-2-Clause */
/* check_types.c -- cuts by the flags of a dump type, and by those of Linux. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "filters/filter.h"
#include "lib/filter.h"
#include "tests/suites.h"
#include "tests/synth_model.h"

static struct dump_err err;

/* A process with nothing but zeros in its memory, asked for its stacks. */
static struct dump_model *
process(const char *text)
{
	struct dump_model *m = synth_classified(text);
	struct dump_source *src;
	uint8_t *bytes;
	size_t size;

	bytes = synth_bytes(m, &size);
	ck_assert_int_eq(dump_source_memory(&src, bytes, size, &err), 0);
	ck_assert_int_eq(survey_answer(m, src, ASK_STACKS | ASK_PLUMBING,
	    &err), 0);
	dump_source_close(src);
	free(bytes);
	return m;
}

/* What a filter leaves of a model, memory or records; static. */
static const char *
left(const char *model, const char *filter,
    const char *(*told)(const struct dump_plan *p))
{
	static char text[1024];
	struct dump_model *m = process(model);
	struct dump_plan *p = synth_plan(m, filter, NULL);

	snprintf(text, sizeof text, "%s", told(p));
	dump_plan_free(p);
	dump_model_free(m);
	return text;
}

static const char *
kept(const char *model, const char *filter)
{
	return left(model, filter, synth_kept);
}

static const char *
records(const char *model, const char *filter)
{
	return left(model, filter, synth_records);
}

/* Why a filter is refused, or what it says of the plan; static. */
static const char *
refused(const char *filter, const char *options)
{
	ck_assert_int_eq(dump_filter_check(filter, options, &err), -1);
	ck_assert_int_eq(err.code, DUMP_E_ARG);
	return err.msg;
}

static const char *
warning(const char *model, const char *filter)
{
	static char text[512];
	struct dump_model *m = synth_classified(model);
	struct dump_plan *p = synth_plan(m, filter, NULL);

	ck_assert_uint_le(dump_plan_warnings(p), 1);
	snprintf(text, sizeof text, "%s", dump_plan_warnings(p) == 0 ? "" :
	    dump_plan_warning(p, 0));
	dump_plan_free(p);
	dump_model_free(m);
	return text;
}

static uint32_t
asks(const char *options, const char *model)
{
	struct dump_model *m = synth_classified(model);
	const struct dump_filter *f;
	uint32_t asked;
	void *state;

	ck_assert_int_eq(filter_find(&f, "type", &err), 0);
	ck_assert_int_eq(filter_state_new(&state, f, options, &err), 0);
	asked = f->asks(state, m);
	filter_state_free(f, state);
	dump_model_free(m);
	return asked;
}

/* A page of each kind; the thread stands in the code. */
#define WINDOWS	"os windows\n"	\
	"thread sp=1f80 pc=21800 stack=1f80+80\n"	\
	"rw- 1000+1000 private\n"	\
	"rw- 3000+1000 private\n"	\
	"rw- 5000+1000 private writecopy\n"	\
	"rwx 7000+1000 private\n"	\
	"r-x 9000+1000 private\n"	\
	"r-- b000+1000 private\n"	\
	"rw- d000+1000 mapped\n"	\
	"r-- f000+1000 mapped\n"	\
	"rw- 11000+1000 private uncached\n"	\
	"--- 13000+1000 private\n"	\
	"module C:\\app.exe 20000+5000\n"	\
	"r-- 20000+1000 image\n"	\
	"r-x 21000+1000 image\n"	\
	"r-- 22000+1000 image\n"	\
	"rw- 23000+1000 image\n"	\
	"rw- 24000+1000 image writecopy\n"

START_TEST(a_normal_dump_has_stacks_and_code_at_instruction_pointers)
{
	ck_assert_str_eq(kept(WINDOWS, "type"), "1f80+80 21780+100");
	ck_assert_str_eq(kept(WINDOWS, "type mask=0"), "1f80+80 21780+100");
}
END_TEST

START_TEST(each_flag_adds_its_memory)
{
	ck_assert_str_eq(kept(WINDOWS, "type mask=0x1"),
	    "1f80+80 21780+100 23000+2000");
	ck_assert_str_eq(kept(WINDOWS, "type mask=0x2"),
	    "1000+1000 3000+1000 5000+1000 7000+1000 9000+1000 b000+1000 "
	    "d000+1000 f000+1000 11000+1000 20000+5000");
	ck_assert_str_eq(kept(WINDOWS, "type mask=0x200"),
	    "1000+1000 3000+1000 7000+1000 21780+100");
	ck_assert_str_eq(kept(WINDOWS, "type mask=0x2000"),
	    "1f80+80 21000+2000");
	ck_assert_str_eq(kept(WINDOWS, "type mask=0x10000"),
	    "1f80+80 5000+1000 21780+100 24000+1000");
	ck_assert_str_eq(kept(WINDOWS, "type mask=0x80000"),
	    "1f80+80 20000+1000 21780+100");
	ck_assert_str_eq(kept(WINDOWS, "type mask=0x92201"),
	    "1000+1000 3000+1000 5000+1000 7000+1000 20000+5000");
}
END_TEST

START_TEST(flags_that_remove_come_last)
{
	/* Without optional data nothing but stacks is left of these. */
	ck_assert_str_eq(kept(WINDOWS, "type mask=0x602"), "1f80+80");
	ck_assert_str_eq(kept(WINDOWS, "type mask=0x401"),
	    "1f80+80 23000+2000");
	ck_assert_str_eq(kept(WINDOWS, "type mask=0x1000002"),
	    "1000+1000 3000+1000 5000+1000 7000+1000 9000+1000 b000+1000 "
	    "d000+1000 f000+1000 20000+5000");
}
END_TEST

/* The same kinds in a process of Linux. */
#define LINUX	\
	"thread sp=707effff pc=12080 tp=707ff800\n"	\
	"auxv random=707ff000\n"	\
	"r-- 10000+2000 /lib/libx.so@0\n"	\
	"r-x 12000+4000 /lib/libx.so@2000\n"	\
	"r-- 16000+1000 /lib/libx.so@6000\n"	\
	"r-- 17000+1000 /lib/libx.so@7000\n"	\
	"rw- 18000+1000 /lib/libx.so@8000\n"	\
	"rw- 19000+1000\n"	\
	"rw- 30000+1000\n"	\
	"r-- 32000+1000\n"	\
	"rwx 34000+1000\n"	\
	"r-x 36000+1000\n"	\
	"rw- 38000+1000 /memfd:heap@0 deleted\n"	\
	"rw- 3a000+1000 /dev/shm/x@0\n"	\
	"r-- 3c000+1000 /data@0\n"	\
	"--- 6ffff000+1000\n"	\
	"rw- 70000000+800000\n"

#define FLOOR	"10000+1000 "
#define STACK	" 707ef000+11000"

START_TEST(unix_processes_keep_what_stacks_are_unwound_by)
{
	/* As in a mini dump: also the data of small modules. */
	ck_assert_str_eq(kept(LINUX, "type"), FLOOR "12000+1000 17000+3000"
	    STACK);
	ck_assert_str_eq(kept(LINUX, "type mask=0x400"),
	    FLOOR "17000+3000" STACK);
}
END_TEST

START_TEST(each_flag_has_a_meaning_for_unix)
{
	/* The loader's part belongs to data, and so does .bss. */
	ck_assert_str_eq(kept(LINUX, "type mask=0x1"),
	    FLOOR "12000+1000 17000+3000" STACK);
	/* Anonymous memory is private, be it behind an image or not; dead
	 * stacks are not wanted. */
	ck_assert_str_eq(kept(LINUX, "type mask=0x4201"), FLOOR
	    "12000+1000 17000+3000 30000+1000 34000+1000 38000+1000" STACK);
	ck_assert_str_eq(kept(LINUX, "type mask=0x2000"),
	    "10000+a000" STACK);
	ck_assert_str_eq(kept(LINUX, "type mask=2"),
	    "10000+a000 30000+1000 32000+1000 34000+1000 36000+1000 "
	    "38000+1000 3a000+1000 3c000+1000 70000000+800000");
}
END_TEST

#define DOTNET	LINUX	\
	"r-- 40000+2000 /app/libcoreclr.so@0\n"	\
	"r-x 42000+1000 /app/libcoreclr.so@2000\n"	\
	"r-- 50000+2000 /app/Orders.dll@0\n"

START_TEST(heaps_of_a_runtime_come_with_what_its_debugger_reads)
{
	ck_assert_str_eq(kept(DOTNET, "type mask=0x201"), FLOOR
	    "12000+1000 17000+3000 30000+1000 32000+1000 34000+1000 "
	    "36000+1000 38000+1000 40000+2000 50000+2000" STACK);
	ck_assert_str_eq(kept(DOTNET, "type mask=0x4201"), FLOOR
	    "12000+1000 17000+3000 30000+1000 34000+1000 38000+1000 "
	    "40000+1000 50000+1000" STACK);
	ck_assert_str_eq(kept(DOTNET, "type"), FLOOR
	    "12000+1000 17000+3000 40000+1000 50000+1000" STACK);
	/* Without heaps, on request. */
	ck_assert_str_eq(kept(DOTNET, "type mask=0x8000"), FLOOR
	    "12000+1000 17000+3000 40000+2000 50000+2000" STACK);
	ck_assert_str_eq(kept(DOTNET, "type mask=0xc000"), FLOOR
	    "12000+1000 17000+3000 40000+1000 50000+1000" STACK);
}
END_TEST

/* Nothing tells what these are but where modules and stacks lie. */
#define NO_MAP	"os windows\n"	\
	"thread sp=1f80 pc=21800 stack=1f80+80\n"	\
	"bytes 1000+1000\nbytes 3000+1000\n"	\
	"module C:\\app.exe 20000+5000\nbytes 20000+5000\n"

START_TEST(what_no_record_describes_may_be_any_of_several_kinds)
{
	ck_assert_str_eq(kept(NO_MAP, "type"), "1f80+80 21780+100");
	ck_assert_str_eq(kept(NO_MAP, "type mask=0x1"), "1f80+80 21000+4000");
	ck_assert_str_eq(kept(NO_MAP, "type mask=0x2000"),
	    "1f80+80 21000+4000");
	ck_assert_str_eq(kept(NO_MAP, "type mask=0x10000"),
	    "1000+1000 3000+1000 21000+4000");
	ck_assert_str_eq(kept(NO_MAP, "type mask=0x4200"),
	    "1000+1000 3000+1000 21780+100");
	ck_assert_str_eq(kept(NO_MAP, "type mask=0x80000"),
	    "1f80+80 20000+1000 21780+100");
}
END_TEST

#define RECORDS	\
	"record threads ThreadList\nrecord memory MemoryList\n"	\
	"record handles HandleData\nrecord unloaded UnloadedModuleList\n"	\
	"record memory-info MemoryInfoList\nrecord thread-info ThreadInfo\n"	\
	"record token Token\nrecord comments CommentA\n"	\
	"record thread-names ThreadNames\nrecord process-data VmCounters\n"	\
	"record auxiliary JavaScriptData\nrecord user 0x10001\n"	\
	"record unknown 0x99\n"

#define REST	" CommentA ThreadNames VmCounters JavaScriptData 0x10001 0x99"

START_TEST(records_that_no_flag_is_for_stay)
{
	ck_assert_str_eq(records(WINDOWS RECORDS, "type"),
	    "ThreadList MemoryList" REST);
	ck_assert_str_eq(records(WINDOWS RECORDS, "type mask=2"),
	    "ThreadList MemoryList" REST);
}
END_TEST

START_TEST(flags_for_records_keep_these)
{
	ck_assert_str_eq(records(WINDOWS RECORDS, "type mask=0x4"),
	    "ThreadList MemoryList HandleData" REST);
	ck_assert_str_eq(records(WINDOWS RECORDS, "type mask=0x20"),
	    "ThreadList MemoryList UnloadedModuleList" REST);
	ck_assert_str_eq(records(WINDOWS RECORDS, "type mask=0x41804"),
	    "ThreadList MemoryList HandleData MemoryInfoList ThreadInfo Token"
	    REST);
}
END_TEST

START_TEST(optional_records_go_where_a_flag_says_so)
{
	ck_assert_str_eq(records(WINDOWS RECORDS, "type mask=0x420"),
	    "ThreadList MemoryList UnloadedModuleList");
	ck_assert_str_eq(records(WINDOWS RECORDS, "type mask=0x4000"),
	    "ThreadList MemoryList CommentA ThreadNames VmCounters 0x10001 "
	    "0x99");
}
END_TEST

START_TEST(unix_processes_keep_all_records_but_unknown_ones)
{
	ck_assert_str_eq(records(LINUX RECORDS, "type"),
	    "ThreadList MemoryList HandleData UnloadedModuleList "
	    "MemoryInfoList ThreadInfo Token" REST);
	ck_assert_str_eq(records(LINUX RECORDS, "type mask=0x400"),
	    "ThreadList MemoryList HandleData UnloadedModuleList "
	    "MemoryInfoList ThreadInfo Token CommentA ThreadNames VmCounters "
	    "JavaScriptData 0x10001");
}
END_TEST

START_TEST(what_the_input_lacks_is_said_once)
{
	ck_assert_str_eq(warning(WINDOWS RECORDS, "type mask=0x41a25"), "");
	ck_assert_str_eq(warning(WINDOWS, "type mask=0x41a25"),
	    "--type: the input has nothing for WithHandleData, "
	    "WithUnloadedModules, WithFullMemoryInfo, WithThreadInfo, "
	    "WithTokenInformation");
	ck_assert_str_eq(warning("thread sp=2000\nrw- 1000+2000\n",
	    "type mask=0x2001"), "--type: the input has nothing for "
	    "WithDataSegs, WithCodeSegs");
}
END_TEST

START_TEST(wrong_masks_are_refused_with_the_reason)
{
	ck_assert_str_eq(refused("type", "mask=0x8000001"),
	    "type: unknown bits 0x8000000 in the mask");
	ck_assert_int_eq(dump_filter_check("type",
	    "mask=0x8000001,ignore-unknown-bits", &err), 0);
	ck_assert_ptr_nonnull(strstr(refused("type", "mask=0x4000002"),
	    "-z compresses the whole dump"));
	ck_assert_str_eq(refused("core-filter", "mask=0x233"),
	    "core-filter: unknown bits 0x200; it has 0 to 8");
}
END_TEST

/* The block of a thread at 3000, which leads to the process's at 5000. */
#define BLOCKS	"os windows\n"	\
	"thread sp=1f80 pc=0 tp=3000 stack=1f80+80\n"	\
	"rw- 1000+1000 private\nrw- 3000+2000 private\n"	\
	"rw- 5000+3000 private\n"

START_TEST(only_what_flags_need_is_asked)
{
	static const char doubt[] = "writer gdb\nr-- 1000+1000 unsure\n";

	ck_assert_uint_eq(asks("mask=0x201", WINDOWS), 0);
	ck_assert_uint_eq(asks("mask=2", doubt), ASK_ZEROS);
	ck_assert_uint_eq(asks("mask=0x201", doubt), 0);
	/* What else may lead to stacks is kept by these flags anyway. */
	ck_assert_uint_eq(asks("mask=0x201", LINUX), 0);
	ck_assert_uint_eq(asks("mask=0x1", LINUX),
	    ASK_STACKS | ASK_PLUMBING | ASK_IMAGES);
	ck_assert_uint_eq(asks("mask=0x100", BLOCKS),
	    ASK_STACKS | ASK_PLUMBING);
	ck_assert_uint_eq(asks("mask=0x300", BLOCKS), 0);
	ck_assert_uint_eq(asks("mask=1", NO_MAP),
	    ASK_PE_SECTIONS | ASK_STACKS);
	ck_assert_uint_eq(asks("mask=0x200", "os windows\n"
	    "module clr.dll 1000+1000\nr-- 1000+1000 image\n"),
	    ASK_CLR_METADATA);
	ck_assert_uint_eq(asks("mask=0x4200", "os windows\n"
	    "module clr.dll 1000+1000\nr-- 1000+1000 image\n"), 0);
}
END_TEST

START_TEST(memory_that_is_missing_is_a_failure_if_a_flag_says_so)
{
	struct dump_model *m = synth_classified(WINDOWS);
	struct dump_plan *p;

	m->facts.truncated = true;
	ck_assert_int_eq(dump_plan_new(&p, m, &err), 0);
	ck_assert_int_eq(dump_plan_filter(p, "type", "mask=0x2000002", &err),
	    0);
	ck_assert_int_eq(p->filters[0].filter->plan(p->filters[0].state, m, p,
	    &err), -1);
	ck_assert_int_eq(err.code, DUMP_E_TRUNC);
	dump_plan_free(p);
	dump_model_free(m);
}
END_TEST

START_TEST(without_registers_there_are_no_stacks_to_keep)
{
	struct dump_model *m = process(LINUX);
	struct dump_plan *p;
	int i;

	m->no_registers = true;
	for (i = 0; i < 2; i++) {
		ck_assert_int_eq(dump_plan_new(&p, m, &err), 0);
		ck_assert_int_eq(dump_plan_filter(p, "type",
		    i == 0 ? "mask=0x1" : "mask=0x201", &err), 0);
		ck_assert_int_eq(p->filters[0].filter->plan(
		    p->filters[0].state, m, p, &err), i == 0 ? -1 : 0);
		dump_plan_free(p);
	}
	dump_model_free(m);
}
END_TEST

START_TEST(blocks_of_threads_and_of_the_process_come_with_a_flag)
{
	struct dump_model *m = synth_classified(BLOCKS);
	struct dump_source *src;
	struct dump_plan *p;
	uint8_t *bytes;
	size_t size;

	bytes = synth_bytes(m, &size);
	bytes[synth_offset(m, 0x3030) + 1] = 0x30;	/* itself */
	bytes[synth_offset(m, 0x3060) + 1] = 0x50;
	ck_assert_int_eq(dump_source_memory(&src, bytes, size, &err), 0);
	ck_assert_int_eq(survey_answer(m, src, ASK_STACKS | ASK_PLUMBING,
	    &err), 0);
	p = synth_plan(m, "type mask=0x100", NULL);
	ck_assert_str_eq(synth_kept(p), "1f80+80 3000+3000");
	dump_plan_free(p);
	p = synth_plan(m, "type", NULL);
	ck_assert_str_eq(synth_kept(p), "1f80+80");
	dump_plan_free(p);
	dump_source_close(src);
	free(bytes);
	dump_model_free(m);
}
END_TEST

START_TEST(a_filter_of_cores_keeps_what_linux_writes)
{
	/* Nothing is always written but the vdso. */
	ck_assert_str_eq(kept(LINUX, "core-filter"), "");
	ck_assert_str_eq(kept("auxv sysinfo=1000\nr-x 1000+1000\n",
	    "core-filter"), "1000+1000");
	ck_assert_str_eq(kept(LINUX, "core-filter mask=0x33"),
	    "10000+1000 17000+3000 30000+1000 32000+1000 34000+1000 "
	    "36000+1000 38000+1000 70000000+800000");
	ck_assert_str_eq(kept(LINUX, "core-filter mask=2"),
	    "17000+3000 30000+1000 32000+1000 34000+1000 36000+1000 "
	    "38000+1000 70000000+800000");
	ck_assert_str_eq(kept(LINUX, "core-filter mask=0x10"), "10000+1000");
	ck_assert_str_eq(kept(LINUX, "core-filter mask=4"),
	    "10000+9000 3a000+1000 3c000+1000");
	ck_assert_str_eq(kept(LINUX, "core-filter mask=8"),
	    "3a000+1000 3c000+1000");
	ck_assert_str_eq(records(LINUX RECORDS, "core-filter mask=8"),
	    "ThreadList MemoryList HandleData UnloadedModuleList "
	    "MemoryInfoList ThreadInfo Token" REST);
}
END_TEST

Suite *
types_suite(void)
{
	Suite *s = suite_create("types");
	TCase *t = tcase_create("types");

	tcase_add_test(t,
	    a_normal_dump_has_stacks_and_code_at_instruction_pointers);
	tcase_add_test(t, each_flag_adds_its_memory);
	tcase_add_test(t, flags_that_remove_come_last);
	tcase_add_test(t, unix_processes_keep_what_stacks_are_unwound_by);
	tcase_add_test(t, each_flag_has_a_meaning_for_unix);
	tcase_add_test(t,
	    heaps_of_a_runtime_come_with_what_its_debugger_reads);
	tcase_add_test(t,
	    what_no_record_describes_may_be_any_of_several_kinds);
	tcase_add_test(t, records_that_no_flag_is_for_stay);
	tcase_add_test(t, flags_for_records_keep_these);
	tcase_add_test(t, optional_records_go_where_a_flag_says_so);
	tcase_add_test(t, unix_processes_keep_all_records_but_unknown_ones);
	tcase_add_test(t, what_the_input_lacks_is_said_once);
	tcase_add_test(t, wrong_masks_are_refused_with_the_reason);
	tcase_add_test(t, only_what_flags_need_is_asked);
	tcase_add_test(t,
	    memory_that_is_missing_is_a_failure_if_a_flag_says_so);
	tcase_add_test(t, without_registers_there_are_no_stacks_to_keep);
	tcase_add_test(t,
	    blocks_of_threads_and_of_the_process_come_with_a_flag);
	tcase_add_test(t, a_filter_of_cores_keeps_what_linux_writes);
	suite_add_tcase(s, t);
	return s;
}
