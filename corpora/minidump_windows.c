/* SPDX-License-Identifier: BSD-2-Clause */
/* minidump_windows.c -- minidumps of Windows processes, by dbghelp and Wine. */
#include <string.h>

#include "corpora/mdmp.h"
#include "corpora/sample.h"

enum {
	PAGE = 4096,
	COMMIT = 0x1000, RESERVE = 0x2000, FREE = 0x10000,
	PRIVATE = 0x20000, MAPPED = 0x40000, IMAGE = 0x1000000,
	NOACCESS = 1, READ = 2, WRITE = 4, WRITECOPY = 8, EXECUTE_READ = 0x20,
	EXECUTE_WRITE = 0x40, GUARD = 0x100, NOCACHE = 0x200
};

/* A process: regions, of which the first PRESENT pages are in a full dump. */
struct place {
	uint64_t	 addr, allocation;
	unsigned	 pages, present;
	uint32_t	 state, protect, type;
};

#define STACK	UINT64_C(0x5000000000)
#define STACK2	UINT64_C(0x5000020000)
#define PEB	UINT64_C(0x5000040000)
#define HEAP	UINT64_C(0x1b0000000000)
#define EXE	UINT64_C(0x7ff600000000)
#define NTDLL	UINT64_C(0x7ffd00000000)
#define CLR	UINT64_C(0x7ffc00000000)
#define CORELIB	UINT64_C(0x7ffc10000000)
#define APP_DLL	UINT64_C(0x7ffc20000000)

static const struct place stacks_and_heap[] = {
	{ HEAP, HEAP, 1, 1, COMMIT, WRITE, PRIVATE },
	{ HEAP + PAGE, HEAP, 15, 0, RESERVE, 0, PRIVATE },
	{ HEAP + 0x100000, HEAP + 0x100000, 1, 1, COMMIT, READ, MAPPED },
	{ HEAP + 0x110000, HEAP + 0x110000, 1, 0, COMMIT, WRITE | NOCACHE,
	    MAPPED },
	{ HEAP + 0x200000, HEAP + 0x200000, 1, 1, COMMIT, EXECUTE_WRITE,
	    PRIVATE },
	{ HEAP + 0x400000, HEAP + 0x400000, 1, 0, COMMIT, NOACCESS, PRIVATE },
	{ STACK, STACK, 14, 0, RESERVE, 0, PRIVATE },
	{ STACK + 14 * PAGE, STACK, 1, 0, COMMIT, WRITE | GUARD, PRIVATE },
	{ STACK + 15 * PAGE, STACK, 1, 1, COMMIT, WRITE, PRIVATE },
	{ STACK2, STACK2, 14, 0, RESERVE, 0, PRIVATE },
	{ STACK2 + 14 * PAGE, STACK2, 1, 0, COMMIT, WRITE | GUARD, PRIVATE },
	{ STACK2 + 15 * PAGE, STACK2, 1, 1, COMMIT, WRITE, PRIVATE },
	{ PEB, PEB, 2, 2, COMMIT, WRITE, PRIVATE },
	{ PEB + 2 * PAGE, PEB, 30, 0, RESERVE, 0, PRIVATE },
};
static const struct place native_images[] = {
	{ EXE, EXE, 1, 1, COMMIT, READ, IMAGE },
	{ EXE + PAGE, EXE, 1, 1, COMMIT, EXECUTE_READ, IMAGE },
	{ EXE + 2 * PAGE, EXE, 1, 1, COMMIT, READ, IMAGE },
	{ EXE + 3 * PAGE, EXE, 1, 1, COMMIT, WRITE, IMAGE },
	{ NTDLL, NTDLL, 1, 1, COMMIT, READ, IMAGE },
	{ NTDLL + PAGE, NTDLL, 1, 1, COMMIT, WRITECOPY, IMAGE },
};
static const struct place managed_images[] = {
	{ CLR, CLR, 1, 1, COMMIT, READ, IMAGE },
	{ CLR + PAGE, CLR, 1, 1, COMMIT, EXECUTE_READ, IMAGE },
	{ CORELIB, CORELIB, 1, 1, COMMIT, READ, IMAGE },
	{ CORELIB + PAGE, CORELIB, 1, 1, COMMIT, EXECUTE_READ, IMAGE },
	{ APP_DLL, APP_DLL, 1, 1, COMMIT, READ, MAPPED },
};
static const struct md_module native_modules[] = {
	{ EXE, 4 * PAGE, "C:\\app\\orders.exe", "orders.pdb" },
	{ NTDLL, 2 * PAGE, "C:\\Windows\\System32\\ntdll.dll", "ntdll.pdb" },
};
static const struct md_module managed_modules[] = {
	{ EXE, 4 * PAGE, "C:\\app\\orders.exe", "orders.pdb" },
	{ CLR, 2 * PAGE, "C:\\app\\coreclr.dll", "coreclr.pdb" },
	{ CORELIB, 2 * PAGE, "C:\\app\\System.Private.CoreLib.dll",
	    "System.Private.CoreLib.pdb" },
	{ APP_DLL, PAGE, "C:\\app\\orders.dll", "orders.pdb" },
};
static const struct md_thread threads[] = {
	{ 0x1a2c, PEB + PAGE, STACK + 15 * PAGE + 0x800, EXE + PAGE + 0x123,
	    STACK + 15 * PAGE + 0x800, 0x800 },
	{ 0x1a30, 0, STACK2 + 15 * PAGE + 0x400, NTDLL + 0x456,
	    STACK2 + 15 * PAGE + 0x400, 0xc00 },
};

