/* SPDX-License-Identifier: BSD-2-Clause */
/* check_what.c -- the words that name parts of a dump. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "filters/what.h"
#include "model/names.h"
#include "tests/suites.h"
#include "tests/synth_model.h"

static struct dump_err err;

/* What TEXT means: "code", "data of lib*", "7f00+1000", or why it is wrong;
 * static. */
static const char *
meaning(const char *text)
{
	static char out[256];
	struct what w;

	if (what_parse(&w, text, &err) == -1)
		return err.msg;
	switch (w.kind) {
	case WHAT_RANGE:
		snprintf(out, sizeof out, "%llx+%llx",
		    (unsigned long long)w.range.addr,
		    (unsigned long long)w.range.size);
		break;
	case WHAT_GROUP:
		snprintf(out, sizeof out, "roles %x", (unsigned)w.roles);
		break;
	case WHAT_RECORD:
		if (w.numbered)
			snprintf(out, sizeof out, "record %x",
			    (unsigned)w.type);
		else
			snprintf(out, sizeof out, "records %s", w.pattern);
		break;
	default:
		snprintf(out, sizeof out, "%s%s%s",
		    w.kind == WHAT_MODULE ? "all" : dump_class_name(w.class),
		    w.pattern != NULL ? " of " : "",
		    w.pattern != NULL ? w.pattern : "");
	}
	return out;
}

START_TEST(classes_have_the_names_that_are_printed)
{
	unsigned i;

	for (i = 0; i < DUMP_CLASSES; i++)
		ck_assert_str_eq(meaning(dump_class_name(i)),
		    dump_class_name(i));
	ck_assert_str_eq(meaning("Dead_Stacks"), "dead-stacks");
}
END_TEST

START_TEST(classes_of_images_take_a_module)
{
	ck_assert_str_eq(meaning("code:libfoo*"), "code of libfoo*");
	ck_assert_str_eq(meaning("DATA:*.dll"), "data of *.dll");
	ck_assert_str_eq(meaning("headers:a"), "headers of a");
	ck_assert_str_eq(meaning("private:libfoo*"),
	    "\"private:libfoo*\": private is no part of modules");
	ck_assert_str_eq(meaning("code:"), "\"code:\": no module is named");
}
END_TEST

START_TEST(modules_are_named_by_a_pattern)
{
	ck_assert_str_eq(meaning("module:libfoo*"), "all of libfoo*");
	ck_assert_str_eq(meaning("Module:C:\\app\\*"), "all of C:\\app\\*");
	ck_assert_str_eq(meaning("module:"),
	    "\"module:\": no module is named");
	ck_assert_str_eq(meaning("module"), "unknown class \"module\"");
}
END_TEST

START_TEST(groups_have_the_names_that_are_listed)
{
	uint32_t all = 0;
	char text[64];
	size_t i;

	for (i = 0; dump_record_group(i) != NULL; i++) {
		/* No role is in two of them. */
		ck_assert_uint_eq(roles_by_group(dump_record_group(i)) & all,
		    0);
		all |= roles_by_group(dump_record_group(i));
		snprintf(text, sizeof text, "roles %x",
		    (unsigned)roles_by_group(dump_record_group(i)));
		ck_assert_str_eq(meaning(dump_record_group(i)), text);
		ck_assert_ptr_nonnull(dump_record_group_summary(i));
	}
	ck_assert_uint_eq(i, 9);
	ck_assert_str_eq(meaning("Thread_Names"), meaning("thread-names"));
	ck_assert_str_eq(meaning("handles:x"), "unknown class \"handles\"");
}
END_TEST

START_TEST(records_have_a_name_or_a_number)
{
	ck_assert_str_eq(meaning("record:CommentA"), "records CommentA");
	ck_assert_str_eq(meaning("RECORD:linux/0x202"),
	    "records linux/0x202");
	ck_assert_str_eq(meaning("record:15"), "record f");
	ck_assert_str_eq(meaning("record:0x444B0004"), "record 444b0004");
	ck_assert_str_eq(meaning("record:"), "\"record:\": no record is named");
	ck_assert_str_eq(meaning("record:386_TLS"), "records 386_TLS");
	ck_assert_str_eq(meaning("record:0x1*"), "records 0x1*");
	ck_assert_str_eq(meaning("record:0x100000000"),
	    "records 0x100000000");
}
END_TEST

