/* SPDX-License-Identifier: BSD-2-Clause */
/* crash.c -- says in words why a process ended. */
#include <inttypes.h>
#include <stdio.h>

#include "model/model.h"

struct code {
	uint32_t	 value;
	const char	*name, *text;
};

/* The entry of N codes with VALUE, or NULL. */
static const struct code *
find(const struct code *codes, size_t n, uint32_t value)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (codes[i].value == value)
			return &codes[i];
	return NULL;
}

#define FIND(codes, value) find(codes, sizeof codes / sizeof *codes, value)

/* NTSTATUS, and codes that languages raise. */
static const struct code statuses[] = {
	{ 0x80000001, "STATUS_GUARD_PAGE_VIOLATION", "guard page touched" },
	{ 0x80000002, "STATUS_DATATYPE_MISALIGNMENT", "misaligned access" },
	{ 0x80000003, "STATUS_BREAKPOINT", "breakpoint" },
	{ 0x80000004, "STATUS_SINGLE_STEP", "single step" },
	{ 0xc0000005, "STATUS_ACCESS_VIOLATION", "access violation" },
	{ 0xc0000006, "STATUS_IN_PAGE_ERROR", "page could not be read" },
	{ 0xc0000008, "STATUS_INVALID_HANDLE", "invalid handle" },
	{ 0xc000000d, "STATUS_INVALID_PARAMETER", "invalid parameter" },
	{ 0xc0000017, "STATUS_NO_MEMORY", "out of memory" },
	{ 0xc000001d, "STATUS_ILLEGAL_INSTRUCTION", "illegal instruction" },
	{ 0xc0000025, "STATUS_NONCONTINUABLE_EXCEPTION",
	    "noncontinuable exception" },
	{ 0xc000008c, "STATUS_ARRAY_BOUNDS_EXCEEDED", "array bounds" },
	{ 0xc000008e, "STATUS_FLOAT_DIVIDE_BY_ZERO", "division by zero" },
	{ 0xc0000094, "STATUS_INTEGER_DIVIDE_BY_ZERO", "division by zero" },
	{ 0xc0000095, "STATUS_INTEGER_OVERFLOW", "integer overflow" },
	{ 0xc0000096, "STATUS_PRIVILEGED_INSTRUCTION",
	    "privileged instruction" },
	{ 0xc00000fd, "STATUS_STACK_OVERFLOW", "stack overflow" },
	{ 0xc0000135, "STATUS_DLL_NOT_FOUND", "DLL not found" },
	{ 0xc000013a, "STATUS_CONTROL_C_EXIT", "control-C" },
	{ 0xc0000142, "STATUS_DLL_INIT_FAILED", "DLL start failed" },
	{ 0xc0000374, "STATUS_HEAP_CORRUPTION", "heap corruption" },
	{ 0xc0000409, "STATUS_STACK_BUFFER_OVERRUN",
	    "fast fail or stack buffer overrun" },
	{ 0xc0000417, "STATUS_INVALID_CRUNTIME_PARAMETER",
	    "invalid parameter to the C library" },
	{ 0xc0000420, "STATUS_ASSERTION_FAILURE", "assertion failed" },
	{ 0xe0434352, "CLR exception", ".NET exception" },
	{ 0xe0434f4d, "CLR exception", ".NET exception" },
	{ 0xe06d7363, "C++ exception", "C++ exception" },
	{ 0x0517a7ed, "simulated", "dump requested, no crash" },
};

static void
windows(const struct dump_crash *c, char *buf, size_t len)
{
	static const char *const ways[] = { "reading", "writing" };
	const struct code *s = FIND(statuses, c->code);
	const char *way;
	int n;

	n = snprintf(buf, len, "0x%08" PRIx32 "%s%s", c->code,
	    s == NULL ? "" : " ", s == NULL ? "" : s->text);
	if (n < 0 || (size_t)n >= len)
		return;
	buf += n;
	len -= (size_t)n;
	if ((c->code == 0xc0000005 || c->code == 0xc0000006) &&
	    c->nparams >= 2) {
		way = c->params[0] < 2 ? ways[c->params[0]] : "executing";
		snprintf(buf, len, ", %s 0x%" PRIx64, way, c->params[1]);
	} else if ((c->code & 0xfffff000) == 0xe0434000 && c->nparams >= 1)
		snprintf(buf, len, ", HRESULT 0x%08" PRIx32,
		    (uint32_t)c->params[0]);
}

/* Signals by their numbers on most machines; mips and sparc have others. */
static const struct code signals[] = {
	{ 1, "SIGHUP", NULL }, { 2, "SIGINT", NULL }, { 3, "SIGQUIT", NULL },
	{ 4, "SIGILL", NULL }, { 5, "SIGTRAP", NULL }, { 6, "SIGABRT", NULL },
	{ 7, "SIGBUS", NULL }, { 8, "SIGFPE", NULL }, { 9, "SIGKILL", NULL },
	{ 10, "SIGUSR1", NULL }, { 11, "SIGSEGV", NULL },
	{ 12, "SIGUSR2", NULL }, { 13, "SIGPIPE", NULL },
	{ 14, "SIGALRM", NULL }, { 15, "SIGTERM", NULL },
	{ 16, "SIGSTKFLT", NULL }, { 17, "SIGCHLD", NULL },
	{ 18, "SIGCONT", NULL }, { 19, "SIGSTOP", NULL },
	{ 20, "SIGTSTP", NULL }, { 24, "SIGXCPU", NULL },
	{ 25, "SIGXFSZ", NULL }, { 31, "SIGSYS", NULL },
};
static const struct code other_signals[] = {	/* mips, and the BSDs */
	{ 1, "SIGHUP", NULL }, { 2, "SIGINT", NULL }, { 3, "SIGQUIT", NULL },
	{ 4, "SIGILL", NULL }, { 5, "SIGTRAP", NULL }, { 6, "SIGABRT", NULL },
	{ 8, "SIGFPE", NULL }, { 9, "SIGKILL", NULL }, { 10, "SIGBUS", NULL },
	{ 11, "SIGSEGV", NULL }, { 12, "SIGSYS", NULL },
	{ 13, "SIGPIPE", NULL }, { 14, "SIGALRM", NULL },
	{ 15, "SIGTERM", NULL },
};

