/* SPDX-License-Identifier: BSD-2-Clause */
/* check_minidump_records.c -- regions, modules, and facts about the process. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tests/minidumps.h"
#include "tests/suites.h"

START_TEST(memory_information_tells_what_regions_are)
{
	const struct md_region r[] = {
		{ 0x1000, 0x1000, 0x1000, 0x1000, 0x02, 0x1000000 },
		{ 0x2000, 0x1000, 0x1000, 0x1000, 0x80, 0x1000000 },
		{ 0x3000, 0x1000, 0, 0x10000, 0x01, 0 },
		{ 0x4000, 0x1000, 0x4000, 0x2000, 0, 0x20000 },
		{ 0x5000, 0x1000, 0x4000, 0x1000, 0x104, 0x20000 },
		{ 0x6000, 0x1000, 0x4000, 0x1000, 0x04, 0x20000 },
		{ 0x7000, 0x1000, 0x7000, 0x1000, 0x404, 0x40000 },
		{ 0x8000, 0x1000, 0x8000, 0x1000, 0x10, 0x20000 },
		{ 0x9000, 0x1000, 0x9000, 0x1000, 0x01, 0x20000 },
	};
	struct making k;
	struct dump_model *m;

	make(&k, ARCH_AMD64, WINDOWS);
	mdmp_memory_info(&k.m, r, 9);
	m = made(&k);
	ck_assert_str_eq(tell_regions(m),
	    "1000+1000 r-- image 0\n"
	    "2000+1000 rwx image writecopy 0\n"
	    "4000+1000 --- reserved private 1\n"
	    "5000+1000 rw- guard private 1\n"
	    "6000+1000 rw- private 1\n"
	    "7000+1000 rw- mapped uncached 2\n"
	    "8000+1000 --x private 3\n"
	    "9000+1000 --- private 4\n");
	dump_model_free(m);
}
END_TEST

START_TEST(maps_tell_it_where_memory_information_is_missing)
{
	struct making k;
	struct dump_model *m;

	make(&k, ARCH_AMD64, LINUX);
	add_text(&k, 0x47670009,
	    "1000-2000 r-xp 00000000 08:01 77    /bin/a b\n"
	    "2000-3000 rw-p 00001000 08:01 77    /bin/a b\n"
	    "5000-5000 ---p 00000000 00:00 0 \n"
	    "6000-7000 rw-s 00002000 00:05 9     /dev/shm/x (deleted)\n"
	    "8000-9000 ---p 00000000 00:00 0 \n"
	    "nonsense\n"
	    "9000-a000 rw-p 00000000 00:00 0     [stack]");
	m = made(&k);
	ck_assert_str_eq(tell_regions(m), "1000+1000 r-x 0 /bin/a b@0\n"
	    "2000+1000 rw- 1 /bin/a b@1000\n"
	    "6000+1000 rw- 2 /dev/shm/x (deleted)@2000\n"
	    "8000+1000 --- 3\n"
	    "9000+1000 rw- 4\n");
	ck_assert_str_eq(tell_warnings(m),
	    "LinuxMaps: 1 lines are not understood\n");
	dump_model_free(m);
}
END_TEST

/* The rust writer has both; only maps know the files. */
START_TEST(memory_information_wins_and_maps_still_name_files)
{
	const struct md_region r[] = {
		{ 0x1000, 0x2000, 0x1000, 0x1000, 0x04, 0x20000 },
	};
	struct making k;
	struct dump_model *m;

	make(&k, ARCH_AMD64, LINUX);
	mdmp_memory_info(&k.m, r, 1);
	add_text(&k, 0x47670009, "1000-2000 r-xp 00000000 08:01 77 /lib/x\n");
	m = made(&k);
	ck_assert_str_eq(tell_regions(m), "1000+1000 rw- 0 /lib/x@0\n"
	    "2000+1000 rw- 0\n");
	dump_model_free(m);
}
END_TEST

START_TEST(a_line_longer_than_any_path_is_no_map)
{
	struct making k;
	struct dump_model *m;

	make(&k, ARCH_AMD64, LINUX);
	mdmp_open(&k.m, 0x47670009);
	buf_fill(&k.b, 'x', 100 * 1024);
	buf_add(&k.b, "\n1000-2000 rw-p 0 0:0 0\n", 24);
	mdmp_close(&k.m);
	m = made(&k);
	ck_assert_str_eq(tell_regions(m), "1000+1000 rw- 0\n");
	dump_model_free(m);
}
END_TEST

