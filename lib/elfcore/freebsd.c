/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * freebsd.c -- the notes of FreeBSD's kernel.  Those with numbers from 8 on
 * begin with the size of the structure that follows.
 */
#include <inttypes.h>
#include <string.h>

#include "base/checked.h"
#include "elfcore/elfcore.h"

enum {
	PRSTATUS_WANT	= 1024,
	PRPSINFO_WANT	= 128,
	NAME_SIZE	= 20,		/* THRMISC */
	AUXV_WANT	= 64 * 1024,
	VMMAP_WANT	= 64 * 1024 * 1024,

	/* struct kinfo_vmentry; records end behind the path's NUL. */
	VM_SIZE		= 0,
	VM_START	= 8,
	VM_END		= 16,
	VM_OFFSET	= 24,
	VM_PATH		= 136
};

/* In PRSTATUS; struct reg begins at 48, or 28 where words have 4 bytes. */
static const struct {
	enum machine		 machine;
	struct elfcore_registers regs;
} machines[] = {
	{ MACHINE_X86_64, { 40, 0, 48 + 136, 48 + 160, 48 + 80, 0, 8, 48 } },
	{ MACHINE_X86, { 24, 0, 28 + 52, 28 + 64, 28 + 24, 0, 4, 28 } },
	{ MACHINE_ARM64, { 40, 0, 48 + 256, 48 + 248, 48 + 232, 0, 8, 48 } },
	{ MACHINE_RISCV64, { 40, 0, 48 + 248, 48 + 8, 48 + 88, 48 + 24, 8, 48 } },
};

static struct dump_thread *
last_thread(struct elfcore_reader *r)
{
	return r->m->nthreads == 0 ? NULL :
	    &r->m->threads[r->m->nthreads - 1].seen;
}

static int
prstatus(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	bool wide = elfcore_word(&r->core->ehdr) == 8;
	struct thread t = elfcore_blank_thread();
	size_t i;

	r->m->os = OS_FREEBSD;
	t.seen.signal = (int32_t)elfcore_get32(r, n, wide ? 36 : 20);
	t.seen.id = elfcore_get32(r, n, wide ? 40 : 24);
	t.record = (uint32_t)r->m->nrecords;
	for (i = 0; i < sizeof machines / sizeof *machines; i++)
		if (machines[i].machine == r->m->machine)
			elfcore_get_registers(r, n, &machines[i].regs, &t);
	return model_add_thread(r->m, &t, err);
}

static int
prpsinfo(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	bool wide = elfcore_word(&r->core->ehdr) == 8;
	struct dump_facts *f = &r->m->facts;
	size_t pid = wide ? 116 : 108;

	r->m->os = OS_FREEBSD;
	f->has_pid = fits(pid, 4, n->have);
	f->pid = elfcore_get32(r, n, pid);
	if (elfcore_get_text(r, n, wide ? 16 : 8, 17, &f->process, err) ==
	    -1 || elfcore_get_text(r, n, wide ? 33 : 25, 81, &f->command,
	    err) == -1)
		return -1;
	return 0;
}

static int
thrmisc(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	struct dump_thread *t = last_thread(r);

	return t == NULL ? 0 :
	    elfcore_get_text(r, n, 0, NAME_SIZE, &t->name, err);
}

/* fsbase and gsbase; i386 has its thread pointer in the second. */
static int
segbases(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	unsigned w = elfcore_word(&r->core->ehdr);
	struct dump_thread *t = last_thread(r);
	uint64_t tp = elfcore_get_word(r, n, w == 8 ? 0 : 4);

	(void)err;
	if (t != NULL && tp != 0)
		t->tp = tp;
	return 0;
}

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

static int
auxv(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	(void)err;
	elfcore_auxv(r, n, 4);
	return 0;
}

/* 1400097 is FreeBSD 14.0. */
static int
osrel(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	uint32_t v = elfcore_get32(r, n, 4);

	if (v == 0)
		return 0;
	r->m->facts.os_version = arena_printf(&r->m->text, err,
	    "%" PRIu32 ".%" PRIu32, v / 100000, v / 1000 % 100);
	return r->m->facts.os_version == NULL ? -1 : 0;
}

/* The address map; only entries with a path are mapped files. */
static int
vmmap(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	struct mapping map = { 0 };
	uint64_t size, end;
	const char *path;
	size_t at, len;

	for (at = 4; at + VM_PATH < n->have; at += (size_t)size) {
		size = elfcore_get32(r, n, at + VM_SIZE);
		if (size <= VM_PATH || !fits(at, size, n->have)) {
			dump_model_warn(r->m, false, n->off + at,
			    "VMMAP: an entry of %" PRIu64 " bytes", size);
			break;
		}
		path = (const char *)n->desc + at + VM_PATH;
		len = strnlen(path, (size_t)size - VM_PATH);
		map.at.addr = elfcore_get64(r, n, at + VM_START);
		end = elfcore_get64(r, n, at + VM_END);
		if (len == 0 || end <= map.at.addr)
			continue;
		map.at.size = end - map.at.addr;
		map.off = elfcore_get64(r, n, at + VM_OFFSET);
		if (model_add_file(r->m, path, len, &map.file, err) == -1 ||
		    model_add_mapping(r->m, &map, err) == -1)
			return -1;
	}
	return 0;
}

#define OWNER "FreeBSD"

const struct elfcore_kind elfcore_freebsd[] = {
	{ OWNER, 1, "PRSTATUS", ROLE_THREADS, true, PRSTATUS_WANT, prstatus },
	{ OWNER, 2, "FPREGSET", ROLE_REGISTERS, true, 0, NULL },
	{ OWNER, 3, "PRPSINFO", ROLE_MISC, false, PRPSINFO_WANT, prpsinfo },
	{ OWNER, 7, "THRMISC", ROLE_THREAD_NAMES, true, NAME_SIZE, thrmisc },
	{ OWNER, 8, "PROCSTAT_PROC", ROLE_PROCESS_DATA, false, 0, NULL },
	{ OWNER, 9, "PROCSTAT_FILES", ROLE_HANDLES, false, 0, NULL },
	{ OWNER, 10, "PROCSTAT_VMMAP", ROLE_MAP, false, VMMAP_WANT, vmmap },
	{ OWNER, 11, "PROCSTAT_GROUPS", ROLE_TOKEN, false, 0, NULL },
	{ OWNER, 12, "PROCSTAT_UMASK", ROLE_MISC, false, 0, NULL },
	{ OWNER, 13, "PROCSTAT_RLIMIT", ROLE_MISC, false, 0, NULL },
	{ OWNER, 14, "PROCSTAT_OSREL", ROLE_SYSTEM, false, 8, osrel },
	{ OWNER, 15, "PROCSTAT_PSSTRINGS", ROLE_READER, false, 0, NULL },
	{ OWNER, 16, "PROCSTAT_AUXV", ROLE_AUXV, false, AUXV_WANT, auxv },
	{ OWNER, 17, "PTLWPINFO", ROLE_THREAD_INFO, true, 0, NULL },
	{ OWNER, 0x200, "X86_SEGBASES", ROLE_REGISTERS, true, 16, segbases },
	{ OWNER, 0x202, "X86_XSTATE", ROLE_REGISTERS, true, 0, NULL },
	{ OWNER, 0x400, "ARM_VFP", ROLE_REGISTERS, true, 0, NULL },
	{ OWNER, 0x401, "ARM_TLS", ROLE_REGISTERS, true, 8, arm_tls },
	{ 0 }
};
