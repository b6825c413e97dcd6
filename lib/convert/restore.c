/* SPDX-License-Identifier: BSD-2-Clause */
/* restore.c -- lays out the file that a residual describes. */
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

struct reading {
	const uint8_t	*p, *end;	/* extents that are left */
	uint64_t	 next, literal, zeros;
	uint8_t		*literals;
	size_t		 nliterals;
	uint64_t	 size;
	uint32_t	 n;
};

/* False: it ends too early, or has more than 64 bits. */
static bool
get_number(struct reading *r, uint64_t *out)
{
	unsigned shift;
	uint8_t group;

	*out = 0;
	for (shift = 0; shift < 64; shift += 7) {
		if (r->p == r->end)
			return false;
		group = *r->p++;
		if (shift == 63 && group > 1)
			return false;
		*out |= (uint64_t)(group & 0x7f) << shift;
		if ((group & 0x80) == 0)
			return true;
	}
	return false;
}

static uint64_t
residual_of(const struct dump_plan *p)
{
	size_t i;

	for (i = 0; i < p->m->nrecords; i++)
		if (p->m->records[i].role == ROLE_RESIDUAL &&
		    (p->drop_record == NULL || !p->drop_record[i]))
			return i;
	return NONE;
}

/* LEN bytes of memory from ADDR on; false: they are not all there. */
static int
move_memory(struct layout *l, const struct dump_model *m, uint64_t addr,
    uint64_t len, bool *all, struct dump_err *err)
{
	const struct piece *p;
	uint64_t n;
	size_t i;

	*all = false;
	for (i = model_piece_from(m, addr); len > 0; i++) {
		p = &m->pieces[i];
		if (i == m->npieces || p->at.addr > addr)
			return 0;
		n = min_u64(len, span_last(p->at) - addr + 1);
		if (layout_move(l, p->off + (addr - p->at.addr), n, err) ==
		    -1)
			return -1;
		addr += n;
		len -= n;
	}
	*all = true;
	return 0;
}

/* The next extent; *GOOD: it makes sense. */
static int
add_extent(struct reading *r, struct layout *l, const struct dump_model *m,
    bool *good, struct dump_err *err)
{
	uint64_t len, distance;
	uint8_t kind;

	*good = false;
	if (r->p == r->end)
		return 0;
	kind = *r->p++;
	if (!get_number(r, &len) || len == 0 || len > r->size - l->size)
		return 0;
	switch (kind) {
	case RESIDUAL_LITERAL:
		if (len > r->nliterals - r->literal)
			return 0;
		*good = true;
		r->literal += len;
		return layout_move(l, MOVE_HELD + r->literal - len, len, err);
	case RESIDUAL_ZEROS:
		r->zeros = add_capped(r->zeros, len);
		if (r->zeros > RESIDUAL_ZEROS_MAX)
			return 0;
		*good = true;
		return layout_move(l, MOVE_ZEROS, len, err);
	case RESIDUAL_MEMORY:
		if (!get_number(r, &distance))
			return 0;
		r->next += distance + len;
		return move_memory(l, m, r->next - len, len, good, err);
	default:
		return 0;
	}
}

static int
add_extents(struct reading *r, struct layout *l, const struct dump_model *m,
    bool *good, struct dump_err *err)
{
	uint32_t i;

	*good = true;
	for (i = 0; i < r->n && *good; i++)
		if (add_extent(r, l, m, good, err) == -1)
			return -1;
	*good = *good && r->p == r->end && r->literal == r->nliterals &&
	    l->size == r->size;
	return 0;
}

/* Does the header fit the N bytes of V? */
static bool
begin(struct reading *r, const uint8_t *v, size_t n)
{
	uLongf len;
	uint64_t extents, packed;

	if (n < RESIDUAL_HEAD || memcmp(v, RESIDUAL_MAGIC, 4) != 0 ||
	    le16(v + RESIDUAL_VERSION_AT) != RESIDUAL_VERSION)
		return false;
	extents = le32(v + RESIDUAL_EXTENTS_AT);
	packed = le32(v + RESIDUAL_PACKED_AT);
	r->n = le32(v + RESIDUAL_COUNT_AT);
	r->size = le64(v + RESIDUAL_SIZE_AT);
	r->nliterals = le32(v + RESIDUAL_LITERALS_AT);
	if (n - RESIDUAL_HEAD != extents + packed ||
	    r->nliterals > RESIDUAL_LITERALS_MAX || r->n > extents ||
	    r->size > INT64_MAX ||
	    le32(v + RESIDUAL_CRC_AT) != (uint32_t)crc32(0,
	    v + RESIDUAL_COUNT_AT, (uInt)(n - RESIDUAL_COUNT_AT)))
		return false;
	r->p = v + RESIDUAL_HEAD;
	r->end = r->p + extents;
	len = (uLongf)r->nliterals;
	if ((r->literals = malloc(r->nliterals + 1)) == NULL)
		return false;
	return uncompress(r->literals, &len, r->end, (uLong)packed) == Z_OK &&
	    len == r->nliterals;
}

static int
lay_out(struct layout **out, struct reading *r, const struct dump_model *m,
    bool *good, struct dump_err *err)
{
	if (layout_new(out, err) == -1)
		return -1;
	(*out)->held = (*out)->own = r->literals;
	(*out)->free_own = free;
	r->literals = NULL;
	return add_extents(r, *out, m, good, err);
}

int
residual_layout(struct layout **out, struct dump_plan *p,
    struct dump_source *src, struct dump_err *err)
{
	uint64_t i = residual_of(p);
	const struct record *rec;
	struct reading r = { 0 };
	bool good = false;
	uint8_t *v;
	int rc = 0;

	*out = NULL;
	if (plan_drops(p) || i == NONE)
		return 0;
	rec = &p->m->records[i];
	if (rec->size <= source_metadata_limit(src)) {
		if ((v = malloc((size_t)rec->size + 1)) == NULL)
			return dump_fail_nomem(err);
		if ((rc = dump_source_read(src, rec->off, v,
		    (size_t)rec->size, err)) == 0 &&
		    begin(&r, v, (size_t)rec->size))
			rc = lay_out(out, &r, p->m, &good, err);
		free(v);
		free(r.literals);
	}
	if (good)
		return rc;
	layout_free(*out);
	*out = NULL;
	if (rc == 0)
		plan_warn(p, "%s: makes no sense: an equal dump is made, but "
		    "not the same bytes", rec->name);
	return rc;
}
