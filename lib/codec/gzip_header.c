/* SPDX-License-Identifier: BSD-2-Clause */
/* gzip_header.c -- the header of a gzip member, RFC 1952, 2.3. */
#include <string.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/text.h"
#include "codec/gzip.h"

enum flag { TEXT = 1, HCRC = 2, EXTRA = 4, NAME = 8, COMMENT = 16 };

enum {
	FIXED = 10,
	UNIX = 3,		/* the system that wrote it */
	BEST = 2, FASTEST = 4	/* hints about the level */
};

/* In the order of the file; those that FLAGS do not announce are left out. */
enum state { FIXED_PART, EXTRA_SIZE, EXTRA_PART, NAME_PART, COMMENT_PART,
	CRC_PART, COMPLETE };

void
gzip_header_begin(struct gzip_header *h)
{
	memset(h, 0, sizeof *h);
	h->left = FIXED;
}

/* Enters STATE, or the first behind it that is there. */
static void
enter(struct gzip_header *h, enum state state)
{
	h->state = state;
	if (h->state == EXTRA_SIZE && !(h->flags & EXTRA))
		h->state = NAME_PART;
	if (h->state == NAME_PART && !(h->flags & NAME))
		h->state = COMMENT_PART;
	if (h->state == COMMENT_PART && !(h->flags & COMMENT))
		h->state = CRC_PART;
	if (h->state == CRC_PART && !(h->flags & HCRC))
		h->state = COMPLETE;
	if (h->state == EXTRA_SIZE || h->state == CRC_PART)
		h->left = 2;
	h->number = 0;
}

/* The byte number AT of the part that is always there. */
static int
fixed(struct gzip_header *h, unsigned at, uint8_t byte, struct dump_err *err)
{
	static const uint8_t magic[] = { 0x1f, 0x8b, 8 };

	if (at < sizeof magic && byte != magic[at])
		return dump_fail(err, DUMP_E_DAMAGED, DUMP_NOWHERE,
		    "gzip: a header starts with another byte %u: 0x%x, not"
		    " 0x%x", at, byte, magic[at]);
	if (at == 3 && (byte & 0xe0) != 0)
		return dump_fail(err, DUMP_E_DAMAGED, DUMP_NOWHERE,
		    "gzip: unknown flags 0x%x in a header", byte);
	if (at == 3)
		h->flags = byte;
	else if (at >= 4 && at < 8)
		h->time |= (uint32_t)byte << (at - 4) * 8;
	return 0;
}

/* The next byte of a number of two: true if it is complete. */
static bool
number(struct gzip_header *h, uint8_t byte)
{
	h->number = (uint16_t)(h->number | byte << (2 - h->left) * 8);
	return --h->left == 0;
}

static int
feed(struct gzip_header *h, uint8_t byte, struct dump_err *err)
{
	uint32_t crc = h->crc;

	h->size++;
	h->crc = crc32_of(crc, &byte, 1);
	switch ((enum state)h->state) {
	case FIXED_PART:
		if (fixed(h, FIXED - h->left, byte, err) == -1)
			return -1;
		if (--h->left == 0)
			enter(h, EXTRA_SIZE);
		break;
	case EXTRA_SIZE:
		if (number(h, byte)) {
			h->left = h->number;
			h->state = EXTRA_PART;
			if (h->left == 0)
				enter(h, NAME_PART);
		}
		break;
	case EXTRA_PART:
		if (--h->left == 0)
			enter(h, NAME_PART);
		break;
	case NAME_PART:
		if (byte == 0)
			enter(h, COMMENT_PART);
		else if (h->name_len < sizeof h->name - 1)
			h->name[h->name_len++] = (char)byte;
		break;
	case COMMENT_PART:
		if (byte == 0)
			enter(h, CRC_PART);
		break;
	case CRC_PART:
		/* It covers what came before it. */
		h->crc = crc;
		if (!number(h, byte))
			break;
		if (h->number != (crc & 0xffff))
			return dump_fail(err, DUMP_E_DAMAGED, DUMP_NOWHERE,
			    "gzip: a header has checksum 0x%x, but says 0x%x",
			    crc & 0xffff, h->number);
		enter(h, COMPLETE);
		break;
	case COMPLETE:
		break;
	}
	return 0;
}

int
gzip_header_feed(struct gzip_header *h, const uint8_t *p, size_t len,
    size_t *used, struct dump_err *err)
{
	for (*used = 0; *used < len && h->state != COMPLETE; ++*used)
		if (feed(h, p[*used], err) == -1)
			return -1;
	return h->state == COMPLETE;
}

size_t
gzip_header_make(uint8_t *out, const struct dump_packing *how)
{
	const char *name = how->name != NULL ? text_basename(how->name) : "";
	size_t len = strlen(name);

	memset(out, 0, FIXED);
	put_be16(out, 0x1f8b);
	out[2] = 8;
	/* Times from before 1970 and after 2106 do not fit. */
	if (how->time > 0 && how->time <= UINT32_MAX)
		put_le32(out + 4, (uint32_t)how->time);
	out[8] = how->level >= 9 ? BEST : how->level == 1 ? FASTEST : 0;
	out[9] = UNIX;
	if (len == 0 || len >= GZIP_HEADER_MOST - FIXED)
		return FIXED;
	out[3] = NAME;
	memcpy(out + FIXED, name, len + 1);
	return FIXED + len + 1;
}
