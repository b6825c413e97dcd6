/* SPDX-License-Identifier: BSD-2-Clause */
/* check_xz.c -- how xz is read. */
#include <check.h>
#include <lzma.h>
#include <string.h>

#include "codec/codec.h"
#include "tests/suites.h"
#include "tests/trials.h"

static struct dump_err err;

static struct buf
packed(const struct buf *plain, uint32_t preset, lzma_check sum)
{
	struct buf b = { 0 };
	size_t n = 0;

	buf_zeros(&b, lzma_stream_buffer_bound(plain->n));
	ck_assert_int_eq(lzma_easy_buffer_encode(preset, sum, NULL, plain->v,
	    plain->n, b.v, &n, b.n), LZMA_OK);
	buf_cut(&b, n);
	return b;
}

START_TEST(streams_with_all_checks_are_read)
{
	static const lzma_check sums[] = { LZMA_CHECK_NONE, LZMA_CHECK_CRC32,
	    LZMA_CHECK_CRC64, LZMA_CHECK_SHA256 };
	static const size_t lengths[] = { 0, 1, 300001, 3 << 20 };
	struct buf plain, b;
	size_t i, j;

	for (i = 0; i < sizeof sums / sizeof *sums; i++)
		for (j = 0; j < sizeof lengths / sizeof *lengths; j++) {
			plain = packed_plain(lengths[j], PACKED_MEMORY);
			b = packed(&plain, (uint32_t)i, sums[i]);
			trial_whole(&b, &plain);
			buf_free(&b);
			buf_free(&plain);
		}
}
END_TEST

START_TEST(streams_behind_each_other_are_one_file)
{
	struct buf plain = packed_plain(50000, PACKED_WORDS), all = { 0 };
	struct buf cat = { 0 }, b;
	size_t zeros;

	for (zeros = 0; zeros < 300000; zeros = zeros * 8 + 4) {
		b = packed(&plain, 1, LZMA_CHECK_CRC64);
		buf_add(&cat, b.v, b.n);
		buf_zeros(&cat, zeros);
		buf_add(&all, plain.v, plain.n);
		buf_free(&b);
		trial_whole(&cat, &all);
	}
	buf_free(&cat);
	buf_free(&all);
	buf_free(&plain);
}
END_TEST

START_TEST(cut_anywhere_it_gives_what_is_there_and_says_so)
{
	struct buf plain = packed_plain(3000, PACKED_WORDS), b;

	b = packed(&plain, 1, LZMA_CHECK_CRC64);
	trial_cut(&b, &plain, 6, 12, 0);
	buf_free(&b);
	buf_free(&plain);
}
END_TEST

START_TEST(garbage_behind_the_end_is_told_and_harms_no_byte)
{
	struct buf plain = packed_plain(3000, PACKED_WORDS), b;

	b = packed(&plain, 1, LZMA_CHECK_CRC64);
	trial_garbage(&b, &plain, "x");
	trial_garbage(&b, &plain, "what does not belong here");
	buf_free(&b);
	buf_free(&plain);
}
END_TEST

START_TEST(every_bit_that_matters_is_noticed)
{
	struct buf plain = packed_plain(3000, PACKED_MEMORY), b;
	size_t bit;

	b = packed(&plain, 1, LZMA_CHECK_CRC32);
	for (bit = 0; bit < b.n * 8; bit++)
		trial_flip(&b, &plain, 6, bit);
	buf_free(&b);
	buf_free(&plain);
}
END_TEST

START_TEST(memory_is_bounded_whatever_the_header_claims)
{
	struct buf plain = packed_plain(3000, PACKED_WORDS), b = { 0 };
	lzma_options_lzma o;
	lzma_filter filters[] = { { LZMA_FILTER_LZMA2, &o },
	    { LZMA_VLI_UNKNOWN, NULL } };
	struct unpacked u;
	size_t n;
	uint32_t mib;

	for (mib = 16; mib <= 1024; mib *= 4) {
		ck_assert(!lzma_lzma_preset(&o, 0));
		o.dict_size = mib << 20;
		o.mf = LZMA_MF_HC3;
		buf_zeros(&b, 10000);
		n = 0;
		ck_assert_int_eq(lzma_stream_buffer_encode(filters,
		    LZMA_CHECK_CRC32, NULL, plain.v, plain.n, b.v, &n, b.n),
		    LZMA_OK);
		buf_cut(&b, n);
		u = packed_undo(&b, PACKED_STREAM);
		ck_assert_int_eq(u.failed, mib > 64);
		if (u.failed) {
			ck_assert_int_eq(u.err.code, DUMP_E_LIMIT);
			ck_assert_ptr_nonnull(strstr(u.err.msg, "160 MiB"));
		}
		buf_free(&u.bytes);
		buf_free(&b);
	}
	buf_free(&plain);
}
END_TEST

START_TEST(it_is_read_and_not_written)
{
	struct dump_packing p = { .codec = "xz" };
	struct dump_sink *dst;

	ck_assert_str_eq(codec_named("xz")->suffix, ".xz");
	ck_assert_int_eq(dump_sink_fd(&dst, 1, "stdout", &err), 0);
	ck_assert_int_eq(dump_sink_pack(&dst, &p, &err), -1);
	ck_assert_int_eq(err.code, DUMP_E_ARG);
}
END_TEST

START_TEST(a_source_that_fails_is_told_after_every_byte)
{
	struct buf plain = packed_plain(1000, PACKED_WORDS), b;

	b = packed(&plain, 1, LZMA_CHECK_CRC64);
	trial_failures(&b);
	buf_free(&b);
	buf_free(&plain);
}
END_TEST

Suite *
xz_suite(void)
{
	Suite *s = suite_create("xz");
	TCase *t = tcase_create("xz");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, streams_with_all_checks_are_read);
	tcase_add_test(t, streams_behind_each_other_are_one_file);
	tcase_add_test(t, cut_anywhere_it_gives_what_is_there_and_says_so);
	tcase_add_test(t, garbage_behind_the_end_is_told_and_harms_no_byte);
	tcase_add_test(t, every_bit_that_matters_is_noticed);
	tcase_add_test(t, memory_is_bounded_whatever_the_header_claims);
	tcase_add_test(t, it_is_read_and_not_written);
	tcase_add_test(t, a_source_that_fails_is_told_after_every_byte);
	suite_add_tcase(s, t);
	return s;
}
