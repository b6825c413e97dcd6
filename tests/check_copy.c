/* SPDX-License-Identifier: BSD-2-Clause */
/* check_copy.c -- from every kind of source to every kind of sink. */
#include <sys/stat.h>
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/copy.h"
#include "io/sink.h"
#include "io/source.h"
#include "tests/fault.h"
#include "tests/stream.h"
#include "tests/suites.h"

enum from { MEMORY, PLAIN_FILE, PIPE, FUNCTION, REWINDER, SPOOLED, FROMS };
enum to { GATHERED, NEW_FILE, OLD_FILE, APPENDED, INTO_PIPE, TOS };

static struct dump_err err;
static struct dump_result res;

/* A table of the head: it tells whether bytes are missing. */
static uint64_t promised;

static int
make_table(void *ctx, uint64_t from, uint8_t *buf, size_t len,
    uint64_t arrived, struct dump_err *e)
{
	size_t i;

	(void)ctx;
	(void)e;
	for (i = 0; i < len; i++)
		buf[i] = (uint8_t)((arrived < promised ? 'a' : 'A') +
		    (from + i) % 26);
	return 0;
}

/*
 * "h100 s20@5 z30 m40 | 20@10 7@z": a head of held, source, zero and made
 * bytes, and moves of so many bytes from there, or of zeros.
 */
static struct layout *
layout_of(const char *text)
{
	static uint8_t held[100000];
	struct part part;
	struct layout *l;
	uint64_t len, off;
	char kind;
	int used;

	pattern(held, 77, sizeof held);
	ck_assert_int_eq(layout_new(&l, &err), 0);
	for (; sscanf(text, " %c%" SCNu64 "%n", &kind, &len, &used) == 2 &&
	    kind != '|'; text += used) {
		part = (struct part){ .len = len, .held = held };
		part.kind = kind == 'h' ? PART_HELD : kind == 's' ?
		    PART_SOURCE : kind == 'z' ? PART_ZEROS : PART_MADE;
		part.make = make_table;
		if (kind == 's') {
			text += used;
			ck_assert_int_eq(sscanf(text, "@%" SCNu64 "%n",
			    &part.off, &used), 1);
		}
		ck_assert_int_eq(layout_part(l, &part, &err), 0);
	}
	text += strspn(text, " |");
	for (; sscanf(text, " %" SCNu64 "@%n", &len, &used) == 1;
	    text += used) {
		text += used;
		off = MOVE_ZEROS;
		used = 1;
		if (*text != 'z')
			ck_assert_int_eq(sscanf(text, "%" SCNu64 "%n", &off,
			    &used), 1);
		ck_assert_int_eq(layout_move(l, off, len, &err), 0);
	}
	ck_assert_str_eq(text, "");
	return l;
}

/* What L makes of IN. */
static struct buf
output_of(const struct layout *l, const struct buf *in)
{
	struct buf out = { 0 };
	const struct part *p = l->parts;
	const struct move *m = l->moves;
	size_t i, n;

	for (i = 0; i < l->nparts; i++, p++)
		if (p->kind == PART_HELD)
			buf_add(&out, p->held, p->len);
		else if (p->kind == PART_SOURCE)
			buf_add(&out, in->v + p->off, p->len);
		else {
			n = buf_zeros(&out, p->len);
			if (p->kind == PART_MADE)
				make_table(NULL, 0, out.v + n, p->len, in->n,
				    &err);
		}
	for (i = 0; i < l->nmoves; i++, m++)
		if (m->src == MOVE_ZEROS)
			buf_zeros(&out, m->len);
		else if (m->src + m->len <= in->n)
			buf_add(&out, in->v + m->src, m->len);
		else {
			if (m->src < in->n)
				buf_add(&out, in->v + m->src, in->n - m->src);
			break;
		}
	if (l->whole)
		buf_add(&out, in->v, in->n);
	return out;
}

/* One copy, and what has to be put away after it. */
struct job {
	struct feed	 feed;
	struct take	 take;
	int		 in, out;
	pid_t		 writer, reader;
	struct dump_source *src;
	struct dump_sink *dst;
};

