/* SPDX-License-Identifier: BSD-2-Clause */
/* check_minidump_streams.c -- the table of streams, lists and offsets. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "minidump/streams.h"
#include "model/model.h"
#include "tests/suites.h"

static struct dump_err err;

static const char *
name(uint32_t type)
{
	const char *s = stream_kind(type, 8, 0)->name;

	return s == NULL ? "" : s;
}

START_TEST(streams_of_all_makers_have_names)
{
	static const uint32_t types[] = {
		1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18,
		19, 20, 21, 22, 23, 24, 25, 0x7000, 0x8000, 0x800c, 0xfff0,
		0x47670001, 0x4767000a, 0x4767000d, 0x43500001, 0x4d7a0001,
		0x4d7a0004, 0x4b6b0002, 0x4c4c4442, 0xface1ca7, 0xfacee000,
		0x444b0004
	};
	size_t i;

	for (i = 0; i < sizeof types / sizeof *types; i++)
		ck_assert_msg(name(types[i])[0] != '\0',
		    "0x%x has no name", (unsigned)types[i]);
	ck_assert_str_eq(name(9), "Memory64List");
	ck_assert_str_eq(name(0x47670009), "LinuxMaps");
}
END_TEST

START_TEST(unknown_streams_of_users_can_be_moved_and_others_cannot)
{
	ck_assert(!stream_kind(0x10001, 8, 0)->unsafe);
	ck_assert_uint_eq(stream_kind(0x10001, 8, 0)->role, ROLE_USER);
	ck_assert(stream_kind(0x8d, 8, 0)->unsafe);
	ck_assert(stream_kind(1, 8, 0)->unsafe);
	ck_assert(stream_kind(0x8005, 8, 0)->unsafe);
}
END_TEST

/* 40 bytes of header and entries of 24, or 36 and 20; 24 and 12. */
START_TEST(the_size_tells_how_link_maps_are_laid_out)
{
	const uint32_t dso = 0x4767000a;

	ck_assert_uint_eq(stream_kind(dso, 8, 40 + 16 * 30)->variant, WORD_64);
	ck_assert_uint_eq(stream_kind(dso, 8, 36 + 16 * 30)->variant,
	    WORD_64_PACKED);
	ck_assert_uint_eq(stream_kind(dso, 4, 24 + 8 * 30)->variant, WORD_32);
	ck_assert_uint_eq(stream_kind(dso, 4, 36)->variant, WORD_32);
}
END_TEST

/* Entries of a list of memory with COUNT entries in SIZE bytes. */
static struct entries
memory(uint32_t count, uint32_t size)
{
	uint8_t head[4];
	struct entries e;

	put_le32(head, count);
	ck_assert(shape_entries(stream_kind(5, 8, 0)->shape, false, head, size,
	    size, &e));
	return e;
}

START_TEST(entries_follow_the_count)
{
	struct entries e = memory(3, 4 + 3 * 16);

	ck_assert_uint_eq(e.start, 4);
	ck_assert_uint_eq(e.n, 3);
	ck_assert_uint_eq(e.excess, 0);
	ck_assert(!e.padded);
}
END_TEST

START_TEST(four_bytes_more_are_padding_before_the_entries)
{
	struct entries e = memory(3, 8 + 3 * 16);

	ck_assert_uint_eq(e.start, 8);
	ck_assert_uint_eq(e.n, 3);
	ck_assert(e.padded);
}
END_TEST

START_TEST(any_other_excess_lies_behind_the_entries)
{
	struct entries e = memory(3, 12 + 3 * 16);

	ck_assert_uint_eq(e.start, 4);
	ck_assert_uint_eq(e.n, 3);
	ck_assert_uint_eq(e.excess, 8);
}
END_TEST

START_TEST(entries_that_are_not_there_do_not_count)
{
	ck_assert_uint_eq(memory(4, 4 + 3 * 16).n, 3);
	ck_assert_uint_eq(memory(4, 4 + 3 * 16).claimed, 4);
	ck_assert_uint_eq(memory(UINT32_MAX, 4 + 3 * 16 + 15).n, 3);
	ck_assert_uint_eq(memory(1, 4).n, 0);
}
END_TEST

static bool
stated(uint32_t type, uint32_t header, uint32_t entry, uint64_t n,
    uint32_t have, struct entries *e)
{
	uint8_t head[16] = { 0 };

	put_le32(head, header);
	put_le32(head + 4, entry);
	put_le64(head + 8, n);
	return shape_entries(stream_kind(type, 8, 0)->shape, false, head, have,
	    have, e);
}

