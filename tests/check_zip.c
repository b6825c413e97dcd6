/* SPDX-License-Identifier: BSD-2-Clause */
/* check_zip.c -- which zip archives are read, and what their members are. */
#include <sys/stat.h>
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "codec/codec.h"
#include "codec/deflate.h"
#include "io/source.h"
#include "tests/packed.h"
#include "tests/stream.h"
#include "tests/suites.h"
#include "tests/zips.h"

static struct dump_err err;

/* The archive in ZIP, and the source that it is read from. */
struct opened {
	struct dump_source *src;
	struct dump_archive *a;
};

static struct opened
open_zip(const struct buf *zip)
{
	struct opened o = { 0 };

	ck_assert_int_eq(source_from_memory(&o.src, zip->v, zip->n, &err), 0);
	ck_assert_msg(dump_archive_read(&o.a, o.src, &err) == 0, "%s",
	    err.msg);
	return o;
}

static void
close_zip(struct opened *o)
{
	dump_archive_close(o->a);
	dump_source_close(o->src);
}

/* Its members, a line each: "f 644 name 12 stored". */
static const char *
listed(const struct buf *zip)
{
	static char text[2048];
	const struct dump_member *m;
	struct opened o = open_zip(zip);
	size_t i, used = 0;

	text[0] = '\0';
	for (i = 0; i < dump_archive_members(o.a); i++) {
		m = dump_archive_member(o.a, i);
		used += (size_t)snprintf(text + used, sizeof text - used,
		    "%s%c %o %s %llu %s", i > 0 ? "\n" : "",
		    S_ISREG(m->mode) ? 'f' : S_ISDIR(m->mode) ? 'd' :
		    S_ISLNK(m->mode) ? 'l' : '?', m->mode & 07777, m->name,
		    (unsigned long long)m->size, m->method);
	}
	close_zip(&o);
	return text;
}

/* Member I, read to its end. */
static struct unpacked
member(const struct buf *zip, size_t i)
{
	struct opened o = open_zip(zip);
	struct unpacked u = { 0 };
	struct dump_source *src;

	if (dump_archive_open(&src, o.a, i, &u.err) == -1)
		u.failed = true;
	else
		u = packed_read(src, 777);
	close_zip(&o);
	return u;
}

static void
member_is(const struct buf *zip, size_t i, const void *bytes, size_t len)
{
	struct unpacked u = member(zip, i);

	ck_assert_msg(!u.failed && !u.flawed, "%s%s", u.err.msg, u.flaw);
	ck_assert_uint_eq(u.bytes.n, len);
	ck_assert(len == 0 || memcmp(u.bytes.v, bytes, len) == 0);
	buf_free(&u.bytes);
}

/* Nothing of it is read, and the message has WHAT in it. */
static void
refused(const struct buf *zip, enum dump_code code, const char *what)
{
	struct dump_archive *a;
	struct dump_source *src;

	ck_assert_int_eq(source_from_memory(&src, zip->v, zip->n, &err), 0);
	ck_assert_int_eq(dump_archive_read(&a, src, &err), -1);
	ck_assert_ptr_null(a);
	ck_assert_msg(err.code == code && strstr(err.msg, what) != NULL,
	    "%d: %s", (int)err.code, err.msg);
	dump_source_close(src);
}

static void
damaged(const struct buf *zip, const char *what)
{
	refused(zip, DUMP_E_DAMAGED, what);
}

static const char text[] = "What is stored is stored as it is.";

/* Three files and a folder. */
static const struct zips_member some[] = {
	{ .name = "snapshot/", .attributes = 0x10, .dos = 1 },
	{ .name = "snapshot/notes.txt", .bytes = text, .len = 34,
	    .attributes = 0100640U << 16 },
	{ .name = "snapshot/app.dmp", .bytes = text, .len = 20, .method = 8 },
	{ .name = "empty" },
};

enum { SOME = 4 };

static struct buf
some_zip(struct zips_places *at)
{
	struct buf b = { 0 };

	zips_make(&b, some, SOME, at);
	return b;
}

START_TEST(members_are_listed_with_what_is_said_of_them)
{
	struct buf zip = some_zip(NULL);

	ck_assert_str_eq(listed(&zip),
	    "d 755 snapshot 0 stored\n"
	    "f 640 snapshot/notes.txt 34 stored\n"
	    "f 644 snapshot/app.dmp 20 deflated\n"
	    "f 644 empty 0 stored");
	member_is(&zip, 0, NULL, 0);
	member_is(&zip, 1, text, 34);
	member_is(&zip, 2, text, 20);
	member_is(&zip, 3, NULL, 0);
	buf_free(&zip);
}
END_TEST

