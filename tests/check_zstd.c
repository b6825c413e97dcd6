/* SPDX-License-Identifier: BSD-2-Clause */
/* check_zstd.c -- what is written as zstd, and how any zstd is read. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "base/bytes.h"
#include "codec/codec.h"
#include "codec/zstd.h"
#include "io/sink.h"
#include "io/source.h"
#include "tests/stream.h"
#include "tests/suites.h"
#include "tests/trials.h"

enum { CHUNK = ZST_CHUNK };

static struct dump_err err;

/* A few frames of which the last is not full and two are zeros. */
static struct buf
sample(void)
{
	struct buf b = packed_plain(CHUNK + 1000, PACKED_MEMORY);

	buf_zeros(&b, 3 * CHUNK);
	buf_fill(&b, 7, 12345);
	return b;
}

/* As the library itself packs them, in pieces of which nobody knows how many
 * there are, or all at once. */
static struct buf
foreign(const struct buf *plain, int level, int window, bool sum, bool size)
{
	ZSTD_CCtx *c = ZSTD_createCCtx();
	ZSTD_inBuffer in = { plain->v, plain->n, 0 };
	ZSTD_outBuffer out = { 0 };
	struct buf b = { 0 };

	ZSTD_CCtx_setParameter(c, ZSTD_c_compressionLevel, level);
	ZSTD_CCtx_setParameter(c, ZSTD_c_windowLog, window);
	ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, sum);
	ZSTD_CCtx_setParameter(c, ZSTD_c_contentSizeFlag, size);
	buf_zeros(&b, ZSTD_compressBound(plain->n) + 64);
	out.dst = b.v;
	out.size = b.n;
	if (!size) {
		in.size = plain->n / 2;
		ck_assert(!ZSTD_isError(ZSTD_compressStream2(c, &out, &in,
		    ZSTD_e_continue)));
		in.size = plain->n;
	}
	ck_assert_uint_eq(ZSTD_compressStream2(c, &out, &in, ZSTD_e_end), 0);
	buf_cut(&b, out.pos);
	ZSTD_freeCCtx(c);
	return b;
}

static struct buf
usual(const struct buf *plain)
{
	return foreign(plain, 3, 0, true, true);
}

/* All frames, as the library itself undoes them. */
static struct buf
undone(const struct buf *zst)
{
	ZSTD_DCtx *d = ZSTD_createDCtx();
	ZSTD_inBuffer in = { zst->v, zst->n, 0 };
	ZSTD_outBuffer out = { 0 };
	struct buf b = { 0 };
	size_t rc = 0, room = 4096;

	do {
		buf_zeros(&b, out.pos + room - b.n);
		out.dst = b.v;
		out.size = b.n;
		rc = ZSTD_decompressStream(d, &out, &in);
		ck_assert_msg(!ZSTD_isError(rc), "%s", ZSTD_getErrorName(rc));
		room *= 2;
	} while (rc != 0 || in.pos < in.size);
	buf_cut(&b, out.pos);
	ZSTD_freeDCtx(d);
	return b;
}

static void
is_right(const struct buf *zst, const struct buf *plain)
{
	struct buf b = undone(zst);

	ck_assert(buf_same(&b, plain));
	buf_free(&b);
	trial_whole(zst, plain);
}

START_TEST(what_is_written_every_reader_reads)
{
	static const size_t lengths[] = { 0, 1, 1000, CHUNK - 1, CHUNK,
	    CHUNK + 1, 2 * CHUNK };
	static const enum dump_index indices[] = { DUMP_INDEX_NEVER,
	    DUMP_INDEX_ALWAYS };
	struct packed_how how = { .level = 1 };
	struct buf plain, zst;
	size_t n, i;
	int kind;

	for (n = 0; n < sizeof lengths / sizeof *lengths; n++)
		for (kind = 0; kind < PACKED_KINDS; kind++)
			for (i = 0; i < 2; i++) {
				how.index = indices[i];
				plain = packed_plain(lengths[n], kind);
				zst = packed_as("zstd", &plain, &how);
				is_right(&zst, &plain);
				buf_free(&zst);
				buf_free(&plain);
			}
}
END_TEST

