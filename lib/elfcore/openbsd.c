/* SPDX-License-Identifier: BSD-2-Clause */
/* openbsd.c -- the notes of OpenBSD's kernel: "OpenBSD" for the process,
 * "OpenBSD@N" for thread N. */
#include <stdlib.h>
#include <string.h>

#include "elfcore/elfcore.h"

enum {
	/* struct elfcore_procinfo */
	PROC_SIGNO	= 8,
	PROC_SIGCODE	= 12,
	PROC_PID	= 32,
	PROC_PPID	= 36,
	PROC_RUID	= 48,
	PROC_NAME	= 72,
	PROC_WANT	= 104,

	AUXV_WANT	= 64 * 1024,
	REGS_WANT	= 1024
};

static const struct {
	enum machine		 machine;
	struct elfcore_registers regs;
} machines[] = {
	{ MACHINE_X86_64, { 0, 0, 8 * 16, 8 * 15, 8 * 12, 0, 8, 0 } },
	{ MACHINE_X86, { 0, 0, 4 * 8, 4 * 4, 4 * 5, 0, 4, 0 } },
	{ MACHINE_ARM64, { 0, 0, 8 * 32, 8 * 31, 8 * 29, 8 * 34, 8, 0 } },
};

static int
procinfo(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	struct dump_facts *f = &r->m->facts;

	r->m->os = OS_OPENBSD;
	f->pid = elfcore_get32(r, n, PROC_PID);
	f->ppid = elfcore_get32(r, n, PROC_PPID);
	f->uid = elfcore_get32(r, n, PROC_RUID);
	f->has_pid = f->has_uid = n->have >= PROC_NAME;
	f->crash.code = elfcore_get32(r, n, PROC_SIGNO);
	f->crash.flags = elfcore_get32(r, n, PROC_SIGCODE);
	f->crash.present = f->crash.code != 0;
	return elfcore_get_text(r, n, PROC_NAME, 32, &f->process, err);
}

static int
auxv(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	(void)err;
	elfcore_auxv(r, n, 0);
	return 0;
}

/* The registers are a thread's first note. */
static int
regs(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	struct thread t = elfcore_blank_thread();
	size_t i;

	r->m->os = OS_OPENBSD;
	t.seen.id = strtoul(strchr(n->owner, '@') + 1, NULL, 10);
	t.record = (uint32_t)r->m->nrecords;
	for (i = 0; i < sizeof machines / sizeof *machines; i++)
		if (machines[i].machine == r->m->machine)
			elfcore_get_registers(r, n, &machines[i].regs, &t);
	return model_add_thread(r->m, &t, err);
}

#define PROCESS	"OpenBSD"
#define THREAD	"OpenBSD@"

const struct elfcore_kind elfcore_openbsd[] = {
	{ PROCESS, 10, "PROCINFO", ROLE_MISC, false, PROC_WANT, procinfo },
	{ PROCESS, 11, "AUXV", ROLE_AUXV, false, AUXV_WANT, auxv },
	{ THREAD, 20, "REGS", ROLE_THREADS, true, REGS_WANT, regs },
	{ THREAD, 21, "FPREGS", ROLE_REGISTERS, true, 0, NULL },
	{ THREAD, 22, "XFPREGS", ROLE_REGISTERS, true, 0, NULL },
	{ THREAD, 23, "WCOOKIE", ROLE_REGISTERS, true, 0, NULL },
	{ THREAD, 24, "PACMASK", ROLE_REGISTERS, true, 0, NULL },
	{ 0 }
};
