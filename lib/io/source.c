/* SPDX-License-Identifier: BSD-2-Clause */
/* source.c -- bytes by offset: what all kinds of sources have in common. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "io/fd.h"
#include "io/source_inside.h"
#include "io/spool.h"

#define METADATA_LIMIT	((uint64_t)256 << 20)

int
source_new(struct dump_source **out, const struct source_ops *ops, void *ctx,
    const char *name, uint64_t size, struct dump_err *err)
{
	struct dump_source *src = calloc(1, sizeof *src);

	*out = NULL;
	if (src == NULL) {
		if (ops->close != NULL)
			ops->close(ctx);
		return dump_fail_nomem(err);
	}
	src->ops = ops;
	src->ctx = ctx;
	src->name = name;
	src->size = size;
	src->reach = ops->pread != NULL ? REACH_ANYWHERE :
	    ops->rewind != NULL ? REACH_REWIND : REACH_FORWARD;
	*out = src;
	return 0;
}

int
source_over(struct dump_source **out, const struct source_ops *ops,
    void *ctx, struct dump_source *inner, const char *wrapping,
    uint64_t size, struct dump_err *err)
{
	if (source_new(out, ops, ctx, inner->name, size, err) == -1) {
		dump_source_close(inner);
		return -1;
	}
	(*out)->inner = inner;
	(*out)->wrapping = wrapping;
	(*out)->limits = inner->limits;
	return 0;
}

struct dump_source *
source_inner(const struct dump_source *src)
{
	return src->inner;
}

void
source_wrapping(const struct dump_source *src, struct dump_wrapping *out)
{
	*out = (struct dump_wrapping){ 0 };
	out->codec = src->wrapping;
	out->packed = src->inner->size;
	out->indexed = src->ops->pread != NULL;
	if (src->ops->about != NULL)
		src->ops->about(src->ctx, out);
}

const char *
dump_source_flaw(const struct dump_source *src)
{
	const char *flaw = NULL;

	for (; src != NULL && flaw == NULL; src = src->inner)
		if (src->ops->flaw != NULL)
			flaw = src->ops->flaw(src->ctx);
	return flaw;
}

void
dump_source_close(struct dump_source *src)
{
	if (src == NULL)
		return;
	if (src->ops->close != NULL)
		src->ops->close(src->ctx);
	dump_source_close(src->inner);
	spool_free(src->spool);
	free(src->held);
	free(src->kept);
	free(src->block);
	free(src);
}

void
dump_source_limits(struct dump_source *src, const struct dump_limits *limits)
{
	src->limits = *limits;
}

void
dump_source_watch(struct dump_source *src, dump_progress_fn *progress,
    void *ctx)
{
	src->progress = progress;
	src->watcher = ctx;
}

bool
source_may_spool(const struct dump_source *src)
{
	return !src->limits.no_spool;
}

const struct dump_limits *
source_limits(const struct dump_source *src)
{
	return &src->limits;
}

void
source_forbid_spool(struct dump_source *src)
{
	src->limits.no_spool = true;
}

uint64_t
dump_source_size(const struct dump_source *src)
{
	return src->size;
}

bool
dump_source_claims(struct dump_source *src, uint64_t size)
{
	if (src->size != DUMP_NOWHERE)
		return src->size == size;
	return src->ops->claims != NULL && src->ops->claims(src->ctx, size);
}

uint64_t
dump_source_spooled(const struct dump_source *src)
{
	uint64_t n = 0;

	/* An archive from a pipe is spooled, not what is in it. */
	for (; src != NULL; src = src->inner)
		if (src->spool != NULL)
			n += spool_written(src->spool);
	return n;
}

enum reach
source_reach(const struct dump_source *src)
{
	return src->reach;
}

const char *
source_name(const struct dump_source *src)
{
	return src->name;
}

uint64_t
source_metadata_limit(const struct dump_source *src)
{
	return src->limits.metadata != 0 ? src->limits.metadata :
	    METADATA_LIMIT;
}

/* Bytes at OFF of a stream, which is brought there. */
static int
read_stream(struct dump_source *src, uint64_t off, void *buf, size_t len,
    size_t *got, struct dump_err *err)
{
	uint8_t *p = buf;
	size_t more;

	*got = stream_held(src, off, p, len);
	*got += stream_held(src, off + *got, p + *got, len - *got);
	if (*got == len && len > 0)
		return 0;
	off += *got;
	if (stream_stand_at(src, off, err) == -1)
		return -1;
	if (src->pos != off)
		return 0;
	if (stream_pull(src, p + *got, len - *got, &more, err) == -1)
		return -1;
	*got += more;
	return 0;
}

/* Bytes at OFF of what reaches anywhere. */
static int
read_there(struct dump_source *src, uint64_t off, void *buf, size_t len,
    size_t *got, struct dump_err *err)
{
	uint8_t *p = buf;

	*got = 0;
	if (src->size != DUMP_NOWHERE)
		len = (size_t)min_u64(len, src->size - min_u64(off,
		    src->size));
	if (len == 0)
		return 0;
	if (src->ops->pread != NULL)
		return src->ops->pread(src->ctx, off, buf, len, got, err);
	*got = stream_held(src, off, p, len);
	if (*got < len && spool_read(src->spool, off + *got, p + *got,
	    len - *got, err) == -1)
		return -1;
	*got = len;
	return 0;
}

