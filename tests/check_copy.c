/* SPDX-License-Identifier: BSD-2-Clause */
/* check_copy.c -- from every kind of source to every kind of sink. */
#include <sys/stat.h>
#include <check.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "codec/deflate.h"
#include "io/sink.h"
#include "io/source.h"
#include "tests/copying.h"
#include "tests/suites.h"

START_TEST(parts_and_moves_come_out_in_order)
{
	struct buf in = input_of(FORWARD_SIZE);
	struct layout *l = layout_of(FORWARD);

	check_all(l, &in);
	ck_assert(!copy_res.truncated);
	ck_assert_uint_eq(copy_res.read, 1500000);
	layout_free(l);
	buf_free(&in);
}
END_TEST

START_TEST(all_of_a_source_comes_out)
{
	struct buf in = input_of(2500001);
	struct layout *l = layout_of("");

	l->whole = true;
	check_all(l, &in);
	ck_assert(!copy_res.truncated);
	layout_free(l);
	buf_free(&in);
}
END_TEST

START_TEST(nothing_comes_out_of_nothing)
{
	struct buf in = { 0 };
	struct layout *l = layout_of("");

	buf_zeros(&in, 1);
	in.n = 0;
	promised = 0;
	l->whole = true;
	check_all(l, &in);
	layout_free(l);
	l = layout_of("h10 z10 m10 | 5000@z");
	check_all(l, &in);
	layout_free(l);
	buf_free(&in);
}
END_TEST

START_TEST(moves_may_go_back_where_the_source_does)
{
	struct buf in = input_of(FORWARD_SIZE);
	struct layout *l = layout_of("m10 | 400000@900000 500000@20 20@700000");
	struct buf want = output_of(l, &in);

	ck_assert(l->backward);
	check_all(l, &in);
	ck_assert(!copies(l, &in, &want, FUNCTION, GATHERED));
	ck_assert_int_eq(copy_err.code, DUMP_E_SEEK);
	layout_free(l);
	buf_free(&want);
	buf_free(&in);
}
END_TEST

/* What becomes of a byte depends on nothing but its address. */
static void
blur(void *ctx, uint64_t addr, uint8_t *buf, size_t len)
{
	size_t i;

	(void)ctx;
	for (i = 0; i < len; i++)
		buf[i] ^= (uint8_t)(addr + i);
}

static void
rewrite(struct layout *l, uint64_t at, uint64_t len, uint64_t addr)
{
	l->rewrite = blur;
	ck_assert_int_eq(layout_rewrite(l, l->head + at, len, addr,
	    &copy_err), 0);
}

START_TEST(some_bytes_are_rewritten_and_the_rest_passes)
{
	struct buf in = input_of(4000000);
	struct layout *l = layout_of("h1000 | 5@100 200000@200 9@z "
	    "3000000@300000 700@3500000");

	rewrite(l, 0, 5, 0x1000);
	rewrite(l, 100, 3, 0x2001);
	rewrite(l, 103, 30000, 0x9003);
	rewrite(l, 200014, 1, 0xffff);
	rewrite(l, 200100, 2500001, 0x777777);
	rewrite(l, 3200014, 700, 0x10);
	check_all(l, &in);
	/* The source ends within one of them. */
	in.n = 2000007;
	check_all(l, &in);
	layout_free(l);
	buf_free(&in);
}
END_TEST

/* Sees that ranges are cut at few addresses only. */
static void
watch_borders(void *ctx, uint64_t addr, uint8_t *buf, size_t len)
{
	uint64_t *next = ctx;

	(void)buf;
	ck_assert_uint_eq(addr, *next);
	*next = addr + len;
	ck_assert(*next % REWRITE_UNIT == 0 || *next == 0x5003 + 2500001);
}

START_TEST(what_is_rewritten_is_cut_only_between_units)
{
	struct job j = { .in = -1, .out = -1 };
	struct buf in = input_of(4000000), want = { 0 };
	struct layout *l = layout_of("h3 | 3000000@7");
	uint64_t next = 0x5003;

	ck_assert_int_eq(layout_rewrite(l, 3 + 1001, 2500001, 0x5003,
	    &copy_err), 0);
	l->rewrite = watch_borders;
	l->rewrite_ctx = &next;
	job_source(&j, PLAIN_FILE, &in);
	job_sink(&j, GATHERED, &want);
	ck_assert_int_eq(job_copy(&j, l), 0);
	ck_assert_uint_eq(next, 0x5003 + 2500001);
	dump_sink_abort(j.dst);
	dump_source_close(j.src);
	buf_free(&j.take.bytes);
	layout_free(l);
	buf_free(&in);
}
END_TEST

