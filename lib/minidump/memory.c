/* SPDX-License-Identifier: BSD-2-Clause */
/* memory.c -- the lists of memory, and the map of the address space. */
#include <inttypes.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "minidump/minidump.h"

uint64_t
md_address(const struct minidump *md, uint64_t addr)
{
	return md->m->word == 4 ? addr & UINT32_MAX : addr;
}

uint64_t
md_extended(const struct minidump *md, uint64_t addr)
{
	return md->extended && addr >> 31 == 1 ?
	    addr | UINT64_C(0xffffffff) << 32 : addr;
}

bool
md_span(const struct minidump *md, uint64_t addr, uint64_t size,
    struct span *out)
{
	addr = md_address(md, addr);
	if (md->m->word == 4)
		size = min_u64(size, (UINT64_C(1) << 32) - addr);
	return span_of(addr, size, out);
}

/* What was odd about the ranges of a list. */
struct oddities {
	uint64_t	 empty, wrapped, misplaced;
};

static void
tell(struct minidump *md, const struct stream *s, const struct oddities *o)
{
	if (o->empty > 0)
		dump_model_warn(md->m, false, s->off,
		    "%s: %" PRIu64 " ranges have no bytes", s->kind->name,
		    o->empty);
	if (o->wrapped > 0)
		dump_model_warn(md->m, true, s->off,
		    "%s: %" PRIu64 " ranges end behind the last address",
		    s->kind->name, o->wrapped);
	if (o->misplaced > 0)
		dump_model_warn(md->m, true, s->off, "%s: %" PRIu64
		    " ranges are said to lie in the header, or behind 2^64",
		    s->kind->name, o->misplaced);
}

static int
add_range(struct minidump *md, uint64_t addr, uint64_t size, uint64_t off,
    struct oddities *o, struct dump_err *err)
{
	struct span at;

	if (md->m->word == 4 && addr >> 31 == UINT64_C(0x1ffffffff))
		md->extended = true;
	if (size == 0 || off == 0) {
		o->empty++;
		return 0;
	}
	if (off < HEADER_SIZE || off > UINT64_MAX - size ||
	    !md_span(md, addr, size, &at)) {
		o->misplaced++;
		return 0;
	}
	o->wrapped += at.size < size;
	md->memory = min_u64(md->memory, off);
	md_refers(md, off, at.size);
	return model_add_piece(md->m, at.addr, at.size, off, err);
}

/* MINIDUMP_MEMORY_DESCRIPTOR: address, then size and offset. */
static int
read_list(struct minidump *md, const struct stream *s, struct oddities *o,
    struct dump_err *err)
{
	struct list l;
	const uint8_t *e;
	int rc;

	if ((rc = list_open(&l, md, s, err)) == -1)
		return -1;
	while ((rc = list_next(&l, &e, err)) == 0 && e != NULL)
		if ((rc = add_range(md, get64(md->big, e),
		    get32(md->big, e + 8), get32(md->big, e + 12), o, err)) ==
		    -1)
			break;
	list_close(&l);
	return rc;
}

/* MINIDUMP_MEMORY_DESCRIPTOR64: address and size; the bytes of all ranges
 * follow each other from one offset on. */
static int
read_list64(struct minidump *md, const struct stream *s, struct oddities *o,
    struct dump_err *err)
{
	uint8_t head[16] = { 0 };
	uint64_t off, size;
	struct list l;
	const uint8_t *e;
	size_t got;
	int rc;

	if (md_read(md, s->off, head, sizeof head, &got, err) == -1)
		return -1;
	off = get64(md->big, head + 8);
	if (off == 0 && s->list.n > 0)
		dump_model_warn(md->m, true, s->off,
		    "Memory64List: its memory is said to lie in the header");
	if (list_open(&l, md, s, err) == -1)
		return -1;
	while ((rc = list_next(&l, &e, err)) == 0 && e != NULL) {
		size = get64(md->big, e + 8);
		if ((rc = add_range(md, get64(md->big, e), size, off, o,
		    err)) == -1)
			break;
		if (!add_u64(off, size, &off)) {
			dump_model_warn(md->m, true, s->off, "Memory64List: "
			    "the sizes of its ranges add up to more than 2^64");
			break;
		}
	}
	list_close(&l);
	return rc;
}

