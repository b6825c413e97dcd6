/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * residual.c -- writes a residual (residual.h).
 *
 *	"DKRS", u16 version, u16 0, u64 bytes of the file, u32 CRC-32 of all
 *	that follows, u32 extents, u32 bytes of them, u32 literal bytes, u32
 *	bytes of these compressed; the extents; the literal bytes (zlib)
 *
 * Little-endian.  Extents cover the file in order: a kind, a length, and of
 * memory its address less that where the one before it ended, all but the
 * kind in groups of 7 bits, the low ones first.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "convert/residual.h"
#include "convert/residual_format.h"
#include "io/source.h"

enum {
	BLOCK = 64 * 1024,
	ZEROS_LEAST = 64		/* fewer are literal */
};

/* A piece by where it is in the file. */
struct held {
	uint64_t	 off, size, addr;
};

struct writing {
	struct dump_source *src;
	struct growing	 extents, literals;
	uint32_t	 n;
	uint64_t	 next;		/* behind the last memory, in addresses */
	uint64_t	 literal;	/* of the extent that is open */
	uint64_t	 zeros;		/* seen behind that */
	struct dump_err	*err;
};

static int
put_number(struct writing *w, uint64_t v)
{
	uint8_t group;

	do {
		group = (uint8_t)((v & 0x7f) | (v > 0x7f ? 0x80 : 0));
		v >>= 7;
		if (growing_add(&w->extents, &group, 1, w->err) == -1)
			return -1;
	} while (v != 0);
	return 0;
}

static int
put_extent(struct writing *w, uint8_t kind, uint64_t len)
{
	w->n++;
	return growing_add(&w->extents, &kind, 1, w->err) == -1 ? -1 :
	    put_number(w, len);
}

/* Ends what is open: literal bytes, then zeros. */
static int
close_extent(struct writing *w)
{
	if (w->literal > 0 &&
	    put_extent(w, RESIDUAL_LITERAL, w->literal) == -1)
		return -1;
	if (w->zeros > 0 && put_extent(w, RESIDUAL_ZEROS, w->zeros) == -1)
		return -1;
	w->literal = w->zeros = 0;
	return 0;
}

/* Zeros that were too few for an extent of their own are literal too. */
static int
add_byte(struct writing *w, uint8_t byte)
{
	if (byte == 0) {
		w->zeros++;
		return 0;
	}
	if (w->zeros >= ZEROS_LEAST) {
		if (close_extent(w) == -1)
			return -1;
	} else if (w->zeros > 0) {
		if (growing_add(&w->literals, NULL, (size_t)w->zeros,
		    w->err) == -1)
			return -1;
		w->literal += w->zeros;
		w->zeros = 0;
	}
	w->literal++;
	return growing_add(&w->literals, &byte, 1, w->err);
}

/* What lies in the file from OFF to END and is no memory. */
static int
add_gap(struct writing *w, uint64_t off, uint64_t end)
{
	uint8_t buf[BLOCK];
	size_t n, got, i;

	for (; off < end; off += got) {
		n = (size_t)min_u64(sizeof buf, end - off);
		if (source_read_some(w->src, off, buf, n, &got, w->err) == -1)
			return -1;
		for (i = 0; i < got; i++)
			if (add_byte(w, buf[i]) == -1)
				return -1;
		if (got < n || w->literals.n > RESIDUAL_LITERALS_MAX)
			break;
	}
	return close_extent(w);
}

static int
add_memory(struct writing *w, uint64_t addr, uint64_t len)
{
	if (put_extent(w, RESIDUAL_MEMORY, len) == -1 ||
	    put_number(w, addr - w->next) == -1)
		return -1;
	w->next = addr + len;
	return 0;
}

static int
by_offset(const void *va, const void *vb)
{
	const struct held *a = va, *b = vb;

	if (a->off != b->off)
		return a->off < b->off ? -1 : 1;
	return a->addr < b->addr ? -1 : a->addr > b->addr;
}

