/* SPDX-License-Identifier: BSD-2-Clause */
/* images.c -- what the headers of images in the process's memory say. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "process/images.h"
#include "process/memory.h"
#include "process/parts.h"

/* IMAGE_DOS_HEADER, IMAGE_NT_HEADERS and what follows, as laid out. */
enum {
	DOS_LFANEW		= 0x3c,
	NT_SECTIONS		= 6,
	NT_STAMP		= 8,
	NT_OPTIONAL_SIZE	= 20,
	NT_OPTIONAL		= 24,
	OPTIONAL_MAGIC		= 0,
	OPTIONAL_IMAGE_SIZE	= 56,
	OPTIONAL_HEADERS_SIZE	= 60,
	OPTIONAL_DIRECTORIES32	= 92,	/* their number, then they */
	OPTIONAL_DIRECTORIES64	= 108,
	DIRECTORY_CLR		= 14,
	SECTION_SIZE		= 40,
	SECTION_VIRTUAL_SIZE	= 8,
	SECTION_RVA		= 12,
	SECTION_STORED		= 16,
	SECTION_OFFSET		= 20,
	SECTION_FLAGS		= 36
};

#define SECTION_X	0x20000000u
#define SECTION_R	0x40000000u
#define SECTION_W	0x80000000u

struct headers {
	uint8_t		*v;
	size_t		 n;
	size_t		 nt, optional, sections;	/* offsets */
	unsigned	 count;
};

/* Are there LEN bytes at OFF? */
static bool
has(const struct headers *h, size_t off, size_t len)
{
	return fits(off, len, h->n);
}

static bool
find_headers(struct headers *h)
{
	size_t size;

	if (!has(h, 0, DOS_LFANEW + 4) || memcmp(h->v, "MZ", 2) != 0)
		return false;
	h->nt = le32(h->v + DOS_LFANEW);
	if (!has(h, h->nt, NT_OPTIONAL) ||
	    memcmp(h->v + h->nt, "PE\0", 4) != 0)
		return false;
	h->count = le16(h->v + h->nt + NT_SECTIONS);
	size = le16(h->v + h->nt + NT_OPTIONAL_SIZE);
	h->optional = h->nt + NT_OPTIONAL;
	h->sections = h->optional + size;
	return h->count <= PE_SECTIONS_MAX && size >= OPTIONAL_DIRECTORIES32 &&
	    has(h, h->optional, size) &&
	    has(h, h->sections, h->count * SECTION_SIZE);
}

static bool
read_optional(struct pe *pe, const struct headers *h)
{
	const uint8_t *o = h->v + h->optional, *clr;
	size_t count;

	switch (le16(o + OPTIONAL_MAGIC)) {
	case 0x10b:
		count = OPTIONAL_DIRECTORIES32;
		break;
	case 0x20b:
		count = OPTIONAL_DIRECTORIES64;
		break;
	default:
		return false;
	}
	pe->size = le32(o + OPTIONAL_IMAGE_SIZE);
	pe->headers = le32(o + OPTIONAL_HEADERS_SIZE);
	clr = o + count + 4 + DIRECTORY_CLR * 8;
	if (clr + 8 <= h->v + h->sections && le32(o + count) > DIRECTORY_CLR) {
		pe->clr_rva = le32(clr);
		pe->clr_size = le32(clr + 4);
	}
	return true;
}

/* Sections ascend and do not overlap, or the header lies. */
static bool
read_sections(struct pe *pe, const struct headers *h)
{
	const uint8_t *p = h->v + h->sections;
	struct pe_section *s;
	uint32_t flags;
	uint64_t end = 0;

	for (; pe->nsections < h->count; p += SECTION_SIZE) {
		s = &pe->sections[pe->nsections++];
		s->rva = le32(p + SECTION_RVA);
		s->size = le32(p + SECTION_VIRTUAL_SIZE);
		s->off = le32(p + SECTION_OFFSET);
		s->stored = le32(p + SECTION_STORED);
		if (s->size == 0)
			s->size = s->stored;
		flags = le32(p + SECTION_FLAGS);
		s->prot = ((flags & SECTION_R) != 0 ? DUMP_R : 0u) |
		    ((flags & SECTION_W) != 0 ? DUMP_W : 0u) |
		    ((flags & SECTION_X) != 0 ? DUMP_X : 0u);
		if (s->rva < end || !fits(s->rva, s->size, pe->size))
			return false;
		end = (uint64_t)s->rva + s->size;
	}
	return true;
}

/* An image that was mapped as a file has its parts where the file has them:
 * on Unix it is a single mapping then. */
static bool
is_flat(const struct dump_model *m, uint64_t base)
{
	uint32_t i = model_find_region(m, base);
	size_t first, last;

	if (m->os != OS_WINDOWS && (i = model_find_mapping(m, base)) != NONE) {
		image_run(m, i, &first, &last);
		return first == last;
	}
	return i != NONE && (m->regions[i].prot & REGION_MAPPED) != 0;
}

int
pe_read(struct pe *pe, bool *found, const struct dump_model *m,
    struct dump_source *src, uint64_t base, uint64_t room,
    struct dump_err *err)
{
	struct headers h = { 0 };
	int rc;

	*pe = (struct pe){ .base = base };
	*found = false;
	if ((h.v = malloc(PE_HEADERS_MAX)) == NULL)
		return dump_fail_nomem(err);
	rc = memory_read(m, src, base, h.v,
	    (size_t)min_u64(room, PE_HEADERS_MAX), &h.n, err);
	if (rc == 0 && find_headers(&h)) {
		pe->stamp = le32(h.v + h.nt + NT_STAMP);
		pe->flat = is_flat(m, base);
		*found = read_optional(pe, &h) && read_sections(pe, &h) &&
		    (pe->flat || pe->size <= room);
	}
	free(h.v);
	return rc;
}

bool
pe_place(const struct pe *pe, uint32_t rva, uint32_t len, uint64_t *addr)
{
	const struct pe_section *s;
	size_t i;

	if (!pe->flat)
		return fits(rva, len, pe->size) &&
		    add_u64(pe->base, rva, addr);
	for (i = 0; i < pe->nsections; i++) {
		s = &pe->sections[i];
		if (rva >= s->rva && fits(rva - s->rva, len, s->stored))
			return add_u64(pe->base,
			    (uint64_t)s->off + (rva - s->rva), addr);
	}
	return false;
}
