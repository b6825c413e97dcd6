/* SPDX-License-Identifier: BSD-2-Clause */
/* check_zip_writer.c -- zip archives that are written, with minizip and
 * without. */
#include <sys/stat.h>
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "codec/codec.h"
#include "io/sink.h"
#include "io/source.h"
#include "tests/fault.h"
#include "tests/packed.h"
#include "tests/stream.h"
#include "tests/suites.h"
#include "tests/zips.h"

static struct dump_err err;
static const struct dump_packing usual = { .codec = "zip", .threads = 2 };

/* What goes into an archive: bytes, or NULL for a folder. */
struct thing {
	const char	*name;
	uint32_t	 mode;
	int64_t		 time;
	const void	*bytes;
	size_t		 len;
};

static int
add(struct dump_archive_writer *w, const struct thing *t)
{
	struct dump_member m = { .name = t->name, .mode = t->mode,
	    .time = t->time, .size = t->len };
	struct dump_source *src = NULL;
	int rc;

	if (t->bytes != NULL)
		ck_assert_int_eq(source_from_memory(&src, t->bytes, t->len,
		    &err), 0);
	rc = dump_archive_add(w, &m, src, &err);
	dump_source_close(src);
	return rc;
}

static int
put(struct dump_sink *dst, const struct thing *t, size_t n,
    const struct dump_packing *how)
{
	struct dump_archive_writer *w;
	size_t i;
	int rc = 0;

	if (dump_archive_new(&w, dst, how, &err) == -1)
		return -1;
	for (i = 0; i < n && rc == 0; i++)
		rc = add(w, &t[i]);
	if (rc == 0)
		rc = dump_archive_end(w, &err);
	dump_archive_free(w);
	return rc;
}

/* What a file becomes by its name. */
static struct buf
slurp(const char *path)
{
	struct buf b = { 0 };
	uint8_t block[65536];
	FILE *f = fopen(path, "rb");
	size_t n;

	ck_assert_ptr_nonnull(f);
	while ((n = fread(block, 1, sizeof block, f)) > 0)
		buf_add(&b, block, n);
	fclose(f);
	return b;
}

/* N things as an archive, in a FILE or in order. */
static struct buf
zipped(const struct thing *t, size_t n, bool file,
    const struct dump_packing *how)
{
	struct take taken = { 0 };
	struct dump_sink *dst;
	struct buf b;

	if (!file) {
		dst = take_sink(&taken);
		ck_assert_msg(put(dst, t, n, how) == 0, "%s", err.msg);
		ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
		return taken.bytes;
	}
	dir_make();
	ck_assert_int_eq(dump_sink_open(&dst, in_dir("x.zip"), 0, &err), 0);
	ck_assert_msg(put(dst, t, n, how) == 0, "%s", err.msg);
	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	b = slurp(in_dir("x.zip"));
	dir_remove();
	return b;
}

/* Does the archive hold just these things? */
static void
holds(const struct buf *zip, const struct thing *t, size_t n)
{
	const struct dump_member *m;
	struct dump_archive *a;
	struct dump_source *src, *in;
	struct unpacked u;
	size_t i;

	ck_assert_int_eq(source_from_memory(&src, zip->v, zip->n, &err), 0);
	ck_assert_msg(dump_archive_read(&a, src, &err) == 0, "%s", err.msg);
	ck_assert_uint_eq(dump_archive_members(a), n);
	for (i = 0; i < n; i++) {
		m = dump_archive_member(a, i);
		ck_assert_str_eq(m->name, t[i].name);
		ck_assert_uint_eq(m->mode, t[i].mode);
		ck_assert_int_eq(m->time, t[i].time);
		ck_assert_uint_eq(m->size, t[i].len);
		ck_assert_int_eq(dump_archive_open(&in, a, i, &err), 0);
		u = packed_read(in, 0);
		ck_assert_msg(!u.failed && !u.flawed, "%s%s", u.err.msg,
		    u.flaw);
		ck_assert_uint_eq(u.bytes.n, t[i].len);
		ck_assert(t[i].len == 0 ||
		    memcmp(u.bytes.v, t[i].bytes, t[i].len) == 0);
		buf_free(&u.bytes);
	}
	dump_archive_close(a);
	dump_source_close(src);
}