int
md_read_memory(struct minidump *md, struct dump_err *err)
{
	const struct stream *s;
	struct oddities o;
	int rc;

	for (s = md->streams; s < md->streams + md->nstreams; s++) {
		memset(&o, 0, sizeof o);
		rc = 0;
		if (s->parsed && s->type == ST_MEMORY)
			rc = read_list(md, s, &o, err);
		else if (s->parsed && s->type == ST_MEMORY64)
			rc = read_list64(md, s, &o, err);
		if (rc == -1)
			return -1;
		tell(md, s, &o);
	}
	/* Up to here a pipe holds records only. */
	if (md->memory != DUMP_NOWHERE)
		md->hold = max_u64(md->hold, min_u64(md->memory,
		    source_metadata_limit(md->src)));
	return 0;
}

/* MINIDUMP_MEMORY_INFO */
enum {
	MI_BASE = 0, MI_ALLOCATION = 8, MI_SIZE = 24, MI_STATE = 32,
	MI_PROTECT = 36, MI_TYPE = 40
};
enum { MEM_COMMIT = 0x1000, MEM_FREE = 0x10000 };
enum {
	MEM_PRIVATE = 0x20000, MEM_MAPPED = 0x40000, MEM_IMAGE = 0x1000000
};
enum { PAGE_GUARD = 0x100, PAGE_NOCACHE = 0x200, PAGE_WRITECOMBINE = 0x400 };

/* PAGE_NOACCESS and its kin: exactly one bit of the low byte is set. */
static unsigned
access_of(uint32_t protect)
{
	switch (protect & 0xff) {
	case 0x02:
		return DUMP_R;
	case 0x04:
		return DUMP_R | DUMP_W;
	case 0x08:
		return DUMP_R | DUMP_W | REGION_WRITECOPY;
	case 0x10:
		return DUMP_X;
	case 0x20:
		return DUMP_R | DUMP_X;
	case 0x40:
		return DUMP_R | DUMP_W | DUMP_X;
	case 0x80:
		return DUMP_R | DUMP_W | DUMP_X | REGION_WRITECOPY;
	default:
		return 0;
	}
}

static unsigned
nature_of(const struct minidump *md, uint32_t state, uint32_t protect,
    uint32_t type)
{
	unsigned prot = 0;

	if (state == MEM_COMMIT) {
		prot |= access_of(protect);
		if (protect & PAGE_GUARD)
			prot |= DUMP_GUARD;
		if (protect & (PAGE_NOCACHE | PAGE_WRITECOMBINE))
			prot |= REGION_UNCACHED;
	} else
		prot |= REGION_RESERVED;
	/* Other systems know no such types, whatever their writers put. */
	if (md->m->os != OS_WINDOWS)
		return prot;
	if (type & MEM_PRIVATE)
		prot |= REGION_PRIVATE;
	if (type & MEM_MAPPED)
		prot |= REGION_MAPPED;
	if (type & MEM_IMAGE)
		prot |= REGION_IMAGE;
	return prot;
}

int
md_read_memory_info(struct minidump *md, struct dump_err *err)
{
	struct region r = { .mapping = NONE, .module = NONE };
	const struct stream *s = md_stream(md, ST_MEMORY_INFO);
	uint64_t base, size, allocation = DUMP_NOWHERE, wrapped = 0;
	struct list l;
	const uint8_t *e;
	int rc;

	if (list_open(&l, md, s, err) == -1)
		return -1;
	r.allocation = NONE;
	while ((rc = list_next(&l, &e, err)) == 0 && e != NULL) {
		base = get64(md->big, e + MI_ALLOCATION);
		size = get64(md->big, e + MI_SIZE);
		if (get32(md->big, e + MI_STATE) == MEM_FREE ||
		    !md_span(md, get64(md->big, e + MI_BASE), size, &r.at))
			continue;
		wrapped += r.at.size < size;
		/* One allocation's entries follow each other. */
		if (base != allocation || r.allocation == NONE)
			r.allocation++;
		allocation = base;
		r.prot = (uint16_t)nature_of(md, get32(md->big, e + MI_STATE),
		    get32(md->big, e + MI_PROTECT),
		    get32(md->big, e + MI_TYPE));
		if ((rc = model_add_region(md->m, &r, err)) == -1)
			break;
	}
	list_close(&l);
	if (wrapped > 0)
		dump_model_warn(md->m, false, s->off, "MemoryInfoList: %"
		    PRIu64 " ranges end behind the last address", wrapped);
	return rc;
}