#define N(array)	((unsigned)(sizeof(array) / sizeof(array)[0]))

static void
sort_places(struct place *p, unsigned n)
{
	struct place swap;
	unsigned i, j;

	for (i = 1; i < n; i++)
		for (j = i; j > 0 && p[j].addr < p[j - 1].addr; j--) {
			swap = p[j];
			p[j] = p[j - 1];
			p[j - 1] = swap;
		}
}

/* Joins two tables by address; returns how many there are. */
static unsigned
places(struct place *out, const struct place *more, unsigned n)
{
	memcpy(out, stacks_and_heap, sizeof stacks_and_heap);
	memcpy(out + N(stacks_and_heap), more, n * sizeof *more);
	sort_places(out, N(stacks_and_heap) + n);
	return N(stacks_and_heap) + n;
}

/* Every address has a region: what lies between is free. */
static void
memory_info(struct mdmp *m, const struct place *p, unsigned n)
{
	struct md_region r[80];
	uint64_t at = 0x10000;
	unsigned i, k = 0;

	memset(r, 0, sizeof r);
	for (i = 0; i < n; i++) {
		if (p[i].addr > at) {
			r[k].addr = at;
			r[k].size = p[i].addr - at;
			r[k].state = FREE;
			r[k++].protect = NOACCESS;
		}
		r[k].addr = p[i].addr;
		r[k].size = (uint64_t)p[i].pages * PAGE;
		r[k].allocation = p[i].allocation;
		r[k].state = p[i].state;
		r[k].protect = p[i].protect;
		r[k].type = p[i].type;
		at = r[k].addr + r[k].size;
		k++;
	}
	mdmp_memory_info(m, r, k);
}

static void
full_memory(struct mdmp *m, const struct place *p, unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++)
		if (p[i].present != 0)
			mdmp_memory(m, p[i].addr, p[i].present * PAGE);
}

