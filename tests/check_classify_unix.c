/* SPDX-License-Identifier: BSD-2-Clause */
/* check_classify_unix.c -- what memory of a Unix process is, by records. */
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

START_TEST(a_library_has_the_classes_of_its_parts)
{
	expect("r-- 10000+2000 /lib/libx.so@0\n"
	    "r-x 12000+3000 /lib/libx.so@2000\n"
	    "r-- 15000+1000 /lib/libx.so@5000\n"
	    "r-- 16000+1000 /lib/libx.so@6000\n"
	    "rw- 17000+1000 /lib/libx.so@7000\n"
	    "rw- 18000+2000\n",
	    "10000+1000 headers\n"
	    "11000+1000 rodata\n"
	    "12000+3000 code\n"
	    "15000+1000 rodata\n"
	    "16000+1000 relro\n"
	    "17000+3000 data\n");
}
END_TEST

START_TEST(anonymous_memory_goes_by_its_protection)
{
	expect("rw- 10000+1000\n"
	    "rwx 20000+1000\n"
	    "r-x 30000+1000\n"
	    "r-- 40000+1000\n"
	    "--- 50000+1000\n",
	    "10000+1000 private\n"
	    "20000+1000 jit\n"
	    "30000+1000 jit\n"
	    "40000+1000 private-ro\n"
	    "50000+1000 inaccessible\n");
}
END_TEST

START_TEST(a_file_is_an_image_by_its_name_whatever_is_mapped_of_it)
{
	expect("r-- 10000+1000 /lib/libc.so.6@5000\n"
	    "r-- 20000+1000 /lib/libstdc++.so.6.0.30@5000\n"
	    "r-- 30000+1000 /app/App.DLL@5000\n"
	    "r-- 40000+1000 /app/addon.node@5000\n"
	    "r-- 50000+1000 /data/libc.so6@5000\n"
	    "r-- 60000+1000 /data/archive.so.bak@5000\n"
	    "r-- 70000+1000 /data/locale-1.2@5000\n",
	    "10000+1000 rodata\n"
	    "20000+1000 rodata\n"
	    "30000+1000 rodata\n"
	    "40000+1000 rodata\n"
	    "50000+1000 mapped-ro\n"
	    "60000+1000 mapped-ro\n"
	    "70000+1000 mapped-ro\n");
}
END_TEST

START_TEST(a_file_mapped_from_several_places_and_from_its_start_is_an_image)
{
	expect("r-- 10000+1000 /usr/bin/prog@0\n"
	    "rw- 11000+1000 /usr/bin/prog@3000\n"
	    "r-- 20000+1000 /data/index@1000\n"
	    "rw- 21000+1000 /data/index@5000\n"
	    "r-- 30000+1000 /data/table@0\n"
	    "r-- 40000+1000 /data/table@0\n",
	    "10000+1000 headers\n"
	    "11000+1000 data\n"
	    "20000+1000 mapped-ro\n"
	    "21000+1000 mapped\n"
	    "30000+1000 mapped-ro\n"
	    "40000+1000 mapped-ro\n");
}
END_TEST

START_TEST(the_program_is_an_image_though_only_one_part_is_left)
{
	expect("auxv phdr=10040 entry=99000\n"
	    "r-x 10000+2000 /usr/bin/prog@0\n",
	    "10000+1000 headers\n"
	    "11000+1000 code\n");
}
END_TEST

START_TEST(memory_files_devices_and_dev_zero_are_never_images)
{
	expect("auxv phdr=10040\n"
	    "r-x 10000+1000 /memfd:doublemapper@0 deleted\n"
	    "rw- 20000+1000 /memfd:doublemapper@1000 deleted\n"
	    "r-- 30000+1000 /memfd:doublemapper@2000 deleted\n"
	    "rw- 40000+1000 /dev/shm/lib.so@0\n"
	    "rw- 50000+1000 /SYSV00000001@0 deleted\n"
	    "rw- 60000+1000 /dev/shm/lib.so@1000 private\n"
	    "rw- 70000+1000 /dev/zero@0 deleted\n"
	    "r-- 80000+1000 /dev/zero@0\n"
	    "rw- 90000+1000 /dev/dri/card0@0\n"
	    "--- a0000+1000 /dev/nvidia0@0\n"
	    "--- b0000+1000 /lib/liby.so@0\n"
	    "rw- c0000+1000 /dev/ashmem/dalvik-main@0 deleted\n"
	    "rw- d0000+1000 /dev/hugepages/pool@0 private\n",
	    "10000+1000 jit\n"
	    "20000+1000 private\n"
	    "30000+1000 mapped-ro\n"
	    "40000+1000 mapped\n"
	    "50000+1000 mapped\n"
	    "60000+1000 private\n"
	    "70000+1000 private\n"
	    "80000+1000 private-ro\n"
	    "90000+1000 device\n"
	    "a0000+1000 device\n"
	    "b0000+1000 inaccessible\n"
	    "c0000+1000 private\n"
	    "d0000+1000 private\n");
}
END_TEST