START_TEST(all_levels_are_read)
{
	struct buf plain = packed_plain(CHUNK + 70000, PACKED_MEMORY), zst;
	struct packed_how how = { 0 };
	size_t last = SIZE_MAX;

	for (how.level = 1; how.level <= 19; how.level += 3) {
		zst = packed_as("zstd", &plain, &how);
		is_right(&zst, &plain);
		ck_assert_uint_le(zst.n, last + last / 20);
		last = zst.n;
		buf_free(&zst);
	}
	buf_free(&plain);
}
END_TEST

START_TEST(neither_threads_nor_pieces_nor_holes_change_a_byte)
{
	static const struct packed_how hows[] = { { .threads = 1 },
	    { .threads = 5 }, { .at_once = 1 }, { .at_once = 4096 },
	    { .at_once = 100003, .threads = 3 }, { .holes = true },
	    { .holes = true, .threads = 1 } };
	static const int levels[] = { 1, 3, 7, 13, 17 };
	struct packed_how how = { 0 };
	struct buf plain = sample(), zst, again;
	size_t i, j;

	for (i = 0; i < sizeof levels / sizeof *levels; i++) {
		how.level = levels[i];
		zst = packed_as("zstd", &plain, &how);
		/* How the bytes arrive is the same for all levels. */
		for (j = 0; j < (i == 0 ? sizeof hows / sizeof *hows : 2);
		    j++) {
			how = hows[j];
			how.level = levels[i];
			again = packed_as("zstd", &plain, &how);
			ck_assert(buf_same(&zst, &again));
			buf_free(&again);
		}
		buf_free(&zst);
		how = (struct packed_how){ 0 };
	}
	buf_free(&plain);
}
END_TEST

START_TEST(zeros_are_compressed_once)
{
	struct packed_how how = { .threads = 1 };
	struct dump_packing p = { .codec = "zstd", .level = 19, .threads = 1,
	    .index = DUMP_INDEX_ALWAYS };
	struct take t = { 0 };
	struct dump_sink *dst = take_sink(&t);
	struct buf plain = { 0 }, zst;

	buf_u8(&plain, 1);
	buf_zeros(&plain, 5 * CHUNK - 1);
	buf_u8(&plain, 1);
	how.level = 19;
	zst = packed_as("zstd", &plain, &how);
	ck_assert_int_eq(dump_sink_pack(&dst, &p, &err), 0);
	ck_assert(sink_is_sparse(dst));
	ck_assert_int_eq(dump_sink_write(dst, "\1", 1, &err), 0);
	ck_assert_int_eq(sink_zeros(dst, 5 * CHUNK - 1, &err), 0);
	ck_assert_int_eq(dump_sink_write(dst, "\1", 1, &err), 0);
	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	ck_assert(buf_same(&t.bytes, &zst));
	buf_free(&t.bytes);
	buf_free(&zst);
	/* 60 GiB of them in a moment: they are not even looked at. */
	dst = take_sink(&t);
	ck_assert_int_eq(dump_sink_pack(&dst, &p, &err), 0);
	ck_assert_int_eq(sink_zeros(dst, UINT64_C(60) << 30, &err), 0);
	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	ck_assert_uint_lt(t.bytes.n, 61440 * 100);
	buf_free(&t.bytes);
	buf_free(&plain);
}
END_TEST