START_TEST(all_forms_of_headers_are_read)
{
	struct zips_member m[2];
	unsigned flags, wide, method;
	struct buf zip;

	for (flags = 0; flags <= 8; flags += 8)
		for (wide = 0; wide < 2; wide++)
			for (method = 0; method <= 8; method += 8) {
				m[0] = m[1] = some[1];
				m[0].flags = flags;
				m[0].wide = wide == 1;
				m[0].method = method;
				m[1].name = "another";
				zip = (struct buf){ 0 };
				zips_make(&zip, m, 2, NULL);
				member_is(&zip, 0, text, 34);
				member_is(&zip, 1, text, 34);
				buf_free(&zip);
			}
}
END_TEST

START_TEST(an_archive_may_be_empty)
{
	struct buf zip = { 0 };
	struct dump_source *src;

	zips_make(&zip, NULL, 0, NULL);
	ck_assert_uint_eq(zip.n, 22);
	ck_assert_str_eq(listed(&zip), "");
	ck_assert_int_eq(dump_source_memory(&src, zip.v, zip.n, &err), -1);
	ck_assert_int_eq(err.code, DUMP_E_UNKNOWN);
	buf_free(&zip);
}
END_TEST

START_TEST(kinds_and_modes_come_from_either_system)
{
	static const struct zips_member m[] = {
		{ .name = "python/", .attributes = 0100600U << 16 },
		{ .name = "go/", .attributes = 040700U << 16 | 0x10 },
		{ .name = "link", .bytes = "go", .len = 2,
		    .attributes = 0120777U << 16 },
		{ .name = "read-only", .dos = 1, .attributes = 0x21 },
		{ .name = "windows-link", .bytes = "x", .len = 1, .dos = 1,
		    .attributes = 0x420 },
		{ .name = "fifo", .attributes = 010600U << 16 },
		{ .name = "nobody's", .attributes = 0100000U << 16 },
	};
	struct buf zip = { 0 };

	zips_make(&zip, m, 7, NULL);
	ck_assert_str_eq(listed(&zip),
	    "d 600 python 0 stored\n"
	    "d 700 go 0 stored\n"
	    "l 777 link 2 stored\n"
	    "f 444 read-only 0 stored\n"
	    "l 755 windows-link 1 stored\n"
	    "? 600 fifo 0 stored\n"
	    "f 0 nobody's 0 stored");
	buf_free(&zip);
}
END_TEST

START_TEST(names_become_what_they_mean)
{
	static const struct zips_member m[] = {
		{ .name = "M\x81ller\\app.dmp", .dos = 1 },
		{ .name = "M\xc3\xbcller/app.dmp", .flags = 0x800 },
		{ .name = "a\\b" },
		{ .name = "./x..y/..." },
		{ .name = "\xff" },
	};
	struct buf zip = { 0 };

	zips_make(&zip, m, 5, NULL);
	ck_assert_str_eq(listed(&zip),
	    "f 644 M\xc3\xbcller/app.dmp 0 stored\n"
	    "f 644 M\xc3\xbcller/app.dmp 0 stored\n"
	    "f 644 a\\b 0 stored\n"
	    "f 644 ./x..y/... 0 stored\n"
	    "f 644 \xff 0 stored");
	buf_free(&zip);
}
END_TEST

START_TEST(names_that_lead_out_are_refused)
{
	static const char *const names[] = { "/etc/passwd", "../x", "a/../x",
	    "a/..", "..", "/" };
	static const char *const windows[] = { "\\x", "a\\..\\..\\x" };
	struct zips_member m = { 0 };
	struct buf zip;
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++) {
		zip = (struct buf){ 0 };
		m.name = names[i];
		zips_make(&zip, &m, 1, NULL);
		damaged(&zip, "leads out");
		buf_free(&zip);
	}
	m.dos = 1;
	for (i = 0; i < sizeof windows / sizeof *windows; i++) {
		zip = (struct buf){ 0 };
		m.name = windows[i];
		zips_make(&zip, &m, 1, NULL);
		damaged(&zip, "leads out");
		buf_free(&zip);
	}
}
END_TEST