START_TEST(deleted_images_are_images_and_other_deleted_files_are_memory)
{
	expect("r-- 10000+1000 /lib/old.so@0 deleted\n"
	    "rw- 11000+1000 /lib/old.so@1000 deleted\n"
	    "rw- 20000+1000 /tmp/scratch@0 deleted\n"
	    "r-x 30000+1000 /tmp/ffi@0 deleted\n"
	    "r-- 40000+1000 /tmp/table@0 deleted\n",
	    "10000+1000 headers\n"
	    "11000+1000 data\n"
	    "20000+1000 private\n"
	    "30000+1000 jit\n"
	    "40000+1000 mapped-ro\n");
}
END_TEST

START_TEST(relro_is_known_though_the_dump_lacks_the_writable_part)
{
	expect("r-- 10000+2000 /lib/libx.so@0\n"
	    "map 12000+2000 /lib/libx.so@2000\n"
	    "r-- 14000+1000 /lib/libx.so@4000\n"
	    "r-- 15000+1000 /lib/libx.so@5000\n"
	    "map 16000+1000 /lib/libx.so@6000\n",
	    "10000+1000 headers\n"
	    "11000+1000 rodata\n"
	    "14000+1000 rodata\n"
	    "15000+1000 relro\n");
}
END_TEST

START_TEST(relro_needs_its_neighbour_to_touch_and_to_be_of_its_file)
{
	expect("r-- 10000+1000 /lib/libx.so@4000\n"
	    "rw- 12000+1000 /lib/libx.so@6000\n"
	    "r-- 20000+1000 /lib/libx.so@4000\n"
	    "rw- 21000+1000 /lib/liby.so@6000\n",
	    "10000+1000 rodata\n"
	    "12000+1000 data\n"
	    "20000+1000 rodata\n"
	    "21000+1000 data\n");
}
END_TEST

START_TEST(header_pages_are_cut_off_by_mapped_file_not_by_segment)
{
	/* createdump joins neighbours of equal protection. */
	struct dump_model *m = synth_classified(
	    "r-- 10000+2000 /app/a.dll@0 load=1\n"
	    "r-- 12000+3000 /app/b.dll@0 load=1\n");

	ck_assert_str_eq(synth_class(m, DUMP_HDR), "10000+1000 12000+1000");
	dump_model_free(m);
}
END_TEST

START_TEST(bss_is_the_run_behind_data_up_to_a_stack)
{
	expect("thread sp=18800 tp=19800\n"
	    "rw- 10000+1000 /lib/libx.so@0\n"
	    "rw- 11000+1000 load=1\n"
	    "rw- 12000+1000 load=2\n"
	    "rw- 13000+8000 load=3\n"
	    "rw- 20000+1000 load=4\n",
	    "10000+1000 headers\n"
	    "11000+2000 data\n"
	    "13000+5000 private\n"
	    "18000+3000 stacks\n"
	    "20000+1000 private\n");
}
END_TEST

START_TEST(a_stack_in_bss_is_data)
{
	struct dump_model *m = synth_classified(
	    "thread sp=812800 tp=815800\n"
	    "rw- 10000+5000 /lib/libx.so@3000\n"
	    "rw- 15000+801000\n");

	ck_assert_str_eq(synth_class(m, DUMP_DATA), "10000+806000");
	dump_model_free(m);
}
END_TEST

START_TEST(plumbing_is_what_the_auxiliary_vector_points_to)
{
	expect("auxv sysinfo=50000 phdr=22fc0 phnum=4 phent=38\n"
	    "r-x 20000+8000 /usr/bin/patched@1000\n"
	    "rw- 28000+1000 /usr/bin/patched@9000\n"
	    "r-- 4e000+2000\n"
	    "r-x 50000+2000\n",
	    "20000+2000 code\n"
	    "22000+2000 plumbing\n"
	    "24000+4000 code\n"
	    "28000+1000 data\n"
	    "4e000+2000 private-ro\n"
	    "50000+2000 plumbing\n");
}
END_TEST

START_TEST(program_headers_in_the_header_page_stay_headers)
{
	expect("auxv phdr=20040 phnum=4 phent=38\n"
	    "r-x 20000+8000 /usr/bin/prog@0\n",
	    "20000+1000 headers\n"
	    "21000+7000 code\n");
}
END_TEST

