/* SPDX-License-Identifier: BSD-2-Clause */
/* bundle.h -- several files on their way into an archive. */
#ifndef BUNDLE_H
#define BUNDLE_H

#include "zip/zip.h"

struct item {
	char		*path;		/* on the disk */
	char		*name;		/* in the archive */
	struct stat	 st;
};

struct bundle {
	struct item	*v;
	size_t		 n, cap;
	unsigned	 files;		/* regular ones, ... */
	uint64_t	 bytes;		/* ... and what is in them */
	bool		 has_old;	/* the archive is to replace OLD */
	struct stat	 old;
};

/*
 * Adds what PATH is, and what is in it if it is a folder.  It is called as
 * PATH is, and what is in "." as it is there; ALONE: by its last component.
 */
int	 gather(struct bundle *b, const char *path, bool alone);
/* The last component of PATH, without slashes: into BUF, as large as PATH, or
 * NULL where that is no name. */
const char *last_name(char *buf, const char *path);
void	 bundle_free(struct bundle *b);

#endif
