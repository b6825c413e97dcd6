/* SPDX-License-Identifier: BSD-2-Clause */
/* copying.c -- one copy from any kind of source to any kind of sink. */
#include <check.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "io/sink.h"
#include "io/source.h"
#include "tests/copying.h"
#include "tests/fault.h"

struct dump_err copy_err;
struct dump_result copy_res;
uint64_t promised;

int
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

struct buf
input_of(size_t len)
{
	struct buf in = pattern_of(len);

	memset(in.v + len / 3, 0, len / 4);
	promised = len;
	return in;
}

struct layout *
layout_of(const char *text)
{
	static uint8_t held[100000];
	struct part part;
	struct layout *l;
	uint64_t len, off;
	char kind;
	int used;

	pattern(held, 77, sizeof held);
	ck_assert_int_eq(layout_new(&l, &copy_err), 0);
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
		ck_assert_int_eq(layout_part(l, &part, &copy_err), 0);
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
		ck_assert_int_eq(layout_move(l, off, len, &copy_err), 0);
	}
	ck_assert_str_eq(text, "");
	return l;
}

struct buf
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
				    &copy_err);
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
	for (i = 0; i < l->nrewrites && l->rewrites[i].at < out.n; i++) {
		n = out.n - (size_t)l->rewrites[i].at;
		if (n > l->rewrites[i].len)
			n = (size_t)l->rewrites[i].len;
		l->rewrite(NULL, l->rewrites[i].addr,
		    out.v + l->rewrites[i].at, n);
	}
	return out;
}

void
job_source(struct job *j, enum from from, const struct buf *in)
{
	struct dump_limits limits = { .spool_dir = in_dir(".") };
	int rc;

	j->feed.bytes = *in;
	j->feed.most = 50021;
	j->in = -1;
	switch (from) {
	case MEMORY:
		rc = source_from_memory(&j->src, in->v, in->n, &copy_err);
		ck_assert_int_eq(rc, 0);
		break;
	case PLAIN_FILE:
		file_make(in_dir("in"), in);
		rc = source_from_path(&j->src, in_dir("in"), &copy_err);
		ck_assert_int_eq(rc, 0);
		break;
	case PIPE:
	case SPOOLED:
		j->in = pipe_from(in, &j->writer);
		rc = source_from_fd(&j->src, j->in, "pipe", &copy_err);
		ck_assert_int_eq(rc, 0);
		break;
	default:
		j->src = feed_source(&j->feed, from == REWINDER);
	}
	if (from == SPOOLED) {
		dump_source_limits(j->src, &limits);
		ck_assert_int_eq(source_spool(j->src, NULL, 0, false,
		    &copy_err), 0);
	}
}

void
job_sink(struct job *j, enum to to, const struct buf *want)
{
	struct buf old = { 0 };

	j->out = -1;
	switch (to) {
	case GATHERED:
		j->dst = take_sink(&j->take);
		return;
	case NEW_FILE:
		ck_assert_int_eq(dump_sink_open(&j->dst, in_dir("out"),
		    DUMP_SINK_REPLACE, &copy_err), 0);
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
	ck_assert_int_eq(dump_sink_fd(&j->dst, j->out, "out", &copy_err), 0);
}

int
job_copy(struct job *j, const struct layout *l)
{
	return copy_layout(l, j->src, promised, j->dst, NULL, &copy_res,
	    &copy_err);
}

bool
copies(const struct layout *l, const struct buf *in, const struct buf *want,
    enum from from, enum to to)
{
	struct fault later = fault;
	struct job j = { 0 };
	bool same;

	fault = (struct fault){ 0 };
	job_source(&j, from, in);
	job_sink(&j, to, want);
	fault = later;
	same = job_copy(&j, l) == 0 && dump_sink_commit(&j.dst, &copy_err) == 0;
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
	return same && copy_res.written == want->n;
}

void
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
