/* SPDX-License-Identifier: BSD-2-Clause */
/* reading.c -- sources over a pattern, for tests that read them. */
#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/fault.h"
#include "tests/reading.h"

struct dump_err read_err;

bool
reads(struct dump_source *src, uint64_t off, size_t len)
{
	uint8_t *want = malloc(len), *got = malloc(len);
	bool same;

	pattern(want, off, len);
	same = dump_source_read(src, off, got, len, &read_err) == 0 &&
	    memcmp(want, got, len) == 0;
	free(want);
	free(got);
	return same;
}

bool
drains(struct dump_source *src, uint64_t off, size_t len)
{
	uint8_t *want = malloc(len), *buf = malloc(len);
	size_t got;
	bool same;

	pattern(want, off, len);
	same = source_drain(src, off, buf, len, &got, &read_err) == 0 &&
	    got == len && memcmp(want, buf, len) == 0;
	free(want);
	free(buf);
	return same;
}

int
file_of(size_t len)
{
	struct buf b = pattern_of(len);
	int fd;

	file_make(in_dir("file"), &b);
	buf_free(&b);
	fd = open(in_dir("file"), O_RDWR);
	ck_assert_int_ne(fd, -1);
	return fd;
}

struct dump_source *
over(int fd)
{
	struct dump_source *src;

	ck_assert_int_eq(source_from_fd(&src, fd, "fd", &read_err), 0);
	return src;
}

struct dump_source *
piped(size_t len, int *fd)
{
	struct fault later = fault;
	struct buf b = pattern_of(len);
	int ends[2];

	fault = (struct fault){ 0 };
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(write(ends[1], b.v, len), (int)len);
	close(ends[1]);
	buf_free(&b);
	*fd = ends[0];
	fault = later;
	return over(ends[0]);
}