/* A folder with all kinds of things. */
enum { THINGS = 7, LARGE = 1300000 };

static struct buf large;

static void
folder(struct thing t[THINGS])
{
	static const struct thing all[THINGS] = {
		{ "snap", S_IFDIR | 0750, 17, NULL, 0 },
		{ "snap/app.dmp", S_IFREG | 0600, 1700000001, NULL, 0 },
		{ "snap/\xc3\xa4/\xe2\x82\xac", S_IFREG | 0444, -5, "euro", 4 },
		{ "snap/latest", S_IFLNK | 0777, 1700000002, "app.dmp", 7 },
		{ "snap/empty", S_IFREG | 0644, 0, "", 0 },
		{ "run.sh", S_IFREG | 0755, 0x7fffffff, "#!/bin/sh\n", 10 },
		{ "void", S_IFDIR | 0700, 0, NULL, 0 },
	};

	if (large.n == 0)
		large = packed_plain(LARGE, PACKED_MEMORY);
	memcpy(t, all, sizeof all);
	t[1].bytes = large.v;
	t[1].len = large.n;
}

START_TEST(what_goes_in_comes_out)
{
	struct thing t[THINGS];
	struct buf zip;
	size_t n;
	int file;

	folder(t);
	for (file = 0; file < 2; file++)
		for (n = 0; n <= THINGS; n++) {
			zip = zipped(t, n, file == 1, &usual);
			holds(&zip, t, n);
			buf_free(&zip);
		}
}
END_TEST

START_TEST(all_levels_and_no_others_are_written)
{
	struct dump_packing how = usual;
	struct dump_archive_writer *w;
	struct thing t[THINGS];
	struct take taken = { 0 };
	struct dump_sink *dst = take_sink(&taken);
	struct buf zip;

	folder(t);
	for (how.level = 1; how.level <= 9; how.level++) {
		zip = zipped(t, THINGS, false, &how);
		holds(&zip, t, THINGS);
		buf_free(&zip);
	}
	ck_assert_int_eq(dump_archive_new(&w, dst, &how, &err), -1);
	ck_assert_int_eq(err.code, DUMP_E_ARG);
	ck_assert_ptr_null(w);
	how.level = 1;
	how.codec = "gzip";
	ck_assert_int_eq(dump_archive_new(&w, dst, &how, &err), -1);
	ck_assert_int_eq(err.code, DUMP_E_ARG);
	how.codec = "zip";
	how.part = 1 << 20;
	ck_assert_int_eq(dump_archive_new(&w, dst, &how, &err), -1);
	ck_assert_int_eq(err.code, DUMP_E_ARG);
	dump_sink_abort(dst);
	ck_assert_uint_eq(taken.bytes.n, 0);
}
END_TEST

START_TEST(threads_do_not_change_a_byte)
{
	struct dump_packing how = usual;
	struct thing t[THINGS];
	struct buf zip, again;
	int file;

	folder(t);
	for (file = 0; file < 2; file++) {
		zip = zipped(t, THINGS, file == 1, &usual);
		for (how.threads = 1; how.threads < 6; how.threads += 2) {
			again = zipped(t, THINGS, file == 1, &how);
			ck_assert(buf_same(&zip, &again));
			buf_free(&again);
		}
		buf_free(&zip);
	}
}
END_TEST

START_TEST(neither_do_the_time_zone_nor_the_locale)
{
	struct thing t[THINGS];
	struct buf zip, again;

	folder(t);
	setenv("TZ", "UTC", 1);
	zip = zipped(t, THINGS, false, &usual);
	setenv("TZ", "Asia/Kathmandu", 1);
	again = zipped(t, THINGS, false, &usual);
	ck_assert(buf_same(&zip, &again));
	buf_free(&zip);
	buf_free(&again);
}
END_TEST

/* Adds files of these names, "a b/ c", of which all but the last must work;
 * a slash at the end makes a folder. */
