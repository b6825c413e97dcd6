/* SPDX-License-Identifier: BSD-2-Clause */
/* sink.c -- takes bytes in order, for a file, a descriptor, a function. */
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/checked.h"
#include "base/err.h"
#include "io/fd.h"
#include "io/sink.h"
#include "io/sink_file.h"
#include "io/zeros.h"

enum { ZEROS = 256 * 1024 };	/* written at once */

struct dump_sink {
	int		 fd;		/* or -1: */
	dump_write_fn	*fn;		/* or NULL: */
	const struct sink_ops *ops;	/* what stands before INNER, or NULL */
	void		*ctx;		/* of either */
	struct dump_sink *inner;
	const char	*name;		/* for messages, or NULL */
	struct sink_file *file;		/* ours until commit, or NULL */
	bool		 ours;		/* FD is to be closed */
	bool		 pipe, regular, append;
	bool		 sparse;	/* nothing lies where we write */
	bool		 failed, finished;
	bool		 is_like;	/* at commit the file becomes LIKE */
	struct stat	 like;
	uint64_t	 base, taken;	/* where it began, and bytes since */

	/* Zeros that were taken and not yet stepped over; and whether what
	 * was taken last is a hole, which gives the file no length. */
	uint64_t	 gap;
	bool		 ends_in_hole;
	void		*zeros;
};

static int
blank(struct dump_sink **out, const char *name, struct dump_err *err)
{
	if ((*out = calloc(1, sizeof **out)) == NULL)
		return dump_fail_nomem(err);
	(*out)->fd = -1;
	(*out)->name = name;
	return 0;
}

static int
blame(struct dump_sink *dst, struct dump_err *err)
{
	dst->failed = true;
	err->path = dst->name;
	return -1;
}

/* What kind of thing is it, and what may be done to it? */
static int
look_at(struct dump_sink *dst, struct dump_err *err)
{
	int flags = fcntl(dst->fd, F_GETFL);
	struct stat st;
	off_t at;

	if (flags == -1 || fstat(dst->fd, &st) == -1)
		return dump_fail_sys(err, errno, "cannot write");
	if ((flags & O_ACCMODE) == O_RDONLY)
		return dump_fail_sys(err, EBADF, "cannot write");
	dst->pipe = S_ISFIFO(st.st_mode);
	dst->regular = S_ISREG(st.st_mode);
	dst->append = (flags & O_APPEND) != 0;
	if (dst->pipe)
		fd_widen_pipe(dst->fd);
	if (!dst->regular || dst->append)
		return 0;
	if ((at = lseek(dst->fd, 0, SEEK_CUR)) == -1)
		return dump_fail_sys(err, errno, "cannot write");
	dst->base = (uint64_t)at;
	dst->sparse = st.st_size <= at;
	return 0;
}

int
dump_sink_fd(struct dump_sink **out, int fd, const char *name,
    struct dump_err *err)
{
	if (blank(out, name, err) == -1)
		return -1;
	(*out)->fd = fd;
	if (look_at(*out, err) == 0)
		return 0;
	err->path = name;
	dump_sink_abort(*out);
	*out = NULL;
	return -1;
}

int
dump_sink_open(struct dump_sink **out, const char *path, unsigned flags,
    struct dump_err *err)
{
	struct dump_sink *dst;

	if (blank(out, path, err) == -1)
		return -1;
	dst = *out;
	if (sink_file_make(&dst->file, &dst->fd, path, flags, err) == 0) {
		dst->ours = true;
		if (look_at(dst, err) == 0)
			return 0;
	}
	err->path = path;
	dump_sink_abort(dst);
	*out = NULL;
	return -1;
}

int
dump_sink_callback(struct dump_sink **out, dump_write_fn *fn, void *ctx,
    struct dump_err *err)
{
	if (blank(out, NULL, err) == -1)
		return -1;
	(*out)->fn = fn;
	(*out)->ctx = ctx;
	return 0;
}

int
sink_new(struct dump_sink **out, const struct sink_ops *ops, void *ctx,
    const char *name, struct dump_err *err)
{
	if (blank(out, name, err) == -1) {
		ops->close(ctx);
		return -1;
	}
	(*out)->ops = ops;
	(*out)->ctx = ctx;
	return 0;
}

int
sink_over(struct dump_sink **out, const struct sink_ops *ops, void *ctx,
    struct dump_sink *inner, struct dump_err *err)
{
	if (sink_new(out, ops, ctx, inner->name, err) == -1) {
		dump_sink_abort(inner);
		return -1;
	}
	(*out)->inner = inner;
	return 0;
}

bool
sink_in_parts(const struct dump_sink *dst)
{
	return dst->ops != NULL && dst->ops->part != NULL;
}

