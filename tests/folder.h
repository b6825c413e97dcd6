/* SPDX-License-Identifier: BSD-2-Clause */
/* folder.h -- the dumps of a folder, for tests that take them all. */
#ifndef FOLDER_H
#define FOLDER_H

#include "tests/laws.h"

enum { FILES_MAX = 1000 };
/* A dump larger than this waits for DUMPKIT_LONG. */
#define SHORT_MAX	((size_t)64 << 20)

struct folder {
	char	 path[1024];
	char	*names[FILES_MAX];
	int	 n;
};

/* Adds what is in the folder NAME of BASE; nothing if there is none. */
void	 folder_list(struct folder *f, const char *base, const char *name);
/* The plain bytes of dump I, and in PATH where it is. */
void	 folder_load(struct blob *b, const struct folder *f, int i,
	    char *path, size_t room);

#endif
