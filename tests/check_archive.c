/* SPDX-License-Identifier: BSD-2-Clause */
/* check_archive.c -- which file of an archive is taken for the dump. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "codec/codec.h"
#include "io/source.h"
#include "tests/packed.h"
#include "tests/stream.h"
#include "tests/suites.h"
#include "tests/zips.h"

static struct dump_err err;

/* What a minidump begins with, and no more. */
static const uint8_t dump[32] = { 'M', 'D', 'M', 'P', 0x93, 0xa7, 0, 0, 0, 0,
    0, 0, 32 };

/* A file of one kind: D a dump, G one in gzip, t text, g text in gzip, Z an
 * archive with a dump, e empty, x a dump that is encrypted. */
static struct buf
content(char kind)
{
	struct zips_member m = { .name = "inner.dmp", .bytes = dump,
	    .len = sizeof dump };
	struct buf b = { 0 }, gz;

	switch (kind) {
	case 'D':
	case 'G':
	case 'x':
		buf_add(&b, dump, sizeof dump);
		break;
	case 't':
	case 'g':
		buf_add(&b, "text that says what the dump is about", 37);
		break;
	case 'Z':
		zips_make(&b, &m, 1, NULL);
		break;
	}
	if (kind != 'G' && kind != 'g')
		return b;
	gz = packed_gzip(&b, NULL);
	buf_free(&b);
	return gz;
}

/* An archive of such files: "D:a.dmp t:notes/readme". */
static struct buf
archive(const char *files)
{
	struct zips_member m[ZIPS_MOST] = { 0 };
	struct buf b[ZIPS_MOST], zip = { 0 };
	static char copy[4096];
	char *p, *next;
	size_t i, n = 0;

	snprintf(copy, sizeof copy, "%s", files);
	for (p = *copy != '\0' ? copy : NULL; p != NULL; p = next, n++) {
		if ((next = strchr(p, ' ')) != NULL)
			*next++ = '\0';
		b[n] = content(*p);
		m[n].name = p + 2;
		m[n].bytes = b[n].v;
		m[n].len = b[n].n;
		m[n].flags = *p == 'x';
		/* Half of them can be read at any place. */
		m[n].method = n % 2 * 8;
	}
	zips_make(&zip, m, n, NULL);
	for (i = 0; i < n; i++)
		buf_free(&b[i]);
	return zip;
}

static int
open_one(struct dump_source **out, const struct buf *zip, const char *member,
    unsigned layers)
{
	struct dump_opening how = { .member = member, .layers = layers };

	ck_assert_int_eq(source_from_memory(out, zip->v, zip->n, &err), 0);
	return dump_source_unwrap(out, &how, &err);
}

/* From these files that of the name is taken, and it is a dump. */
static void
takes(const char *files, const char *member, const char *name)
{
	struct buf zip = archive(files);
	struct dump_source *src;
	struct dump_wrapping w;
	uint8_t head[sizeof dump];
	uint64_t size;

	ck_assert_msg(open_one(&src, &zip, member, 0) == 0, "%s: %s", files,
	    err.msg);
	ck_assert(dump_source_wrapping(src, 0, &w));
	ck_assert_str_eq(w.name, name);
	ck_assert_int_eq(dump_source_read(src, 0, head, sizeof head, &err),
	    0);
	ck_assert(memcmp(head, dump, sizeof dump) == 0);
	ck_assert_int_eq(dump_source_finish(src, &size, &err), 0);
	ck_assert_ptr_null(dump_source_flaw(src));
	dump_source_close(src);
	buf_free(&zip);
}

/* None is taken, and the message is WHY. */
static void
refuses(const char *files, const char *member, enum dump_code code,
    const char *why)
{
	struct buf zip = archive(files);
	struct dump_source *src;

	ck_assert_int_eq(open_one(&src, &zip, member, 0), -1);
	ck_assert_ptr_null(src);
	ck_assert_int_eq(err.code, code);
	ck_assert_str_eq(err.msg, why);
	buf_free(&zip);
}

START_TEST(the_only_file_is_taken_whatever_it_is)
{
	struct buf zip = archive("t:readme");
	struct dump_source *src;
	char head[4];

	takes("D:a.dmp", NULL, "a.dmp");
	takes("D:b/a.dmp e:empty", NULL, "b/a.dmp");
	ck_assert_int_eq(open_one(&src, &zip, NULL, 0), 0);
	ck_assert_int_eq(dump_source_read(src, 0, head, 4, &err), 0);
	ck_assert(memcmp(head, "text", 4) == 0);
	dump_source_close(src);
	buf_free(&zip);
}
END_TEST

