/* SPDX-License-Identifier: BSD-2-Clause */
/* stream.c -- the part of a source that brings bytes in their order. */
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "io/source_inside.h"
#include "io/zeros.h"

enum {
	KEPT = 1024 * 1024,	/* of a source that rewinds: see struct */
	KEEP_MOST = 8 * 1024 * 1024,	/* of what it is asked to keep */
	FIRST_ROOM = 64 * 1024
};

int
source_blame(const struct dump_source *src, uint64_t off, struct dump_err *err)
{
	err->path = src->name;
	if (err->off == DUMP_NOWHERE)
		err->off = off;
	return -1;
}

/* Makes room for N bytes in *BYTES, which has ROOM. */
static int
make_room(uint8_t **bytes, size_t *room, size_t n, struct dump_err *err)
{
	size_t want = *room < FIRST_ROOM ? FIRST_ROOM : *room;
	uint8_t *grown;

	if (n <= *room)
		return 0;
	while (want < n && want <= SIZE_MAX / 2)
		want *= 2;
	if (want < n || (grown = realloc(*bytes, want)) == NULL)
		return dump_fail_nomem(err);
	*bytes = grown;
	*room = want;
	return 0;
}

/* Of a source that rewinds: keeps what came first. */
static int
keep_first(struct dump_source *src, const void *buf, size_t len,
    struct dump_err *err)
{
	size_t n = (size_t)min_u64(len, KEPT - src->nheld);

	if (n == 0 || src->pos != src->nheld)
		return 0;
	if (make_room(&src->held, &src->held_room, src->nheld + n, err) == -1)
		return -1;
	memcpy(src->held + src->nheld, buf, n);
	src->nheld += n;
	return 0;
}

int
stream_lose(struct dump_source *src, const struct dump_err *err)
{
	src->failure = *err;
	src->pos = STREAM_LOST;
	src->ended = false;
	return -1;
}

int
stream_pull(struct dump_source *src, void *buf, size_t len, size_t *got,
    struct dump_err *err)
{
	*got = 0;
	if (src->ended)
		return 0;
	if (src->ops->read(src->ctx, buf, len, got, err) == -1 ||
	    (src->reach == REACH_REWIND &&
	    keep_first(src, buf, *got, err) == -1)) {
		/* How much has gone nobody knows. */
		source_blame(src, src->pos, err);
		return stream_lose(src, err);
	}
	src->pos += *got;
	if (*got < len) {
		src->ended = true;
		src->size = src->pos;
	}
	if (src->progress != NULL &&
	    src->progress(src->watcher, src->pos, src->size) != 0) {
		dump_fail(err, DUMP_E_STOPPED, DUMP_NOWHERE, "stopped");
		return stream_lose(src, err);
	}
	return 0;
}

int
stream_block(struct dump_source *src, struct dump_err *err)
{
	if (src->block == NULL &&
	    posix_memalign(&src->block, HOLE, STREAM_BLOCK) != 0) {
		src->block = NULL;
		return dump_fail_nomem(err);
	}
	return 0;
}

int
stream_stand_at(struct dump_source *src, uint64_t off, struct dump_err *err)
{
	size_t got;

	if (src->reach == REACH_REWIND && (src->pos == STREAM_LOST ||
	    off < src->pos)) {
		src->pos = STREAM_LOST;
		if (src->ops->rewind(src->ctx, err) == -1)
			return source_blame(src, off, err);
		src->pos = 0;
		src->ended = false;
	}
	if (src->pos == STREAM_LOST) {
		*err = src->failure;
		return -1;
	}
	if (src->pos < off && stream_block(src, err) == -1)
		return -1;
	while (src->pos < off && !src->ended)
		if (stream_pull(src, src->block, (size_t)min_u64(STREAM_BLOCK,
		    off - src->pos), &got, err) == -1)
			return -1;
	return 0;
}

size_t
stream_held(const struct dump_source *src, uint64_t off, void *buf, size_t len)
{
	const uint8_t *from;

	if (off < src->nheld) {
		len = (size_t)min_u64(len, src->nheld - off);
		from = src->held + off;
	} else if (off >= src->kept_off && off - src->kept_off < src->nkept) {
		off -= src->kept_off;
		len = (size_t)min_u64(len, src->nkept - off);
		from = src->kept + off;
	} else {
		return 0;
	}
	if (len > 0)
		memcpy(buf, from, len);
	return len;
}

int
source_keep(struct dump_source *src, uint64_t off, uint64_t len,
    struct dump_err *err)
{
	size_t n, got;

	if (src->reach != REACH_REWIND || len > KEEP_MOST)
		return 0;
	src->nkept = 0;
	src->kept_off = off;
	if (stream_stand_at(src, off, err) == -1)
		return source_blame(src, off, err);
	while (src->pos == off + src->nkept && src->nkept < len &&
	    !src->ended) {
		n = (size_t)min_u64(len - src->nkept,
		    max_u64(src->nkept, FIRST_ROOM));
		if (make_room(&src->kept, &src->kept_room, src->nkept + n,
		    err) == -1 || stream_pull(src, src->kept + src->nkept, n,
		    &got, err) == -1)
			return source_blame(src, off, err);
		src->nkept += got;
	}
	return 0;
}

int
stream_hold(struct dump_source *src, uint64_t to, struct dump_err *err)
{
	uint64_t limit = source_metadata_limit(src);
	size_t n, got;

	while (src->nheld < to && !src->ended) {
		if (src->pos == STREAM_LOST) {
			*err = src->failure;
			return -1;
		}
		assert(src->pos == src->nheld);
		if (src->nheld >= limit)
			return dump_fail(err, DUMP_E_LIMIT, DUMP_NOWHERE,
			    "records reach to byte %" PRIu64 ", and of a pipe"
			    " no more than %" PRIu64 " bytes are held", to,
			    limit);
		n = (size_t)min_u64(min_u64(to, limit) - src->nheld,
		    max_u64(src->nheld, FIRST_ROOM));
		if (make_room(&src->held, &src->held_room, src->nheld + n,
		    err) == -1 ||
		    stream_pull(src, src->held + src->nheld, n, &got,
		    err) == -1)
			return -1;
		src->nheld += got;
	}
	return 0;
}
