/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * generate.c -- large dumps with the metadata first, as the Linux kernel and
 * dbghelp write them.
 *
 *	generate elf|minidump KEPT DROPPED FILE [sparse]
 *
 * KEPT MiB of private memory, of which there are bytes, and DROPPED MiB of a
 * mapped file, which are zeros, and with "sparse" a hole.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/buf.h"

enum { PAGE = 4096, MIB = 1 << 20, EHDR = 64, PHDR = 56 };

#define PRIVATE	UINT64_C(0x10000000000)
#define FILE_AT	UINT64_C(0x20000000000)
#define STACK	UINT64_C(0x7ffffffde000)

static void
phdr(struct buf *b, uint32_t type, uint32_t flags, uint64_t off,
    uint64_t addr, uint64_t size)
{
	buf_u32(b, type);
	buf_u32(b, flags);
	buf_u64(b, off);
	buf_u64(b, addr);
	buf_u64(b, 0);
	buf_u64(b, size);
	buf_u64(b, type == 1 ? size : 0);
	buf_u64(b, type == 1 ? PAGE : 4);
}

static void
note(struct buf *b, uint32_t type, const struct buf *desc)
{
	buf_u32(b, 5);
	buf_u32(b, (uint32_t)desc->n);
	buf_u32(b, type);
	buf_add(b, "CORE\0\0\0", 8);
	buf_add(b, desc->v, desc->n);
	buf_align(b, 4);
}

/* One thread, where its stack is, and which file is mapped. */
static void
notes(struct buf *b, uint64_t dropped)
{
	static const uint64_t auxv[] = { 6, PAGE, 25, STACK + PAGE - 64, 0,
	    0 };
	struct buf d = { NULL, 0, 0, false };
	size_t i;

	buf_zeros(&d, 336);
	buf_set32(&d, 32, 4711);
	buf_set64(&d, 264, STACK + 512);
	note(b, 1, &d);
	buf_cut(&d, 0);
	buf_zeros(&d, 136);
	buf_set(&d, 40, "app", 4);
	note(b, 3, &d);
	buf_cut(&d, 0);
	for (i = 0; i < sizeof auxv / sizeof auxv[0]; i++)
		buf_u64(&d, auxv[i]);
	note(b, 6, &d);
	buf_cut(&d, 0);
	buf_u64(&d, 1);
	buf_u64(&d, PAGE);
	buf_u64(&d, FILE_AT);
	buf_u64(&d, FILE_AT + dropped);
	buf_u64(&d, 0);
	buf_text(&d, "/srv/data");
	note(b, 0x46494c45, &d);
	buf_free(&d);
}

/* A LOAD for each 16 MiB of private memory, one for the file, the stack. */
static void
elf_head(struct buf *b, uint64_t kept, uint64_t dropped)
{
	struct buf n = { NULL, 0, 0, false };
	uint64_t part = 16 * MIB, loads = (kept + part - 1) / part, at, off;

	notes(&n, dropped);
	buf_add(b, "\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\4\0\x3e\0\1\0\0\0", 24);
	buf_zeros(b, EHDR - 24);
	buf_set64(b, 32, EHDR);
	buf_set16(b, 52, EHDR);
	buf_set16(b, 54, PHDR);
	buf_set16(b, 56, (unsigned)loads + 3);
	off = EHDR + (loads + 3) * PHDR;
	phdr(b, 4, 0, off, 0, n.n);
	off = (off + n.n + PAGE - 1) / PAGE * PAGE;
	for (at = 0; at < kept; at += part)
		phdr(b, 1, 6, off + at, PRIVATE + 2 * at,
		    kept - at < part ? kept - at : part);
	phdr(b, 1, 4, off + kept, FILE_AT, dropped);
	phdr(b, 1, 6, off + kept + dropped, STACK, PAGE);
	buf_add(b, n.v, n.n);
	buf_free(&n);
	buf_align(b, PAGE);
}