static void
open_source(struct job *j, enum from from, const struct buf *in)
{
	struct dump_limits limits = { .spool_dir = in_dir(".") };
	int rc;

	j->feed.bytes = *in;
	j->feed.most = 50021;
	j->in = -1;
	switch (from) {
	case MEMORY:
		rc = dump_source_memory(&j->src, in->v, in->n, &err);
		ck_assert_int_eq(rc, 0);
		break;
	case PLAIN_FILE:
		file_make(in_dir("in"), in);
		rc = dump_source_open(&j->src, in_dir("in"), &err);
		ck_assert_int_eq(rc, 0);
		break;
	case PIPE:
	case SPOOLED:
		j->in = pipe_from(in, &j->writer);
		rc = dump_source_fd(&j->src, j->in, "pipe", &err);
		ck_assert_int_eq(rc, 0);
		break;
	default:
		j->src = feed_source(&j->feed, from == REWINDER);
	}
	if (from == SPOOLED) {
		dump_source_limits(j->src, &limits);
		ck_assert_int_eq(source_spool(j->src, NULL, 0, false, &err),
		    0);
	}
}

/* WANT: what a pipe's reader must see. */
static void
open_sink(struct job *j, enum to to, const struct buf *want)
{
	struct buf old = { 0 };

	j->out = -1;
	switch (to) {
	case GATHERED:
		j->dst = take_sink(&j->take);
		return;
	case NEW_FILE:
		ck_assert_int_eq(dump_sink_open(&j->dst, in_dir("out"),
		    DUMP_SINK_REPLACE, &err), 0);
		return;
	case INTO_PIPE:
		j->out = pipe_to(want, &j->reader);
		break;
	default:
		if (to == OLD_FILE)
			buf_fill(&old, 'o', want->n);
		file_make(in_dir("out"), &old);
		buf_free(&old);
		j->out = open(in_dir("out"), to == APPENDED ?
		    O_WRONLY | O_APPEND : O_WRONLY);
	}
	ck_assert_int_eq(dump_sink_fd(&j->dst, j->out, "out", &err), 0);
}

/* Copies L of IN; is WANT what comes out? */
static bool
copies(const struct layout *l, const struct buf *in, const struct buf *want,
    enum from from, enum to to)
{
	struct fault later = fault;
	struct job j = { 0 };
	bool same;

	fault = (struct fault){ 0 };
	open_source(&j, from, in);
	open_sink(&j, to, want);
	fault = later;
	same = copy_layout(l, j.src, promised, j.dst, NULL, &res, &err) == 0 &&
	    dump_sink_commit(&j.dst, &err) == 0;
	fault = (struct fault){ 0 };
	dump_sink_abort(j.dst);
	dump_source_close(j.src);
	if (j.in != -1) {
		close(j.in);
		same = ended_well(j.writer) && same;
	}
	if (j.out != -1)
		close(j.out);
	if (to == INTO_PIPE)
		same = ended_well(j.reader) && same;
	else if (to == GATHERED)
		same = same && j.take.bytes.n == want->n && (want->n == 0 ||
		    memcmp(j.take.bytes.v, want->v, want->n) == 0);
	else
		same = same && file_is(in_dir("out"), want);
	buf_free(&j.take.bytes);
	fault = later;
	return same && res.written == want->n;
}

/* The same for all kinds of ends. */
static void
check_all(const struct layout *l, const struct buf *in)
{
	struct buf want = output_of(l, in);
	unsigned from, to;

	for (from = 0; from < FROMS; from++)
		for (to = 0; to < TOS; to++)
			if (!l->backward || (from != PIPE && from != FUNCTION))
				ck_assert_msg(copies(l, in, &want, from, to),
				    "from %u to %u", from, to);
	buf_free(&want);
}

/* A pattern with zeros in it. */
static struct buf
input(size_t len)
{
	struct buf in = pattern_of(len);

	memset(in.v + len / 3, 0, len / 4);
	promised = len;
	return in;
}

#define FORWARD	"h1000 s300@20 z5000 m70000 h1 | 5@100 200000@200 9@z " \
	"1@300000 700000@300100 10000@z 8192@1100000 300000@1150001"

START_TEST(parts_and_moves_come_out_in_order)
{
	struct buf in = input(1500000);
	struct layout *l = layout_of(FORWARD);

	check_all(l, &in);
	ck_assert(!res.truncated);
	ck_assert_uint_eq(res.read, 1500000);
	layout_free(l);
	buf_free(&in);
}
END_TEST