START_TEST(names_without_letters_or_with_zeros_are_damage)
{
	struct zips_places at;
	struct zips_member m = { .name = "" };
	struct buf zip = { 0 };

	zips_make(&zip, &m, 1, NULL);
	damaged(&zip, "is none");
	buf_free(&zip);
	zip = some_zip(&at);
	zip.v[at.local[1] + LOCAL_NAME + 3] = 0;
	zip.v[at.entry[1] + ENTRY_NAME + 3] = 0;
	damaged(&zip, "has a zero");
	buf_free(&zip);
}
END_TEST

START_TEST(times_are_of_the_epoch)
{
	struct zips_member m[] = { { .name = "a", .time = 0x5a21852a },
	    { .name = "b", .time = 0x5a21852a }, { .name = "c" } };
	struct buf zip = { 0 }, extra = { 0 };
	struct opened o;

	buf_add(&extra, "UT\5\0\1\1\2\3\4", 9);
	m[1].extra = &extra;
	zips_make(&zip, m, 3, NULL);
	setenv("TZ", "UTC", 1);
	o = open_zip(&zip);
	/* 2025-01-01 16:41:20, in the time of this place. */
	ck_assert_int_eq(dump_archive_member(o.a, 0)->time, 1735749680);
	ck_assert_int_eq(dump_archive_member(o.a, 1)->time, 0x04030201);
	ck_assert_int_eq(dump_archive_member(o.a, 2)->time, 0);
	close_zip(&o);
	buf_free(&zip);
	buf_free(&extra);
}
END_TEST

START_TEST(a_header_that_disagrees_with_the_list_is_damage)
{
	static const struct {
		size_t		 at;
		const char	*what;
	} wrong[] = {
		{ 0, "should start" },
		{ LOCAL_FLAGS, "flags" },
		{ LOCAL_METHOD, "method" },
		{ LOCAL_CRC, "checksum" },
		{ LOCAL_PACKED, "packed size" },
		{ LOCAL_SIZE + 1, "size" },
		{ LOCAL_NAME_SIZE, "length of the name" },
		{ LOCAL_NAME + 2, "another name" },
	};
	struct zips_places at;
	struct buf zip;
	size_t i;

	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		zip = some_zip(&at);
		zips_spoil(&zip, at.local[1] + wrong[i].at);
		damaged(&zip, wrong[i].what);
		buf_free(&zip);
	}
}
END_TEST

START_TEST(a_list_that_contradicts_itself_is_damage)
{
	static const struct {
		size_t		 at;
		const char	*what;
	} wrong[] = {
		{ 0, "should start" },
		{ ENTRY_SIZE, "cannot be" },
		{ ENTRY_DISK, "volume" },
		{ ENTRY_HEADER + 3, "begins at" },
		{ ENTRY_NAME_SIZE + 1, "do not fit" },
	};
	struct zips_places at;
	struct buf zip;
	size_t i;

	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		zip = some_zip(&at);
		zips_spoil(&zip, at.entry[1] + wrong[i].at);
		damaged(&zip, wrong[i].what);
		buf_free(&zip);
	}
	zip = some_zip(&at);
	/* A comment that takes the place of the next entries. */
	buf_set16(&zip, at.entry[0] + ENTRY_COMMENT_SIZE,
	    (unsigned)(at.end - at.entry[1]));
	damaged(&zip, "0 that are left");
	buf_free(&zip);
}
END_TEST

START_TEST(members_share_no_bytes)
{
	struct zips_places at;
	struct buf zip = some_zip(&at), inner = some_zip(NULL);
	struct zips_member m = { .name = "x", .bytes = inner.v,
	    .len = inner.n };

	/* Twice the same. */
	buf_set32(&zip, at.entry[2] + ENTRY_HEADER, (uint32_t)at.local[1]);
	damaged(&zip, "");
	buf_free(&zip);
	/* One within the other: its header is real, and in both. */
	zips_make(&zip, (struct zips_member[]){ m, some[0] }, 2, &at);
	buf_set32(&zip, at.entry[1] + ENTRY_HEADER, (uint32_t)at.data[0]);
	damaged(&zip, "begins at");
	buf_free(&zip);
	buf_free(&inner);
}
END_TEST

