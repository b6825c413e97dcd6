/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check_convert.c -- dumps in the other format, over every file of
 * corpora/good, over what can be read in corpora/bad, and over the real dumps
 * where DUMPKIT_REAL names their folder.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tests/folder.h"
#include "tests/suites.h"

static struct folder good, bad, real;

/* What bad dumps may describe far more than they hold of. */
#define MOST		((size_t)64 << 20)

static void
law(const char *path, const char *what, const char *why)
{
	if (why != NULL)
		ck_abort_msg("%s: %s: %s", path, what, why);
}

static bool
is_elf(const struct blob *b)
{
	return b->n > 4 && memcmp(b->v, "\177ELF", 4) == 0;
}

static unsigned
other_format(const struct blob *b)
{
	return is_elf(b) ? CUT_TO_MINIDUMP : CUT_TO_ELF;
}

/* IN in the other format; false: it is none that can be converted. */
static bool
convert(struct blob *out, const struct blob *in, const char *filters,
    enum way way, struct outcome *o)
{
	struct cut how = { filters, CUT_NO_PROVENANCE | other_format(in),
	    way, MOST * 8 };

	return cut_blob(out, in, &how, o);
}

static void
must(const char *path, const char *what, bool done, const struct outcome *o)
{
	if (!done)
		ck_abort_msg("%s: %s: %s", path, what, o->err.msg);
}

/* Are registers of its processor converted?  Of others they only travel. */
static bool
has_registers(const struct blob *b)
{
	static const char *const known[] = { "x86-64", "x86", "ARM64", "ARM" };
	struct dump_source *src;
	struct dump_model *m;
	struct dump_err err;
	const char *machine;
	bool has = false;
	size_t i;

	ck_assert_int_eq(dump_source_memory(&src, b->v, b->n, &err), 0);
	ck_assert_int_eq(dump_model_read(&m, src, &err), 0);
	machine = dump_model_facts(m)->machine;
	for (i = 0; i < sizeof known / sizeof *known; i++)
		has |= machine != NULL && strcasecmp(machine, known[i]) == 0;
	dump_model_free(m);
	dump_source_close(src);
	return has;
}

/* There and back; the same however it arrives. */
static void
come_home(const char *path, const struct blob *in)
{
	struct blob there = { NULL, 0, 0 }, back = { NULL, 0, 0 };
	struct outcome o;
	int way;

	must(path, "convert", convert(&there, in, NULL, WAY_MEMORY, &o), &o);
	ck_assert_msg(is_elf(&there) != is_elf(in), "%s: not converted", path);
	law(path, "converted", law_subset(&there, in));
	law(path, "converted", law_subset(in, &there));
	if (has_registers(in))
		law(path, "converted", law_same_process(in, &there));
	must(path, "back", convert(&back, &there, NULL, WAY_MEMORY, &o), &o);
	ck_assert_msg(blob_same(in, &back), "%s: %zu bytes came home as %zu "
	    "others", path, in->n, back.n);
	for (way = WAY_FORWARD; way <= WAY_REWIND; way++) {
		must(path, "way", convert(&back, in, NULL, (enum way)way, &o),
		    &o);
		ck_assert_msg(blob_same(&there, &back),
		    "%s: other bytes, way %d", path, way);
	}
	blob_free(&there);
	blob_free(&back);
}

