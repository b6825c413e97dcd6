/* SPDX-License-Identifier: BSD-2-Clause */
/* packed_others.c -- a dump in lz4 and in xz, right and wrong; nothing is
 * compressed. */
#include <string.h>

#include "codec/deflate.h"
#include "corpora/sample.h"
#include "corpora/xxhash.h"

/* One block as it is, and the checksum of all. */
static void
lz4(struct buf *out)
{
	struct buf d = packed_dump();
	size_t at;

	buf_u32(out, 0x184d2204);
	at = out->n;
	buf_u8(out, 0x40 | 0x20 | 4);	/* version 1, blocks stand alone */
	buf_u8(out, 4 << 4);		/* 64 KiB at most */
	buf_u8(out, xxhash32(out->v + at, 2) >> 8 & 0xff);
	buf_u32(out, (uint32_t)d.n | 1U << 31);
	buf_add(out, d.v, d.n);
	buf_u32(out, 0);
	buf_u32(out, xxhash32(d.v, d.n));
	buf_free(&d);
}

static void
lz4_wrong_checksum(struct buf *out)
{
	lz4(out);
	out->v[out->n - 1] ^= 1;
}

static void
lz4_cut(struct buf *out)
{
	lz4(out);
	buf_cut(out, out->n - 2);
}

static void
crc(struct buf *out, size_t from)
{
	buf_u32(out, crc32_of(0, out->v + from, out->n - from));
}

/* Less than 2^14. */
static void
short_number(struct buf *out, size_t n)
{
	buf_u8(out, 0x80 | (n & 0x7f));
	buf_u8(out, (unsigned)n >> 7);
}

/* A stream of one block, which stores bytes as they are; DICTIONARY is how
 * much the reader must remember, in the form of the header. */
static void
xz_with(struct buf *out, unsigned dictionary)
{
	struct buf d = packed_dump();
	size_t at, block, index;

	buf_add(out, "\xfd""7zXZ\0\0\1", 8);	/* checksums are CRC-32 */
	crc(out, 6);
	block = out->n;
	buf_add(out, "\2\0\x21\1", 4);		/* LZMA2 */
	buf_u8(out, dictionary);
	buf_align(out, 4);
	crc(out, block);
	buf_u8(out, 1);				/* a chunk as it is */
	buf_u8(out, (unsigned)(d.n - 1) >> 8);
	buf_u8(out, (d.n - 1) & 0xff);
	buf_add(out, d.v, d.n);
	buf_u8(out, 0);
	index = out->n - block + 4;
	buf_align(out, 4);
	buf_u32(out, crc32_of(0, d.v, d.n));
	at = out->n;
	buf_add(out, "\0\1", 2);
	short_number(out, index);
	short_number(out, d.n);
	buf_align(out, 4);
	crc(out, at);
	index = out->n - at;
	at = out->n;
	buf_u32(out, 0);
	buf_u32(out, (uint32_t)(index / 4 - 1));
	buf_add(out, "\0\1YZ", 4);
	buf_set32(out, at, crc32_of(0, out->v + at + 4, 6));
	buf_free(&d);
}

static void
xz(struct buf *out)
{
	xz_with(out, 0);
}

static void
xz_memory_huge(struct buf *out)
{
	xz_with(out, 40);
}

static void
xz_wrong_checksum(struct buf *out)
{
	xz(out);
	out->v[out->n / 2] ^= 1;
}

static void
xz_cut(struct buf *out)
{
	xz(out);
	buf_cut(out, out->n - 2);
}

#define ROW(name, make, status, what) \
	{ "packed/" name, make, status, status, status, what }

const struct sample packed_others[] = {
	ROW("lz4-foreign.dmp.lz4", lz4, "0", "One block, and its checksum."),
	ROW("lz4-wrong-checksum.dmp.lz4", lz4_wrong_checksum, "1",
	    "The bytes are not those that were packed."),
	ROW("lz4-cut-in-checksum.dmp.lz4", lz4_cut, "3",
	    "All bytes are there, but not the whole checksum."),
	ROW("xz-foreign.dmp.xz", xz, "0", "One stream of one block."),
	ROW("xz-wrong-checksum.dmp.xz", xz_wrong_checksum, "1",
	    "The bytes are not those that were packed."),
	ROW("xz-cut-in-footer.dmp.xz", xz_cut, "3",
	    "All bytes are there, but the end is not."),
	ROW("xz-memory-huge.dmp.xz", xz_memory_huge, "1",
	    "The reader is to remember the last 4 GiB."),
	{ 0 }
};