static void
last_name_is(const char *names, int rc)
{
	struct thing t = { .len = 1 };
	struct dump_archive_writer *w;
	struct take taken = { 0 };
	struct dump_sink *dst = take_sink(&taken);
	char copy[128], *name, *next;

	ck_assert_int_eq(dump_archive_new(&w, dst, &usual, &err), 0);
	snprintf(copy, sizeof copy, "%s", names);
	for (name = copy; name != NULL; name = next) {
		if ((next = strchr(name, ' ')) != NULL)
			*next++ = '\0';
		t.name = name;
		t.bytes = *name != '\0' && name[strlen(name) - 1] == '/' ?
		    NULL : "x";
		ck_assert_msg(add(w, &t) == (next != NULL ? 0 : rc),
		    "%s: %s", names, err.msg);
	}
	if (rc == -1) {
		ck_assert_int_eq(err.code, DUMP_E_ARG);
		/* Nothing comes of it any more. */
		t.name = "new";
		ck_assert_int_eq(add(w, &t), -1);
		ck_assert_int_eq(dump_archive_end(w, &err), -1);
	}
	dump_archive_free(w);
	dump_sink_abort(dst);
	buf_free(&taken.bytes);
}

START_TEST(names_are_relative_and_lead_nowhere_else)
{
	last_name_is("/etc/passwd", -1);
	last_name_is("..", -1);
	last_name_is("a/../../b", -1);
	last_name_is("a/..", -1);
	last_name_is("", -1);
	last_name_is(".", -1);
	last_name_is("./", -1);
	last_name_is("...", 0);
	last_name_is("..a/b..", 0);
}
END_TEST

START_TEST(a_name_is_there_once)
{
	last_name_is("a b a", -1);
	last_name_is("a/b a//b", -1);
	last_name_is("a/b ./a/./b", -1);
	last_name_is("a/ a/", -1);
	last_name_is("a/ a", -1);
	last_name_is("a a/", -1);
	/* What lies in a file cannot be unpacked beside it. */
	last_name_is("a a/b", -1);
	last_name_is("a/b a", -1);
	last_name_is("a/b/c a/b", -1);
	last_name_is("a/b a/", 0);
	last_name_is("a/b a/ a/", -1);
	last_name_is("a A", 0);
	last_name_is("a/b ab a/bc", 0);
}
END_TEST

START_TEST(names_are_tidied)
{
	static const struct thing in[] = {
		{ "./a//b/./c", 0, 0, "x", 1 },
		{ "d//", 0, 0, NULL, 0 },
	}, out[] = {
		{ "a/b/c", S_IFREG | 0644, 0, "x", 1 },
		{ "d", S_IFDIR | 0755, 0, NULL, 0 },
	};
	struct buf zip = zipped(in, 2, false, &usual);

	holds(&zip, out, 2);
	buf_free(&zip);
}
END_TEST

START_TEST(names_have_65534_bytes_at_most)
{
	char *name = malloc(65536);
	struct thing t = { name, S_IFREG | 0600, 1, "x", 1 };
	struct dump_archive_writer *w;
	struct take taken = { 0 };
	struct dump_sink *dst = take_sink(&taken);
	struct buf zip;
	int file;

	memset(name, 'n', 65535);
	name[65535] = '\0';
	ck_assert_int_eq(dump_archive_new(&w, dst, &usual, &err), 0);
	ck_assert_int_eq(add(w, &t), -1);
	ck_assert_int_eq(err.code, DUMP_E_ARG);
	dump_archive_free(w);
	dump_sink_abort(dst);
	name[65534] = '\0';
	for (file = 0; file < 2; file++) {
		zip = zipped(&t, 1, file == 1, &usual);
		holds(&zip, &t, 1);
		buf_free(&zip);
	}
	free(name);
}
END_TEST

