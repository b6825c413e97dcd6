/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * registers.c -- where each register lies on either side: one table for each
 * processor, for both directions.
 */
#include <string.h>

#include "base/bytes.h"
#include "convert/registers.h"
#include "convert/x87.h"

/* A general register: which word of pr_reg, and where in a CONTEXT. */
struct general {
	uint8_t		 index;
	uint8_t		 width;		/* bytes in the CONTEXT */
	uint16_t	 at;
};

/* Bytes that are the same on both sides. */
struct block {
	uint8_t		 note;		/* enum register_note */
	uint16_t	 from, at, len;	/* in the note, in the CONTEXT */
	uint32_t	 flags;		/* ContextFlags that stand for it */
};

struct layout_of {
	enum machine	 machine;
	uint16_t	 size;		/* of the CONTEXT, at least */
	uint16_t	 most;		/* 0: no more either */
	uint16_t	 flags_at;
	uint32_t	 flags;		/* of the general registers */
	uint8_t		 word, words;	/* of pr_reg */
	uint8_t		 original;	/* the word that is -1 outside of system
					   calls, or NO_ORIGINAL */
	const struct general *general;
	size_t		 ngeneral;
	const struct block *blocks;
	size_t		 nblocks;
};
enum { NO_ORIGINAL = 0xff };
#define COUNTED(array)	(array), sizeof (array) / sizeof *(array)

static const struct general amd64[] = {
	{ 17, 2, 56 }, { 23, 2, 58 }, { 24, 2, 60 },	/* cs ds es */
	{ 25, 2, 62 }, { 26, 2, 64 }, { 20, 2, 66 },	/* fs gs ss */
	{ 18, 4, 68 },					/* eflags */
	{ 10, 8, 120 }, { 11, 8, 128 }, { 12, 8, 136 },	/* rax rcx rdx */
	{ 5, 8, 144 }, { 19, 8, 152 }, { 4, 8, 160 },	/* rbx rsp rbp */
	{ 13, 8, 168 }, { 14, 8, 176 },			/* rsi rdi */
	{ 9, 8, 184 }, { 8, 8, 192 }, { 7, 8, 200 },	/* r8 ... */
	{ 6, 8, 208 }, { 3, 8, 216 }, { 2, 8, 224 },
	{ 1, 8, 232 }, { 0, 8, 240 },			/* ... r15 */
	{ 16, 8, 248 },					/* rip */
};
/* FltSave is the FXSAVE image; MxCsr stands before it once more. */
static const struct block amd64_blocks[] = {
	{ REGS_FLOAT, 0, 256, 512, 0x100008 },
	{ REGS_FLOAT, 24, 52, 4, 0x100008 },
};

static const struct general x86[] = {
	{ 10, 4, 140 }, { 9, 4, 144 }, { 8, 4, 148 },	/* gs fs es */
	{ 7, 4, 152 }, { 4, 4, 156 }, { 3, 4, 160 },	/* ds edi esi */
	{ 0, 4, 164 }, { 2, 4, 168 }, { 1, 4, 172 },	/* ebx edx ecx */
	{ 6, 4, 176 }, { 5, 4, 180 }, { 12, 4, 184 },	/* eax ebp eip */
	{ 13, 4, 188 }, { 14, 4, 192 },			/* cs eflags */
	{ 15, 4, 196 }, { 16, 4, 200 },			/* esp ss */
};
static const struct block x86_blocks[] = {
	{ REGS_FLOAT, 0, 28, FSAVE_SIZE, 0x10008 },
	{ REGS_FXSAVE, 0, 204, FXSAVE_SIZE, 0x10020 },
};

