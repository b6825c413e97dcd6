/* SPDX-License-Identifier: BSD-2-Clause */
/* copy.c -- the only loop that moves memory. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "io/copy.h"
#include "io/move.h"
#include "io/sink.h"
#include "io/source.h"
#include "io/zeros.h"

enum {
	BLOCK = 1024 * 1024,	/* read, and gathered before it is written */
	MADE = 64 * 1024,	/* of a table, at once */
	SPLICE = 1024 * 1024,	/* a pipe holds no more */
	SPLICE_LEAST = 8 * 1024,	/* below, gathering is cheaper */
	THROUGH_LEAST = 256 * 1024,
	SHARE = 8 * 1024 * 1024,
	SHARE_LEAST = 1024 * 1024,
	ZEROS = 4 * 1024 * 1024,	/* at once */
	REPORT = 256 * 1024	/* between two calls of the watch: who feeds a
				   pipe may be slow */
};

struct copy {
	const struct layout *l;
	struct dump_source *src;
	struct dump_sink *dst;
	const struct copy_watch *watch;
	uint64_t	 start, total;	/* of the output */
	uint64_t	 unreported;

	/* Bytes on their way; the block ends at ROOM. */
	uint8_t		*block;
	size_t		 used, room;

	bool		 to_pipe;
	bool		 splice, share;	/* not refused so far */
	int		 through[2];	/* a pipe between two files */
	uint64_t	 at;		/* where the source stands */
	uint64_t	 data, hole;	/* data is known to go from, to */

	size_t		 changed;	/* rewrites that are done */

	bool		 cut;		/* the source ended in a move ... */
	uint64_t	 arrived;	/* ... here, */
	uint64_t	 lost;		/* so many bytes too early */
};

/* Where the next byte of the output goes. */
static uint64_t
position(const struct copy *c)
{
	return sink_size(c->dst) - c->start + c->used;
}

static int
report(struct copy *c, uint64_t n, struct dump_err *err)
{
	const struct copy_watch *w = c->watch;

	c->unreported = add_capped(c->unreported, n);
	if (c->unreported < REPORT || w == NULL || w->progress == NULL)
		return 0;
	c->unreported = 0;
	if (w->progress(w->ctx, position(c), c->total) != 0)
		return dump_fail(err, DUMP_E_STOPPED, DUMP_NOWHERE, "stopped");
	return 0;
}

static int
flush(struct copy *c, struct dump_err *err)
{
	size_t n = c->used;

	c->used = 0;
	if (n > 0 && sink_write(c->dst, c->block, n, err) == -1)
		return -1;
	/* The next block ends where a block of the output does, so that no
	 * hole is cut in two. */
	c->room = BLOCK - (size_t)((sink_size(c->dst) - c->start) % HOLE);
	return 0;
}

/* Gathers LEN bytes that are in memory. */
static int
put(struct copy *c, const uint8_t *p, size_t len, struct dump_err *err)
{
	size_t n;

	for (; len > 0; p += n, len -= n) {
		if (c->used == c->room && flush(c, err) == -1)
			return -1;
		n = (size_t)min_u64(len, c->room - c->used);
		memcpy(c->block + c->used, p, n);
		c->used += n;
		if (report(c, n, err) == -1)
			return -1;
	}
	return 0;
}

static int
put_zeros(struct copy *c, uint64_t len, struct dump_err *err)
{
	uint64_t n;

	if (flush(c, err) == -1)
		return -1;
	for (; len > 0; len -= n) {
		n = sink_is_sparse(c->dst) ? len : min_u64(len, ZEROS);
		if (sink_zeros(c->dst, n, err) == -1 ||
		    report(c, n, err) == -1)
			return -1;
	}
	return flush(c, err);
}

/* How few bytes are worth a try to let the kernel move them. */
static uint64_t
least(const struct copy *c)
{
	if (c->share)
		return SHARE_LEAST;
	if (c->splice)
		return c->to_pipe ? SPLICE_LEAST : THROUGH_LEAST;
	return UINT64_MAX;
}

