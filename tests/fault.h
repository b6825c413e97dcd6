/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fault.h -- a system that misbehaves: calls of the library to the functions
 * below come here first.  Zeroed, all of them work as they do.
 */
#ifndef FAULT_H
#define FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fault {
	size_t		 most;		/* bytes a call moves, 0: no bound */
	bool		 interrupt;	/* every other call fails with EINTR */
	int		 full;		/* what writing fails with, once ... */
	uint64_t	 room;		/* ... so many bytes are written */
	int		 broken;	/* what reading fails with, once ... */
	uint64_t	 intact;	/* ... so many bytes are read */
	unsigned	 no_splice;	/* so many calls fail, once ... */
	uint64_t	 spliced;	/* ... so many bytes are spliced */
	bool		 no_tmpfile, no_renameat2, no_link;
	unsigned	 syncs;		/* how often fsync() was called */
};

extern struct fault fault;

#endif