START_TEST(an_end_that_lies_is_damage)
{
	static const struct {
		size_t		 at;
		const char	*what;
	} wrong[] = {
		{ END_SIZE, "is said to have" },
		{ END_OFF + 3, "is said to have" },
	};
	struct zips_places at;
	struct buf zip;
	size_t i;

	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		zip = some_zip(&at);
		zips_spoil(&zip, at.end + wrong[i].at);
		damaged(&zip, wrong[i].what);
		buf_free(&zip);
	}
	zip = some_zip(&at);
	buf_set16(&zip, at.end + END_DISK_ENTRIES, 5);
	buf_set16(&zip, at.end + END_ENTRIES, 5);
	damaged(&zip, "0 that are left");
	buf_set16(&zip, at.end + END_DISK_ENTRIES, 3);
	buf_set16(&zip, at.end + END_ENTRIES, 3);
	damaged(&zip, "behind the last of 3");
	buf_set16(&zip, at.end + END_DISK_ENTRIES, 60000);
	buf_set16(&zip, at.end + END_ENTRIES, 60000);
	damaged(&zip, "does not fit");
	buf_set16(&zip, at.end + END_DISK, 1);
	refused(&zip, DUMP_E_UNKNOWN, "volumes");
	buf_free(&zip);
}
END_TEST

static struct buf
wide_zip(struct zips_places *at)
{
	struct zips_member m[2] = { some[1], some[2] };
	struct buf b = { 0 };

	m[0].wide = true;
	m[1].wide = true;
	zips_make(&b, m, 2, at);
	return b;
}

START_TEST(wide_numbers_that_lie_are_damage)
{
	struct zips_places at;
	struct buf zip;
	size_t i, n = strlen(some[1].name);
	size_t wrong[10];

	zip = wide_zip(&at);
	member_is(&zip, 0, text, 34);
	wrong[0] = at.end64;
	wrong[1] = at.end64 + END64_SIZE;
	wrong[2] = at.end64 + END64_ENTRIES + 7;
	wrong[3] = at.end64 + END64_LIST_SIZE + 7;
	wrong[4] = at.end64 + END64_LIST_OFF + 7;
	wrong[5] = at.locator + LOCATOR_OFF + 7;
	wrong[6] = at.locator + LOCATOR_OFF;
	wrong[7] = at.locator;
	wrong[8] = at.entry[0] + ENTRY_NAME + n + 4;
	wrong[9] = at.local[0] + LOCAL_NAME + n;
	for (i = 0; i < 10; i++) {
		zips_spoil(&zip, wrong[i]);
		if (i == 2)
			refused(&zip, DUMP_E_UNKNOWN, "volumes");
		else
			damaged(&zip, "");
		zips_spoil(&zip, wrong[i]);
	}
	/* The narrow record may repeat the wide one, or contradict it. */
	buf_set16(&zip, at.end + END_DISK_ENTRIES, 2);
	buf_set16(&zip, at.end + END_ENTRIES, 2);
	member_is(&zip, 0, text, 34);
	buf_set16(&zip, at.end + END_DISK_ENTRIES, 3);
	buf_set16(&zip, at.end + END_ENTRIES, 3);
	damaged(&zip, "contradict each other");
	buf_free(&zip);
}
END_TEST

START_TEST(wide_numbers_that_are_not_there_are_damage)
{
	struct zips_places at;
	struct buf zip = some_zip(&at);

	buf_set32(&zip, at.entry[1] + ENTRY_SIZE, UINT32_MAX);
	damaged(&zip, "not there");
	buf_free(&zip);
}
END_TEST

START_TEST(cut_anywhere_nothing_is_read)
{
	struct zips_places at;
	struct buf zip = some_zip(&at), part = zip;

	for (part.n = 4; part.n < zip.n; part.n++)
		refused(&part, DUMP_E_TRUNC, "zip: ");
	buf_free(&zip);
	part = zip = wide_zip(&at);
	for (part.n = 4; part.n < zip.n; part.n++)
		refused(&part, DUMP_E_TRUNC, "zip: ");
	buf_free(&zip);
}
END_TEST

START_TEST(garbage_behind_the_end_is_told_and_harms_no_byte)
{
	struct buf zip = some_zip(NULL);
	struct unpacked u;
	size_t n;

	for (n = 1; n < 60000; n *= 11) {
		buf_zeros(&zip, n);
		u = member(&zip, 1);
		ck_assert(!u.failed && u.flawed);
		ck_assert_ptr_nonnull(strstr(u.flaw, "garbage"));
		ck_assert_uint_eq(u.bytes.n, 34);
		ck_assert(memcmp(u.bytes.v, text, 34) == 0);
		buf_free(&u.bytes);
	}
	buf_free(&zip);
}
END_TEST