/*
 * Lets the kernel move up to LEN bytes at OFF; *N is 0 where it cannot.  Of
 * errors it is not told which end they belong to: copying meets them again.
 */
static int
move(struct copy *c, uint64_t off, uint64_t len, size_t *n,
    struct dump_err *err)
{
	bool seekable, pipe;
	uint64_t from;
	int in, out;

	*n = 0;
	if (len < least(c) ||
	    (in = source_fd(c->src, off, &seekable, &from)) == -1)
		return 0;
	if (c->share && (!seekable || (from | position(c)) % HOLE != 0))
		return 0;
	if (flush(c, err) == -1)
		return -1;
	if ((out = sink_fd(c->dst, &pipe)) == -1)
		return 0;
	if (c->share)
		*n = move_share(in, from, out, (size_t)
		    round_down(min_u64(len, SHARE), HOLE));
	else if (seekable && !pipe)
		*n = move_through(c->through, in, from, out,
		    (size_t)min_u64(len, SPLICE));
	else
		*n = move_splice(in, seekable, from, out,
		    (size_t)min_u64(len, SPLICE));
	if (*n == 0)
		c->share = c->splice = false;
	source_moved(c->src, *n);
	sink_moved(c->dst, *n);
	return 0;
}

/* Reads up to LEN bytes at OFF into the block. */
static int
gather(struct copy *c, uint64_t off, uint64_t len, size_t *n,
    struct dump_err *err)
{
	size_t want;

	if (c->used == c->room && flush(c, err) == -1)
		return -1;
	want = (size_t)min_u64(len, c->room - c->used);
	if (source_drain(c->src, off, c->block + c->used, want, n, err) == -1)
		return -1;
	c->used += *n;
	if (*n < want) {
		c->cut = true;
		c->arrived = min_u64(off + *n, dump_source_size(c->src));
	}
	return 0;
}

/*
 * What the file system does not store of LEN bytes at OFF need not be read:
 * returns true and how much that is in *N, or false and how much is data.
 */
static bool
is_hole(struct copy *c, uint64_t off, uint64_t len, uint64_t *n)
{
	*n = len;
	if (!sink_is_sparse(c->dst))
		return false;
	if (off < c->data || off >= c->hole) {
		if (!source_next_data(c->src, off, &c->data, &c->hole)) {
			c->data = off;
			c->hole = off;
		}
		if (c->data > off) {
			*n = min_u64(len, c->data - off);
			return true;
		}
		/* It could not tell, or nothing is there: read and see. */
		if (c->hole <= off)
			c->hole = add_capped(off, BLOCK);
	}
	*n = min_u64(len, c->hole - off);
	return false;
}

/* Lets what lies before OFF of a stream pass by. */
static int
pass(struct copy *c, uint64_t off, struct dump_err *err)
{
	uint64_t n;
	size_t got;

	if (source_reach(c->src) == REACH_ANYWHERE)
		return 0;
	/* Parts of the head may have led it forward. */
	n = source_stands(c->src);
	if (n <= off)
		c->at = max_u64(c->at, n);
	while (c->at < off && c->at < dump_source_size(c->src)) {
		n = min_u64(off - c->at, REPORT);
		if (source_drain(c->src, c->at + n, c->block, 0, &got,
		    err) == -1)
			return -1;
		c->at += n;
		if (report(c, n, err) == -1)
			return -1;
	}
	return 0;
}

/* LEN bytes of the source at OFF, or as many of them as there are. */
static int
carry(struct copy *c, uint64_t off, uint64_t len, struct dump_err *err)
{
	uint64_t n;
	size_t got;

	if (pass(c, off, err) == -1)
		return -1;
	while (len > 0 && !c->cut) {
		if (is_hole(c, off, len, &n)) {
			if (put_zeros(c, n, err) == -1)
				return -1;
		} else {
			if (move(c, off, n, &got, err) == -1 ||
			    (got == 0 &&
			    gather(c, off, n, &got, err) == -1) ||
			    report(c, got, err) == -1)
				return -1;
			n = got;
		}
		off += n;
		len -= n;
		c->at = off;
	}
	c->lost = len;
	return 0;
}

