/* SPDX-License-Identifier: BSD-2-Clause */
/* check_deflate.c -- chunks, by every library that is there. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "codec/deflate.h"
#include "codec/stitch.h"
#include "tests/packed.h"
#include "tests/suites.h"

enum { MOST = 600 * 1000 };

static struct dump_err err;
static uint8_t in[MOST], out[MOST + 4096], back[MOST + 4096];

/* Lengths at which something ends: blocks, windows, stored blocks. */
static const size_t lengths[] = { 1, 2, 3, 255, 258, 259, 4096, 32767, 32768,
	32769, 65535, 65536, 131072, 524287, 524288, MOST };
enum { LENGTHS = sizeof lengths / sizeof *lengths };

static struct chunker *
chunker(const struct deflater *d, int level)
{
	struct chunker *c;

	ck_assert_int_eq(chunker_new(&c, d, level, &err), 0);
	return c;
}

/* Inflates SIZE bytes at OUT with zlib alone.  What comes out must be the
 * LEN bytes at IN, and the stream must stand between two blocks. */
static void
is_chunk(size_t size, size_t len)
{
	z_stream z = { 0 };
	int rc;

	ck_assert_uint_ge(size, 5);
	ck_assert_mem_eq(out + size - 4, "\0\0\377\377", 4);
	ck_assert_int_eq(inflateInit2(&z, -15), Z_OK);
	z.next_in = out;
	z.avail_in = (uInt)size;
	z.next_out = back;
	z.avail_out = (uInt)sizeof back;
	do
		rc = inflate(&z, Z_BLOCK);
	while (rc == Z_OK && z.avail_in > 0);
	ck_assert_int_eq(rc, Z_OK);
	ck_assert_int_eq(z.data_type, 128);
	ck_assert_uint_eq(z.total_out, len);
	ck_assert(len == 0 || memcmp(in, back, len) == 0);
	inflateEnd(&z);
}

static void
makes(const struct deflater *d, int level)
{
	struct chunker *c = chunker(d, level);
	size_t i, size;
	int kind;

	for (kind = 0; kind < PACKED_KINDS; kind++)
		for (i = 0; i < LENGTHS; i++) {
			packed_fill(in, lengths[i], kind);
			size = chunk_make(c, in, lengths[i], out);
			ck_assert_uint_le(size, chunk_room(lengths[i]));
			is_chunk(size, lengths[i]);
		}
	chunker_free(c);
}

START_TEST(every_library_makes_chunks_of_everything)
{
	const struct deflater *d;
	size_t i;

	for (i = 0; (d = deflater_at(i)) != NULL; i++) {
		makes(d, d->least);
		if (d->most > 6)
			makes(d, 6);
	}
	ck_assert_uint_ge(i, 1);
	ck_assert_str_eq(deflater_at(i - 1)->name, "zlib");
}
END_TEST

START_TEST(noise_is_stored)
{
	const struct deflater *d;
	struct chunker *c;
	size_t i;

	packed_fill(in, 524288, PACKED_NOISE);
	for (i = 0; (d = deflater_at(i)) != NULL; i++) {
		c = chunker(d, d->least);
		ck_assert_uint_le(chunk_make(c, in, 524288, out), 524288 + 100);
		chunker_free(c);
	}
}
END_TEST

START_TEST(a_chunk_does_not_depend_on_those_before_it)
{
	const struct deflater *d;
	struct chunker *c;
	size_t i, size;
	int kind;

	for (i = 0; (d = deflater_at(i)) != NULL; i++) {
		c = chunker(d, d->least);
		packed_fill(in, 300000, PACKED_WORDS);
		size = chunk_make(c, in, 300000, out);
		memcpy(back, out, size);
		for (kind = 0; kind < PACKED_KINDS; kind++) {
			packed_fill(in, MOST, kind);
			chunk_make(c, in, MOST, out);
			packed_fill(in, 300000, PACKED_WORDS);
			ck_assert_uint_eq(chunk_make(c, in, 300000, out), size);
			ck_assert(memcmp(back, out, size) == 0);
		}
		chunker_free(c);
	}
}
END_TEST

