/* SPDX-License-Identifier: BSD-2-Clause */
/* zips.c -- zip archives, assembled field by field. */
#include <string.h>

#include "base/checked.h"
#include "codec/deflate.h"
#include "tests/zips.h"

enum { WIDE = 8, LATER = 8, ALL_ONES = 0xffff };

void
zips_deflate(struct buf *out, const void *bytes, size_t len)
{
	const uint8_t *p = bytes;
	size_t n;

	do {
		n = (size_t)min_u64(len, 65535);
		buf_u8(out, n == len);
		buf_u16(out, (unsigned)n);
		buf_u16(out, (unsigned)~n & ALL_ONES);
		if (n > 0) {
			buf_add(out, p, n);
			p += n;
		}
		len -= n;
	} while (len > 0);
}

static void
extra(struct buf *out, const struct zips_member *m)
{
	if (m->extra != NULL)
		buf_add(out, m->extra->v, m->extra->n);
}

static size_t
extra_size(const struct zips_member *m, unsigned wide)
{
	return (m->extra != NULL ? m->extra->n : 0) +
	    (m->wide ? 4 + wide : 0);
}

/* What both headers say of a member with so many bytes packed. */
static void
common(struct buf *out, const struct zips_member *m, size_t packed,
    bool later)
{
	uint32_t crc = crc32_of(0, m->bytes, m->len);

	buf_u16(out, m->wide ? 45 : 20);
	buf_u16(out, m->flags);
	buf_u16(out, m->method);
	buf_u32(out, m->time);
	buf_u32(out, later ? 0 : crc);
	buf_u32(out, m->wide ? UINT32_MAX : later ? 0 : (uint32_t)packed);
	buf_u32(out, m->wide ? UINT32_MAX : later ? 0 : (uint32_t)m->len);
	buf_u16(out, (unsigned)strlen(m->name));
}

static void
wide(struct buf *out, const struct zips_member *m, uint64_t size,
    uint64_t packed)
{
	if (!m->wide)
		return;
	buf_u16(out, 1);
	buf_u16(out, 2 * WIDE);
	buf_u64(out, size);
	buf_u64(out, packed);
}

static void
member(struct buf *out, const struct zips_member *m, size_t packed)
{
	bool later = (m->flags & LATER) != 0;

	buf_u32(out, 0x04034b50);
	common(out, m, packed, later);
	buf_u16(out, (unsigned)extra_size(m, 2 * WIDE));
	buf_add(out, m->name, strlen(m->name));
	wide(out, m, later ? 0 : m->len, later ? 0 : packed);
	extra(out, m);
}

static void
descriptor(struct buf *out, const struct zips_member *m, size_t packed)
{
	if ((m->flags & LATER) == 0)
		return;
	buf_u32(out, 0x08074b50);
	buf_u32(out, crc32_of(0, m->bytes, m->len));
	if (m->wide) {
		buf_u64(out, packed);
		buf_u64(out, m->len);
	} else {
		buf_u32(out, (uint32_t)packed);
		buf_u32(out, (uint32_t)m->len);
	}
}

static void
entry(struct buf *out, const struct zips_member *m, size_t packed,
    size_t header)
{
	buf_u32(out, 0x02014b50);
	buf_u8(out, 20);
	buf_u8(out, m->dos ? 0 : 3);
	common(out, m, packed, false);
	buf_u16(out, (unsigned)extra_size(m, 3 * WIDE));
	buf_u16(out, 0);
	buf_u16(out, 0);
	buf_u16(out, 0);
	buf_u32(out, m->attributes);
	buf_u32(out, m->wide ? UINT32_MAX : (uint32_t)header);
	buf_add(out, m->name, strlen(m->name));
	wide(out, m, m->len, packed);
	if (m->wide) {
		buf_set16(out, out->n - 2 - 2 * WIDE, 3 * WIDE);
		buf_u64(out, header);
	}
	extra(out, m);
}

static void
end(struct buf *out, size_t n, bool large, struct zips_places *at)
{
	size_t size = out->n - at->list;

	at->end64 = out->n;
	if (large) {
		buf_u32(out, 0x06064b50);
		buf_u64(out, 44);
		buf_u16(out, 45);
		buf_u16(out, 45);
		buf_u32(out, 0);
		buf_u32(out, 0);
		buf_u64(out, n);
		buf_u64(out, n);
		buf_u64(out, size);
		buf_u64(out, at->list);
	}
	at->locator = out->n;
	if (large) {
		buf_u32(out, 0x07064b50);
		buf_u32(out, 0);
		buf_u64(out, at->end64);
		buf_u32(out, 1);
	}
	at->end = out->n;
	buf_u32(out, 0x06054b50);
	buf_u32(out, 0);
	buf_u16(out, large ? ALL_ONES : (unsigned)n);
	buf_u16(out, large ? ALL_ONES : (unsigned)n);
	buf_u32(out, large ? UINT32_MAX : (uint32_t)size);
	buf_u32(out, large ? UINT32_MAX : (uint32_t)at->list);
	buf_u16(out, 0);
}

void
zips_make(struct buf *out, const struct zips_member *m, size_t n,
    struct zips_places *at)
{
	struct zips_places places = { 0 };
	size_t i, packed[ZIPS_MOST];
	struct buf body;
	bool large = false;

	if (at == NULL)
		at = &places;
	for (i = 0; i < n; i++) {
		body = (struct buf){ 0 };
		if (m[i].packed != NULL)
			buf_add(&body, m[i].packed->v, m[i].packed->n);
		else if (m[i].method == 8)
			zips_deflate(&body, m[i].bytes, m[i].len);
		else if (m[i].len > 0)
			buf_add(&body, m[i].bytes, m[i].len);
		packed[i] = body.n;
		at->local[i] = out->n;
		member(out, &m[i], packed[i]);
		at->data[i] = out->n;
		if (body.n > 0)
			buf_add(out, body.v, body.n);
		buf_free(&body);
		descriptor(out, &m[i], packed[i]);
		large = large || m[i].wide;
	}
	at->list = out->n;
	for (i = 0; i < n; i++) {
		at->entry[i] = out->n;
		entry(out, &m[i], packed[i], at->local[i]);
	}
	end(out, n, large, at);
}

void
zips_spoil(struct buf *zip, size_t at)
{
	zip->v[at] ^= 0x11;
}
