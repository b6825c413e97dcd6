/* SPDX-License-Identifier: BSD-2-Clause */
/* fd.c -- the system's calls on descriptors, made whole. */
#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "base/checked.h"
#include "io/fd.h"

enum {
	ONCE = 1 << 30,		/* some systems refuse more than INT_MAX */
	PIPE_ROOM = 1 << 20	/* what Linux gives to those without rights */
};

/*
 * Is it worth another try after errno?  A descriptor that does not block
 * may have been handed to us by whoever shares it: then we wait.
 */
static bool
again(int fd, short events)
{
	struct pollfd p = { .fd = fd, .events = events };

	if (errno == EINTR)
		return true;
	if (errno != EAGAIN && errno != EWOULDBLOCK)
		return false;
	return poll(&p, 1, -1) != -1 || errno == EINTR;
}

static size_t
at_once(size_t len)
{
	return len < ONCE ? len : ONCE;
}

/* Some devices say so by taking nothing. */
static int
full(void)
{
	errno = ENOSPC;
	return -1;
}

int
fd_read(int fd, void *buf, size_t len, size_t *got)
{
	uint8_t *p = buf;
	ssize_t n;

	*got = 0;
	while (*got < len) {
		n = read(fd, p + *got, at_once(len - *got));
		if (n == 0)
			break;
		if (n > 0)
			*got += (size_t)n;
		else if (!again(fd, POLLIN))
			return -1;
	}
	return 0;
}

int
fd_pread(int fd, uint64_t off, void *buf, size_t len, size_t *got)
{
	uint8_t *p = buf;
	ssize_t n;

	*got = 0;
	while (*got < len) {
		n = pread(fd, p + *got, at_once(len - *got),
		    (off_t)(off + *got));
		if (n == 0)
			break;
		if (n > 0)
			*got += (size_t)n;
		else if (!again(fd, POLLIN))
			return -1;
	}
	return 0;
}

int
fd_write(int fd, const void *buf, size_t len)
{
	const uint8_t *p = buf;
	ssize_t n;

	while (len > 0) {
		n = write(fd, p, at_once(len));
		if (n > 0) {
			p += n;
			len -= (size_t)n;
		} else if (n == 0)
			return full();
		else if (!again(fd, POLLOUT))
			return -1;
	}
	return 0;
}

int
fd_pwrite(int fd, uint64_t off, const void *buf, size_t len)
{
	const uint8_t *p = buf;
	ssize_t n;

	while (len > 0) {
		n = pwrite(fd, p, at_once(len), (off_t)off);
		if (n > 0) {
			p += n;
			off += (uint64_t)n;
			len -= (size_t)n;
		} else if (n == 0)
			return full();
		else if (!again(fd, POLLOUT))
			return -1;
	}
	return 0;
}

int
fd_truncate(int fd, uint64_t size)
{
	while (ftruncate(fd, (off_t)size) == -1)
		if (errno != EINTR)
			return -1;
	return 0;
}

int
fd_sync(int fd)
{
	while (fsync(fd) == -1)
		if (errno != EINTR)
			return -1;
	return 0;
}

void
fd_like(int fd, const struct stat *st)
{
	struct timespec times[2] = { st->st_atim, st->st_mtim };
	mode_t mode = st->st_mode & (S_IRWXU | S_IRWXG | S_IRWXO);
	uid_t same_user = (uid_t)-1;
	gid_t same_group = (gid_t)-1;

	/* What was for one group is not for another. */
	if (fchown(fd, same_user, st->st_gid) == -1)
		mode &= ~(mode_t)S_IRWXG;
	(void)futimens(fd, times);
	(void)fchmod(fd, mode);
	/* Only the superuser can give files away. */
	if (fchown(fd, st->st_uid, same_group) == -1)
		return;
}

int
fd_close(int fd)
{
	/* After EINTR the descriptor is gone on Linux, and trying again
	 * could close somebody else's. */
	return close(fd) == 0 || errno == EINTR ? 0 : -1;
}

void
fd_widen_pipe(int fd)
{
#ifdef F_SETPIPE_SZ
	int room = fcntl(fd, F_GETPIPE_SZ);

	/* Setting it to less than it has would shrink it. */
	if (room != -1 && room < PIPE_ROOM)
		(void)fcntl(fd, F_SETPIPE_SZ, PIPE_ROOM);
#else
	(void)fd;
#endif
}

bool
fd_next_data(int fd, uint64_t off, uint64_t end, uint64_t *data,
    uint64_t *hole)
{
#if defined(SEEK_DATA) && defined(SEEK_HOLE)
	off_t stood = lseek(fd, 0, SEEK_CUR), from, to = 0;
	struct stat st;
	int why;

	if (stood == -1 || off >= end)
		return false;
	from = lseek(fd, (off_t)off, SEEK_DATA);
	why = errno;
	if (from != -1)
		to = lseek(fd, from, SEEK_HOLE);
	if (lseek(fd, stood, SEEK_SET) == -1)
		return false;
	if (from == -1 && why == ENXIO && fstat(fd, &st) == 0) {
		/* Nothing but a hole; but what a file that shrinks has lost
		 * is no hole. */
		*data = *hole = min_u64(end,
		    max_u64(off, (uint64_t)st.st_size));
		return true;
	}
	if (from == -1 || to == -1)
		return false;
	*data = min_u64(end, (uint64_t)from);
	*hole = min_u64(end, (uint64_t)to);
	return true;
#else
	(void)fd;
	(void)off;
	(void)end;
	(void)data;
	(void)hole;
	return false;
#endif
}