START_TEST(ranges_are_given_by_size_or_by_end)
{
	ck_assert_str_eq(meaning("0x7f00+0x100"), "7f00+100");
	ck_assert_str_eq(meaning("0x7f00+64K"), "7f00+10000");
	ck_assert_str_eq(meaning("0x7f00+1MiB"), "7f00+100000");
	ck_assert_str_eq(meaning("0x7f00+256"), "7f00+100");
	ck_assert_str_eq(meaning("0x7f00-0x8f00"), "7f00+1000");
	ck_assert_str_eq(meaning("0X7F00-8F00"), "7f00+1000");
}
END_TEST

START_TEST(addresses_may_be_pasted_from_windbg)
{
	ck_assert_str_eq(meaning("00007ff8`12340000+4K"), "7ff812340000+1000");
	ck_assert_str_eq(meaning("0x7ff8`12340000-7ff8`12341000"),
	    "7ff812340000+1000");
}
END_TEST

START_TEST(a_range_may_reach_to_the_end_of_all_addresses)
{
	ck_assert_str_eq(meaning("0xfffffffffffff000+4096"),
	    "fffffffffffff000+1000");
	ck_assert_str_eq(meaning("0xfffffffffffff000+1G"),
	    "fffffffffffff000+1000");
}
END_TEST

START_TEST(what_names_nothing_is_refused_with_a_reason)
{
	ck_assert_str_eq(meaning("cod"), "unknown class \"cod\"");
	ck_assert_str_eq(meaning("cod:lib*"), "unknown class \"cod\"");
	ck_assert_str_eq(meaning(""), "unknown class \"\"");
	ck_assert_str_eq(meaning("a-name-that-is-longer-than-any-class-has"),
	    "unknown class \"a-name-that-is-longer-than-any-class-has\"");
	ck_assert_str_eq(meaning(NULL),
	    "what is missing: a class of memory, a range, or records");
	ck_assert_str_eq(meaning("7f00+100"),
	    "\"7f00+100\": not a range such as 0x7f00+64K or 0x7f00-0x8f00");
	ck_assert_str_eq(meaning("0x+100"),
	    "\"0x+100\": not a range such as 0x7f00+64K or 0x7f00-0x8f00");
	ck_assert_str_eq(meaning("0x7f00"),
	    "\"0x7f00\": not a range such as 0x7f00+64K or 0x7f00-0x8f00");
	ck_assert_str_eq(meaning("0x7f00+"),
	    "\"0x7f00+\": \"\" is not a size");
	ck_assert_str_eq(meaning("0x7f00+4X"),
	    "\"0x7f00+4X\": \"4X\" is not a size");
	ck_assert_str_eq(meaning("0x7f00-0x8f00+1"),
	    "\"0x7f00-0x8f00+1\": what follows the - is not an address");
	ck_assert_str_eq(meaning("0x7f00-0x100"),
	    "\"0x7f00-0x100\": ends before it begins");
	ck_assert_str_eq(meaning("0x7f00+0"), "\"0x7f00+0\": has no bytes");
	ck_assert_str_eq(meaning("0x7f00-0x7f00"),
	    "\"0x7f00-0x7f00\": has no bytes");
	ck_assert_str_eq(meaning("0x10000000000000000+1"),
	    "\"0x10000000000000000+1\": not a range such as 0x7f00+64K or "
	    "0x7f00-0x8f00");
	ck_assert_int_eq(err.code, DUMP_E_ARG);
}
END_TEST

/* What is left without WHAT, as TOLD says it, then the warnings; static. */
static const char *
left(const char *model, const char *what,
    const char *(*told)(const struct dump_plan *p))
{
	static char text[512];
	struct dump_model *m = synth_classified(model);
	struct dump_plan *p;
	char filter[128];

	snprintf(filter, sizeof filter, "drop what=%s", what);
	p = synth_plan(m, filter, NULL);
	snprintf(text, sizeof text, "%s%s%s", told(p),
	    dump_plan_warnings(p) > 0 ? ": " : "",
	    dump_plan_warnings(p) > 0 ? dump_plan_warning(p, 0) : "");
	dump_plan_free(p);
	dump_model_free(m);
	return text;
}

static const char *
dropped(const char *model, const char *what)
{
	return left(model, what, synth_kept);
}