/* Carries LEN bytes at OFF of the source, which are at ADDR in the process,
 * and changes them while they are in the block. */
static int
carry_changed(struct copy *c, uint64_t off, uint64_t len, uint64_t addr,
    struct dump_err *err)
{
	uint64_t n;
	size_t got;

	if (pass(c, off, err) == -1)
		return -1;
	while (len > 0 && !c->cut) {
		n = c->room - c->used;
		if (n < len)
			n -= min_u64(n, (addr + n) % REWRITE_UNIT);
		else
			n = len;
		if (n == 0) {
			if (flush(c, err) == -1)
				return -1;
			continue;
		}
		if (gather(c, off, n, &got, err) == -1)
			return -1;
		c->l->rewrite(c->l->rewrite_ctx, addr,
		    c->block + c->used - got, got);
		if (report(c, got, err) == -1)
			return -1;
		off += got;
		addr += got;
		len -= got;
		c->at = off;
	}
	c->lost = len;
	return 0;
}

/* A move: what is rewritten of it apart from what only passes. */
static int
carry_move(struct copy *c, const struct move *m, struct dump_err *err)
{
	const struct layout *l = c->l;
	const struct rewrite *r;
	uint64_t done, n, at, skip;

	for (done = 0; done < m->len && !c->cut; done += n) {
		at = position(c);
		while (c->changed < l->nrewrites &&
		    l->rewrites[c->changed].at +
		    l->rewrites[c->changed].len <= at)
			c->changed++;
		r = c->changed < l->nrewrites ? &l->rewrites[c->changed] :
		    NULL;
		n = m->len - done;
		if (r != NULL && r->at <= at) {
			skip = at - r->at;
			n = min_u64(n, r->len - skip);
			if (carry_changed(c, m->src + done, n,
			    r->addr + skip, err) == -1)
				return -1;
			continue;
		}
		if (r != NULL)
			n = min_u64(n, r->at - at);
		if (carry(c, m->src + done, n, err) == -1)
			return -1;
	}
	if (c->cut)
		c->lost += m->len - done;
	return 0;
}

static int
put_move(struct copy *c, const struct move *m, struct dump_err *err)
{
	if (m->src == MOVE_ZEROS)
		return put_zeros(c, m->len, err);
	if (m->src >= MOVE_HELD)
		return put(c, c->l->held + (m->src - MOVE_HELD),
		    (size_t)m->len, err);
	return carry_move(c, m, err);
}

/* A part of the head that lies in the source. */
static int
put_source(struct copy *c, const struct part *part, struct dump_err *err)
{
	uint64_t from;
	size_t n, got;

	for (from = 0; from < part->len; from += n) {
		if (c->used == c->room && flush(c, err) == -1)
			return -1;
		n = (size_t)min_u64(part->len - from, c->room - c->used);
		if (source_read_some(c->src, part->off + from, c->block +
		    c->used, n, &got, err) == -1)
			return -1;
		if (got < n) {
			dump_fail(err, DUMP_E_TRUNC, part->off + from,
			    "%zu bytes wanted, %zu are there", n, got);
			err->path = source_name(c->src);
			return -1;
		}
		c->used += n;
		if (report(c, n, err) == -1)
			return -1;
	}
	return 0;
}

/* A part that is made when it is wanted, block by block. */
static int
put_made(struct copy *c, const struct part *part, struct dump_err *err)
{
	uint64_t from;
	size_t n;

	for (from = 0; from < part->len; from += n) {
		if (c->used == c->room && flush(c, err) == -1)
			return -1;
		n = (size_t)min_u64(min_u64(part->len - from, MADE),
		    c->room - c->used);
		if (part->make(part->ctx, from, c->block + c->used, n,
		    dump_source_size(c->src), err) == -1)
			return -1;
		c->used += n;
		if (report(c, n, err) == -1)
			return -1;
	}
	return 0;
}

static int
put_part(struct copy *c, const struct part *part, struct dump_err *err)
{
	switch (part->kind) {
	case PART_HELD:
		return put(c, part->held, (size_t)part->len, err);
	case PART_SOURCE:
		return put_source(c, part, err);
	case PART_ZEROS:
		return put_zeros(c, part->len, err);
	case PART_MADE:
		return put_made(c, part, err);
	}
	return 0;
}