START_TEST(a_comment_is_no_garbage_whatever_it_says)
{
	struct zips_places at;
	struct buf zip = some_zip(&at);

	/* It looks like the end of an archive. */
	buf_set16(&zip, at.end + END_COMMENT_SIZE, 50);
	buf_zeros(&zip, 7);
	buf_add(&zip, zip.v + at.end, 22);
	buf_set16(&zip, at.end + 22 + 7 + END_COMMENT_SIZE, 21);
	buf_zeros(&zip, 21);
	ck_assert_uint_eq(zip.n, at.end + 22 + 50);
	member_is(&zip, 1, text, 34);
	buf_free(&zip);
}
END_TEST

/* One member of BYTES as what M says. */
static struct buf
one(struct zips_member m, const struct buf *packed)
{
	struct buf b = { 0 };

	m.name = "x";
	m.packed = packed;
	zips_make(&b, &m, 1, NULL);
	return b;
}

static void
member_fails(const struct buf *zip, enum dump_code code, const char *what)
{
	struct unpacked u = member(zip, 0);

	ck_assert(u.failed);
	ck_assert_msg(u.err.code == code && strstr(u.err.msg, what) != NULL,
	    "%s", u.err.msg);
	buf_free(&u.bytes);
}

START_TEST(what_comes_out_is_as_much_as_was_said)
{
	struct zips_member m = { .bytes = text, .len = 20, .method = 8 };
	struct buf packed = { 0 }, zip;

	zips_deflate(&packed, text, 19);
	zip = one(m, &packed);
	member_fails(&zip, DUMP_E_DAMAGED, "19 bytes come out where 20");
	buf_free(&zip);
	buf_cut(&packed, 0);
	zips_deflate(&packed, text, 21);
	zip = one(m, &packed);
	member_fails(&zip, DUMP_E_DAMAGED, "more comes out than the 20");
	buf_free(&zip);
	/* A stream that ends, with something behind it. */
	buf_cut(&packed, 0);
	zips_deflate(&packed, text, 20);
	buf_u8(&packed, 0);
	zip = one(m, &packed);
	member_fails(&zip, DUMP_E_DAMAGED, "the stream ends before");
	buf_free(&zip);
	/* One that does not end. */
	buf_cut(&packed, packed.n - 3);
	zip = one(m, &packed);
	member_fails(&zip, DUMP_E_DAMAGED, "the member ends before");
	buf_free(&zip);
	/* None at all. */
	packed.v[0] = 7;
	zip = one(m, &packed);
	member_fails(&zip, DUMP_E_DAMAGED, "invalid block type");
	buf_free(&zip);
	buf_free(&packed);
}
END_TEST

START_TEST(a_bomb_is_seen_before_it_goes_off)
{
	struct zips_places at;
	struct buf zip = some_zip(&at);

	/* 25 bytes of deflate cannot be 2^31. */
	buf_set32(&zip, at.local[2] + LOCAL_SIZE, 1U << 31);
	buf_set32(&zip, at.entry[2] + ENTRY_SIZE, 1U << 31);
	damaged(&zip, "25 bytes deflated cannot be 2147483648");
	buf_free(&zip);
}
END_TEST

START_TEST(a_wrong_checksum_is_damage_in_whatever_order_bytes_are_read)
{
	struct zips_member m = { .bytes = text, .len = 34 };
	struct buf zip, other = { 0 };
	struct dump_source *src;
	struct opened o;
	uint64_t size;
	uint8_t b[34];

	buf_add(&other, text, 34);
	other.v[5] ^= 4;
	zip = one(m, &other);
	member_fails(&zip, DUMP_E_DAMAGED, "checksum");
	/* Some are read, here and there, and then it is to be proven. */
	o = open_zip(&zip);
	ck_assert_int_eq(dump_archive_open(&src, o.a, 0, &err), 0);
	ck_assert_int_eq(source_reach(src), REACH_ANYWHERE);
	ck_assert_int_eq(dump_source_read(src, 20, b, 4, &err), 0);
	ck_assert_int_eq(dump_source_read(src, 0, b, 4, &err), 0);
	ck_assert_int_eq(dump_source_read(src, 2, b, 4, &err), 0);
	ck_assert_int_eq(dump_source_finish(src, &size, &err), -1);
	ck_assert_int_eq(err.code, DUMP_E_DAMAGED);
	/* From then on nothing comes of it. */
	ck_assert_int_eq(dump_source_finish(src, &size, &err), -1);
	ck_assert_int_eq(dump_source_read(src, 0, b, 4, &err), -1);
	dump_source_close(src);
	close_zip(&o);
	buf_free(&zip);
	/* The same with the right bytes. */
	zip = one(m, NULL);
	o = open_zip(&zip);
	ck_assert_int_eq(dump_archive_open(&src, o.a, 0, &err), 0);
	ck_assert_int_eq(dump_source_read(src, 20, b, 4, &err), 0);
	ck_assert_int_eq(dump_source_read(src, 0, b, 9, &err), 0);
	ck_assert_int_eq(dump_source_read(src, 2, b, 30, &err), 0);
	ck_assert_int_eq(dump_source_finish(src, &size, &err), 0);
	ck_assert_uint_eq(size, 34);
	dump_source_close(src);
	close_zip(&o);
	buf_free(&zip);
	/* Nothing has a checksum too. */
	m.len = 0;
	zip = one(m, NULL);
	buf_set32(&zip, LOCAL_CRC, 1);
	buf_set32(&zip, 31 + ENTRY_CRC, 1);
	member_fails(&zip, DUMP_E_DAMAGED, "checksum");
	buf_free(&zip);
	buf_free(&other);
}
END_TEST

