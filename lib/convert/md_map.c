/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * md_map.c -- MemoryInfoList and the text of /proc/PID/maps, of the map that
 * a core has in program headers and NT_FILE.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/err.h"
#include "convert/to_minidump.h"

/* MINIDUMP_MEMORY_INFO_LIST and its entries. */
enum {
	L_HEADER = 0, L_ENTRY = 4, L_COUNT = 8, LIST_SIZE = 16,
	I_BASE = 0, I_ALLOCATION = 8, I_ALLOCATED = 16, I_SIZE = 24,
	I_STATE = 32, I_PROTECT = 36, I_TYPE = 40, INFO_SIZE = 48,
	MEM_COMMIT = 0x1000, MEM_PRIVATE = 0x20000, MEM_MAPPED = 0x40000,
	MEM_IMAGE = 0x1000000
};

/* PAGE_NOACCESS ... by rights: none, R, W, RW, X, RX, WX, RWX. */
static uint32_t
protect_of(unsigned prot)
{
	static const uint8_t by_rights[] = { 0x01, 0x02, 0x04, 0x04, 0x10,
	    0x20, 0x40, 0x40 };

	return by_rights[((prot & DUMP_R) != 0) | ((prot & DUMP_W) != 0) << 1 |
	    ((prot & DUMP_X) != 0) << 2];
}

static uint32_t
type_of(const struct dump_model *m, const struct region *r)
{
	if (r->mapping == NONE)
		return MEM_PRIVATE;
	return (m->files[m->mappings[r->mapping].file].flags & FILE_IMAGE) !=
	    0 ? MEM_IMAGE : MEM_MAPPED;
}

/* Where what the writer had as one began. */
static uint64_t
allocation_of(const struct dump_model *m, size_t i)
{
	const struct region *r = &m->regions[i];

	if (r->module != NONE && type_of(m, r) == MEM_IMAGE)
		return m->modules[r->module].base;
	while (i > 0 && r->allocation != NONE &&
	    m->regions[i - 1].allocation == r->allocation &&
	    m->regions[i - 1].mapping == r->mapping &&
	    span_last(m->regions[i - 1].at) + 1 == m->regions[i].at.addr)
		i--;
	return m->regions[i].at.addr;
}

static void
put_info(uint8_t *out, const struct dump_model *m, size_t i)
{
	const struct region *r = &m->regions[i];
	uint32_t protect = protect_of(r->prot);

	put_le64(out + I_BASE, r->at.addr);
	put_le64(out + I_ALLOCATION, allocation_of(m, i));
	put_le32(out + I_ALLOCATED, protect);
	put_le64(out + I_SIZE, r->at.size);
	put_le32(out + I_STATE, MEM_COMMIT);
	put_le32(out + I_PROTECT, protect);
	put_le32(out + I_TYPE, type_of(m, r));
}

int
md_make_memory_info(struct to_minidump *c)
{
	size_t n = c->m->nregions, len = LIST_SIZE + n * INFO_SIZE, i;
	uint32_t rva;
	uint8_t *v;

	if (made_add_stream(c->d, ST_MEMORY_INFO, NULL, len, &rva, c->err) ==
	    -1)
		return -1;
	v = c->d->v + rva;
	put_le32(v + L_HEADER, LIST_SIZE);
	put_le32(v + L_ENTRY, INFO_SIZE);
	put_le64(v + L_COUNT, n);
	for (i = 0; i < n; i++)
		put_info(v + LIST_SIZE + i * INFO_SIZE, c->m, i);
	return 0;
}

static int
put_line(struct to_minidump *c, struct growing *g, struct span at,
    unsigned prot, const struct mapping *map)
{
	uint64_t off = map == NULL ? 0 : map->off + (at.addr - map->at.addr);
	const char *name = map == NULL ? "" : c->m->files[map->file].name;

	if (growing_printf(g, c->err, "%08" PRIx64 "-%08" PRIx64 " %c%c%cp %08"
	    PRIx64 " 00:00 0", at.addr, at.addr + at.size,
	    (prot & DUMP_R) != 0 ? 'r' : '-', (prot & DUMP_W) != 0 ? 'w' : '-',
	    (prot & DUMP_X) != 0 ? 'x' : '-', off) == -1)
		return -1;
	if (*name != '\0' && growing_printf(g, c->err, "%*s", 25, "") == -1)
		return -1;
	return growing_add(g, name, strlen(name), c->err) == -1 ? -1 :
	    growing_add(g, "\n", 1, c->err);
}

/* Regions, and files that no region is of: gcore leaves out what it could
 * read from the file.  Their rights nobody says. */
int
md_make_maps(struct to_minidump *c)
{
	const struct dump_model *m = c->m;
	const struct region *r;
	const struct mapping *map;
	struct growing g = { 0 };
	size_t i = 0, k = 0;
	int rc = 0;

	if (m->os == OS_WINDOWS)
		return 0;
	while (rc == 0 && (i < m->nregions || k < m->nmappings)) {
		r = i < m->nregions ? &m->regions[i] : NULL;
		map = k < m->nmappings ? &m->mappings[k] : NULL;
		if (r != NULL && (map == NULL ||
		    r->at.addr <= span_last(map->at))) {
			rc = put_line(c, &g, r->at, r->prot,
			    r->mapping == NONE ? NULL :
			    &m->mappings[r->mapping]);
			while (k < m->nmappings && m->mappings[k].at.addr <=
			    span_last(r->at))
				k++;
			i++;
		} else {
			rc = put_line(c, &g, map->at, DUMP_R, map);
			k++;
		}
	}
	if (rc == -1) {
		free(g.v);
		return -1;
	}
	return md_add_growing(c, ST_LINUX_MAPS, &g);
}
