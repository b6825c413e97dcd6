/* SPDX-License-Identifier: BSD-2-Clause */
/* check_lz4.c -- how lz4 is read. */
#include <check.h>
#include <lz4frame.h>
#include <string.h>

#include "base/bytes.h"
#include "codec/codec.h"
#include "tests/suites.h"
#include "tests/trials.h"

static struct dump_err err;

/* FORM: bits for each of what a frame may have or not. */
enum { CONTENT_SUM = 1, BLOCK_SUMS = 2, CONTENT_SIZE = 4, SMALL_BLOCKS = 8,
    LINKED = 16, FORMS = 32 };

static struct buf
packed(const struct buf *plain, int form)
{
	LZ4F_preferences_t p = { 0 };
	struct buf b = { 0 };
	size_t n;

	p.frameInfo.contentChecksumFlag = form & CONTENT_SUM ?
	    LZ4F_contentChecksumEnabled : LZ4F_noContentChecksum;
	p.frameInfo.blockChecksumFlag = form & BLOCK_SUMS ?
	    LZ4F_blockChecksumEnabled : LZ4F_noBlockChecksum;
	p.frameInfo.contentSize = form & CONTENT_SIZE ? plain->n : 0;
	p.frameInfo.blockSizeID = form & SMALL_BLOCKS ? LZ4F_max64KB :
	    LZ4F_max4MB;
	p.frameInfo.blockMode = form & LINKED ? LZ4F_blockLinked :
	    LZ4F_blockIndependent;
	buf_zeros(&b, LZ4F_compressFrameBound(plain->n, &p));
	n = LZ4F_compressFrame(b.v, b.n, plain->v, plain->n, &p);
	ck_assert(!LZ4F_isError(n));
	buf_cut(&b, n);
	return b;
}

START_TEST(frames_of_all_forms_are_read)
{
	static const size_t lengths[] = { 0, 1, 65536, 300001, 5 << 20 };
	struct buf plain, b;
	int form, kind;
	size_t i;

	for (form = 0; form < FORMS; form++)
		for (i = 0; i < sizeof lengths / sizeof *lengths; i++) {
			kind = form % PACKED_KINDS;
			plain = packed_plain(lengths[i], kind);
			b = packed(&plain, form);
			trial_whole(&b, &plain);
			buf_free(&b);
			buf_free(&plain);
		}
}
END_TEST

START_TEST(frames_behind_each_other_are_one_file)
{
	struct buf plain = packed_plain(50000, PACKED_WORDS), all = { 0 };
	struct buf cat = { 0 }, b;
	int form;

	for (form = 0; form < 4; form++) {
		b = packed(&plain, form);
		buf_add(&cat, b.v, b.n);
		buf_add(&all, plain.v, plain.n);
		buf_free(&b);
		/* One to be skipped. */
		buf_u32(&cat, 0x184d2a50 + (uint32_t)form * 5);
		buf_u32(&cat, (uint32_t)form * 1000);
		buf_fill(&cat, 's', (size_t)form * 1000);
	}
	trial_whole(&cat, &all);
	buf_free(&cat);
	buf_free(&all);
	buf_free(&plain);
}
END_TEST

START_TEST(cut_anywhere_it_gives_what_is_there_and_says_so)
{
	struct buf plain = packed_plain(3000, PACKED_WORDS), b;

	b = packed(&plain, CONTENT_SUM);
	trial_cut(&b, &plain, 4, 7, 0);
	buf_free(&b);
	buf_free(&plain);
}
END_TEST

START_TEST(garbage_behind_the_end_is_told_and_harms_no_byte)
{
	struct buf plain = packed_plain(3000, PACKED_WORDS), b;

	b = packed(&plain, CONTENT_SUM);
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

	b = packed(&plain, CONTENT_SUM | CONTENT_SIZE);
	for (bit = 0; bit < b.n * 8; bit++)
		trial_flip(&b, &plain, 5, bit);
	buf_free(&b);
	buf_free(&plain);
}
END_TEST

START_TEST(a_dictionary_that_is_elsewhere_is_asked_for)
{
	LZ4F_preferences_t p = { .frameInfo = { .dictID = 77,
	    .contentChecksumFlag = LZ4F_contentChecksumEnabled } };
	struct buf plain = packed_plain(3000, PACKED_WORDS), b = { 0 };
	struct unpacked u;

	buf_zeros(&b, 10000);
	buf_cut(&b, LZ4F_compressFrame(b.v, b.n, plain.v, plain.n, &p));
	u = packed_undo(&b, PACKED_STREAM);
	ck_assert(u.failed);
	ck_assert_int_eq(u.err.code, DUMP_E_UNKNOWN);
	ck_assert_ptr_nonnull(strstr(u.err.msg, "dictionary (0x4d)"));
	buf_free(&b);
	buf_free(&plain);
}
END_TEST

START_TEST(it_is_read_and_not_written)
{
	struct dump_packing p = { .codec = "lz4" };
	struct dump_sink *dst;
	size_t i;

	ck_assert_str_eq(codec_named("lz4")->suffix, ".lz4");
	ck_assert_int_eq(dump_sink_fd(&dst, 1, "stdout", &err), 0);
	ck_assert_int_eq(dump_sink_pack(&dst, &p, &err), -1);
	ck_assert_int_eq(err.code, DUMP_E_ARG);
	for (i = 0; dump_codec_name(i) != NULL; i++)
		ck_assert_str_ne(dump_codec_name(i), "lz4");
}
END_TEST

START_TEST(a_source_that_fails_is_told_after_every_byte)
{
	struct buf plain = packed_plain(1000, PACKED_WORDS), b;

	b = packed(&plain, CONTENT_SUM);
	trial_failures(&b);
	buf_free(&b);
	buf_free(&plain);
}
END_TEST

Suite *
lz4_suite(void)
{
	Suite *s = suite_create("lz4");
	TCase *t = tcase_create("lz4");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, frames_of_all_forms_are_read);
	tcase_add_test(t, frames_behind_each_other_are_one_file);
	tcase_add_test(t, cut_anywhere_it_gives_what_is_there_and_says_so);
	tcase_add_test(t, garbage_behind_the_end_is_told_and_harms_no_byte);
	tcase_add_test(t, every_bit_that_matters_is_noticed);
	tcase_add_test(t, a_dictionary_that_is_elsewhere_is_asked_for);
	tcase_add_test(t, it_is_read_and_not_written);
	tcase_add_test(t, a_source_that_fails_is_told_after_every_byte);
	suite_add_tcase(s, t);
	return s;
}
