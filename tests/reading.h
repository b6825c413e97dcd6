/* SPDX-License-Identifier: BSD-2-Clause */
/* reading.h -- sources over a pattern, for tests that read them. */
#ifndef READING_H
#define READING_H

#include "io/source.h"
#include "tests/stream.h"

/* What the last source said. */
extern struct dump_err read_err;

/* Is the range of SRC what a pattern has there? */
bool	 reads(struct dump_source *src, uint64_t off, size_t len);
/* The same for what is drained. */
bool	 drains(struct dump_source *src, uint64_t off, size_t len);

/* A file in the test's folder, called "file", and open. */
int	 file_of(size_t len);
/* A source over FD, whose name is "fd". */
struct dump_source *over(int fd);
/* Over the first LEN bytes of a pattern, few enough for a pipe to hold. */
struct dump_source *piped(size_t len, int *fd);

#endif