/* The header page of a PE image; a managed one has a COM descriptor. */
static void
pe_image(struct mdmp *m, uint64_t base, bool managed, bool laid_out)
{
	struct buf b = { NULL, 0, 0, false };
	uint32_t text = laid_out ? PAGE : 0x400;

	buf_zeros(&b, 0x600);
	buf_set(&b, 0, "MZ", 2);
	buf_set32(&b, 0x3c, 0x80);
	buf_set(&b, 0x80, "PE\0", 4);
	buf_set16(&b, 0x84, 0x8664);
	buf_set16(&b, 0x86, 1);
	buf_set16(&b, 0x94, 240);
	buf_set16(&b, 0x98, 0x20b);
	buf_set32(&b, 0x98 + 32, PAGE);		/* SectionAlignment */
	buf_set32(&b, 0x98 + 36, 0x200);
	buf_set32(&b, 0x98 + 56, 2 * PAGE);	/* SizeOfImage */
	buf_set32(&b, 0x98 + 60, 0x400);
	buf_set32(&b, 0x98 + 108, 16);
	if (managed) {
		buf_set32(&b, 0x98 + 112 + 14 * 8, PAGE + 0x10);
		buf_set32(&b, 0x98 + 112 + 14 * 8 + 4, 72);
	}
	/* .text: RVA 0x1000, at 0x400 of the file */
	buf_set(&b, 0x188, ".text", 6);
	buf_set32(&b, 0x188 + 8, 0x200);
	buf_set32(&b, 0x188 + 12, PAGE);
	buf_set32(&b, 0x188 + 16, 0x200);
	buf_set32(&b, 0x188 + 20, 0x400);
	buf_set32(&b, 0x188 + 36, 0x60000020);
	mdmp_poke(m, base, b.v, laid_out ? 0x400 : 0x600);
	if (managed) {
		buf_cut(&b, 0);
		buf_u32(&b, 72);
		buf_u16(&b, 2);
		buf_u16(&b, 5);
		buf_u32(&b, PAGE + 0x100);	/* metadata */
		buf_u32(&b, 0x100);
		mdmp_poke(m, base + text + 0x10, b.v, b.n);
		mdmp_poke(m, base + text + 0x100, "BSJB\1\0\1\0", 8);
	}
	buf_free(&b);
}

static void
teb_and_peb(struct mdmp *m)
{
	struct buf b = { NULL, 0, 0, false };

	buf_u64(&b, 0);
	buf_u64(&b, STACK + 16 * PAGE);		/* StackBase */
	buf_u64(&b, STACK + 14 * PAGE);		/* StackLimit */
	mdmp_poke(m, PEB + PAGE, b.v, b.n);
	buf_cut(&b, 0);
	buf_u64(&b, PEB + PAGE);
	mdmp_poke(m, PEB + PAGE + 0x30, b.v, 8);	/* Self */
	buf_set64(&b, 0, PEB);
	mdmp_poke(m, PEB + PAGE + 0x60, b.v, 8);
	buf_set64(&b, 0, EXE);
	mdmp_poke(m, PEB + 0x10, b.v, 8);	/* ImageBaseAddress */
	buf_free(&b);
}

static void
thread_infos(struct mdmp *m)
{
	unsigned i;
	size_t at;

	mdmp_open(m, THREAD_INFO_LIST);
	buf_u32(m->b, 12);
	buf_u32(m->b, 64);
	buf_u32(m->b, N(threads));
	for (i = 0; i < N(threads); i++) {
		at = buf_zeros(m->b, 64);
		buf_set32(m->b, at, threads[i].id);
		buf_set32(m->b, at + 12, 259);
		buf_set64(m->b, at + 48, EXE + PAGE);
	}
	mdmp_close(m);
}

static size_t
unloaded_modules(struct mdmp *m)
{
	size_t at;

	mdmp_open(m, UNLOADED_MODULES);
	buf_u32(m->b, 12);
	buf_u32(m->b, 24);
	buf_u32(m->b, 1);
	at = buf_zeros(m->b, 24);
	buf_set64(m->b, at, UINT64_C(0x7ffe00000000));
	buf_set32(m->b, at + 8, 0x8000);
	mdmp_close(m);
	return at + 20;
}

static size_t
thread_names(struct mdmp *m)
{
	size_t at;

	mdmp_open(m, THREAD_NAMES);
	buf_u32(m->b, 1);
	buf_u32(m->b, threads[1].id);
	at = buf_u64(m->b, 0);
	mdmp_close(m);
	return at;
}

