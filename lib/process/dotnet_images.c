/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dotnet_images.c -- what the debugger of .NET reads in assemblies, which are
 * mostly code that it does not read.
 *
 *	PE headers -> COM descriptor -> metadata
 *			-> header of code compiled ahead of time (READYTORUN)
 *			    -> small tables, and functions -> unwind data
 *
 *			    -> small tables, cells that code calls through,
 *			       functions -> unwind data
 *
 * Unwind data are only kept of functions that are on some stack.  Writable
 * parts are tables for the most part, too, which nobody writes to.  What is
 * not understood is kept as a heap cut keeps it.
 */
#include <stdlib.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "process/dotnet_parts.h"
#include "process/images.h"
#include "process/memory.h"
#include "process/parts.h"

/* IMAGE_COR20_HEADER, as laid out: pairs of RVA and size. */
enum {
	COR20_METADATA	= 8,
	COR20_NATIVE	= 64,
	COR20_SIZE	= 72
};

/* READYTORUN_HEADER and its sections. */
enum {
	R2R_SECTIONS	= 12,
	R2R_SIZE	= 16,
	SECTION_RVA	= 4,
	SECTION_LENGTH	= 8,
	SECTION_SIZE	= 12,
	SECTIONS_MAX	= 256,
	COMPILER = 100, IMPORTS = 101, RUNTIME_FUNCTIONS = 102,
	METHOD_ENTRY_POINTS = 103, DELAY_LOAD_THUNKS = 106,
	AVAILABLE_TYPES = 108, MANIFEST_METADATA = 112
};
/* READYTORUN_IMPORT_SECTION: RVA and size of cells, and what they are. */
enum { IMPORT_SIZE = 20, IMPORTS_MAX = 256 };
#define R2R_MAGIC	0x00525452u	/* "RTR" */

/* A function's unwind data, with what the collector knows of it behind. */
enum { UNWIND_SIZE = 2 << 10, CODE_BEFORE = 64, CODE_BEHIND = 192 };
enum { CROWD = 16 << 10 };

struct image {
	const struct walk *w;
	struct dotnet_images *d;
	size_t		 first, last;	/* its mappings */
	struct pe	 pe;
	uint64_t	 end;		/* its last address */
	bool		 functions;	/* their table was found */
};

/* Adds LEN bytes at RVA; *ADDR, which may be NULL: where that is. */
static int
keep(struct image *i, uint32_t rva, uint32_t len, uint64_t *where)
{
	uint64_t addr;

	if (len == 0 || !pe_place(&i->pe, rva, len, &addr) ||
	    addr > i->end || len - 1 > i->end - addr)
		return 0;
	if (where != NULL)
		*where = addr;
	return walk_keep(i->w, &i->d->kept, addr, len,
	    "tables of an assembly");
}

static int
read_at(struct image *i, uint32_t rva, void *buf, size_t len, bool *all)
{
	uint64_t addr;
	size_t got;

	*all = false;
	if (!pe_place(&i->pe, rva, (uint32_t)len, &addr) || addr > i->end)
		return 0;
	if (memory_read(i->w->m, i->w->src, addr, buf, len, &got,
	    i->w->err) == -1)
		return -1;
	*all = got == len;
	return 0;
}

/* Bytes of an entry of RUNTIME_FUNCTIONS: begin, on x86-64 also end, and the
 * unwind data, each an RVA. */
static unsigned
function_size(const struct dump_model *m)
{
	return m->machine == MACHINE_X86_64 ? 12 : 8;
}

static int
add_functions(struct image *i, uint32_t rva, uint32_t len)
{
	struct dotnet_images *d = i->d;
	struct dotnet_code *c;

	if (array_room(&d->v, &d->cap, d->n, sizeof *d->v, i->w->err) == -1)
		return -1;
	c = &d->v[d->n];
	if (!pe_place(&i->pe, rva, len, &c->functions))
		return 0;
	c->nfunctions = len / function_size(i->w->m);
	i->functions = true;
	c->addr = i->pe.base;
	c->last = i->end;
	d->n++;
	return keep(i, rva, len, NULL);
}

/* What calls other code goes through cells, which the runtime fills. */
static int
keep_imports(struct image *i, uint32_t rva, uint32_t len)
{
	uint8_t import[IMPORT_SIZE];
	uint32_t n, k;
	bool all;

	n = (uint32_t)min_u64(len / IMPORT_SIZE, IMPORTS_MAX);
	if (keep(i, rva, n * IMPORT_SIZE, NULL) == -1)
		return -1;
	for (k = 0; k < n; k++) {
		if (read_at(i, rva + k * IMPORT_SIZE, import, IMPORT_SIZE,
		    &all) == -1)
			return -1;
		if (!all)
			return 0;
		if (keep(i, le32(import), le32(import + 4), NULL) == -1)
			return -1;
	}
	return 0;
}

