/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * linux.c -- the notes of Linux's kernel and of the debuggers and helpers
 * that write as it does: owner "CORE", and "LINUX" in linux_arch.c.
 */
#include <inttypes.h>
#include <signal.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "elfcore/elfcore.h"

enum {
	PRSTATUS_CURSIG	= 12,
	PRSTATUS_I386_GS = 72 + 4 * 10,
	PRSTATUS_WANT	= 1024,	/* more than any machine's */
	SIGINFO_WANT	= 128,
	PRPSINFO_WANT	= 136,
	AUXV_WANT	= 64 * 1024,
	FILE_WANT	= 64 * 1024 * 1024,	/* the kernel stops at 16 MiB */
	SI_KERNEL_FAULT	= 0x80	/* no address is known */
};

/* A PRSTATUS opens a thread; the one that crashed comes first. */
static int
prstatus(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	const struct elfcore_registers *regs =
	    elfcore_prstatus(&r->core->ehdr);
	struct thread t = elfcore_blank_thread();

	r->m->os = OS_LINUX;
	t.seen.id = elfcore_get32(r, n, regs->pid);
	t.seen.signal = (int16_t)elfcore_get16(r, n, PRSTATUS_CURSIG);
	t.blocked = r->m->machine == MACHINE_M68K ?
	    elfcore_get32(r, n, regs->sighold) :
	    elfcore_get_word(r, n, regs->sighold);
	t.record = (uint32_t)r->m->nrecords;
	if (r->m->machine == MACHINE_X86)
		r->gs = elfcore_get32(r, n, PRSTATUS_I386_GS);
	elfcore_get_registers(r, n, regs, &t);
	return model_add_thread(r->m, &t, err);
}

/*
 * Three layouts, told apart by their size: longs of 8 bytes; longs of 4 with
 * user ids of 2 (i386, arm, m68k), or of 4 (mips, ppc).
 */
static int
prpsinfo(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	static const struct layout_row {
		uint64_t	 size;
		uint8_t		 uid, pid, ppid, fname, psargs;
		bool		 short_uid;
	} rows[] = {
		{ 136, 16, 24, 28, 40, 56, false },
		{ 128, 8, 16, 20, 32, 48, false },
		{ 124, 8, 12, 16, 28, 44, true },
	};
	const struct layout_row *row;
	struct dump_facts *f = &r->m->facts;

	row = elfcore_word(&r->core->ehdr) == 8 ? &rows[0] :
	    n->size == rows[1].size ? &rows[1] : &rows[2];
	if (n->size < row->size) {
		dump_model_warn(r->m, false, n->off, "PRPSINFO: %" PRIu64
		    " bytes instead of %" PRIu64, n->size, row->size);
		return 0;
	}
	if (n->desc[1] == 0)
		r->clues |= CLUE_NO_STATE;
	f->uid = row->short_uid ? elfcore_get16(r, n, row->uid) :
	    elfcore_get32(r, n, row->uid);
	f->pid = elfcore_get32(r, n, row->pid);
	f->ppid = elfcore_get32(r, n, row->ppid);
	f->has_pid = f->has_uid = true;
	if (elfcore_get_text(r, n, row->fname, 16, &f->process, err) == -1 ||
	    elfcore_get_text(r, n, row->psargs, 80, &f->command, err) == -1)
		return -1;
	return 0;
}

static bool
is_fault(const struct dump_model *m, uint32_t signo, int32_t code)
{
	bool other_bus = m->machine == MACHINE_MIPS ||
	    m->machine == MACHINE_MIPS64 || m->machine == MACHINE_SPARC ||
	    m->machine == MACHINE_SPARC64 || m->machine == MACHINE_ALPHA ||
	    m->machine == MACHINE_HPPA;

	if (code <= 0 || code == SI_KERNEL_FAULT)
		return false;
	return signo == SIGILL || signo == SIGTRAP || signo == SIGFPE ||
	    signo == SIGSEGV || signo == (other_bus ? 10 : SIGBUS);
}

/* A debugger stops what it dumps with SIGSTOP, which ends no process. */
static bool
is_stop(uint32_t signo, const struct thread *t)
{
	return signo == SIGSTOP && (t == NULL || t->seen.signal == 0);
}

/* The kernel writes one, behind the first thread; gdb one a thread, and only
 * the first one's counts. */
static int
siginfo(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	struct dump_model *m = r->m;
	struct dump_crash *c = &m->facts.crash;
	struct thread *t = m->nthreads == 0 ? NULL :
	    &m->threads[m->nthreads - 1];
	bool mips = r->core->ehdr.e_machine == EM_MIPS;
	uint32_t signo = elfcore_get32(r, n, 0);
	int32_t code = (int32_t)elfcore_get32(r, n, mips ? 4 : 8);

	(void)err;
	r->m->os = OS_LINUX;
	if (c->present || signo == 0 || is_stop(signo, t))
		return 0;
	c->present = true;
	c->code = signo;
	c->flags = (uint32_t)code;
	if (t != NULL) {
		c->thread = (int32_t)m->nthreads - 1;
		c->thread_id = t->seen.id;
	}
	if (is_fault(m, signo, code))
		c->address = elfcore_get_word(r, n,
		    elfcore_word(&r->core->ehdr) == 8 ? 16 : 12);
	return 0;
}

static int
auxv(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	(void)err;
	r->m->os = OS_LINUX;
	elfcore_auxv(r, n, 0);
	return 0;
}

