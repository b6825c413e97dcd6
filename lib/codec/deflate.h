/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * deflate.h -- the libraries that know deflate, behind one interface.  Each
 * is one row of deflaters.tab and one file, deflate_ID.c, which defines
 * dump_deflater_ID.
 *
 * They work on chunks: blocks of a deflate stream that refer to nothing
 * before them, of which none says that it is the last, closed by an empty
 * stored block.  So a chunk begins and ends at a byte border, stands for its
 * plain bytes wherever it lies, and chunks behind each other are one stream.
 */
#ifndef DEFLATE_H
#define DEFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dump.h"

/* What a library returns of a chunk that must not be used. */
#define DEFLATE_DOUBT	SIZE_MAX

enum { UNDO_ROOM = 16 };	/* behind what .undo reads and writes */

/* NULL is what a library does not have.  A state serves one thread. */
struct deflater {
	const char	*name;

	/* Levels that it is good for. */
	int		 least, most;
	/* NULL: there is no memory. */
	void		*(*open)(int level);
	/*
	 * Makes a chunk of LEN plain bytes.  Returns its size, 0 where that
	 * is more than ROOM, or DEFLATE_DOUBT.
	 */
	size_t		 (*make)(void *state, const uint8_t *in, size_t len,
			    uint8_t *out, size_t room);
	void		 (*close)(void *state);

	/*
	 * Undoes a chunk of SIZE bytes.  True if LEN bytes came out, and if a
	 * reader of the whole stream would come to the end of the chunk too,
	 * between two blocks and before the stream's end.  Both buffers have
	 * UNDO_ROOM more bytes to play with.
	 */
	void		*(*open_undo)(void);
	bool		 (*undo)(void *state, uint8_t *in, size_t size,
			    uint8_t *out, size_t len);
	void		 (*close_undo)(void *state);

	uint32_t	 (*crc32)(uint32_t crc, const uint8_t *buf, size_t len);
};

/* By number, NULL past the last. */
const struct deflater *deflater_at(size_t i);
/* The first that is good for a level, and the first that undoes chunks. */
const struct deflater *deflater_for(int level);
const struct deflater *deflater_undoing(void);

/* Makes chunks; for one thread. */
struct chunker;

int	 chunker_new(struct chunker **out, const struct deflater *d,
	    int level, struct dump_err *err);
/* Room that a chunk of LEN bytes needs at most. */
size_t	 chunk_room(size_t len);
/* Returns the chunk's size.  Cannot fail: what cannot be compressed is
 * stored as it is. */
size_t	 chunk_make(struct chunker *c, const uint8_t *in, size_t len,
	    uint8_t *out);
void	 chunker_free(struct chunker *c);

/* CRC-32 as in gzip and zip, from 0 on. */
uint32_t crc32_of(uint32_t crc, const void *buf, size_t len);
/* The same of two ranges that follow each other; LEN is the second's. */
uint32_t crc32_joined(uint32_t first, uint32_t second, uint64_t len);

#endif
