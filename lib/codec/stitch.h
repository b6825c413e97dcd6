/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stitch.h -- makes a whole deflate stream a part of a longer one.
 *
 * libdeflate writes nothing but whole streams, whose last block says so in
 * its first bit.  A chunk must not end the stream that it belongs to, and
 * has to end at a byte border.  So the stream is walked from block to block
 * without producing anything, to find that bit and the end; the bit is
 * cleared, and an empty stored block put behind.
 */
#ifndef STITCH_H
#define STITCH_H

#include <stddef.h>
#include <stdint.h>

enum { STITCH_ROOM = 6 };	/* bytes that may be added */

/*
 * SIZE bytes at BUF are a deflate stream of LEN plain bytes; behind it is
 * room for STITCH_ROOM more.  Returns the size of the chunk that it becomes,
 * or 0 with BUF as it was: the stream is not what it should be.
 */
size_t	 stitch(uint8_t *buf, size_t size, uint64_t len);

#endif