static int
keep_section(struct image *i, const uint8_t *s)
{
	uint32_t rva = le32(s + SECTION_RVA), len = le32(s + SECTION_LENGTH);

	switch (le32(s)) {
	case COMPILER: case METHOD_ENTRY_POINTS: case DELAY_LOAD_THUNKS:
	case AVAILABLE_TYPES: case MANIFEST_METADATA:
		return keep(i, rva, len, NULL);
	case IMPORTS:
		return keep_imports(i, rva, len);
	case RUNTIME_FUNCTIONS:
		return i->pe.flat ? 0 : add_functions(i, rva, len);
	default:
		return 0;
	}
}

static int
keep_native(struct image *i, uint32_t rva)
{
	uint8_t header[R2R_SIZE], *s;
	uint32_t n, k;
	bool all;
	int rc;

	if (read_at(i, rva, header, sizeof header, &all) == -1)
		return -1;
	if (!all || le32(header) != R2R_MAGIC)
		return 0;
	n = le32(header + R2R_SECTIONS);
	if (n > SECTIONS_MAX)
		return 0;
	if ((s = malloc(n * SECTION_SIZE + 1)) == NULL)
		return dump_fail_nomem(i->w->err);
	rc = keep(i, rva, R2R_SIZE + n * SECTION_SIZE, NULL);
	if (rc == 0)
		rc = read_at(i, rva + R2R_SIZE, s, n * SECTION_SIZE, &all);
	for (k = 0; rc == 0 && all && k < n; k++)
		rc = keep_section(i, s + k * SECTION_SIZE);
	free(s);
	return rc;
}

/* *UNDERSTOOD: its metadata was found. */
static int
keep_by_directory(struct image *i, bool *understood)
{
	const struct dump_model *m = i->w->m;
	uint8_t cor20[COR20_SIZE];
	uint64_t addr = 0;

	if (pe_read(&i->pe, understood, m, i->w->src,
	    m->mappings[i->first].at.addr, i->end -
	    m->mappings[i->first].at.addr + 1, i->w->err) == -1)
		return -1;
	if (!*understood || i->pe.clr_size < COR20_SIZE) {
		*understood = false;
		return 0;
	}
	if (read_at(i, i->pe.clr_rva, cor20, COR20_SIZE, understood) == -1)
		return -1;
	if (!*understood)
		return 0;
	if (walk_keep(i->w, &i->d->kept, i->pe.base, min_u64(i->pe.headers,
	    i->end - i->pe.base + 1), "headers of an assembly") == -1 ||
	    keep(i, i->pe.clr_rva, COR20_SIZE, NULL) == -1 ||
	    keep(i, le32(cor20 + COR20_METADATA),
	    le32(cor20 + COR20_METADATA + 4), &addr) == -1)
		return -1;
	*understood = addr != 0;
	return *understood ? keep_native(i, le32(cor20 + COR20_NATIVE)) : 0;
}

/* Its writable parts, as a heap cut keeps them. */
static int
keep_data(struct image *i)
{
	const struct dump_model *m = i->w->m;
	uint64_t first = m->mappings[i->first].at.addr;
	uint32_t k = model_find_region(m, first);

	if (k == NONE)
		k = 0;
	for (; k < m->nregions && m->regions[k].at.addr <= i->end; k++)
		if (m->regions[k].class == DUMP_DATA &&
		    m->regions[k].at.addr >= first &&
		    set_add(&i->d->kept, m->regions[k].at, "data of images",
		    i->w->err) == -1)
			return -1;
	return 0;
}

static int
look_at_image(struct image *i)
{
	const struct dump_model *m = i->w->m;
	bool understood = false, metadata = false;
	size_t k;

	i->functions = false;
	for (k = i->first; k <= i->last; k++)
		metadata |= (m->mappings[k].flags & MAPPING_METADATA) != 0;
	i->end = span_last(m->mappings[i->last].at);
	if (metadata && m->mappings[i->first].off == 0 &&
	    keep_by_directory(i, &understood) == -1)
		return -1;
	for (k = i->first; !understood && k <= i->last; k++)
		if ((m->mappings[k].flags & MAPPING_METADATA) != 0 &&
		    set_add(&i->d->kept, m->mappings[k].at,
		    "managed metadata", i->w->err) == -1)
			return -1;
	return i->functions ? 0 : keep_data(i);
}

