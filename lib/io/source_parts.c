/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * source_parts.c -- sources over files in parts, PREFIX.001 and so on.  One
 * of them is open at a time, however many there are.
 */
#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/checked.h"
#include "base/err.h"
#include "io/fd.h"
#include "io/source.h"

enum {
	DIGITS = 3,		/* of a part's number, at least */
	DIGITS_MOST = 9,
	GAP = 16		/* numbers behind the last that are looked at */
};

struct part {
	uint64_t	 start, size;
	dev_t		 dev;
	ino_t		 ino;
};

struct parts {
	char		*name;		/* of the part that was meant last */
	size_t		 prefix;	/* of it, with the dot */
	int		 digits;
	struct part	*part;
	size_t		 n, cap;
	int		 fd;		/* of part number OPEN, or -1 */
	size_t		 open;
	char		 flaw[64];
};

/* The name of part number I, counted from 0. */
static const char *
name_of(struct parts *p, size_t i)
{
	snprintf(p->name + p->prefix, DIGITS_MOST + 1, "%0*u", p->digits,
	    (unsigned)i + 1);
	return p->name;
}

static int
look_at(struct parts *p, size_t i, struct stat *st, struct dump_err *err)
{
	if (stat(name_of(p, i), st) == -1)
		return dump_fail_sys(err, errno, "cannot open part %zu",
		    i + 1);
	if (!S_ISREG(st->st_mode))
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "part %zu is no regular file", i + 1);
	return 0;
}

/* Has part number I open. */
static int
open_part(struct parts *p, size_t i, struct dump_err *err)
{
	struct stat st;

	if (p->fd != -1 && p->open == i)
		return 0;
	if (p->fd != -1)
		(void)fd_close(p->fd);
	do
		p->fd = open(name_of(p, i), O_RDONLY | O_CLOEXEC | O_NOCTTY);
	while (p->fd == -1 && errno == EINTR);
	if (p->fd == -1 || fstat(p->fd, &st) == -1)
		return dump_fail_sys(err, errno, "cannot open part %zu",
		    i + 1);
	p->open = i;
	if (st.st_dev == p->part[i].dev && st.st_ino == p->part[i].ino)
		return 0;
	(void)fd_close(p->fd);
	p->fd = -1;
	return dump_fail(err, DUMP_E_DAMAGED, p->part[i].start,
	    "part %zu is another file than before", i + 1);
}

static size_t
find(const struct parts *p, uint64_t off)
{
	size_t low = 0, high = p->n, mid;

	while (high - low > 1) {
		mid = low + (high - low) / 2;
		if (p->part[mid].start <= off)
			low = mid;
		else
			high = mid;
	}
	return low;
}

static int
parts_pread(void *ctx, uint64_t off, void *buf, size_t len, size_t *got,
    struct dump_err *err)
{
	struct parts *p = ctx;
	const struct part *part;
	uint8_t *to = buf;
	size_t i, want, n;

	for (i = find(p, off), *got = 0; i < p->n && *got < len; i++) {
		part = &p->part[i];
		want = (size_t)min_u64(len - *got, part->size -
		    min_u64(off + *got - part->start, part->size));
		if (want == 0)
			continue;
		if (open_part(p, i, err) == -1)
			return -1;
		if (fd_pread(p->fd, off + *got - part->start, to + *got, want,
		    &n) == -1)
			return dump_fail_sys(err, errno, "cannot read part"
			    " %zu", i + 1);
		*got += n;
		if (n < want)
			return dump_fail(err, DUMP_E_TRUNC, off + *got,
			    "part %zu has become shorter", i + 1);
	}
	return 0;
}

static const char *
parts_flaw(void *ctx)
{
	const struct parts *p = ctx;

	return p->flaw[0] != '\0' ? p->flaw : NULL;
}

static void
parts_close(void *ctx)
{
	struct parts *p = ctx;

	if (p->fd != -1)
		(void)fd_close(p->fd);
	free(p->name);
	free(p->part);
	free(p);
}

static const struct source_ops parts_ops = {
	.pread = parts_pread,
	.flaw = parts_flaw,
	.close = parts_close,
};

/* All parts that there are, in order; *SIZE is that of the whole. */
static int
survey(struct parts *p, uint64_t *size, struct dump_err *err)
{
	struct stat st;
	size_t k;

	for (*size = 0; p->n < INT_MAX; p->n++) {
		if (look_at(p, p->n, &st, err) == -1) {
			if (p->n == 0 || err->sys != ENOENT)
				return -1;
			break;
		}
		if (array_room(&p->part, &p->cap, p->n, sizeof *p->part,
		    err) == -1)
			return -1;
		p->part[p->n] = (struct part){ *size, (uint64_t)st.st_size,
		    st.st_dev, st.st_ino };
		if (!add_u64(*size, (uint64_t)st.st_size, size))
			return dump_fail_sys(err, EFBIG, "cannot read");
	}
	for (k = 1; k <= GAP && p->flaw[0] == '\0'; k++)
		if (stat(name_of(p, p->n + k), &st) == 0)
			snprintf(p->flaw, sizeof p->flaw,
			    "part %zu is missing", p->n + 1);
	return 0;
}

/* Takes the name of the first part apart. */
static int
understand(struct parts *p, const char *path, struct dump_err *err)
{
	size_t len = strlen(path), digits = 0;

	while (digits < len && path[len - 1 - digits] == (digits == 0 ? '1' :
	    '0'))
		digits++;
	if (digits < DIGITS || digits > DIGITS_MOST || digits == len ||
	    path[len - 1 - digits] != '.')
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "not the name of a first part, which ends in .001");
	p->digits = (int)digits;
	p->prefix = len - digits;
	if ((p->name = malloc(p->prefix + DIGITS_MOST + 1)) == NULL)
		return dump_fail_nomem(err);
	memcpy(p->name, path, p->prefix);
	return 0;
}

int
source_from_parts(struct dump_source **out, const char *path,
    struct dump_err *err)
{
	struct parts *p = calloc(1, sizeof *p);
	uint64_t size;

	*out = NULL;
	if (p == NULL) {
		dump_fail_nomem(err);
	} else {
		p->fd = -1;
		if (understand(p, path, err) == 0 &&
		    survey(p, &size, err) == 0)
			return source_new(out, &parts_ops, p, path, size, err);
		parts_close(p);
	}
	err->path = path;
	return -1;
}
