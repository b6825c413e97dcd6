/* SPDX-License-Identifier: BSD-2-Clause */
/* names.c -- what codes and flags are called, for people and for options. */
#include "base/text.h"
#include "model/names.h"

static const char *const machines[MACHINES] = {
	[MACHINE_UNKNOWN] = "unknown", [MACHINE_X86] = "x86",
	[MACHINE_X86_64] = "x86-64", [MACHINE_ARM] = "arm",
	[MACHINE_ARM64] = "arm64", [MACHINE_MIPS] = "mips",
	[MACHINE_MIPS64] = "mips64", [MACHINE_PPC] = "ppc",
	[MACHINE_PPC64] = "ppc64", [MACHINE_S390] = "s390",
	[MACHINE_S390X] = "s390x", [MACHINE_RISCV32] = "riscv32",
	[MACHINE_RISCV64] = "riscv64", [MACHINE_SPARC] = "sparc",
	[MACHINE_SPARC64] = "sparc64", [MACHINE_LOONGARCH64] = "loongarch64",
	[MACHINE_ALPHA] = "alpha", [MACHINE_IA64] = "ia64",
	[MACHINE_M68K] = "m68k", [MACHINE_HPPA] = "hppa", [MACHINE_SH] = "sh",
};

static const char *const systems[OSES] = {
	[OS_UNKNOWN] = "unknown", [OS_WINDOWS] = "Windows",
	[OS_LINUX] = "Linux", [OS_ANDROID] = "Android", [OS_MACOS] = "macOS",
	[OS_IOS] = "iOS", [OS_FREEBSD] = "FreeBSD", [OS_NETBSD] = "NetBSD",
	[OS_OPENBSD] = "OpenBSD", [OS_SOLARIS] = "Solaris",
	[OS_FUCHSIA] = "Fuchsia",
};

static const char *const writers[WRITERS] = {
	[WRITER_KERNEL] = "the Linux kernel", [WRITER_GDB] = "gdb",
	[WRITER_CREATEDUMP] = "createdump", [WRITER_LLDB] = "lldb",
	[WRITER_MINICOREDUMPER] = "minicoredumper",
	[WRITER_COREDUMPER] = "google-coredumper",
	[WRITER_MEMFAULT] = "memfaultd", [WRITER_QEMU] = "qemu",
	[WRITER_DELVE] = "delve", [WRITER_FREEBSD] = "the FreeBSD kernel",
	[WRITER_NETBSD] = "the NetBSD kernel",
	[WRITER_OPENBSD] = "the OpenBSD kernel", [WRITER_DBGHELP] = "dbghelp",
	[WRITER_WINE] = "Wine", [WRITER_BREAKPAD] = "Breakpad",
	[WRITER_CRASHPAD] = "Crashpad",
	[WRITER_RUST] = "rust minidump-writer",
	[WRITER_MD2CORE] = "minidump-2-core",
};

const char *
machine_name(enum machine machine)
{
	return machines[machine];
}

const char *
os_name(enum os os)
{
	return systems[os];
}

const char *
writer_name(enum writer writer)
{
	return writers[writer];
}

static const struct {
	const char	*name, *summary;
} classes[DUMP_CLASSES] = {
	[DUMP_HDR] = { "headers", "first page of each image" },
	[DUMP_CODE] = { "code", "executable part of images" },
	[DUMP_RODATA] = { "rodata", "read-only part of images" },
	[DUMP_RELRO] = { "relro",
	    "read-only part of images that the loader wrote" },
	[DUMP_DATA] = { "data", "writable part of images, with .bss" },
	[DUMP_STACK] = { "stacks", "stacks, from the stack pointer up" },
	[DUMP_STACKDEAD] = { "dead-stacks", "stacks below the stack pointer" },
	[DUMP_PLUMB] = { "plumbing",
	    "what debuggers navigate by: vdso, program headers, TEBs" },
	[DUMP_JIT] = { "jit", "generated code" },
	[DUMP_PRW] = { "private", "heaps: private, writable memory" },
	[DUMP_PRO] = { "private-ro", "private, read-only memory" },
	[DUMP_MRW] = { "mapped", "mapped files that are no images, writable" },
	[DUMP_MRO] = { "mapped-ro", "mapped files that are no images, read-only" },
	[DUMP_NONE] = { "inaccessible", "guards, reservations, no access" },
	[DUMP_IO] = { "device", "device and write-combined memory" },
};

