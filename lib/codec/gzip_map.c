/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gzip_map.c -- where the chunks of a file lie, by its indices.  An index is
 * a claim like any other: it must agree with itself, with header and trailer
 * of its member, and chunks must fill what is between them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "codec/gzip.h"
#include "io/source.h"

enum {
	END_BLOCK = 2,		/* the empty last block */
	TAIL = GZIP_BLOCK + END_BLOCK + GZIP_TRAILER,
	BATCH = 64,		/* blocks read at once */
	CHUNK_LEAST = 64 * 1024,
	CHUNK_MOST = 1024 * 1024,
	CHUNKS_MOST = 1 << 23,	/* of a file; 4 TiB are that many */
	/* Deflate gets no smaller: a bit for 258 bytes and one for where. */
	RATIO_MOST = 1040
};

struct member {
	uint64_t	 start, end;	/* in the file */
};

struct reading {
	struct gzip_map	*m;
	struct dump_source *src;
	struct member	*members;	/* from the last to the first */
	size_t		 n, cap;

	/* The member that is being read. */
	struct gzip_closing closing;
	struct part_mark part;		/* that the one before it was */
	uint64_t	 chunks;	/* that it has */
	uint64_t	 left;		/* entries to come */
	uint64_t	 off, stop;	/* of the next chunk; end of the last */
	uint64_t	 plain;		/* bytes in chunks to come */
	uint32_t	 sum;		/* CRC-32 of all chunks, by their own */
	uint32_t	 crc;		/* of the entries */
	uint8_t		 entry[GZIP_ENTRY];
	size_t		 have;		/* bytes of it */
};

/* Exactly LEN bytes: 1; fewer are there: 0; -1. */
static int
read_at(struct reading *r, uint64_t off, void *buf, size_t len,
    struct dump_err *err)
{
	size_t got;

	if (source_read_some(r->src, off, buf, len, &got, err) == -1)
		return -1;
	return got == len;
}

static uint64_t
count(const struct gzip_closing *c)
{
	return c->plain / c->chunk + (c->plain % c->chunk != 0);
}

/* Finds the member that ends at END; TAIL are the file's bytes there. */
static int
find(struct reading *r, uint64_t end, uint8_t tail[TAIL],
    struct dump_err *err)
{
	static const uint8_t over[END_BLOCK] = { 3, 0 };
	struct gzip_closing *c = &r->closing;
	uint64_t size;
	int rc;

	if (end < TAIL)
		return 0;
	if ((rc = read_at(r, end - TAIL, tail, TAIL, err)) != 1)
		return rc;
	if (memcmp(tail + GZIP_BLOCK, over, END_BLOCK) != 0 ||
	    !gzip_closing_read(c, tail) || c->plain == 0 ||
	    c->chunk < CHUNK_LEAST || c->chunk > CHUNK_MOST)
		return 0;
	size = gzip_blocks(count(c)) * GZIP_BLOCK + TAIL;
	if (!add_u64(size, c->packed, &size) || size > end)
		return 0;
	if (array_room(&r->members, &r->cap, r->n, sizeof *r->members,
	    err) == -1)
		return -1;
	r->members[r->n++] = (struct member){ end - size, end };
	return 1;
}

/* The header, which must end before the first chunk. */
static int
read_header(struct reading *r, uint64_t start, struct gzip_header *h,
    struct dump_err *err)
{
	uint8_t buf[512];
	struct dump_err wrong;
	size_t got, used;
	int rc;

	gzip_header_begin(h);
	do {
		if (source_read_some(r->src, start + h->size, buf, sizeof buf,
		    &got, err) == -1)
			return -1;
		rc = gzip_header_feed(h, buf, got, &used, &wrong);
	} while (rc == 0 && got > 0 && h->size < r->closing.packed);
	return rc == 1 && h->size <= r->closing.packed;
}

