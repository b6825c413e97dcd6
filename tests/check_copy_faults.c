/* SPDX-License-Identifier: BSD-2-Clause */
/* check_copy_faults.c -- copies while the system or the input fails. */
#include <check.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "io/sink.h"
#include "io/source.h"
#include "tests/copying.h"
#include "tests/fault.h"
#include "tests/suites.h"

START_TEST(short_counts_and_signals_cost_no_byte)
{
	static const char small[] =
	    "h100 s30@20 z50 m70 h1 | 5@100 2000@200 9@z 20000@2500 3000@30000";
	struct buf in = input_of(34000), big = input_of(FORWARD_SIZE);
	struct layout *l = layout_of(small);

	fault.interrupt = true;
	promised = 34000;
	for (fault.most = 1; fault.most < 34000; fault.most *= 7)
		check_all(l, &in);
	layout_free(l);
	l = layout_of(FORWARD);
	fault.most = 30011;
	promised = 1500000;
	check_all(l, &big);
	layout_free(l);
	buf_free(&in);
	buf_free(&big);
}
END_TEST

START_TEST(splice_may_give_up_anywhere)
{
	struct buf in = input_of(FORWARD_SIZE);
	struct layout *l = layout_of(FORWARD);
	uint64_t n;

	/* Between two files, one call fills a pipe and the next empties it:
	 * one failure leaves something in there. */
	for (n = 0; n < 1500000; n = n * 5 + 3) {
		fault = (struct fault){ .no_splice = 1, .spliced = n };
		check_all(l, &in);
		fault.no_splice = UINT_MAX;
		fault.spliced = n;
		check_all(l, &in);
	}
	layout_free(l);
	buf_free(&in);
}
END_TEST

START_TEST(a_sink_that_fails_gets_what_fits_and_no_more)
{
	struct buf in = input_of(3000);
	struct layout *l = layout_of("h10 m20 | 500@100 5@z 2000@900");
	struct buf want = output_of(l, &in);
	struct job j;
	size_t n;

	for (n = 0; n < want.n; n++) {
		j = (struct job){ .take = { .fails = true, .fail_at = n } };
		job_source(&j, FUNCTION, &in);
		job_sink(&j, GATHERED, &want);
		ck_assert_int_eq(copy_layout(l, j.src, 3000, j.dst, NULL,
		    &copy_res, &copy_err), -1);
		ck_assert_int_eq(copy_err.sys, ENOSPC);
		ck_assert_uint_eq(j.take.bytes.n, n);
		if (n > 0)
			ck_assert_mem_eq(j.take.bytes.v, want.v, n);
		dump_sink_abort(j.dst);
		dump_source_close(j.src);
		buf_free(&j.take.bytes);
	}
	layout_free(l);
	buf_free(&want);
	buf_free(&in);
}
END_TEST

START_TEST(a_full_disk_is_met_on_every_way)
{
	struct buf in = input_of(900000);
	struct layout *l = layout_of("h10 | 890000@100");
	struct buf want = output_of(l, &in);
	unsigned from, to;
	uint64_t room;

	for (room = 0; room < 600000; room = room * 3 + 10000)
		for (from = 0; from < FROMS; from++)
			for (to = NEW_FILE; to < TOS; to++) {
				fault.full = ENOSPC;
				fault.room = room;
				ck_assert(!copies(l, &in, &want, from, to));
				ck_assert_int_eq(copy_err.sys, ENOSPC);
				fault.full = 0;
				unlink(in_dir("out"));
				unlink(in_dir("in"));
				ck_assert_uint_eq(dir_entries(), 0);
			}
	layout_free(l);
	buf_free(&want);
	buf_free(&in);
}
END_TEST

START_TEST(a_source_that_fails_is_told_after_every_byte)
{
	struct buf in = input_of(3000);
	struct layout *l = layout_of("h10 m20 | 500@100 5@z 2000@900");
	struct buf want = output_of(l, &in);
	struct job j;
	size_t n;

	/* Behind the last move too: nobody knows what else is lost. */
	for (n = 0; n < 2 * in.n; n++) {
		j = (struct job){ .feed = { .fails = true, .fail_at = n / 2 } };
		job_source(&j, n % 2 == 0 ? FUNCTION : REWINDER, &in);
		job_sink(&j, GATHERED, &want);
		ck_assert_int_eq(copy_layout(l, j.src, 3000, j.dst, NULL,
		    &copy_res, &copy_err), -1);
		ck_assert_int_eq(copy_err.sys, EIO);
		ck_assert_uint_le(j.take.bytes.n, want.n);
		if (j.take.bytes.n > 0)
			ck_assert_mem_eq(j.take.bytes.v, want.v,
			    j.take.bytes.n);
		dump_sink_abort(j.dst);
		dump_source_close(j.src);
		buf_free(&j.take.bytes);
	}
	layout_free(l);
	buf_free(&want);
	buf_free(&in);
}
END_TEST