/* Why the kernel sent it: signal << 8 | si_code. */
static const struct code reasons[] = {
	{ 4 << 8 | 1, "ILL_ILLOPC", "illegal opcode at" },
	{ 4 << 8 | 2, "ILL_ILLOPN", "illegal operand at" },
	{ 5 << 8 | 1, "TRAP_BRKPT", "breakpoint at" },
	{ 7 << 8 | 1, "BUS_ADRALN", "misaligned access at" },
	{ 7 << 8 | 2, "BUS_ADRERR", "no memory behind" },
	{ 8 << 8 | 1, "FPE_INTDIV", "integer division by zero at" },
	{ 8 << 8 | 2, "FPE_INTOVF", "integer overflow at" },
	{ 8 << 8 | 3, "FPE_FLTDIV", "division by zero at" },
	{ 8 << 8 | 7, "FPE_FLTINV", "invalid operation at" },
	{ 11 << 8 | 1, "SEGV_MAPERR", "no mapping at" },
	{ 11 << 8 | 2, "SEGV_ACCERR", "no access to" },
	{ 11 << 8 | 3, "SEGV_BNDERR", "bounds exceeded at" },
	{ 11 << 8 | 4, "SEGV_PKUERR", "protection key forbids" },
	{ 11 << 8 | 0x80, "SI_KERNEL", "address unknown" },
};
static const struct code senders[] = {	/* si_code of a signal that was sent */
	{ 0, "SI_USER", "sent by kill" },
	{ (uint32_t)-1, "SI_QUEUE", "sent by sigqueue" },
	{ (uint32_t)-2, "SI_TIMER", "sent by a timer" },
	{ (uint32_t)-6, "SI_TKILL", "sent by the process itself" },
};

static bool
has_other_signals(const struct dump_model *m)
{
	return m->machine == MACHINE_MIPS || m->machine == MACHINE_MIPS64 ||
	    m->os == OS_FREEBSD || m->os == OS_NETBSD || m->os == OS_OPENBSD;
}

static void
unix_signal(const struct dump_model *m, char *buf, size_t len)
{
	const struct dump_crash *c = &m->facts.crash;
	const struct code *s, *why = NULL;
	int n;

	if (c->code == 0xffffffff) {
		snprintf(buf, len, "dump requested, no crash");
		return;
	}
	s = has_other_signals(m) ? FIND(other_signals, c->code) :
	    FIND(signals, c->code);
	if (s == NULL)
		n = snprintf(buf, len, "signal %" PRIu32, c->code);
	else
		n = snprintf(buf, len, "%s", s->name);
	if (n < 0 || (size_t)n >= len)
		return;
	buf += n;
	len -= (size_t)n;
	if (c->code < 0x100 && c->flags > 0 && c->flags <= 0x80)
		why = FIND(reasons, c->code << 8 | c->flags);
	if (why != NULL && c->flags == 0x80)
		snprintf(buf, len, ", %s (%s)", why->text, why->name);
	else if (why != NULL && c->address != DUMP_NOWHERE)
		snprintf(buf, len, ", %s 0x%" PRIx64 " (%s)", why->text,
		    c->address, why->name);
	else if ((why = FIND(senders, c->flags)) != NULL &&
	    (c->flags != 0 || c->address == DUMP_NOWHERE))
		snprintf(buf, len, ", %s (%s)", why->text, why->name);
}

static const struct code mach_exceptions[] = {
	{ 1, "EXC_BAD_ACCESS", "bad access" },
	{ 2, "EXC_BAD_INSTRUCTION", "bad instruction" },
	{ 3, "EXC_ARITHMETIC", "arithmetic" },
	{ 4, "EXC_EMULATION", "emulation" },
	{ 5, "EXC_SOFTWARE", "software" },
	{ 6, "EXC_BREAKPOINT", "breakpoint" },
	{ 10, "EXC_CRASH", "crash" },
	{ 11, "EXC_RESOURCE", "resource limit" },
	{ 12, "EXC_GUARD", "guard" },
	{ 0x43507378, "simulated", "dump requested, no crash" },
};

static void
mach(const struct dump_crash *c, char *buf, size_t len)
{
	const struct code *e = FIND(mach_exceptions, c->code);

	if (e == NULL)
		snprintf(buf, len, "exception 0x%" PRIx32 ", code 0x%" PRIx32,
		    c->code, c->flags);
	else if (c->code == 1 && c->address != DUMP_NOWHERE)
		snprintf(buf, len, "%s, %s at 0x%" PRIx64, e->name, e->text,
		    c->address);
	else
		snprintf(buf, len, "%s, %s", e->name, e->text);
}

void
dump_crash_text(const struct dump_model *m, char *buf, size_t len)
{
	if (len == 0)
		return;
	buf[0] = '\0';
	if (!m->facts.crash.present)
		return;
	if (m->os == OS_WINDOWS)
		windows(&m->facts.crash, buf, len);
	else if (m->os == OS_MACOS || m->os == OS_IOS)
		mach(&m->facts.crash, buf, len);
	else
		unix_signal(m, buf, len);
}