START_TEST(a_hostile_number_of_program_headers_moves_no_class)
{
	expect("auxv phdr=20040 phnum=ffffffff phent=ffffffff\n"
	    "r-x 20000+8000 /usr/bin/prog@0\n",
	    "20000+1000 headers\n"
	    "21000+7000 code\n");
}
END_TEST

START_TEST(the_page_of_createdump_is_plumbing)
{
	expect("rw- 7ffffff10000+1000\n", "7ffffff10000+1000 plumbing\n");
	expect("rw- 7ffffff10000+2000\n", "7ffffff10000+2000 private\n");
	expect("machine x86\nrw- 7fff1000+1000\n",
	    "7fff1000+1000 plumbing\n");
}
END_TEST

START_TEST(what_gdb_calls_readable_stays_in_doubt_if_it_has_bytes)
{
	struct dump_model *m = synth_classified("writer gdb\n"
	    "r-- 10000+1000 unsure\n"
	    "r-- 20000+1000 unsure absent\n"
	    "r-- 30000+1000 /lib/libx.so@5000 unsure\n");

	ck_assert_str_eq(synth_class(m, DUMP_PRO), "10000+1000");
	ck_assert_uint_ne(m->regions[0].prot & DUMP_UNSURE, 0);
	ck_assert_str_eq(synth_class(m, DUMP_NONE), "20000+1000");
	ck_assert_str_eq(synth_class(m, DUMP_RODATA), "30000+1000");
	dump_model_free(m);
}
END_TEST

START_TEST(a_mapping_is_partial_if_the_dump_has_some_of_it)
{
	struct dump_model *m = synth_classified(
	    "r-x 10000+3000 /lib/a.so@1000 has=11000+1000\n"
	    "r-x 20000+3000 /lib/a.so@2000\n"
	    "r-x 30000+3000 /lib/a.so@3000 absent\n");

	ck_assert_uint_eq(m->mappings[0].flags, MAPPING_PARTIAL);
	ck_assert_uint_eq(m->mappings[1].flags, 0);
	ck_assert_uint_eq(m->mappings[2].flags, 0);
	dump_model_free(m);
}
END_TEST

START_TEST(bytes_that_were_filled_in_count_as_absent)
{
	struct dump_model *m = synth_model(
	    "r-x 10000+1000 /lib/a.so@1000\n"
	    "r-x 20000+2000 /lib/a.so@2000 has=20000+1000\n");
	struct dump_err err;

	ck_assert_int_eq(model_add_piece(m, 0x21000, 0x1000, 0, &err), 0);
	m->pieces[m->npieces - 1].source = 1;
	ck_assert_int_eq(model_settle(m, &err), 0);
	ck_assert_int_eq(classify(m, &err), 0);
	ck_assert_uint_eq(m->mappings[0].flags, 0);
	ck_assert_uint_eq(m->mappings[1].flags, MAPPING_PARTIAL);
	dump_model_free(m);
}
END_TEST

START_TEST(modules_are_made_of_images_the_program_first)
{
	struct dump_model *m = synth_classified("auxv phdr=50040\n"
	    "r-- 10000+1000 /lib/a.so@0\n"
	    "rw- 14000+1000 /lib/a.so@1000\n"
	    "rw- 15000+1000\n"
	    "r-- 20000+1000 /data/x@0\n"
	    "r-- 50000+2000 /usr/bin/prog@0\n");

	ck_assert_uint_eq(m->nmodules, 2);
	ck_assert_str_eq(m->modules[0].name, "/usr/bin/prog");
	ck_assert_uint_eq(m->modules[0].base, 0x50000);
	ck_assert_uint_eq(m->modules[0].size, 0x2000);
	ck_assert_str_eq(m->modules[1].name, "/lib/a.so");
	ck_assert_uint_eq(m->modules[1].size, 0x5000);
	ck_assert_uint_eq(model_find_module(m, 0x14000), 1);
	ck_assert_uint_eq(model_find_module(m, 0x15000), 1);
	ck_assert_uint_eq(model_find_module(m, 0x20000), NONE);
	ck_assert_uint_eq(model_find_module(m, 0x51000), 0);
	dump_model_free(m);
}
END_TEST

START_TEST(a_module_is_the_copy_that_was_laid_out_not_the_flat_one)
{
	struct dump_model *m = synth_classified(
	    "r-- 10000+8000 /app/a.dll@0\n"
	    "r-- 50000+1000 /app/a.dll@0\n"
	    "r-x 60000+4000 /app/a.dll@0\n"
	    "rw- 70000+2000 /app/a.dll@4000\n"
	    "r-- 80000+1000 /lib/b.so@0\n");

	ck_assert_uint_eq(m->nmodules, 2);
	ck_assert_str_eq(m->modules[0].name, "/app/a.dll");
	ck_assert_uint_eq(m->modules[0].base, 0x50000);
	ck_assert_uint_eq(m->modules[0].size, 0x22000);
	dump_model_free(m);
}
END_TEST

