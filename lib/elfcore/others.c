/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * others.c -- notes of single tools: our own, memfaultd's, delve's,
 * minicoredumper's; and those that tell dumps of kernels and of virtual
 * machines, which are ELF cores too.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/err.h"
#include "elfcore/elfcore.h"
#include "model/provenance.h"

enum {
	PROVENANCE_WANT	= 1024 * 1024,
	DELVE_HEADER	= 0x444c5645,
	DELVE_THREAD	= 0x444c5654,
	DELVE_WANT	= 1024,
	DELVE_THREAD_SIZE = 40		/* id, pc, sp, bp, tls */
};

static int
provenance(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	r->m->facts.provenance = provenance_read(&r->m->text, n->desc,
	    n->have, err);
	return r->m->facts.provenance == NULL ? -1 : 0;
}

static int
linux_kernel(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	(void)r;
	return dump_fail(err, DUMP_E_UNKNOWN, n->off,
	    "a Linux kernel dump (VMCOREINFO), not a process dump");
}

static int
machine(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	(void)r;
	return dump_fail(err, DUMP_E_UNKNOWN, n->off,
	    "a dump of a virtual machine (%s), not of a process", n->owner);
}

static int
memfault(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	(void)n;
	(void)err;
	r->clues |= CLUE_MEMFAULT;
	return 0;
}

static int
minicoredumper(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	(void)n;
	(void)err;
	r->clues |= CLUE_MINICOREDUMPER;
	return 0;
}

/* "linux/amd64", the version, and lines with a title. */
static int
delve_header(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	static const char title[] = "Target Pid: ";
	struct dump_facts *f = &r->m->facts;
	const char *text, *pid;

	r->clues |= CLUE_DELVE;
	if ((text = arena_text(&r->m->text, n->desc, n->have, err)) == NULL)
		return -1;
	if (strncmp(text, "linux/", 6) == 0)
		r->m->os = OS_LINUX;
	else if (strncmp(text, "freebsd/", 8) == 0)
		r->m->os = OS_FREEBSD;
	else if (strncmp(text, "windows/", 8) == 0)
		r->m->os = OS_WINDOWS;
	if ((pid = strstr(text, title)) != NULL) {
		f->pid = (uint32_t)strtoul(pid + strlen(title), NULL, 10);
		f->has_pid = true;
	}
	return 0;
}

/* The same on all machines, always little-endian. */
static int
delve_thread(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	struct thread t = elfcore_blank_thread();

	r->clues |= CLUE_DELVE;
	if (n->have < DELVE_THREAD_SIZE)
		return 0;
	t.seen.id = le64(n->desc);
	t.seen.pc = le64(n->desc + 8);
	t.seen.sp = le64(n->desc + 16);
	t.seen.fp = le64(n->desc + 24);
	if (le64(n->desc + 32) != 0)
		t.seen.tp = le64(n->desc + 32);
	t.record = (uint32_t)r->m->nrecords;
	return model_add_thread(r->m, &t, err);
}

const struct elfcore_kind elfcore_others[] = {
	{ PROVENANCE_OWNER, PROVENANCE_TYPE, "PROVENANCE", ROLE_PROVENANCE,
	    false, PROVENANCE_WANT, provenance },
	{ PROVENANCE_OWNER, RESIDUAL_TYPE, "RESIDUAL", ROLE_RESIDUAL, false,
	    0, NULL },
	{ PROVENANCE_OWNER, CARRIED_TYPE, "CARRIED", ROLE_CARRIED, false, 0,
	    NULL },
	{ "VMCOREINFO", 0, "VMCOREINFO", ROLE_SYSTEM, false, 0,
	    linux_kernel },
	{ "VMCOREINFO_XEN", 0, "VMCOREINFO_XEN", ROLE_SYSTEM, false, 0,
	    linux_kernel },
	{ "QEMU", 0, "QEMU", ROLE_SYSTEM, false, 0, machine },
	{ "Xen", 0x2000000, "XEN_NONE", ROLE_SYSTEM, false, 0, machine },
	{ "Xen", 0x2000001, "XEN_HEADER", ROLE_SYSTEM, false, 0, machine },
	{ "Memfault", 0x4154454d, "MEMFAULT_METADATA", ROLE_USER, false, 0,
	    memfault },
	{ "Memfault", 0x4154454e, "MEMFAULT_LOG", ROLE_USER, false, 0,
	    memfault },
	{ "minicoredumper", 80, "DUMPLIST", ROLE_READER, false, 0,
	    minicoredumper },
	{ "*", DELVE_HEADER, "DELVE_HEADER", ROLE_SYSTEM, false, DELVE_WANT,
	    delve_header },
	{ "*", DELVE_THREAD, "DELVE_THREAD", ROLE_THREADS, true, DELVE_WANT,
	    delve_thread },
	{ 0 }
};
