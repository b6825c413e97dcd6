/* SPDX-License-Identifier: BSD-2-Clause */
/* deflate_zlib.c -- deflate by zlib: everywhere, and not the fastest. */
#include <stdlib.h>
#include <zlib.h>

#include "codec/deflate.h"

enum {
	RAW = -15,		/* a bare stream with the widest window */
	MEMORY = 8,		/* zlib's own default */
	BETWEEN_BLOCKS = 128	/* what data_type is there, at a byte border */
};

static void *
zlib_open(int level)
{
	z_stream *z = calloc(1, sizeof *z);

	if (z != NULL && deflateInit2(z, level, Z_DEFLATED, RAW, MEMORY,
	    Z_DEFAULT_STRATEGY) != Z_OK) {
		free(z);
		return NULL;
	}
	return z;
}

/* zlib only reads what it is given to read, but does not say so. */
static void
input(z_stream *z, const uint8_t *in, size_t len)
{
	z->next_in = (Bytef *)(uintptr_t)in;
	z->avail_in = (uInt)len;
}

static size_t
zlib_make(void *state, const uint8_t *in, size_t len, uint8_t *out,
    size_t room)
{
	z_stream *z = state;

	if (deflateReset(z) != Z_OK)
		return DEFLATE_DOUBT;
	input(z, in, len);
	z->next_out = out;
	z->avail_out = (uInt)room;
	/* A flush is over when it leaves room. */
	if (deflate(z, Z_SYNC_FLUSH) != Z_OK || z->avail_in > 0 ||
	    z->avail_out == 0)
		return 0;
	return room - z->avail_out;
}

static void
zlib_close(void *state)
{
	(void)deflateEnd(state);
	free(state);
}

static void *
zlib_open_undo(void)
{
	z_stream *z = calloc(1, sizeof *z);

	if (z != NULL && inflateInit2(z, RAW) != Z_OK) {
		free(z);
		return NULL;
	}
	return z;
}

static bool
zlib_undo(void *state, uint8_t *in, size_t size, uint8_t *out, size_t len)
{
	z_stream *z = state;
	int rc;

	if (inflateReset(z) != Z_OK)
		return false;
	input(z, in, size);
	z->next_out = out;
	/* One byte more, to see that there is none. */
	z->avail_out = (uInt)len + 1;
	do
		rc = inflate(z, Z_BLOCK);
	while (rc == Z_OK && z->avail_in > 0);
	return rc == Z_OK && z->avail_out == 1 &&
	    z->data_type == BETWEEN_BLOCKS;
}

static void
zlib_close_undo(void *state)
{
	(void)inflateEnd(state);
	free(state);
}

static uint32_t
zlib_crc32(uint32_t crc, const uint8_t *buf, size_t len)
{
	enum { MOST = 1 << 30 };
	uLong sum = crc;

	for (; len > MOST; buf += MOST, len -= MOST)
		sum = crc32(sum, buf, MOST);
	return (uint32_t)crc32(sum, buf, (uInt)len);
}

const struct deflater dump_deflater_zlib = {
	.name = "zlib",
	.least = 1,
	.most = 9,
	.open = zlib_open,
	.make = zlib_make,
	.close = zlib_close,
	.open_undo = zlib_open_undo,
	.undo = zlib_undo,
	.close_undo = zlib_close_undo,
	.crc32 = zlib_crc32,
};
