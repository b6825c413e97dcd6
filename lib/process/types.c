/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * types.c -- which flags of a dump type ask for which memory.  What they mean
 * for Windows is theirs; for Unix it is the nearest thing to that.
 */
#include "process/parts.h"
#include "process/types.h"

/* Does a flag for private, writable memory mean it?  Copied on write, it has
 * a flag of its own. */
static bool
is_private_data(const struct dump_model *m, const struct region *r)
{
	if (m->os != OS_WINDOWS)
		return r->class == DUMP_PRW || region_is_anonymous(r);
	return r->class == DUMP_PRW || r->class == DUMP_STACK ||
	    ((r->prot & REGION_PRIVATE) != 0 && (r->prot & DUMP_W) != 0);
}

static bool
is_copied_on_write(const struct dump_model *m, const struct region *r)
{
	if (m->os != OS_WINDOWS)
		return r->class == DUMP_DATA && r->mapping != NONE;
	return (r->prot & REGION_WRITECOPY) != 0 &&
	    (r->prot & (REGION_PRIVATE | REGION_IMAGE)) != 0;
}

static uint32_t
of_private(const struct dump_model *m, const struct region *r)
{
	if (is_copied_on_write(m, r))
		return TYPE_PRIVATE_WRITE_COPY;
	return is_private_data(m, r) ? TYPE_PRIVATE_READ_WRITE : 0;
}

/*
 * Memory that no record describes may be any of several kinds, and whoever
 * asks for one of these gets it.  So does a second cut, where the map of the
 * address space went with the first.
 */
static uint32_t
of_guessed(const struct region *r)
{
	switch (r->class) {
	case DUMP_HDR:
		return TYPE_MODULE_HEADERS;
	case DUMP_CODE: case DUMP_RODATA:	/* told by the section table */
		return TYPE_CODE_SEGS;
	case DUMP_DATA:
		return TYPE_DATA_SEGS | TYPE_CODE_SEGS |
		    TYPE_PRIVATE_WRITE_COPY;
	default:
		return TYPE_PRIVATE_READ_WRITE | TYPE_PRIVATE_WRITE_COPY;
	}
}

static uint32_t
of_described(const struct dump_model *m, const struct region *r)
{
	switch (r->class) {
	case DUMP_HDR:
		return TYPE_MODULE_HEADERS;
	case DUMP_CODE: case DUMP_RODATA:	/* which has unwind tables */
		return TYPE_CODE_SEGS;
	case DUMP_RELRO:	/* without data it looks like the rest of code */
		return TYPE_DATA_SEGS | TYPE_CODE_SEGS;
	case DUMP_DATA:
		return TYPE_DATA_SEGS | of_private(m, r);
	case DUMP_STACK: case DUMP_PLUMB: case DUMP_JIT: case DUMP_PRW:
		return of_private(m, r);
	default:
		return 0;
	}
}

uint32_t
region_types(const struct dump_model *m, const struct region *r)
{
	if (r->class == DUMP_NONE)
		return 0;
	return TYPE_FULL_MEMORY | ((r->prot & REGION_GUESSED) != 0 ?
	    of_guessed(r) : of_described(m, r));
}
