/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * example.c -- a full dump of one service in both formats: its code, the
 * stacks of eight threads, a heap of orders, a mapped file.  What the memory
 * holds is made to compress as such memory does.
 */
#include <stdio.h>
#include <string.h>

#include "corpora/core.h"
#include "corpora/mdmp.h"
#include "corpora/sample.h"

enum { THREADS = 8, PAGE = 4096, KIB = 1024 };

static uint32_t state;

static uint32_t
next(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

/* As code: a few values most of the time. */
static void
fill_code(struct buf *b, uint32_t seed)
{
	static const uint8_t common[16] = { 0x48, 0x8b, 0x89, 0x00, 0x0f,
	    0xe8, 0xff, 0x24, 0x4c, 0x83, 0x85, 0x74, 0xc0, 0x41, 0x8d, 0x45 };
	size_t i;

	state = seed;
	for (i = 0; i < b->n; i++)
		b->v[i] = next() % 3 != 0 ? common[next() % 16] :
		    (uint8_t)next();
}

/* As a heap: records with pointers, numbers and words. */
static void
fill_heap(struct buf *b, uint64_t addr, uint32_t seed)
{
	static const char *const words[] = { "apple", "bolt", "cable", "drill",
	    "emery", "flange", "gasket", "hinge" };
	char record[64];
	size_t at;

	state = seed;
	for (at = 0; at + 128 <= b->n; at += 128) {
		memset(b->v + at, 0, 128);
		buf_set64(b, at, 0x81);
		buf_set64(b, at + 8, addr + next() % (b->n / 128) * 128);
		buf_set64(b, at + 16, UINT64_C(0x5555556a0000) + next() % 64);
		buf_set32(b, at + 24, next());
		snprintf(record, sizeof record, "order %06u: %u x %s",
		    next() % 1000000, next() % 20, words[next() % 8]);
		buf_set(b, at + 40, record, strlen(record) + 1);
	}
}

/* As a stack: nothing where no call ever went, frames in its last pages. */
static void
fill_stack(struct buf *b, uint64_t addr, uint64_t code, size_t live)
{
	size_t at;

	memset(b->v, 0, b->n);
	state = (uint32_t)(addr >> 12) | 1;
	for (at = b->n - 3 * live; at < b->n; at += 64) {
		buf_set64(b, at, addr + at + 64);
		buf_set64(b, at + 8, code + next() % 0x80000);
		buf_set64(b, at + 16, next());
	}
}

/* ---- ELF ---- */

#define APP	"/opt/app/app"
#define LIBC	"/usr/lib/x86_64-linux-gnu/libc.so.6"
#define ENGINE	"/opt/app/libengine.so.3"

/* An image of four parts at ADDR: headers, code, constants, data. */
static void
image(struct core *c, uint64_t addr, unsigned code, unsigned data,
    const char *file, unsigned seed)
{
	struct seg *s;

	core_map(c, addr, 1, 1, R, file, 0);
	s = core_map(c, addr + PAGE, code, code, R | X, file, PAGE);
	fill_code(&s->bytes, seed);
	s = core_map(c, addr + (1 + code) * PAGE, data, data, R, file,
	    (1 + code) * PAGE);
	fill_heap(&s->bytes, addr, seed);
	core_map(c, addr + (1 + code + data) * PAGE, 2, 2, R, file,
	    (1 + code + data) * PAGE);
	s = core_map(c, addr + (3 + code + data) * PAGE, data / 4, data / 4,
	    R | W, file, (3 + code + data) * PAGE);
	fill_heap(&s->bytes, addr, seed + 1);
	core_image(c, addr, 4 + code + data, seed);
}

static void
full_core(struct buf *out)
{
	enum { STACK_PAGES = 64, LIVE = 2 * PAGE };
	uint64_t exe = x86_64.exe, lib = x86_64.lib, at, stack;
	struct core c;
	struct seg *s;
	unsigned i;

	core_begin(&c, &x86_64, PAGE);
	c.signal = 11;
	c.fault = 0x10;
	c.phdr = exe + 64;
	c.phnum = 6;
	c.entry = exe + PAGE + 0x40;
	c.random = x86_64.stack + 33 * PAGE - 0x200;
	c.execfn = x86_64.stack + 33 * PAGE - 0x100;
	image(&c, exe, 192, 64, APP, 0xa1);
	s = core_map(&c, 0x5555556a0000, 320, 320, R | W, NULL, 0);
	fill_heap(&s->bytes, s->addr, 77);
	s = core_map(&c, 0x7fff80000000, 0x4000, 0, 0, NULL, 0);
	for (i = 1; i < THREADS; i++) {
		stack = lib - (uint64_t)i * 0x100000;
		core_map(&c, stack - PAGE, 1, 0, 0, NULL, 0);
		s = core_map(&c, stack, STACK_PAGES, STACK_PAGES, R | W, NULL,
		    0);
		fill_stack(&s->bytes, stack, exe + PAGE, LIVE);
		at = stack + STACK_PAGES * PAGE;
		core_thread(&c, 4711 + i, exe + PAGE + 0x9876 * i,
		    at - LIVE - 0x40 * i, at - 0x700);
	}
	image(&c, lib, 256, 96, LIBC, 0xb2);
	image(&c, lib + 0x400000, 320, 64, ENGINE, 0xc3);
	s = core_map(&c, lib - 0x2000000, 128, 128, R, "/opt/app/prices",
	    0);
	fill_heap(&s->bytes, s->addr, 99);
	s = core_map(&c, x86_64.stack, 33, 33, R | W, NULL, 0);
	fill_stack(&s->bytes, s->addr, exe + PAGE, LIVE);
	core_thread(&c, 4711, lib + PAGE + 0x4242, s->addr + 33 * PAGE - LIVE,
	    exe + 259 * PAGE + 0x40);
	core_kernel_notes(&c);
	core_write(&c, &kernel_shape, out);
}

/* ---- minidump ---- */

enum {
	COMMIT = 0x1000, RESERVE = 0x2000, PRIVATE = 0x20000,
	MAPPED = 0x40000, IMAGE = 0x1000000
};

static struct md_region regions[60];
static unsigned nregions;

/* PAGES of memory at ADDR; a reservation or a guard has no bytes. */
static struct buf *
place(struct mdmp *m, uint64_t addr, uint64_t allocation, unsigned pages,
    uint32_t state_is, uint32_t protect, uint32_t type)
{
	struct md_region *r = &regions[nregions++];

	r->addr = addr;
	r->size = (uint64_t)pages * PAGE;
	r->allocation = allocation;
	r->state = state_is;
	r->protect = protect;
	r->type = type;
	if (state_is != COMMIT || (protect & 0x101) != 0)
		return NULL;
	return &mdmp_memory(m, addr, (size_t)pages * PAGE)->bytes;
}

static void
pe_places(struct mdmp *m, uint64_t base, unsigned code, unsigned data,
    unsigned seed)
{
	place(m, base, base, 1, COMMIT, 2, IMAGE);
	mdmp_poke(m, base, "MZ", 2);
	fill_code(place(m, base + PAGE, base, code, COMMIT, 0x20, IMAGE),
	    seed);
	fill_heap(place(m, base + (1 + code) * PAGE, base, data, COMMIT, 2,
	    IMAGE), base, seed);
	fill_heap(place(m, base + (1 + code + data) * PAGE, base, data / 4,
	    COMMIT, 4, IMAGE), base, seed + 1);
}

static void
full_minidump(struct buf *out)
{
	static const struct md_module mods[] = {
		{ 0x140000000, 300 * PAGE, "C:\\orders\\orders.exe",
		    "C:\\build\\orders.pdb" },
		{ 0x7ffd00000000, 400 * PAGE,
		    "C:\\Windows\\System32\\ntdll.dll", "ntdll.pdb" },
		{ 0x7ffd10000000, 400 * PAGE, "C:\\orders\\engine.dll",
		    "C:\\build\\engine.pdb" },
	};
	enum { NMODS = sizeof mods / sizeof mods[0] };
	struct md_thread t[THREADS];
	struct mdmp m;
	size_t csd, exception, modules;
	uint64_t stack;
	unsigned i;

	nregions = 0;
	mdmp_begin(&m, out, ARCH_AMD64, 0x1826, 12);
	memset(t, 0, sizeof t);
	for (i = 0; i < THREADS; i++) {
		stack = 0x1000000 + (uint64_t)i * 0x200000;
		place(&m, stack, stack, 239, RESERVE, 0, PRIVATE);
		place(&m, stack + 239 * PAGE, stack, 1, COMMIT, 0x104,
		    PRIVATE);
		fill_stack(place(&m, stack + 240 * PAGE, stack, 16, COMMIT, 4,
		    PRIVATE), stack + 240 * PAGE, 0x140001000, 2 * PAGE);
		t[i].id = 0x2a00 + 4 * i;
		t[i].teb = 0x3000000 + (uint64_t)i * 2 * PAGE;
		t[i].pc = 0x140001000 + 0x9876 * (i + 1);
		t[i].sp = t[i].stack = stack + 254 * PAGE - 0x40 * i;
		t[i].stack_size = 2 * PAGE + 0x40 * i;
	}
	place(&m, 0x3000000, 0x3000000, 2 * THREADS + 1, COMMIT, 4, PRIVATE);
	fill_heap(place(&m, 0x1a000000000, 0x1a000000000, 320, COMMIT, 4,
	    PRIVATE), 0x1a000000000, 77);
	place(&m, 0x1a000140000, 0x1a000000000, 2000, RESERVE, 0, PRIVATE);
	fill_heap(place(&m, 0x1b000000000, 0x1b000000000, 128, COMMIT, 2,
	    MAPPED), 0x1b000000000, 99);
	pe_places(&m, mods[0].base, 192, 64, 0xa1);
	pe_places(&m, mods[1].base, 256, 96, 0xb2);
	pe_places(&m, mods[2].base, 320, 64, 0xc3);

	mdmp_system_info(&m, 2, &csd);
	mdmp_misc_info(&m, 832);
	mdmp_exception(&m, t[1].id, 0xc0000005, t[1].pc, &exception);
	mdmp_threads(&m, t, THREADS, false);
	mdmp_modules(&m, MODULE_LIST, mods, NMODS, &modules);
	mdmp_memory_info(&m, regions, nregions);
	mdmp_string(&m, csd, "");
	mdmp_context(&m, exception, t[1].pc, t[1].sp);
	mdmp_contexts(&m, t, THREADS);
	mdmp_module_blobs(&m, mods, NMODS, modules);
	mdmp_stacks(&m, t, THREADS);
	mdmp_memory64_list(&m);
	mdmp_end(&m);
}

const struct sample example[] = {
	{ "full.dmp", full_minidump, "0", "0", "0",
	    "A Windows service, everything." },
	{ "full.core", full_core, "0", "0", "0",
	    "A Linux service, with its code." },
	{ NULL, NULL, NULL, NULL, NULL, NULL }
};