START_TEST(deflated_members_are_read_again_from_their_start)
{
	struct buf plain = packed_plain(3000000, PACKED_MEMORY), packed, zip;
	struct zips_member m = { .bytes = plain.v, .len = plain.n,
	    .method = 8 };
	struct dump_source *src;
	struct opened o;
	uint8_t b[1000];
	size_t at;

	packed = packed_zlib(&plain, 6, -15);
	zip = one(m, &packed);
	member_is(&zip, 0, plain.v, plain.n);
	o = open_zip(&zip);
	ck_assert_int_eq(dump_archive_open(&src, o.a, 0, &err), 0);
	ck_assert_int_eq(source_reach(src), REACH_REWIND);
	for (at = 2999000; at > 700000; at -= 700000) {
		ck_assert_msg(dump_source_read(src, at, b, 1000, &err) == 0,
		    "%zu: %s", at, err.msg);
		ck_assert(memcmp(b, plain.v + at, 1000) == 0);
	}
	dump_source_close(src);
	close_zip(&o);
	buf_free(&zip);
	buf_free(&packed);
	buf_free(&plain);
}
END_TEST

START_TEST(what_cannot_be_read_is_named)
{
	static const struct {
		unsigned	 method, flags;
		const char	*what, *called;
	} kinds[] = {
		{ 0, 1, "encrypted", "stored, encrypted" },
		{ 8, 1, "encrypted", "deflated, encrypted" },
		{ 99, 1, "encrypted", "AES, encrypted" },
		{ 12, 0, "bzip2", "bzip2" },
		{ 14, 0, "lzma", "lzma" },
		{ 77, 0, "method 77", "method 77" },
		{ 77, 1, "encrypted", "method 77, encrypted" },
	};
	struct zips_member m = { .bytes = text, .len = 34 };
	struct buf zip, packed = { 0 };
	char line[128];
	size_t i;

	buf_add(&packed, "whatever", 8);
	for (i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		m.method = kinds[i].method;
		m.flags = kinds[i].flags;
		zip = one(m, &packed);
		snprintf(line, sizeof line, "f 644 x 34 %s", kinds[i].called);
		ck_assert_str_eq(listed(&zip), line);
		member_fails(&zip, DUMP_E_UNKNOWN, kinds[i].what);
		buf_free(&zip);
	}
	buf_free(&packed);
}
END_TEST

/* What the codec NAME writes as a member by METHOD. */
static void
by_codec(const char *name, unsigned method)
{
	struct dump_packing how = { .codec = name, .threads = 1 };
	struct zips_member m = { .bytes = text, .len = 34, .method = method };
	struct take t = { 0 };
	struct dump_sink *dst;
	struct buf zip;

	dst = take_sink(&t);
	ck_assert_int_eq(dump_sink_pack(&dst, &how, &err), 0);
	ck_assert_int_eq(dump_sink_write(dst, text, 34, &err), 0);
	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	zip = one(m, &t.bytes);
	member_is(&zip, 0, text, 34);
	buf_free(&zip);
	buf_add(&t.bytes, "more", 4);
	zip = one(m, &t.bytes);
	member_fails(&zip, DUMP_E_DAMAGED, "damaged");
	buf_free(&zip);
	buf_free(&t.bytes);
}