/* An endless source, and a watch that sees how far it got. */
struct ride {
	uint64_t	 gone, seen, farthest, end, stop;
};

static int
ride_read(void *ctx, void *buf, size_t len, size_t *got)
{
	struct ride *r = ctx;

	if (len > r->end - r->gone)
		len = (size_t)(r->end - r->gone);
	memset(buf, 1, len);
	r->gone += len;
	*got = len;
	return 0;
}

static int
ride_watch(void *ctx, uint64_t done, uint64_t total)
{
	struct ride *r = ctx;

	ck_assert_uint_le(done, total);
	if (r->gone - r->seen > r->farthest)
		r->farthest = r->gone - r->seen;
	r->seen = r->gone;
	return r->gone >= r->stop;
}

START_TEST(whoever_watches_sees_every_8_mib_and_may_stop)
{
	static const char *const kinds[] = {
		"| 60000000@0 1@90000000", "m30000000 | 60000000@z 1@5"
	};
	struct dump_reader rd = { ride_read, NULL, NULL };
	struct copy_watch watch = { .progress = ride_watch };
	struct dump_source *src;
	struct dump_sink *dst;
	struct take t = { 0 };
	struct layout *l;
	struct ride r;
	int i;

	watch.ctx = &r;
	for (i = 0; i < 4; i++) {
		r = (struct ride){ .end = 200 << 20, .stop = i < 2 ?
		    UINT64_MAX : 1 };
		l = layout_of(kinds[i % 2]);
		ck_assert_int_eq(source_from_callback(&src, &rd, &r, &copy_err),
		    0);
		dst = take_sink(&t);
		ck_assert_int_eq(copy_layout(l, src, 0, dst, &watch, &copy_res,
		    &copy_err), i < 2 ? 0 : -1);
		if (i < 2)
			ck_assert_uint_le(r.farthest, 8 << 20);
		else
			ck_assert_int_eq(copy_err.code, DUMP_E_STOPPED);
		dump_sink_abort(dst);
		dump_source_close(src);
		layout_free(l);
		buf_free(&t.bytes);
		t.bytes = (struct buf){ 0 };
	}
}
END_TEST

START_TEST(holes_are_neither_read_nor_written)
{
	struct buf b = pattern_of(8192);
	struct layout *l = layout_of("m100 |");
	struct dump_source *src;
	struct dump_sink *dst;
	struct stat st;
	int fd;

	file_make(in_dir("in"), &b);
	fd = open(in_dir("in"), O_RDWR);
	ck_assert_int_eq(ftruncate(fd, (off_t)1 << 40), 0);
	ck_assert_int_eq(pwrite(fd, b.v, 8192, (off_t)1 << 39), 8192);
	ck_assert_int_eq(fstat(fd, &st), 0);
	if (st.st_blocks < 1000) {
		ck_assert_int_eq(layout_move(l, 4096, ((uint64_t)1 << 40) -
		    4096, &copy_err), 0);
		ck_assert_int_eq(source_from_fd(&src, fd, "in", &copy_err), 0);
		ck_assert_int_eq(dump_sink_open(&dst, in_dir("out"), 0,
		    &copy_err), 0);
		ck_assert_int_eq(copy_layout(l, src, DUMP_NOWHERE, dst, NULL,
		    &copy_res, &copy_err), 0);
		ck_assert_int_eq(dump_sink_commit(&dst, &copy_err), 0);
		dump_source_close(src);
		ck_assert_int_eq(stat(in_dir("out"), &st), 0);
		ck_assert_int_eq(st.st_size, ((off_t)1 << 40) - 4096 + 100);
		ck_assert_int_lt(st.st_blocks, 1000);
	}
	close(fd);
	layout_free(l);
	buf_free(&b);
}
END_TEST

