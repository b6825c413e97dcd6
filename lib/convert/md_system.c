/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * md_system.c -- SystemInfo and MiscInfo of another dump.  What it does not
 * say stays zero: nothing is taken from the machine that converts.
 */
#include <string.h>

#include "base/bytes.h"
#include "base/err.h"
#include "convert/to_minidump.h"

/* MINIDUMP_SYSTEM_INFO, and MINIDUMP_MISC_INFO of the first version. */
enum {
	S_ARCH = 0, S_CPUS = 6, S_PLATFORM = 20, S_CSD = 24, S_SIZE = 56,
	M_SIZE = 0, M_FLAGS = 4, M_PID = 8, MISC_SIZE = 24,
	MISC_PROCESS_ID = 1, ARCH_UNKNOWN = 0xffff
};

/* Readers take 0x8001 for SPARC with addresses of 32 bits. */
static const struct {
	uint8_t		 machine;
	uint16_t	 arch;
} architectures[] = {
	{ MACHINE_X86, 0 }, { MACHINE_X86_64, 9 }, { MACHINE_ARM, 5 },
	{ MACHINE_ARM64, 12 }, { MACHINE_MIPS, 1 },
	{ MACHINE_MIPS64, 0x8004 }, { MACHINE_PPC, 3 },
	{ MACHINE_PPC64, 0x8002 }, { MACHINE_SPARC, 0x8001 },
	{ MACHINE_RISCV32, 0x8005 },
	{ MACHINE_RISCV64, 0x8006 }, { MACHINE_LOONGARCH64, 0x8007 },
	{ MACHINE_SH, 4 }, { MACHINE_IA64, 6 }, { MACHINE_ALPHA, 7 },
};

static uint16_t
arch_of(enum machine machine)
{
	size_t i;

	for (i = 0; i < sizeof architectures / sizeof *architectures; i++)
		if (architectures[i].machine == machine)
			return architectures[i].arch;
	return ARCH_UNKNOWN;
}

/* Android is Linux by its kernel; its loader and libraries lie elsewhere. */
static bool
is_android(const struct dump_model *m)
{
	size_t i;

	if (m->os == OS_ANDROID)
		return true;
	for (i = 0; i < m->nfiles; i++)
		if (strncmp(m->files[i].name, "/apex/", 6) == 0 ||
		    strncmp(m->files[i].name, "/system/bin/linker", 18) == 0)
			return true;
	return false;
}

static uint32_t
platform_of(const struct dump_model *m)
{
	switch (m->os) {
	case OS_WINDOWS: return 2;
	case OS_MACOS: return 0x8101;
	case OS_IOS: return 0x8102;
	case OS_SOLARIS: return 0x8202;
	case OS_FUCHSIA: return 0x8206;
	case OS_LINUX: case OS_ANDROID:
		return is_android(m) ? 0x8203 : 0x8201;
	default: return 0x8000;
	}
}

/* Breakpad's readers want a text of the version, however short. */
int
md_make_system(struct to_minidump *c)
{
	uint8_t s[S_SIZE] = { 0 };
	uint32_t rva, at;

	if (made_add_string(c->d, c->m->facts.os_version != NULL ?
	    c->m->facts.os_version : "", &rva, c->err) == -1)
		return -1;
	put_le16(s + S_ARCH, arch_of(c->m->machine));
	s[S_CPUS] = c->m->facts.cpus > UINT8_MAX ? UINT8_MAX :
	    (uint8_t)c->m->facts.cpus;
	put_le32(s + S_PLATFORM, platform_of(c->m));
	put_le32(s + S_CSD, rva);
	return made_add_stream(c->d, ST_SYSTEM, s, sizeof s, &at, c->err);
}

int
md_make_misc(struct to_minidump *c)
{
	uint8_t s[MISC_SIZE] = { 0 };
	uint32_t at;

	put_le32(s + M_SIZE, sizeof s);
	if (c->m->facts.has_pid) {
		put_le32(s + M_FLAGS, MISC_PROCESS_ID);
		put_le32(s + M_PID, c->m->facts.pid);
	}
	return made_add_stream(c->d, ST_MISC, s, sizeof s, &at, c->err);
}