START_TEST(runtimes_are_known_by_their_libraries)
{
	struct dump_model *m = synth_classified(
	    "r-- 10000+1000 /usr/bin/java@0\n"
	    "r-- 11000+1000 /usr/bin/java@1000\n"
	    "r-- 20000+1000 /jdk/lib/server/libjvm.so@0\n");

	ck_assert_pstr_eq(m->facts.runtime, "Java");
	dump_model_free(m);
	m = synth_classified("auxv phdr=10040\nr-- 10000+1000 /bin/cat@0\n");
	ck_assert_pstr_eq(m->facts.runtime, NULL);
	dump_model_free(m);
}
END_TEST

START_TEST(without_a_map_modules_and_stacks_are_guessed)
{
	expect("os macos\n"
	    "thread sp=7000f00 stack=7000f00+100\n"
	    "module /usr/lib/dyld 10000+8000\n"
	    "bytes 10000+2000\n"
	    "bytes 7000e00+200\n"
	    "bytes 9000000+40\n",
	    "10000+1000 headers\n"
	    "11000+1000 data\n"
	    "7000e00+100 private\n"
	    "7000f00+100 stacks\n"
	    "9000000+40 private\n");
}
END_TEST

START_TEST(a_dump_without_protections_is_no_dump_of_inaccessible_memory)
{
	expect("auxv phdr=10040 phnum=4 phent=38\n"
	    "thread sp=70800\n"
	    "--- 10000+1000 /usr/bin/prog@0\n"
	    "--- 14000+80 /usr/bin/prog@4000\n"
	    "--- 70800+200\n",
	    "10000+1000 headers\n"
	    "14000+80 data\n"
	    "70800+200 private\n");
	expect("--- 10000+1000\nr-- 20000+1000\n",
	    "10000+1000 inaccessible\n20000+1000 private-ro\n");
}
END_TEST

START_TEST(classes_of_the_last_page_of_all)
{
	expect("r-x ffffffffff600000+1000\n"
	    "rw- fffffffffffff000+1000\n",
	    "ffffffffff600000+1000 jit\n"
	    "fffffffffffff000+1000 private\n");
}
END_TEST

Suite *
classify_unix_suite(void)
{
	Suite *s = suite_create("classify_unix");
	TCase *t = tcase_create("classify_unix");

	tcase_add_test(t, a_library_has_the_classes_of_its_parts);
	tcase_add_test(t, anonymous_memory_goes_by_its_protection);
	tcase_add_test(t, a_file_is_an_image_by_its_name_whatever_is_mapped_of_it);
	tcase_add_test(t, a_file_mapped_from_several_places_and_from_its_start_is_an_image);
	tcase_add_test(t, the_program_is_an_image_though_only_one_part_is_left);
	tcase_add_test(t, memory_files_devices_and_dev_zero_are_never_images);
	tcase_add_test(t, deleted_images_are_images_and_other_deleted_files_are_memory);
	tcase_add_test(t, relro_is_known_though_the_dump_lacks_the_writable_part);
	tcase_add_test(t, relro_needs_its_neighbour_to_touch_and_to_be_of_its_file);
	tcase_add_test(t, header_pages_are_cut_off_by_mapped_file_not_by_segment);
	tcase_add_test(t, bss_is_the_run_behind_data_up_to_a_stack);
	tcase_add_test(t, a_stack_in_bss_is_data);
	tcase_add_test(t, plumbing_is_what_the_auxiliary_vector_points_to);
	tcase_add_test(t, program_headers_in_the_header_page_stay_headers);
	tcase_add_test(t, a_hostile_number_of_program_headers_moves_no_class);
	tcase_add_test(t, the_page_of_createdump_is_plumbing);
	tcase_add_test(t, what_gdb_calls_readable_stays_in_doubt_if_it_has_bytes);
	tcase_add_test(t, a_mapping_is_partial_if_the_dump_has_some_of_it);
	tcase_add_test(t, bytes_that_were_filled_in_count_as_absent);
	tcase_add_test(t, modules_are_made_of_images_the_program_first);
	tcase_add_test(t, a_module_is_the_copy_that_was_laid_out_not_the_flat_one);
	tcase_add_test(t, runtimes_are_known_by_their_libraries);
	tcase_add_test(t, without_a_map_modules_and_stacks_are_guessed);
	tcase_add_test(t, a_dump_without_protections_is_no_dump_of_inaccessible_memory);
	tcase_add_test(t, classes_of_the_last_page_of_all);
	suite_add_tcase(s, t);
	return s;
}