START_TEST(members_may_be_packed_by_other_codecs)
{
	struct zips_member m = { .bytes = text, .len = 34, .method = 93 };
	struct buf zip;

	if (codec_named("zstd") != NULL) {
		by_codec("zstd", 93);
		return;
	}
	zip = one(m, NULL);
	member_fails(&zip, DUMP_E_UNKNOWN, "this build cannot read");
	buf_free(&zip);
}
END_TEST

START_TEST(links_lead_somewhere)
{
	struct zips_member m = { .attributes = 0120777U << 16 };
	struct buf zip, long_name = packed_plain(4096, PACKED_WORDS);

	zip = one(m, NULL);
	damaged(&zip, "a link to a name of 0 bytes");
	buf_free(&zip);
	m.bytes = long_name.v;
	m.len = 4096;
	zip = one(m, NULL);
	damaged(&zip, "a link to a name of 4096 bytes");
	buf_free(&zip);
	buf_free(&long_name);
}
END_TEST

START_TEST(folders_have_no_bytes)
{
	struct zips_member m = { .bytes = text, .len = 34,
	    .attributes = 040755U << 16 };
	struct buf zip = one(m, NULL);

	damaged(&zip, "a folder");
	buf_free(&zip);
}
END_TEST

START_TEST(a_pipe_is_spooled_and_only_if_that_is_allowed)
{
	struct buf zip = some_zip(NULL);
	struct dump_limits limits = { .no_spool = true };
	struct feed f = { .bytes = zip };
	struct dump_archive *a;
	struct dump_source *src;
	size_t i;

	/* More than is held of a pipe anyway. */
	for (i = 0; i < 2; i++) {
		buf_cut(&zip, 0);
		buf_add(&zip, "PK\3\4", 4);
		f = (struct feed){ .bytes = zip };
		src = feed_source(&f, i == 1);
		dump_source_limits(src, &limits);
		ck_assert_int_eq(dump_archive_read(&a, src, &err), -1);
		/* What is this small is held whole. */
		ck_assert_int_eq(err.code, DUMP_E_TRUNC);
		dump_source_close(src);
	}
	buf_free(&zip);
}
END_TEST

START_TEST(a_large_pipe_is_spooled_or_refused)
{
	struct buf noise = packed_plain(1 << 20, PACKED_NOISE), zip = { 0 };
	struct zips_member m = { .name = "x", .bytes = noise.v,
	    .len = noise.n };
	struct dump_limits limits = { .no_spool = true };
	struct dump_archive *a;
	struct dump_source *src, *in;
	struct unpacked u;
	struct feed f;

	zips_make(&zip, &m, 1, NULL);
	f = (struct feed){ .bytes = zip };
	src = feed_source(&f, false);
	dump_source_limits(src, &limits);
	ck_assert_int_eq(dump_archive_read(&a, src, &err), -1);
	ck_assert_int_eq(err.code, DUMP_E_SEEK);
	ck_assert_ptr_nonnull(strstr(err.msg, "spooling is off"));
	dump_source_close(src);
	f = (struct feed){ .bytes = zip };
	src = feed_source(&f, false);
	ck_assert_int_eq(dump_archive_read(&a, src, &err), 0);
	ck_assert_uint_gt(dump_source_spooled(src), noise.n / 2);
	ck_assert_int_eq(dump_archive_open(&in, a, 0, &err), 0);
	u = packed_read(in, 0);
	ck_assert(!u.failed && buf_same(&u.bytes, &noise));
	buf_free(&u.bytes);
	dump_archive_close(a);
	dump_source_close(src);
	buf_free(&zip);
	buf_free(&noise);
}
END_TEST

START_TEST(what_is_no_archive_is_not_read_as_one)
{
	struct buf plain = packed_plain(1000, PACKED_WORDS);

	refused(&plain, DUMP_E_UNKNOWN, "not an archive");
	buf_free(&plain);
	buf_add(&plain, "PK\5\6", 4);
	refused(&plain, DUMP_E_UNKNOWN, "not an archive");
	buf_free(&plain);
}
END_TEST

