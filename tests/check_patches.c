/* SPDX-License-Identifier: BSD-2-Clause */
/* check_patches.c -- texts in the memory of a process that lose a part. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "filters/filter.h"
#include "process/survey.h"
#include "tests/suites.h"
#include "tests/synth_process.h"

/* A thread's block at 10000, the process's at 20000, lists at 30000. */
#define WINDOWS	"os windows\nthread sp=1 tp=10000\n"	\
	"rw- 10000+2000 private\nrw- 20000+1000 private\n"	\
	"rw- 30000+10000 private\n"

enum {
	TEB = 0x10000, PEB = 0x20000, LOADER = 0x30000, ENTRY = 0x30100,
	PARAMETERS = 0x31000, NAME = 0x38000, BASE = 0x39000,
	COMMAND = 0x3a000
};

/* Pairs of letters and NULs, as a UNICODE_STRING at HEAD. */
static void
put_wide(struct process *p, uint64_t head, uint64_t at, const char *text)
{
	size_t i, len = strlen(text);

	put_le16(process_at(p, head), (uint16_t)(2 * len));
	put_le16(process_at(p, head + 2), (uint16_t)(2 * len + 2));
	process_put(p, head + 8, at);
	for (i = 0; i <= len; i++)
		put_le16(process_at(p, at + 2 * i), (uint8_t)text[i]);
}

/* N letters from AT on, '.' for NUL. */
static const char *
letters(const struct process *p, uint64_t at, size_t n, size_t unit)
{
	static char text[4][128];
	static unsigned turn;
	char *t = text[turn++ % 4];
	size_t i;

	for (i = 0; i < n; i++) {
		t[i] = (char)*process_at(p, at + i * unit);
		t[i] = t[i] == '\0' ? '.' : t[i];
	}
	t[n] = '\0';
	return t;
}

static struct process
windows(const char *name, uint64_t base_at, const char *base)
{
	struct process p = process_new(WINDOWS);

	process_put(&p, TEB + 0x30, TEB);
	process_put(&p, TEB + 0x60, PEB);
	process_put(&p, PEB + 0x18, LOADER);
	process_put(&p, PEB + 0x20, PARAMETERS);
	process_put(&p, LOADER + 0x10, ENTRY);
	process_put(&p, ENTRY, LOADER + 0x10);
	put_wide(&p, ENTRY + 0x48, NAME, name);
	put_wide(&p, ENTRY + 0x58, base_at, base);
	put_wide(&p, PARAMETERS + 0x70, COMMAND, "app --key=secret");
	return p;
}

static void
scrub(struct process *p, const char *filter)
{
	struct dump_plan *plan;

	process_ask(p, ASK_PE_SECTIONS | ASK_IMAGES | ASK_PLUMBING |
	    ASK_STACKS);
	plan = synth_plan(p->m, filter, NULL);
	process_rewrite(p, plan);
	dump_plan_free(plan);
}

START_TEST(a_library_keeps_its_name)
{
	struct process p = windows("C:\\bob\\a.dll", BASE, "a.dll");

	scrub(&p, "scrub-paths");
	ck_assert_str_eq(letters(&p, NAME, 13, 2), "a.dll........");
	ck_assert_str_eq(letters(&p, BASE, 6, 2), "a.dll.");
	ck_assert_uint_eq(le16(process_at(&p, ENTRY + 0x48)), 10);
	ck_assert_uint_eq(le16(process_at(&p, ENTRY + 0x4a)), 26);
	ck_assert_uint_eq(le16(process_at(&p, ENTRY + 0x58)), 10);
	/* What the process was told is no path. */
	ck_assert_str_eq(letters(&p, COMMAND, 16, 2), "app --key=secret");
	process_free(&p);
}
END_TEST

START_TEST(a_name_that_is_the_end_of_its_path_stays_there)
{
	struct process p = windows("C:\\bob\\a.dll", NAME + 14, "a.dll");

	scrub(&p, "scrub-paths");
	ck_assert_str_eq(letters(&p, NAME, 13, 2), "a.dll..a.dll.");
	ck_assert_uint_eq(le16(process_at(&p, ENTRY + 0x48)), 10);
	process_free(&p);
}
END_TEST

START_TEST(where_there_is_no_room_for_it_other_letters_come)
{
	struct process p = windows("C:\\b\\long.dll", NAME + 10,
	    "long.dll");

	scrub(&p, "scrub-paths");
	ck_assert_str_eq(letters(&p, NAME, 14, 2), "xxxx\\long.dll.");
	ck_assert_uint_eq(le16(process_at(&p, ENTRY + 0x48)), 26);
	process_free(&p);
}
END_TEST

