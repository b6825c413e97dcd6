/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * zstd_head.c -- what the header of a frame says, as in RFC 8878, section
 * 3.1.1.1, and one thing more.
 *
 * A file may consist of any number of frames, so one that was cut between
 * two of them looks whole to every reader.  But a header has some freedom:
 * the length of the plain bytes may have 1, 2, 4 or 8 bytes, and nobody takes
 * 8 for less than 4 GiB.  We do, to say that another frame follows.
 */
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "codec/zstd.h"

enum {
	DESCRIPTOR = 4,		/* behind the magic number: bits, ... */
	DICTIONARY = 3,
	SINGLE = 0x20,		/* the window is as large as the content */
	CONTENT = 6		/* ... the first of two */
};

static const char magic[] = "dumpzip1";
enum { MAGIC = sizeof magic - 1 };

/* A number of 1, 2, 4 or 8 bytes; 0 of none. */
static uint64_t
number(const uint8_t *p, unsigned len)
{
	return len == 8 ? le64(p) : len == 4 ? le32(p) : len == 2 ? le16(p) :
	    len == 1 ? *p : 0;
}

static uint64_t
window(unsigned descriptor)
{
	uint64_t base = UINT64_C(1) << (10 + (descriptor >> 3));

	return base + base / 8 * (descriptor & 7);
}

bool
zstd_head_read(struct zstd_head *h, const uint8_t *p, size_t len)
{
	static const uint8_t sizes[2][4] = { { 0, 1, 2, 4 }, { 0, 2, 4, 8 } };
	unsigned bits, dictionary, at;
	bool single;

	memset(h, 0, sizeof *h);
	if (len >= ZST_SKIP && (le32(p) & ~0xfU) == ZST_SKIPPABLE) {
		h->skipped = true;
		h->size = le32(p + 4);
		h->len = ZST_SKIP;
		h->marks = len >= ZST_MARK &&
		    h->size == ZST_MARK - ZST_SKIP &&
		    memcmp(p + ZST_SKIP, magic, MAGIC) == 0;
		if (h->marks)
			h->part = part_mark_of(le32(p + ZST_SKIP + MAGIC));
		return true;
	}
	if (len < ZST_LEAST || le32(p) != ZST_MAGIC)
		return false;
	bits = p[DESCRIPTOR];
	single = (bits & SINGLE) != 0;
	dictionary = sizes[0][bits & DICTIONARY];
	h->content_len = sizes[1][bits >> CONTENT];
	if (single && h->content_len == 0)
		h->content_len = 1;
	at = single ? DESCRIPTOR + 1 : DESCRIPTOR + 2;
	h->content_at = at + dictionary;
	h->len = h->content_at + h->content_len;
	if (len < h->len || (bits & ZST_RESERVED) != 0)
		return false;
	h->sum = (bits & ZST_SUMMED) != 0;
	h->dictionary = (uint32_t)number(p + at, dictionary);
	h->content = number(p + h->content_at, h->content_len) +
	    (h->content_len == 2 ? 256 : 0);
	if (h->content_len == 0)
		h->content = DUMP_NOWHERE;
	h->window = single ? h->content : window(p[DESCRIPTOR + 1]);
	h->more = h->content_len == 8 && h->content <= UINT32_MAX;
	return true;
}

size_t
zstd_head_more(uint8_t *out, const struct zstd_head *h, const uint8_t *p)
{
	memcpy(out, p, h->content_at);
	out[DESCRIPTOR] = (uint8_t)(out[DESCRIPTOR] | 3U << CONTENT);
	put_le64(out + h->content_at, h->content);
	return h->content_at + 8;
}

void
zstd_mark_make(uint8_t out[ZST_MARK], struct part_mark part)
{
	put_le32(out, ZST_SKIPPABLE);
	put_le32(out + 4, ZST_MARK - ZST_SKIP);
	memcpy(out + ZST_SKIP, magic, MAGIC);
	put_le32(out + ZST_SKIP + MAGIC, part_mark_word(part));
}

void
zstd_order_next(struct zstd_order *o, const struct zstd_head *h)
{
	if (!h->skipped)
		o->more = h->more;
	if (!h->marks)
		return;
	part_mark_check(o->flaw, "zstd", o->part, h->part);
	o->part = h->part;
}

void
zstd_order_end(struct zstd_order *o)
{
	part_mark_end(o->flaw, "zstd", o->part);
	if (o->more && o->flaw[0] == '\0')
		snprintf(o->flaw, sizeof o->flaw, "zstd: cut short: the last"
		    " frame says that another one follows");
}
