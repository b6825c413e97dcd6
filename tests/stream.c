/* SPDX-License-Identifier: BSD-2-Clause */
/* stream.c -- bytes to read, places to write to, for tests. */
#include <sys/stat.h>
#include <sys/wait.h>
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/fault.h"
#include "io/source.h"
#include "tests/stream.h"

void
pattern(uint8_t *buf, uint64_t off, size_t len)
{
	uint64_t n;
	size_t i;

	for (i = 0; i < len; i++) {
		n = (off + i) * 0x9e3779b97f4a7c15;
		buf[i] = (uint8_t)(n >> 47 | 1);
	}
}

struct buf
pattern_of(size_t len)
{
	struct buf b = { 0 };

	buf_zeros(&b, len);
	pattern(b.v, 0, len);
	return b;
}

static int
feed_read(void *ctx, void *buf, size_t len, size_t *got)
{
	struct feed *f = ctx;
	size_t end = f->bytes.n;

	if (f->fails && f->fail_at < end)
		end = f->fail_at;
	if (f->fails && f->pos >= end) {
		errno = EIO;
		return -1;
	}
	if (f->most != 0 && len > f->most)
		len = f->most;
	if (len > end - f->pos)
		len = end - f->pos;
	memcpy(buf, f->bytes.v + f->pos, len);
	f->pos += len;
	*got = len;
	return 0;
}

static int
feed_rewind(void *ctx)
{
	struct feed *f = ctx;

	f->pos = 0;
	f->rewinds++;
	return 0;
}

static void
feed_close(void *ctx)
{
	struct feed *f = ctx;

	f->closed++;
}

struct dump_source *
feed_source(struct feed *f, bool rewinds)
{
	struct dump_reader rd = { feed_read, rewinds ? feed_rewind : NULL,
	    feed_close };
	struct dump_source *src;
	struct dump_err err;

	ck_assert_int_eq(source_from_callback(&src, &rd, f, &err), 0);
	return src;
}

static int
take_write(void *ctx, const void *buf, size_t len)
{
	struct take *t = ctx;

	if (t->fails && len > t->fail_at - t->bytes.n) {
		buf_add(&t->bytes, buf, t->fail_at - t->bytes.n);
		errno = ENOSPC;
		return -1;
	}
	buf_add(&t->bytes, buf, len);
	return 0;
}

struct dump_sink *
take_sink(struct take *t)
{
	struct dump_sink *dst;
	struct dump_err err;

	ck_assert_int_eq(dump_sink_callback(&dst, take_write, t, &err), 0);
	return dst;
}

/* Does what comes from FD equal B? */
static bool
same(int fd, const struct buf *b)
{
	uint8_t block[65536];
	size_t at = 0;
	ssize_t n;

	while ((n = read(fd, block, sizeof block)) > 0) {
		if ((size_t)n > b->n - at ||
		    memcmp(block, b->v + at, (size_t)n) != 0)
			return false;
		at += (size_t)n;
	}
	return n == 0 && at == b->n;
}

int
pipe_from(const struct buf *b, pid_t *writer)
{
	size_t at = 0;
	ssize_t n;
	int ends[2];

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	ck_assert_int_ne(*writer = fork(), -1);
	if (*writer == 0) {
		fault = (struct fault){ 0 };
		signal(SIGPIPE, SIG_IGN);
		close(ends[0]);
		while (at < b->n && (n = write(ends[1], b->v + at,
		    b->n - at)) > 0)
			at += (size_t)n;
		_exit(at == b->n ? 0 : 1);
	}
	close(ends[1]);
	return ends[0];
}

int
pipe_to(const struct buf *b, pid_t *reader)
{
	int ends[2];

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	ck_assert_int_ne(*reader = fork(), -1);
	if (*reader == 0) {
		fault = (struct fault){ 0 };
		close(ends[1]);
		_exit(same(ends[0], b) ? 0 : 1);
	}
	close(ends[0]);
	return ends[1];
}

bool
ended_well(pid_t process)
{
	int status;

	ck_assert_int_eq(waitpid(process, &status, 0), process);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static char dir[64];

void
dir_make(void)
{
	strcpy(dir, "/tmp/check_dumpkit.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
}

const char *
in_dir(const char *name)
{
	static char paths[8][512];
	static unsigned next;
	char *path = paths[next++ % 8];

	snprintf(path, sizeof paths[0], "%s/%s", dir, name);
	return path;
}

static bool
is_entry(const struct dirent *e)
{
	return strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
}

unsigned
dir_entries(void)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	unsigned n = 0;

	ck_assert_ptr_nonnull(d);
	while ((e = readdir(d)) != NULL)
		n += is_entry(e);
	closedir(d);
	return n;
}

void
dir_remove(void)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	fault = (struct fault){ 0 };
	while (d != NULL && (e = readdir(d)) != NULL)
		if (is_entry(e))
			unlink(in_dir(e->d_name));
	if (d != NULL)
		closedir(d);
	rmdir(dir);
}

void
file_make(const char *path, const struct buf *b)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	if (b->n > 0)
		ck_assert_uint_eq(fwrite(b->v, 1, b->n, f), b->n);
	ck_assert_int_eq(fclose(f), 0);
}

bool
file_is(const char *path, const struct buf *b)
{
	int fd = open(path, O_RDONLY);
	bool is;

	if (fd == -1)
		return false;
	is = same(fd, b);
	close(fd);
	return is;
}