static int
read_some(struct dump_source *src, uint64_t off, void *buf, size_t len,
    size_t *got, struct dump_err *err)
{
	*got = 0;
	switch (src->reach) {
	case REACH_ANYWHERE:
		return read_there(src, off, buf, len, got, err);
	case REACH_REWIND:
		return read_stream(src, off, buf, len, got, err);
	case REACH_FORWARD:
		break;
	}
	if (src->draining)
		return dump_fail(err, DUMP_E_SEEK, off,
		    "byte %" PRIu64 " has passed, and this source only goes"
		    " forward", off);
	if (stream_hold(src, add_capped(off, len), err) == -1)
		return -1;
	*got = stream_held(src, off, buf, len);
	return 0;
}

int
source_read_some(struct dump_source *src, uint64_t off, void *buf, size_t len,
    size_t *got, struct dump_err *err)
{
	if (read_some(src, off, buf, len, got, err) == -1)
		return source_blame(src, off, err);
	return 0;
}

int
dump_source_read(struct dump_source *src, uint64_t off, void *buf, size_t len,
    struct dump_err *err)
{
	size_t got;

	if (read_some(src, off, buf, len, &got, err) == -1)
		return source_blame(src, off, err);
	if (got == len)
		return 0;
	dump_fail(err, DUMP_E_TRUNC, off, "%zu bytes wanted, %zu are there",
	    len, got);
	return source_blame(src, off, err);
}

/* From now on a forward source forgets; OFF was reached. */
static void
forget(struct dump_source *src, uint64_t off)
{
	src->draining = true;
	src->drained = off;
	if (off < src->nheld)
		return;
	free(src->held);
	src->held = NULL;
	src->nheld = src->held_room = 0;
}

int
source_drain(struct dump_source *src, uint64_t off, void *buf, size_t len,
    size_t *got, struct dump_err *err)
{
	int rc;

	*got = 0;
	if (src->reach == REACH_ANYWHERE)
		rc = read_there(src, off, buf, len, got, err);
	else if (src->reach == REACH_FORWARD && off < src->drained)
		rc = dump_fail(err, DUMP_E_SEEK, off, "byte %" PRIu64
		    " comes before byte %" PRIu64 ", and this source only"
		    " goes forward", off, src->drained);
	else
		rc = read_stream(src, off, buf, len, got, err);
	if (rc == -1)
		return source_blame(src, off, err);
	if (src->reach == REACH_FORWARD)
		forget(src, off + *got);
	return 0;
}

uint64_t
source_stands(const struct dump_source *src)
{
	return src->reach != REACH_REWIND || src->pos == STREAM_LOST ? 0 :
	    src->pos;
}

int
source_finish(struct dump_source *src, uint64_t *end, struct dump_err *err)
{
	if (src->reach == REACH_FORWARD)
		forget(src, max_u64(src->pos, src->drained));
	if (src->reach != REACH_ANYWHERE && !src->ended &&
	    stream_stand_at(src, STREAM_END, err) == -1)
		return source_blame(src, DUMP_NOWHERE, err);
	if (src->ops->prove != NULL && src->ops->prove(src->ctx, err) == -1)
		return source_blame(src, DUMP_NOWHERE, err);
	*end = src->size;
	return 0;
}

int
dump_source_finish(struct dump_source *src, uint64_t *size,
    struct dump_err *err)
{
	return source_finish(src, size, err);
}

int
source_fd(struct dump_source *src, uint64_t off, bool *seekable,
    uint64_t *fd_off)
{
	uint64_t base = 0;
	int fd;

	if (off < src->nheld)
		return -1;
	if (src->spool != NULL)
		fd = spool_fd(src->spool);
	else if (src->ops->fd != NULL)
		fd = src->ops->fd(src->ctx, &base);
	else
		return -1;
	*seekable = src->reach == REACH_ANYWHERE;
	if (*seekable ? off >= src->size : src->ended || src->pos != off)
		return -1;
	*fd_off = base + off;
	src->direct = off;
	return fd;
}

void
source_expect(struct dump_source *src, uint64_t off, uint64_t len)
{
#ifdef POSIX_FADV_WILLNEED
	uint64_t fd_off;
	bool seekable;
	int fd = source_fd(src, off, &seekable, &fd_off);

	if (fd != -1 && seekable)
		(void)posix_fadvise(fd, (off_t)fd_off, (off_t)len,
		    POSIX_FADV_WILLNEED);
#else
	(void)src;
	(void)off;
	(void)len;
#endif
}

void
source_moved(struct dump_source *src, uint64_t len)
{
	assert(src->spool == NULL || spool_has(src->spool, src->direct, len));
	if (src->reach == REACH_ANYWHERE)
		return;
	src->pos += len;
	forget(src, src->pos);
}

bool
source_next_data(struct dump_source *src, uint64_t off, uint64_t *data,
    uint64_t *hole)
{
	struct stretch known = { 0, UINT64_MAX };
	uint64_t fd_off;
	bool seekable;
	int fd;

	/* What was not wanted is a hole too, but no zeros. */
	if (src->spool != NULL && (!spool_wants(src->spool, off, &known) ||
	    known.off > off))
		return false;
	fd = source_fd(src, off, &seekable, &fd_off);
	if (fd == -1 || !seekable ||
	    !fd_next_data(fd, fd_off, fd_off + (src->size - off), data, hole))
		return false;
	*data = min_u64(*data - (fd_off - off), known.off + known.len);
	*hole = min_u64(*hole - (fd_off - off), known.off + known.len);
	return true;
}