START_TEST(all_of_a_source_comes_out)
{
	struct buf in = input(2500001);
	struct layout *l = layout_of("");

	l->whole = true;
	check_all(l, &in);
	ck_assert(!res.truncated);
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
	struct buf in = input(1500000);
	struct layout *l = layout_of("m10 | 400000@900000 500000@20 20@700000");
	struct buf want = output_of(l, &in);

	ck_assert(l->backward);
	check_all(l, &in);
	ck_assert(!copies(l, &in, &want, FUNCTION, GATHERED));
	ck_assert_int_eq(err.code, DUMP_E_SEEK);
	layout_free(l);
	buf_free(&want);
	buf_free(&in);
}
END_TEST

START_TEST(short_counts_and_signals_cost_no_byte)
{
	static const char small[] =
	    "h100 s30@20 z50 m70 h1 | 5@100 2000@200 9@z 20000@2500 3000@30000";
	struct buf in = input(34000), big = input(1500000);
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
	struct buf in = input(1500000);
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
	struct buf in = input(3000);
	struct layout *l = layout_of("h10 m20 | 500@100 5@z 2000@900");
	struct buf want = output_of(l, &in);
	struct job j;
	size_t n;

	for (n = 0; n < want.n; n++) {
		j = (struct job){ .take = { .fails = true, .fail_at = n } };
		open_source(&j, FUNCTION, &in);
		open_sink(&j, GATHERED, &want);
		ck_assert_int_eq(copy_layout(l, j.src, 3000, j.dst, NULL,
		    &res, &err), -1);
		ck_assert_int_eq(err.sys, ENOSPC);
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
	struct buf in = input(900000);
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
				ck_assert_int_eq(err.sys, ENOSPC);
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
	struct buf in = input(3000);
	struct layout *l = layout_of("h10 m20 | 500@100 5@z 2000@900");
	struct buf want = output_of(l, &in);
	struct job j;
	size_t n;

	/* Behind the last move too: nobody knows what else is lost. */
	for (n = 0; n < 2 * in.n; n++) {
		j = (struct job){ .feed = { .fails = true, .fail_at = n / 2 } };
		open_source(&j, n % 2 == 0 ? FUNCTION : REWINDER, &in);
		open_sink(&j, GATHERED, &want);
		ck_assert_int_eq(copy_layout(l, j.src, 3000, j.dst, NULL,
		    &res, &err), -1);
		ck_assert_int_eq(err.sys, EIO);
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
	struct buf in = input(3000), want;
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
				make_table(NULL, 0, want.v + 10, 20, n, &err);
				promised = promised == 0 ? n : promised;
				ck_assert_msg(copies(l, &in, &want, from, to),
				    "%u: from %u to %u", (unsigned)n, from,
				    to);
				buf_free(&want);
				ck_assert_uint_eq(res.read, n);
			}
	layout_free(l);
	buf_free(&in);
}
END_TEST

START_TEST(what_is_missing_is_counted)
{
	struct buf in = input(3000), want;
	struct layout *l = layout_of("m20 | 500@100 1000@900");
	unsigned from;

	in.n = 1500;
	want = output_of(l, &in);
	for (from = 0; from < FROMS; from++) {
		/* Against its own tables, or else against the moves. */
		promised = 3000;
		copies(l, &in, &want, from, GATHERED);
		ck_assert(res.truncated);
		ck_assert_uint_eq(res.missing, 1500);
		promised = DUMP_NOWHERE;
		copies(l, &in, &want, from, GATHERED);
		ck_assert(res.truncated);
		ck_assert_uint_eq(res.missing, 400);
		ck_assert_uint_eq(res.written, 20 + 500 + 600);
	}
	layout_free(l);
	l = layout_of("");
	l->whole = true;
	for (from = 0; from < FROMS; from++) {
		promised = DUMP_NOWHERE;
		copies(l, &in, &want, from, GATHERED);
		ck_assert(!res.truncated);
		promised = 1501;
		copies(l, &in, &want, from, GATHERED);
		ck_assert(res.truncated);
		ck_assert_uint_eq(res.missing, 1);
	}
	layout_free(l);
	in.n = 3000;
	buf_free(&want);
	buf_free(&in);
}
END_TEST

START_TEST(a_file_that_shrinks_is_a_cut_one)
{
	struct buf in = input(900000), want;
	struct layout *l = layout_of("m20 | 800000@100");
	unsigned to;
	struct job j;

	for (to = 0; to < TOS; to++) {
		in.n = 900000;
		j = (struct job){ 0 };
		open_source(&j, PLAIN_FILE, &in);
		in.n = 600000;
		promised = to == NEW_FILE ? 800100 : 0;
		want = output_of(l, &in);
		open_sink(&j, to, &want);
		ck_assert_int_eq(truncate(in_dir("in"), 600000), 0);
		ck_assert_int_eq(copy_layout(l, j.src, 900000, j.dst, NULL,
		    &res, &err), 0);
		ck_assert_int_eq(dump_sink_commit(&j.dst, &err), 0);
		ck_assert_uint_eq(res.missing, 300000);
		ck_assert_uint_eq(res.written, want.n);
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
	struct buf in = input(3000), want = { 0 };
	struct layout *l = layout_of("s100@2950 | 5@10");
	unsigned from;

	for (from = 0; from < FROMS; from++) {
		ck_assert(!copies(l, &in, &want, from, GATHERED));
		ck_assert_int_eq(err.code, DUMP_E_TRUNC);
	}
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
		ck_assert_int_eq(dump_source_callback(&src, &rd, &r, &err),
		    0);
		dst = take_sink(&t);
		ck_assert_int_eq(copy_layout(l, src, 0, dst, &watch, &res,
		    &err), i < 2 ? 0 : -1);
		if (i < 2)
			ck_assert_uint_le(r.farthest, 8 << 20);
		else
			ck_assert_int_eq(err.code, DUMP_E_STOPPED);
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
		    4096, &err), 0);
		ck_assert_int_eq(dump_source_fd(&src, fd, "in", &err), 0);
		ck_assert_int_eq(dump_sink_open(&dst, in_dir("out"), 0,
		    &err), 0);
		ck_assert_int_eq(copy_layout(l, src, DUMP_NOWHERE, dst, NULL,
		    &res, &err), 0);
		ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
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
	ck_assert_int_eq(layout_move(l, MOVE_ZEROS, 1, &err), 0);
	ck_assert_int_eq(layout_move(l, 31, 1, &err), 0);
	ck_assert(!l->backward);
	ck_assert_int_eq(layout_move(l, MOVE_ZEROS, 1, &err), 0);
	ck_assert_int_eq(layout_move(l, 31, 1, &err), 0);
	ck_assert(l->backward);
	ck_assert_int_eq(layout_move(l, 5, big, &err), -1);
	ck_assert_int_eq(err.code, DUMP_E_LIMIT);
	ck_assert_int_eq(layout_move(l, 12, big, &err), -1);
	ck_assert_int_eq(err.code, DUMP_E_ARG);
	layout_free(l);
}
END_TEST

