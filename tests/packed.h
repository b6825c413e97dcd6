/* SPDX-License-Identifier: BSD-2-Clause */
/* packed.h -- bytes that compress well or badly, and compressed ones, for
 * tests of codecs. */
#ifndef PACKED_H
#define PACKED_H

#include "codec/deflate.h"
#include "dump.h"
#include "tests/buf.h"

enum packed_kind {
	PACKED_ZEROS,
	PACKED_NOISE,
	PACKED_WORDS,		/* compress to a third or so */
	PACKED_MEMORY,		/* pointers, counters, text, gaps of zeros */
	PACKED_KINDS
};

/* The same bytes each time for a LEN and KIND. */
void	 packed_fill(uint8_t *bytes, size_t len, int kind);
struct buf packed_plain(size_t len, int kind);

/* How a file is written.  Zeroed: level 6 or what is near, two threads, the
 * usual library, an index, all at once. */
struct packed_how {
	const struct deflater *d;
	int		 level;
	unsigned	 threads;
	enum dump_index	 index;
	size_t		 at_once;	/* bytes written at once */
	bool		 holes;		/* pages of zeros by sink_zeros() */
	const char	*name;
	int64_t		 time;
};

/* PLAIN as gzip, by HOW or as usual. */
struct buf packed_gzip(const struct buf *plain, const struct packed_how *how);
/* The same by another codec, of which HOW's .d means nothing; level 0 is the
 * usual one. */
struct buf packed_as(const char *codec, const struct buf *plain,
	    const struct packed_how *how);
/* By zlib, which knows nothing of chunks; WINDOW as for deflateInit2(). */
struct buf packed_zlib(const struct buf *plain, int level, int window);
/* What zlib makes of the first member of GZ; *LEFT: bytes behind it. */
struct buf unpacked_zlib(const struct buf *gz, size_t *left);

/* How reading a file went, to its end or to a failure. */
struct unpacked {
	struct buf	 bytes;
	bool		 failed, flawed;
	struct dump_err	 err;
	char		 flaw[256];
};

/* Ways to read a file. */
enum packed_way {
	PACKED_MAPPED,		/* by its index, where there is one */
	PACKED_STREAM,		/* from its start */
	PACKED_PIPE,		/* the same, and it cannot go back */
	PACKED_WAYS
};

/* GZ as a source; it must outlive *OUT.  Fails as dump_source_unwrap(). */
int	 packed_open(struct dump_source **out, const struct buf *gz,
	    enum packed_way way, unsigned threads, struct dump_err *err);
/* Reads SRC in order, AT_ONCE bytes each time (0: many), and closes it. */
struct unpacked packed_read(struct dump_source *src, size_t at_once);
/* Both. */
struct unpacked packed_undo(const struct buf *gz, enum packed_way way);
bool	 buf_same(const struct buf *a, const struct buf *b);

#endif
