/* SPDX-License-Identifier: BSD-2-Clause */
/* check_cli.c -- how command lines are read. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "bin/cli.h"
#include "tests/suites.h"

struct opts {
	struct cli_common common;
	bool		 flag;
	const char	*text, *maybe;
	int		 number, digits;
	uint64_t	 size;
	struct cli_list	 list, many;
};

static const struct cli_opt options[] = {
	{ 'a', "flag", NULL, CLI_FLAG, offsetof(struct opts, flag),
	    "a flag", NULL },
	{ 't', "text", "TEXT", CLI_STR, offsetof(struct opts, text),
	    "a text", NULL },
	{ 0, "fixed", NULL, CLI_FIXED, offsetof(struct opts, text),
	    "the text \"one\"", "one" },
	{ 0, "maybe", "TEXT", CLI_MAYBE, offsetof(struct opts, maybe),
	    "a text, or \"none\"", "none" },
	{ 'l', "list", "WORDS", CLI_LIST, offsetof(struct opts, list),
	    "a list", NULL },
	{ 0, "many", "WORD", CLI_MANY, offsetof(struct opts, many),
	    "words", NULL },
	{ 0, "member", NULL, CLI_MEMBER, offsetof(struct opts, list),
	    "the word \"m\"", "m" },
	{ 'n', "number", "N", CLI_NUMBER, offsetof(struct opts, number),
	    "a number", NULL },
	{ 0, NULL, "1..-9", CLI_DIGITS, offsetof(struct opts, digits),
	    "another", NULL },
	{ 0, "size", "SIZE", CLI_SIZE, offsetof(struct opts, size),
	    "a size", NULL },
	{ 'x', NULL, "LETTER", CLI_MANY | CLI_RARE,
	    offsetof(struct opts, many), "a habit", NULL },
	CLI_LAST
};

static const struct cli_program one = { "try", "[FILE]", "", options, false };
static const struct cli_program any = { "try", "[FILE]...", "", options,
    true };

static struct opts o;
static char mistake[256], line[256];

/* Reads WORDS, which are split at blanks. */
static enum cli_wish
parse(const struct cli_program *prog, const char *words)
{
	char *argv[32], *word;
	int argc = 0;

	cli_free(prog, &o);
	memset(&o, 0, sizeof o);
	snprintf(line, sizeof line, "try %s", words);
	for (word = strtok(line, " "); word != NULL; word = strtok(NULL, " "))
		argv[argc++] = word;
	return cli_parse(prog, argc, argv, &o, mistake, sizeof mistake);
}

static const char *
listed(const struct cli_list *l)
{
	static char text[256];
	size_t i;

	text[0] = '\0';
	for (i = 0; i < l->n; i++) {
		strcat(text, i == 0 ? "" : " ");
		strcat(text, l->v[i]);
	}
	return text;
}

static void
expect(const char *words)
{
	ck_assert_msg(parse(&one, words) == CLI_RUN, "%s: %s", words,
	    mistake);
}

static void
expect_mistake(const char *words, const char *wanted)
{
	ck_assert_msg(parse(&one, words) == CLI_WRONG, "%s", words);
	ck_assert_str_eq(mistake, wanted);
}

START_TEST(values_follow_in_any_form)
{
	expect("--text=x");
	ck_assert_str_eq(o.text, "x");
	expect("--text x");
	ck_assert_str_eq(o.text, "x");
	expect("-tx");
	ck_assert_str_eq(o.text, "x");
	expect("-t x");
	ck_assert_str_eq(o.text, "x");
	expect("-aft x file");
	ck_assert_str_eq(o.text, "x");
	ck_assert(o.flag && o.common.force);
	ck_assert_str_eq(listed(&o.common.files), "file");
	expect("--text=a=b");
	ck_assert_str_eq(o.text, "a=b");
	expect("--text --flag");
	ck_assert_str_eq(o.text, "--flag");
	ck_assert(!o.flag);
}
END_TEST

START_TEST(an_optional_value_only_follows_an_equals_sign)
{
	expect("--maybe file");
	ck_assert_str_eq(o.maybe, "none");
	ck_assert_str_eq(listed(&o.common.files), "file");
	expect("--maybe=x");
	ck_assert_str_eq(o.maybe, "x");
}
END_TEST

START_TEST(options_stand_anywhere_before_two_dashes)
{
	expect("file --flag");
	ck_assert(o.flag);
	expect("-- --flag");
	ck_assert(!o.flag);
	ck_assert_str_eq(listed(&o.common.files), "--flag");
	expect("-a -");
	ck_assert_str_eq(listed(&o.common.files), "-");
}
END_TEST

START_TEST(no_file_is_standard_input)
{
	expect("--flag");
	ck_assert_str_eq(listed(&o.common.files), "-");
}
END_TEST

START_TEST(lists_are_split_and_grow)
{
	expect("--list=a,b --member -l c,,d --list e,");
	ck_assert_str_eq(listed(&o.list), "a b m c d e");
	expect("--many=a,b=c --many d -xy");
	ck_assert_str_eq(listed(&o.many), "a,b=c d y");
}
END_TEST

