/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sink_parts.c -- a file in parts, PATH.001 and so on.  The first is made
 * under a name like .PATH.a1b2c3, the others under that name with a number,
 * so that a handler of signals who knows the first finds them all.
 */
#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/checked.h"
#include "base/err.h"
#include "io/fd.h"
#include "io/folder.h"
#include "io/sink.h"

enum {
	DIGITS = 3,		/* of a part's number, at least */
	NUMBER = 12,		/* room for a dot, any number and the NUL */
	NAME = 200		/* of PATH in the name of the temporary */
};

struct parts {
	const char	*path;
	unsigned	 flags;
	char		*temp;		/* what the first is called until then */
	char		*from, *to;	/* names that were asked for last */
	unsigned	 n;		/* that have been begun */
	int		 fd;		/* of the last, or -1 */
	bool		 is_like;	/* see dump_sink_like() */
	struct stat	 like;
};

/* What part number K is called until commit, and from then on. */
static const char *
temporary(struct parts *p, unsigned k)
{
	if (k == 1)
		return p->temp;
	snprintf(p->from, strlen(p->temp) + NUMBER, "%s.%u", p->temp, k);
	return p->from;
}

/* All numbers have the same length, so that "cat PATH.*" has them in
 * order. */
static const char *
final(struct parts *p, unsigned k)
{
	unsigned n, digits = DIGITS;

	for (n = p->n / 1000; n > 0; n /= 10)
		digits++;
	snprintf(p->to, strlen(p->path) + NUMBER, "%s.%0*u", p->path,
	    (int)digits, k);
	return p->to;
}

static int
in_the_way(unsigned k, int sys, const char *what, struct dump_err *err)
{
	dump_fail(err, DUMP_E_SYS, DUMP_NOWHERE, "part %03u %s", k, what);
	err->sys = sys;
	return -1;
}

/* Part number K can get its name. */
static int
is_free(struct parts *p, unsigned k, struct dump_err *err)
{
	struct stat st;

	if (lstat(final(p, k), &st) == -1)
		return errno == ENOENT ? 0 :
		    dump_fail_sys(err, errno, "cannot create");
	if ((p->flags & DUMP_SINK_REPLACE) == 0)
		return in_the_way(k, EEXIST, "exists", err);
	if (S_ISREG(st.st_mode) || S_ISLNK(st.st_mode))
		return 0;
	return in_the_way(k, EISDIR, "is no regular file", err);
}

static int
begin(struct parts *p, struct dump_err *err)
{
	p->fd = p->n == 0 ? mkostemp(p->temp, O_CLOEXEC) :
	    open(temporary(p, p->n + 1), O_WRONLY | O_CREAT | O_EXCL |
	    O_CLOEXEC, 0600);
	if (p->fd == -1)
		return dump_fail_sys(err, errno, "cannot create");
	p->n++;
	return 0;
}

static int
end(struct parts *p, struct dump_err *err)
{
	int fd = p->fd;

	p->fd = -1;
	if (p->is_like)
		fd_like(fd, &p->like);
	if ((p->flags & DUMP_SINK_SYNC) != 0 && fd_sync(fd) == -1) {
		dump_fail_sys(err, errno, "cannot sync");
		(void)fd_close(fd);
		return -1;
	}
	return fd_close(fd) == 0 ? 0 :
	    dump_fail_sys(err, errno, "cannot write");
}

static int
parts_write(void *ctx, const void *buf, size_t len, struct dump_err *err)
{
	struct parts *p = ctx;

	return fd_write(p->fd, buf, len) == 0 ? 0 :
	    dump_fail_sys(err, errno, "cannot write");
}

static int
parts_zeros(void *ctx, uint64_t len, struct dump_err *err)
{
	static const uint8_t none[4096];
	size_t n;

	for (; len > 0; len -= n) {
		n = (size_t)min_u64(len, sizeof none);
		if (parts_write(ctx, none, n, err) == -1)
			return -1;
	}
	return 0;
}

static int
parts_part(void *ctx, struct dump_err *err)
{
	struct parts *p = ctx;

	return end(p, err) == -1 ? -1 : begin(p, err);
}

