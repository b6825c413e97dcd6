/* SPDX-License-Identifier: BSD-2-Clause */
/* deflate_libdeflate.c -- deflate by libdeflate: whole buffers, fast. */
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/bytes.h"
#include "codec/deflate.h"
#include "codec/stitch.h"

/* A last block that stores a few bytes. */
enum {
	SECRET = 8,
	TAIL = 5 + SECRET
};
_Static_assert((int)TAIL <= (int)UNDO_ROOM, "the tail does not fit behind a chunk");

struct undo {
	struct libdeflate_decompressor *lib;
	uint8_t		 tail[TAIL];
};

static void *
libdeflate_open(int level)
{
	return libdeflate_alloc_compressor(level);
}

static size_t
libdeflate_make(void *state, const uint8_t *in, size_t len, uint8_t *out,
    size_t room)
{
	size_t size;

	if (room < STITCH_ROOM)
		return 0;
	size = libdeflate_deflate_compress(state, in, len, out,
	    room - STITCH_ROOM);
	if (size == 0)
		return 0;
	size = stitch(out, size, len);
	return size == 0 ? DEFLATE_DOUBT : size;
}

static void
libdeflate_close(void *state)
{
	libdeflate_free_compressor(state);
}

static void
libdeflate_close_undo(void *state)
{
	struct undo *u = state;

	if (u->lib != NULL)
		libdeflate_free_decompressor(u->lib);
	free(u);
}

static void *
libdeflate_open_undo(void)
{
	struct undo *u = calloc(1, sizeof *u);

	if (u == NULL)
		return NULL;
	if ((u->lib = libdeflate_alloc_decompressor()) == NULL ||
	    getentropy(u->tail + 5, SECRET) == -1) {
		libdeflate_close_undo(u);
		return NULL;
	}
	u->tail[0] = 1;
	put_le16(u->tail + 1, SECRET);
	put_le16(u->tail + 3, (uint16_t)~SECRET);
	return u;
}

/*
 * libdeflate stops at the end of a stream and nowhere else, so the chunk
 * gets one.  Its bytes are not known to who wrote the chunk: if they come
 * out, they were taken for the block that they are, and not for the rest of
 * another one that goes on behind the chunk.
 */
static bool
libdeflate_undo(void *state, uint8_t *in, size_t size, uint8_t *out,
    size_t len)
{
	const struct undo *u = state;
	size_t used;

	memcpy(in + size, u->tail, TAIL);
	return libdeflate_deflate_decompress_ex(u->lib, in, size + TAIL, out,
	    len + SECRET, &used, NULL) == LIBDEFLATE_SUCCESS &&
	    used == size + TAIL &&
	    memcmp(out + len, u->tail + 5, SECRET) == 0;
}

static uint32_t
libdeflate_sum(uint32_t crc, const uint8_t *buf, size_t len)
{
	return libdeflate_crc32(crc, buf, len);
}

/* Above level 6 it takes several times as long and gains next to nothing;
 * that is what who asks for it wants. */
const struct deflater dump_deflater_libdeflate = {
	.name = "libdeflate",
	.least = 1,
	.most = 9,
	.open = libdeflate_open,
	.make = libdeflate_make,
	.close = libdeflate_close,
	.open_undo = libdeflate_open_undo,
	.undo = libdeflate_undo,
	.close_undo = libdeflate_close_undo,
	.crc32 = libdeflate_sum,
};
