/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * packed_gzip.c -- a dump in gzip, right and wrong.  Nothing is compressed:
 * libraries differ, stored blocks do not.
 */
#include <string.h>

#include "codec/deflate.h"
#include "codec/gzip.h"
#include "corpora/sample.h"

enum { TEXT = 1, HCRC = 2, EXTRA = 4, NAME = 8, COMMENT = 16 };

struct buf
packed_dump(void)
{
	struct buf b = { 0 };
	const struct sample *s;

	for (s = minidump_shapes; s->name != NULL; s++)
		if (strcmp(s->name, "good/minidump-unused-in-the-middle.dmp")
		    == 0)
			s->make(&b);
	return b;
}

static void
header(struct buf *out, unsigned flags)
{
	size_t at = out->n;

	buf_add(out, "\x1f\x8b\x08", 3);
	buf_u8(out, flags);
	buf_u32(out, 0);
	buf_u8(out, 0);
	buf_u8(out, 3);
	if (flags & EXTRA) {
		buf_u16(out, 6);
		buf_add(out, "du\2\0kt", 6);
	}
	if (flags & NAME)
		buf_text(out, "app.dmp");
	if (flags & COMMENT)
		buf_text(out, "a dump, and nothing else");
	if (flags & HCRC)
		buf_u16(out, crc32_of(0, out->v + at, out->n - at) & 0xffff);
}

/* A block that stores bytes as they are. */
static void
stored(struct buf *out, const uint8_t *bytes, size_t len, bool last)
{
	buf_u8(out, last);
	buf_u16(out, (unsigned)len);
	buf_u16(out, (unsigned)~len & 0xffff);
	buf_add(out, bytes, len);
}

static void
trailer(struct buf *out, const uint8_t *bytes, size_t len)
{
	buf_u32(out, crc32_of(0, bytes, len));
	buf_u32(out, (uint32_t)len);
}

/* A member of two blocks, as another program could have written it. */
static void
member(struct buf *out, const uint8_t *bytes, size_t len, unsigned flags)
{
	header(out, flags);
	stored(out, bytes, len / 3, false);
	stored(out, bytes + len / 3, len - len / 3, true);
	trailer(out, bytes, len);
}

static void
foreign(struct buf *out)
{
	struct buf d = packed_dump();

	member(out, d.v, d.n, NAME);
	buf_free(&d);
}

static void
members(struct buf *out)
{
	struct buf d = packed_dump();
	size_t third = d.n / 3;

	member(out, d.v, third, TEXT | HCRC | EXTRA | NAME | COMMENT);
	member(out, d.v + third, 0, 0);
	member(out, d.v + third, d.n - third, HCRC);
	buf_zeros(out, 512 - out->n % 512);
	buf_free(&d);
}

/* A member with an index, which says that its one chunk has SIZE bytes and
 * checksum CRC, and is that PART. */
static void
part(struct buf *out, const uint8_t *bytes, size_t len, size_t size,
    uint32_t crc, struct part_mark which)
{
	struct gzip_closing c = { .plain = len, .chunk = GZIP_CHUNK,
	    .part = which };
	struct buf entry = { 0 };
	uint8_t block[GZIP_BLOCK];
	size_t start = out->n;

	header(out, 0);
	stored(out, bytes, len, false);
	stored(out, NULL, 0, false);
	c.packed = out->n - start;
	buf_u16(&entry, (unsigned)size);
	buf_u8(&entry, 0);
	buf_u32(&entry, crc);
	memcpy(c.rest, entry.v, entry.n);
	c.crc = crc32_of(0, entry.v, entry.n);
	gzip_closing_make(block, &c);
	buf_add(out, block, sizeof block);
	buf_add(out, "\3\0", 2);
	buf_u32(out, crc);
	buf_u32(out, (uint32_t)len);
	buf_free(&entry);
}

static void
with_index(struct buf *out, const struct buf *d, size_t size, uint32_t crc)
{
	part(out, d->v, d->n, size, crc, (struct part_mark){ 0 });
}

/* The dump in parts, of which those from FIRST to LAST are there. */
static void
in_parts(struct buf *out, size_t first, size_t last)
{
	enum { PARTS = 3 };
	struct buf d = packed_dump();
	size_t i, at, len;

	for (i = first; i <= last; i++) {
		at = d.n * (i - 1) / PARTS;
		len = d.n * i / PARTS - at;
		part(out, d.v + at, len, len + 10, crc32_of(0, d.v + at, len),
		    (struct part_mark){ (uint32_t)i, i < PARTS });
	}
	buf_free(&d);
}

static void
parts(struct buf *out)
{
	in_parts(out, 1, 3);
}

static void
cut_before_a_part(struct buf *out)
{
	in_parts(out, 1, 2);
}

static void
indexed(struct buf *out)
{
	struct buf d = packed_dump();

	with_index(out, &d, d.n + 10, crc32_of(0, d.v, d.n));
	buf_free(&d);
}

static void
index_lies(struct buf *out)
{
	struct buf d = packed_dump();

	with_index(out, &d, d.n + 9, crc32_of(0, d.v, d.n));
	buf_free(&d);
}

