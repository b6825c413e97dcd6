/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * registers.c -- machines, and where their register notes have what a tool
 * without a disassembler can use: thread id, PC, SP, frame pointer, thread
 * pointer, blocked signals.
 */
#include "base/bytes.h"
#include "base/checked.h"
#include "elfcore/elfcore.h"

#ifndef EM_LOONGARCH
#define EM_LOONGARCH	258
#endif
#define EM_ALPHA_LINUX	0x9026	/* used since before it had a number */
#define EF_MIPS_N32	0x20	/* EF_MIPS_ABI2: 32 bits, wide registers */

/* struct elf_prstatus of Linux up to pr_reg, for longs of 8 and 4 bytes. */
enum {
	HOLD_64 = 24, PID_64 = 32, REGS_64 = 112,
	HOLD_32 = 20, PID_32 = 24, REGS_32 = 72,
	HOLD_M68K = 18, PID_M68K = 22, REGS_M68K = 70	/* longs at 2 bytes */
};

enum { INTEGERS_MAX = 1024 };	/* ia64 has most */

/* Offsets from indices into pr_reg. */
#define WIDE(pc, sp, fp, tp)						\
	{ PID_64, HOLD_64, REGS_64 + 8 * (pc), REGS_64 + 8 * (sp),	\
	    REGS_64 + 8 * (fp), (tp) < 0 ? 0 : REGS_64 + 8 * (tp), 8,	\
	    REGS_64 }
#define WIDE_IN_32(pc, sp, fp, tp)					\
	{ PID_32, HOLD_32, REGS_32 + 8 * (pc), REGS_32 + 8 * (sp),	\
	    REGS_32 + 8 * (fp), (tp) < 0 ? 0 : REGS_32 + 8 * (tp), 8,	\
	    REGS_32 }
#define NARROW(pc, sp, fp, tp)						\
	{ PID_32, HOLD_32, REGS_32 + 4 * (pc), REGS_32 + 4 * (sp),	\
	    (fp) < 0 ? 0 : REGS_32 + 4 * (fp),				\
	    (tp) < 0 ? 0 : REGS_32 + 4 * (tp), 4, REGS_32 }

static const struct elfcore_registers unknown_64 = { .pid = PID_64,
    .sighold = HOLD_64 };
static const struct elfcore_registers unknown_32 = { .pid = PID_32,
    .sighold = HOLD_32 };

static const struct machine_row {
	uint16_t		 number;
	enum machine		 wide, narrow;	/* by class of the file */
	struct elfcore_registers regs_64, regs_32;
} machines[] = {
	/* rip rsp rbp fs_base; a file of 32 bits is x32. */
	{ EM_X86_64, MACHINE_X86_64, MACHINE_X86_64, WIDE(16, 19, 4, 21),
	    WIDE_IN_32(16, 19, 4, 21) },
	/* eip esp ebp; the thread pointer is in NT_386_TLS. */
	{ EM_386, MACHINE_UNKNOWN, MACHINE_X86, { 0 },
	    NARROW(12, 15, 5, -1) },
	/* pc sp x29; NT_ARM_TLS. */
	{ EM_AARCH64, MACHINE_ARM64, MACHINE_ARM64, WIDE(32, 31, 29, -1),
	    WIDE_IN_32(32, 31, 29, -1) },
	{ EM_ARM, MACHINE_UNKNOWN, MACHINE_ARM, { 0 },
	    NARROW(15, 13, 11, -1) },
	/* pc x2 x8 x4 */
	{ EM_RISCV, MACHINE_RISCV64, MACHINE_RISCV32, WIDE(0, 2, 8, 4),
	    NARROW(0, 2, 8, 4) },
	/* nip r1 r31 r13 */
	{ EM_PPC64, MACHINE_PPC64, MACHINE_UNKNOWN, WIDE(32, 1, 31, 13),
	    { 0 } },
	/* nip r1, and r2 as thread pointer */
	{ EM_PPC, MACHINE_UNKNOWN, MACHINE_PPC, { 0 }, NARROW(32, 1, -1, 2) },
	/* The PSW's address, r15, r11; access registers 0 and 1, below. */
	{ EM_S390, MACHINE_S390X, MACHINE_S390, WIDE(1, 17, 13, 18),
	    NARROW(1, 17, 13, 18) },
	/* epc r29 r30; o32 has 6 unused words before r0. */
	{ EM_MIPS, MACHINE_MIPS64, MACHINE_MIPS, WIDE(34, 29, 30, -1),
	    NARROW(40, 35, 36, -1) },
	/* era r3 r22 r2 */
	{ EM_LOONGARCH, MACHINE_LOONGARCH64, MACHINE_UNKNOWN,
	    WIDE(33, 3, 22, 2), { 0 } },
	/* tpc o6 i6 g7; both pointers are biased, below. */
	{ EM_SPARCV9, MACHINE_SPARC64, MACHINE_UNKNOWN, WIDE(33, 14, 30, 7),
	    { 0 } },
	/* pc usp r15 and the "unique" value of PALcode */
	{ EM_ALPHA_LINUX, MACHINE_ALPHA, MACHINE_UNKNOWN,
	    WIDE(31, 30, 15, 32), { 0 } },
	{ EM_ALPHA, MACHINE_ALPHA, MACHINE_UNKNOWN, WIDE(31, 30, 15, 32),
	    { 0 } },
	/* pc usp a6, after d1-d7 a0-a6 d0 */
	{ EM_68K, MACHINE_UNKNOWN, MACHINE_M68K, { 0 },
	    { PID_M68K, HOLD_M68K, REGS_M68K + 4 * 18, REGS_M68K + 4 * 15,
	    REGS_M68K + 4 * 13, 0, 4, REGS_M68K } },
	{ EM_SPARC, MACHINE_UNKNOWN, MACHINE_SPARC, { 0 }, { 0 } },
	{ EM_SPARC32PLUS, MACHINE_UNKNOWN, MACHINE_SPARC, { 0 }, { 0 } },
	{ EM_IA_64, MACHINE_IA64, MACHINE_UNKNOWN, { 0 }, { 0 } },
	{ EM_PARISC, MACHINE_HPPA, MACHINE_HPPA, { 0 }, { 0 } },
	{ EM_SH, MACHINE_UNKNOWN, MACHINE_SH, { 0 }, { 0 } },
};