START_TEST(frames_have_length_and_checksum_and_say_what_follows)
{
	struct buf plain = sample(), zst;
	struct zstd_head h;
	size_t at = 0, size, n = 0;

	zst = packed_as("zstd", &plain, NULL);
	for (;; at += size, n++) {
		size = ZSTD_findFrameCompressedSize(zst.v + at, zst.n - at);
		ck_assert(!ZSTD_isError(size));
		ck_assert(zstd_head_read(&h, zst.v + at, zst.n - at));
		if (h.skipped)
			break;
		ck_assert(h.sum);
		ck_assert_uint_eq(h.content, n < 4 ? CHUNK : 13345);
		ck_assert_uint_eq(h.content, ZSTD_getFrameContentSize(zst.v +
		    at, zst.n - at));
		ck_assert_int_eq(h.more, n < 4);
	}
	ck_assert_uint_eq(n, 5);
	ck_assert_uint_eq(at + h.len + h.size, zst.n);
	buf_free(&zst);
	buf_free(&plain);
}
END_TEST

START_TEST(headers_of_all_forms_are_read)
{
	struct buf plain = packed_plain(300000, PACKED_WORDS), zst;
	struct zstd_head h;
	size_t len;
	int form;

	for (form = 0; form < 8; form++)
		for (len = 0; len < plain.n; len = len * 5 + 50) {
			struct buf part = { .v = plain.v, .n = len };

			zst = foreign(&part, 3, form & 4 ? 12 : 0,
			    (form & 1) != 0, (form & 2) != 0);
			is_right(&zst, &part);
			ck_assert(zstd_head_read(&h, zst.v, zst.n));
			ck_assert_int_eq(h.sum, form & 1);
			ck_assert(!h.more);
			ck_assert_uint_eq(h.content, (form & 2) != 0 ? len :
			    DUMP_NOWHERE);
			buf_free(&zst);
		}
	buf_free(&plain);
}
END_TEST

START_TEST(windows_are_as_large_as_is_usual_and_no_larger)
{
	struct buf plain = packed_plain(300000, PACKED_WORDS), zst;
	struct unpacked u;
	int log;

	for (log = 20; log < 31; log++) {
		zst = foreign(&plain, 1, 0, true, false);
		ck_assert_int_eq(zst.v[4] & 0x20, 0);
		zst.v[5] = (uint8_t)((log - 10) << 3);
		u = packed_undo(&zst, PACKED_STREAM);
		ck_assert_int_eq(u.failed, log > 27);
		if (u.failed) {
			ck_assert_int_eq(u.err.code, DUMP_E_LIMIT);
			ck_assert_ptr_nonnull(strstr(u.err.msg, "128 MiB"));
		} else {
			ck_assert(buf_same(&u.bytes, &plain));
		}
		buf_free(&u.bytes);
		buf_free(&zst);
	}
	buf_free(&plain);
}
END_TEST

START_TEST(a_dictionary_that_is_elsewhere_is_asked_for)
{
	struct buf plain = packed_plain(3000, PACKED_WORDS), zst, b = { 0 };
	struct unpacked u;

	zst = foreign(&plain, 3, 12, true, false);
	buf_add(&b, zst.v, 6);
	b.v[4] |= 1;
	buf_u8(&b, 77);
	buf_add(&b, zst.v + 6, zst.n - 6);
	u = packed_undo(&b, PACKED_STREAM);
	ck_assert(u.failed);
	ck_assert_int_eq(u.err.code, DUMP_E_UNKNOWN);
	ck_assert_ptr_nonnull(strstr(u.err.msg, "dictionary (0x4d)"));
	buf_free(&b);
	buf_free(&zst);
	buf_free(&plain);
}
END_TEST

START_TEST(flags_from_the_future_are_not_guessed_at)
{
	struct buf plain = packed_plain(1000, PACKED_WORDS), zst;
	struct dump_source *src;
	struct dump_wrapping w;

	zst = usual(&plain);
	zst.v[4] |= 8;
	ck_assert_int_eq(packed_open(&src, &zst, PACKED_STREAM, 1, &err), 0);
	ck_assert(!dump_source_wrapping(src, 0, &w));
	dump_source_close(src);
	buf_free(&zst);
	buf_free(&plain);
}
END_TEST

