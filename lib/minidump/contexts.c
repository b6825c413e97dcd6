/* SPDX-License-Identifier: BSD-2-Clause */
/* contexts.c -- where registers lie in the CONTEXT of each processor. */
#include <stdlib.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "minidump/minidump.h"

/*
 * The processor that SystemInfo names decides, not ContextFlags: its bits
 * mean different things, and Breakpad's processors collide with flags of
 * Windows.  SIZE ends behind the general registers, for some writers leave
 * out the rest: LLDB's contexts of AMD64 have 720 bytes of 1232.
 */
struct context {
	uint16_t	 arch;		/* ProcessorArchitecture */
	uint16_t	 size;		/* bytes, at least */
	uint16_t	 first;		/* where its integer registers begin */
	uint16_t	 pc, sp, fp;
	uint8_t		 width;
};

static const struct context contexts[] = {
	{ 0, 0xcc, 0x9c, 0xb8, 0xc4, 0xb4, 4 },		/* x86 */
	{ 10, 0xcc, 0x9c, 0xb8, 0xc4, 0xb4, 4 },
	{ 14, 0xcc, 0x9c, 0xb8, 0xc4, 0xb4, 4 },
	{ 9, 0x100, 0x78, 0xf8, 0x98, 0xa0, 8 },	/* AMD64 */
	{ 5, 0x48, 0x04, 0x40, 0x38, 0x30, 4 },		/* ARM, fp is r11 */
	{ 13, 0x48, 0x04, 0x40, 0x38, 0x30, 4 },
	{ 12, 0x110, 0x08, 0x108, 0x100, 0xf0, 8 },	/* ARM64 */
	{ 0x8003, 0x110, 0x08, 0x108, 0x100, 0xf0, 8 },	/* ... Breakpad's */
	/* MIPS: registers of 64 bits on both, $29 and $30. */
	{ 1, 0x140, 0x08, 0x138, 0xf0, 0xf8, 8 },
	{ 0x8004, 640, 0x08, 0x150, 0xf0, 0xf8, 8 },	/* Crashpad's */
	{ 0x8004, 0x140, 0x08, 0x138, 0xf0, 0xf8, 8 },
	{ 3, 0x8c, 0x04, 0x04, 0x10, 0x88, 4 },		/* PPC: r1, r31 */
	{ 0x8002, 0x118, 0x08, 0x08, 0x20, 0x110, 8 },
	{ 0x8001, 0x118, 0x08, 0x110, 0x78, 0xf8, 8 },	/* SPARC: o6, i6 */
	{ 0x8005, 0x88, 0x08, 0x08, 0x10, 0x28, 4 },		/* RISC-V: x2, x8 */
	{ 0x8006, 0x108, 0x08, 0x08, 0x18, 0x48, 8 },
};

static const struct context *
context_of(const struct minidump *md, uint32_t size)
{
	size_t i;

	for (i = 0; i < sizeof contexts / sizeof *contexts; i++)
		if (md->system && contexts[i].arch == md->arch &&
		    size >= contexts[i].size)
			return &contexts[i];
	return NULL;
}

int
md_registers(struct minidump *md, uint32_t size, uint64_t rva,
    struct registers *out, struct dump_err *err)
{
	const struct context *c = context_of(md, size);
	uint8_t buf[1024];
	size_t got;

	out->pc = out->sp = out->fp = DUMP_NOWHERE;
	out->integers = (struct integers){ 0 };
	if (c == NULL || rva == 0 || size > RECORD_MAX)
		return 0;
	if (md_read(md, rva, buf, c->size, &got, err) == -1)
		return -1;
	if (got < c->size)
		return 0;
	out->pc = md_address(md, get_word(md->big, c->width, buf + c->pc));
	out->sp = md_address(md, get_word(md->big, c->width, buf + c->sp));
	out->fp = md_address(md, get_word(md->big, c->width, buf + c->fp));
	out->integers = (struct integers){ rva + c->first,
	    (uint16_t)(c->size - c->first), c->width };
	return 0;
}