static const struct elfcore_registers mips_n32 = WIDE_IN_32(34, 29, 30, -1);

static const struct machine_row *
row_of(const Elf64_Ehdr *e)
{
	size_t i;

	for (i = 0; i < sizeof machines / sizeof *machines; i++)
		if (machines[i].number == e->e_machine)
			return &machines[i];
	return NULL;
}

static bool
is_n32(const Elf64_Ehdr *e)
{
	return e->e_machine == EM_MIPS && elfcore_word(e) == 4 &&
	    (e->e_flags & EF_MIPS_N32) != 0;
}

enum machine
elfcore_machine(const Elf64_Ehdr *e)
{
	const struct machine_row *row = row_of(e);

	if (row == NULL)
		return MACHINE_UNKNOWN;
	if (is_n32(e))
		return MACHINE_MIPS64;
	return elfcore_word(e) == 8 ? row->wide : row->narrow;
}

size_t
elfcore_prstatus_start(const Elf64_Ehdr *e)
{
	const struct machine_row *row = row_of(e);

	if (elfcore_word(e) == 8)
		return REGS_64;
	return row != NULL && row->number == EM_68K ? REGS_M68K : REGS_32;
}

uint16_t
elfcore_machine_number(enum machine machine, unsigned word)
{
	size_t i;

	for (i = 0; i < sizeof machines / sizeof *machines; i++)
		if ((word == 8 ? machines[i].wide : machines[i].narrow) ==
		    machine)
			return machines[i].number;
	return EM_NONE;
}

const struct elfcore_registers *
elfcore_prstatus(const Elf64_Ehdr *e)
{
	const struct elfcore_registers *regs = NULL;
	const struct machine_row *row = row_of(e);

	if (is_n32(e))
		return &mips_n32;
	if (row != NULL)
		regs = elfcore_word(e) == 8 ? &row->regs_64 : &row->regs_32;
	if (regs != NULL && regs->pid != 0)
		return regs;
	return elfcore_word(e) == 8 ? &unknown_64 : &unknown_32;
}

/* A register as an address of the process, or DUMP_NOWHERE. */
static uint64_t
get_register(const struct elfcore_reader *r, const struct elfcore_note *n,
    size_t off, size_t size)
{
	const Elf64_Ehdr *e = &r->core->ehdr;
	uint64_t v;

	if (off == 0 || off + size > n->have)
		return DUMP_NOWHERE;
	v = get_word(elfcore_big(e), (unsigned)size, n->desc + off);
	return elfcore_word(e) == 4 ? (uint32_t)v : v;
}

/* The SPARC V9 ABI keeps SP and FP 2047 below the frame, which is odd. */
static uint64_t
unbiased(uint64_t v)
{
	return v != DUMP_NOWHERE && (v & 1) != 0 ? v + 2047 : v;
}

/* What single machines keep in their own way. */
static void
mend(const struct elfcore_reader *r, const struct elfcore_note *n,
    const struct elfcore_registers *regs, struct dump_thread *t)
{
	switch (r->m->machine) {
	case MACHINE_S390:		/* 31 bits, and the addressing mode */
		if (t->pc != DUMP_NOWHERE)
			t->pc &= 0x7fffffff;
		break;
	case MACHINE_S390X:		/* two registers of 32 bits */
		if (regs->tp != 0 && regs->tp + 8u <= n->have)
			t->tp = (uint64_t)get32(true, n->desc + regs->tp) <<
			    32 | get32(true, n->desc + regs->tp + 4);
		break;
	case MACHINE_SPARC64:
		t->sp = unbiased(t->sp);
		t->fp = unbiased(t->fp);
		break;
	default:
		break;
	}
}

/* What follows them in their note is a word or two of flags. */
static struct integers
integers_of(const struct elfcore_note *n, const struct elfcore_registers *regs)
{
	struct integers out = { 0 };

	if (regs->size == 0 || n->size <= regs->first)
		return out;
	out.off = n->off + regs->first;
	out.size = (uint16_t)min_u64(n->size - regs->first, INTEGERS_MAX);
	out.width = regs->size;
	return out;
}

void
elfcore_get_registers(const struct elfcore_reader *r,
    const struct elfcore_note *n, const struct elfcore_registers *regs,
    struct thread *t)
{
	struct dump_thread *seen = &t->seen;

	t->integers = integers_of(n, regs);
	seen->pc = get_register(r, n, regs->pc, regs->size);
	seen->sp = get_register(r, n, regs->sp, regs->size);
	seen->fp = get_register(r, n, regs->fp, regs->size);
	seen->tp = get_register(r, n, regs->tp, regs->size);
	mend(r, n, regs, seen);
	if (seen->tp == 0)		/* a thread without one */
		seen->tp = DUMP_NOWHERE;
}