/* Cut before, between or at once: the same dump. */
static void
cut_anywhere(const char *path, const struct blob *in, const char *filters)
{
	struct cut plain = { filters, CUT_NO_PROVENANCE, WAY_MEMORY, 0 };
	struct blob cut = { NULL, 0, 0 }, there = { NULL, 0, 0 },
	    cut_there = { NULL, 0, 0 }, back = { NULL, 0, 0 };
	struct outcome o;

	if (cut_blob(&cut, in, &plain, &o)) {
		must(path, "convert", convert(&there, in, NULL, WAY_MEMORY,
		    &o), &o);
		must(path, filters, cut_blob(&cut_there, &there, &plain, &o),
		    &o);
		must(path, "back", convert(&back, &cut_there, NULL,
		    WAY_MEMORY, &o), &o);
		law(path, filters, law_subset(&cut, &back));
		law(path, filters, law_subset(&back, &cut));
		law(path, filters, law_same_facts(&cut, &back));
		law(path, filters, law_same_process(&cut_there, &cut));
		must(path, "at once", convert(&back, in, filters, WAY_MEMORY,
		    &o), &o);
		law(path, filters, law_subset(&cut, &back));
		law(path, filters, law_subset(&back, &cut));
		law(path, filters, law_same_process(&back, &cut));
	}
	blob_free(&cut);
	blob_free(&there);
	blob_free(&cut_there);
	blob_free(&back);
}

START_TEST(good_dumps_come_home_as_they_left)
{
	struct blob in;
	char path[1400];

	folder_load(&in, &good, _i, path, sizeof path);
	come_home(path, &in);
	blob_free(&in);
}
END_TEST

START_TEST(cuts_may_come_before_or_after_or_between)
{
	static const char *const cuts[] = { "full", "heap", "mini",
	    "drop:what=stacks", "drop:what=handles" };
	struct blob in;
	char path[1400];
	size_t i;

	folder_load(&in, &good, _i, path, sizeof path);
	for (i = 0; i < sizeof cuts / sizeof *cuts; i++)
		cut_anywhere(path, &in, cuts[i]);
	blob_free(&in);
}
END_TEST

/* What is damaged comes out sound, or not at all. */
START_TEST(what_is_made_of_a_bad_dump_is_sound)
{
	struct blob in, out = { NULL, 0, 0 }, back = { NULL, 0, 0 };
	struct outcome o;
	char path[1400];

	folder_load(&in, &bad, _i, path, sizeof path);
	if (convert(&out, &in, NULL, WAY_MEMORY, &o)) {
		law(path, "converted", law_within(&out, &in));
		if (convert(&back, &out, NULL, WAY_MEMORY, &o))
			law(path, "back", law_within(&back, &out));
	} else {
		ck_assert_msg(o.err.msg[0] != '\0', "%s: no message", path);
	}
	blob_free(&in);
	blob_free(&out);
	blob_free(&back);
}
END_TEST

START_TEST(real_dumps_come_home_as_they_left)
{
	struct blob in, out = { NULL, 0, 0 };
	struct outcome o;
	char path[1400];

	folder_load(&in, &real, _i, path, sizeof path);
	if ((in.n <= SHORT_MAX || getenv("DUMPKIT_LONG") != NULL) &&
	    convert(&out, &in, NULL, WAY_MEMORY, &o) && !o.damaged) {
		come_home(path, &in);
		cut_anywhere(path, &in, "heap");
	}
	blob_free(&in);
	blob_free(&out);
}
END_TEST

Suite *
convert_suite(void)
{
	Suite *s = suite_create("convert");
	TCase *t = tcase_create("convert");
	const char *corpora = getenv("DUMPKIT_CORPORA");

	if (corpora == NULL)
		corpora = "corpora";
	folder_list(&good, corpora, "good");
	folder_list(&bad, corpora, "bad");
	if (getenv("DUMPKIT_REAL") != NULL)
		folder_list(&real, getenv("DUMPKIT_REAL"), "");
	tcase_set_timeout(t, 3600);
	tcase_add_loop_test(t, good_dumps_come_home_as_they_left, 0, good.n);
	tcase_add_loop_test(t, cuts_may_come_before_or_after_or_between, 0,
	    good.n);
	tcase_add_loop_test(t, what_is_made_of_a_bad_dump_is_sound, 0, bad.n);
	tcase_add_loop_test(t, real_dumps_come_home_as_they_left, 0, real.n);
	suite_add_tcase(s, t);
	return s;
}