START_TEST(of_several_the_only_dump_is_taken)
{
	takes("t:readme D:a.dmp t:notes", NULL, "a.dmp");
	takes("t:readme t:notes D:a/b", NULL, "a/b");
	takes("t:readme G:a.dmp.gz g:log.gz", NULL, "a.dmp.gz");
	takes("t:readme Z:a.zip", NULL, "a.zip");
	/* An archive counts only where there is no dump. */
	takes("Z:app.jar D:a.dmp", NULL, "a.dmp");
	/* What cannot be looked at is in nobody's way. */
	takes("x:secret.dmp D:a.dmp", NULL, "a.dmp");
}
END_TEST

START_TEST(of_several_dumps_one_must_be_chosen)
{
	refuses("D:a.dmp t:readme D:b.dmp G:c/core.17", NULL, DUMP_E_ARG,
	    "holds 3 dumps, choose with --member: a.dmp, b.dmp, c/core.17");
	takes("D:a.dmp D:b.dmp", "b.dmp", "b.dmp");
	takes("D:a.dmp D:b.dmp G:c/core.17", "core.17", "c/core.17");
	takes("D:a.dmp D:x/b/c D:b/c", "b/c", "b/c");
	takes("D:a.dmp D:x/b/c D:b/d", "b/c", "x/b/c");
}
END_TEST

START_TEST(a_name_must_be_clear)
{
	refuses("D:x/a D:y/a D:b", "a", DUMP_E_ARG,
	    "holds 2 files that --member could mean: x/a, y/a");
	refuses("D:x/a D:y/b", "mp", DUMP_E_ARG,
	    "--member: no such file in the archive; there are: x/a, y/b");
	refuses("D:x/a D:y/b", "", DUMP_E_ARG,
	    "--member: no such file in the archive; there are: x/a, y/b");
}
END_TEST

START_TEST(lists_of_names_end_somewhere)
{
	char files[2000] = "", *p = files;
	size_t i;

	for (i = 0; i < ZIPS_MOST; i++)
		p += sprintf(p, "%sD:%060zu", i > 0 ? " " : "", i);
	refuses(files, NULL, DUMP_E_ARG, "holds 8 dumps, choose with --member:"
	    " 000000000000000000000000000000000000000000000000000000000000,"
	    " 000000000000000000000000000000000000000000000000000000000001,"
	    " ...");
	refuses("D:\033[31m D:b", NULL, DUMP_E_ARG,
	    "holds 2 dumps, choose with --member: \\x1b[31m, b");
}
END_TEST

START_TEST(without_a_dump_it_says_what_there_is)
{
	refuses("", NULL, DUMP_E_UNKNOWN,
	    "an archive that holds no file with anything in it");
	refuses("e:empty", NULL, DUMP_E_UNKNOWN,
	    "an archive that holds no file with anything in it");
	refuses("t:readme t:notes", NULL, DUMP_E_UNKNOWN,
	    "holds 2 files, and none is a dump: readme, notes");
	refuses("Z:a.zip Z:b.zip", NULL, DUMP_E_UNKNOWN,
	    "holds 2 files, and none is a dump: a.zip, b.zip");
	refuses("t:readme x:a.dmp", NULL, DUMP_E_UNKNOWN,
	    "zip: a.dmp: encrypted; unpack it with its password first");
}
END_TEST

START_TEST(a_member_of_what_is_no_archive_is_a_mistake)
{
	struct buf plain = packed_plain(100, PACKED_WORDS), gz;
	struct dump_source *src;

	ck_assert_int_eq(open_one(&src, &plain, "a", 0), -1);
	ck_assert_int_eq(err.code, DUMP_E_ARG);
	gz = packed_gzip(&plain, NULL);
	ck_assert_int_eq(open_one(&src, &gz, "a", 0), -1);
	ck_assert_int_eq(err.code, DUMP_E_ARG);
	ck_assert_ptr_null(src);
	buf_free(&gz);
	buf_free(&plain);
}
END_TEST