/* Headers may run on into what lies between two parts. */
int
dotnet_images_touch(const struct dump_model *m, struct set *out,
    struct dump_err *err)
{
	size_t i, first, last;
	struct span at;

	for (i = 0; i < m->nmappings; i = last + 1) {
		image_run(m, i, &first, &last);
		at.addr = m->mappings[first].at.addr;
		at.size = span_last(m->mappings[last].at) - at.addr + 1;
		if ((m->files[m->mappings[i].file].flags & FILE_MANAGED) !=
		    0 && set_add(out, at, "", err) == -1)
			return -1;
	}
	return 0;
}

int
dotnet_images_find(struct dotnet_images *d, const struct walk *w)
{
	const struct dump_model *m = w->m;
	struct image *i;
	size_t k;
	int rc = 0;

	if ((i = calloc(1, sizeof *i)) == NULL)
		return dump_fail_nomem(w->err);
	i->w = w;
	i->d = d;
	for (k = 0; rc == 0 && k < m->nmappings; k = i->last + 1) {
		image_run(m, k, &i->first, &i->last);
		if ((m->files[m->mappings[k].file].flags & FILE_MANAGED) != 0)
			rc = look_at_image(i);
	}
	free(i);
	return rc;
}

void
dotnet_images_free(struct dotnet_images *d)
{
	free(d->v);
	set_free(&d->kept);
	*d = (struct dotnet_images){ 0 };
}

/* The image with ADDR, or NULL. */
static const struct dotnet_code *
find_image(const struct dotnet_images *d, uint64_t addr)
{
	size_t low = 0, high = d->n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (d->v[mid].last < addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low < d->n && d->v[low].addr <= addr ? &d->v[low] : NULL;
}

/* Entry N: where it BEGINS, and where its unwind data are. */
static int
read_function(const struct dotnet_code *c, const struct walk *w, uint64_t n,
    uint32_t *begin, uint32_t *unwind, bool *there)
{
	unsigned size = function_size(w->m);
	uint8_t entry[12];
	size_t got;

	if (memory_read(w->m, w->src, c->functions + n * size, entry, size,
	    &got, w->err) == -1)
		return -1;
	*there = got == size;
	if (*there) {
		*begin = le32(entry);
		*unwind = le32(entry + size - 4);
	}
	return 0;
}

/*
 * The entry that WORD lies in, and those before it: blocks that catch have
 * entries of their own, behind that of their function.
 */
static int
keep_unwind(struct dotnet_images *d, const struct dotnet_code *c,
    const struct walk *w, uint64_t n)
{
	enum { BEFORE = 4 };
	uint64_t from = n < BEFORE ? 0 : n - BEFORE, addr;
	uint32_t begin, unwind;
	bool there;

	for (; from <= n; from++) {
		if (read_function(c, w, from, &begin, &unwind, &there) == -1)
			return -1;
		addr = c->addr + unwind;
		if (there && addr <= c->last && walk_keep(w, &d->kept, addr,
		    min_u64(UNWIND_SIZE, c->last - addr + 1),
		    "unwind data of a function on a stack") == -1)
			return -1;
	}
	return 0;
}

/* Whoever unwinds a frame looks whether it is about to return. */
static int
keep_code(struct dotnet_images *d, const struct dotnet_code *c,
    const struct walk *w, uint64_t word)
{
	uint64_t from = word - min_u64(word - c->addr, CODE_BEFORE);

	return walk_keep(w, &d->kept, from, min_u64(CODE_BEFORE + CODE_BEHIND,
	    c->last - from + 1), "code that a stack leads back to");
}

int
dotnet_images_unwind(struct dotnet_images *d, const struct walk *w,
    uint64_t word)
{
	const struct dotnet_code *c = find_image(d, word);
	uint64_t low = 0, high, mid, rva;
	uint32_t begin, unwind;
	bool there;

	if (c == NULL)
		return 0;
	rva = word - c->addr;
	for (high = c->nfunctions; low < high;) {
		mid = low + (high - low) / 2;
		if (read_function(c, w, mid, &begin, &unwind, &there) == -1)
			return -1;
		if (!there)
			return 0;
		if (begin <= rva)
			low = mid + 1;
		else
			high = mid;
	}
	if (low > 0 && (keep_code(d, c, w, word) == -1 ||
	    keep_unwind(d, c, w, low - 1) == -1))
		return -1;
	/* Stacks may be deep. */
	if (d->kept.n > d->crowd) {
		set_settle(&d->kept);
		d->crowd = 2 * d->kept.n + CROWD;
	}
	return 0;
}
