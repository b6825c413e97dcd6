/* SPDX-License-Identifier: BSD-2-Clause */
/* folder.c -- files and the names that they have in a folder. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "io/fd.h"
#include "io/folder.h"

size_t
folder_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

char *
folder_beside(const char *path, const char *name)
{
	size_t n = folder_length(path), size = n + strlen(name) + 1;
	char *p = malloc(size);

	if (p != NULL)
		snprintf(p, size, "%.*s%s", (int)n, path, name);
	return p;
}

/* Where neither the system nor the file system can refuse to replace: an
 * empty file of our own takes the name, and is then replaced. */
static int
claim(const char *from, const char *to)
{
	int fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd == -1)
		return -1;
	(void)fd_close(fd);
	return rename(from, to);
}

int
folder_rename_new(const char *from, const char *to)
{
#if HAVE_RENAMEAT2
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != ENOSYS && errno != EINVAL)
		return -1;
#endif
	if (link(from, to) == 0) {
		(void)unlink(from);
		return 0;
	}
	if (errno == EEXIST)
		return -1;
	return claim(from, to);
}

int
folder_sync(const char *path)
{
	char *dir = folder_beside(path, ".");
	int fd, rc, why;

	if (dir == NULL)
		return -1;
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(dir);
	if (fd == -1)
		return -1;
	rc = fd_sync(fd);
	why = errno;
	(void)fd_close(fd);
	errno = why;
	/* Some file systems have no such thing. */
	return rc == 0 || why == EINVAL ? 0 : -1;
}
