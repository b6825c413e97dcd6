/* SPDX-License-Identifier: BSD-2-Clause */
/* check_spans.c -- sets of addresses, and ranges made disjoint. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/spans.h"
#include "tests/suites.h"

static struct dump_err err;

/* "1000+20=a 3000+8=b": ranges with a rule of one letter each. */
static struct set
set_of(const char *text)
{
	static const char *const rules[] = { "a", "b", "c" };
	struct set s = { 0 };
	struct span at;
	char rule;
	int used;

	while (sscanf(text, " %" SCNx64 "+%" SCNx64 "=%c%n", &at.addr,
	    &at.size, &rule, &used) == 3) {
		ck_assert_int_eq(set_add(&s, at, rules[rule - 'a'], &err), 0);
		text += used;
	}
	set_settle(&s);
	return s;
}

static const char *
text_of(const struct set *s)
{
	static char buf[512];
	size_t i, n = 0;

	buf[0] = '\0';
	for (i = 0; i < s->n; i++)
		n += (size_t)snprintf(buf + n, sizeof buf - n,
		    "%s%" PRIx64 "+%" PRIx64 "=%s", i == 0 ? "" : " ",
		    s->v[i].addr, s->v[i].last - s->v[i].addr + 1,
		    s->v[i].rule);
	return buf;
}

static void
expect_set(const char *given, const char *wanted)
{
	struct set s = set_of(given);

	ck_assert_str_eq(text_of(&s), wanted);
	set_free(&s);
}

START_TEST(ranges_are_sorted_and_joined)
{
	expect_set("3000+10=a 1000+10=a 1010+10=a", "1000+20=a 3000+10=a");
	expect_set("1000+100=a 1010+10=a", "1000+100=a");
	expect_set("1000+10=a 1010+10=b", "1000+10=a 1010+10=b");
}
END_TEST

START_TEST(of_two_rules_the_lower_address_wins)
{
	expect_set("1000+20=b 1010+20=a", "1000+20=b 1020+10=a");
	expect_set("1010+20=a 1000+20=b", "1000+20=b 1020+10=a");
	expect_set("1000+30=b 1010+10=a 1020+40=a", "1000+30=b 1030+30=a");
}
END_TEST

START_TEST(the_order_of_adding_does_not_matter)
{
	expect_set("1000+20=b 1000+20=a", "1000+20=a");
	expect_set("1000+20=a 1000+20=b", "1000+20=a");
	expect_set("1000+20=a 1000+40=b 1008+4=c", "1000+20=a 1020+20=b");
	expect_set("1008+4=c 1000+40=b 1000+20=a", "1000+20=a 1020+20=b");
}
END_TEST

START_TEST(the_last_address_can_be_in_a_set)
{
	struct set s = set_of("fffffffffffff000+1000=a 0+1000=a");

	ck_assert_str_eq(text_of(&s), "0+1000=a fffffffffffff000+1000=a");
	ck_assert(set_has(&s, UINT64_MAX));
	ck_assert(set_has(&s, 0));
	ck_assert(!set_has(&s, 0x1000));
	set_free(&s);
}
END_TEST

static void
expect_both(const char *a, const char *b, const char *less, const char *both)
{
	struct set x = set_of(a), y = set_of(b), out = { 0 };

	ck_assert_int_eq(set_subtract(&out, &x, &y, &err), 0);
	ck_assert_str_eq(text_of(&out), less);
	set_free(&out);
	ck_assert_int_eq(set_intersect(&out, &x, &y, &err), 0);
	ck_assert_str_eq(text_of(&out), both);
	set_free(&out);
	set_free(&x);
	set_free(&y);
}

START_TEST(subtracting_and_intersecting_split_ranges)
{
	expect_both("1000+3000=a", "2000+1000=b",
	    "1000+1000=a 3000+1000=a", "2000+1000=a");
	expect_both("1000+1000=a 3000+1000=b", "1800+2000=c",
	    "1000+800=a 3800+800=b", "1800+800=a 3000+800=b");
	expect_both("1000+1000=a", "1000+1000=b", "", "1000+1000=a");
	expect_both("1000+1000=a", "", "1000+1000=a", "");
	expect_both("ffffffffffff0000+10000=a", "fffffffffffff000+1000=b",
	    "ffffffffffff0000+f000=a", "fffffffffffff000+1000=a");
}
END_TEST

