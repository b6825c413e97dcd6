/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * packed_zstd.c -- a dump in zstd, right and wrong.  Nothing is compressed:
 * versions of the library differ, raw blocks do not.
 */
#include <string.h>

#include "corpora/sample.h"
#include "corpora/xxhash.h"

enum {
	SUM = 4, SINGLE = 0x20,		/* bits of a header */
	SIZE_2 = 0x40, SIZE_4 = 0x80, SIZE_8 = 0xc0
};

/* Header of a frame of LEN bytes: FLAGS, and how wide a window. */
static void
header(struct buf *out, unsigned flags, unsigned window, uint64_t len)
{
	buf_u32(out, 0xfd2fb528);
	buf_u8(out, flags);
	if ((flags & SINGLE) == 0)
		buf_u8(out, window);
	switch (flags & SIZE_8) {
	case SIZE_2:
		buf_u16(out, (unsigned)len - 256);
		break;
	case SIZE_4:
		buf_u32(out, (uint32_t)len);
		break;
	case SIZE_8:
		buf_u64(out, len);
		break;
	}
}

static void
block(struct buf *out, const uint8_t *bytes, size_t len, bool last)
{
	uint32_t word = (uint32_t)len << 3 | last;

	buf_u16(out, word & 0xffff);
	buf_u8(out, word >> 16);
	buf_add(out, bytes, len);
}

static void
sum(struct buf *out, const uint8_t *bytes, size_t len)
{
	buf_u32(out, (uint32_t)xxhash64(bytes, len));
}

/* A frame of two blocks; returns its size. */
static size_t
frame(struct buf *out, const uint8_t *bytes, size_t len, unsigned flags)
{
	size_t at = out->n;

	header(out, flags, 0x30, len);
	block(out, bytes, len / 3, false);
	block(out, bytes + len / 3, len - len / 3, true);
	if (flags & SUM)
		sum(out, bytes, len);
	return out->n - at;
}

static void
skipped(struct buf *out, unsigned kind, size_t len)
{
	buf_u32(out, 0x184d2a50 + kind);
	buf_u32(out, (uint32_t)len);
	buf_fill(out, 's', len);
}

/* From a pipe: nobody knew how long it would be. */
static void
foreign(struct buf *out)
{
	struct buf d = packed_dump();

	frame(out, d.v, d.n, SUM);
	buf_free(&d);
}

static void
frames(struct buf *out)
{
	struct buf d = packed_dump();
	size_t third = d.n / 3;

	skipped(out, 0, 4);
	frame(out, d.v, third, SINGLE | SIZE_4);
	frame(out, d.v, 0, SUM);
	skipped(out, 15, 700);
	frame(out, d.v + third, d.n - third, SUM | SIZE_2);
	skipped(out, 3, 0);
	buf_free(&d);
}

/* What a table says of a frame. */
struct entry {
	size_t		 size, len;
	uint64_t	 sum;
};

static void
table(struct buf *out, const struct entry *e, size_t n, uint32_t claim)
{
	size_t i;

	buf_u32(out, 0x184d2a5e);
	buf_u32(out, (uint32_t)(12 * n + 9));
	for (i = 0; i < n; i++) {
		buf_u32(out, (uint32_t)e[i].size);
		buf_u32(out, (uint32_t)e[i].len);
		buf_u32(out, (uint32_t)e[i].sum);
	}
	buf_u32(out, claim);
	buf_u8(out, 0x80);
	buf_u32(out, 0x8f92eab1);
}

enum { LAST = 600 };		/* bytes of the second frame */

/* Two frames and what a table says of them. */
static void
two(struct buf *out, struct entry e[2])
{
	struct buf d = packed_dump();
	size_t len = d.n - LAST;

	/* The first says that another follows. */
	e[0].size = frame(out, d.v, len, SUM | SINGLE | SIZE_8);
	e[0].len = len;
	e[0].sum = xxhash64(d.v, len);
	e[1].size = frame(out, d.v + len, LAST, SUM | SINGLE | SIZE_2);
	e[1].len = LAST;
	e[1].sum = xxhash64(d.v + len, LAST);
	buf_free(&d);
}

static void
indexed(struct buf *out)
{
	struct entry e[2];

	two(out, e);
	table(out, e, 2, 2);
}

static void
table_lies(struct buf *out)
{
	struct entry e[2];

	two(out, e);
	e[0].len--;
	e[1].len++;
	table(out, e, 2, 2);
}

static void
table_huge(struct buf *out)
{
	struct entry e[2];

	two(out, e);
	table(out, e, 2, 0x8000000);
}

/* The checksum of frame and table is not that of the bytes. */
static void
frame_damaged(struct buf *out)
{
	struct entry e[2];

	two(out, e);
	e[0].sum ^= 1;
	out->v[e[0].size - 4] ^= 1;
	table(out, e, 2, 2);
}

enum { PARTS = 2 };

/* So many parts of it. */
static void
some_parts(struct buf *out, unsigned n)
{
	struct buf d = packed_dump();
	struct entry e[2];
	size_t at = 0, len;
	unsigned i;

	for (i = 1; i <= n; i++, at += len) {
		len = i < PARTS ? d.n - LAST : LAST;
		e[0].size = frame(out, d.v + at, len, SUM | SINGLE |
		    (i < PARTS ? SIZE_8 : SIZE_2));
		e[0].len = len;
		e[0].sum = xxhash64(d.v + at, len);
		e[1].size = 20;
		e[1].len = 0;
		e[1].sum = xxhash64(NULL, 0);
		buf_u32(out, 0x184d2a50);
		buf_u32(out, 12);
		buf_add(out, "dumpzip1", 8);
		buf_u32(out, i | (i < PARTS ? 1U << 31 : 0));
		table(out, e, 2, 2);
	}
	buf_free(&d);
}