START_TEST(linux_tells_of_its_process)
{
	const uint64_t auxv[] = {
		3, 0x400040, 4, 56, 5, 13, 6, 65536, 7, 0x7f00, 9, 0x401000,
		11, 1000, 25, 0x7ff0, 31, 0x7ff8, 33, 0x7fff0000, 0, 0, 6, 1
	};
	const struct dump_facts *f;
	struct making k;
	struct dump_model *m;
	size_t i;

	make(&k, ARCH_AMD64, LINUX);
	mdmp_open(&k.m, 0x47670008);
	for (i = 0; i < sizeof auxv / sizeof *auxv; i++)
		buf_u64(&k.b, auxv[i]);
	mdmp_close(&k.m);
	add_text(&k, 0x47670004, "Name:\tworker\nTgid:\t4711\nPid:\t4712\n"
	    "PPid:\t1\nUid:\t1001\t1001\n");
	mdmp_stream(&k.m, 0x47670006, "a\0-x\0b c\0", 9);
	m = made(&k);
	f = &m->facts;
	ck_assert_uint_eq(m->at_phdr, 0x400040);
	ck_assert_uint_eq(m->at_phent, 56);
	ck_assert_uint_eq(m->at_phnum, 13);
	ck_assert_uint_eq(m->at_base, 0x7f00);
	ck_assert_uint_eq(m->at_entry, 0x401000);
	ck_assert_uint_eq(m->at_random, 0x7ff0);
	ck_assert_uint_eq(m->at_execfn, 0x7ff8);
	ck_assert_uint_eq(m->at_sysinfo, 0x7fff0000);
	ck_assert_uint_eq(m->page, 65536);
	ck_assert_uint_eq(m->grain, 65536);
	ck_assert(f->has_pid && f->pid == 4711 && f->ppid == 1);
	ck_assert(f->has_uid && f->uid == 1001);
	ck_assert_str_eq(f->command, "a -x b c");
	dump_model_free(m);
}
END_TEST

START_TEST(cuts_of_windows_dumps_know_no_pages)
{
	struct making k;
	struct dump_model *m;

	make(&k, ARCH_AMD64, WINDOWS);
	mdmp_misc_info(&k.m, 24);
	m = made(&k);
	ck_assert_uint_eq(m->grain, 1);
	ck_assert_uint_eq(m->page, 4096);
	ck_assert_str_eq(m->facts.os_version, "10.0.22631");
	ck_assert(m->facts.has_pid);
	ck_assert_uint_eq(m->facts.pid, 4711);
	ck_assert_int_eq(m->facts.start, 1699990000);
	dump_model_free(m);
}
END_TEST

/* Of a Linux dump, as LLDB or somebody else writes it. */
static const char *
version(uint32_t major, uint32_t minor, bool by_lldb)
{
	static char text[64];
	struct making k = { 0 };
	struct dump_model *m;
	size_t csd;

	mdmp_begin(&k.m, &k.b, ARCH_AMD64, 0, 16);
	mdmp_system_info(&k.m, LINUX, &csd);
	mdmp_version(&k.m, csd, major, minor);
	if (by_lldb)
		mdmp_stream(&k.m, 0x4c4c4442, "\1\0\0\0", 4);
	m = made(&k);
	snprintf(text, sizeof text, "%s, %" PRIu32 " CPUs",
	    m->facts.os_version == NULL ? "none" : m->facts.os_version,
	    m->facts.cpus);
	dump_model_free(m);
	return text;
}

START_TEST(what_lay_on_the_stack_of_lldb_is_no_version)
{
	ck_assert_str_eq(version(619087168, 32766, true), "none, 0 CPUs");
	ck_assert_str_eq(version(0, 32766, true), "none, 0 CPUs");
	ck_assert_str_eq(version(6, 12, true), "6.12.0, 8 CPUs");
	ck_assert_str_eq(version(619087168, 32766, false),
	    "619087168.32766.0, 8 CPUs");
}
END_TEST

START_TEST(modules_have_versions_and_the_names_of_their_builds)
{
	const struct md_module mods[] = {
		{ 0x400000, 0x1000, "C:\\a.exe", "a.pdb" },
		{ 0x500000, 0, "b.dll", NULL },
	};
	struct making k;
	struct dump_model *m;
	size_t at;

	make(&k, ARCH_AMD64, WINDOWS);
	mdmp_modules(&k.m, MODULE_LIST, mods, 2, &at);
	mdmp_module_blobs(&k.m, mods, 2, at);
	m = made(&k);
	ck_assert_uint_eq(m->nmodules, 2);
	ck_assert_str_eq(m->modules[0].name, "C:\\a.exe");
	ck_assert_str_eq(m->modules[0].version, "10.0.22621.0");
	ck_assert_str_eq(m->modules[0].id,
	    "A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A01");
	ck_assert_str_eq(m->modules[0].debug_name, "a.pdb");
	ck_assert_uint_eq(m->modules[0].stamp, 0x60000000);
	ck_assert_uint_eq(m->modules[0].checksum, 0x1000);
	ck_assert_ptr_null(m->modules[1].version);
	ck_assert_str_eq(m->modules[1].id,
	    "b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1");
	ck_assert_str_eq(m->facts.process, "a.exe");
	ck_assert_str_eq(tell_warnings(m),
	    "ModuleList: 1 modules have no size\n");
	dump_model_free(m);
}
END_TEST

