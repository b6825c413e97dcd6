/* SPDX-License-Identifier: BSD-2-Clause */
/* source_spool.c -- the part of a source that puts a stream aside. */
#include "base/checked.h"
#include "base/err.h"
#include "io/source_inside.h"
#include "io/spool.h"
#include "io/zeros.h"

/* Puts what is wanted of the rest of the stream into the spool. */
static int
fill_spool(struct dump_source *src, struct spool *sp, struct dump_err *err)
{
	struct stretch s;
	uint64_t off;
	size_t n, got;

	if (stream_stand_at(src, src->nheld, err) == -1 ||
	    stream_block(src, err) == -1)
		return -1;
	while (spool_wants(sp, src->pos, &s)) {
		if (stream_stand_at(src, max_u64(src->pos, s.off), err) == -1)
			return -1;
		if (src->ended)
			break;
		off = src->pos;
		/* Blocks that can be holes are not to be cut in two. */
		n = (size_t)min_u64(STREAM_BLOCK - off % HOLE,
		    s.len - (off - s.off));
		if (stream_pull(src, src->block, n, &got, err) == -1 ||
		    spool_put(sp, off, src->block, got, err) == -1)
			return -1;
	}
	if (stream_stand_at(src, STREAM_END, err) == -1)
		return -1;
	return spool_end(sp, src->size, err);
}

int
source_spool(struct dump_source *src, const struct stretch *wanted, size_t n,
    bool also_rewind, struct dump_err *err)
{
	if (src->reach == REACH_ANYWHERE ||
	    (src->reach == REACH_REWIND && !also_rewind))
		return 0;
	if (src->draining) {
		dump_fail(err, DUMP_E_SEEK, DUMP_NOWHERE,
		    "too late for a spool: bytes have passed");
		return source_blame(src, DUMP_NOWHERE, err);
	}
	/* A small dump may be held whole. */
	if (src->ended && src->size == src->nheld) {
		src->reach = REACH_ANYWHERE;
		return 0;
	}
	if (src->limits.no_spool) {
		dump_fail(err, DUMP_E_SEEK, DUMP_NOWHERE,
		    "one pass is not enough, and spooling is off");
		return source_blame(src, DUMP_NOWHERE, err);
	}
	if (spool_new(&src->spool, &src->limits, wanted, n, err) == -1)
		return source_blame(src, DUMP_NOWHERE, err);
	if (fill_spool(src, src->spool, err) == -1) {
		source_blame(src, DUMP_NOWHERE, err);
		spool_free(src->spool);
		src->spool = NULL;
		return stream_lose(src, err);
	}
	src->reach = REACH_ANYWHERE;
	return 0;
}