/* Undone, B was in the layers WANTED, the outermost first. */
static void
layers(const struct buf *b, int way, const char *wanted)
{
	struct feed f = { .bytes = *b };
	struct dump_source *src;
	struct dump_wrapping w;
	struct unpacked u;
	char is[64] = "";
	size_t i;

	if (way == PACKED_MAPPED)
		ck_assert_int_eq(source_from_memory(&src, b->v, b->n, &err),
		    0);
	else
		src = feed_source(&f, way == PACKED_STREAM);
	ck_assert_msg(dump_source_unwrap(&src, NULL, &err) == 0, "%s",
	    err.msg);
	for (i = 0; dump_source_wrapping(src, i, &w); i++) {
		strcat(is, i > 0 ? " " : "");
		strcat(is, w.codec);
	}
	ck_assert_str_eq(is, wanted);
	u = packed_read(src, 0);
	ck_assert(!u.failed && !u.flawed);
	ck_assert_uint_eq(u.bytes.n, sizeof dump);
	ck_assert(memcmp(u.bytes.v, dump, sizeof dump) == 0);
	buf_free(&u.bytes);
}

START_TEST(archives_lie_in_other_wraps_and_other_wraps_in_them)
{
	struct buf zip, gz;
	int way;

	for (way = 0; way < PACKED_WAYS; way++) {
		zip = archive("G:a.dmp.gz t:readme");
		layers(&zip, way, "zip gzip");
		buf_free(&zip);
		zip = archive("t:readme D:a.dmp");
		gz = packed_gzip(&zip, NULL);
		layers(&gz, way, "gzip zip");
		buf_free(&gz);
		buf_free(&zip);
		zip = archive("t:readme Z:a.zip");
		layers(&zip, way, "zip zip");
		buf_free(&zip);
	}
}
END_TEST

START_TEST(no_more_layers_are_looked_through_than_undone)
{
	struct buf zip = archive("G:a.dmp.gz t:readme D:b.dmp");
	struct dump_source *src;
	struct dump_wrapping w;

	/* A dump that would stay packed is none. */
	ck_assert_int_eq(open_one(&src, &zip, NULL, 1), 0);
	ck_assert(dump_source_wrapping(src, 0, &w));
	ck_assert_str_eq(w.name, "b.dmp");
	dump_source_close(src);
	ck_assert_int_eq(open_one(&src, &zip, NULL, 2), -1);
	ck_assert_int_eq(err.code, DUMP_E_ARG);
	buf_free(&zip);
}
END_TEST

START_TEST(stored_members_are_reached_anywhere_and_others_from_the_start)
{
	struct buf zip = archive("D:a t:b"), other = archive("t:b D:a");
	struct dump_source *src;
	struct dump_wrapping w;

	ck_assert_int_eq(open_one(&src, &zip, NULL, 0), 0);
	ck_assert_int_eq(source_reach(src), REACH_ANYWHERE);
	ck_assert_uint_eq(dump_source_size(src), sizeof dump);
	ck_assert(dump_source_wrapping(src, 0, &w));
	ck_assert(w.indexed);
	dump_source_close(src);
	ck_assert_int_eq(open_one(&src, &other, NULL, 0), 0);
	ck_assert_int_eq(source_reach(src), REACH_REWIND);
	ck_assert_uint_eq(dump_source_size(src), sizeof dump);
	ck_assert(dump_source_wrapping(src, 0, &w));
	ck_assert(!w.indexed);
	dump_source_close(src);
	buf_free(&zip);
	buf_free(&other);
}
END_TEST

Suite *
archive_suite(void)
{
	Suite *s = suite_create("archive");
	TCase *t = tcase_create("archive");

	suite_add_tcase(s, t);
	if (codec_named("zip") == NULL)
		return s;
	tcase_add_test(t, the_only_file_is_taken_whatever_it_is);
	tcase_add_test(t, of_several_the_only_dump_is_taken);
	tcase_add_test(t, of_several_dumps_one_must_be_chosen);
	tcase_add_test(t, a_name_must_be_clear);
	tcase_add_test(t, lists_of_names_end_somewhere);
	tcase_add_test(t, without_a_dump_it_says_what_there_is);
	tcase_add_test(t, a_member_of_what_is_no_archive_is_a_mistake);
	tcase_add_test(t,
	    archives_lie_in_other_wraps_and_other_wraps_in_them);
	tcase_add_test(t, no_more_layers_are_looked_through_than_undone);
	tcase_add_test(t,
	    stored_members_are_reached_anywhere_and_others_from_the_start);
	return s;
}
