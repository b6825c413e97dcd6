/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * exports.c -- finds a name in the dynamic symbols of an image, as its loader
 * does: program headers -> PT_DYNAMIC -> hash table -> symbol.  The tables
 * are claims of the process: every step is bounded.
 */
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "process/exports.h"

enum {
	HEADERS_MAX = 64,		/* program headers */
	ENTRIES_MAX = 256,		/* of the dynamic section */
	CHAIN_MAX = 4096		/* names of one hash */
};

/* Of the ELF format, 64 bits. */
enum {
	EHDR = 64, E_PHOFF = 32, E_PHENTSIZE = 54, E_PHNUM = 56,
	PHDR = 56, P_VADDR = 16, PT_LOAD = 1, PT_DYNAMIC = 2,
	DYN = 16, DT_NULL = 0, DT_HASH = 4, DT_STRTAB = 5, DT_SYMTAB = 6,
	DT_GNU_HASH = 0x6ffffef5,
	SYM = 24, ST_NAME = 0, ST_SHNDX = 6, ST_VALUE = 8
};

static bool
is_big(const struct exports *e)
{
	return e->v->w->m->facts.big_endian;
}

/* glibc puts addresses into the dynamic section, other loaders leave those
 * that the file has. */
static uint64_t
place(const struct exports *e, uint64_t addr)
{
	return addr == 0 || addr >= e->base ? addr : addr + e->bias;
}

/* *DYNAMIC: address of the dynamic section, or 0. */
static int
read_headers(struct exports *e, uint64_t *dynamic)
{
	uint8_t head[EHDR], phdr[PHDR];
	uint64_t off, vaddr;
	size_t i, n, size;
	bool all, first = true;

	*dynamic = 0;
	if (window_read(e->v, e->base, head, EHDR, &all) == -1)
		return -1;
	if (!all || memcmp(head, "\177ELF\2", 5) != 0)
		return 0;
	off = get64(is_big(e), head + E_PHOFF);
	size = get16(is_big(e), head + E_PHENTSIZE);
	n = get16(is_big(e), head + E_PHNUM);
	if (size < PHDR || n > HEADERS_MAX)
		return 0;
	for (i = 0; i < n; i++) {
		if (window_read(e->v, e->base + off + i * size, phdr, PHDR,
		    &all) == -1)
			return -1;
		if (!all)
			break;
		vaddr = get64(is_big(e), phdr + P_VADDR);
		if (get32(is_big(e), phdr) == PT_LOAD && first) {
			e->bias = e->base -
			    round_down(vaddr, e->v->w->m->page);
			first = false;
		}
		if (get32(is_big(e), phdr) == PT_DYNAMIC)
			*dynamic = e->bias + vaddr;
	}
	return 0;
}

int
exports_open(struct exports *e, bool *found, struct window *v, uint64_t base)
{
	uint64_t dynamic, tag = 1, value;
	uint8_t entry[DYN];
	bool all;
	size_t i;

	*e = (struct exports){ .v = v, .base = base };
	*found = false;
	if (read_headers(e, &dynamic) == -1)
		return -1;
	for (i = 0; dynamic != 0 && i < ENTRIES_MAX; i++) {
		if (window_read(v, dynamic + i * DYN, entry, DYN, &all) == -1)
			return -1;
		tag = all ? get64(is_big(e), entry) : DT_NULL;
		if (tag == DT_NULL)
			break;
		value = place(e, get64(is_big(e), entry + 8));
		if (tag == DT_HASH)
			e->hash = value;
		else if (tag == DT_GNU_HASH)
			e->gnu_hash = value;
		else if (tag == DT_STRTAB)
			e->names = value;
		else if (tag == DT_SYMTAB)
			e->symbols = value;
	}
	*found = e->symbols != 0 && e->names != 0 &&
	    (e->hash != 0 || e->gnu_hash != 0);
	return 0;
}

/* Is symbol I defined here, and called NAME? */
static int
try_symbol(const struct exports *e, uint32_t i, const char *name,
    uint64_t *addr, bool *found)
{
	uint8_t sym[SYM];
	bool all;

	*found = false;
	if (window_read(e->v, e->symbols + (uint64_t)i * SYM, sym, SYM,
	    &all) == -1)
		return -1;
	if (!all || get16(is_big(e), sym + ST_SHNDX) == 0)
		return 0;
	*addr = e->bias + get64(is_big(e), sym + ST_VALUE);
	return window_is_text(e->v, e->names +
	    get32(is_big(e), sym + ST_NAME), name, found);
}

static uint32_t
gnu_hash(const char *name)
{
	uint32_t h = 5381;

	for (; *name != '\0'; name++)
		h = h * 33 + (uint8_t)*name;
	return h;
}

static int
find_by_gnu_hash(const struct exports *e, const char *name, uint64_t *addr,
    bool *found)
{
	uint32_t head[4], h = gnu_hash(name), i, n, entry;
	uint64_t buckets, chains;
	bool all;

	for (i = 0; i < 4; i++)
		if (window_u32(e->v, e->gnu_hash + i * 4, &head[i], &all) ==
		    -1)
			return -1;
		else if (!all)
			return 0;
	if (head[0] == 0)
		return 0;
	/* Number of buckets, first symbol, words of the filter. */
	buckets = e->gnu_hash + 16 + (uint64_t)head[2] * 8;
	chains = buckets + (uint64_t)head[0] * 4;
	if (window_u32(e->v, buckets + (uint64_t)(h % head[0]) * 4, &i,
	    &all) == -1)
		return -1;
	if (!all || i < head[1])
		return 0;
	for (n = 0; n < CHAIN_MAX; n++, i++) {
		if (window_u32(e->v, chains + (uint64_t)(i - head[1]) * 4,
		    &entry, &all) == -1)
			return -1;
		if (!all)
			return 0;
		if ((entry | 1) == (h | 1) &&
		    try_symbol(e, i, name, addr, found) == -1)
			return -1;
		if (*found || (entry & 1) != 0)
			return 0;
	}
	return 0;
}

static uint32_t
sysv_hash(const char *name)
{
	uint32_t h = 0, top;

	for (; *name != '\0'; name++) {
		h = (h << 4) + (uint8_t)*name;
		top = h & 0xf0000000;
		h = (h ^ top >> 24) & ~top;
	}
	return h;
}

static int
find_by_hash(const struct exports *e, const char *name, uint64_t *addr,
    bool *found)
{
	uint32_t nbuckets, i, n;
	uint64_t buckets = e->hash + 8, chains;
	bool all;

	if (window_u32(e->v, e->hash, &nbuckets, &all) == -1)
		return -1;
	if (!all || nbuckets == 0)
		return 0;
	chains = buckets + (uint64_t)nbuckets * 4;
	if (window_u32(e->v, buckets +
	    (uint64_t)(sysv_hash(name) % nbuckets) * 4, &i, &all) == -1)
		return -1;
	for (n = 0; all && i != 0 && n < CHAIN_MAX; n++) {
		if (try_symbol(e, i, name, addr, found) == -1)
			return -1;
		if (*found)
			return 0;
		if (window_u32(e->v, chains + (uint64_t)i * 4, &i, &all) ==
		    -1)
			return -1;
	}
	return 0;
}

int
exports_find(const struct exports *e, const char *name, uint64_t *addr,
    bool *found)
{
	*found = false;
	if (e->gnu_hash != 0 &&
	    find_by_gnu_hash(e, name, addr, found) == -1)
		return -1;
	return *found || e->hash == 0 ? 0 :
	    find_by_hash(e, name, addr, found);
}