/* Adds the chunk that an entry tells of. */
static int
add(struct reading *r, struct dump_err *err)
{
	uint32_t size = r->entry[0] | (uint32_t)le16(r->entry + 1) << 8;
	uint32_t crc = le32(r->entry + 3);
	uint32_t len = (uint32_t)min_u64(r->closing.chunk, r->plain);

	if (!fits(r->off, size, r->stop) || size > chunk_room(len) ||
	    (uint64_t)size * RATIO_MOST < len)
		return 0;
	if (chunk_map_add(&r->m->map, r->off, size, len, crc, err) == -1)
		return -1;
	r->sum = crc32_joined(r->sum, crc, len);
	r->off += size;
	r->plain -= len;
	r->left--;
	return 1;
}

/* Takes bytes of the entries; behind the last are zeros. */
static int
take(struct reading *r, const uint8_t *p, size_t len, struct dump_err *err)
{
	size_t i;
	int rc;

	for (i = 0; i < len; i++) {
		if (r->left == 0) {
			if (p[i] != 0)
				return 0;
			continue;
		}
		r->entry[r->have++] = p[i];
		if (r->have < GZIP_ENTRY)
			continue;
		r->have = 0;
		r->crc = crc32_of(r->crc, r->entry, GZIP_ENTRY);
		if ((rc = add(r, err)) != 1)
			return rc;
	}
	return 1;
}

static int
read_blocks(struct reading *r, uint64_t off, struct dump_err *err)
{
	uint8_t buf[BATCH * GZIP_BLOCK], payload[GZIP_PAYLOAD];
	uint64_t left = gzip_blocks(r->chunks);
	size_t i, n;
	int rc;

	for (; left > 0; left -= n, off += n * GZIP_BLOCK) {
		n = (size_t)min_u64(left, BATCH);
		if ((rc = read_at(r, off, buf, n * GZIP_BLOCK, err)) != 1)
			return rc;
		for (i = 0; i < n; i++)
			if (!gzip_block_read(payload, buf + i * GZIP_BLOCK))
				return 0;
			else if ((rc = take(r, payload, GZIP_PAYLOAD,
			    err)) != 1)
				return rc;
	}
	return take(r, r->closing.rest, GZIP_REST, err);
}

/* Reads the index of a member that find() has found. */
static int
read_member(struct reading *r, const struct member *member,
    struct gzip_header *h, struct dump_err *err)
{
	const struct gzip_closing *c = &r->closing;
	uint8_t tail[TAIL];
	int rc;

	if ((rc = read_at(r, member->end - TAIL, tail, TAIL, err)) != 1)
		return rc;
	if (!gzip_closing_read(&r->closing, tail))
		return 0;
	if ((rc = read_header(r, member->start, h, err)) != 1)
		return rc;
	r->off = member->start + h->size;
	r->stop = member->start + c->packed;
	r->plain = c->plain;
	r->chunks = r->left = count(c);
	r->sum = r->crc = 0;
	if (r->chunks > CHUNKS_MOST - r->m->map.n)
		return 0;
	if ((rc = read_blocks(r, r->stop, err)) != 1)
		return rc;
	part_mark_check(r->m->flaw, "gzip", r->part, c->part);
	r->part = c->part;
	return r->left == 0 && r->off == r->stop && r->crc == c->crc &&
	    r->sum == le32(tail + TAIL - GZIP_TRAILER) &&
	    (uint32_t)c->plain == le32(tail + TAIL - 4);
}

static int
read_all(struct reading *r, struct dump_err *err)
{
	uint64_t end = dump_source_size(r->src);
	struct gzip_header later;
	uint8_t tail[TAIL];
	bool first = true;
	int rc;

	do {
		if ((rc = find(r, end, tail, err)) != 1)
			return rc;
		end = r->members[r->n - 1].start;
	} while (end > 0);
	for (; r->n > 0; r->n--, first = false)
		if ((rc = read_member(r, &r->members[r->n - 1],
		    first ? &r->m->header : &later, err)) != 1)
			return rc;
	part_mark_end(r->m->flaw, "gzip", r->part);
	return 1;
}

int
gzip_map_read(struct gzip_map *m, struct dump_source *src,
    struct dump_err *err)
{
	struct reading r = { .m = m, .src = src };
	int rc;

	*m = (struct gzip_map){ 0 };
	rc = read_all(&r, err);
	free(r.members);
	if (rc != 1)
		gzip_map_free(m);
	return rc;
}

void
gzip_map_free(struct gzip_map *m)
{
	chunk_map_free(&m->map);
}