#define LIBS	"r-- 10000+2000 /usr/lib/libfoo.so.1@0\n"	\
	"rw- 12000+1000 /usr/lib/libfoo.so.1@2000\n"	\
	"rw- 13000+1000\n"	\
	"r-- 20000+1000 /opt/libbar.so@0\n"	\
	"rw- 21000+1000 /opt/libbar.so@1000\n"

START_TEST(a_pattern_matches_the_name_of_the_file)
{
	ck_assert_str_eq(dropped(LIBS, "data:libfoo*"),
	    "10000+2000 20000+2000");
	ck_assert_str_eq(dropped(LIBS, "data:LIBBAR.so"),
	    "10000+4000 20000+1000");
	ck_assert_str_eq(dropped(LIBS, "data:foo"),
	    "10000+4000 20000+2000: the input has no data that is called "
	    "foo");
	ck_assert_str_eq(dropped(LIBS, "data:*"), "10000+2000 20000+1000");
	ck_assert_str_eq(dropped(LIBS, "data"), "10000+2000 20000+1000");
}
END_TEST

START_TEST(a_pattern_with_a_slash_matches_the_path)
{
	ck_assert_str_eq(dropped(LIBS, "data:/usr/*"),
	    "10000+2000 20000+2000");
	ck_assert_str_eq(dropped("os windows\n"
	    "module C:\\app\\a.dll 10000+2000\n"
	    "r-- 10000+1000 image\nrw- 11000+1000 image\n", "data:a.dll"),
	    "10000+1000");
}
END_TEST

START_TEST(a_module_is_dropped_as_a_whole)
{
	ck_assert_str_eq(dropped(LIBS, "module:libfoo*"), "20000+2000");
	ck_assert_str_eq(dropped(LIBS "rw- 30000+1000 /data@0\n",
	    "module:data"), "10000+4000 20000+2000");
	ck_assert_str_eq(dropped("r-- 10000+1000 /a/b.so@0 deleted\n"
	    "r-- 20000+1000 /c.so@0\n", "module:b.so"), "20000+1000");
	ck_assert_str_eq(dropped(LIBS, "module:libz*"),
	    "10000+4000 20000+2000: the input has no module that is called "
	    "libz*");
	ck_assert_str_eq(dropped("os windows\n"
	    "module C:\\app\\a.dll 10000+2000\n"
	    "r-- 10000+1000 image\nrw- 11000+1000 image\n"
	    "rw- 20000+1000 private\n", "module:A.DLL"), "20000+1000");
}
END_TEST

START_TEST(a_range_without_memory_is_told)
{
	ck_assert_str_eq(dropped(LIBS, "0x20fff+1"), "10000+4000 21000+1000");
	ck_assert_str_eq(dropped(LIBS, "0x14000-0x20000"), "10000+4000 "
	    "20000+2000: the input has no memory in 0x14000+0xc000");
	ck_assert_str_eq(dropped(LIBS, "0x22000+1"), "10000+4000 "
	    "20000+2000: the input has no memory in 0x22000+0x1");
}
END_TEST

#define RECORDS	"record threads ThreadList\nrecord memory MemoryList\n" \
	"record handles HandleData\nrecord comments CommentA\n" \
	"record comments CommentW\nrecord user 0x10001\n" \
	"record unknown 0x99\nrw- 1000+1000\n"

static const char *
records_without(const char *what)
{
	return left(RECORDS, what, synth_records);
}

START_TEST(records_are_dropped_by_group_name_or_number)
{
	ck_assert_str_eq(records_without("comments"),
	    "ThreadList MemoryList HandleData 0x10001 0x99");
	ck_assert_str_eq(records_without("unknown"),
	    "ThreadList MemoryList HandleData CommentA CommentW");
	ck_assert_str_eq(records_without("record:commenta"),
	    "ThreadList MemoryList HandleData CommentW 0x10001 0x99");
	ck_assert_str_eq(records_without("record:Comment?"),
	    "ThreadList MemoryList HandleData 0x10001 0x99");
	/* They are numbered from 1 on here. */
	ck_assert_str_eq(records_without("record:3"),
	    "ThreadList MemoryList CommentA CommentW 0x10001 0x99");
	ck_assert_ptr_nonnull(strstr(records_without("record:99"),
	    ": the input has no record of type 0x63"));
	ck_assert_str_eq(records_without("record:x"),
	    "ThreadList MemoryList HandleData CommentA CommentW 0x10001 0x99"
	    ": the input has no record that is called x");
	ck_assert_str_eq(records_without("token"),
	    "ThreadList MemoryList HandleData CommentA CommentW 0x10001 "
	    "0x99");
}
END_TEST

