/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core_story.c -- the process that most ELF cores here are of: an executable
 * that crashed in a thread, the C library, a heap, stacks of which half is
 * dead.  The rich one also has a vdso, and the dynamic linker with its list
 * of modules.
 */
#include <string.h>

#include "corpora/core.h"

#define EXE	"/opt/app/app"
#define LIBC	"/usr/lib/libc.so.6"
#define LD	"/usr/lib/ld-linux.so.2"

enum { PT_LOAD = 1, PT_DYNAMIC = 2, PT_NOTE = 4, PT_PHDR = 6 };

static void
image_phdr(struct buf *b, unsigned w, uint32_t type, uint32_t flags,
    uint64_t at, uint64_t size)
{
	buf_u32(b, type);
	if (w == 8)
		buf_u32(b, flags);
	buf_word(b, w, at);
	buf_word(b, w, at);
	buf_word(b, w, at);
	buf_word(b, w, size);
	buf_word(b, w, size);
	if (w == 4)
		buf_u32(b, flags);
	buf_word(b, w, 4);
}

/*
 * The first page of a shared object of PAGES: header, program headers, and a
 * build-id made of SEED at offset 0x300.
 */
void
core_image(struct core *c, uint64_t addr, unsigned pages, unsigned seed)
{
	struct buf b = { NULL, 0, 0, c->m->big };
	unsigned w = c->m->width, ehdr = w == 8 ? 64 : 52;
	unsigned phdr = w == 8 ? 56 : 32;
	uint8_t ident[16] = { 0x7f, 'E', 'L', 'F', 2, 1, 1 };
	uint64_t p = c->page;

	ident[4] = w == 8 ? 2 : 1;
	ident[5] = c->m->big ? 2 : 1;
	buf_add(&b, ident, sizeof ident);
	buf_u16(&b, 3);				/* ET_DYN */
	buf_u16(&b, c->m->number);
	buf_u32(&b, 1);
	buf_word(&b, w, p + 0x40);		/* e_entry */
	buf_word(&b, w, ehdr);
	buf_word(&b, w, 0);
	buf_u32(&b, c->m->eflags);
	buf_u16(&b, ehdr);
	buf_u16(&b, phdr);
	buf_u16(&b, 6);
	buf_u16(&b, 0);
	buf_u16(&b, 0);
	buf_u16(&b, 0);
	image_phdr(&b, w, PT_PHDR, R, ehdr, 6 * phdr);
	image_phdr(&b, w, PT_LOAD, R, 0, p);
	image_phdr(&b, w, PT_LOAD, R | X, p, 3 * p);
	image_phdr(&b, w, PT_LOAD, R | W, (pages - 2) * p, 2 * p);
	image_phdr(&b, w, PT_DYNAMIC, R | W, (pages - 2) * p + 0x100,
	    8 * w);
	image_phdr(&b, w, PT_NOTE, R, 0x300, 36);
	core_poke(c, addr, b.v, b.n);
	buf_cut(&b, 0);
	buf_u32(&b, 4);
	buf_u32(&b, 20);
	buf_u32(&b, 3);				/* NT_GNU_BUILD_ID */
	buf_add(&b, "GNU", 4);
	buf_fill(&b, (uint8_t)seed, 20);
	core_poke(c, addr + 0x300, b.v, b.n);
	buf_free(&b);
}

void
core_assembly(struct core *c, uint64_t addr)
{
	struct buf b = { NULL, 0, 0, false };

	buf_zeros(&b, 0x200);
	buf_set(&b, 0, "MZ", 2);
	buf_set32(&b, 0x3c, 0x80);
	buf_set(&b, 0x80, "PE\0", 4);
	buf_set16(&b, 0x84, 0x8664);
	buf_set16(&b, 0x86, 2);
	buf_set16(&b, 0x94, 240);
	buf_set16(&b, 0x98, 0x20b);
	core_poke(c, addr, b.v, b.n);
	buf_free(&b);
}

/* One node of the dynamic linker's list at AT, the next one at NEXT. */
static void
link_map(struct core *c, uint64_t at, uint64_t base, uint64_t name,
    uint64_t dynamic, uint64_t next, uint64_t previous)
{
	unsigned w = c->m->width;

	core_poke_word(c, at, base);
	core_poke_word(c, at + w, name);
	core_poke_word(c, at + 2 * w, dynamic);
	core_poke_word(c, at + 3 * w, next);
	core_poke_word(c, at + 4 * w, previous);
}

