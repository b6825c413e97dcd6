/* SPDX-License-Identifier: BSD-2-Clause */
/* check_estimate.c -- compressed sizes by samples.  That what is said of cuts
 * is true of them is a law. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "io/layout_read.h"
#include "sampling.h"
#include "tests/suites.h"

static struct dump_err err;

enum { MIB = 1 << 20 };

static uint32_t
dice(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* So many of a hundred pages have bytes, in runs of RUN pages; these are
 * records of a few kinds, text, or anything. */
static uint8_t *
memory(size_t n, unsigned percent, unsigned run)
{
	static const char words[] = "the quick brown fox jumps over it 0123 ";
	uint32_t seed = 1, kind = 0, full = 0;
	uint8_t *v = calloc(1, n);
	size_t at, i;

	ck_assert_ptr_nonnull(v);
	for (at = 0; at < n; at += 4096) {
		if (at / 4096 % run == 0) {
			full = dice(&seed) % 100 < percent;
			kind = dice(&seed) % 3;
		}
		for (i = 0; full && i < 4096 && at + i < n; i++)
			v[at + i] = (uint8_t)(kind == 0 ? dice(&seed) :
			    kind == 1 ? (uint32_t)words[(i + dice(&seed) % 2) %
			    (sizeof words - 1)] : i % 8 < 5 ? 0 :
			    dice(&seed) % 32);
	}
	return v;
}

static int
pass(void *ctx, const void *buf, size_t len)
{
	(void)ctx;
	(void)buf;
	(void)len;
	return 0;
}

static uint64_t
packed(const uint8_t *v, size_t n, const struct dump_packing *how)
{
	struct dump_sink *dst;
	uint64_t size;

	ck_assert_int_eq(dump_sink_callback(&dst, pass, NULL, &err), 0);
	ck_assert_int_eq(dump_sink_pack(&dst, how, &err), 0);
	ck_assert_int_eq(dump_sink_write(dst, v, n, &err), 0);
	ck_assert_int_eq(dump_sink_finish(dst, &err), 0);
	size = dump_sink_packed(dst);
	dump_sink_abort(dst);
	return size;
}

/* What is said of N bytes, and how far that is off, in percent. */
static double
off(const uint8_t *v, size_t n, const char *codec, unsigned *error)
{
	struct dump_packing how = { .codec = codec, .level = 1 };
	struct layout l = { .whole = true, .size = n };
	struct dump_source *src;
	uint64_t said, is;

	ck_assert_int_eq(dump_source_memory_raw(&src, v, n, &err), 0);
	ck_assert_int_eq(sampling_weigh(&said, error, &l, src, &how, &err),
	    0);
	dump_source_close(src);
	is = packed(v, n, &how);
	return 100 * ((double)said / (double)is - 1);
}

static const char *
a_codec(int i)
{
	return dump_codec_name((size_t)i) != NULL &&
	    !dump_codec_archives((size_t)i) ? dump_codec_name((size_t)i) :
	    "gzip";
}

START_TEST(a_small_output_is_compressed)
{
	uint8_t *v = memory(MIB, 50, 3);
	unsigned error;

	ck_assert_double_eq(off(v, MIB, a_codec(_i), &error), 0);
	ck_assert_uint_eq(error, 0);
	free(v);
}
END_TEST

static const struct {
	unsigned	 percent, run;
} mixtures[] = {
	{ 100, 64 }, { 50, 16 }, { 50, 1000 }, { 10, 1 }, { 5, 200 },
	{ 1, 8 }, { 0, 1 },
};
enum { MIXTURES = sizeof mixtures / sizeof *mixtures };

START_TEST(samples_of_a_large_one_are_as_right_as_they_say)
{
	size_t n = 40 * MIB + 1234;
	uint8_t *v = memory(n, mixtures[_i / 2].percent,
	    mixtures[_i / 2].run);
	unsigned error;
	double by = off(v, n, a_codec(_i % 2), &error);

	ck_assert_uint_gt(error, 0);
	ck_assert_msg(by < error && by > -(double)error,
	    "%u %% full, by %u: off by %.1f %%, %u were said",
	    mixtures[_i / 2].percent, mixtures[_i / 2].run, by, error);
	ck_assert_msg(by < 15 && by > -15, "off by %.1f %%", by);
	free(v);
}
END_TEST

/* Head and memory are one output, in whatever pieces they are read. */
START_TEST(a_layout_can_be_read_anywhere)
{
	static const uint8_t held[] = "head";
	static const uint8_t bytes[] = "0123456789abcdef";
	struct layout *l;
	struct layout_reader r;
	struct dump_source *src;
	struct part part = { .kind = PART_HELD, .held = held, .len = 4 };
	struct part zeros = { .kind = PART_ZEROS, .len = 3 };
	struct part source = { .kind = PART_SOURCE, .off = 10, .len = 2 };
	char all[32], again[32];
	size_t at, n;

	ck_assert_int_eq(layout_new(&l, &err), 0);
	ck_assert_int_eq(layout_part(l, &part, &err), 0);
	ck_assert_int_eq(layout_part(l, &zeros, &err), 0);
	ck_assert_int_eq(layout_part(l, &source, &err), 0);
	ck_assert_int_eq(layout_move(l, 4, 3, &err), 0);
	ck_assert_int_eq(layout_move(l, MOVE_ZEROS, 2, &err), 0);
	ck_assert_int_eq(layout_move(l, 0, 2, &err), 0);
	ck_assert_uint_eq(l->size, 16);
	ck_assert_int_eq(dump_source_memory_raw(&src, bytes, 16, &err), 0);
	layout_reader(&r, l, src);
	ck_assert_int_eq(layout_read(&r, 0, (uint8_t *)all, 16, &err), 0);
	ck_assert_int_eq(memcmp(all, "head\0\0\0ab456\0\0" "01", 16), 0);
	for (at = 16; at-- > 0;)
		for (n = 1; at + n <= 16; n++) {
			ck_assert_int_eq(layout_read(&r, at,
			    (uint8_t *)again, n, &err), 0);
			ck_assert_int_eq(memcmp(again, all + at, n), 0);
		}
	dump_source_close(src);
	layout_free(l);
}
END_TEST

Suite *
estimate_suite(void)
{
	Suite *s = suite_create("estimate");
	TCase *tc = tcase_create("estimate");

	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(tc, a_small_output_is_compressed, 0, 2);
	tcase_add_loop_test(tc,
	    samples_of_a_large_one_are_as_right_as_they_say, 0,
	    2 * MIXTURES);
	tcase_add_test(tc, a_layout_can_be_read_anywhere);
	suite_add_tcase(s, tc);
	return s;
}