static void
token(struct mdmp *m)
{
	size_t at;

	mdmp_open(m, TOKEN);
	buf_u32(m->b, 16 + 88);
	buf_u32(m->b, 1);
	buf_u32(m->b, 16);
	buf_u32(m->b, 72);
	at = buf_zeros(m->b, 88);
	buf_set32(m->b, at, 88);
	buf_set32(m->b, at + 4, 4711);
	buf_set32(m->b, at + 16, 72);
	buf_set32(m->b, at + 20, 16);
	mdmp_close(m);
}

static void
function_table(struct mdmp *m)
{
	mdmp_open(m, FUNCTION_TABLE);
	buf_u32(m->b, 24);
	buf_u32(m->b, 32);
	buf_u32(m->b, 112);
	buf_u32(m->b, 12);
	buf_u32(m->b, 1);
	buf_u32(m->b, 0);
	buf_u64(m->b, HEAP + 0x200000);
	buf_u64(m->b, HEAP + 0x201000);
	buf_u64(m->b, HEAP + 0x200000);
	buf_u32(m->b, 1);
	buf_u32(m->b, 4);
	buf_fill(m->b, 0xf7, 112 + 12 + 4);
	mdmp_close(m);
}

static void
handles(struct mdmp *m)
{
	size_t at, i;

	mdmp_open(m, HANDLE_DATA);
	buf_u32(m->b, 16);
	buf_u32(m->b, 32);
	buf_u32(m->b, 2);
	buf_u32(m->b, 0);
	at = buf_zeros(m->b, 64);
	mdmp_close(m);
	for (i = 0; i < 2; i++) {
		buf_set64(m->b, at + 32 * i, 4 * i + 4);
		buf_set32(m->b, at + 32 * i + 20, 0x1f0003);
		buf_set32(m->b, at + 32 * i + 24, 2);
	}
	mdmp_string(m, at + 8, "Event");
	buf_set32(m->b, at + 32 + 8, (uint32_t)m->b->n - 16);
	mdmp_string(m, at + 32 + 12, "\\BaseNamedObjects\\ready");
}

/*
 * What MiniDumpWriteDump does: fixed streams, strings, contexts, CodeView
 * records, and the memory, whose RVA is odd by then.
 */
static void
dbghelp(struct mdmp *m, const struct place *p, unsigned n,
    const struct md_module *mods, unsigned nmods, bool full)
{
	size_t csd, exception, modules, unloaded, names;

	mdmp_system_info(m, 2, &csd);
	mdmp_misc_info(m, m->context_size != 0 ? 1364 : 832);
	mdmp_exception(m, threads[0].id, 0xc0000005, EXE + PAGE + 0x123,
	    &exception);
	mdmp_threads(m, threads, N(threads), false);
	thread_infos(m);
	buf_zeros(m->b, 12);
	mdmp_modules(m, MODULE_LIST, mods, nmods, &modules);
	unloaded = unloaded_modules(m);
	token(m);
	function_table(m);
	mdmp_stream(m, SYSTEM_MEMORY_INFO, (const uint8_t[492]){ 1 }, 492);
	mdmp_stream(m, PROCESS_VM_COUNTERS, (const uint8_t[152]){ 2 }, 152);
	names = thread_names(m);
	memory_info(m, p, n);
	mdmp_string(m, csd, "");
	mdmp_string(m, names, ".NET TP Worker");
	mdmp_string(m, unloaded, "gone.dll");
	mdmp_context(m, exception, threads[0].pc, threads[0].sp);
	mdmp_contexts(m, threads, N(threads));
	handles(m);
	mdmp_module_blobs(m, mods, nmods, modules);
	if (full) {
		/* Before the memory has a place: stacks get no RVA. */
		mdmp_stacks(m, threads, N(threads));
		mdmp_memory64_list(m);
	} else {
		mdmp_memory_list(m, false);
		mdmp_stacks(m, threads, N(threads));
	}
	mdmp_end(m);
}

