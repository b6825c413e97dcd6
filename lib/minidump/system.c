/* SPDX-License-Identifier: BSD-2-Clause */
/* system.c -- SystemInfo, MiscInfo, SystemMemoryInfo. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/err.h"
#include "minidump/minidump.h"

/* MINIDUMP_SYSTEM_INFO */
enum {
	S_ARCH = 0, S_CPUS = 6, S_MAJOR = 8, S_MINOR = 12, S_BUILD = 16,
	S_PLATFORM = 20, S_CSD = 24, S_SIZE = 56
};

static const struct {
	uint16_t	 arch;
	uint8_t		 machine, word;
} architectures[] = {
	{ 0, MACHINE_X86, 4 }, { 1, MACHINE_MIPS, 4 },
	{ 2, MACHINE_ALPHA, 4 }, { 3, MACHINE_PPC, 4 },
	{ 4, MACHINE_SH, 4 }, { 5, MACHINE_ARM, 4 }, { 6, MACHINE_IA64, 8 },
	{ 7, MACHINE_ALPHA, 8 }, { 9, MACHINE_X86_64, 8 },
	{ 10, MACHINE_X86, 4 }, { 12, MACHINE_ARM64, 8 },
	{ 13, MACHINE_ARM, 4 }, { 14, MACHINE_X86, 4 },
	{ 0x8001, MACHINE_SPARC, 4 }, { 0x8002, MACHINE_PPC64, 8 },
	{ 0x8003, MACHINE_ARM64, 8 }, { 0x8004, MACHINE_MIPS64, 8 },
	{ 0x8005, MACHINE_RISCV32, 4 }, { 0x8006, MACHINE_RISCV64, 8 },
	{ 0x8007, MACHINE_LOONGARCH64, 8 },
};

static const struct {
	uint32_t	 platform;
	enum os		 os;
} platforms[] = {
	{ 0, OS_WINDOWS }, { 1, OS_WINDOWS }, { 2, OS_WINDOWS },
	{ 3, OS_WINDOWS }, { 0x8101, OS_MACOS }, { 0x8102, OS_IOS },
	{ 0x8201, OS_LINUX }, { 0x8202, OS_SOLARIS },
	{ 0x8203, OS_ANDROID }, { 0x8206, OS_FUCHSIA },
};
enum { PLATFORM_UNIX = 0x8000, APPLE_PAGE = 16384 };

static void
name_system(struct minidump *md)
{
	struct dump_model *m = md->m;
	size_t i;

	for (i = 0; i < sizeof architectures / sizeof *architectures; i++)
		if (architectures[i].arch == md->arch) {
			m->machine = (enum machine)architectures[i].machine;
			m->word = architectures[i].word;
		}
	for (i = 0; i < sizeof platforms / sizeof *platforms; i++)
		if (platforms[i].platform == md->platform)
			m->os = platforms[i].os;
	if ((m->os == OS_MACOS || m->os == OS_IOS) &&
	    m->machine == MACHINE_ARM64)
		m->page = APPLE_PAGE;
}

/* The first one that is there: what else is read depends on it. */
static const struct stream *
system_info(const struct minidump *md)
{
	size_t i;

	for (i = 0; i < md->nstreams; i++)
		if (md->streams[i].type == ST_SYSTEM && !md->streams[i].bad &&
		    md->streams[i].have >= S_SIZE)
			return &md->streams[i];
	return NULL;
}

int
md_read_machine(struct minidump *md, struct dump_err *err)
{
	const struct stream *s = system_info(md);
	uint8_t buf[S_SIZE];
	size_t got = 0;

	if (s != NULL &&
	    md_read(md, s->off, buf, sizeof buf, &got, err) == -1)
		return -1;
	if (got < sizeof buf) {
		dump_model_warn(md->m, false, DUMP_NOWHERE, "no SystemInfo: "
		    "registers cannot be read without it");
		return 0;
	}
	md->system = true;
	md->arch = get16(md->big, buf + S_ARCH);
	md->platform = get32(md->big, buf + S_PLATFORM);
	md->m->facts.cpus = buf[S_CPUS];
	name_system(md);
	md_choose_kinds(md);
	return 0;
}

/* LLDB sets neither numbers nor processors: they are what lay on its stack,
 * and look it. */
static bool
is_noise(const struct minidump *md, uint32_t major, uint32_t minor)
{
	enum { MAJOR = 99, MINOR = 999 };

	return (major > MAJOR || minor > MINOR) && md_is_lldb(md);
}

/* "10.0.22631 Service Pack 1"; other systems have a text of their own. */
int
md_read_version(struct minidump *md, struct dump_err *err)
{
	uint8_t s[S_SIZE];
	uint32_t major, minor, build;
	const char *csd;
	size_t got;

	if (!md->system)
		return 0;
	if (md_read(md, system_info(md)->off, s, sizeof s, &got, err) == -1 ||
	    md_string(md, get32(md->big, s + S_CSD), &csd, err) == -1)
		return -1;
	major = get32(md->big, s + S_MAJOR);
	minor = get32(md->big, s + S_MINOR);
	build = get32(md->big, s + S_BUILD);
	if (is_noise(md, major, minor)) {
		md->m->facts.cpus = 0;
		major = minor = build = 0;
	}
	if (major == 0 && minor == 0 && build == 0) {
		md->m->facts.os_version = csd;
		return 0;
	}
	md->m->facts.os_version = arena_printf(&md->m->text, err, "%" PRIu32
	    ".%" PRIu32 ".%" PRIu32 "%s%s", major, minor, build,
	    csd == NULL ? "" : " ", csd == NULL ? "" : csd);
	return md->m->facts.os_version == NULL ? -1 : 0;
}

/* MINIDUMP_MISC_INFO; a field counts if its flag is set. */
enum {
	MI_FLAGS = 4, MI_PID = 8, MI_START = 12, MI_KNOWN = 24
};
enum { MISC_PROCESS_ID = 1, MISC_PROCESS_TIMES = 2 };

int
md_read_misc(struct minidump *md, struct dump_err *err)
{
	struct dump_facts *f = &md->m->facts;
	const struct stream *s = md_stream(md, ST_MISC);
	uint8_t buf[MI_KNOWN];
	uint32_t flags;
	size_t got;

	f->time = md->time;
	if (s == NULL)
		return 0;
	if (md_read(md, s->off, buf, sizeof buf, &got, err) == -1)
		return -1;
	if (got < sizeof buf)
		return 0;
	flags = get32(md->big, buf + MI_FLAGS);
	if (flags & MISC_PROCESS_ID) {
		f->has_pid = true;
		f->pid = get32(md->big, buf + MI_PID);
	}
	if (flags & MISC_PROCESS_TIMES)
		f->start = get32(md->big, buf + MI_START);
	return 0;
}