/* A frame of LEN bytes to be skipped. */
static void
skippable(struct buf *b, unsigned kind, size_t len)
{
	buf_u32(b, ZST_SKIPPABLE + kind);
	buf_u32(b, (uint32_t)len);
	buf_fill(b, 's', len);
}

START_TEST(frames_behind_each_other_are_one_file)
{
	static const struct packed_how bare = { .index = DUMP_INDEX_NEVER };
	struct buf plain = packed_plain(50000, PACKED_WORDS), all = { 0 };
	struct buf zst[4], cat = { 0 };
	size_t i;

	zst[0] = usual(&plain);
	zst[1] = packed_as("zstd", &plain, NULL);
	zst[2] = foreign(&plain, 1, 0, false, false);
	zst[3] = packed_as("zstd", &plain, &bare);
	for (i = 0; i < 4; i++) {
		skippable(&cat, (unsigned)i * 5, i * i * i * 10000);
		buf_add(&cat, zst[i].v, zst[i].n);
		buf_add(&all, plain.v, plain.n);
		buf_free(&zst[i]);
	}
	skippable(&cat, 3, 0);
	is_right(&cat, &all);
	buf_free(&cat);
	buf_free(&all);
	buf_free(&plain);
}
END_TEST

START_TEST(garbage_behind_the_end_is_told_and_harms_no_byte)
{
	static const char *const garbage[] = { "x", "\x28\xb5/x", "Q*M\1",
	    "text that follows" };
	struct buf plain = packed_plain(5000, PACKED_WORDS), zst;
	size_t i;

	zst = packed_as("zstd", &plain, NULL);
	for (i = 0; i < sizeof garbage / sizeof *garbage; i++)
		trial_garbage(&zst, &plain, garbage[i]);
	buf_free(&zst);
	buf_free(&plain);
}
END_TEST

START_TEST(whoever_feeds_garbage_is_not_cut_off)
{
	struct buf plain = packed_plain(5000, PACKED_WORDS), zst;
	struct dump_source *src;
	struct unpacked u;
	pid_t writer;
	int fd;

	zst = packed_as("zstd", &plain, NULL);
	buf_fill(&zst, 'g', 3000000);
	fd = pipe_from(&zst, &writer);
	ck_assert_int_eq(dump_source_fd(&src, fd, "pipe", &err), 0);
	u = packed_read(src, 0);
	ck_assert(u.flawed && buf_same(&u.bytes, &plain));
	ck_assert(ended_well(writer));
	buf_free(&u.bytes);
	buf_free(&zst);
	buf_free(&plain);
}
END_TEST

START_TEST(cut_anywhere_it_gives_what_is_there_and_says_so)
{
	struct buf plain = packed_plain(3000, PACKED_WORDS), zst;

	zst = usual(&plain);
	trial_cut(&zst, &plain, 4, ZST_LEAST, 0);
	buf_free(&zst);
	/* All bytes are there, only the table is not. */
	zst = packed_as("zstd", &plain, NULL);
	trial_cut(&zst, &plain, 4, ZST_LEAST, 1);
	buf_free(&zst);
	buf_free(&plain);
}
END_TEST

START_TEST(a_cut_between_two_frames_is_seen)
{
	struct buf plain = packed_plain(2 * CHUNK, PACKED_ZEROS), zst;

	plain.v[CHUNK] = 1;
	zst = packed_as("zstd", &plain, NULL);
	ck_assert_uint_lt(zst.n, 1000);
	trial_cut(&zst, &plain, 4, ZST_LEAST, 1);
	buf_free(&zst);
	buf_free(&plain);
}
END_TEST

START_TEST(a_wrong_checksum_is_damage)
{
	struct buf plain = packed_plain(3000, PACKED_WORDS), zst;
	struct unpacked u;
	size_t i;
	int way;

	for (i = 1; i <= 4; i++)
		for (way = 0; way < PACKED_WAYS; way++) {
			zst = usual(&plain);
			zst.v[zst.n - i] ^= 0x10;
			u = packed_undo(&zst, (enum packed_way)way);
			ck_assert(u.failed);
			ck_assert_int_eq(u.err.code, DUMP_E_DAMAGED);
			buf_free(&u.bytes);
			buf_free(&zst);
		}
	buf_free(&plain);
}
END_TEST