START_TEST(only_files_folders_and_links_are_taken)
{
	static const struct thing wrong[] = {
		{ "fifo", S_IFIFO | 0600, 0, "x", 1 },
		{ "file", S_IFREG | 0600, 0, NULL, 0 },
		{ "to nothing", S_IFLNK | 0777, 0, "", 0 },
		{ "to a\0b", S_IFLNK | 0777, 0, "a\0b", 3 },
	};
	struct take taken = { 0 };
	struct dump_sink *dst = take_sink(&taken);
	size_t i;

	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		ck_assert_int_eq(put(dst, &wrong[i], 1, &usual), -1);
		ck_assert_int_eq(err.code, DUMP_E_ARG);
	}
	dump_sink_abort(dst);
	buf_free(&taken.bytes);
}
END_TEST

START_TEST(flags_say_utf8_where_that_matters)
{
	static const struct {
		const char	*name;
		unsigned	 flags;
	} names[] = { { "ascii", 8 }, { "\xc3\xbc", 0x808 }, { "\xff", 8 } };
	struct thing t = { "", S_IFREG | 0600, 1, "x", 1 };
	struct buf zip;
	size_t i;

	for (i = 0; i < 3; i++) {
		t.name = names[i].name;
		zip = zipped(&t, 1, false, &usual);
		ck_assert_uint_eq(le16(zip.v + LOCAL_FLAGS), names[i].flags);
		holds(&zip, &t, 1);
		buf_free(&zip);
	}
}
END_TEST

START_TEST(sizes_follow_where_they_cannot_precede)
{
	struct thing t = { "x", S_IFREG | 0600, 1, "sixteen bytes...", 16 };
	struct dump_member m = { .name = t.name, .mode = t.mode,
	    .time = t.time };
	struct dump_source *src;
	struct feed f = { 0 };
	struct take taken = { 0 };
	struct dump_archive_writer *w;
	struct dump_sink *dst;
	struct buf zip;

	zip = zipped(&t, 1, true, &usual);
	ck_assert_uint_eq(le16(zip.v + LOCAL_FLAGS), 0);
	ck_assert_uint_eq(le32(zip.v + LOCAL_SIZE), 16);
	buf_free(&zip);
	zip = zipped(&t, 1, false, &usual);
	ck_assert_uint_eq(le16(zip.v + LOCAL_FLAGS), 8);
	ck_assert_uint_eq(le32(zip.v + LOCAL_SIZE), 0);
	buf_free(&zip);
	/* Of a size that nobody knows nothing else is said either. */
	buf_add(&f.bytes, t.bytes, t.len);
	src = feed_source(&f, false);
	dst = take_sink(&taken);
	ck_assert_int_eq(dump_archive_new(&w, dst, &usual, &err), 0);
	ck_assert_int_eq(dump_archive_add(w, &m, src, &err), 0);
	ck_assert_int_eq(dump_archive_end(w, &err), 0);
	dump_archive_free(w);
	dump_source_close(src);
	zip = zipped(&t, 1, false, &usual);
	ck_assert(buf_same(&zip, &taken.bytes));
	dump_sink_abort(dst);
	buf_free(&zip);
	buf_free(&taken.bytes);
	buf_free(&f.bytes);
}
END_TEST