static struct held *
sort_pieces(const struct dump_model *m, struct dump_err *err)
{
	struct held *v = malloc((m->npieces + 1) * sizeof *v);
	size_t i;

	if (v == NULL) {
		dump_fail_nomem(err);
		return NULL;
	}
	for (i = 0; i < m->npieces; i++)
		v[i] = (struct held){ m->pieces[i].off, m->pieces[i].at.size,
		    m->pieces[i].at.addr };
	array_sort(v, m->npieces, sizeof *v, by_offset);
	return v;
}

/* All of the file, of SIZE bytes; two pieces may share some of it. */
static int
describe(struct writing *w, const struct dump_model *m, uint64_t size)
{
	struct held *v = sort_pieces(m, w->err);
	uint64_t at = 0, end, skip;
	size_t i;
	int rc = v == NULL ? -1 : 0;

	for (i = 0; rc == 0 && i < m->npieces; i++) {
		end = min_u64(add_capped(v[i].off, v[i].size), size);
		if (end <= at)
			continue;
		skip = at > v[i].off ? at - v[i].off : 0;
		if ((rc = add_gap(w, at, v[i].off)) == 0)
			rc = add_memory(w, v[i].addr + skip,
			    end - v[i].off - skip);
		at = end;
	}
	free(v);
	return rc == -1 ? -1 : add_gap(w, at, size);
}

static int
assemble(struct growing *out, const struct writing *w, uint64_t size,
    struct dump_err *err)
{
	uLongf packed = compressBound((uLong)w->literals.n);
	uint8_t *head;
	size_t at = RESIDUAL_HEAD + w->extents.n;

	if (growing_add(out, NULL, RESIDUAL_HEAD, err) == -1 ||
	    growing_add(out, w->extents.v, w->extents.n, err) == -1 ||
	    growing_add(out, NULL, packed, err) == -1)
		return -1;
	if (compress2(out->v + at, &packed, w->literals.v,
	    (uLong)w->literals.n, Z_DEFAULT_COMPRESSION) != Z_OK)
		return dump_fail_nomem(err);
	out->n = at + packed;
	head = out->v;
	memcpy(head, RESIDUAL_MAGIC, 4);
	put_le16(head + RESIDUAL_VERSION_AT, RESIDUAL_VERSION);
	put_le64(head + RESIDUAL_SIZE_AT, size);
	put_le32(head + RESIDUAL_COUNT_AT, w->n);
	put_le32(head + RESIDUAL_EXTENTS_AT, (uint32_t)w->extents.n);
	put_le32(head + RESIDUAL_LITERALS_AT, (uint32_t)w->literals.n);
	put_le32(head + RESIDUAL_PACKED_AT, (uint32_t)packed);
	put_le32(head + RESIDUAL_CRC_AT, (uint32_t)crc32(0,
	    head + RESIDUAL_COUNT_AT, (uInt)(out->n - RESIDUAL_COUNT_AT)));
	return 0;
}

int
residual_make(struct growing *out, struct dump_plan *p,
    struct dump_source *src, struct dump_err *err)
{
	struct writing w = { .src = src, .err = err };
	uint64_t size = dump_source_size(src);
	int rc = 0;

	*out = (struct growing){ 0 };
	if (p->no_residual || plan_drops(p) || size == DUMP_NOWHERE)
		return 0;
	if ((rc = describe(&w, p->m, size)) == 0) {
		if (w.literals.n > RESIDUAL_LITERALS_MAX ||
		    w.extents.n > RESIDUAL_EXTENTS_MAX)
			plan_warn(p, "more than %d MiB of the file is no "
			    "memory: converted back it will be an equal dump,"
			    " but not the same bytes",
			    RESIDUAL_LITERALS_MAX >> 20);
		else
			rc = assemble(out, &w, size, err);
	}
	free(w.extents.v);
	free(w.literals.v);
	if (rc == -1) {
		free(out->v);
		*out = (struct growing){ 0 };
	}
	return rc;
}