START_TEST(every_library_undoes_the_chunks_of_every_other)
{
	const struct deflater *maker, *d;
	struct chunker *c;
	size_t i, j, size;
	void *state;
	int kind;

	for (i = 0; (maker = deflater_at(i)) != NULL; i++) {
		c = chunker(maker, maker->least);
		for (kind = 0; kind < PACKED_KINDS; kind++) {
			packed_fill(in, 200000, kind);
			size = chunk_make(c, in, 200000, out);
			for (j = 0; (d = deflater_at(j)) != NULL; j++) {
				if (d->undo == NULL)
					continue;
				state = d->open_undo();
				ck_assert(d->undo(state, out, size, back,
				    200000));
				ck_assert(memcmp(in, back, 200000) == 0);
				ck_assert(!d->undo(state, out, size, back,
				    199999));
				ck_assert(!d->undo(state, out, size, back,
				    200001));
				d->close_undo(state);
			}
		}
		chunker_free(c);
	}
}
END_TEST

/* How many plain bytes the first SIZE bytes at BYTES give, and whether they
 * end between two blocks, at a byte border, before the stream does. */
static bool
ends_well(const uint8_t *bytes, size_t size, size_t *len)
{
	uint8_t *copy = malloc(size + 1);
	z_stream z = { 0 };
	int rc;

	memcpy(copy, bytes, size);
	ck_assert_int_eq(inflateInit2(&z, -15), Z_OK);
	z.next_in = copy;
	z.avail_in = (uInt)size;
	z.next_out = back;
	z.avail_out = (uInt)sizeof back;
	do
		rc = inflate(&z, Z_BLOCK);
	while (rc == Z_OK && z.avail_in > 0);
	*len = z.total_out;
	inflateEnd(&z);
	free(copy);
	return rc == Z_OK && z.data_type == 128;
}

START_TEST(what_does_not_end_between_two_blocks_is_no_chunk)
{
	struct chunker *c = chunker(deflater_for(6), 6);
	uint8_t copy[8192 + UNDO_ROOM];
	const struct deflater *d;
	size_t size, n, len, i, good = 0;
	void *state;
	bool well;

	packed_fill(in, 20000, PACKED_WORDS);
	size = chunk_make(c, in, 20000, out);
	ck_assert_uint_le(size, 8192);
	for (i = 0; (d = deflater_at(i)) != NULL; i++) {
		if (d->undo == NULL)
			continue;
		state = d->open_undo();
		for (n = 1; n <= size; n++) {
			memcpy(copy, out, n);
			well = ends_well(copy, n, &len);
			good += well;
			ck_assert_int_eq(d->undo(state, copy, n, back, len),
			    well);
		}
		d->close_undo(state);
	}
	ck_assert_uint_ge(good, 1);
	chunker_free(c);
}
END_TEST

START_TEST(a_chunk_that_ends_its_stream_is_refused)
{
	struct chunker *c = chunker(deflater_for(6), 6);
	const struct deflater *d;
	size_t size, i;
	void *state;

	packed_fill(in, 1000, PACKED_WORDS);
	size = chunk_make(c, in, 1000, out);
	/* An empty last block, and one behind it. */
	memcpy(out + size, "\1\0\0\377\377\0\0\0\377\377", 10);
	for (i = 0; (d = deflater_at(i)) != NULL; i++) {
		if (d->undo == NULL)
			continue;
		state = d->open_undo();
		memcpy(back, out, size + 10);
		ck_assert(!d->undo(state, back, size + 5, back + 8192, 1000));
		memcpy(back, out, size + 10);
		ck_assert(!d->undo(state, back, size + 10, back + 8192, 1000));
		d->close_undo(state);
	}
	chunker_free(c);
}
END_TEST

