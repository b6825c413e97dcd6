/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * spool.h -- an unlinked file that stands in for a source which cannot go
 * back: each byte lies at the offset it has in the source; zeros, and what
 * nobody wants, are holes.
 */
#ifndef SPOOL_H
#define SPOOL_H

#include "dump.h"
#include "io/source.h"

struct spool;

/* WANTED (by offset, disjoint; NULL: all) is what will be put and read. */
int	 spool_new(struct spool **out, const struct dump_limits *limits,
	    const struct stretch *wanted, size_t n, struct dump_err *err);
/* The first wanted stretch that ends behind OFF, in *S; false: none. */
bool	 spool_wants(const struct spool *sp, uint64_t off, struct stretch *s);
int	 spool_put(struct spool *sp, uint64_t off, const void *buf, size_t len,
	    struct dump_err *err);
/* All is put, and the source ends at SIZE. */
int	 spool_end(struct spool *sp, uint64_t size, struct dump_err *err);
/* Fails on what was not wanted: whoever asks for it has a bug. */
int	 spool_read(const struct spool *sp, uint64_t off, void *buf,
	    size_t len, struct dump_err *err);
/* Were all bytes of the range wanted? */
bool	 spool_has(const struct spool *sp, uint64_t off, uint64_t len);
int	 spool_fd(const struct spool *sp);
/* Bytes that really take room. */
uint64_t spool_written(const struct spool *sp);
void	 spool_free(struct spool *sp);

#endif
