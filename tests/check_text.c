/* SPDX-License-Identifier: BSD-2-Clause */
/* check_text.c -- text from dumps, numbers from dumps, small memory. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "base/text.h"
#include "tests/suites.h"

static struct dump_err err;

static void
expect_escaped(const char *text, size_t room, const char *wanted)
{
	char buf[64];

	memset(buf, '#', sizeof buf);
	text_escape(buf, room, text);
	ck_assert_str_eq(buf, wanted);
	ck_assert_int_eq(buf[room], '#');
}

START_TEST(control_characters_never_reach_a_terminal)
{
	expect_escaped("plain", 32, "plain");
	expect_escaped("a\033[31m\r\n\x7f", 40, "a\\x1b[31m\\x0d\\x0a\\x7f");
	expect_escaped("caf\xc3\xa9", 32, "caf\xc3\xa9");
	expect_escaped("\xc2\x9b" "31m", 32, "\\xc2\\x9b31m");
	expect_escaped("\xff\xc3", 32, "\\xff\\xc3");
	expect_escaped("\xc0\xaf\xed\xa0\x80", 32,
	    "\\xc0\\xaf\\xed\\xa0\\x80");
}
END_TEST

START_TEST(escaping_cuts_between_characters)
{
	expect_escaped("caf\xc3\xa9", 5, "caf");
	expect_escaped("caf\xc3\xa9", 6, "caf\xc3\xa9");
	expect_escaped("ab\n", 6, "ab");
	expect_escaped("abc", 1, "");
}
END_TEST

START_TEST(utf16_becomes_utf8)
{
	static const uint8_t little[] = { 'h', 0, 0xe9, 0, 0xac, 0x20,
	    0x3d, 0xd8, 0x00, 0xde };
	static const uint8_t big[] = { 0, 'h', 0xd8, 0x3d };
	char out[32];

	ck_assert_uint_eq(text_from_utf16(out, little, 5, false), 10);
	ck_assert_str_eq(out, "h\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
	text_from_utf16(out, big, 2, true);
	ck_assert_str_eq(out, "h\xef\xbf\xbd");
	text_from_utf16(out, little, 0, false);
	ck_assert_str_eq(out, "");
}
END_TEST

START_TEST(names_match_in_any_case_and_either_dash)
{
	ck_assert(text_same_name("Dead_Stacks", "dead-stacks"));
	ck_assert(!text_same_name("dead", "dead-stacks"));
	ck_assert(!text_same_name("dead-stacks", "dead"));
}
END_TEST

START_TEST(patterns_match_as_a_shell_does)
{
	ck_assert(text_matches("libfoo*", "LibFoo.so.1"));
	ck_assert(text_matches("*", ""));
	ck_assert(text_matches("*.so*", "libc.so.6"));
	ck_assert(text_matches("lib?.so", "libc.so"));
	ck_assert(!text_matches("lib?.so", "lib.so"));
	ck_assert(!text_matches("libfoo", "libfoo.so"));
	ck_assert(text_matches("a*b*c*d", "axxbyyczzd"));
	ck_assert(!text_matches("a*a*a*a*a*a*a*a*b",
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
}
END_TEST

START_TEST(the_last_component_of_either_kind_of_path)
{
	ck_assert_str_eq(text_basename("/usr/lib/libc.so"), "libc.so");
	ck_assert_str_eq(text_basename("C:\\a\\b.dll"), "b.dll");
	ck_assert_str_eq(text_basename("plain"), "plain");
	ck_assert_str_eq(text_basename("/a/b/"), "b/");
}
END_TEST

START_TEST(arithmetic_does_not_wrap)
{
	uint64_t n = 7;

	ck_assert(!add_u64(UINT64_MAX, 1, &n));
	ck_assert(!mul_u64(UINT64_MAX / 2, 3, &n));
	ck_assert_uint_eq(n, 7);
	ck_assert(add_u64(UINT64_MAX - 1, 1, &n));
	ck_assert_uint_eq(n, UINT64_MAX);
	ck_assert(mul_u64(0, UINT64_MAX, &n));
	ck_assert_uint_eq(n, 0);
	ck_assert(fits(4, 6, 10));
	ck_assert(!fits(5, 6, 10));
	ck_assert(!fits(11, 0, 10));
	ck_assert(!fits(8, UINT64_MAX, 10));
	ck_assert_uint_eq(round_up(UINT64_MAX, 4096), UINT64_MAX - 4095);
	ck_assert_uint_eq(round_up(1, 4096), 4096);
	ck_assert_uint_eq(round_down(4097, 4096), 4096);
}
END_TEST

START_TEST(fields_are_read_in_either_order_at_any_alignment)
{
	static const uint8_t b[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8 };
	uint8_t out[9];

	ck_assert_uint_eq(get64(false, b + 1), UINT64_C(0x0807060504030201));
	ck_assert_uint_eq(get64(true, b + 1), UINT64_C(0x0102030405060708));
	ck_assert_uint_eq(get_word(true, 4, b + 1), 0x01020304);
	put_word(true, 8, out + 1, UINT64_C(0x0102030405060708));
	ck_assert_mem_eq(out + 1, b + 1, 8);
	put64(false, out + 1, UINT64_C(0x0807060504030201));
	ck_assert_mem_eq(out + 1, b + 1, 8);
	put16(true, out, 0x0102);
	ck_assert_uint_eq(be16(out), 0x0102);
	ck_assert_uint_eq(le16(out), 0x0201);
}
END_TEST

START_TEST(arrays_grow_as_entries_arrive)
{
	uint32_t *v = NULL;
	size_t cap = 0, i;

	for (i = 0; i < 1000; i++) {
		ck_assert_int_eq(array_room(&v, &cap, i, sizeof *v, &err), 0);
		v[i] = (uint32_t)i;
	}
	ck_assert_uint_eq(v[999], 999);
	array_trim(&v, &cap, 1000, sizeof *v);
	ck_assert_uint_eq(cap, 1000);
	ck_assert_int_eq(array_room(&v, &cap, SIZE_MAX / 2, sizeof *v, &err),
	    -1);
	ck_assert_int_eq(err.code, DUMP_E_NOMEM);
	ck_assert_uint_eq(v[500], 500);
	free(v);
}
END_TEST

START_TEST(an_arena_keeps_what_it_was_given)
{
	struct arena a = { 0 };
	char *first, *big;

	first = arena_text(&a, "abcdef", 3, &err);
	big = arena_alloc(&a, 1 << 20, &err);
	ck_assert_str_eq(first, "abc");
	ck_assert_int_eq(big[(1 << 20) - 1], 0);
	ck_assert_str_eq(arena_printf(&a, &err, "%d-%s", 5, first), "5-abc");
	ck_assert_ptr_null(arena_alloc(&a, SIZE_MAX, &err));
	arena_free(&a);
	ck_assert_ptr_null(a.blocks);
}
END_TEST

START_TEST(an_error_is_one_safe_line)
{
	ck_assert_int_eq(dump_fail(&err, DUMP_E_DAMAGED, 16, "name \"%s\"",
	    "a\nb\033"), -1);
	ck_assert_str_eq(err.msg, "name \"a\\x0ab\\x1b\"");
	ck_assert_uint_eq(err.off, 16);
	ck_assert_int_eq(dump_fail_sys(&err, 2, "x"), -1);
	ck_assert_str_eq(err.msg, "x: No such file or directory");
	ck_assert_int_eq(err.sys, 2);
}
END_TEST

static const char *
fruit(const void *ctx, size_t i)
{
	static const char *const names[] = {
		"apple", "dried-apple", "pear", "peach",
		"plum-with-red-skin", "plum-with-blue-skin", NULL
	};

	(void)ctx;
	return names[i];
}

START_TEST(names_match_in_any_case_and_the_nearest_is_told)
{
	static const struct {
		const char	*word;
		int		 index;
		const char	*near;
	} cases[] = {
		{ "apple", 0, NULL }, { "APPLE", 0, NULL },
		{ "Dried_Apple", 1, NULL },
		{ "aplpe", -1, "apple" }, { "paer", -1, "pear" },
		{ "dried", -1, "dried-apple" }, { "peac", -1, "peach" },
		{ "plum-with-skin", -1, "plum-with-red-skin" },
		{ "Plum_Blue-Skin", -1, "plum-with-blue-skin" },
		{ "cherry", -1, NULL }, { "", -1, NULL },
	};
	const char *near;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		ck_assert_int_eq(dump_find_name(cases[i].word, fruit, NULL,
		    &near), cases[i].index);
		if (cases[i].index == -1)
			ck_assert_pstr_eq(near, cases[i].near);
	}
}
END_TEST

Suite *
text_suite(void)
{
	Suite *s = suite_create("text");
	TCase *t = tcase_create("text");

	tcase_add_test(t, control_characters_never_reach_a_terminal);
	tcase_add_test(t, escaping_cuts_between_characters);
	tcase_add_test(t, utf16_becomes_utf8);
	tcase_add_test(t, names_match_in_any_case_and_either_dash);
	tcase_add_test(t, patterns_match_as_a_shell_does);
	tcase_add_test(t, the_last_component_of_either_kind_of_path);
	tcase_add_test(t, names_match_in_any_case_and_the_nearest_is_told);
	suite_add_tcase(s, t);
	t = tcase_create("base");
	tcase_add_test(t, arithmetic_does_not_wrap);
	tcase_add_test(t, fields_are_read_in_either_order_at_any_alignment);
	tcase_add_test(t, arrays_grow_as_entries_arrive);
	tcase_add_test(t, an_arena_keeps_what_it_was_given);
	tcase_add_test(t, an_error_is_one_safe_line);
	suite_add_tcase(s, t);
	return s;
}