START_TEST(the_same_twice_is_no_contradiction)
{
	expect("--text=one --fixed -t one");
	ck_assert_str_eq(o.text, "one");
	expect_mistake("--text=two --fixed",
	    "--fixed: contradicts the \"two\" given as well");
	expect_mistake("--fixed -t two",
	    "-t: contradicts the \"one\" given as well");
	expect_mistake("--progress --no-progress",
	    "--no-progress: contradicts its opposite");
	expect("--progress --progress --spool-limit=1K --spool-limit=1024");
	expect_mistake("--spool-limit=1K --spool-limit=2K",
	    "--spool-limit: given twice");
}
END_TEST

START_TEST(one_file_or_many)
{
	expect_mistake("a b", "one dump at a time: a and b");
	ck_assert_int_eq(parse(&any, "a b -a c"), CLI_RUN);
	ck_assert_str_eq(listed(&o.common.files), "a b c");
}
END_TEST

START_TEST(long_names_are_not_abbreviated_but_suggested)
{
	expect_mistake("--fla", "unknown option --fla; did you mean --flag?");
	expect_mistake("--falg=x",
	    "unknown option --falg; did you mean --flag?");
	expect_mistake("-flag", "unknown option -flag; did you mean --flag?");
	expect_mistake("--out",
	    "unknown option --out; did you mean --output?");
	expect_mistake("--qqqqqq", "unknown option --qqqqqq");
	expect_mistake("-az", "unknown option -z");
}
END_TEST

START_TEST(values_are_there_where_they_belong)
{
	expect_mistake("--text", "--text needs a value: --text=TEXT");
	expect_mistake("--text=", "--text needs a value: --text=TEXT");
	expect_mistake("-t", "-t needs a value: -t TEXT");
	expect_mistake("--flag=yes", "--flag takes no value");
	expect_mistake("--fixed=yes", "--fixed takes no value");
	expect_mistake("--max-metadata=much", "--max-metadata: "
	    "\"much\" is no size (4096, 64K, 1.5G ...)");
}
END_TEST

START_TEST(numbers_are_values_or_options)
{
	expect("-n 3 -19");
	ck_assert_int_eq(o.number, 3);
	ck_assert_int_eq(o.digits, 19);
	expect("-a9fn12 --number=12 -9");
	ck_assert(o.flag && o.common.force);
	ck_assert_int_eq(o.number, 12);
	ck_assert_int_eq(o.digits, 9);
	expect("-n0");
	ck_assert_int_eq(o.number, 0);
	ck_assert_uint_eq(o.size, DUMP_NOWHERE);
	expect("--size=0");
	ck_assert_uint_eq(o.size, 0);
	expect_mistake("-1 -2", "-2: contradicts the 1 given as well");
	expect_mistake("-n1 --number=2",
	    "--number: contradicts the 1 given as well");
	expect_mistake("-n -1", "-n: \"-1\" is no number from 0 to 9999");
	expect_mistake("--number=1x",
	    "--number: \"1x\" is no number from 0 to 9999");
	expect_mistake("-99999",
	    "-99999: \"99999\" is no number from 0 to 9999");
	expect_mistake("-0", "unknown option -0");
	expect_mistake("--number", "--number needs a value: --number=N");
}
END_TEST

START_TEST(help_is_given_beside_any_mistake)
{
	ck_assert_int_eq(parse(&one, "--qqq a b --help"), CLI_SHOW_HELP);
	ck_assert_int_eq(parse(&one, "-h --qqq"), CLI_SHOW_HELP);
	ck_assert_int_eq(parse(&one, "-V"), CLI_SHOW_VERSION);
	ck_assert_int_eq(parse(&one, "-- --help"), CLI_RUN);
}
END_TEST

START_TEST(the_worst_status_is_1_then_4_then_3)
{
	ck_assert_int_eq(cli_worse(CLI_OK, CLI_OK), CLI_OK);
	ck_assert_int_eq(cli_worse(CLI_DAMAGED, CLI_OK), CLI_DAMAGED);
	ck_assert_int_eq(cli_worse(CLI_DAMAGED, CLI_NO), CLI_NO);
	ck_assert_int_eq(cli_worse(CLI_FAILED, CLI_NO), CLI_FAILED);
	ck_assert_int_eq(cli_worse(CLI_FAILED, CLI_USAGE), CLI_USAGE);
}
END_TEST

Suite *
cli_suite(void)
{
	Suite *s = suite_create("cli");
	TCase *c = tcase_create("cli");

	tcase_add_test(c, values_follow_in_any_form);
	tcase_add_test(c, an_optional_value_only_follows_an_equals_sign);
	tcase_add_test(c, options_stand_anywhere_before_two_dashes);
	tcase_add_test(c, no_file_is_standard_input);
	tcase_add_test(c, lists_are_split_and_grow);
	tcase_add_test(c, the_same_twice_is_no_contradiction);
	tcase_add_test(c, one_file_or_many);
	tcase_add_test(c, long_names_are_not_abbreviated_but_suggested);
	tcase_add_test(c, values_are_there_where_they_belong);
	tcase_add_test(c, numbers_are_values_or_options);
	tcase_add_test(c, help_is_given_beside_any_mistake);
	tcase_add_test(c, the_worst_status_is_1_then_4_then_3);
	suite_add_tcase(s, c);
	return s;
}
