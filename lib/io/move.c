/* SPDX-License-Identifier: BSD-2-Clause */
/* move.c -- moves bytes from descriptor to descriptor without reading them. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "config.h"
#include "io/fd.h"
#include "io/move.h"

#if HAVE_COPY_FILE_RANGE && defined(__linux__)
#include <sys/vfs.h>
#endif

size_t
move_splice(int in, bool seekable, uint64_t off, int out, size_t len)
{
#if HAVE_SPLICE
	off_t at = (off_t)off;
	ssize_t n;

	do
		n = splice(in, seekable ? &at : NULL, out, NULL, len,
		    SPLICE_F_MOVE);
	while (n == -1 && errno == EINTR);
	return n > 0 ? (size_t)n : 0;
#else
	(void)in;
	(void)seekable;
	(void)off;
	(void)out;
	(void)len;
	return 0;
#endif
}

static bool
open_pipe(int through[2])
{
#if HAVE_SPLICE
	if (through[0] != -1)
		return true;
	if (pipe2(through, O_CLOEXEC) == 0) {
		fd_widen_pipe(through[1]);
		return true;
	}
#endif
	through[0] = through[1] = -1;
	return false;
}

void
move_close(int through[2])
{
	if (through[0] == -1)
		return;
	(void)fd_close(through[0]);
	(void)fd_close(through[1]);
	through[0] = through[1] = -1;
}

size_t
move_through(int through[2], int in, uint64_t off, int out, size_t len)
{
	size_t filled, moved = 0, n;

	if (!open_pipe(through))
		return 0;
	filled = move_splice(in, true, off, through[1], len);
	while (moved < filled) {
		n = move_splice(through[0], false, 0, out, filled - moved);
		if (n == 0) {
			/* IN still has what is left in the pipe. */
			move_close(through);
			break;
		}
		moved += n;
	}
	return moved;
}

#if HAVE_COPY_FILE_RANGE && defined(__linux__)

/*
 * What statfs() calls the file systems that can share extents, or copy on
 * the server.  Elsewhere copy_file_range() copies too, but no faster than
 * we do, and without leaving out zeros.
 */
static const uint32_t sharing[] = {
	0x9123683e,		/* btrfs */
	0x58465342,		/* XFS */
	0xca451a4e,		/* bcachefs */
	0x7461636f,		/* OCFS2 */
	0x6969,			/* NFS */
	0xff534d42, 0xfe534d42	/* SMB */
};

bool
move_can_share(int out)
{
	struct statfs fs;
	size_t i;

	if (fstatfs(out, &fs) == -1)
		return false;
	for (i = 0; i < sizeof sharing / sizeof *sharing; i++)
		if ((uint32_t)fs.f_type == sharing[i])
			return true;
	return false;
}

size_t
move_share(int in, uint64_t off, int out, size_t len)
{
	off_t at = (off_t)off;
	ssize_t n;

	do
		n = copy_file_range(in, &at, out, NULL, len, 0);
	while (n == -1 && errno == EINTR);
	return n > 0 ? (size_t)n : 0;
}

#else

bool
move_can_share(int out)
{
	(void)out;
	return false;
}

size_t
move_share(int in, uint64_t off, int out, size_t len)
{
	(void)in;
	(void)off;
	(void)out;
	(void)len;
	return 0;
}

#endif