/* A stream of one fixed block: N literals of 8 bits and M of 9. */
static size_t
fixed_stream(unsigned n, unsigned m)
{
	unsigned at = 0, i, j, code;

	memset(out, 0, 4096);
	out[0] = 3;
	at = 3;
	for (i = 0; i < n + m; i++) {
		in[i] = i < n ? 'a' : 200;
		code = i < n ? 0x30 + 'a' : 0x190 + 200 - 144;
		for (j = i < n ? 8 : 9; j-- > 0; at++)
			if (code >> j & 1)
				out[at / 8] |= (uint8_t)(1 << at % 8);
	}
	at += 7;
	return (at + 7) / 8;
}

START_TEST(a_stream_may_end_at_any_bit_of_its_last_byte)
{
	size_t size, whole;
	unsigned m;

	for (m = 0; m < 16; m++) {
		size = fixed_stream(3, m);
		whole = stitch(out, size, 3 + m);
		ck_assert_uint_ge(whole, size + 4);
		ck_assert_uint_le(whole, size + STITCH_ROOM);
		is_chunk(whole, 3 + m);
	}
}
END_TEST

START_TEST(unused_bits_of_a_stream_do_not_matter)
{
	size_t size = fixed_stream(3, 0), whole;

	out[size - 1] |= 0xfc;
	whole = stitch(out, size, 3);
	ck_assert_uint_gt(whole, 0);
	is_chunk(whole, 3);
}
END_TEST

START_TEST(what_is_no_whole_stream_is_not_stitched)
{
	size_t size = fixed_stream(40, 40), n;
	uint8_t copy[4096];

	memcpy(copy, out, sizeof copy);
	ck_assert_uint_eq(stitch(out, size, 79), 0);
	ck_assert_uint_eq(stitch(out, size, 81), 0);
	ck_assert_uint_eq(stitch(out, size + 1, 80), 0);
	for (n = 0; n < size; n++)
		ck_assert_uint_eq(stitch(out, n, 80), 0);
	/* Nothing was written to it. */
	ck_assert_mem_eq(copy, out, sizeof copy);
	ck_assert_uint_ne(stitch(out, size, 80), 0);
}
END_TEST

/*
 * Flips bits of a stream with blocks of all kinds.  If it still looks like
 * one of so many bytes, then zlib gets as many out of it, or finds a
 * distance that leads too far: that is no matter of where blocks end.
 */
START_TEST(damaged_streams_are_walked_as_zlib_walks_them)
{
	static uint8_t good[MOST], chunk[MOST];
	size_t size, whole, bit, len, taken = 0, refused = 0;
	z_stream z = { 0 };
	uint32_t seed = 1;

	packed_fill(in, 30000, PACKED_WORDS);
	packed_fill(in + 30000, 3000, PACKED_NOISE);
	packed_fill(in + 33000, 100, PACKED_ZEROS);
	ck_assert_int_eq(deflateInit2(&z, 6, Z_DEFLATED, -15, 1, 0), Z_OK);
	z.next_in = in;
	z.avail_in = 33100;
	z.next_out = good;
	z.avail_out = MOST;
	ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
	size = z.total_out;
	deflateEnd(&z);
	for (; taken + refused < 20000; ) {
		seed = seed * 1664525 + 1013904223;
		bit = seed / 8 % (size * 8);
		memcpy(chunk, good, size);
		chunk[bit / 8] ^= (uint8_t)(1 << bit % 8);
		whole = stitch(chunk, size, 33100);
		if (whole == 0) {
			refused++;
			continue;
		}
		taken++;
		if (ends_well(chunk, whole, &len))
			ck_assert_uint_eq(len, 33100);
		else
			ck_assert_uint_lt(len, 33100);
	}
	ck_assert_uint_gt(taken, 100);
	ck_assert_uint_gt(refused, 100);
}
END_TEST

static void *
odd_open(int level)
{
	(void)level;
	return &err;
}

static void
odd_close(void *state)
{
	(void)state;
}

static size_t
doubtful(void *state, const uint8_t *plain, size_t len, uint8_t *to,
    size_t room)
{
	(void)state;
	(void)plain;
	memset(to, 0xee, len < room ? len : room);
	return DEFLATE_DOUBT;
}

