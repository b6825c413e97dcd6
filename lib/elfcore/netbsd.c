/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * netbsd.c -- the notes of NetBSD's kernel: "NetBSD-CORE" for the process,
 * "NetBSD-CORE@N" for thread N.  The types of the latter are the machine's
 * numbers of ptrace() requests.
 */
#include <stdlib.h>
#include <string.h>

#include "elfcore/elfcore.h"

enum {
	/* struct netbsd_elfcore_procinfo */
	PROC_SIGNO	= 8,
	PROC_SIGCODE	= 12,
	PROC_PID	= 80,
	PROC_PPID	= 84,
	PROC_RUID	= 96,
	PROC_NAME	= 124,
	PROC_SIGLWP	= 156,
	PROC_WANT	= 160,
	SI_NOINFO	= 32767,	/* a signal without a reason */

	/* struct ptrace_lwpstatus, as 64-bit systems have it */
	LWP_NAME	= 36,
	LWP_PRIVATE	= 56,		/* the thread pointer */
	LWP_WANT	= 64,

	AUXV_WANT	= 64 * 1024,
	REGS_WANT	= 1024
};

static const struct {
	enum machine		 machine;
	uint32_t		 type;	/* of the general registers */
	struct elfcore_registers regs;
} machines[] = {
	{ MACHINE_X86_64, 33, { 0, 0, 8 * 21, 8 * 24, 8 * 12, 0, 8, 0 } },
	{ MACHINE_X86, 33, { 0, 0, 4 * 8, 4 * 4, 4 * 5, 0, 4, 0 } },
	{ MACHINE_ARM64, 32, { 0, 0, 8 * 32, 8 * 31, 8 * 29, 8 * 34, 8, 0 } },
};

static int
procinfo(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	struct dump_facts *f = &r->m->facts;

	r->m->os = OS_NETBSD;
	f->pid = elfcore_get32(r, n, PROC_PID);
	f->ppid = elfcore_get32(r, n, PROC_PPID);
	f->uid = elfcore_get32(r, n, PROC_RUID);
	f->has_pid = f->has_uid = n->have >= PROC_NAME;
	r->siglwp = elfcore_get32(r, n, PROC_SIGLWP);
	f->crash.code = elfcore_get32(r, n, PROC_SIGNO);
	f->crash.flags = elfcore_get32(r, n, PROC_SIGCODE);
	if (f->crash.flags == SI_NOINFO)
		f->crash.flags = 0;
	f->crash.present = f->crash.code != 0;
	f->crash.thread_id = r->siglwp;
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

/* Notes of one thread stand together: the last one opened, or a new one. */
static int
thread(struct elfcore_reader *r, const struct elfcore_note *n,
    struct thread **out, struct dump_err *err)
{
	struct dump_model *m = r->m;
	struct thread t = elfcore_blank_thread();

	m->os = OS_NETBSD;
	t.seen.id = strtoul(strchr(n->owner, '@') + 1, NULL, 10);
	if (m->nthreads == 0 ||
	    m->threads[m->nthreads - 1].seen.id != t.seen.id) {
		if (t.seen.id == r->siglwp && m->facts.crash.present) {
			t.seen.signal = (int32_t)m->facts.crash.code;
			m->facts.crash.thread = (int32_t)m->nthreads;
		}
		if (model_add_thread(r->m, &t, err) == -1)
			return -1;
	}
	*out = &m->threads[m->nthreads - 1];
	return 0;
}

static int
regs(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	struct thread *t;
	size_t i;

	if (thread(r, n, &t, err) == -1)
		return -1;
	for (i = 0; i < sizeof machines / sizeof *machines; i++)
		if (machines[i].machine == r->m->machine &&
		    machines[i].type == n->type) {
			elfcore_get_registers(r, n, &machines[i].regs, t);
			t->record = (uint32_t)r->m->nrecords;
		}
	return 0;
}

static int
lwpstatus(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	struct thread *t;
	uint64_t tp = elfcore_get_word(r, n, LWP_PRIVATE);

	if (thread(r, n, &t, err) == -1)
		return -1;
	if (tp != 0)
		t->seen.tp = tp;
	return elfcore_get_text(r, n, LWP_NAME, 20, &t->seen.name, err);
}

#define PROCESS	"NetBSD-CORE"
#define THREAD	"NetBSD-CORE@"

const struct elfcore_kind elfcore_netbsd[] = {
	{ PROCESS, 1, "PROCINFO", ROLE_MISC, false, PROC_WANT, procinfo },
	{ PROCESS, 2, "AUXV", ROLE_AUXV, false, AUXV_WANT, auxv },
	{ THREAD, 24, "LWPSTATUS", ROLE_THREAD_INFO, true, LWP_WANT,
	    lwpstatus },
	{ THREAD, 32, "REGS", ROLE_THREADS, true, REGS_WANT, regs },
	{ THREAD, 33, "REGS", ROLE_THREADS, true, REGS_WANT, regs },
	{ THREAD, 34, "FPREGS", ROLE_REGISTERS, true, 0, regs },
	{ THREAD, 35, "FPREGS", ROLE_REGISTERS, true, 0, regs },
	{ 0 }
};
