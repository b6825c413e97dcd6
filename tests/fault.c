/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fault.c -- a system that misbehaves.  A program's own functions come before
 * those of the C library, so the library under test calls these.
 */
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "tests/fault.h"

struct fault fault;

/* Is this the call that a signal interrupts? */
static bool
interrupted(void)
{
	static bool odd;

	odd = !odd;
	if (!fault.interrupt || !odd)
		return false;
	errno = EINTR;
	return true;
}

static size_t
bounded(size_t len)
{
	return fault.most != 0 && len > fault.most ? fault.most : len;
}

/* Cuts *LEN to what is left of LEFT; false with errno once that is none. */
static bool
left(int error, uint64_t room, size_t *len)
{
	if (error == 0 || *len == 0)
		return true;
	if (room == 0) {
		errno = error;
		return false;
	}
	if (*len > room)
		*len = (size_t)room;
	return true;
}

static ssize_t
counted(ssize_t n, uint64_t *left_over)
{
	if (n > 0)
		*left_over -= (uint64_t)n < *left_over ? (uint64_t)n :
		    *left_over;
	return n;
}

ssize_t
read(int fd, void *buf, size_t len)
{
	len = bounded(len);
	if (interrupted() || !left(fault.broken, fault.intact, &len))
		return -1;
	return counted(readv(fd, &(struct iovec){ buf, len }, 1),
	    &fault.intact);
}

ssize_t
pread(int fd, void *buf, size_t len, off_t off)
{
	len = bounded(len);
	if (interrupted() || !left(fault.broken, fault.intact, &len))
		return -1;
	return counted(preadv(fd, &(struct iovec){ buf, len }, 1, off),
	    &fault.intact);
}

/* A vector does not promise to leave what is written as it is. */
static void *
bytes_of(const void *buf)
{
	return (void *)(uintptr_t)buf;
}

ssize_t
write(int fd, const void *buf, size_t len)
{
	len = bounded(len);
	if (interrupted() || !left(fault.full, fault.room, &len))
		return -1;
	return counted(writev(fd, &(struct iovec){ bytes_of(buf), len }, 1),
	    &fault.room);
}

ssize_t
pwrite(int fd, const void *buf, size_t len, off_t off)
{
	len = bounded(len);
	if (interrupted() || !left(fault.full, fault.room, &len))
		return -1;
	return counted(pwritev(fd, &(struct iovec){ bytes_of(buf), len }, 1,
	    off), &fault.room);
}

#ifdef SYS_splice
ssize_t
splice(int in, off_t *in_off, int out, off_t *out_off, size_t len,
    unsigned flags)
{
	len = bounded(len);
	if (interrupted() || !left(fault.broken, fault.intact, &len) ||
	    !left(fault.full, fault.room, &len))
		return -1;
	if (!left(fault.no_splice > 0 ? EINVAL : 0, fault.spliced, &len)) {
		fault.no_splice--;
		return -1;
	}
	return counted(counted(counted(syscall(SYS_splice, in, in_off, out,
	    out_off, len, flags), &fault.spliced), &fault.room),
	    &fault.intact);
}
#endif

#if LONG_MAX > INT_MAX		/* else the offset takes two arguments */
int
ftruncate(int fd, off_t size)
{
	return interrupted() ? -1 : (int)syscall(SYS_ftruncate, fd, size);
}
#endif

int
fsync(int fd)
{
	if (interrupted())
		return -1;
	fault.syncs++;
	return (int)syscall(SYS_fsync, fd);
}

int
open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list ap;

	if ((flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE) {
		va_start(ap, flags);
		mode = va_arg(ap, mode_t);
		va_end(ap);
	}
	if ((flags & O_TMPFILE) == O_TMPFILE && fault.no_tmpfile) {
		errno = EOPNOTSUPP;
		return -1;
	}
	return openat(AT_FDCWD, path, flags, mode);
}

int
renameat2(int from_dir, const char *from, int to_dir, const char *to,
    unsigned flags)
{
	if (fault.no_renameat2) {
		errno = EINVAL;
		return -1;
	}
	return (int)syscall(SYS_renameat2, from_dir, from, to_dir, to, flags);
}

int
link(const char *from, const char *to)
{
	if (fault.no_link) {
		errno = EPERM;
		return -1;
	}
	return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}