static void
parts(struct buf *out)
{
	some_parts(out, PARTS);
}

static void
cut_before_a_part(struct buf *out)
{
	some_parts(out, PARTS - 1);
}

static void
twice(struct buf *out)
{
	struct buf in = { 0 };

	indexed(&in);
	frame(out, in.v, in.n, SUM | SIZE_4);
	buf_free(&in);
}

static void
empty(struct buf *out)
{
	frame(out, (const uint8_t *)"", 0, SUM);
}

static void
cut_in_data(struct buf *out)
{
	indexed(out);
	buf_cut(out, out->n - 500);
}

static void
cut_between_frames(struct buf *out)
{
	struct entry e[2];

	two(out, e);
	buf_cut(out, e[0].size);
}

static void
cut_in_header(struct buf *out)
{
	foreign(out);
	buf_cut(out, 5);
}

static void
cut_in_checksum(struct buf *out)
{
	foreign(out);
	buf_cut(out, out->n - 1);
}

static void
cut_in_what_is_skipped(struct buf *out)
{
	foreign(out);
	skipped(out, 7, 4);
	buf_set32(out, out->n - 8, UINT32_MAX);
}

static void
garbage(struct buf *out)
{
	indexed(out);
	buf_add(out, "what does not belong here", 25);
}

static void
wrong_checksum(struct buf *out)
{
	foreign(out);
	out->v[out->n - 1] ^= 1;
}

/* A frame that claims to have LEN bytes. */
static void
claim(struct buf *out, uint64_t len)
{
	struct buf d = packed_dump();

	header(out, SUM | SIZE_8, 0x30, len);
	block(out, d.v, d.n, true);
	sum(out, d.v, d.n);
	buf_free(&d);
}

static void
wrong_length(struct buf *out)
{
	struct buf d = packed_dump();

	claim(out, d.n + 1);
	buf_free(&d);
}

static void
length_huge(struct buf *out)
{
	claim(out, INT64_MAX);
}

static void
window_huge(struct buf *out)
{
	foreign(out);
	out->v[5] = 0xff;
}

static void
unknown_block(struct buf *out)
{
	foreign(out);
	out->v[6] |= 6;
}

static void
unknown_flag(struct buf *out)
{
	foreign(out);
	out->v[4] |= 8;
}

static void
dictionary(struct buf *out)
{
	struct buf d = packed_dump();

	header(out, SUM | 1, 0x30, d.n);
	buf_u8(out, 77);
	block(out, d.v, d.n, true);
	sum(out, d.v, d.n);
	buf_free(&d);
}

#define ROW(name, make, status, what) \
	{ "packed/zstd-" name, make, status, status, status, what }

const struct sample packed_zstd[] = {
	ROW("foreign.dmp.zst", foreign, "0",
	    "As zstd writes it from a pipe: one frame, whose length nobody"
	    " knew."),
	ROW("frames.dmp.zst", frames, "0",
	    "Frames of several forms, one empty, some to be skipped: first as"
	    " pzstd does."),
	ROW("indexed.dmp.zst", indexed, "0",
	    "Two frames, and a seek table."),
	ROW("twice.dmp.zst.zst", twice, "0", "Packed twice."),
	ROW("parts.dmp.zst", parts, "0",
	    "Two parts, one behind the other, each with a mark and a table."),
	ROW("table-lies.dmp.zst", table_lies, "0",
	    "The seek table has the second frame start one byte too early:"
	    " the file is read in order instead."),
	ROW("table-huge.dmp.zst", table_huge, "0",
	    "The seek table claims 2^27 frames: the same."),
	ROW("empty.dmp.zst", empty, "1", "Nothing at all, packed."),
	ROW("cut-in-data.dmp.zst", cut_in_data, "3",
	    "Ends within the compressed bytes."),
	ROW("cut-between-frames.dmp.zst", cut_between_frames, "3",
	    "Ends behind the first of two frames, which says that it is not"
	    " the last."),
	ROW("cut-before-a-part.dmp.zst", cut_before_a_part, "3",
	    "The first of two parts."),
	ROW("cut-in-checksum.dmp.zst", cut_in_checksum, "3",
	    "All bytes are there, but not the whole checksum."),
	ROW("cut-in-what-is-skipped.dmp.zst", cut_in_what_is_skipped, "3",
	    "A frame to be skipped claims nearly 2^32 bytes, and has four."),
	ROW("cut-in-header.dmp.zst", cut_in_header, "1", "Five bytes."),
	ROW("garbage.dmp.zst", garbage, "3",
	    "Something follows the end, which also hides the seek table."),
	ROW("wrong-checksum.dmp.zst", wrong_checksum, "1",
	    "The bytes are not those that were packed."),
	ROW("wrong-length.dmp.zst", wrong_length, "1",
	    "The bytes are not as many as the header says."),
	ROW("length-huge.dmp.zst", length_huge, "1",
	    "The header claims 2^63 - 1 bytes."),
	ROW("window-huge.dmp.zst", window_huge, "1",
	    "The header wants a window of 3.75 TiB."),
	ROW("frame-damaged.dmp.zst", frame_damaged, "1",
	    "Frame and seek table agree about a checksum, but the bytes have"
	    " another."),
	ROW("unknown-block.dmp.zst", unknown_block, "1",
	    "There are three kinds of blocks; this is the fourth."),
	ROW("unknown-flag.dmp.zst", unknown_flag, "1",
	    "A header with a flag that has no meaning yet."),
	ROW("dictionary.dmp.zst", dictionary, "1",
	    "Packed with a dictionary that is elsewhere."),
	{ 0 }
};
