/* SPDX-License-Identifier: BSD-2-Clause */
/* sink_file.c -- files that appear under their name whole or not at all. */
#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "io/fd.h"
#include "io/folder.h"
#include "io/sink_file.h"

enum {
	LINKS = 40,		/* in a chain, as Linux counts them */
	NAME = 200		/* of the target in the name of the temporary */
};

struct sink_file {
	char		*target;	/* behind all symbolic links */
	char		*temp;
	unsigned	 flags;
};

static int
exists(struct dump_err *err)
{
	dump_fail(err, DUMP_E_SYS, DUMP_NOWHERE, "exists");
	err->sys = EEXIST;
	return -1;
}

/*
 * Follows the links at the end of PATH, so that the file they name is
 * replaced and not the link.  It need not exist.
 */
static char *
resolve(const char *path, struct dump_err *err)
{
	char link[PATH_MAX], *now = strdup(path), *next;
	ssize_t n;
	int i;

	for (i = 0; now != NULL; i++) {
		n = readlink(now, link, sizeof link - 1);
		if (n == -1)
			return now;
		if (i == LINKS || n == (ssize_t)sizeof link - 1) {
			free(now);
			dump_fail_sys(err, i == LINKS ? ELOOP : ENAMETOOLONG,
			    "cannot open");
			return NULL;
		}
		link[n] = '\0';
		next = link[0] == '/' ? strdup(link) :
		    folder_beside(now, link);
		free(now);
		now = next;
	}
	dump_fail_nomem(err);
	return NULL;
}

/* A new file beside the target, which only we can read: dumps hold
 * secrets. */
static int
make_temporary(struct sink_file *f, int *fd, struct dump_err *err)
{
	const char *name = f->target + folder_length(f->target);
	char temp[NAME + sizeof "..XXXXXX"];

	if (name[0] == '\0')
		return dump_fail_sys(err, ENOENT, "cannot create");
	snprintf(temp, sizeof temp, ".%.*s.XXXXXX", NAME, name);
	if ((f->temp = folder_beside(f->target, temp)) == NULL)
		return dump_fail_nomem(err);
	if ((*fd = mkostemp(f->temp, O_CLOEXEC)) != -1)
		return 0;
	dump_fail_sys(err, errno, "cannot create");
	free(f->temp);
	f->temp = NULL;
	return -1;
}

static void
file_free(struct sink_file *f)
{
	free(f->target);
	free(f->temp);
	free(f);
}

/* What is no regular file is written as it stands. */
static int
open_as_it_stands(int *fd, const char *path, const struct stat *st,
    struct dump_err *err)
{
	if (S_ISDIR(st->st_mode)) {
		dump_fail(err, DUMP_E_SYS, DUMP_NOWHERE, "is a directory");
		err->sys = EISDIR;
		return -1;
	}
	do
		*fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	while (*fd == -1 && errno == EINTR);
	return *fd != -1 ? 0 : dump_fail_sys(err, errno, "cannot open");
}

static int
make(struct sink_file *f, int *fd, const char *path, struct dump_err *err)
{
	struct stat st, behind;
	bool there = stat(path, &st) == 0;

	if (!there && errno != ENOENT)
		return dump_fail_sys(err, errno, "cannot open");
	if ((f->target = resolve(path, err)) == NULL)
		return -1;
	if (there && (f->flags & DUMP_SINK_REPLACE) == 0)
		return exists(err);
	/* Links of /proc name files that are gone by names that never
	 * were. */
	if (there && (lstat(f->target, &behind) == -1 ||
	    behind.st_dev != st.st_dev || behind.st_ino != st.st_ino))
		return dump_fail_sys(err, ENOENT, "cannot replace");
	return make_temporary(f, fd, err);
}

int
sink_file_make(struct sink_file **out, int *fd, const char *path,
    unsigned flags, struct dump_err *err)
{
	struct sink_file *f;
	struct stat st;

	*out = NULL;
	*fd = -1;
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return open_as_it_stands(fd, path, &st, err);
	if ((f = calloc(1, sizeof *f)) == NULL)
		return dump_fail_nomem(err);
	f->flags = flags;
	if (make(f, fd, path, err) == -1) {
		file_free(f);
		return -1;
	}
	*out = f;
	return 0;
}

const char *
sink_file_temporary(const struct sink_file *f)
{
	return f->temp;
}

static int
finish(struct sink_file *f, int fd, struct dump_err *err)
{
	int rc;

	if ((f->flags & DUMP_SINK_SYNC) != 0 && fd_sync(fd) == -1) {
		dump_fail_sys(err, errno, "cannot sync");
		(void)fd_close(fd);
		return -1;
	}
	if (fd_close(fd) == -1)
		return dump_fail_sys(err, errno, "cannot write");
	rc = (f->flags & DUMP_SINK_REPLACE) != 0 ?
	    rename(f->temp, f->target) : folder_rename_new(f->temp, f->target);
	if (rc == 0)
		return 0;
	return errno == EEXIST ? exists(err) :
	    dump_fail_sys(err, errno, "cannot rename");
}

int
sink_file_finish(struct sink_file *f, int fd, struct dump_err *err)
{
	int rc = finish(f, fd, err);

	if (rc == -1)
		(void)unlink(f->temp);
	else if ((f->flags & DUMP_SINK_SYNC) != 0 &&
	    (rc = folder_sync(f->target)) == -1)
		dump_fail_sys(err, errno, "cannot sync its folder");
	file_free(f);
	return rc;
}

void
sink_file_remove(struct sink_file *f, int fd)
{
	(void)fd_close(fd);
	(void)unlink(f->temp);
	file_free(f);
}
