/* SPDX-License-Identifier: BSD-2-Clause */
/* check_names.c -- crashes in words, strangers by name. */
#include <check.h>
#include <string.h>

#include "model/names.h"
#include "strangers.h"
#include "tests/suites.h"

static const char *
crash(enum os os, uint32_t code, uint32_t flags, uint64_t address)
{
	static char buf[128];
	struct dump_model *m;
	struct dump_err err;

	ck_assert_int_eq(model_new(&m, &err), 0);
	m->os = os;
	m->facts.crash.present = true;
	m->facts.crash.code = code;
	m->facts.crash.flags = flags;
	m->facts.crash.address = address;
	m->facts.crash.nparams = 2;
	m->facts.crash.params[0] = 1;
	m->facts.crash.params[1] = 0x10;
	dump_crash_text(m, buf, sizeof buf);
	dump_model_free(m);
	return buf;
}

START_TEST(a_crash_is_told_in_words)
{
	ck_assert_str_eq(crash(OS_LINUX, 11, 1, 0x10),
	    "SIGSEGV, no mapping at 0x10 (SEGV_MAPERR)");
	ck_assert_str_eq(crash(OS_LINUX, 6, (uint32_t)-6, DUMP_NOWHERE),
	    "SIGABRT, sent by the process itself (SI_TKILL)");
	ck_assert_str_eq(crash(OS_LINUX, 8, 1, 0x400), "SIGFPE, "
	    "integer division by zero at 0x400 (FPE_INTDIV)");
	ck_assert_str_eq(crash(OS_LINUX, 200, 0, 0), "signal 200");
	ck_assert_str_eq(crash(OS_LINUX, 0xffffffff, 0, 0),
	    "dump requested, no crash");
	ck_assert_str_eq(crash(OS_NETBSD, 10, 0, 0), "SIGBUS");
	ck_assert_str_eq(crash(OS_WINDOWS, 0xc0000005, 0, 0),
	    "0xc0000005 access violation, writing 0x10");
	ck_assert_str_eq(crash(OS_WINDOWS, 0xe0434352, 0, 0),
	    "0xe0434352 .NET exception, HRESULT 0x00000001");
	ck_assert_str_eq(crash(OS_WINDOWS, 0xdead, 0, 0), "0x0000dead");
	ck_assert_str_eq(crash(OS_MACOS, 1, 13, 0x20),
	    "EXC_BAD_ACCESS, bad access at 0x20");
}
END_TEST

START_TEST(a_crash_fits_any_buffer)
{
	struct dump_model *m;
	struct dump_err err;
	char buf[64];
	size_t n;

	ck_assert_int_eq(model_new(&m, &err), 0);
	m->os = OS_LINUX;
	m->facts.crash.present = true;
	m->facts.crash.code = 11;
	m->facts.crash.flags = 2;
	m->facts.crash.address = 0x1234;
	for (n = 0; n < sizeof buf; n++) {
		memset(buf, '#', sizeof buf);
		dump_crash_text(m, buf, n);
		ck_assert(n == 0 || strlen(buf) < n);
		ck_assert_int_eq(buf[n], '#');
	}
	dump_model_free(m);
}
END_TEST

static const char *
name_of(const char *head, size_t len)
{
	return stranger((const uint8_t *)head, len);
}

START_TEST(strangers_are_named)
{
	char tar[512] = "file";

	memcpy(tar + 257, "ustar", 5);
	ck_assert_str_eq(name_of("", 0), "empty");
	ck_assert_str_eq(name_of("PAGEDU64....", 12),
	    "a Windows kernel dump (PAGEDU64), not a process dump");
	ck_assert_str_eq(name_of("\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0", 18),
	    "an ELF program or library, not a core dump");
	ck_assert_str_eq(name_of("\177ELF\1\2\1\0\0\0\0\0\0\0\0\0\0\1", 18),
	    "an ELF object file, not a core dump");
	ck_assert_str_eq(name_of("\xcf\xfa\xed\xfe....\0\0\0\0\4\0\0\0", 16),
	    "a Mach-O core dump, which nothing here reads");
	ck_assert_str_eq(name_of(" \n<!DOCTYPE html>", 17),
	    "an HTML page, not a dump");
	ck_assert_str_eq(name_of("JAVA PROFILE 1.0.2", 18),
	    "a Java heap dump (hprof), not a process dump");
	ck_assert_str_eq(name_of(tar, sizeof tar),
	    "a tar archive; unpack it first");
	ck_assert_str_eq(name_of("hello, world\n", 13), "text, not a dump");
	ck_assert_str_eq(name_of("\0\0\0\0\0\0", 6),
	    "nothing but zeros, not a dump");
	ck_assert_str_eq(name_of("\0\0\0\0\x93\xa7\0\0", 8),
	    "an interrupted Crashpad dump: its signature was never written");
	ck_assert_ptr_null(name_of("\1\2\3\4\5", 5));
}
END_TEST

START_TEST(dumps_that_a_build_does_not_read_are_not_called_damaged)
{
	const char *core = "an ELF core, which this build does not read";
	const char *damaged =
	    "a damaged ELF core: its class or byte order is unknown";
	const char *minidump = "a minidump, which this build does not read";

	ck_assert_str_eq(name_of("\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\4\0",
	    18), core);
	ck_assert_str_eq(name_of("\177ELF\1\2\1\0\0\0\0\0\0\0\0\0\0\4",
	    18), core);
	ck_assert_str_eq(name_of("\177ELF\3\1\1\0\0\0\0\0\0\0\0\0\4\0",
	    18), damaged);
	ck_assert_str_eq(name_of("\177ELF\2\0\1\0\0\0\0\0\0\0\0\0\4\0",
	    18), damaged);
	ck_assert_str_eq(name_of("MDMP\x93\xa7", 6), minidump);
	ck_assert_str_eq(name_of("PMDM\0\0", 6), minidump);
}
END_TEST

START_TEST(classes_have_one_word_each)
{
	unsigned i, j;

	for (i = 0; i < DUMP_CLASSES; i++) {
		ck_assert_uint_eq(class_by_name(dump_class_name(i)), i);
		ck_assert_ptr_nonnull(dump_class_summary(i));
		for (j = 0; j < i; j++)
			ck_assert_str_ne(dump_class_name(i),
			    dump_class_name(j));
	}
	ck_assert_uint_eq(class_by_name("PRIVATE_ro"), DUMP_PRO);
	ck_assert_uint_eq(class_by_name("heap"), DUMP_CLASSES);
	ck_assert_ptr_null(dump_class_name(DUMP_CLASSES));
	ck_assert_str_eq(dump_type_name(9), "WithPrivateReadWriteMemory");
	ck_assert_ptr_null(dump_type_name(27));
}
END_TEST

Suite *
names_suite(void)
{
	Suite *s = suite_create("names");
	TCase *t = tcase_create("names");

	tcase_add_test(t, a_crash_is_told_in_words);
	tcase_add_test(t, a_crash_fits_any_buffer);
	tcase_add_test(t, strangers_are_named);
	tcase_add_test(t,
	    dumps_that_a_build_does_not_read_are_not_called_damaged);
	tcase_add_test(t, classes_have_one_word_each);
	suite_add_tcase(s, t);
	return s;
}