START_TEST(triage_takes_what_the_process_was_told)
{
	struct process p = windows("C:\\bob\\a.dll", BASE, "a.dll");

	scrub(&p, "triage");
	ck_assert_str_eq(letters(&p, COMMAND, 17, 2), ".................");
	ck_assert_uint_eq(le16(process_at(&p, PARAMETERS + 0x70)), 0);
	ck_assert_str_eq(letters(&p, NAME, 13, 2), "a.dll........");
	process_free(&p);
}
END_TEST

/* A program without sections: its headers, a list with one library, and a
 * page of a heap around the library's name. */
#define UNIX	"auxv phdr=10040 phnum=3 phent=38\n"	\
	"thread sp=70001000 tp=70007000\n"		\
	"r-- 10000+1000 /bin/app@0\n"			\
	"rw- 13000+1000 /bin/app@3000\n"		\
	"rw- 20000+2000\nrw- 70000000+8000\n"
enum { DEBUG = 0x20000, LINK = 0x20100, UNIX_NAME = 0x20300 };

static struct process
program(const char *name)
{
	struct process p = process_new(UNIX);
	uint8_t *at = process_at(&p, 0x10040);

	process_put_text(&p, 0x10000, "\177ELF");
	put_le32(at, 6);
	put_le64(at + 16, 0x40);
	put_le32(at + 0x38, 1);
	put_le32(at + 0x70, 2);
	put_le64(at + 0x70 + 8, 0x3100);
	put_le64(at + 0x70 + 16, 0x3100);
	process_put_all(&p, 0x13100, UINT64_C(21), (uint64_t)DEBUG,
	    UINT64_C(0x6ffffef5), UINT64_C(0x12345678), UINT64_C(0),
	    UINT64_C(0), NO_WORD);
	process_put_all(&p, DEBUG, UINT64_C(1), (uint64_t)LINK, NO_WORD);
	process_put_all(&p, LINK, UINT64_C(0x12345000), (uint64_t)UNIX_NAME,
	    UINT64_C(0), UINT64_C(0), NO_WORD);
	process_put_text(&p, UNIX_NAME, name);
	process_put_text(&p, UNIX_NAME + 0x80, "a secret of the heap");
	return p;
}

START_TEST(a_late_library_keeps_its_name)
{
	struct process p = program("/home/bob/libx.so");

	scrub(&p, "scrub-paths");
	ck_assert_str_eq(letters(&p, UNIX_NAME, 18, 1), "libx.so...........");
	ck_assert_str_eq(letters(&p, UNIX_NAME + 0x80, 8, 1), "a secret");
	process_free(&p);
	p = program("/usr/lib/libx.so");
	scrub(&p, "scrub-paths");
	ck_assert_str_eq(letters(&p, UNIX_NAME, 17, 1), "/usr/lib/libx.so.");
	process_free(&p);
}
END_TEST

START_TEST(triage_keeps_lists_but_not_what_lies_beside_them)
{
	struct process p = program("/home/bob/libx.so");

	scrub(&p, "triage");
	ck_assert_str_eq(letters(&p, UNIX_NAME, 18, 1), "libx.so...........");
	ck_assert_str_eq(letters(&p, UNIX_NAME + 0x80, 8, 1), "........");
	/* Addresses of what is not in the dump, too, and odd values. */
	ck_assert_str_eq(process_words(&p, LINK, 2), "12345000 20300");
	ck_assert_str_eq(process_words(&p, 0x13100, 4),
	    "15 20000 6ffffef5 12345678");
	process_free(&p);
}
END_TEST

START_TEST(lists_that_lie_do_no_harm)
{
	struct process p = program("/home/bob/libx.so");

	/* The name is the node itself, or has no end. */
	process_put(&p, LINK + 8, LINK);
	scrub(&p, "triage");
	process_free(&p);
	p = program("/home/bob/libx.so");
	memset(process_at(&p, 0x21000), '/', 0x1000);
	process_put(&p, LINK + 8, 0x21000);
	scrub(&p, "triage");
	process_free(&p);
}
END_TEST

Suite *
patches_suite(void)
{
	Suite *s = suite_create("patches");
	TCase *t = tcase_create("Windows");

	tcase_add_test(t, a_library_keeps_its_name);
	tcase_add_test(t, a_name_that_is_the_end_of_its_path_stays_there);
	tcase_add_test(t, where_there_is_no_room_for_it_other_letters_come);
	tcase_add_test(t, triage_takes_what_the_process_was_told);
	suite_add_tcase(s, t);
	t = tcase_create("Unix");
	tcase_add_test(t, a_late_library_keeps_its_name);
	tcase_add_test(t, triage_keeps_lists_but_not_what_lies_beside_them);
	tcase_add_test(t, lists_that_lie_do_no_harm);
	suite_add_tcase(s, t);
	return s;
}