START_TEST(a_long_list_is_read_and_a_huge_one_refused)
{
	struct dump_limits limits = { .metadata = 1000 };
	struct zips_member m[2] = { { .name = "a" }, { .name = "b" } };
	struct buf zip = { 0 }, extra = { 0 };
	struct dump_archive *a;
	struct dump_source *src;

	buf_u16(&extra, 0x7fff);
	buf_u16(&extra, 65000);
	buf_zeros(&extra, 65000);
	m[0].extra = m[1].extra = &extra;
	zips_make(&zip, m, 2, NULL);
	ck_assert_str_eq(listed(&zip), "f 644 a 0 stored\nf 644 b 0 stored");
	ck_assert_int_eq(source_from_memory(&src, zip.v, zip.n, &err), 0);
	dump_source_limits(src, &limits);
	ck_assert_int_eq(dump_archive_read(&a, src, &err), -1);
	ck_assert_int_eq(err.code, DUMP_E_LIMIT);
	dump_source_close(src);
	buf_free(&zip);
	buf_free(&extra);
}
END_TEST

START_TEST(no_wrong_bit_changes_a_byte_unnoticed)
{
	static const struct zips_member m[] = {
		{ .name = "d/", .attributes = 040755U << 16 | 0x10 },
		{ .name = "d/\xc3\xbc", .bytes = text, .len = 34,
		    .flags = 0x800, .attributes = 0100644U << 16 | 0x20 },
		{ .name = "d/x", .bytes = text, .len = 30, .method = 8,
		    .attributes = 0100600U << 16 | 0x20 },
		{ .name = "d/y", .bytes = text, .len = 9, .method = 8,
		    .flags = 8, .attributes = 0100600U << 16 | 0x20 },
		{ .name = "l", .bytes = "d/x", .len = 3,
		    .attributes = 0120777U << 16 | 0x400 },
	};
	struct zips_member wide[5];
	struct buf zip;
	size_t i, form;

	for (form = 0; form < 2; form++) {
		memcpy(wide, m, sizeof m);
		for (i = 0; i < 5; i++)
			wide[i].wide = form == 1;
		zip = (struct buf){ 0 };
		zips_make(&zip, wide, 5, NULL);
		zips_turn_bits(&zip, 1);
		buf_free(&zip);
	}
}
END_TEST

Suite *
zip_suite(void)
{
	Suite *s = suite_create("zip");
	TCase *t = tcase_create("zip");

	suite_add_tcase(s, t);
	if (codec_named("zip") == NULL)
		return s;
	tcase_set_timeout(t, 60);
	tcase_add_test(t, members_are_listed_with_what_is_said_of_them);
	tcase_add_test(t, all_forms_of_headers_are_read);
	tcase_add_test(t, an_archive_may_be_empty);
	tcase_add_test(t, kinds_and_modes_come_from_either_system);
	tcase_add_test(t, names_become_what_they_mean);
	tcase_add_test(t, names_that_lead_out_are_refused);
	tcase_add_test(t, names_without_letters_or_with_zeros_are_damage);
	tcase_add_test(t, times_are_of_the_epoch);
	tcase_add_test(t, a_header_that_disagrees_with_the_list_is_damage);
	tcase_add_test(t, a_list_that_contradicts_itself_is_damage);
	tcase_add_test(t, members_share_no_bytes);
	tcase_add_test(t, an_end_that_lies_is_damage);
	tcase_add_test(t, wide_numbers_that_lie_are_damage);
	tcase_add_test(t, wide_numbers_that_are_not_there_are_damage);
	tcase_add_test(t, cut_anywhere_nothing_is_read);
	tcase_add_test(t, garbage_behind_the_end_is_told_and_harms_no_byte);
	tcase_add_test(t, a_comment_is_no_garbage_whatever_it_says);
	tcase_add_test(t, what_comes_out_is_as_much_as_was_said);
	tcase_add_test(t, a_bomb_is_seen_before_it_goes_off);
	tcase_add_test(t,
	    a_wrong_checksum_is_damage_in_whatever_order_bytes_are_read);
	tcase_add_test(t, deflated_members_are_read_again_from_their_start);
	tcase_add_test(t, what_cannot_be_read_is_named);
	tcase_add_test(t, members_may_be_packed_by_other_codecs);
	tcase_add_test(t, links_lead_somewhere);
	tcase_add_test(t, folders_have_no_bytes);
	tcase_add_test(t, a_pipe_is_spooled_and_only_if_that_is_allowed);
	tcase_add_test(t, a_large_pipe_is_spooled_or_refused);
	tcase_add_test(t, what_is_no_archive_is_not_read_as_one);
	tcase_add_test(t, a_long_list_is_read_and_a_huge_one_refused);
	tcase_add_test(t, no_wrong_bit_changes_a_byte_unnoticed);
	return s;
}