/* Gives names, from the last part to the first: who sees that has all. */
static int
give_names(struct parts *p, struct dump_err *err)
{
	bool replace = (p->flags & DUMP_SINK_REPLACE) != 0;
	unsigned k, all = p->n;
	int sys;

	for (k = all; k > 0; k--) {
		if (replace ? rename(temporary(p, k), final(p, k)) == 0 :
		    folder_rename_new(temporary(p, k), final(p, k)) == 0)
			continue;
		sys = errno;
		while (all > k)
			(void)unlink(final(p, all--));
		p->n = k;
		return sys == EEXIST ? in_the_way(k, sys, "exists", err) :
		    dump_fail_sys(err, sys, "cannot rename");
	}
	/* What an earlier file had more does not belong to this one. */
	for (k = all + 1; replace && unlink(final(p, k)) == 0; k++)
		continue;
	p->n = 0;
	return 0;
}

static int
parts_finish(void *ctx, struct dump_err *err)
{
	struct parts *p = ctx;
	sigset_t every, before;
	unsigned k;
	int rc;

	if (end(p, err) == -1)
		return -1;
	for (k = 1; k <= p->n; k++)
		if (is_free(p, k, err) == -1)
			return -1;
	/* One more would be taken for a part of ours. */
	if ((p->flags & DUMP_SINK_REPLACE) == 0 && is_free(p, k, err) == -1)
		return -1;
	/* A signal comes before all names or after them. */
	sigfillset(&every);
	pthread_sigmask(SIG_SETMASK, &every, &before);
	rc = give_names(p, err);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (rc == 0 && (p->flags & DUMP_SINK_SYNC) != 0 &&
	    (rc = folder_sync(p->path)) == -1)
		dump_fail_sys(err, errno, "cannot sync its folder");
	return rc;
}

static const char *
parts_temporary(void *ctx)
{
	const struct parts *p = ctx;

	return p->temp;
}

static void
parts_like(void *ctx, const struct stat *st)
{
	struct parts *p = ctx;

	p->is_like = true;
	p->like = *st;
}

static void
parts_close(void *ctx)
{
	struct parts *p = ctx;

	if (p->fd != -1)
		(void)fd_close(p->fd);
	for (; p->n > 0; p->n--)
		(void)unlink(temporary(p, p->n));
	free(p->temp);
	free(p->from);
	free(p->to);
	free(p);
}

static const struct sink_ops parts_ops = {
	.write = parts_write,
	.zeros = parts_zeros,
	.finish = parts_finish,
	.part = parts_part,
	.temporary = parts_temporary,
	.like = parts_like,
	.close = parts_close,
};

static int
prepare(struct parts *p, struct dump_err *err)
{
	const char *name = p->path + folder_length(p->path);
	char temp[NAME + sizeof "..XXXXXX"];

	if (name[0] == '\0')
		return dump_fail_sys(err, ENOENT, "cannot create");
	snprintf(temp, sizeof temp, ".%.*s.XXXXXX", NAME, name);
	p->temp = folder_beside(p->path, temp);
	p->to = malloc(strlen(p->path) + NUMBER);
	if (p->temp == NULL || p->to == NULL ||
	    (p->from = malloc(strlen(p->temp) + NUMBER)) == NULL)
		return dump_fail_nomem(err);
	/* What is known now need not be found out after hours. */
	if (is_free(p, 1, err) == -1)
		return -1;
	return begin(p, err);
}

int
dump_sink_parts(struct dump_sink **out, const char *path, unsigned flags,
    struct dump_err *err)
{
	struct parts *p = calloc(1, sizeof *p);

	*out = NULL;
	if (p == NULL) {
		dump_fail_nomem(err);
	} else {
		p->path = path;
		p->flags = flags;
		p->fd = -1;
		if (prepare(p, err) == 0)
			return sink_new(out, &parts_ops, p, path, err);
		parts_close(p);
	}
	err->path = path;
	return -1;
}

/* Only what a handler of signals may call. */
void
dump_remove_temporary(const char *path)
{
	char name[PATH_MAX + NUMBER], digits[NUMBER];
	size_t len = strlen(path), n;
	unsigned k, left;

	(void)unlink(path);
	if (len >= PATH_MAX)
		return;
	memcpy(name, path, len);
	name[len] = '.';
	for (k = 2; k != 0; k++) {
		for (n = sizeof digits, left = k; left > 0; left /= 10)
			digits[--n] = (char)('0' + left % 10);
		memcpy(name + len + 1, digits + n, sizeof digits - n);
		name[len + 1 + sizeof digits - n] = '\0';
		if (unlink(name) == -1)
			break;
	}
}
