/* SPDX-License-Identifier: BSD-2-Clause */
/* placed.h -- what an archive has put on the disk so far: none of it is
 * replaced by another member, whatever may be replaced that was there. */
#ifndef PLACED_H
#define PLACED_H

#include <stdbool.h>

struct placed {
	void		*tree;		/* of files and links, by inode */
};

/* Was that which is called PATH put there by this archive?  By inode, for a
 * name can be written in many ways. */
bool	 placed_before(const struct placed *p, const char *path);
/* PATH is there now: false, there is no memory. */
bool	 placed_add(struct placed *p, const char *path);
void	 placed_free(struct placed *p);
/* The name of PATH in its folder is on the disk: false with errno set. */
bool	 placed_sync(const char *path);

#endif
