/* SPDX-License-Identifier: BSD-2-Clause */
/* check_what.c -- the words that name parts of a dump. */
#include <check.h>
#include <stdio.h>

#include "filters/what.h"
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
	if (w.kind == WHAT_RANGE)
		snprintf(out, sizeof out, "%llx+%llx",
		    (unsigned long long)w.range.addr,
		    (unsigned long long)w.range.size);
	else
		snprintf(out, sizeof out, "%s%s%s", dump_class_name(w.class),
		    w.modules != NULL ? " of " : "",
		    w.modules != NULL ? w.modules : "");
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
	    "what is missing: a class of memory, or a range");
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

static const char *
dropped(const char *model, const char *what)
{
	static char text[512];
	struct dump_model *m = synth_classified(model);
	struct dump_plan *p;
	char filter[128];

	snprintf(filter, sizeof filter, "drop what=%s", what);
	p = synth_plan(m, filter, NULL);
	snprintf(text, sizeof text, "%s", synth_kept(p));
	dump_plan_free(p);
	dump_model_free(m);
	return text;
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
	    "10000+4000 20000+2000");
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
	tcase_add_test(t, ranges_are_given_by_size_or_by_end);
	tcase_add_test(t, addresses_may_be_pasted_from_windbg);
	tcase_add_test(t, a_range_may_reach_to_the_end_of_all_addresses);
	tcase_add_test(t, what_names_nothing_is_refused_with_a_reason);
	tcase_add_test(t, a_pattern_matches_the_name_of_the_file);
	tcase_add_test(t, a_pattern_with_a_slash_matches_the_path);
	tcase_add_test(t, only_what_is_unsure_is_asked_about);
	suite_add_tcase(s, t);
	return s;
}
