/* SPDX-License-Identifier: BSD-2-Clause */
/* large.c -- ELF cores with more program headers than a repository wants. */
#include <string.h>

#include "corpora/core.h"
#include "corpora/sample.h"

enum { EHDR = 64, SHDR = 64, PHDR = 56, PAGE = 4096, NOTE_MAX = 4096 };

#define BASE	UINT64_C(0x10000000)

static void
phdr(struct buf *out, uint32_t type, uint64_t off, uint64_t addr,
    uint64_t filesz, uint64_t memsz)
{
	buf_u32(out, type);
	buf_u32(out, type == 1 ? R | W : 0);
	buf_u64(out, off);
	buf_u64(out, addr);
	buf_u64(out, 0);
	buf_u64(out, filesz);
	buf_u64(out, memsz);
	buf_u64(out, type == 1 ? PAGE : 4);
}

static void
section_zero(struct buf *out, uint32_t count)
{
	size_t at = buf_zeros(out, SHDR);

	buf_set64(out, at + 32, 1);
	buf_set32(out, at + 44, count);
}

/* The notes of one thread. */
static void
thread_note(struct core *c)
{
	core_begin(c, &x86_64, PAGE);
	c->signal = 11;
	c->fault = 0x10;
	core_thread(c, 42, 0x400123, BASE + 0x600, 0);
	core_kernel_notes(c);
}

/*
 * COUNT headers, one of them for the notes; every hundredth LOAD has a page.
 * Section header 0 is in FRONT, behind everything, or (COUNT fits) nowhere.
 */
static void
many(struct buf *out, uint32_t count, bool front, bool back)
{
	size_t notes, table = front ? EHDR + SHDR : EHDR;
	uint64_t off;
	struct core c;
	uint32_t i;

	thread_note(&c);
	buf_add(out, "\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\4\0\x3e\0\1\0\0\0", 24);
	buf_zeros(out, EHDR - 24);
	buf_set64(out, 32, table);
	buf_set16(out, 52, EHDR);
	buf_set16(out, 54, PHDR);
	buf_set16(out, 56, front || back ? 0xffff : count);
	if (front) {
		buf_set64(out, 40, EHDR);
		section_zero(out, count);
	}
	notes = table + (size_t)count * PHDR;
	phdr(out, 4, notes, 0, c.notes.n, 0);
	off = (notes + c.notes.n + PAGE - 1) / PAGE * PAGE;
	for (i = 0; i < count - 1; i++) {
		phdr(out, 1, off, BASE + (uint64_t)i * 2 * PAGE,
		    i % 100 == 0 ? PAGE : 0, PAGE);
		off += i % 100 == 0 ? PAGE : 0;
	}
	buf_add(out, c.notes.v, c.notes.n);
	buf_free(&c.notes);
	buf_align(out, PAGE);
	for (i = 0; i < count - 1; i += 100)
		buf_fill(out, (uint8_t)(i / 100), PAGE);
	if (back) {
		buf_set64(out, 40, out->n);
		section_zero(out, count);
	}
	if (front || back) {
		buf_set16(out, 58, SHDR);
		buf_set16(out, 60, 1);
	}
}

static void
xnum_front(struct buf *out)
{
	many(out, 65600, true, false);
}

static void
xnum_back(struct buf *out)
{
	many(out, 65600, false, true);
}

/* The number itself, as writers that know no better leave it. */
static void
xnum_literally(struct buf *out)
{
	many(out, 65535, false, false);
}

/* 10,000 LOADs share bytes of the file, each a little later than the last. */
static void
loads_share(struct buf *out)
{
	enum { LOADS = 10000 };
	struct core c;
	uint32_t i;
	size_t data;

	thread_note(&c);
	buf_add(out, "\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\4\0\x3e\0\1\0\0\0", 24);
	buf_zeros(out, EHDR - 24);
	buf_set64(out, 32, EHDR);
	buf_set16(out, 52, EHDR);
	buf_set16(out, 54, PHDR);
	buf_set16(out, 56, LOADS + 1);
	data = EHDR + (LOADS + 1) * PHDR + c.notes.n;
	phdr(out, 4, data - c.notes.n, 0, c.notes.n, 0);
	for (i = 0; i < LOADS; i++)
		phdr(out, 1, data + i, BASE + (uint64_t)i * 8 * PAGE,
		    4 * PAGE, 4 * PAGE);
	buf_add(out, c.notes.v, c.notes.n);
	buf_free(&c.notes);
	for (i = 0; i < LOADS + 4 * PAGE; i++)
		buf_u8(out, i);
}

const struct sample large[] = {
	{ "elf-xnum-front.core", xnum_front, "0", "0", "0",
	    "65,600 program headers, the number behind the ELF header." },
	{ "elf-xnum-back.core", xnum_back, "0", "0", "0",
	    "65,600 program headers, the number behind everything." },
	{ "elf-xnum-literally.core", xnum_literally, "0", "0", "0",
	    "65,535 program headers, and no section header." },
	{ "elf-loads-share.core", loads_share, "0", "0", "0",
	    "10,000 LOADs share bytes." },
	{ NULL, NULL, NULL, NULL, NULL, NULL }
};