/* Breakpad once had no record of its own for build-ids. */
START_TEST(a_guid_of_linux_without_age_is_a_build_id)
{
	struct making k;
	struct dump_model *m;
	size_t at, i;

	make(&k, ARCH_AMD64, LINUX);
	mdmp_open(&k.m, MODULE_LIST);
	buf_u32(&k.b, 1);
	at = buf_zeros(&k.b, 108);
	mdmp_close(&k.m);
	buf_set32(&k.b, at + 76, 30);
	buf_set32(&k.b, at + 80, (uint32_t)buf_add(&k.b, "RSDS", 4));
	for (i = 1; i <= 16; i++)
		buf_u8(&k.b, (unsigned)i);
	buf_u32(&k.b, 0);
	buf_add(&k.b, "lib.so", 6);
	m = made(&k);
	ck_assert_str_eq(m->modules[0].id,
	    "0102030405060708090a0b0c0d0e0f10");
	ck_assert_str_eq(m->modules[0].debug_name, "lib.so");
	ck_assert_ptr_null(m->modules[0].name);
	dump_model_free(m);
}
END_TEST

START_TEST(big_endian_dumps_are_read)
{
	const struct md_thread t[] = { { 9, 0, 0, 0x401000, 0x10008, 0 } };
	const struct md_module mods[] = {
		{ 0x400000, 0x1000, "prog", NULL },
	};
	const uint64_t list[][3] = { { 0x10000, 0x20, 0x900 } };
	struct making k;
	struct dump_model *m;
	size_t csd, at;

	memset(&k, 0, sizeof k);
	k.b.big = true;
	mdmp_begin(&k.m, &k.b, ARCH_MIPS, 0, 4);
	mdmp_system_info(&k.m, LINUX, &csd);
	mdmp_threads(&k.m, t, 1, false);
	mdmp_modules(&k.m, MODULE_LIST, mods, 1, &at);
	add_list(&k, list, 1);
	mdmp_contexts(&k.m, t, 1);
	mdmp_module_blobs(&k.m, mods, 1, at);
	buf_zeros(&k.b, 0x1000);
	m = made(&k);
	ck_assert(m->facts.big_endian);
	ck_assert_str_eq(tell_threads(m), "9 pc=401000 sp=10008 fp=fc\n");
	ck_assert_str_eq(m->modules[0].name, "prog");
	ck_assert_str_eq(tell_pieces(m), "10000+20@900");
	dump_model_free(m);
}
END_TEST

static enum writer
writer_of(uint32_t a, uint32_t b, uint32_t platform)
{
	struct making k;
	struct dump_model *m;
	enum writer w;

	make(&k, ARCH_AMD64, platform);
	mdmp_open(&k.m, a);
	buf_zeros(&k.b, 64);
	mdmp_close(&k.m);
	mdmp_open(&k.m, b);
	buf_zeros(&k.b, 64);
	mdmp_close(&k.m);
	m = made(&k);
	w = m->writer;
	dump_model_free(m);
	return w;
}

START_TEST(writers_are_known_by_streams_of_their_own)
{
	ck_assert_int_eq(writer_of(0x47670009, 0x4767000a, LINUX),
	    WRITER_BREAKPAD);
	ck_assert_int_eq(writer_of(0x47670009, 0x4d7a0003, LINUX),
	    WRITER_RUST);
	ck_assert_int_eq(writer_of(0x43500001, 0x10001, MACOS),
	    WRITER_CRASHPAD);
	ck_assert_int_eq(writer_of(0xfff0, 0x10001, WINDOWS), WRITER_WINE);
	ck_assert_int_eq(writer_of(0x47670009, MISC_INFO, LINUX),
	    WRITER_LLDB);
	ck_assert_int_eq(writer_of(0x10001, 0x10002, WINDOWS),
	    WRITER_UNKNOWN);
}
END_TEST

Suite *
minidump_records_suite(void)
{
	Suite *s = suite_create("minidump_records");
	TCase *t = tcase_create("minidump_records");

	tcase_add_test(t, memory_information_tells_what_regions_are);
	tcase_add_test(t, maps_tell_it_where_memory_information_is_missing);
	tcase_add_test(t, memory_information_wins_and_maps_still_name_files);
	tcase_add_test(t, a_line_longer_than_any_path_is_no_map);
	tcase_add_test(t, linux_tells_of_its_process);
	tcase_add_test(t, cuts_of_windows_dumps_know_no_pages);
	tcase_add_test(t, what_lay_on_the_stack_of_lldb_is_no_version);
	tcase_add_test(t, modules_have_versions_and_the_names_of_their_builds);
	tcase_add_test(t, a_guid_of_linux_without_age_is_a_build_id);
	tcase_add_test(t, big_endian_dumps_are_read);
	tcase_add_test(t, writers_are_known_by_streams_of_their_own);
	suite_add_tcase(s, t);
	return s;
}
