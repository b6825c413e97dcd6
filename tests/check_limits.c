/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check_limits.c -- outputs of limited size, over every file of corpora/good,
 * over what can be read in corpora/bad, and over the real dumps where
 * DUMPKIT_REAL names their folder.
 */
#include <check.h>
#include <glob.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/laws.h"
#include "tests/suites.h"

/* A dump larger than this waits for DUMPKIT_LONG. */
#define SHORT_MAX	((size_t)16 << 20)

static void
load(struct blob *b, const char *path)
{
	FILE *in = fopen(path, "rb");
	long size;

	ck_assert_msg(in != NULL, "%s: cannot be opened", path);
	ck_assert_int_eq(fseek(in, 0, SEEK_END), 0);
	ck_assert_int_ge(size = ftell(in), 0);
	rewind(in);
	b->n = b->cap = (size_t)size;
	ck_assert_ptr_nonnull(b->v = malloc(b->n + 1));
	ck_assert_uint_eq(fread(b->v, 1, b->n, in), b->n);
	fclose(in);
}

static void
law(const char *what, const char *name, const char *why)
{
	if (why != NULL)
		ck_abort_msg("%s: %s: %s", what, name, why);
}

/* What fits into LIMIT bytes, and the laws of that alone; false: nothing
 * does.  BIGGER is what is left with a higher limit, or NULL. */
static bool
obey_limit(const char *path, const struct blob *in, const char *cut,
    uint64_t limit, const struct blob *bigger, struct blob *out)
{
	char filters[128], what[512];
	struct cut how = { filters, 0, WAY_MEMORY, 0 };
	struct outcome o;

	snprintf(filters, sizeof filters, "%s limit:%" PRIu64, cut, limit);
	snprintf(what, sizeof what, "%s: %s", path, filters);
	if (!cut_blob(out, in, &how, &o)) {
		if (o.err.code != DUMP_E_FIT && o.err.code != DUMP_E_ARG)
			ck_abort_msg("%s: %s", what, o.err.msg);
		return false;
	}
	ck_assert_msg(out->n <= limit, "%s: %zu bytes", what, out->n);
	law(what, "sound", law_sound(out));
	law(what, "facts", law_fewer_records(in, out));
	law(what, "subset", law_subset(out, in));
	law(what, "again", law_idempotent(out, &how));
	if (bigger != NULL)
		law(what, "monotone", law_subset(out, bigger));
	return true;
}

/* What is left the smaller the limit, down to where nothing fits. */
static void
shrink(const char *path, const struct blob *in, const char *cut)
{
	struct blob out[2] = { { NULL, 0, 0 }, { NULL, 0, 0 } };
	const struct blob *bigger = NULL;
	uint64_t limit = in->n + 1;
	int i;

	for (i = 0; limit > 0 && obey_limit(path, in, cut, limit, bigger,
	    &out[i & 1]); i++) {
		bigger = &out[i & 1];
		limit = i < 3 ? bigger->n - 1 : limit * 3 / 4;
	}
	blob_free(&out[0]);
	blob_free(&out[1]);
}

static void
try(const char *path, const struct blob *in)
{
	static const char *const cuts[] = { "", "heap", "mini" };
	char filters[64];
	struct cut how = { filters, 0, WAY_MEMORY, 0 };
	size_t i;

	for (i = 0; i < sizeof cuts / sizeof *cuts; i++)
		shrink(path, in, cuts[i]);
	snprintf(filters, sizeof filters, "limit:%zu", in->n / 2);
	law(path, filters, law_same_ways(in, &how));
}

static void
try_bad(const char *path, const struct blob *in)
{
	struct blob out = { NULL, 0, 0 };
	char filters[64];
	struct cut how = { filters, 0, WAY_MEMORY, 0 };
	struct outcome o;
	size_t limit;

	for (limit = in->n * 2; limit > 0; limit /= 4) {
		snprintf(filters, sizeof filters, "limit:%zu", limit);
		if (cut_blob(&out, in, &how, &o))
			ck_assert_msg(out.n <= limit, "%s: %s: %zu", path,
			    filters, out.n);
	}
	blob_free(&out);
}

/* Every file of a folder; how many. */
static size_t
try_all(const char *base, const char *pattern,
    void (*fn)(const char *path, const struct blob *in))
{
	size_t most = getenv("DUMPKIT_LONG") != NULL ? SIZE_MAX : SHORT_MAX;
	char path[1024];
	struct blob in;
	glob_t g;
	size_t i;

	if (base == NULL || *base == '\0')
		return 0;
	snprintf(path, sizeof path, "%s/%s", base, pattern);
	if (glob(path, 0, NULL, &g) != 0)
		return 0;
	for (i = 0; i < g.gl_pathc; i++) {
		load(&in, g.gl_pathv[i]);
		/* Of damaged dumps it is enough that the limit holds. */
		if (in.n <= most && law_sound(&in) != NULL)
			try_bad(g.gl_pathv[i], &in);
		else if (in.n <= most)
			fn(g.gl_pathv[i], &in);
		blob_free(&in);
	}
	globfree(&g);
	return i;
}