#define X(n)	{ (n), 8, 8 + 8 * (n) }
static const struct general arm64[] = {
	X(0), X(1), X(2), X(3), X(4), X(5), X(6), X(7), X(8), X(9), X(10),
	X(11), X(12), X(13), X(14), X(15), X(16), X(17), X(18), X(19), X(20),
	X(21), X(22), X(23), X(24), X(25), X(26), X(27), X(28), X(29), X(30),
	X(31), X(32),				/* sp pc */
	{ 33, 4, 4 },				/* pstate */
};
/* The control registers change places. */
static const struct block arm64_blocks[] = {
	{ REGS_FLOAT, 0, 272, 512, 0x400004 },
	{ REGS_FLOAT, 512, 788, 4, 0x400004 },	/* fpsr */
	{ REGS_FLOAT, 516, 784, 4, 0x400004 },	/* fpcr */
};
/* Breakpad's of before Windows had one. */
static const struct general arm64_old[] = {
	X(0), X(1), X(2), X(3), X(4), X(5), X(6), X(7), X(8), X(9), X(10),
	X(11), X(12), X(13), X(14), X(15), X(16), X(17), X(18), X(19), X(20),
	X(21), X(22), X(23), X(24), X(25), X(26), X(27), X(28), X(29), X(30),
	X(31), X(32),
	{ 33, 4, 272 },
};
static const struct block arm64_old_blocks[] = {
	{ REGS_FLOAT, 0, 284, 512, 0x80000004 },
	{ REGS_FLOAT, 512, 276, 4, 0x80000004 },
	{ REGS_FLOAT, 516, 280, 4, 0x80000004 },
};
#undef X

#define R(n)	{ (n), 4, 4 + 4 * (n) }
static const struct general arm[] = {
	R(0), R(1), R(2), R(3), R(4), R(5), R(6), R(7), R(8), R(9), R(10),
	R(11), R(12), R(13), R(14), R(15),
	{ 16, 4, 68 },				/* cpsr */
};
#undef R
static const struct block arm_blocks[] = {
	{ REGS_VFP, 0, 80, 256, 0x40000004 },
	{ REGS_VFP, 256, 72, 4, 0x40000004 },	/* fpscr */
};

/* The first row of a processor is the one that is written. */
static const struct layout_of layouts[] = {
	{ MACHINE_X86_64, 1232, 0, 48, 0x100007, 8, 27, 15, COUNTED(amd64),
	    COUNTED(amd64_blocks) },
	{ MACHINE_X86_64, 720, 736, 48, 0x100007, 8, 27, 15, COUNTED(amd64),
	    NULL, 0 },
	{ MACHINE_X86, 716, 0, 0, 0x10007, 4, 17, 11, COUNTED(x86),
	    COUNTED(x86_blocks) },
	{ MACHINE_ARM64, 912, 0, 0, 0x400003, 8, 34, NO_ORIGINAL,
	    COUNTED(arm64), COUNTED(arm64_blocks) },
	{ MACHINE_ARM64, 796, 796, 0, 0x80000003, 8, 34, NO_ORIGINAL,
	    COUNTED(arm64_old), COUNTED(arm64_old_blocks) },
	{ MACHINE_ARM, 336, 0, 0, 0x40000003, 4, 18, 17, COUNTED(arm),
	    COUNTED(arm_blocks) },
};
enum {
	LAYOUTS = sizeof layouts / sizeof *layouts,
	ARM_CONTEXT = 368	/* Breakpad's; that of Windows is longer */
};

static const struct layout_of *
layout_of(enum machine machine, size_t size)
{
	size_t i;

	for (i = 0; i < LAYOUTS; i++)
		if (layouts[i].machine == machine &&
		    size >= layouts[i].size &&
		    (layouts[i].most == 0 || size <= layouts[i].most))
			return &layouts[i];
	return NULL;
}

size_t
context_size(enum machine machine)
{
	const struct layout_of *l = layout_of(machine, SIZE_MAX);

	return l == NULL ? 0 : machine == MACHINE_ARM ? ARM_CONTEXT : l->size;
}

size_t
general_size(enum machine machine)
{
	const struct layout_of *l = layout_of(machine, SIZE_MAX);

	return l == NULL ? 0 : (size_t)l->word * l->words;
}

/* Little-endian, of 2, 4 or 8 bytes. */
static uint64_t
get(const uint8_t *p, unsigned width)
{
	return width == 2 ? le16(p) : width == 4 ? le32(p) : le64(p);
}

static void
put(uint8_t *p, unsigned width, uint64_t v)
{
	if (width == 2)
		put_le16(p, (uint16_t)v);
	else if (width == 4)
		put_le32(p, (uint32_t)v);
	else
		put_le64(p, v);
}

/*
 * Of floating point a core may have one form and not the other: the XSAVE
 * area begins with an FXSAVE image, and that one holds what FSAVE stores.
 * SCRATCH has room for what is derived.
 */
struct derived {
	uint8_t		 fxsave[FXSAVE_SIZE];
	uint8_t		 fsave[FSAVE_SIZE];
};
enum { XSAVE_OWN = 464 };	/* of FXSAVE_SIZE: XCR0 in the area */