int
sink_next_part(struct dump_sink *dst, struct dump_err *err)
{
	return dst->ops->part(dst->ctx, err) == -1 ? blame(dst, err) : 0;
}

const char *
dump_sink_temporary(const struct dump_sink *dst)
{
	while (dst->inner != NULL)
		dst = dst->inner;
	if (dst->ops != NULL && dst->ops->temporary != NULL)
		return dst->ops->temporary(dst->ctx);
	return dst->file != NULL ? sink_file_temporary(dst->file) : NULL;
}

uint64_t
dump_sink_room(const struct dump_sink *dst)
{
	struct statvfs fs;
	struct stat st;
	uint64_t room;
	off_t at;

	if (!dst->regular || fstatvfs(dst->fd, &fs) == -1)
		return DUMP_NOWHERE;
	room = (uint64_t)fs.f_bavail * fs.f_frsize;
	if (dst->append || fstat(dst->fd, &st) == -1 ||
	    (at = lseek(dst->fd, 0, SEEK_CUR)) == -1 || at >= st.st_size)
		return room;
	/* What is written over needs no new room. */
	return room + (uint64_t)(st.st_size - at);
}

/* Steps over zeros that became a hole. */
static int
close_gap(struct dump_sink *dst, struct dump_err *err)
{
	if (dst->gap == 0)
		return 0;
	if (dst->gap > INT64_MAX ||
	    lseek(dst->fd, (off_t)dst->gap, SEEK_CUR) == -1)
		return dump_fail_sys(err, dst->gap > INT64_MAX ? EFBIG : errno,
		    "cannot write");
	dst->gap = 0;
	return 0;
}

static int
put(struct dump_sink *dst, const void *buf, size_t len, struct dump_err *err)
{
	if (len == 0)
		return 0;
	if (dst->ops != NULL) {
		dst->taken += len;
		return dst->ops->write(dst->ctx, buf, len, err);
	}
	errno = 0;
	if (dst->fn != NULL ? dst->fn(dst->ctx, buf, len) != 0 :
	    fd_write(dst->fd, buf, len) == -1)
		return dump_fail_sys(err, errno != 0 ? errno : EIO,
		    "cannot write");
	dst->taken += len;
	dst->ends_in_hole = false;
	return 0;
}

/* Where nothing lies, zeros need not be written. */
static int
put_sparse(struct dump_sink *dst, const void *buf, size_t len,
    struct dump_err *err)
{
	const uint8_t *p = buf;
	bool hole;
	size_t n;

	for (; len > 0; p += n, len -= n) {
		n = zero_run(p, len, dst->base + dst->taken, &hole);
		if (hole ? sink_zeros(dst, n, err) == -1 :
		    close_gap(dst, err) == -1 || put(dst, p, n, err) == -1)
			return -1;
	}
	return 0;
}

int
sink_write(struct dump_sink *dst, const void *buf, size_t len,
    struct dump_err *err)
{
	if (dst->sparse ? put_sparse(dst, buf, len, err) == -1 :
	    put(dst, buf, len, err) == -1)
		return blame(dst, err);
	return 0;
}

int
dump_sink_write(struct dump_sink *dst, const void *buf, size_t len,
    struct dump_err *err)
{
	return sink_write(dst, buf, len, err);
}

int
sink_zeros(struct dump_sink *dst, uint64_t len, struct dump_err *err)
{
	size_t n;

	if (dst->ops != NULL) {
		dst->taken += len;
		return dst->ops->zeros(dst->ctx, len, err) == -1 ?
		    blame(dst, err) : 0;
	}
	if (dst->sparse) {
		if (!add_u64(dst->gap, len, &dst->gap)) {
			dump_fail_sys(err, EFBIG, "cannot write");
			return blame(dst, err);
		}
		dst->taken += len;
		dst->ends_in_hole = dst->ends_in_hole || len > 0;
		return 0;
	}
	/* Never touched, they take no memory. */
	if (len > 0 && dst->zeros == NULL &&
	    (dst->zeros = calloc(1, ZEROS)) == NULL) {
		dump_fail_nomem(err);
		return blame(dst, err);
	}
	for (; len > 0; len -= n) {
		n = (size_t)min_u64(len, ZEROS);
		if (put(dst, dst->zeros, n, err) == -1)
			return blame(dst, err);
	}
	return 0;
}

bool
sink_is_sparse(const struct dump_sink *dst)
{
	return dst->sparse || dst->ops != NULL;
}

uint64_t
sink_size(const struct dump_sink *dst)
{
	return dst->taken;
}

uint64_t
dump_sink_taken(const struct dump_sink *dst)
{
	return dst->taken;
}

uint64_t
dump_sink_packed(const struct dump_sink *dst)
{
	while (dst->inner != NULL)
		dst = dst->inner;
	return dst->taken;
}

