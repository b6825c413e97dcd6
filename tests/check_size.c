/* SPDX-License-Identifier: BSD-2-Clause */
/* check_size.c -- sizes as people write and read them. */
#include <check.h>
#include <inttypes.h>

#include "dump.h"
#include "tests/suites.h"

static void
expect_size(const char *text, uint64_t wanted)
{
	uint64_t n;

	ck_assert_msg(dump_parse_size(&n, text), "%s is a size", text);
	ck_assert_msg(n == wanted, "%s is %" PRIu64 ", not %" PRIu64, text,
	    wanted, n);
}

static void
expect_no_size(const char *text)
{
	uint64_t n;

	ck_assert_msg(!dump_parse_size(&n, text), "\"%s\" is no size", text);
}

static void
expect_text(uint64_t bytes, const char *wanted)
{
	char buf[DUMP_SIZE_TEXT];

	ck_assert_str_eq(dump_size_text(buf, bytes), wanted);
}

START_TEST(sizes_count_in_1024_or_as_they_say_in_1000)
{
	expect_size("0", 0);
	expect_size("4096", 4096);
	expect_size("4096B", 4096);
	expect_size("0x1f000", 0x1f000);
	expect_size("64K", 65536);
	expect_size("64k", 65536);
	expect_size("64KiB", 65536);
	expect_size("64kB", 64000);
	expect_size("25M", UINT64_C(25) << 20);
	expect_size("25MB", 25000000);
	expect_size("2G", UINT64_C(2) << 30);
	expect_size("2GB", UINT64_C(2000000000));
	expect_size("1.5G", UINT64_C(3) << 29);
	expect_size("0.25KiB", 256);
	expect_size("15E", UINT64_C(15) << 60);
	expect_size("18446744073709551615", UINT64_MAX);
	expect_size("0xffffffffffffffff", UINT64_MAX);
}
END_TEST

START_TEST(what_is_no_size_is_refused)
{
	expect_no_size("");
	expect_no_size("K");
	expect_no_size("-1");
	expect_no_size("+1");
	expect_no_size(" 1");
	expect_no_size("1 K");
	expect_no_size("1Q");
	expect_no_size("1Kb");
	expect_no_size("1KBs");
	expect_no_size("1.");
	expect_no_size("1.5");
	expect_no_size(".5K");
	expect_no_size("1.2.3K");
	expect_no_size("0x");
	expect_no_size("0x10K");
	expect_no_size("16E");
	expect_no_size("18446744073709551616");
	expect_no_size("0x10000000000000000");
}
END_TEST

START_TEST(long_fractions_do_not_overflow)
{
	expect_size("1.000000000000000000000000000000000K", 1024);
	expect_size("1.999999999999999999999999999999999K", 2048);
}
END_TEST

START_TEST(sizes_have_figures_enough_and_no_more)
{
	expect_text(0, "0 bytes");
	expect_text(1023, "1023 bytes");
	expect_text(1024, "1.0 KiB");
	expect_text(10 * 1024, "10 KiB");
	expect_text(146000, "143 KiB");
	expect_text(90596966, "86.4 MiB");
	expect_text(UINT64_C(3274912563), "3.05 GiB");
	expect_text(UINT64_C(42949672960), "40.0 GiB");
	expect_text(UINT64_C(1) << 40, "1.00 TiB");
	expect_text(UINT64_MAX, "16.0 EiB");
}
END_TEST

START_TEST(rounding_goes_on_to_the_next_unit)
{
	expect_text(1024 * 1024 - 1, "1.0 MiB");
	expect_text((UINT64_C(1) << 30) - 1, "1.00 GiB");
	expect_text((UINT64_C(1) << 30) - (60 << 10), "1023.9 MiB");
	expect_text((UINT64_C(1) << 40) - 1, "1.00 TiB");
}
END_TEST

Suite *
size_suite(void)
{
	Suite *s = suite_create("size");
	TCase *c = tcase_create("size");

	tcase_add_test(c, sizes_count_in_1024_or_as_they_say_in_1000);
	tcase_add_test(c, what_is_no_size_is_refused);
	tcase_add_test(c, long_fractions_do_not_overflow);
	tcase_add_test(c, sizes_have_figures_enough_and_no_more);
	tcase_add_test(c, rounding_goes_on_to_the_next_unit);
	suite_add_tcase(s, c);
	return s;
}
