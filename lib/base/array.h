/* SPDX-License-Identifier: BSD-2-Clause */
/* array.h -- arrays that grow as entries arrive, not by an announced count. */
#ifndef ARRAY_H
#define ARRAY_H

#include <stddef.h>

#include "dump.h"

/*
 * Makes room for entry N of *V, which has room for *CAP entries of SIZE
 * bytes and may move.  New room is not cleared.
 */
int	 array_room(void *v, size_t *cap, size_t n, size_t size,
	    struct dump_err *err);
/* Gives back the room behind N entries; keeps the array if it cannot. */
void	 array_trim(void *v, size_t *cap, size_t n, size_t size);
/* qsort(), but what is in order is only looked at: sorting may take as much
 * memory as the array once more. */
void	 array_sort(void *v, size_t n, size_t size,
	    int (*compare)(const void *, const void *));

/*
 * Text and other small things that live as long as their owner, freed all
 * at once.  Zeroed, it is empty.
 */
struct arena_block;
struct arena {
	struct arena_block	*blocks;
};

/* Aligned for anything and zeroed; NULL with *ERR filled. */
void	*arena_alloc(struct arena *a, size_t size, struct dump_err *err);
/* A copy of LEN bytes with a NUL behind them. */
char	*arena_text(struct arena *a, const void *text, size_t len,
	    struct dump_err *err);
char	*arena_printf(struct arena *a, struct dump_err *err, const char *fmt,
	    ...) __attribute__((format(printf, 3, 4)));
void	 arena_free(struct arena *a);

#endif