/* Makes the tables of the head again, for what arrived, and writes them
 * over those that promised more. */
static int
mend(struct copy *c, struct dump_err *err)
{
	const struct part *part = c->l->parts;
	uint64_t at = c->start, from;
	size_t i, n;

	for (i = 0; i < c->l->nparts; at += part->len, i++, part++)
		for (from = 0; part->kind == PART_MADE && from < part->len;
		    from += n) {
			n = (size_t)min_u64(part->len - from, MADE);
			if (part->make(part->ctx, from, c->block, n,
			    c->arrived, err) == -1 || sink_rewrite(c->dst,
			    at + from, c->block, n, err) == -1)
				return -1;
		}
	return sink_truncate(c->dst, sink_size(c->dst), err);
}

static int
write_all(struct copy *c, struct dump_err *err)
{
	const struct layout *l = c->l;
	uint64_t size;
	size_t i;

	for (i = 0; i < l->nparts; i++)
		if (put_part(c, &l->parts[i], err) == -1)
			return -1;
	for (i = 0; i < l->nmoves && !c->cut; i++)
		if (put_move(c, &l->moves[i], err) == -1)
			return -1;
	if (l->whole) {
		size = dump_source_size(c->src);
		if (carry(c, 0, size, err) == -1)
			return -1;
		if (size == DUMP_NOWHERE)
			c->lost = 0;
	}
	return flush(c, err);
}

/* Where does the source end, and should it? */
static int
find_end(struct copy *c, uint64_t end, struct dump_result *res,
    struct dump_err *err)
{
	uint64_t real;

	/* In steps, so that the watch is called. */
	if (pass(c, UINT64_MAX, err) == -1 ||
	    source_finish(c->src, &real, err) == -1)
		return -1;
	if (c->cut)
		real = c->arrived;
	res->read = real;
	if (real == DUMP_NOWHERE)
		res->read = c->at;
	else if (end != DUMP_NOWHERE && real < end)
		res->missing = end - real;
	else if (c->cut)
		res->missing = c->lost;
	res->truncated = res->missing > 0;
	return 0;
}

static int
run(struct copy *c, uint64_t end, struct dump_result *res,
    struct dump_err *err)
{
	int out = sink_fd(c->dst, &c->to_pipe);

	/* Zeros can be left out only by those who see them. */
	c->share = out != -1 && !c->to_pipe && move_can_share(out);
	c->splice = out != -1 && !c->share && !sink_is_sparse(c->dst);
	if (flush(c, err) == -1 || write_all(c, err) == -1 ||
	    find_end(c, end, res, err) == -1)
		return -1;
	/* What was to come from before the end has not come either, if moves
	 * go back: no table can tell that. */
	if (c->cut && c->lost > 0 && !c->l->backward &&
	    sink_can_rewrite(c->dst) && mend(c, err) == -1)
		return -1;
	res->written = sink_size(c->dst) - c->start;
	return 0;
}

int
copy_layout(const struct layout *l, struct dump_source *src, uint64_t end,
    struct dump_sink *dst, const struct copy_watch *watch,
    struct dump_result *res, struct dump_err *err)
{
	struct copy c = { .l = l, .src = src, .dst = dst, .watch = watch,
	    .through = { -1, -1 } };
	void *block;
	int rc;

	memset(res, 0, sizeof *res);
	if (l->backward && source_reach(src) == REACH_FORWARD) {
		dump_fail(err, DUMP_E_SEEK, DUMP_NOWHERE,
		    "memory leaves in another order than it comes in");
		err->path = source_name(src);
		return -1;
	}
	if (posix_memalign(&block, HOLE, BLOCK) != 0)
		return dump_fail_nomem(err);
	c.block = block;
	c.start = sink_size(dst);
	c.total = l->whole ? dump_source_size(src) : l->size;
	rc = run(&c, end, res, err);
	move_close(c.through);
	free(block);
	return rc;
}