static void
complete(struct register_notes *n, enum machine machine,
    struct derived *scratch)
{
	struct bytes *fxsave = &n->note[machine == MACHINE_X86 ?
	    REGS_FXSAVE : REGS_FLOAT];

	if (machine != MACHINE_X86 && machine != MACHINE_X86_64)
		return;
	if (fxsave->n < FXSAVE_SIZE && n->note[REGS_XSAVE].n >= FXSAVE_SIZE) {
		memset(scratch->fxsave, 0, FXSAVE_SIZE);
		memcpy(scratch->fxsave, n->note[REGS_XSAVE].v, XSAVE_OWN);
		*fxsave = (struct bytes){ scratch->fxsave, FXSAVE_SIZE };
	}
	if (machine == MACHINE_X86 && n->note[REGS_FLOAT].n < FSAVE_SIZE &&
	    fxsave->n >= FXSAVE_SIZE) {
		fsave_from_fxsave(scratch->fsave, fxsave->v);
		n->note[REGS_FLOAT] = (struct bytes){ scratch->fsave,
		    FSAVE_SIZE };
	}
}

void
context_from_notes(uint8_t *out, enum machine machine,
    const struct register_notes *notes)
{
	const struct layout_of *l = layout_of(machine, SIZE_MAX);
	struct register_notes n = *notes;
	const struct bytes *from = &n.note[REGS_GENERAL];
	const struct general *g;
	const struct block *b;
	struct derived scratch;
	uint32_t flags = 0;

	memset(out, 0, context_size(machine));
	complete(&n, machine, &scratch);
	for (g = l->general; g < l->general + l->ngeneral; g++)
		if ((g->index + 1u) * l->word <= from->n) {
			put(out + g->at, g->width,
			    get(from->v + g->index * l->word, l->word));
			flags |= l->flags;
		}
	for (b = l->blocks; b < l->blocks + l->nblocks; b++)
		if ((size_t)b->from + b->len <= n.note[b->note].n) {
			memcpy(out + b->at, n.note[b->note].v + b->from,
			    b->len);
			flags |= b->flags;
		}
	put_le32(out + l->flags_at, flags);
}

/* Without NT_X86_XSTATE LLDB sees no system in a core, for it is known by
 * notes whose owner is "LINUX".  x87 and SSE are in use, AVX exists. */
static void
make_xsave(struct made_notes *out, const uint8_t *fxsave)
{
	enum { XCR0 = 464, XSTATE_BV = 512, SIZE = 832 };
	uint8_t *v = out->note[REGS_XSAVE].v;

	memcpy(v, fxsave, XSAVE_OWN);
	put_le64(v + XCR0, 7);
	put_le64(v + XSTATE_BV, 3);
	out->note[REGS_XSAVE].len = SIZE;
}

static void
make_float(struct made_notes *out, const struct layout_of *l,
    const uint8_t *context)
{
	const struct block *b;

	for (b = l->blocks; b < l->blocks + l->nblocks; b++) {
		memcpy(out->note[b->note].v + b->from, context + b->at,
		    b->len);
		if (out->note[b->note].len < (size_t)b->from + b->len)
			out->note[b->note].len = (size_t)b->from + b->len;
	}
	if (l->machine == MACHINE_X86_64 && l->nblocks > 0)
		make_xsave(out, out->note[REGS_FLOAT].v);
	else if (l->machine == MACHINE_X86)
		make_xsave(out, out->note[REGS_FXSAVE].v);
	else if (l->machine == MACHINE_ARM64)
		out->note[REGS_FLOAT].len = 528;	/* and 8 reserved */
}

bool
notes_from_context(struct made_notes *out, enum machine machine,
    struct bytes context)
{
	const struct layout_of *l = layout_of(machine, context.n);
	uint8_t *regs = out->note[REGS_GENERAL].v;
	const struct general *g;

	memset(out, 0, sizeof *out);
	if (l == NULL)
		return false;
	out->note[REGS_GENERAL].len = general_size(machine);
	for (g = l->general; g < l->general + l->ngeneral; g++)
		put(regs + g->index * l->word, l->word,
		    get(context.v + g->at, g->width));
	if (l->original != NO_ORIGINAL)
		put(regs + l->original * l->word, l->word, UINT64_MAX);
	make_float(out, l, context.v);
	return true;
}