int
sink_fd(struct dump_sink *dst, bool *pipe)
{
	struct dump_err err;

	/* Nothing can be moved to the end of a file that is appended to. */
	if (dst->fd == -1 || dst->append || !(dst->pipe || dst->regular) ||
	    close_gap(dst, &err) == -1)
		return -1;
	*pipe = dst->pipe;
	return dst->fd;
}

void
sink_moved(struct dump_sink *dst, uint64_t len)
{
	dst->taken += len;
	if (len > 0)
		dst->ends_in_hole = false;
}

bool
sink_can_rewrite(const struct dump_sink *dst)
{
	return dst->file != NULL;
}

int
sink_rewrite(struct dump_sink *dst, uint64_t off, const void *buf, size_t len,
    struct dump_err *err)
{
	if (fd_pwrite(dst->fd, off, buf, len) == 0)
		return 0;
	dump_fail_sys(err, errno, "cannot write");
	return blame(dst, err);
}

int
sink_truncate(struct dump_sink *dst, uint64_t size, struct dump_err *err)
{
	if (fd_truncate(dst->fd, size) == 0 &&
	    lseek(dst->fd, (off_t)size, SEEK_SET) != -1) {
		dst->taken = size;
		dst->gap = 0;
		dst->ends_in_hole = false;
		return 0;
	}
	dump_fail_sys(err, errno, "cannot write");
	return blame(dst, err);
}

/* A hole at the end gives the file no length of itself. */
static int
give_length(struct dump_sink *dst, struct dump_err *err)
{
	struct stat st;
	off_t at;

	if (!dst->ends_in_hole)
		return 0;
	if (close_gap(dst, err) == -1)
		return -1;
	/* Whoever shares the descriptor may have written meanwhile. */
	if ((at = lseek(dst->fd, 0, SEEK_CUR)) == -1 ||
	    fstat(dst->fd, &st) == -1 ||
	    (st.st_size < at && fd_truncate(dst->fd, (uint64_t)at) == -1))
		return dump_fail_sys(err, errno, "cannot write");
	return 0;
}

/* Gives back what the sink holds, after its descriptor. */
static void
sink_free(struct dump_sink *dst)
{
	if (dst->ops != NULL)
		dst->ops->close(dst->ctx);
	free(dst->zeros);
	free(dst);
}

static struct dump_sink *
innermost(struct dump_sink *dst)
{
	while (dst->inner != NULL)
		dst = dst->inner;
	return dst;
}

void
dump_sink_like(struct dump_sink *dst, const struct stat *st)
{
	dst = innermost(dst);
	if (dst->ops != NULL && dst->ops->like != NULL)
		dst->ops->like(dst->ctx, st);
	dst->is_like = dst->file != NULL;
	dst->like = *st;
}

void
dump_sink_no_holes(struct dump_sink *dst)
{
	innermost(dst)->sparse = false;
}

static int
finish(struct dump_sink *dst, struct dump_err *err)
{
	if (dst->ops == NULL || dst->finished)
		return 0;
	dst->finished = true;
	return dst->ops->finish(dst->ctx, err) == 0 ? 0 : blame(dst, err);
}

int
dump_sink_finish(struct dump_sink *dst, struct dump_err *err)
{
	/* The last one's is commit's: files get their names there. */
	for (; dst->inner != NULL; dst = dst->inner)
		if (finish(dst, err) == -1)
			return -1;
	return 0;
}

int
dump_sink_commit(struct dump_sink **dst, struct dump_err *err)
{
	struct dump_sink *s = *dst;
	int rc = 0;

	*dst = NULL;
	if (s->failed)
		rc = dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "writing it failed before");
	if (rc == -1 || give_length(s, err) == -1) {
		err->path = s->name;
		dump_sink_abort(s);
		return -1;
	}
	if (finish(s, err) == -1) {
		dump_sink_abort(s);
		return -1;
	}
	if (s->is_like)
		fd_like(s->fd, &s->like);
	if (s->inner != NULL)
		rc = dump_sink_commit(&s->inner, err);
	else if (s->file != NULL)
		rc = sink_file_finish(s->file, s->fd, err);
	else if (s->ours && fd_close(s->fd) == -1)
		rc = dump_fail_sys(err, errno, "cannot write");
	if (rc == -1)
		err->path = s->name;
	sink_free(s);
	return rc;
}

void
dump_sink_abort(struct dump_sink *dst)
{
	if (dst == NULL)
		return;
	if (dst->file != NULL)
		sink_file_remove(dst->file, dst->fd);
	else if (dst->ours && dst->fd != -1)
		(void)fd_close(dst->fd);
	dump_sink_abort(dst->inner);
	sink_free(dst);
}
