/* SPDX-License-Identifier: BSD-2-Clause */
/* linux_arch.c -- the notes of owner "LINUX": registers of each machine
 * beyond the general ones. */
#include "elfcore/elfcore.h"

enum {
	ARM_TLS_WANT = 16,
	I386_TLS_WANT = 1024,
	USER_DESC = 16		/* entry number, base, limit, flags */
};

static struct dump_thread *
last_thread(struct elfcore_reader *r)
{
	return r->m->nthreads == 0 ? NULL :
	    &r->m->threads[r->m->nthreads - 1].seen;
}

/* The thread pointer, in a word of the process. */
static int
arm_tls(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	struct dump_thread *t = last_thread(r);
	uint64_t tp = elfcore_get_word(r, n, 0);

	(void)err;
	if (t != NULL && tp != 0)
		t->tp = tp;
	return 0;
}

/* Descriptors of the segments that a thread may use for itself: libc's is
 * the one that GS selects. */
static int
i386_tls(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	struct dump_thread *t = last_thread(r);
	size_t at;

	(void)err;
	for (at = 0; t != NULL && at + USER_DESC <= n->have; at += USER_DESC)
		if (elfcore_get32(r, n, at) == r->gs >> 3)
			t->tp = elfcore_get32(r, n, at + 4);
	return 0;
}

#define REGS(type, name) \
	{ "LINUX", type, name, ROLE_REGISTERS, true, 0, NULL }

const struct elfcore_kind elfcore_linux_arch[] = {
	REGS(0x46e62b7f, "PRXFPREG"),
	REGS(0x100, "PPC_VMX"),
	REGS(0x101, "PPC_SPE"),
	REGS(0x102, "PPC_VSX"),
	REGS(0x103, "PPC_TAR"),
	REGS(0x104, "PPC_PPR"),
	REGS(0x105, "PPC_DSCR"),
	REGS(0x106, "PPC_EBB"),
	REGS(0x107, "PPC_PMU"),
	REGS(0x108, "PPC_TM_CGPR"),
	REGS(0x109, "PPC_TM_CFPR"),
	REGS(0x10a, "PPC_TM_CVMX"),
	REGS(0x10b, "PPC_TM_CVSX"),
	REGS(0x10c, "PPC_TM_SPR"),
	REGS(0x10d, "PPC_TM_CTAR"),
	REGS(0x10e, "PPC_TM_CPPR"),
	REGS(0x10f, "PPC_TM_CDSCR"),
	REGS(0x110, "PPC_PKEY"),
	{ "LINUX", 0x200, "386_TLS", ROLE_REGISTERS, true, I386_TLS_WANT,
	    i386_tls },
	REGS(0x201, "386_IOPERM"),
	REGS(0x202, "X86_XSTATE"),
	REGS(0x203, "X86_CET"),
	REGS(0x204, "X86_SHSTK"),
	{ "LINUX", 0x205, "X86_XSAVE_LAYOUT", ROLE_READER, false, 0, NULL },
	REGS(0x300, "S390_HIGH_GPRS"),
	REGS(0x301, "S390_TIMER"),
	REGS(0x302, "S390_TODCMP"),
	REGS(0x303, "S390_TODPREG"),
	REGS(0x304, "S390_CTRS"),
	REGS(0x305, "S390_PREFIX"),
	REGS(0x306, "S390_LAST_BREAK"),
	REGS(0x307, "S390_SYSTEM_CALL"),
	REGS(0x308, "S390_TDB"),
	REGS(0x309, "S390_VXRS_LOW"),
	REGS(0x30a, "S390_VXRS_HIGH"),
	REGS(0x30b, "S390_GS_CB"),
	REGS(0x30c, "S390_GS_BC"),
	REGS(0x30d, "S390_RI_CB"),
	REGS(0x400, "ARM_VFP"),
	{ "LINUX", 0x401, "ARM_TLS", ROLE_REGISTERS, true, ARM_TLS_WANT,
	    arm_tls },
	REGS(0x402, "ARM_HW_BREAK"),
	REGS(0x403, "ARM_HW_WATCH"),
	REGS(0x404, "ARM_SYSTEM_CALL"),
	REGS(0x405, "ARM_SVE"),
	REGS(0x406, "ARM_PAC_MASK"),
	REGS(0x407, "ARM_PACA_KEYS"),
	REGS(0x408, "ARM_PACG_KEYS"),
	REGS(0x409, "ARM_TAGGED_ADDR_CTRL"),
	REGS(0x40a, "ARM_PAC_ENABLED_KEYS"),
	REGS(0x40b, "ARM_SSVE"),
	REGS(0x40c, "ARM_ZA"),
	REGS(0x40d, "ARM_ZT"),
	REGS(0x40e, "ARM_FPMR"),
	REGS(0x40f, "ARM_POE"),
	REGS(0x410, "ARM_GCS"),
	REGS(0x800, "MIPS_DSP"),
	REGS(0x801, "MIPS_FP_MODE"),
	REGS(0x802, "MIPS_MSA"),
	REGS(0x900, "RISCV_CSR"),
	REGS(0x901, "RISCV_VECTOR"),
	REGS(0x902, "RISCV_TAGGED_ADDR_CTRL"),
	REGS(0xa00, "LOONGARCH_CPUCFG"),
	REGS(0xa01, "LOONGARCH_CSR"),
	REGS(0xa02, "LOONGARCH_LSX"),
	REGS(0xa03, "LOONGARCH_LASX"),
	REGS(0xa04, "LOONGARCH_LBT"),
	REGS(0xa05, "LOONGARCH_HW_BREAK"),
	REGS(0xa06, "LOONGARCH_HW_WATCH"),
	{ 0 }
};