START_TEST(records_of_an_owner_are_named_with_it)
{
	struct dump_model *m = synth_classified(RECORDS);
	struct dump_plan *p;

	m->records[3].owner = "LINUX";
	m->records[4].owner = "CORE";
	p = synth_plan(m, "drop what=record:linux/*", NULL);
	ck_assert_str_eq(synth_records(p),
	    "ThreadList MemoryList HandleData CommentW 0x10001 0x99");
	dump_plan_free(p);
	p = synth_plan(m, "drop what=record:*/CommentW", NULL);
	ck_assert_str_eq(synth_records(p),
	    "ThreadList MemoryList HandleData CommentA 0x10001 0x99");
	dump_plan_free(p);
	dump_model_free(m);
}
END_TEST

START_TEST(what_a_cut_leaves_out_can_be_kept)
{
	struct dump_model *m = synth_classified("os windows\n" RECORDS);
	struct dump_plan *p = synth_plan(m, "type mask=0x400",
	    "keep what=handles", "keep what=record:0x*",
	    "drop what=record:0x9?", NULL);

	ck_assert_str_eq(synth_records(p),
	    "ThreadList MemoryList HandleData 0x10001");
	ck_assert(p->verdicts[2].insist);
	dump_plan_free(p);
	dump_model_free(m);
}
END_TEST

START_TEST(only_what_is_unsure_is_asked_about)
{
	struct dump_model *m = synth_classified(
	    "writer gdb\nr-- 10000+1000 unsure\n");
	struct what w;

	ck_assert_int_eq(what_parse(&w, "inaccessible", &err), 0);
	ck_assert_uint_eq(what_asks(&w, m), ASK_ZEROS);
	ck_assert_int_eq(what_parse(&w, "private-ro", &err), 0);
	ck_assert_uint_eq(what_asks(&w, m), ASK_ZEROS);
	ck_assert_int_eq(what_parse(&w, "private", &err), 0);
	ck_assert_uint_eq(what_asks(&w, m), 0);
	ck_assert_int_eq(what_parse(&w, "0x10000+4K", &err), 0);
	ck_assert_uint_eq(what_asks(&w, m), 0);
	dump_model_free(m);
	m = synth_classified("os windows\n"
	    "module a.dll 10000+1000\nbytes 10000+1000\n");
	ck_assert_int_eq(what_parse(&w, "code", &err), 0);
	ck_assert_uint_eq(what_asks(&w, m), ASK_PE_SECTIONS);
	dump_model_free(m);
}
END_TEST

Suite *
what_suite(void)
{
	Suite *s = suite_create("what");
	TCase *t = tcase_create("what");

	tcase_add_test(t, classes_have_the_names_that_are_printed);
	tcase_add_test(t, classes_of_images_take_a_module);
	tcase_add_test(t, modules_are_named_by_a_pattern);
	tcase_add_test(t, groups_have_the_names_that_are_listed);
	tcase_add_test(t, records_have_a_name_or_a_number);
	tcase_add_test(t, ranges_are_given_by_size_or_by_end);
	tcase_add_test(t, addresses_may_be_pasted_from_windbg);
	tcase_add_test(t, a_range_may_reach_to_the_end_of_all_addresses);
	tcase_add_test(t, what_names_nothing_is_refused_with_a_reason);
	tcase_add_test(t, a_pattern_matches_the_name_of_the_file);
	tcase_add_test(t, a_pattern_with_a_slash_matches_the_path);
	tcase_add_test(t, a_module_is_dropped_as_a_whole);
	tcase_add_test(t, a_range_without_memory_is_told);
	tcase_add_test(t, records_are_dropped_by_group_name_or_number);
	tcase_add_test(t, records_of_an_owner_are_named_with_it);
	tcase_add_test(t, what_a_cut_leaves_out_can_be_kept);
	tcase_add_test(t, only_what_is_unsure_is_asked_about);
	suite_add_tcase(s, t);
	return s;
}
