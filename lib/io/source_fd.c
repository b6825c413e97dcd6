/* SPDX-License-Identifier: BSD-2-Clause */
/* source_fd.c -- sources over descriptors: files, block devices, pipes. */
#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/checked.h"
#include "base/err.h"
#include "io/fd.h"
#include "io/source.h"

struct fd_source {
	int		 fd;
	bool		 ours;		/* to close */
	uint64_t	 base;		/* offset of byte 0 */
};

static int
stream_read(void *ctx, void *buf, size_t len, size_t *got,
    struct dump_err *err)
{
	struct fd_source *f = ctx;

	if (fd_read(f->fd, buf, len, got) == -1)
		return dump_fail_sys(err, errno, "cannot read");
	return 0;
}

static int
file_pread(void *ctx, uint64_t off, void *buf, size_t len, size_t *got,
    struct dump_err *err)
{
	struct fd_source *f = ctx;

	if (fd_pread(f->fd, f->base + off, buf, len, got) == -1)
		return dump_fail_sys(err, errno, "cannot read");
	return 0;
}

static int
fd_of(void *ctx, uint64_t *base)
{
	struct fd_source *f = ctx;

	*base = f->base;
	return f->fd;
}

static void
fd_done(void *ctx)
{
	struct fd_source *f = ctx;

	if (f->ours)
		(void)fd_close(f->fd);
	free(f);
}

static const struct source_ops stream_ops = {
	.read = stream_read,
	.fd = fd_of,
	.close = fd_done,
};

static const struct source_ops file_ops = {
	.pread = file_pread,
	.fd = fd_of,
	.close = fd_done,
};

/* Files of /proc and /sys say that they are empty, and are not. */
static bool
only_claims_to_be_empty(int fd, off_t at)
{
	size_t got;
	char c;

	return fd_pread(fd, (uint64_t)at, &c, 1, &got) == 0 && got == 1;
}

/*
 * Bytes from offset AT on, DUMP_NOWHERE where FD is to be read as a stream.
 * That lseek() works says nothing: character devices let it "succeed".
 */
static uint64_t
measure(int fd, const struct stat *st, off_t at)
{
	off_t end;

	if (at == -1)
		return DUMP_NOWHERE;
	if (S_ISREG(st->st_mode)) {
		end = st->st_size;
		if (end == 0 && only_claims_to_be_empty(fd, at))
			return DUMP_NOWHERE;
	} else if (S_ISBLK(st->st_mode)) {
		end = lseek(fd, 0, SEEK_END);
		if (end == -1 || lseek(fd, at, SEEK_SET) == -1)
			return DUMP_NOWHERE;
	} else
		return DUMP_NOWHERE;
	return end > at ? (uint64_t)(end - at) : 0;
}

static int
look_at(struct fd_source *f, uint64_t *size, struct dump_err *err)
{
	struct stat st;
	off_t at;

	if (fstat(f->fd, &st) == -1)
		return dump_fail_sys(err, errno, "cannot read");
	if (S_ISDIR(st.st_mode)) {
		dump_fail(err, DUMP_E_SYS, DUMP_NOWHERE, "is a directory");
		err->sys = EISDIR;
		return -1;
	}
	if (S_ISFIFO(st.st_mode))
		fd_widen_pipe(f->fd);
	at = lseek(f->fd, 0, SEEK_CUR);
	f->base = at == -1 ? 0 : (uint64_t)at;
	*size = measure(f->fd, &st, at);
	return 0;
}

static int
over_fd(struct dump_source **out, int fd, bool ours, const char *name,
    struct dump_err *err)
{
	struct fd_source *f = malloc(sizeof *f);
	uint64_t size;

	if (f == NULL) {
		if (ours)
			(void)fd_close(fd);
		dump_fail_nomem(err);
	} else {
		f->fd = fd;
		f->ours = ours;
		if (look_at(f, &size, err) == -1)
			fd_done(f);
		else if (source_new(out, size == DUMP_NOWHERE ? &stream_ops :
		    &file_ops, f, name, size, err) == 0)
			return 0;
	}
	err->path = name;
	return -1;
}

int
source_from_fd(struct dump_source **out, int fd, const char *name,
    struct dump_err *err)
{
	*out = NULL;
	return over_fd(out, fd, false, name, err);
}

int
source_from_path(struct dump_source **out, const char *path,
    struct dump_err *err)
{
	int fd;

	*out = NULL;
	if (strcmp(path, "-") == 0)
		return over_fd(out, STDIN_FILENO, false, path, err);
	do
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	while (fd == -1 && errno == EINTR);
	if (fd == -1) {
		dump_fail_sys(err, errno, "cannot open");
		err->path = path;
		return -1;
	}
	return over_fd(out, fd, true, path, err);
}