static void
add_all(TCase *tc)
{
	tcase_add_test(tc, parts_and_moves_come_out_in_order);
	tcase_add_test(tc, all_of_a_source_comes_out);
	tcase_add_test(tc, nothing_comes_out_of_nothing);
	tcase_add_test(tc, moves_may_go_back_where_the_source_does);
	tcase_add_test(tc, short_counts_and_signals_cost_no_byte);
	tcase_add_test(tc, splice_may_give_up_anywhere);
	tcase_add_test(tc, a_sink_that_fails_gets_what_fits_and_no_more);
	tcase_add_test(tc, a_full_disk_is_met_on_every_way);
	tcase_add_test(tc, a_source_that_fails_is_told_after_every_byte);
	tcase_add_test(tc, an_output_is_cut_where_its_input_was);
	tcase_add_test(tc, what_is_missing_is_counted);
	tcase_add_test(tc, a_file_that_shrinks_is_a_cut_one);
	tcase_add_test(tc, a_head_that_is_cut_is_an_error);
	tcase_add_test(tc, whoever_watches_sees_every_8_mib_and_may_stop);
	tcase_add_test(tc, holes_are_neither_read_nor_written);
	tcase_add_test(tc, a_layout_joins_what_goes_on);
}

Suite *
copy_suite(void)
{
	Suite *s = suite_create("copy");
	TCase *tc = tcase_create("copy");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, dir_make, dir_remove);
	add_all(tc);
	suite_add_tcase(s, tc);
	return s;
}