/* A file of a size that only wide numbers tell, nearly all of it holes. */
static struct dump_source *
hollow(uint64_t size)
{
	struct dump_source *src;
	int fd = open(in_dir("hollow"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(ftruncate(fd, (off_t)size), 0);
	close(fd);
	ck_assert_int_eq(dump_source_open_raw(&src, in_dir("hollow"), &err),
	    0);
	return src;
}

/* An archive with something larger than 32 bits, and a small file. */
static struct buf
huge(uint64_t size, bool file)
{
	struct thing t = { "small", S_IFREG | 0640, 5, "x", 1 };
	struct dump_member m = { .name = "huge", .mode = S_IFREG | 0600 };
	struct dump_archive_writer *w;
	struct dump_source *src = hollow(size);
	struct take taken = { 0 };
	struct dump_sink *dst;

	if (file)
		ck_assert_int_eq(dump_sink_open(&dst, in_dir("x.zip"), 0,
		    &err), 0);
	else
		dst = take_sink(&taken);
	ck_assert_int_eq(dump_archive_new(&w, dst, &usual, &err), 0);
	ck_assert_msg(dump_archive_add(w, &m, src, &err) == 0, "%s", err.msg);
	ck_assert_int_eq(add(w, &t), 0);
	ck_assert_int_eq(dump_archive_end(w, &err), 0);
	dump_archive_free(w);
	dump_source_close(src);
	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	return file ? slurp(in_dir("x.zip")) : taken.bytes;
}

START_TEST(members_may_be_larger_than_32_bits_can_tell)
{
	static const uint64_t sizes[] = { 0xfffffffe, 0xffffffff,
	    0x100000000, 0x123456789 };
	const struct dump_member *m;
	struct dump_archive *a;
	struct dump_source *src;
	struct buf zip;
	size_t i;
	int file;

	for (file = 0; file < 2; file++)
		for (i = 0; i < sizeof sizes / sizeof *sizes; i++) {
			dir_make();
			zip = huge(sizes[i], file == 1);
			ck_assert_int_eq(source_from_memory(&src, zip.v,
			    zip.n, &err), 0);
			ck_assert_msg(dump_archive_read(&a, src, &err) == 0,
			    "%s", err.msg);
			m = dump_archive_member(a, 0);
			ck_assert_uint_eq(m->size, sizes[i]);
			/* minizip forgets that it comes from Unix. */
			ck_assert_uint_eq(m->mode, S_IFREG | 0600);
			m = dump_archive_member(a, 1);
			ck_assert_str_eq(m->name, "small");
			ck_assert_uint_eq(m->mode, S_IFREG | 0640);
			ck_assert_uint_eq(m->size, 1);
			dump_archive_close(a);
			dump_source_close(src);
			buf_free(&zip);
			dir_remove();
		}
}
END_TEST

START_TEST(a_header_with_room_for_wide_numbers_uses_it)
{
	struct dump_packing how = usual;
	struct dump_sink *dst;
	struct dump_source *src;
	struct unpacked u;
	struct buf zip;

	dir_make();
	how.name = "some/where/app.dmp";
	how.time = 1700000000;
	ck_assert_int_eq(dump_sink_open(&dst, in_dir("x.zip"), 0, &err), 0);
	ck_assert_int_eq(dump_sink_pack(&dst, &how, &err), 0);
	ck_assert_int_eq(dump_sink_write(dst, "sixteen bytes...", 16, &err),
	    0);
	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	zip = slurp(in_dir("x.zip"));
	ck_assert_uint_eq(le32(zip.v + LOCAL_SIZE), UINT32_MAX);
	ck_assert_uint_eq(le64(zip.v + LOCAL_NAME + 7 + 9 + 4), 16);
	ck_assert_int_eq(dump_source_memory(&src, zip.v, zip.n, &err), 0);
	u = packed_read(src, 0);
	ck_assert(!u.failed && u.bytes.n == 16);
	buf_free(&u.bytes);
	buf_free(&zip);
	dir_remove();
}
END_TEST

/* N empty folders. */
static struct buf
crowd(size_t n, bool file)
{
	struct thing *t = calloc(n, sizeof *t);
	char (*names)[24] = calloc(n, sizeof *names);
	struct buf zip;
	size_t i;

	for (i = 0; i < n; i++) {
		snprintf(names[i], sizeof names[i], "%06zu", i);
		t[i].name = names[i];
	}
	zip = zipped(t, n, file, &usual);
	free(names);
	free(t);
	return zip;
}

START_TEST(members_may_be_more_than_16_bits_can_count)
{
	static const size_t counts[] = { 65534, 65535, 65536, 70000 };
	struct dump_archive *a;
	struct dump_source *src;
	struct buf zip;
	size_t i;
	int file;

	for (file = 0; file < 2; file++)
		for (i = 0; i < sizeof counts / sizeof *counts; i++) {
			zip = crowd(counts[i], file == 1);
			ck_assert_int_eq(source_from_memory(&src, zip.v,
			    zip.n, &err), 0);
			ck_assert_msg(dump_archive_read(&a, src, &err) == 0,
			    "%s", err.msg);
			ck_assert_uint_eq(dump_archive_members(a),
			    counts[i]);
			dump_archive_close(a);
			dump_source_close(src);
			buf_free(&zip);
		}
}
END_TEST

START_TEST(a_sink_of_zip_is_an_archive_of_one)
{
	static const char *const names[][2] = { { NULL, "dump" },
	    { "/var/crash/core.17", "core.17" }, { "core.17", "core.17" },
	    { "var/crash/", "crash" } };
	struct dump_packing how = usual;
	struct buf plain = packed_plain(2000000, PACKED_MEMORY);
	struct thing t = { .mode = S_IFREG | 0600, .time = 1700000000 };
	struct take taken = { 0 };
	struct dump_wrapping w;
	struct dump_source *src;
	struct dump_sink *dst;
	size_t i;

	how.time = t.time;
	t.bytes = plain.v;
	t.len = plain.n;
	for (i = 0; i < sizeof names / sizeof *names; i++) {
		how.name = names[i][0];
		t.name = names[i][1];
		dst = take_sink(&taken);
		ck_assert_int_eq(dump_sink_pack(&dst, &how, &err), 0);
		ck_assert_int_eq(dump_sink_write(dst, plain.v, 999999, &err),
		    0);
		ck_assert_int_eq(dump_sink_write(dst, plain.v + 999999,
		    plain.n - 999999, &err), 0);
		ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
		holds(&taken.bytes, &t, 1);
		ck_assert_int_eq(dump_source_memory(&src, taken.bytes.v,
		    taken.bytes.n, &err), 0);
		ck_assert(dump_source_wrapping(src, 0, &w));
		ck_assert_str_eq(w.codec, "zip");
		ck_assert_str_eq(w.suffix, ".zip");
		ck_assert_str_eq(w.name, names[i][1]);
		ck_assert_int_eq(w.time, t.time);
		ck_assert_uint_eq(w.packed, taken.bytes.n);
		dump_source_close(src);
		buf_free(&taken.bytes);
		taken = (struct take){ 0 };
	}
	buf_free(&plain);
}
END_TEST

START_TEST(no_wrong_bit_in_what_we_write_goes_unnoticed)
{
	struct dump_packing how = { .codec = "zip", .threads = 1 };
	struct thing t[THINGS];
	struct buf zip;
	int file;

	folder(t);
	t[1].len = 20000;
	for (file = 0; file < 2; file++) {
		zip = zipped(t, THINGS, file == 1, &how);
		zips_turn_bits(&zip, getenv("DUMPKIT_LONG") ? 1 : 17);
		buf_free(&zip);
	}
}
END_TEST

START_TEST(a_sink_that_fails_is_told_after_every_byte)
{
	struct thing t[THINGS];
	struct buf zip;
	struct take taken;
	struct dump_sink *dst;
	size_t at;

	folder(t);
	t[1].len = 3000;
	zip = zipped(t, THINGS, false, &usual);
	for (at = 0; at < zip.n; at += 1 + at / 50) {
		taken = (struct take){ .fails = true, .fail_at = at };
		dst = take_sink(&taken);
		ck_assert_int_eq(put(dst, t, THINGS, &usual), -1);
		ck_assert_int_eq(err.code, DUMP_E_SYS);
		ck_assert_int_eq(err.sys, ENOSPC);
		dump_sink_abort(dst);
		buf_free(&taken.bytes);
	}
	buf_free(&zip);
}
END_TEST

START_TEST(a_full_disk_is_told_and_leaves_no_file)
{
	struct thing t[THINGS];
	struct dump_sink *dst;
	uint64_t room;
	struct buf zip;
	int rc;

	folder(t);
	zip = zipped(t, THINGS, true, &usual);
	dir_make();
	for (room = 0; room < zip.n; room += 1 + zip.n / 20) {
		fault = (struct fault){ .full = ENOSPC, .room = room };
		ck_assert_int_eq(dump_sink_open(&dst, in_dir("x.zip"), 0,
		    &err), 0);
		rc = put(dst, t, THINGS, &usual);
		ck_assert_int_eq(rc, -1);
		ck_assert_int_eq(err.sys, ENOSPC);
		ck_assert_int_eq(dump_sink_commit(&dst, &err), -1);
		ck_assert_uint_eq(dir_entries(), 0);
	}
	fault = (struct fault){ 0 };
	dir_remove();
	buf_free(&zip);
}
END_TEST

START_TEST(a_source_that_fails_spoils_the_archive)
{
	struct buf plain = packed_plain(2000000, PACKED_WORDS);
	struct feed f = { .bytes = plain, .fails = true };
	struct dump_member m = { .name = "x", .mode = S_IFREG | 0600 };
	struct dump_archive_writer *w;
	struct take taken = { 0 };
	struct dump_source *src;
	struct dump_sink *dst = take_sink(&taken);

	for (f.fail_at = 0; f.fail_at < plain.n; f.fail_at += 600000) {
		f.pos = 0;
		src = feed_source(&f, false);
		ck_assert_int_eq(dump_archive_new(&w, dst, &usual, &err), 0);
		ck_assert_int_eq(dump_archive_add(w, &m, src, &err), -1);
		ck_assert_int_eq(err.sys, EIO);
		ck_assert_int_eq(dump_archive_end(w, &err), -1);
		dump_archive_free(w);
		dump_source_close(src);
	}
	dump_sink_abort(dst);
	buf_free(&taken.bytes);
	buf_free(&plain);
}
END_TEST

START_TEST(an_archive_may_begin_behind_other_bytes)
{
	struct thing t[THINGS];
	struct dump_sink *dst;
	struct buf zip;
	int file;

	folder(t);
	for (file = 0; file < 2; file++) {
		struct take taken = { 0 };

		dir_make();
		if (file == 1)
			ck_assert_int_eq(dump_sink_open(&dst, in_dir("x"), 0,
			    &err), 0);
		else
			dst = take_sink(&taken);
		ck_assert_int_eq(dump_sink_write(dst, "before", 6, &err), 0);
		ck_assert_int_eq(put(dst, t, THINGS, &usual), 0);
		ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
		zip = file == 1 ? slurp(in_dir("x")) : taken.bytes;
		ck_assert(memcmp(zip.v, "before", 6) == 0);
		memmove(zip.v, zip.v + 6, zip.n - 6);
		buf_cut(&zip, zip.n - 6);
		holds(&zip, t, THINGS);
		buf_free(&zip);
		dir_remove();
	}
}
END_TEST

Suite *
zip_writer_suite(void)
{
	Suite *s = suite_create("zip_writer");
	TCase *t = tcase_create("zip_writer");

	suite_add_tcase(s, t);
	if (codec_named("zip") == NULL)
		return s;
	tcase_set_timeout(t, 120);
	tcase_add_test(t, what_goes_in_comes_out);
	tcase_add_test(t, all_levels_and_no_others_are_written);
	tcase_add_test(t, threads_do_not_change_a_byte);
	tcase_add_test(t, neither_do_the_time_zone_nor_the_locale);
	tcase_add_test(t, names_are_relative_and_lead_nowhere_else);
	tcase_add_test(t, a_name_is_there_once);
	tcase_add_test(t, names_are_tidied);
	tcase_add_test(t, names_have_65534_bytes_at_most);
	tcase_add_test(t, only_files_folders_and_links_are_taken);
	tcase_add_test(t, flags_say_utf8_where_that_matters);
	tcase_add_test(t, sizes_follow_where_they_cannot_precede);
	tcase_add_test(t, members_may_be_larger_than_32_bits_can_tell);
	tcase_add_test(t, a_header_with_room_for_wide_numbers_uses_it);
	tcase_add_test(t, members_may_be_more_than_16_bits_can_count);
	tcase_add_test(t, a_sink_of_zip_is_an_archive_of_one);
	tcase_add_test(t, no_wrong_bit_in_what_we_write_goes_unnoticed);
	tcase_add_test(t, a_sink_that_fails_is_told_after_every_byte);
	tcase_add_test(t, a_full_disk_is_told_and_leaves_no_file);
	tcase_add_test(t, a_source_that_fails_spoils_the_archive);
	tcase_add_test(t, an_archive_may_begin_behind_other_bytes);
	return s;
}
