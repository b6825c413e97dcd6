/* SPDX-License-Identifier: BSD-2-Clause */
/* check_dotnet.c -- what of a .NET process its debuggers read in files. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>

#include "tests/suites.h"
#include "tests/synth_model.h"

/* Entries with FLAG, "10000 20000"; static. */
static const char *
marked(const struct dump_model *m, uint32_t flag)
{
	static char text[256];
	size_t i, n = 0;

	text[0] = '\0';
	for (i = 0; i < m->nmappings; i++)
		if ((m->mappings[i].flags & flag) != 0)
			n += (size_t)snprintf(text + n, sizeof text - n,
			    "%s%" PRIx64, n > 0 ? " " : "",
			    m->mappings[i].at.addr);
	return text;
}

#define CORECLR	\
	"r-- 10000+1000 /net/libcoreclr.so@0\n"	\
	"r-- 11000+1000 /net/libcoreclr.so@1000\n"	\
	"r-x 12000+1000 /net/libcoreclr.so@2000\n"	\
	"rw- 13000+1000 /net/libcoreclr.so@3000\n"

START_TEST(the_runtime_by_name_makes_a_dotnet_process)
{
	struct dump_model *m = synth_classified(CORECLR);

	ck_assert(m->dotnet);
	ck_assert_str_eq(m->facts.runtime, ".NET");
	ck_assert_str_eq(marked(m, MAPPING_RUNTIME), "10000 11000");
	dump_model_free(m);
}
END_TEST

START_TEST(so_does_the_page_of_createdump)
{
	struct dump_model *m = synth_classified("auxv phdr=20040\n"
	    "r-- 20000+1000 /app/native-aot@0\n"
	    "r-- 21000+1000 /app/native-aot@1000\n"
	    "rw- 22000+1000 /app/native-aot@2000\n"
	    "rw- 7ffffff10000+1000\n");

	ck_assert(m->dotnet);
	ck_assert_str_eq(marked(m, MAPPING_RUNTIME), "20000 21000");
	dump_model_free(m);
}
END_TEST

START_TEST(other_processes_have_no_managed_files)
{
	/* Wine: PE files, but no runtime of .NET. */
	struct dump_model *m = synth_classified(
	    "r-- 10000+1000 /wine/ntdll.dll@0\n"
	    "r-x 11000+1000 /wine/ntdll.dll@1000\n");

	ck_assert(!m->dotnet);
	ck_assert_str_eq(marked(m, MAPPING_METADATA), "");
	dump_model_free(m);
}
END_TEST

START_TEST(metadata_is_in_the_executable_entry_of_what_was_laid_out)
{
	struct dump_model *m = synth_classified(CORECLR
	    "r-- 20000+8000 /net/CoreLib.dll@0\n"
	    "r-- 40000+1000 /net/CoreLib.dll@0\n"
	    "r-x 50000+4000 /net/CoreLib.dll@0\n"
	    "rw- 60000+2000 /net/CoreLib.dll@4000\n"
	    "r-- 70000+1000 /net/CoreLib.dll@6000\n");

	ck_assert_str_eq(marked(m, MAPPING_METADATA), "50000");
	dump_model_free(m);
}
END_TEST

START_TEST(metadata_is_in_the_read_only_entry_of_what_is_only_flat)
{
	struct dump_model *m = synth_classified(CORECLR
	    "r-- 20000+8000 /app/App.dll@0\n");

	ck_assert_str_eq(marked(m, MAPPING_METADATA), "20000");
	dump_model_free(m);
}
END_TEST

START_TEST(a_flat_copy_counts_where_the_other_has_no_bytes)
{
	struct dump_model *m = synth_classified(CORECLR
	    "r-- 20000+8000 /net/CoreLib.dll@0\n"
	    "r-- 40000+1000 /net/CoreLib.dll@0\n"
	    "r-x 50000+4000 /net/CoreLib.dll@0 absent\n");

	ck_assert_str_eq(marked(m, MAPPING_METADATA), "20000 40000 50000");
	dump_model_free(m);
}
END_TEST

/* The program's image, then assemblies that are mapped from behind it. */
#define BUNDLE	"auxv phdr=555500000040 phnum=8 phent=38\n"	\
	"r-- 555500000000+1000 /app/single@0\n"	\
	"r-x 555500001000+1000 /app/single@1000\n"	\
	"r-- 555500002000+1000 /app/single@2000\n"	\
	"rw- 555500003000+1000 /app/single@2000\n"	\
	"r-- 7f0000000000+2000 /app/single@90000\n"	\
	"r-x 7f0000010000+2000 /app/single@a1000\n"	\
	"r-- 7f0000020000+1000 /lib/libc.so.6@0\n"

START_TEST(a_program_of_one_file_carries_its_assemblies_behind_its_image)
{
	struct dump_model *m = synth_classified(BUNDLE);

	ck_assert(m->dotnet);
	ck_assert_str_eq(marked(m, MAPPING_METADATA),
	    "7f0000000000 7f0000010000");
	ck_assert_str_eq(marked(m, MAPPING_RUNTIME),
	    "555500000000 555500002000");
	/* Programs that read their own symbols look the same: so nothing is
	 * claimed to people. */
	ck_assert_pstr_eq(m->facts.runtime, NULL);
	dump_model_free(m);
	m = synth_classified(BUNDLE
	    "rw- 7f0000030000+1000 /memfd:doublemapper@0 deleted\n");
	ck_assert_pstr_eq(m->facts.runtime, ".NET");
	dump_model_free(m);
}
END_TEST

START_TEST(a_program_that_maps_its_own_start_again_is_no_bundle)
{
	struct dump_model *m = synth_classified("auxv phdr=555500000040\n"
	    "r-- 555500000000+1000 /app/prog@0\n"
	    "rw- 555500001000+1000 /app/prog@1000\n"
	    "r-- 7f0000000000+1000 /app/prog@0\n");

	ck_assert(!m->dotnet);
	dump_model_free(m);
}
END_TEST

Suite *
dotnet_suite(void)
{
	Suite *s = suite_create("dotnet");
	TCase *t = tcase_create("dotnet");

	tcase_add_test(t, the_runtime_by_name_makes_a_dotnet_process);
	tcase_add_test(t, so_does_the_page_of_createdump);
	tcase_add_test(t, other_processes_have_no_managed_files);
	tcase_add_test(t, metadata_is_in_the_executable_entry_of_what_was_laid_out);
	tcase_add_test(t, metadata_is_in_the_read_only_entry_of_what_is_only_flat);
	tcase_add_test(t, a_flat_copy_counts_where_the_other_has_no_bytes);
	tcase_add_test(t, a_program_of_one_file_carries_its_assemblies_behind_its_image);
	tcase_add_test(t, a_program_that_maps_its_own_start_again_is_no_bundle);
	suite_add_tcase(s, t);
	return s;
}
