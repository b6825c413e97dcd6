/* SPDX-License-Identifier: BSD-2-Clause */
/* stream.h -- bytes to read, places to write to, for tests of sources and
 * sinks. */
#ifndef STREAM_H
#define STREAM_H

#include <sys/types.h>

#include "dump.h"
#include "tests/buf.h"

/* LEN bytes of which no stretch repeats another; none of them is zero. */
void	 pattern(uint8_t *buf, uint64_t off, size_t len);
struct buf pattern_of(size_t len);

/* A callback source over BYTES that gives MOST at once and fails behind
 * FAIL_AT.  Zeroed but for BYTES it works. */
struct feed {
	struct buf	 bytes;
	size_t		 pos, most;
	bool		 fails;
	size_t		 fail_at;
	unsigned	 rewinds, closed;
};
struct dump_source *feed_source(struct feed *f, bool rewinds);

/* A callback sink that gathers, and fails behind FAIL_AT. */
struct take {
	struct buf	 bytes;
	bool		 fails;
	size_t		 fail_at;
};
struct dump_sink *take_sink(struct take *t);

/* The reading end of a pipe into which another process writes B. */
int	 pipe_from(const struct buf *b, pid_t *writer);
/* The writing end of a pipe, read by another process; it ends with 0 if
 * exactly B came. */
int	 pipe_to(const struct buf *b, pid_t *reader);
/* Did it end well? */
bool	 ended_well(pid_t process);

/* A folder of this test's own, emptied and removed by dir_remove(). */
void	 dir_make(void);
void	 dir_remove(void);
/* NAME in it: static text, good for a few calls. */
const char *in_dir(const char *name);
unsigned dir_entries(void);
void	 file_make(const char *path, const struct buf *b);
/* Does the file hold exactly B? */
bool	 file_is(const char *path, const struct buf *b);

#endif