/* r_debug and the list in the linker's data at AT; DYNAMIC of EXE names it. */
static void
modules(struct core *c, uint64_t at, uint64_t exe, uint64_t dynamic,
    uint64_t libc, uint64_t ld)
{
	unsigned w = c->m->width;
	uint64_t debug = at + 0x100, first = at + 0x200, names = at + 0x400;

	core_poke_word(c, dynamic, c->m == &mips ? 0x70000016 : 21);
	core_poke_word(c, dynamic + w, debug);
	core_poke_word(c, dynamic + 2 * w, 0);
	core_poke_word(c, dynamic + 3 * w, 0);
	core_poke_word(c, debug, 0);
	core_poke(c, debug, c->m->big ? "\0\0\0\1" : "\1\0\0\0", 4);
	core_poke_word(c, debug + w, first);
	core_poke_word(c, debug + 2 * w, ld + c->page);
	core_poke_word(c, debug + 3 * w, 0);
	core_poke_word(c, debug + 4 * w, ld);
	core_poke(c, names, "", 1);
	core_poke(c, names + 0x10, LIBC, sizeof LIBC);
	core_poke(c, names + 0x40, LD, sizeof LD);
	link_map(c, first, exe, names, dynamic, first + 0x40, 0);
	link_map(c, first + 0x40, libc, names + 0x10, libc, first + 0x80,
	    first);
	link_map(c, first + 0x80, ld, names + 0x40, ld, 0, first + 0x40);
}

/* A frame of RETURN at SP: what is above it points on. */
static void
frame(struct core *c, uint64_t sp, uint64_t ret)
{
	core_poke_word(c, sp + 0x40, sp + 0x80);
	core_poke_word(c, sp + 0x40 + c->m->width, ret);
}

void
core_story(struct core *c, const struct machine *m, uint64_t page, bool rich)
{
	uint64_t p = page, exe = m->exe, libc = m->lib, ld, heap, stack, top;

	core_begin(c, m, page);
	ld = libc + 0x100 * p;
	heap = exe + 0x20 * p;
	stack = libc - 0x20 * p;
	top = m->stack;
	c->signal = 11;
	c->fault = 0x10;
	c->phdr = exe + (m->width == 8 ? 64 : 52);
	c->phnum = 6;
	c->entry = exe + p + 0x40;
	core_map(c, exe, 1, 1, R, EXE, 0);
	core_map(c, exe + p, 3, 0, R | X, EXE, p);
	core_map(c, exe + 4 * p, 2, 0, R, EXE, 4 * p);
	core_map(c, exe + 6 * p, 1, rich, R, EXE, 6 * p);
	core_map(c, exe + 7 * p, 1, 1, R | W, EXE, 7 * p);
	if (rich)
		core_map(c, exe + 8 * p, 1, 1, R | W, NULL, 0);
	core_map(c, heap, 1, 1, R | W, NULL, 0);
	if (rich) {
		core_map(c, stack - 0x1010 * p, 0x1000, 0, 0, NULL, 0);
		core_map(c, stack - 0x10 * p, 2, 0, R, "/opt/app/data", 0);
	}
	core_map(c, stack - p, 1, 0, 0, NULL, 0);
	core_map(c, stack, 2, 2, R | W, NULL, 0);
	core_map(c, libc, 1, rich, R, LIBC, 0);
	core_map(c, libc + p, 4, 0, R | X, LIBC, p);
	if (rich) {
		c->vdso = ld - 0x10 * p;
		c->base = ld;
		core_map(c, libc + 5 * p, 1, 1, R | W, LIBC, 5 * p);
		core_map(c, c->vdso, 1, 1, R | X, NULL, 0);
		core_map(c, ld, 1, 0, R, LD, 0);
		core_map(c, ld + p, 2, 0, R | X, LD, p);
		core_map(c, ld + 3 * p, 1, 1, R | W, LD, 3 * p);
	}
	core_map(c, top, rich ? 2 : 1, rich ? 2 : 1, R | W, NULL, 0);
	top += rich ? p : 0;
	if (m == &x86_64)
		core_map(c, 0xffffffffff600000, 1, 0, X, NULL, 0);

	core_image(c, exe, 8, 0xe1);
	if (rich) {
		core_image(c, libc, 6, 0xc2);
		core_image(c, c->vdso, 2, 0xd3);
		modules(c, ld + 3 * p, exe, exe + 6 * p + 0x100, libc, ld);
	}
	c->random = top + p - 0x200;
	c->execfn = top + p - 0x100;
	core_poke(c, c->random, "sixteen random b", 16);
	core_poke(c, c->execfn, EXE, sizeof EXE);

	/* The second thread crashed, so it comes first. */
	core_thread(c, 4713, exe + p + 0x123, stack + p + 0x600,
	    stack + 2 * p - 0x700);
	frame(c, stack + p + 0x600, exe + p + 0x200);
	core_thread(c, 4711, libc + p + 0x456, top + 0x600,
	    exe + 7 * p + 0x800);
	frame(c, top + 0x600, exe + p + 0x300);
}