START_TEST(a_layout_joins_what_goes_on)
{
	struct layout *l = layout_of("h5 z0 z7 | 10@0 5@10 0@3 3@z 4@z 5@15 "
	    "1@30");
	uint64_t big = UINT64_MAX - 10;

	ck_assert_uint_eq(l->nparts, 2);
	ck_assert_uint_eq(l->head, 12);
	ck_assert_uint_eq(l->nmoves, 4);
	ck_assert_uint_eq(l->moves[0].len, 15);
	ck_assert_uint_eq(l->moves[1].len, 7);
	ck_assert_uint_eq(l->size, 12 + 15 + 7 + 5 + 1);
	ck_assert(!l->backward);
	ck_assert_int_eq(layout_move(l, MOVE_ZEROS, 1, &copy_err), 0);
	ck_assert_int_eq(layout_move(l, 31, 1, &copy_err), 0);
	ck_assert(!l->backward);
	ck_assert_int_eq(layout_move(l, MOVE_ZEROS, 1, &copy_err), 0);
	ck_assert_int_eq(layout_move(l, 31, 1, &copy_err), 0);
	ck_assert(l->backward);
	ck_assert_int_eq(layout_move(l, 5, big, &copy_err), -1);
	ck_assert_int_eq(copy_err.code, DUMP_E_LIMIT);
	ck_assert_int_eq(layout_move(l, 12, big, &copy_err), -1);
	ck_assert_int_eq(copy_err.code, DUMP_E_ARG);
	layout_free(l);
}
END_TEST

START_TEST(bytes_of_anything_are_copied_and_counted)
{
	struct buf in = input_of(2500001);
	struct take to = { 0 };
	struct dump_source *src;
	struct dump_sink *dst;
	uint32_t crc;
	int way;

	for (way = 0; way < 3; way++) {
		ck_assert_int_eq(source_from_memory(&src, in.v, in.n,
		    &copy_err), 0);
		dst = way < 2 ? take_sink(&to) : NULL;
		ck_assert_int_eq(dump_copy_bytes(src, dst, NULL, NULL,
		    way > 0 ? &crc : NULL, &copy_res, &copy_err), 0);
		ck_assert_uint_eq(copy_res.read, in.n);
		ck_assert_uint_eq(copy_res.written, way < 2 ? in.n : 0);
		ck_assert(!copy_res.damaged);
		if (way > 0)
			ck_assert_uint_eq(crc, crc32_of(0, in.v, in.n));
		if (way < 2) {
			ck_assert_int_eq(dump_sink_commit(&dst, &copy_err),
			    0);
			ck_assert_uint_eq(to.bytes.n, in.n);
			ck_assert(memcmp(to.bytes.v, in.v, in.n) == 0);
		}
		buf_cut(&to.bytes, 0);
		dump_source_close(src);
	}
	buf_free(&to.bytes);
	buf_free(&in);
}
END_TEST

START_TEST(bytes_that_fail_are_not_counted)
{
	struct feed from = { .bytes = input_of(2500001), .fails = true,
	    .fail_at = 2000000 };
	struct dump_source *src = feed_source(&from, false);
	uint32_t crc;

	ck_assert_int_eq(dump_copy_bytes(src, NULL, NULL, NULL, &crc,
	    &copy_res, &copy_err), -1);
	ck_assert_int_eq(copy_err.code, DUMP_E_SYS);
	dump_source_close(src);
	buf_free(&from.bytes);
}
END_TEST

Suite *
copy_suite(void)
{
	Suite *s = suite_create("copy");
	TCase *tc = tcase_create("copy");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, dir_make, dir_remove);
	tcase_add_test(tc, parts_and_moves_come_out_in_order);
	tcase_add_test(tc, all_of_a_source_comes_out);
	tcase_add_test(tc, nothing_comes_out_of_nothing);
	tcase_add_test(tc, moves_may_go_back_where_the_source_does);
	tcase_add_test(tc, some_bytes_are_rewritten_and_the_rest_passes);
	tcase_add_test(tc, what_is_rewritten_is_cut_only_between_units);
	tcase_add_test(tc, whoever_watches_sees_every_8_mib_and_may_stop);
	tcase_add_test(tc, holes_are_neither_read_nor_written);
	tcase_add_test(tc, a_layout_joins_what_goes_on);
	tcase_add_test(tc, bytes_of_anything_are_copied_and_counted);
	tcase_add_test(tc, bytes_that_fail_are_not_counted);
	suite_add_tcase(s, tc);
	return s;
}