START_TEST(every_bit_that_matters_is_noticed)
{
	struct buf plain = packed_plain(3000, PACKED_MEMORY), zst;
	size_t bit;

	zst = packed_as("zstd", &plain, NULL);
	for (bit = 0; bit < zst.n * 8; bit++)
		trial_flip(&zst, &plain, 5, bit);
	buf_free(&zst);
	zst = foreign(&plain, 3, 0, true, false);
	for (bit = 0; bit < zst.n * 8; bit++)
		trial_flip(&zst, &plain, 5, bit);
	buf_free(&zst);
	buf_free(&plain);
}
END_TEST

START_TEST(every_bit_of_several_frames_and_their_table_is_noticed)
{
	struct buf plain = packed_plain(CHUNK + 5, PACKED_ZEROS), zst;
	size_t bit;

	plain.v[CHUNK] = 1;
	zst = packed_as("zstd", &plain, NULL);
	ck_assert_uint_lt(zst.n, 1000);
	for (bit = 0; bit < zst.n * 8; bit++)
		trial_flip(&zst, &plain, 5, bit);
	buf_free(&zst);
	buf_free(&plain);
}
END_TEST

START_TEST(bits_of_large_files_are_noticed_too)
{
	struct buf plain = sample(), zst;
	struct packed_how how = { .level = 1 };
	size_t i, n = getenv("DUMPKIT_LONG") != NULL ? 5000 : 100;
	uint32_t seed = 5;

	zst = packed_as("zstd", &plain, &how);
	for (i = 0; i < n; i++) {
		seed = seed * 1664525 + 1013904223;
		trial_flip(&zst, &plain, 5,
		    (seed >> 4) % (zst.n * 8));
	}
	buf_free(&zst);
	buf_free(&plain);
}
END_TEST

START_TEST(reach_is_as_the_file_and_its_place_allow)
{
	struct buf plain = packed_plain(9000, PACKED_WORDS), zst;
	struct dump_source *src;
	struct dump_wrapping w;

	zst = packed_as("zstd", &plain, NULL);
	ck_assert_int_eq(packed_open(&src, &zst, PACKED_MAPPED, 1, &err), 0);
	ck_assert_int_eq(source_reach(src), REACH_ANYWHERE);
	ck_assert_uint_eq(dump_source_size(src), plain.n);
	ck_assert(dump_source_wrapping(src, 0, &w) && w.indexed);
	ck_assert_uint_eq(w.packed, zst.n);
	ck_assert_str_eq(w.codec, "zstd");
	dump_source_close(src);
	ck_assert_int_eq(packed_open(&src, &zst, PACKED_STREAM, 1, &err), 0);
	ck_assert_int_eq(source_reach(src), REACH_REWIND);
	ck_assert_uint_eq(dump_source_size(src), DUMP_NOWHERE);
	ck_assert(dump_source_wrapping(src, 0, &w) && !w.indexed);
	dump_source_close(src);
	ck_assert_int_eq(packed_open(&src, &zst, PACKED_PIPE, 1, &err), 0);
	ck_assert_int_eq(source_reach(src), REACH_FORWARD);
	dump_source_close(src);
	buf_free(&zst);
	zst = usual(&plain);
	ck_assert_int_eq(packed_open(&src, &zst, PACKED_MAPPED, 1, &err), 0);
	ck_assert_int_eq(source_reach(src), REACH_REWIND);
	dump_source_close(src);
	buf_free(&zst);
	buf_free(&plain);
}
END_TEST