static void
dbghelp_full(struct buf *out)
{
	struct place p[40];
	struct mdmp m;
	unsigned n = places(p, native_images, N(native_images));

	mdmp_begin(&m, out, ARCH_AMD64, 0x1826 | 0x40100, 20);
	full_memory(&m, p, n);
	pe_image(&m, EXE, false, true);
	pe_image(&m, NTDLL, false, true);
	teb_and_peb(&m);
	dbghelp(&m, p, n, native_modules, N(native_modules), true);
}

static void
dbghelp_dotnet(struct buf *out)
{
	struct place p[40];
	struct mdmp m;
	unsigned n = places(p, managed_images, N(managed_images));

	mdmp_begin(&m, out, ARCH_AMD64, 0x41826, 20);
	full_memory(&m, p, n);
	pe_image(&m, CLR, false, true);
	pe_image(&m, CORELIB, true, true);
	pe_image(&m, APP_DLL, true, false);
	teb_and_peb(&m);
	dbghelp(&m, p, n, managed_modules, N(managed_modules), true);
}

/* 0x200: private memory by MemoryList, which has the stacks' parts too. */
static void
dbghelp_heap(struct buf *out)
{
	struct place p[40];
	struct mdmp m;
	unsigned n = places(p, native_images, N(native_images)), i;

	mdmp_begin(&m, out, ARCH_AMD64, 0x1a05, 20);
	for (i = 0; i < n; i++)
		if (p[i].present != 0 && p[i].type == PRIVATE)
			mdmp_memory(&m, p[i].addr, PAGE);
	mdmp_memory(&m, EXE + 3 * PAGE, PAGE);
	mdmp_memory(&m, EXE + PAGE + 0x123 - 0x80, 0x100);
	dbghelp(&m, p, n, native_modules, N(native_modules), false);
}

/* Contexts with XSTATE, 1407 bytes of them, so nothing is aligned. */
static void
dbghelp_mini(struct buf *out)
{
	struct place p[40];
	struct mdmp m;
	unsigned n = places(p, native_images, N(native_images)), i;

	mdmp_begin(&m, out, ARCH_AMD64, 0x201841, 20);
	m.context_size = 1407;
	for (i = 0; i < N(threads); i++)
		mdmp_memory(&m, threads[i].stack, threads[i].stack_size);
	mdmp_memory(&m, EXE + PAGE + 0x123 - 0x80, 0x100);
	dbghelp(&m, p, n, native_modules, N(native_modules), false);
}

static const struct md_thread x86_threads[] = {
	{ 8, 0x7ffd8000, 0x32f800, 0x401123, 0x32f800, 0x400 },
	{ 9, 0x7ffd7000, 0x55f800, 0x7b401456, 0x55f800, 0x400 },
};
static const struct md_module x86_modules[] = {
	{ 0x400000, 0x4000, "C:\\app\\a.exe", "a.pdb" },
	{ 0x7b400000, 0x2000, "C:\\windows\\system32\\ntdll.dll", "n.pdb" },
};
static const struct md_module host_modules[] = {
	{ 0x7bc00000, 0x1000, "/usr/lib/wine/i386-unix/ntdll.so", NULL },
};

/* Of Windows XP: no word about memory, MiscInfo of 24 bytes. */
static void
dbghelp_xp(struct buf *out)
{
	size_t csd, exception, modules;
	struct mdmp m;
	unsigned i;

	mdmp_begin(&m, out, ARCH_X86, 0, 11);
	mdmp_system_info(&m, 2, &csd);
	mdmp_misc_info(&m, 24);
	mdmp_exception(&m, 8, 0xc0000005, 0x401123, &exception);
	mdmp_threads(&m, x86_threads, N(x86_threads), false);
	mdmp_modules(&m, MODULE_LIST, x86_modules, N(x86_modules), &modules);
	mdmp_string(&m, csd, "Service Pack 3");
	mdmp_context(&m, exception, 0x401123, 0x32f7f0);
	mdmp_contexts(&m, x86_threads, N(x86_threads));
	mdmp_module_blobs(&m, x86_modules, N(x86_modules), modules);
	for (i = 0; i < N(x86_threads); i++)
		mdmp_memory(&m, x86_threads[i].stack,
		    x86_threads[i].stack_size);
	mdmp_memory(&m, 0x4010a3, 0x100);
	mdmp_memory_list(&m, false);
	mdmp_stacks(&m, x86_threads, N(x86_threads));
	mdmp_end(&m);
}

