/* SPDX-License-Identifier: BSD-2-Clause */
/* spool.c -- an unlinked file that stands in for a source. */
#include <sys/statvfs.h>
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/checked.h"
#include "base/err.h"
#include "io/fd.h"
#include "io/spool.h"
#include "io/zeros.h"

struct spool {
	int		 fd;
	char		*dir;		/* for messages */
	uint64_t	 limit, written;
	struct stretch	*wanted;	/* by offset, none touching the next */
	size_t		 nwanted;
};

/* An open file in DIR that has no name, or -1 with errno set. */
static int
nameless(const char *dir)
{
	char *path;
	size_t size;
	int fd, why;

#ifdef O_TMPFILE
	fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd != -1 || (errno != EOPNOTSUPP && errno != EISDIR &&
	    errno != EINVAL && errno != ENOENT))
		return fd;
#endif
	size = strlen(dir) + sizeof "/dump.XXXXXX";
	if ((path = malloc(size)) == NULL)
		return -1;
	snprintf(path, size, "%s/dump.XXXXXX", dir);
	fd = mkostemp(path, O_CLOEXEC);
	why = errno;
	if (fd != -1)
		(void)unlink(path);
	free(path);
	errno = why;
	return fd;
}

static const char *
folder(const struct dump_limits *limits)
{
	const char *dir = limits->spool_dir;

	if (dir == NULL)
		dir = getenv("TMPDIR");
	return dir == NULL || dir[0] == '\0' ? "/tmp" : dir;
}

/* Half of what is free, so that the machine lives on. */
static uint64_t
default_limit(int fd)
{
	struct statvfs fs;

	if (fstatvfs(fd, &fs) == -1)
		return DUMP_NOWHERE;
	return (uint64_t)fs.f_bavail * fs.f_frsize / 2;
}

/* Copies WANTED, neighbours joined: a read may run across both. */
static int
want(struct spool *sp, const struct stretch *wanted, size_t n,
    struct dump_err *err)
{
	static const struct stretch all = { 0, UINT64_MAX };
	struct stretch *last;
	size_t i;

	if (wanted == NULL) {
		wanted = &all;
		n = 1;
	}
	if ((sp->wanted = calloc(n + 1, sizeof *wanted)) == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < n; i++) {
		if (wanted[i].len == 0)
			continue;
		last = &sp->wanted[sp->nwanted];
		if (sp->nwanted > 0 && wanted[i].off == last[-1].off +
		    last[-1].len) {
			last[-1].len += wanted[i].len;
			continue;
		}
		assert(sp->nwanted == 0 || fits(last[-1].off, last[-1].len,
		    wanted[i].off));
		*last = wanted[i];
		sp->nwanted++;
	}
	return 0;
}

int
spool_new(struct spool **out, const struct dump_limits *limits,
    const struct stretch *wanted, size_t n, struct dump_err *err)
{
	struct spool *sp = calloc(1, sizeof *sp);

	*out = NULL;
	if (sp == NULL)
		return dump_fail_nomem(err);
	sp->fd = -1;
	if ((sp->dir = strdup(folder(limits))) == NULL) {
		dump_fail_nomem(err);
		goto fail;
	}
	if (want(sp, wanted, n, err) == -1)
		goto fail;
	if ((sp->fd = nameless(sp->dir)) == -1) {
		dump_fail_sys(err, errno, "spool file in %s", sp->dir);
		goto fail;
	}
	sp->limit = limits->spool != 0 ? limits->spool :
	    default_limit(sp->fd);
	*out = sp;
	return 0;
fail:
	spool_free(sp);
	return -1;
}

bool
spool_wants(const struct spool *sp, uint64_t off, struct stretch *s)
{
	size_t low = 0, high = sp->nwanted, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (sp->wanted[mid].len <= off - min_u64(off,
		    sp->wanted[mid].off))
			low = mid + 1;
		else
			high = mid;
	}
	if (low == sp->nwanted)
		return false;
	*s = sp->wanted[low];
	return true;
}

bool
spool_has(const struct spool *sp, uint64_t off, uint64_t len)
{
	struct stretch s;

	return len == 0 || (spool_wants(sp, off, &s) && off >= s.off &&
	    fits(off - s.off, len, s.len));
}

int
spool_put(struct spool *sp, uint64_t off, const void *buf, size_t len,
    struct dump_err *err)
{
	const uint8_t *p = buf;
	bool hole;
	size_t n;

	for (; len > 0; p += n, off += n, len -= n) {
		n = zero_run(p, len, off, &hole);
		if (hole)
			continue;
		if (!fits(sp->written, n, sp->limit))
			return dump_fail(err, DUMP_E_LIMIT, off,
			    "spool file in %s: %" PRIu64 " bytes so far, the"
			    " limit is %" PRIu64, sp->dir, sp->written + n,
			    sp->limit);
		if (fd_pwrite(sp->fd, off, p, n) == -1)
			return dump_fail_sys(err, errno, "spool file in %s",
			    sp->dir);
		sp->written += n;
	}
	return 0;
}

int
spool_end(struct spool *sp, uint64_t size, struct dump_err *err)
{
	/* What follows the last byte written is a hole too. */
	if (fd_truncate(sp->fd, size) == -1)
		return dump_fail_sys(err, errno, "spool file in %s", sp->dir);
	return 0;
}

int
spool_read(const struct spool *sp, uint64_t off, void *buf, size_t len,
    struct dump_err *err)
{
	bool wanted = spool_has(sp, off, len);
	size_t got;

	assert(wanted);
	if (!wanted)
		return dump_fail(err, DUMP_E_SEEK, off,
		    "%zu bytes were not kept when they passed", len);
	if (fd_pread(sp->fd, off, buf, len, &got) == -1)
		return dump_fail_sys(err, errno, "spool file in %s", sp->dir);
	if (got < len)
		return dump_fail(err, DUMP_E_SYS, off, "spool file in %s:"
		    " %zu bytes where %zu were written", sp->dir, got, len);
	return 0;
}

int
spool_fd(const struct spool *sp)
{
	return sp->fd;
}

uint64_t
spool_written(const struct spool *sp)
{
	return sp->written;
}

void
spool_free(struct spool *sp)
{
	if (sp == NULL)
		return;
	if (sp->fd != -1)
		(void)fd_close(sp->fd);
	free(sp->wanted);
	free(sp->dir);
	free(sp);
}
