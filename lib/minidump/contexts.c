/* SPDX-License-Identifier: BSD-2-Clause */
/* contexts.c -- where registers lie in the CONTEXT of each processor. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "minidump/minidump.h"

struct bytes { uint16_t from, to; };	/* REST: to the end */
#define REST	UINT16_MAX

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
	/* Of floating point and vectors; behind XSTATE a CONTEXT_EX says
	 * where more of them are. */
	struct bytes	 vectors[2];
	uint16_t	 xstate;
	/* Of other values: but for the three, the link register, thread
	 * pointers, segments and flags. */
	struct bytes	 values[4];
};

#define X86(arch)							\
	{ arch, 0xcc, 0x9c, 0xb8, 0xc4, 0xb4, 4,			\
	    { { 0x1c, 0x8c }, { 0xcc, 0x2cc } }, 0x2cc,			\
	    { { 0x04, 0x1c }, { 0x9c, 0xb4 } } }
/* fp is r11, or r7 */
#define ARM(arch)							\
	{ arch, 0x48, 0x04, 0x40, 0x38, 0x30, 4, { { 0x48, REST } }, 0,	\
	    { { 0x04, 0x20 }, { 0x24, 0x30 }, { 0x34, 0x38 } } }
/* Windows has its thread block in x18. */
#define ARM64(arch, vectors, end)					\
	{ arch, 0x110, 0x08, 0x108, 0x100, 0xf0, 8,			\
	    { { vectors, end } }, 0,					\
	    { { 0x08, 0x98 }, { 0xa0, 0xf0 } } }
#define MIPS_VALUES	{ { 0x08, 0xe8 }, { 0x108, 0x138 } }

static const struct context contexts[] = {
	X86(0), X86(10), X86(14),
	{ 9, 0x100, 0x78, 0xf8, 0x98, 0xa0, 8,		/* AMD64 */
	    { { 0x100, 0x4a8 } }, 0x4d0,
	    { { 0x00, 0x30 }, { 0x48, 0x98 }, { 0xa8, 0xf8 } } },
	ARM(5), ARM(13),
	ARM64(12, 0x110, 0x318),
	ARM64(0x8003, 0x114, REST),			/* Breakpad's */
	/* MIPS: registers of 64 bits on both, $29 and $30. */
	{ 1, 0x140, 0x08, 0x138, 0xf0, 0xf8, 8,
	    { { 0x150, REST } }, 0, MIPS_VALUES },
	{ 0x8004, 640, 0x08, 0x150, 0xf0, 0xf8, 8,	/* Crashpad's */
	    { { 0x170, REST } }, 0, MIPS_VALUES },
	{ 0x8004, 0x140, 0x08, 0x138, 0xf0, 0xf8, 8,
	    { { 0x150, REST } }, 0, MIPS_VALUES },
	{ 3, 0x8c, 0x04, 0x04, 0x10, 0x88, 4,		/* PPC: r1, r31 */
	    { { 0xa4, REST } }, 0, { { 0x0c, 0x10 }, { 0x18, 0x88 } } },
	{ 0x8002, 0x118, 0x08, 0x08, 0x20, 0x110, 8, { { 0x140, REST } }, 0,
	    { { 0x18, 0x20 }, { 0x30, 0x80 }, { 0x88, 0x110 } } },
	{ 0x8001, 0x118, 0x08, 0x110, 0x78, 0xf8, 8,	/* SPARC: o6, i6 */
	    { { 0x138, REST } }, 0,
	    { { 0x08, 0x40 }, { 0x48, 0x78 }, { 0x88, 0xf8 } } },
	{ 0x8005, 0x88, 0x08, 0x08, 0x10, 0x28, 4,	/* RISC-V: x2, x8 */
	    { { 0x88, REST } }, 0, { { 0x1c, 0x28 }, { 0x2c, 0x88 } } },
	{ 0x8006, 0x108, 0x08, 0x08, 0x18, 0x48, 8,
	    { { 0x108, REST } }, 0, { { 0x30, 0x48 }, { 0x50, 0x108 } } },
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

enum { CONTEXT_EX = 24, XSTATE_AT = 16, XSAVE_HEADER = 64 };

/* What a CONTEXT_EX leads to, and where to: one head, all else is zero. */
static void
scrub_xstate(uint8_t *ex, size_t len)
{
	uint64_t at = len >= CONTEXT_EX ? le32(ex + XSTATE_AT) : 0;

	if (at < CONTEXT_EX || !fits(at, XSAVE_HEADER, len)) {
		memset(ex, 0, len);
		return;
	}
	memset(ex + CONTEXT_EX, 0, (size_t)at - CONTEXT_EX);
	at += XSAVE_HEADER;
	memset(ex + at, 0, len - (size_t)at);
}

static void
scrub_vectors(const struct context *c, uint8_t *buf, size_t len)
{
	size_t i, to;

	for (i = 0; i < sizeof c->vectors / sizeof *c->vectors; i++) {
		to = c->vectors[i].to == REST || c->vectors[i].to > len ?
		    len : c->vectors[i].to;
		if (c->vectors[i].from < to)
			memset(buf + c->vectors[i].from, 0,
			    to - c->vectors[i].from);
	}
	if (c->xstate != 0 && c->xstate < len)
		scrub_xstate(buf + c->xstate, len - c->xstate);
}

static void
scrub_values(const struct minidump *md, const struct context *c,
    const struct dump_plan *p, uint8_t *buf)
{
	size_t i, at;

	for (i = 0; i < sizeof c->values / sizeof *c->values; i++)
		for (at = c->values[i].from; at < c->values[i].to;
		    at += c->width)
			if (!p->scrub_word(p->scrub_ctx, NONE,
			    get_word(md->big, c->width, buf + at),
			    md->m->word))
				put_word(md->big, c->width, buf + at, 0);
}

void
md_scrub_context(const struct minidump *md, const struct dump_plan *p,
    uint8_t *buf, uint32_t len)
{
	const struct context *c = context_of(md, len);

	/* Of a machine that nobody knows nothing is sure to be harmless. */
	if (c == NULL) {
		if ((p->scrub & SCRUB_REGISTERS) != 0)
			memset(buf, 0, len);
		return;
	}
	if ((p->scrub & SCRUB_VECTORS) != 0)
		scrub_vectors(c, buf, len);
	if ((p->scrub & SCRUB_REGISTERS) != 0)
		scrub_values(md, c, p, buf);
}
