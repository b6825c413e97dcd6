/* SPDX-License-Identifier: BSD-2-Clause */
/* layout_read.c -- bytes of an output that nobody writes. */
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "io/layout_read.h"

void
layout_reader(struct layout_reader *r, const struct layout *l,
    struct dump_source *src)
{
	*r = (struct layout_reader){ .l = l, .src = src,
	    .move_at = l->head };
}

/* What is missing of the source is zero here: sizes count, and a sample. */
static int
read_source(struct layout_reader *r, uint64_t off, uint8_t *buf, size_t len,
    struct dump_err *err)
{
	size_t got;

	if (source_read_some(r->src, off, buf, len, &got, err) == -1)
		return -1;
	memset(buf + got, 0, len - got);
	return 0;
}

static int
read_part(struct layout_reader *r, const struct part *part, uint64_t from,
    uint8_t *buf, size_t len, struct dump_err *err)
{
	switch (part->kind) {
	case PART_HELD:
		memcpy(buf, (const uint8_t *)part->held + from, len);
		return 0;
	case PART_SOURCE:
		return read_source(r, part->off + from, buf, len, err);
	case PART_ZEROS:
		memset(buf, 0, len);
		return 0;
	case PART_MADE:
		return part->make(part->ctx, from, buf, len,
		    dump_source_size(r->src), err);
	}
	return 0;
}

/* Up to LEN bytes at AT of the head. */
static int
read_head(struct layout_reader *r, uint64_t at, uint8_t *buf, size_t len,
    size_t *n, struct dump_err *err)
{
	const struct layout *l = r->l;

	if (at < r->part_at) {
		r->part = 0;
		r->part_at = 0;
	}
	while (at - r->part_at >= l->parts[r->part].len)
		r->part_at += l->parts[r->part++].len;
	*n = (size_t)min_u64(len, l->parts[r->part].len - (at - r->part_at));
	return read_part(r, &l->parts[r->part], at - r->part_at, buf, *n,
	    err);
}

/* The same of memory. */
static int
read_memory(struct layout_reader *r, uint64_t at, uint8_t *buf, size_t len,
    size_t *n, struct dump_err *err)
{
	const struct layout *l = r->l;
	const struct move *m;

	if (at < r->move_at) {
		r->move = 0;
		r->move_at = l->head;
	}
	while (at - r->move_at >= l->moves[r->move].len)
		r->move_at += l->moves[r->move++].len;
	m = &l->moves[r->move];
	*n = (size_t)min_u64(len, m->len - (at - r->move_at));
	if (m->src != MOVE_ZEROS)
		return read_source(r, m->src + (at - r->move_at), buf, *n,
		    err);
	memset(buf, 0, *n);
	return 0;
}

/* Changes what is rewritten of LEN bytes at AT. */
static void
change(struct layout_reader *r, uint64_t at, uint8_t *buf, size_t len)
{
	const struct layout *l = r->l;
	const struct rewrite *w;
	uint64_t from, end;
	size_t i;

	if (r->rewrite < l->nrewrites && l->rewrites[r->rewrite].at > at)
		r->rewrite = 0;
	for (i = r->rewrite; i < l->nrewrites; i++) {
		w = &l->rewrites[i];
		if (w->at >= at + len)
			break;
		if (w->at + w->len <= at) {
			r->rewrite = i + 1;
			continue;
		}
		from = max_u64(w->at, at);
		end = min_u64(w->at + w->len, at + len);
		/* Nobody is shown a part of a word. */
		if (from > w->at)
			from = w->at + (round_up(w->addr + (from - w->at),
			    REWRITE_UNIT) - w->addr);
		if (end < w->at + w->len)
			end = w->at + (round_down(w->addr + (end - w->at),
			    REWRITE_UNIT) - w->addr);
		if (from >= end || end <= w->at)
			continue;
		l->rewrite(l->rewrite_ctx, w->addr + (from - w->at),
		    buf + (from - at), (size_t)(end - from));
	}
}

int
layout_read(struct layout_reader *r, uint64_t at, uint8_t *buf, size_t len,
    struct dump_err *err)
{
	size_t done, n;

	if (r->l->whole)
		return read_source(r, at, buf, len, err);
	for (done = 0; done < len; done += n)
		if ((at + done < r->l->head ?
		    read_head(r, at + done, buf + done, len - done, &n, err) :
		    read_memory(r, at + done, buf + done, len - done, &n,
		    err)) == -1)
			return -1;
	change(r, at, buf, len);
	return 0;
}