const char *
dump_class_name(unsigned class)
{
	return class < DUMP_CLASSES ? classes[class].name : NULL;
}

const char *
dump_class_summary(unsigned class)
{
	return class < DUMP_CLASSES ? classes[class].summary : NULL;
}

enum dump_class
class_by_name(const char *word)
{
	unsigned i;

	for (i = 0; i < DUMP_CLASSES; i++)
		if (text_same_name(word, classes[i].name))
			break;
	return (enum dump_class)i;
}

#define ROLE(role)	(UINT32_C(1) << ROLE_##role)

static const struct {
	const char	*name, *summary;
	uint32_t	 roles;
} groups[] = {
	{ "handles", "open handles and files", ROLE(HANDLES) },
	{ "token", "security tokens, groups of the user", ROLE(TOKEN) },
	{ "comments", "what whoever wrote the dump remarked", ROLE(COMMENT) },
	{ "unloaded", "modules that were unloaded", ROLE(UNLOADED) },
	{ "thread-names", "names of threads", ROLE(THREAD_NAMES) },
	{ "thread-info", "times and states of threads", ROLE(THREAD_INFO) },
	{ "memory-info", "the map of the address space", ROLE(MEMORY_INFO) },
	{ "process-data", "command line, environment, counters",
	    ROLE(PROCESS_DATA) | ROLE(ENVIRONMENT) | ROLE(COMMAND) },
	{ "unknown", "what only its maker can read",
	    ROLE(UNKNOWN) | ROLE(USER) },
};
enum { GROUPS = sizeof groups / sizeof *groups };

const char *
dump_record_group(size_t i)
{
	return i < GROUPS ? groups[i].name : NULL;
}

const char *
dump_record_group_summary(size_t i)
{
	return i < GROUPS ? groups[i].summary : NULL;
}

uint32_t
roles_by_group(const char *word)
{
	size_t i;

	for (i = 0; i < GROUPS; i++)
		if (text_same_name(word, groups[i].name))
			return groups[i].roles;
	return 0;
}

/* MINIDUMP_TYPE, from bit 0 on. */
static const struct {
	const char	*name, *summary;
} types[] = {
	{ "WithDataSegs", "writable data of all modules" },
	{ "WithFullMemory", "all accessible memory" },
	{ "WithHandleData", "the list of open handles" },
	{ "FilterMemory", "stacks without what is no pointer" },
	{ "ScanMemory", "only modules that the stacks refer to" },
	{ "WithUnloadedModules", "the list of unloaded modules" },
	{ "WithIndirectlyReferencedMemory",
	    "memory around what the stacks point to" },
	{ "FilterModulePaths", "module names without directories" },
	{ "WithProcessThreadData", "PEB, TEBs and what belongs to them" },
	{ "WithPrivateReadWriteMemory", "private, writable memory: heaps" },
	{ "WithoutOptionalData", "privacy: less memory" },
	{ "WithFullMemoryInfo", "the map of the address space" },
	{ "WithThreadInfo", "times and states of threads" },
	{ "WithCodeSegs", "code of all modules" },
	{ "WithoutAuxiliaryState", "nothing from helpers of runtimes" },
	{ "WithFullAuxiliaryState", "all from helpers of runtimes" },
	{ "WithPrivateWriteCopyMemory", "private copy-on-write memory" },
	{ "IgnoreInaccessibleMemory", "unreadable memory is no failure" },
	{ "WithTokenInformation", "security tokens" },
	{ "WithModuleHeaders", "headers of all modules" },
	{ "FilterTriage", "privacy: nothing but pointers" },
	{ "WithAvxXStateContext", "registers with AVX state" },
	{ "WithIptTrace", "processor trace" },
	{ "ScanInaccessiblePartialPages",
	    "what can be read of unreadable ranges" },
	{ "FilterWriteCombinedMemory", "no write-combined memory" },
	{ "NoIgnoreInaccessibleMemory", "unreadable memory is a failure" },
	{ "WithMemoryCompressed", "compressed memory" },
};

const char *
dump_type_name(unsigned bit)
{
	return bit < sizeof types / sizeof *types ? types[bit].name : NULL;
}

const char *
dump_type_summary(unsigned bit)
{
	return bit < sizeof types / sizeof *types ? types[bit].summary : NULL;
}