START_TEST(a_stream_can_be_read_again_from_its_start)
{
	static const struct packed_how bare = { .index = DUMP_INDEX_NEVER };
	struct buf plain = sample(), zst;
	struct dump_source *src;
	uint8_t buf[1000];
	size_t at, i;

	zst = packed_as("zstd", &plain, &bare);
	ck_assert_int_eq(packed_open(&src, &zst, PACKED_STREAM, 1, &err), 0);
	for (i = 0; i < 6; i++) {
		at = i % 2 == 0 ? plain.n - 2000 - i : 1200000 + i * 1000;
		ck_assert_int_eq(dump_source_read(src, at, buf, sizeof buf,
		    &err), 0);
		ck_assert_mem_eq(buf, plain.v + at, sizeof buf);
	}
	dump_source_close(src);
	buf_free(&zst);
	buf_free(&plain);
}
END_TEST

START_TEST(a_source_that_fails_is_told_after_every_byte)
{
	struct buf plain = packed_plain(2000, PACKED_WORDS), zst;

	zst = usual(&plain);
	trial_failures(&zst);
	buf_free(&zst);
	buf_free(&plain);
}
END_TEST

START_TEST(a_sink_that_fails_is_told_after_every_byte)
{
	struct dump_packing p = { .codec = "zstd", .level = 1, .threads = 2,
	    .index = DUMP_INDEX_ALWAYS };
	struct buf plain = packed_plain(2 * CHUNK, PACKED_ZEROS), zst;
	struct take t = { .fails = true };
	struct packed_how how = { .level = 1 };
	struct dump_sink *dst;

	zst = packed_as("zstd", &plain, &how);
	for (t.fail_at = 0; t.fail_at < zst.n; t.fail_at++) {
		buf_cut(&t.bytes, 0);
		dst = take_sink(&t);
		if (dump_sink_pack(&dst, &p, &err) == 0 &&
		    dump_sink_write(dst, plain.v, plain.n, &err) == 0)
			ck_assert_int_eq(dump_sink_commit(&dst, &err), -1);
		ck_assert_int_eq(err.code, DUMP_E_SYS);
		dump_sink_abort(dst);
	}
	buf_free(&t.bytes);
	buf_free(&zst);
	buf_free(&plain);
}
END_TEST

Suite *
zstd_suite(void)
{
	Suite *s = suite_create("zstd");
	TCase *t = tcase_create("zstd");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, what_is_written_every_reader_reads);
	tcase_add_test(t, all_levels_are_read);
	tcase_add_test(t, neither_threads_nor_pieces_nor_holes_change_a_byte);
	tcase_add_test(t, zeros_are_compressed_once);
	tcase_add_test(t, frames_have_length_and_checksum_and_say_what_follows);
	tcase_add_test(t, headers_of_all_forms_are_read);
	tcase_add_test(t, windows_are_as_large_as_is_usual_and_no_larger);
	tcase_add_test(t, a_dictionary_that_is_elsewhere_is_asked_for);
	tcase_add_test(t, flags_from_the_future_are_not_guessed_at);
	tcase_add_test(t, frames_behind_each_other_are_one_file);
	tcase_add_test(t, garbage_behind_the_end_is_told_and_harms_no_byte);
	tcase_add_test(t, whoever_feeds_garbage_is_not_cut_off);
	tcase_add_test(t, cut_anywhere_it_gives_what_is_there_and_says_so);
	tcase_add_test(t, a_cut_between_two_frames_is_seen);
	tcase_add_test(t, a_wrong_checksum_is_damage);
	tcase_add_test(t, every_bit_that_matters_is_noticed);
	tcase_add_test(t,
	    every_bit_of_several_frames_and_their_table_is_noticed);
	tcase_add_test(t, bits_of_large_files_are_noticed_too);
	tcase_add_test(t, reach_is_as_the_file_and_its_place_allow);
	tcase_add_test(t, a_stream_can_be_read_again_from_its_start);
	tcase_add_test(t, a_source_that_fails_is_told_after_every_byte);
	tcase_add_test(t, a_sink_that_fails_is_told_after_every_byte);
	suite_add_tcase(s, t);
	return s;
}