/* Claims of "1000+20 1010+20" as "1000+20:0 1020+10:1". */
static void
expect_claims(const char *given, const char *wanted, size_t losers)
{
	struct span in[64];
	struct claim *c;
	char buf[1024] = "";
	size_t i, n = 0, count, clashes, used = 0;
	int len;

	while (sscanf(given, " %" SCNx64 "+%" SCNx64 "%n", &in[n].addr,
	    &in[n].size, &len) == 2) {
		given += len;
		n++;
	}
	ck_assert_int_eq(spans_claim(&c, &count, in, sizeof *in, n, &clashes,
	    &err), 0);
	for (i = 0; i < count; i++)
		used += (size_t)snprintf(buf + used, sizeof buf - used,
		    "%s%" PRIx64 "+%" PRIx64 ":%zu", i == 0 ? "" : " ",
		    c[i].at.addr, c[i].at.size, c[i].owner);
	ck_assert_str_eq(buf, wanted);
	ck_assert_uint_eq(clashes, losers);
	free(c);
}

START_TEST(the_first_range_has_what_two_claim)
{
	expect_claims("1000+20 1010+20", "1000+20:0 1020+10:1", 1);
	expect_claims("1010+20 1000+20", "1000+10:1 1010+20:0", 1);
	expect_claims("1010+10 1000+40", "1000+10:1 1010+10:0 1020+20:1", 1);
	expect_claims("1000+40 1010+10", "1000+40:0", 1);
	expect_claims("3000+10 1000+10 2000+10",
	    "1000+10:1 2000+10:2 3000+10:0", 0);
	expect_claims("1000+10 1000+10 1000+10", "1000+10:0", 2);
	expect_claims("fffffffffffffff0+10 fffffffffffff000+1000",
	    "fffffffffffff000+ff0:1 fffffffffffffff0+10:0", 1);
	expect_claims("", "", 0);
}
END_TEST

/* Every address belongs to the lowest range that holds it, whatever they
 * are: checked one address at a time on small random ranges. */
START_TEST(random_claims_agree_with_the_definition)
{
	struct span in[12];
	struct claim *c;
	size_t i, n, count, clashes, owner, found;
	uint64_t addr;
	unsigned seed = (unsigned)_i + 1;

	n = (size_t)rand_r(&seed) % 12 + 1;
	for (i = 0; i < n; i++) {
		in[i].addr = (uint64_t)rand_r(&seed) % 64;
		in[i].size = (uint64_t)rand_r(&seed) % 20 + 1;
	}
	ck_assert_int_eq(spans_claim(&c, &count, in, sizeof *in, n, &clashes,
	    &err), 0);
	for (addr = 0; addr < 90; addr++) {
		for (owner = 0; owner < n; owner++)
			if (span_has(in[owner], addr))
				break;
		found = n;
		for (i = 0; i < count; i++)
			if (span_has(c[i].at, addr)) {
				ck_assert_uint_eq(found, n);
				found = c[i].owner;
			}
		ck_assert_uint_eq(found, owner);
	}
	free(c);
}
END_TEST

Suite *
spans_suite(void)
{
	Suite *s = suite_create("spans");
	TCase *t = tcase_create("sets");

	tcase_add_test(t, ranges_are_sorted_and_joined);
	tcase_add_test(t, of_two_rules_the_lower_address_wins);
	tcase_add_test(t, the_order_of_adding_does_not_matter);
	tcase_add_test(t, the_last_address_can_be_in_a_set);
	tcase_add_test(t, subtracting_and_intersecting_split_ranges);
	suite_add_tcase(s, t);
	t = tcase_create("claims");
	tcase_add_test(t, the_first_range_has_what_two_claim);
	tcase_add_loop_test(t, random_claims_agree_with_the_definition, 0,
	    200);
	suite_add_tcase(s, t);
	return s;
}