static size_t
helpless(void *state, const uint8_t *plain, size_t len, uint8_t *to,
    size_t room)
{
	(void)doubtful(state, plain, len, to, room);
	return 0;
}

START_TEST(where_a_library_is_in_doubt_zlib_takes_over)
{
	static const struct deflater odd = { .name = "odd", .least = 1,
	    .most = 9, .open = odd_open, .close = odd_close,
	    .make = doubtful };
	struct chunker *c = chunker(&odd, 6);
	size_t size;

	packed_fill(in, 100000, PACKED_WORDS);
	size = chunk_make(c, in, 100000, out);
	ck_assert_uint_lt(size, 50000);
	is_chunk(size, 100000);
	chunker_free(c);
}
END_TEST

START_TEST(what_does_not_fit_is_stored)
{
	static const struct deflater odd = { .name = "odd", .least = 1,
	    .most = 9, .open = odd_open, .close = odd_close,
	    .make = helpless };
	struct chunker *c = chunker(&odd, 6);
	size_t i, size;

	for (i = 0; i < LENGTHS; i++) {
		packed_fill(in, lengths[i], PACKED_NOISE);
		size = chunk_make(c, in, lengths[i], out);
		ck_assert_uint_le(size, chunk_room(lengths[i]));
		is_chunk(size, lengths[i]);
	}
	chunker_free(c);
}
END_TEST

START_TEST(levels_have_the_library_that_is_good_for_them)
{
	int level;

	for (level = 1; level <= 9; level++) {
		ck_assert_int_le(deflater_for(level)->least, level);
		ck_assert_int_ge(deflater_for(level)->most, level);
	}
	ck_assert_ptr_nonnull(deflater_undoing()->undo);
}
END_TEST

START_TEST(all_checksums_are_those_of_zlib)
{
	const struct deflater *d;
	uint32_t want;
	size_t i, n;

	packed_fill(in, 100000, PACKED_NOISE);
	want = (uint32_t)crc32(0, in, 100000);
	for (i = 0; (d = deflater_at(i)) != NULL; i++) {
		ck_assert_uint_eq(d->crc32(0, in, 100000), want);
		ck_assert_uint_eq(d->crc32(d->crc32(0, in, 777), in + 777,
		    100000 - 777), want);
		ck_assert_uint_eq(d->crc32(17, in, 0), 17);
	}
	ck_assert_uint_eq(crc32_of(0, in, 100000), want);
	for (n = 0; n <= 100000; n += 9999)
		ck_assert_uint_eq(crc32_joined(crc32_of(0, in, n),
		    crc32_of(0, in + n, 100000 - n), 100000 - n), want);
}
END_TEST

Suite *
deflate_suite(void)
{
	Suite *s = suite_create("deflate");
	TCase *t = tcase_create("deflate");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, every_library_makes_chunks_of_everything);
	tcase_add_test(t, noise_is_stored);
	tcase_add_test(t, a_chunk_does_not_depend_on_those_before_it);
	tcase_add_test(t, every_library_undoes_the_chunks_of_every_other);
	tcase_add_test(t, what_does_not_end_between_two_blocks_is_no_chunk);
	tcase_add_test(t, a_chunk_that_ends_its_stream_is_refused);
	tcase_add_test(t, a_stream_may_end_at_any_bit_of_its_last_byte);
	tcase_add_test(t, unused_bits_of_a_stream_do_not_matter);
	tcase_add_test(t, what_is_no_whole_stream_is_not_stitched);
	tcase_add_test(t, damaged_streams_are_walked_as_zlib_walks_them);
	tcase_add_test(t, where_a_library_is_in_doubt_zlib_takes_over);
	tcase_add_test(t, what_does_not_fit_is_stored);
	tcase_add_test(t, levels_have_the_library_that_is_good_for_them);
	tcase_add_test(t, all_checksums_are_those_of_zlib);
	suite_add_tcase(s, t);
	return s;
}
