/* SPDX-License-Identifier: BSD-2-Clause */
/* check_classify_windows.c -- what memory of a Windows process is. */
#include <check.h>

#include "process/classify.h"
#include "tests/suites.h"
#include "tests/synth_model.h"

static void
expect(const char *model, const char *classes)
{
	struct dump_model *m = synth_classified(model);

	ck_assert_str_eq(synth_classes(m), classes);
	dump_model_free(m);
}

START_TEST(regions_go_by_type_and_protection)
{
	expect("os windows\n"
	    "module C:\\app\\app.exe 10000+5000\n"
	    "r-- 10000+1000 image\n"
	    "r-x 11000+1000 image\n"
	    "r-- 12000+1000 image\n"
	    "rw- 13000+1000 image\n"
	    "r-- 14000+1000 image writecopy\n"
	    "rw- 20000+1000 private\n"
	    "rwx 30000+1000 private\n"
	    "r-- 40000+1000 private\n"
	    "r-- 50000+1000 mapped\n"
	    "rw- 60000+1000 mapped\n",
	    "10000+1000 headers\n"
	    "11000+1000 code\n"
	    "12000+1000 rodata\n"
	    "13000+2000 data\n"
	    "20000+1000 private\n"
	    "30000+1000 jit\n"
	    "40000+1000 private-ro\n"
	    "50000+1000 mapped-ro\n"
	    "60000+1000 mapped\n");
}
END_TEST

START_TEST(what_cannot_be_touched_is_inaccessible)
{
	expect("os windows\n"
	    "--- 10000+1000 private\n"
	    "rw- 20000+1000 private guard\n"
	    "--- 30000+1000 reserved\n"
	    "--- 40000+1000 free\n",
	    "10000+1000 inaccessible\n"
	    "20000+1000 inaccessible\n"
	    "30000+1000 inaccessible\n"
	    "40000+1000 inaccessible\n");
}
END_TEST

START_TEST(uncached_memory_is_of_a_device)
{
	expect("os windows\nrw- 10000+1000 private uncached\n",
	    "10000+1000 device\n");
}
END_TEST

START_TEST(sections_without_a_file_that_run_are_generated_code)
{
	expect("os windows\nr-x 10000+1000 mapped\n", "10000+1000 jit\n");
}
END_TEST

START_TEST(stacks_are_where_the_list_of_threads_has_them)
{
	expect("os windows\n"
	    "thread sp=27e00 stack=27e00+400\n"
	    "rw- 26000+2000 private\n"
	    "r-- 28000+1000 private\n",
	    "26000+1e00 private\n"
	    "27e00+200 stacks\n"
	    "28000+1000 private-ro\n");
}
END_TEST

START_TEST(images_outside_the_module_list_have_no_header_page)
{
	expect("os windows\nr-- 10000+2000 image\n", "10000+2000 rodata\n");
}
END_TEST

START_TEST(without_memory_information_all_is_guessed)
{
	struct dump_model *m = synth_classified("os windows\n"
	    "thread sp=27e00 stack=27e00+200\n"
	    "module a.dll 10000+5000\n"
	    "bytes 10000+5000\n"
	    "bytes 27e00+200\n"
	    "bytes 30000+1000\n");
	size_t i;

	ck_assert_str_eq(synth_classes(m),
	    "10000+1000 headers\n"
	    "11000+4000 data\n"
	    "27e00+200 stacks\n"
	    "30000+1000 private\n");
	for (i = 0; i < m->nregions; i++)
		ck_assert_uint_ne(m->regions[i].prot & REGION_GUESSED, 0);
	dump_model_free(m);
}
END_TEST

START_TEST(an_image_range_that_is_there_in_part_is_marked_before_it_is_cut)
{
	struct dump_model *m = synth_classified("os windows\n"
	    "module a.dll 10000+5000\n"
	    "r-x 10000+3000 image has=11000+1000\n"
	    "r-x 13000+1000 image\n"
	    "r-- 14000+1000 image absent\n"
	    "rw- 20000+2000 private has=20000+1000\n");
	size_t i;

	for (i = 0; i < m->nregions; i++)
		ck_assert_int_eq((m->regions[i].prot & REGION_PARTIAL) != 0,
		    m->regions[i].at.addr < 0x13000);
	ck_assert_uint_eq(m->nregions, 5);
	dump_model_free(m);
}
END_TEST

START_TEST(the_end_of_a_cut_dump_makes_an_image_range_partial)
{
	struct dump_model *m = synth_model("os windows\n"
	    "r-x 10000+3000 image\n");
	struct dump_err err;

	ck_assert_int_eq(model_clip(m, 0x1000, &err), 0);
	ck_assert_int_eq(classify(m, &err), 0);
	ck_assert_uint_eq(m->nregions, 2);
	ck_assert_uint_ne(m->regions[0].prot & REGION_PARTIAL, 0);
	dump_model_free(m);
}
END_TEST

START_TEST(dotnet_is_known_by_its_modules)
{
	struct dump_model *m;

	m = synth_classified("os windows\n"
	    "module C:\\app\\app.exe 10000+1000\n"
	    "module C:\\dotnet\\CoreCLR.dll 20000+1000\n"
	    "bytes 20000+1000\n");
	ck_assert(m->dotnet);
	ck_assert_pstr_eq(m->facts.runtime, ".NET");
	dump_model_free(m);
	m = synth_classified("os windows\n"
	    "module C:\\app\\xclr.dll 10000+1000\n"
	    "bytes 10000+1000\n");
	ck_assert(!m->dotnet);
	ck_assert_pstr_eq(m->facts.runtime, NULL);
	dump_model_free(m);
}
END_TEST

Suite *
classify_windows_suite(void)
{
	Suite *s = suite_create("classify_windows");
	TCase *t = tcase_create("classify_windows");

	tcase_add_test(t, regions_go_by_type_and_protection);
	tcase_add_test(t, what_cannot_be_touched_is_inaccessible);
	tcase_add_test(t, uncached_memory_is_of_a_device);
	tcase_add_test(t, sections_without_a_file_that_run_are_generated_code);
	tcase_add_test(t, stacks_are_where_the_list_of_threads_has_them);
	tcase_add_test(t, images_outside_the_module_list_have_no_header_page);
	tcase_add_test(t, without_memory_information_all_is_guessed);
	tcase_add_test(t, an_image_range_that_is_there_in_part_is_marked_before_it_is_cut);
	tcase_add_test(t, the_end_of_a_cut_dump_makes_an_image_range_partial);
	tcase_add_test(t, dotnet_is_known_by_its_modules);
	suite_add_tcase(s, t);
	return s;
}
