/* SPDX-License-Identifier: BSD-2-Clause */
/* placed.c -- remembers files by inode, and brings their names to disk. */
#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "zip/placed.h"

struct place {
	dev_t		 dev;
	ino_t		 ino;
};

static int
compare(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->dev != y->dev)
		return x->dev < y->dev ? -1 : 1;
	return x->ino != y->ino ? x->ino < y->ino ? -1 : 1 : 0;
}

static bool
place_of(struct place *at, const char *path)
{
	struct stat st;

	if (lstat(path, &st) == -1)
		return false;
	at->dev = st.st_dev;
	at->ino = st.st_ino;
	return true;
}

bool
placed_before(const struct placed *p, const char *path)
{
	struct place at;

	return place_of(&at, path) && tfind(&at, &p->tree, compare) != NULL;
}

bool
placed_add(struct placed *p, const char *path)
{
	struct place *at = malloc(sizeof *at);
	void *node;

	/* Who has taken it away meanwhile has its name to himself. */
	if (at == NULL || !place_of(at, path)) {
		free(at);
		return at != NULL;
	}
	if ((node = tsearch(at, &p->tree, compare)) == NULL ||
	    *(struct place **)node != at)
		free(at);
	return node != NULL;
}

void
placed_free(struct placed *p)
{
	struct place *at;

	while (p->tree != NULL) {
		at = *(struct place **)p->tree;
		(void)tdelete(at, &p->tree, compare);
		free(at);
	}
}

bool
placed_sync(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t n = slash == NULL ? 0 : (size_t)(slash - path) + 1;
	char *folder = n > 0 ? strndup(path, n) : strdup(".");
	int why, fd = folder == NULL ? -1 :
	    open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* EINVAL: this file system has nothing to do there. */
	bool done = fd != -1 && (fsync(fd) == 0 || errno == EINVAL);

	why = errno;
	if (fd != -1)
		close(fd);
	free(folder);
	errno = why;
	return done;
}