static void
chunk_damaged(struct buf *out)
{
	struct buf d = packed_dump();

	with_index(out, &d, d.n + 10, crc32_of(0, d.v, d.n) ^ 1);
	buf_free(&d);
}

static void
wrap(struct buf *out, unsigned times)
{
	struct buf in = { 0 }, next = { 0 };

	foreign(&in);
	for (; times > 1; times--) {
		member(&next, in.v, in.n, 0);
		buf_free(&in);
		in = next;
		next = (struct buf){ 0 };
	}
	buf_add(out, in.v, in.n);
	buf_free(&in);
}

static void
twice(struct buf *out)
{
	wrap(out, 2);
}

static void
thrice(struct buf *out)
{
	wrap(out, 3);
}

static void
empty(struct buf *out)
{
	member(out, (const uint8_t *)"", 0, 0);
}

static void
cut_in_data(struct buf *out)
{
	indexed(out);
	buf_cut(out, out->n - 500);
}

static void
cut_in_trailer(struct buf *out)
{
	foreign(out);
	buf_cut(out, out->n - 3);
}

static void
cut_in_header(struct buf *out)
{
	foreign(out);
	buf_cut(out, 7);
}

static void
garbage(struct buf *out)
{
	indexed(out);
	buf_add(out, "what does not belong here", 25);
}

static void
garbage_with_magic(struct buf *out)
{
	static const char text[] = "\x1f\x8b, which is not enough";

	foreign(out);
	buf_add(out, text, sizeof text - 1);
}

static void
wrong_checksum(struct buf *out)
{
	foreign(out);
	out->v[out->n - 8] ^= 1;
}

static void
wrong_length(struct buf *out)
{
	foreign(out);
	out->v[out->n - 1] ^= 1;
}

static void
wrong_header_checksum(struct buf *out)
{
	members(out);
	out->v[12] ^= 1;
}

static void
unknown_block(struct buf *out)
{
	foreign(out);
	/* The first block is of a kind that there is not. */
	out->v[10 + 8] = 6;
}

static void
unknown_flag(struct buf *out)
{
	foreign(out);
	out->v[3] |= 0x20;
}

#define ROW(name, make, cat, heap, info, what) \
	{ "packed/gzip-" name, make, cat, heap, info, what }

const struct sample packed_gzip[] = {
	ROW("foreign.dmp.gz", foreign, "0", "0", "0",
	    "As gzip writes it: a name, one member, no index."),
	ROW("members.dmp.gz", members, "0", "0", "0",
	    "Three members, one of them empty, headers with all fields, and"
	    " zeros behind the last."),
	ROW("indexed.dmp.gz", indexed, "0", "0", "0",
	    "One chunk, and an index that says so."),
	ROW("twice.dmp.gz.gz", twice, "0", "0", "0",
	    "Packed twice, as mail programs do."),
	ROW("index-lies.dmp.gz", index_lies, "0", "0", "0",
	    "The index has a chunk end one byte too early: the file is read"
	    " in order instead."),
	ROW("parts.dmp.gz", parts, "0", "0", "0",
	    "Three parts, each with an index."),
	ROW("thrice.dmp.gz.gz.gz", thrice, "1", "1", "1",
	    "Packed three times: one too many."),
	ROW("empty.dmp.gz", empty, "1", "1", "1",
	    "Nothing at all, packed."),
	ROW("cut-in-data.dmp.gz", cut_in_data, "3", "3", "3",
	    "Ends within the compressed bytes."),
	ROW("cut-in-trailer.dmp.gz", cut_in_trailer, "3", "3", "3",
	    "All bytes are there, but not the whole checksum."),
	ROW("cut-in-header.dmp.gz", cut_in_header, "1", "1", "1",
	    "Seven bytes."),
	ROW("garbage.dmp.gz", garbage, "3", "3", "3",
	    "Something follows the end, which also hides the index."),
	ROW("cut-before-a-part.dmp.gz", cut_before_a_part, "3", "3", "3",
	    "The last of three parts is missing, by the index of the second"
	    " alone."),
	ROW("garbage-with-magic.dmp.gz", garbage_with_magic, "3", "3", "3",
	    "What follows the end starts like another member, and is none."),
	ROW("wrong-checksum.dmp.gz", wrong_checksum, "1", "1", "1",
	    "The bytes are not those that were packed."),
	ROW("wrong-length.dmp.gz", wrong_length, "1", "1", "1",
	    "The bytes are not as many as were packed."),
	ROW("wrong-header-checksum.dmp.gz", wrong_header_checksum, "1", "1",
	    "1", "The header contradicts its own checksum."),
	ROW("chunk-damaged.dmp.gz", chunk_damaged, "1", "1", "1",
	    "Index and trailer agree about a checksum, but the bytes have"
	    " another."),
	ROW("unknown-block.dmp.gz", unknown_block, "1", "1", "1",
	    "Deflate knows three kinds of blocks; this is the fourth."),
	ROW("unknown-flag.dmp.gz", unknown_flag, "1", "1", "1",
	    "A header with a flag that has no meaning yet."),
	{ 0 }
};
