/* SPDX-License-Identifier: BSD-2-Clause */
/* trials.h -- what every compressed file has to stand, whatever packed it. */
#ifndef TRIALS_H
#define TRIALS_H

#include "tests/packed.h"

/* PACKED is PLAIN, however it is read. */
void	 trial_whole(const struct buf *packed, const struct buf *plain);
/* Wherever the file ends, from FIRST bytes on, what was there comes out, and
 * it is told; before LEAST bytes it may be an error.  In SILENT places (of
 * each way to read) nobody can know, but then all bytes are there. */
void	 trial_cut(const struct buf *packed, const struct buf *plain,
	    size_t first, size_t least, unsigned silent);
/* Of a file with one wrong bit nothing wrong comes out unnoticed; and by an
 * index, nothing wrong at all.  What it is, its first MAGIC bytes say. */
void	 trial_flip(struct buf *packed, const struct buf *plain, size_t magic,
	    size_t bit);
/* What follows is told, and harms no byte. */
void	 trial_garbage(const struct buf *packed, const struct buf *plain,
	    const char *text);
/* Wherever reading fails, it is told. */
void	 trial_failures(const struct buf *packed);

#endif
