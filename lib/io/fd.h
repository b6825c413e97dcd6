/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fd.h -- the system's calls on descriptors, made whole: signals, short
 * counts and descriptors that do not block are dealt with here.  Each
 * returns 0, or -1 with errno set.
 */
#ifndef FD_H
#define FD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Exactly LEN bytes into *GOT, fewer only at the end. */
int	 fd_read(int fd, void *buf, size_t len, size_t *got);
int	 fd_pread(int fd, uint64_t off, void *buf, size_t len, size_t *got);
int	 fd_write(int fd, const void *buf, size_t len);
int	 fd_pwrite(int fd, uint64_t off, const void *buf, size_t len);
int	 fd_truncate(int fd, uint64_t size);
int	 fd_sync(int fd);
/* Owner, mode and times of ST, as far as the system allows. */
struct stat;
void	 fd_like(int fd, const struct stat *st);
/* close() says last what did not reach the disk. */
int	 fd_close(int fd);

/* Gives a pipe room for 1 MiB, if the system lets it. */
void	 fd_widen_pipe(int fd);
/*
 * Where the next data at or after OFF begin and end, both END where there
 * are none before it; the descriptor's own offset stays.  False: the file
 * system cannot tell.
 */
bool	 fd_next_data(int fd, uint64_t off, uint64_t end, uint64_t *data,
	    uint64_t *hole);

#endif