START_TEST(an_output_is_cut_where_its_input_was)
{
	struct buf in = input_of(3000), want;
	struct layout *l = layout_of("h10 m20 | 500@100 5@z 1000@900 10@2500");
	unsigned from, to;
	uint64_t n;

	for (in.n = 0; in.n < 3000; in.n += 61)
		for (from = 0; from < FROMS; from++)
			for (to = 0; to < TOS; to++) {
				want = output_of(l, &in);
				/* Only in a file of ours, or where the end
				 * is known at once, can the head be true. */
				n = in.n;
				promised = to == NEW_FILE || from == MEMORY ||
				    from == PLAIN_FILE || from == SPOOLED ?
				    2510 : 0;
				make_table(NULL, 0, want.v + 10, 20, n,
				    &copy_err);
				promised = promised == 0 ? n : promised;
				ck_assert_msg(copies(l, &in, &want, from, to),
				    "%u: from %u to %u", (unsigned)n, from,
				    to);
				buf_free(&want);
				ck_assert_uint_eq(copy_res.read, n);
			}
	layout_free(l);
	buf_free(&in);
}
END_TEST

START_TEST(what_is_missing_is_counted)
{
	struct buf in = input_of(3000), want;
	struct layout *l = layout_of("m20 | 500@100 1000@900");
	unsigned from;

	in.n = 1500;
	want = output_of(l, &in);
	for (from = 0; from < FROMS; from++) {
		/* Against its own tables, or else against the moves. */
		promised = 3000;
		copies(l, &in, &want, from, GATHERED);
		ck_assert(copy_res.truncated);
		ck_assert_uint_eq(copy_res.missing, 1500);
		promised = DUMP_NOWHERE;
		copies(l, &in, &want, from, GATHERED);
		ck_assert(copy_res.truncated);
		ck_assert_uint_eq(copy_res.missing, 400);
		ck_assert_uint_eq(copy_res.written, 20 + 500 + 600);
	}
	layout_free(l);
	l = layout_of("");
	l->whole = true;
	for (from = 0; from < FROMS; from++) {
		promised = DUMP_NOWHERE;
		copies(l, &in, &want, from, GATHERED);
		ck_assert(!copy_res.truncated);
		promised = 1501;
		copies(l, &in, &want, from, GATHERED);
		ck_assert(copy_res.truncated);
		ck_assert_uint_eq(copy_res.missing, 1);
	}
	layout_free(l);
	in.n = 3000;
	buf_free(&want);
	buf_free(&in);
}
END_TEST

START_TEST(a_file_that_shrinks_is_a_cut_one)
{
	struct buf in = input_of(900000), want;
	struct layout *l = layout_of("m20 | 800000@100");
	unsigned to;
	struct job j;

	for (to = 0; to < TOS; to++) {
		in.n = 900000;
		j = (struct job){ 0 };
		job_source(&j, PLAIN_FILE, &in);
		in.n = 600000;
		promised = to == NEW_FILE ? 800100 : 0;
		want = output_of(l, &in);
		job_sink(&j, to, &want);
		ck_assert_int_eq(truncate(in_dir("in"), 600000), 0);
		ck_assert_int_eq(copy_layout(l, j.src, 900000, j.dst, NULL,
		    &copy_res, &copy_err), 0);
		ck_assert_int_eq(dump_sink_commit(&j.dst, &copy_err), 0);
		ck_assert_uint_eq(copy_res.missing, 300000);
		ck_assert_uint_eq(copy_res.written, want.n);
		if (to == NEW_FILE)
			ck_assert(file_is(in_dir("out"), &want));
		dump_source_close(j.src);
		close(j.out);
		buf_free(&j.take.bytes);
		buf_free(&want);
	}
	in.n = 900000;
	layout_free(l);
	buf_free(&in);
}
END_TEST

START_TEST(a_head_that_is_cut_is_an_error)
{
	struct buf in = input_of(3000), want = { 0 };
	struct layout *l = layout_of("s100@2950 | 5@10");
	unsigned from;

	for (from = 0; from < FROMS; from++) {
		ck_assert(!copies(l, &in, &want, from, GATHERED));
		ck_assert_int_eq(copy_err.code, DUMP_E_TRUNC);
	}
	layout_free(l);
	buf_free(&in);
}
END_TEST

Suite *
copy_faults_suite(void)
{
	Suite *s = suite_create("copy_faults");
	TCase *tc = tcase_create("copy_faults");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, dir_make, dir_remove);
	tcase_add_test(tc, short_counts_and_signals_cost_no_byte);
	tcase_add_test(tc, splice_may_give_up_anywhere);
	tcase_add_test(tc, a_sink_that_fails_gets_what_fits_and_no_more);
	tcase_add_test(tc, a_full_disk_is_met_on_every_way);
	tcase_add_test(tc, a_source_that_fails_is_told_after_every_byte);
	tcase_add_test(tc, an_output_is_cut_where_its_input_was);
	tcase_add_test(tc, what_is_missing_is_counted);
	tcase_add_test(tc, a_file_that_shrinks_is_a_cut_one);
	tcase_add_test(tc, a_head_that_is_cut_is_an_error);
	suite_add_tcase(s, tc);
	return s;
}