/* The name at *AT of NT_FILE, which moves on; "" where names have run out. */
static size_t
next_name(const struct elfcore_note *n, size_t *at, const char **name)
{
	size_t len;

	*name = (const char *)n->desc + *at;
	len = strnlen(*name, n->have - *at);
	*at += len;
	if (*at < n->have)
		++*at;
	return len;
}

/* An entry of NT_FILE, whose words have W bytes. */
struct entry {
	uint64_t	 start, end, off;
};

static uint64_t
get(const struct elfcore_reader *r, const struct elfcore_note *n, unsigned w,
    uint64_t index)
{
	return w == 8 ? elfcore_get64(r, n, (size_t)index * w) :
	    elfcore_get32(r, n, (size_t)index * w);
}

/*
 * Kernels of 64 bits that dumped processes of 32 bits on mips wrote words of
 * 8 bytes.  Read as 4 bytes, a small number then has a zero beside it: the
 * count or the unit.
 */
static unsigned
word_of_files(const struct elfcore_reader *r, const struct elfcore_note *n)
{
	unsigned w = elfcore_word(&r->core->ehdr);
	uint64_t count = get(r, n, 8, 0);

	if (w == 4 && (get(r, n, 4, 0) == 0 || get(r, n, 4, 1) == 0) &&
	    count > 0 && n->have >= 16 && count <= (n->have - 16) / 24)
		return 8;
	return w;
}

static int
take_file(struct elfcore_reader *r, const struct elfcore_note *n,
    const struct entry *e, const char *name, size_t len, struct dump_err *err)
{
	struct mapping map = { .off = e->off };

	if (e->end <= e->start) {
		dump_model_warn(r->m, false, n->off, "NT_FILE: an entry from"
		    " %#" PRIx64 " to %#" PRIx64, e->start, e->end);
		return 0;
	}
	map.at = (struct span){ e->start, e->end - e->start };
	if (model_add_file(r->m, name, len, &map.file, err) == -1)
		return -1;
	return model_add_mapping(r->m, &map, err);
}

/*
 * NT_FILE: a count, the unit of offsets, for each mapped file start, end and
 * offset, then the names.  gdb's unit is 1, the kernel's a page.  What is
 * wrong in a note is told but no damage: no output could mend it, for notes
 * are carried as they are.
 */
static int
file(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	unsigned w = word_of_files(r, n);
	uint64_t count = get(r, n, w, 0), unit = get(r, n, w, 1), most, i;
	struct entry e;
	const char *name;
	size_t at, len;

	r->m->os = OS_LINUX;
	most = n->have < 2 * w ? 0 : (n->have - 2 * w) / (3 * w);
	if (count > most) {
		dump_model_warn(r->m, false, n->off, "NT_FILE: %" PRIu64
		    " mapped files do not fit in %" PRIu64 " bytes", count,
		    n->size);
		count = most;
	}
	if (unit == 1)
		r->clues |= CLUE_GDB;
	if (unit == 0) {
		dump_model_warn(r->m, false, n->off,
		    "NT_FILE: offsets have unit 0, taken for 1");
		unit = 1;
	}
	at = 2 * w + (size_t)count * 3 * w;
	for (i = 0; i < count; i++) {
		e.start = get(r, n, w, 2 + 3 * i);
		e.end = get(r, n, w, 3 + 3 * i);
		if (!mul_u64(get(r, n, w, 4 + 3 * i), unit, &e.off))
			e.off = 0;
		len = next_name(n, &at, &name);
		if (take_file(r, n, &e, name, len, err) == -1)
			return -1;
	}
	return 0;
}

static int
gdb(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	(void)n;
	(void)err;
	r->clues |= CLUE_GDB;
	return 0;
}

static int
prxreg(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	(void)n;
	(void)err;
	r->clues |= CLUE_PRXREG;
	return 0;
}

static int
solaris(struct elfcore_reader *r, const struct elfcore_note *n,
    struct dump_err *err)
{
	(void)n;
	(void)err;
	r->m->os = OS_SOLARIS;
	return 0;
}

const struct elfcore_kind elfcore_linux[] = {
	{ "CORE", NT_PRSTATUS, "PRSTATUS", ROLE_THREADS, true, PRSTATUS_WANT,
	    prstatus },
	{ "CORE", NT_FPREGSET, "FPREGSET", ROLE_REGISTERS, true, 0, NULL },
	{ "CORE", NT_PRPSINFO, "PRPSINFO", ROLE_MISC, false, PRPSINFO_WANT,
	    prpsinfo },
	{ "CORE", NT_PRXREG, "PRXREG", ROLE_REGISTERS, false, 0, prxreg },
	{ "CORE", NT_PLATFORM, "PLATFORM", ROLE_SYSTEM, false, 0, NULL },
	{ "CORE", NT_AUXV, "AUXV", ROLE_AUXV, false, AUXV_WANT, auxv },
	{ "CORE", NT_SIGINFO, "SIGINFO", ROLE_EXCEPTION, true, SIGINFO_WANT,
	    siginfo },
	{ "CORE", NT_FILE, "FILE", ROLE_MAP, false, FILE_WANT, file },
	{ "CORE", NT_PSTATUS, "PSTATUS", ROLE_MISC, false, 0, solaris },
	{ "CORE", NT_PSINFO, "PSINFO", ROLE_MISC, false, 0, solaris },
	{ "CORE", NT_LWPSTATUS, "LWPSTATUS", ROLE_THREADS, false, 0,
	    solaris },
	{ "CORE", NT_LWPSINFO, "LWPSINFO", ROLE_THREAD_INFO, false, 0,
	    solaris },
	{ "GDB", 0xff000000, "GDB_TDESC", ROLE_READER, false, 0, gdb },
	{ 0 }
};