static const char *
corpora(void)
{
	const char *dir = getenv("DUMPKIT_CORPORA");

	return dir != NULL ? dir : "corpora";
}

START_TEST(more_room_holds_all_that_less_room_holds)
{
	ck_assert_uint_gt(try_all(corpora(), "good/*.core", try), 20);
	ck_assert_uint_gt(try_all(corpora(), "good/*.dmp", try), 20);
}
END_TEST

/* With filters that rewrite, or share bytes, not all laws can be asked. */
static void
try_combined(const char *path, const struct blob *in)
{
	static const char *const filters[] = {
		"scrub-stacks scrub-paths scrub-vectors",
		"mini scrub-stacks scrub-paths", "zeros:how=share",
		"heap zeros:how=share", "mini-indirect", "drop:what=stacks",
		"type:mask=0x25b2d"
	};
	struct blob out = { NULL, 0, 0 };
	char text[128], what[512];
	struct cut how = { text, 0, WAY_MEMORY, 0 };
	struct outcome o;
	size_t i, k, limit;

	for (i = 0; i < sizeof filters / sizeof *filters; i++)
		for (k = 1; k < 8; k += 2) {
			limit = in->n * k / 8;
			snprintf(text, sizeof text, "%s limit:%zu",
			    filters[i], limit);
			snprintf(what, sizeof what, "%s: %s", path, text);
			if (!cut_blob(&out, in, &how, &o)) {
				if (o.err.code != DUMP_E_FIT &&
				    o.err.code != DUMP_E_ARG)
					ck_abort_msg("%s: %s", what,
					    o.err.msg);
				continue;
			}
			ck_assert_msg(out.n <= limit, "%s: %zu bytes", what,
			    out.n);
			law(what, "sound", law_sound(&out));
			law(what, "again", law_idempotent(&out, &how));
			if (k == 3)
				law(what, "ways", law_same_ways(in, &how));
		}
	blob_free(&out);
}

START_TEST(a_limit_goes_with_any_filter)
{
	try_all(corpora(), "good/*.core", try_combined);
	try_all(corpora(), "good/*.dmp", try_combined);
	try_all(getenv("DUMPKIT_REAL"), "*.core", try_combined);
	try_all(getenv("DUMPKIT_REAL"), "*.dmp", try_combined);
}
END_TEST

START_TEST(real_dumps_obey_too)
{
	try_all(getenv("DUMPKIT_REAL"), "*.core", try);
	try_all(getenv("DUMPKIT_REAL"), "*.dmp", try);
}
END_TEST

START_TEST(no_damage_makes_an_output_too_large)
{
	try_all(corpora(), "bad/*", try_bad);
}
END_TEST

/* The same of what is compressed. */
static void
try_packed(const char *path, const struct blob *in)
{
	struct blob out[2] = { { NULL, 0, 0 }, { NULL, 0, 0 } };
	struct blob plain = { NULL, 0, 0 };
	char filters[64], what[512];
	struct cut how = { filters, 0, WAY_MEMORY, 0 };
	struct cut copy = { NULL, CUT_COPY, WAY_MEMORY, 0 };
	struct outcome o;
	size_t limit = in->n;
	int i;

	for (i = 0; limit > 0; limit = limit * 2 / 3, i++) {
		snprintf(filters, sizeof filters, "gzip:%zu", limit);
		snprintf(what, sizeof what, "%s: %s", path, filters);
		if (!cut_blob(&plain, in, &how, &o)) {
			if (o.err.code != DUMP_E_FIT &&
			    o.err.code != DUMP_E_ARG)
				ck_abort_msg("%s: %s", what, o.err.msg);
			break;
		}
		ck_assert_msg(plain.n <= limit, "%s: %zu", what, plain.n);
		if (!cut_blob(&out[i & 1], &plain, &copy, &o))
			ck_abort_msg("%s: %s", what, o.err.msg);
		law(what, "sound", law_sound(&out[i & 1]));
		if (i > 0)
			law(what, "monotone", law_subset(&out[i & 1],
			    &out[!(i & 1)]));
	}
	blob_free(&plain);
	blob_free(&out[0]);
	blob_free(&out[1]);
}

START_TEST(what_is_compressed_fits_too)
{
	try_all(corpora(), "good/*.core", try_packed);
	try_all(corpora(), "good/*.dmp", try_packed);
	try_all(getenv("DUMPKIT_REAL"), "*.core", try_packed);
	try_all(getenv("DUMPKIT_REAL"), "*.dmp", try_packed);
}
END_TEST

Suite *
limits_suite(void)
{
	Suite *s = suite_create("limits");
	TCase *c = tcase_create("limits");

	tcase_set_timeout(c, 3600);
	tcase_add_test(c, more_room_holds_all_that_less_room_holds);
	tcase_add_test(c, a_limit_goes_with_any_filter);
	tcase_add_test(c, real_dumps_obey_too);
	tcase_add_test(c, no_damage_makes_an_output_too_large);
	tcase_add_test(c, what_is_compressed_fits_too);
	suite_add_tcase(s, c);
	return s;
}