START_TEST(a_list_that_grew_is_read_by_the_sizes_it_states)
{
	struct entries e;

	ck_assert(stated(16, 24, 56, 2, 24 + 2 * 56, &e));
	ck_assert_uint_eq(e.start, 24);
	ck_assert_uint_eq(e.stride, 56);
	ck_assert_uint_eq(e.n, 2);
}
END_TEST

START_TEST(a_list_smaller_than_is_known_makes_no_sense)
{
	struct entries e;

	ck_assert(!stated(16, 12, 48, 2, 500, &e));
	ck_assert(!stated(16, 16, 0, 2, 500, &e));
	ck_assert(!stated(16, 16, 47, 2, 500, &e));
	ck_assert(!stated(16, 501, 48, 2, 500, &e));
	ck_assert(stated(12, 16, 32, 2, 500, &e));
}
END_TEST

START_TEST(counts_of_64_bits_do_not_wrap)
{
	struct entries e;

	ck_assert(stated(16, 16, 48, UINT64_MAX / 48 + 2, 16 + 48, &e));
	ck_assert_uint_eq(e.n, 1);
	ck_assert(stated(16, 16, UINT32_MAX, UINT64_MAX, 500, &e));
	ck_assert_uint_eq(e.n, 0);
}
END_TEST

/* Fields that a walk meets, as "at@target"; AT counts from the start. */
struct met {
	uint8_t	*base;
	char	 text[512];
	size_t	 n;
};

static int
meet(void *ctx, uint8_t *at, const struct fixup *f, struct dump_err *e)
{
	struct met *m = ctx;

	(void)e;
	m->n += (size_t)snprintf(m->text + m->n, sizeof m->text - m->n,
	    "%s%zx:%u", m->n > 0 ? " " : "",
	    (size_t)(at + f->at - m->base), f->target);
	return 0;
}

static const char *
fields(const struct shape *shape, uint32_t len, uint32_t start,
    uint32_t stride, uint64_t n)
{
	static struct met m;
	static uint8_t buf[1024];
	struct entries e = { .start = start, .stride = stride, .n = n };

	m = (struct met){ .base = buf };
	ck_assert_int_eq(shape_walk(shape, buf, len, &e, meet, &m, &err), 0);
	return m.text;
}

START_TEST(every_entry_has_its_offsets)
{
	char want[128];

	snprintf(want, sizeof want, "28:%d 30:%d 58:%d 60:%d", TO_MEMORY,
	    TO_CONTEXT, TO_MEMORY, TO_CONTEXT);
	ck_assert_str_eq(fields(stream_kind(3, 8, 0)->shape, 100, 4, 48, 2),
	    want);
}
END_TEST

START_TEST(offsets_that_a_shorter_version_lacks_are_not_looked_for)
{
	char want[128];

	snprintf(want, sizeof want, "18:%d 1c:%d", TO_STRING,
	    TO_OBJECT_NAME);
	ck_assert_str_eq(fields(stream_kind(12, 8, 0)->shape, 48, 16, 32, 1),
	    want);
	snprintf(want, sizeof want, "18:%d 1c:%d 30:%d", TO_STRING,
	    TO_OBJECT_NAME, TO_OBJECT_INFO);
	ck_assert_str_eq(fields(stream_kind(12, 8, 0)->shape, 56, 16, 40, 1),
	    want);
	snprintf(want, sizeof want, "8:%d 10:%d", TO_TEXTS, TO_DICTIONARY);
	ck_assert_str_eq(fields(target_kind(TO_MODULE_INFO)->shape, 20, 0, 0,
	    0), want);
}
END_TEST

Suite *
minidump_streams_suite(void)
{
	Suite *s = suite_create("minidump_streams");
	TCase *t = tcase_create("minidump_streams");

	tcase_add_test(t, streams_of_all_makers_have_names);
	tcase_add_test(t,
	    unknown_streams_of_users_can_be_moved_and_others_cannot);
	tcase_add_test(t, the_size_tells_how_link_maps_are_laid_out);
	tcase_add_test(t, entries_follow_the_count);
	tcase_add_test(t, four_bytes_more_are_padding_before_the_entries);
	tcase_add_test(t, any_other_excess_lies_behind_the_entries);
	tcase_add_test(t, entries_that_are_not_there_do_not_count);
	tcase_add_test(t, a_list_that_grew_is_read_by_the_sizes_it_states);
	tcase_add_test(t, a_list_smaller_than_is_known_makes_no_sense);
	tcase_add_test(t, counts_of_64_bits_do_not_wrap);
	tcase_add_test(t, every_entry_has_its_offsets);
	tcase_add_test(t,
	    offsets_that_a_shorter_version_lacks_are_not_looked_for);
	suite_add_tcase(s, t);
	return s;
}