static void
region(struct buf *b, uint64_t addr, uint64_t size, uint32_t protect,
    uint32_t type)
{
	buf_u64(b, addr);
	buf_u64(b, addr);
	buf_u64(b, protect);
	buf_u64(b, size);
	buf_u32(b, 0x1000);
	buf_u32(b, protect);
	buf_u64(b, type);
}

/* SystemInfo, MemoryInfoList, Memory64List. */
static void
minidump_head(struct buf *b, uint64_t kept, uint64_t dropped)
{
	enum { DIRECTORY = 32, SYSTEM = 68, INFO = 124, LIST = INFO + 160 };
	const uint32_t directory[][3] = { { 7, 56, SYSTEM },
	    { 16, 160, INFO }, { 9, 64, LIST } };
	size_t i;

	buf_add(b, "MDMP\x93\xa7\0\0", 8);
	buf_u32(b, 3);
	buf_u32(b, DIRECTORY);
	buf_u64(b, 0);
	buf_u64(b, 0x802);
	for (i = 0; i < 9; i++)
		buf_u32(b, directory[i / 3][i % 3]);
	buf_zeros(b, 56);
	buf_set16(b, SYSTEM, 9);
	buf_set32(b, SYSTEM + 8, 10);
	buf_set32(b, SYSTEM + 20, 2);
	buf_u32(b, 16);
	buf_u32(b, 48);
	buf_u64(b, 3);
	region(b, PRIVATE, kept, 4, 0x20000);
	region(b, FILE_AT, dropped, 2, 0x40000);
	region(b, STACK, PAGE, 4, 0x20000);
	buf_u64(b, 3);
	buf_u64(b, LIST + 64);
	buf_u64(b, PRIVATE);
	buf_u64(b, kept);
	buf_u64(b, FILE_AT);
	buf_u64(b, dropped);
	buf_u64(b, STACK);
	buf_u64(b, PAGE);
}

static void
put(FILE *f, const void *bytes, size_t len)
{
	if (len != 0 && fwrite(bytes, len, 1, f) != 1)
		err(1, "write");
}

/* Half noise, half of it repeated: as a heap of records. */
static void
put_noise(FILE *f, uint64_t mib)
{
	static uint64_t block[MIB / 8];
	uint64_t seed = UINT64_C(88172645463325252), i;

	for (; mib > 0; mib--) {
		for (i = 0; i < MIB / 8; i++) {
			seed ^= seed << 13;
			seed ^= seed >> 7;
			seed ^= seed << 17;
			block[i] = i % 4 == 0 ? seed : seed & 0xffff;
		}
		put(f, block, sizeof block);
	}
}

static void
put_zeros(FILE *f, uint64_t len, int sparse)
{
	static const char zeros[MIB];

	if (sparse) {
		if (fseeko(f, (off_t)len, SEEK_CUR) == -1)
			err(1, "seek");
		return;
	}
	for (; len >= MIB; len -= MIB)
		put(f, zeros, MIB);
	put(f, zeros, (size_t)len);
}

int
main(int argc, char **argv)
{
	struct buf head = { NULL, 0, 0, false };
	uint64_t kept, dropped;
	FILE *f;

	if (argc < 5) {
		fputs("usage: generate elf|minidump KEPT DROPPED FILE "
		    "[sparse]\n", stderr);
		return 2;
	}
	kept = strtoull(argv[2], NULL, 10) * MIB;
	dropped = strtoull(argv[3], NULL, 10) * MIB;
	if ((f = fopen(argv[4], "wb")) == NULL)
		err(1, "%s", argv[4]);
	if (strcmp(argv[1], "elf") == 0)
		elf_head(&head, kept, dropped);
	else
		minidump_head(&head, kept, dropped);
	put(f, head.v, head.n);
	put_noise(f, kept / MIB);
	put_zeros(f, dropped, argc > 5);
	/* Something at the end, so that the size is right. */
	put(f, head.v, head.n < PAGE ? head.n : PAGE);
	put_zeros(f, head.n < PAGE ? PAGE - head.n : 0, 0);
	if (fclose(f) != 0)
		err(1, "%s", argv[4]);
	buf_free(&head);
	return 0;
}
