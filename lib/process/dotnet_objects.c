/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dotnet_objects.c -- objects of .NET: each begins with the address of its
 * method table, which tells how large it is, or its parts are.
 */
#include "base/bytes.h"
#include "base/checked.h"
#include "process/dotnet_parts.h"
#include "process/memory.h"

enum {
	MARKS = 7,			/* of a collection under way */
	TABLE_SIZE = 4,			/* in a method table, behind flags */
	LENGTH = 8,			/* of an array, a string */
	FIXED_MAX = 1 << 20		/* of an object without elements */
};
#define HAS_COMPONENTS	0x80000000u

int
window_look(struct window *v, uint64_t addr, size_t len, const uint8_t **out)
{
	*out = NULL;
	if (addr < v->addr || !fits(addr - v->addr, len, v->len)) {
		v->addr = addr;
		if (memory_read_data(v->w->m, v->w->src, addr, v->bytes,
		    sizeof v->bytes, &v->len, v->w->err) == -1)
			return -1;
	}
	if (fits(addr - v->addr, len, v->len))
		*out = v->bytes + (addr - v->addr);
	return 0;
}

/* Method tables are in heaps of the loader or in data of an image. */
static bool
holds_tables(const struct dump_model *m, uint64_t addr)
{
	uint32_t i = model_find_region(m, addr);

	if (i == NONE)
		return false;
	switch (m->regions[i].class) {
	case DUMP_PRW: case DUMP_PRO: case DUMP_JIT: case DUMP_DATA:
	case DUMP_RELRO:
		return true;
	default:
		return false;
	}
}

int
dotnet_object(struct window *objects, struct window *tables, uint64_t addr,
    struct dotnet_object *o)
{
	const struct dump_model *m = objects->w->m;
	bool big = m->facts.big_endian;
	uint64_t components;
	const uint8_t *p;
	uint32_t flags;

	o->size = 0;
	if (window_look(objects, addr, LENGTH + 4, &p) == -1)
		return -1;
	if (p == NULL)
		return 0;
	o->table = get64(big, p) & ~(uint64_t)MARKS;
	components = get32(big, p + LENGTH);
	if (!holds_tables(m, o->table))
		return 0;
	if (window_look(tables, o->table, TABLE_SIZE + 4, &p) == -1)
		return -1;
	if (p == NULL)
		return 0;
	flags = get32(big, p);
	o->size = get32(big, p + TABLE_SIZE);
	if (o->size < 2 * 8 || o->size > FIXED_MAX) {
		o->size = 0;
		return 0;
	}
	if ((flags & HAS_COMPONENTS) != 0)
		o->size += components * (flags & 0xffff);
	o->size = round_up(o->size, 8);
	return 0;
}
