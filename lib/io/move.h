/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * move.h -- moves bytes from descriptor to descriptor without reading them.
 * Each returns how many were moved; 0 says that this is not the way here,
 * and whoever reads and writes instead learns why.
 */
#ifndef MOVE_H
#define MOVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* IN or OUT is a pipe.  OFF counts where IN is SEEKABLE. */
size_t	 move_splice(int in, bool seekable, uint64_t off, int out, size_t len);

/*
 * Between files, through a pipe of our own: THROUGH is -1, -1 before the
 * first time, and to be closed by move_close().  OUT is written where it
 * stands.
 */
size_t	 move_through(int through[2], int in, uint64_t off, int out,
	    size_t len);
void	 move_close(int through[2]);

/* Does the file system of OUT know how to store a range of bytes once for
 * two files? */
bool	 move_can_share(int out);
/* Between regular files; OUT is written where it stands. */
size_t	 move_share(int in, uint64_t off, int out, size_t len);

#endif