/* Wine says nothing of regions; images tell by their sections. */
static void
wine(struct buf *out, bool full)
{
	size_t csd, exception, modules, hosts;
	struct mdmp m;
	unsigned i;

	mdmp_begin(&m, out, ARCH_X86, full ? 2 : 0, full ? 12 : 8);
	mdmp_system_info(&m, 2, &csd);
	buf_add(m.b, "WINE\0\0\0\0" "8.0 (Staging)", 22);
	mdmp_string(&m, csd, "");
	mdmp_threads(&m, x86_threads, N(x86_threads), false);
	mdmp_contexts(&m, x86_threads, N(x86_threads));
	mdmp_modules(&m, MODULE_LIST, x86_modules, N(x86_modules), &modules);
	mdmp_module_blobs(&m, x86_modules, N(x86_modules), modules);
	mdmp_modules(&m, WINE_HOST_MODULES, host_modules, 1, &hosts);
	mdmp_module_blobs(&m, host_modules, 1, hosts);
	for (i = 0; i < N(x86_threads); i++)
		mdmp_memory(&m, x86_threads[i].stack,
		    x86_threads[i].stack_size);
	if (!full) {
		mdmp_memory_list(&m, false);
		mdmp_stacks(&m, x86_threads, N(x86_threads));
	}
	mdmp_misc_info(&m, 24);
	mdmp_exception(&m, 8, 0xc0000005, 0x401123, &exception);
	mdmp_context(&m, exception, 0x401123, 0x32f7f0);
	mdmp_stream(&m, 0x12345, "words of the program", 21);
	if (full) {
		mdmp_memory(&m, 0x110000, 2 * PAGE);
		mdmp_memory(&m, 0x400000, 3 * PAGE);
		mdmp_memory(&m, 0x7b400000, PAGE);
		pe_image(&m, 0x400000, false, true);
		mdmp_memory64_list(&m);
		mdmp_stacks(&m, x86_threads, N(x86_threads));
	}
	mdmp_end(&m);
}

static void
wine_full(struct buf *out)
{
	wine(out, true);
}

static void
wine_mini(struct buf *out)
{
	wine(out, false);
}

#define GOOD(name, make, what)	{ "good/minidump-" name ".dmp", make, "0", \
	"0", "0", what }

const struct sample minidump_windows[] = {
	GOOD("dbghelp-full", dbghelp_full, "MiniDumpWriteDump, full, x64: "
	    "MemoryInfoList, guards, reservations, TEB and PEB; "
	    "Memory64List at an odd offset, at the end."),
	GOOD("dbghelp-dotnet", dbghelp_dotnet, "The same of a .NET process: "
	    "metadata lies in a laid-out image and in a flat mapping."),
	GOOD("dbghelp-heap", dbghelp_heap, "Type 0x1a05, private memory in "
	    "a MemoryList."),
	GOOD("dbghelp-mini", dbghelp_mini, "Contexts with XSTATE, thread "
	    "names, stacks in a MemoryList."),
	GOOD("dbghelp-xp", dbghelp_xp, "Windows XP, x86: nothing describes "
	    "the memory, all is kept but code."),
	GOOD("wine-full", wine_full, "Wine, full: no MemoryInfoList, a list "
	    "of host modules, Memory64List last."),
	GOOD("wine-mini", wine_mini, "Wine: streams follow the memory."),
	{ NULL, NULL, NULL, NULL, NULL, NULL }
};
