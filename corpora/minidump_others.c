/* SPDX-License-Identifier: BSD-2-Clause */
/* minidump_others.c -- minidumps as Breakpad, Crashpad, the Rust writer and
 * LLDB lay them out. */
#include <string.h>

#include "corpora/mdmp.h"
#include "corpora/sample.h"

enum { LINUX = 0x8201, MACOS = 0x8101, ANDROID = 0x8203, PAGE = 4096 };

#define EXE	UINT64_C(0x555555554000)
#define LIBC	UINT64_C(0x7ffff7c00000)
#define STACK	UINT64_C(0x7ffffffde000)
#define STACK2	UINT64_C(0x7ffff7bfe000)

#define N(array)	((unsigned)(sizeof(array) / sizeof(array)[0]))

static const struct md_module modules64[] = {
	{ EXE, 0x8000, "/opt/app/app", NULL },
	{ LIBC, 0x6000, "/usr/lib/libc.so.6", NULL },
};
static const struct md_thread threads64[] = {
	{ 4711, 0x7ffff7bff900, STACK + 0x600, EXE + 0x1123, STACK + 0x610,
	    0xa00 },
	{ 4713, 0x7ffff7bfe900, STACK2 + 0x800, LIBC + 0x1456, STACK2 + 0x820,
	    0x800 },
};
static const struct md_module modules32[] = {
	{ 0x400000, 0x8000, "/system/bin/app", NULL },
	{ 0xb6c00000, 0x6000, "/system/lib/libc.so", NULL },
};
static const struct md_thread threads32[] = {
	{ 4711, 0, 0xbefff600, 0x401123, 0xbefff610, 0xa00 },
	{ 4713, 0, 0xb6bfe800, 0xb6c01456, 0xb6bfe820, 0x800 },
};

static const char maps[] =
    "555555554000-555555555000 r--p 00000000 08:01 100    /opt/app/app\n"
    "555555555000-555555558000 r-xp 00001000 08:01 100    /opt/app/app\n"
    "55555555b000-55555555c000 rw-p 00007000 08:01 100    /opt/app/app\n"
    "555555574000-555555595000 rw-p 00000000 00:00 0      [heap]\n"
    "7ffff7bfd000-7ffff7bfe000 ---p 00000000 00:00 0 \n"
    "7ffff7bfe000-7ffff7c00000 rw-p 00000000 00:00 0 \n"
    "7ffff7c00000-7ffff7c06000 r-xp 00000000 08:01 101    "
    "/usr/lib/libc.so.6\n"
    "7ffffffde000-7ffffffff000 rw-p 00000000 00:00 0      [stack]\n";
static const char proc_status[] = "Name:\tapp\nPid:\t4711\nUid:\t1000\n";
static const char release[] = "PRETTY_NAME=\"A system\"\nID=system\n";
static const char command[] = "/opt/app/app\0--serve";
static const char environment[] = "HOME=/root\0SECRET=hunter2";

/* Link maps and their names lie behind the stream; PACKED without the holes
 * that C leaves. */
static void
dso_debug(struct mdmp *m, unsigned width, bool packed,
    const struct md_module *mods, unsigned n)
{
	struct buf *b = m->b;
	size_t at, node, entry = width == 4 ? 12 : packed ? 20 : 24;
	size_t header = width == 4 ? 24 : packed ? 36 : 40;
	unsigned i;

	mdmp_open(m, 0x4767000a);
	at = buf_zeros(b, header);
	buf_fill(b, 0x0d, 4 * 2 * width);	/* PT_DYNAMIC */
	mdmp_close(m);
	buf_set32(b, at + 8, n);
	buf_set_word(b, width, at + header - width, mods[0].base + 0x6100);
	node = buf_zeros(b, n * entry);
	buf_set32(b, at + 4, (uint32_t)node);
	for (i = 0; i < n; i++) {
		buf_set_word(b, width, node + i * entry, mods[i].base);
		buf_set_word(b, width, node + (i + 1) * entry - width,
		    mods[i].base + 0x6100);
		mdmp_string(m, node + i * entry + width, mods[i].name);
	}
}

static void
linux_texts(struct mdmp *m)
{
	static const uint64_t auxv[] = { 3, EXE + 64, 4, 56, 5, 6, 6, 4096, 7,
	    LIBC + 0x100000, 9, EXE + 0x1040, 25, STACK + 0xe00, 0, 0 };
	size_t i;

	mdmp_stream(m, 0x47670003, "processor\t: 0\n", 14);
	mdmp_stream(m, 0x47670004, proc_status, sizeof proc_status - 1);
	mdmp_stream(m, 0x47670005, release, sizeof release - 1);
	mdmp_stream(m, 0x47670006, command, sizeof command);
	mdmp_stream(m, 0x47670007, environment, sizeof environment);
	if (m->arch == ARCH_AMD64) {
		mdmp_open(m, 0x47670008);
		for (i = 0; i < N(auxv); i++)
			buf_u64(m->b, auxv[i]);
		mdmp_close(m);
		mdmp_stream(m, 0x47670009, maps, sizeof maps - 1);
	}
}

static void
stack_ranges(struct mdmp *m, const struct md_thread *t, unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++)
		mdmp_memory(m, t[i].stack, t[i].stack_size);
}

/* Threads with stacks and contexts, then all that describes them. */
static void
breakpad(struct mdmp *m, unsigned width, const struct md_thread *t,
    unsigned nt, const struct md_module *mods, unsigned nm)
{
	size_t csd, exception, at;

	mdmp_threads(m, t, nt, false);
	stack_ranges(m, t, nt);
	mdmp_put_memory(m);
	mdmp_stacks(m, t, nt);
	mdmp_contexts(m, t, nt);
	mdmp_modules(m, MODULE_LIST, mods, nm, &at);
	mdmp_module_blobs(m, mods, nm, at);
	mdmp_memory_list(m, false);
	mdmp_exception(m, t[0].id, 11, 0x10, &exception);
	/* The thread's own context serves here too. */
	buf_set(m->b, exception, m->b->v + m->contexts[0], 8);
	mdmp_system_info(m, m->arch == ARCH_ARM ? ANDROID : LINUX, &csd);
	mdmp_version(m, csd, 0, 0);
	mdmp_string(m, csd, "Linux 6.1.0 #1 SMP x86_64");
	linux_texts(m);
	dso_debug(m, width, false, mods, nm);
	mdmp_end(m);
}

static void
breakpad_linux(struct buf *out)
{
	struct mdmp m;

	mdmp_begin(&m, out, ARCH_AMD64, 0, 14);
	breakpad(&m, 8, threads64, N(threads64), modules64, N(modules64));
}

static void
breakpad_arm(struct buf *out)
{
	struct mdmp m;

	mdmp_begin(&m, out, ARCH_ARM, 0, 13);
	breakpad(&m, 4, threads32, N(threads32), modules32, N(modules32));
}

/* The writer for macOS aligns arrays behind their count. */
static void
breakpad_mac(struct buf *out)
{
	size_t csd, exception, at;
	struct mdmp m;

	mdmp_begin(&m, out, ARCH_AMD64, 0, 8);
	mdmp_threads(&m, threads64, N(threads64), true);
	stack_ranges(&m, threads64, N(threads64));
	mdmp_put_memory(&m);
	mdmp_stacks(&m, threads64, N(threads64));
	mdmp_contexts(&m, threads64, N(threads64));
	mdmp_memory_list(&m, true);
	mdmp_system_info(&m, MACOS, &csd);
	mdmp_string(&m, csd, "23A344");
	mdmp_modules(&m, MODULE_LIST, modules64, N(modules64), &at);
	mdmp_module_blobs(&m, modules64, N(modules64), at);
	mdmp_misc_info(&m, 1364);
	mdmp_open(&m, 0x47670001);
	buf_u32(m.b, 3);
	buf_u32(m.b, 4713);
	buf_u32(m.b, 4711);
	mdmp_close(&m);
	mdmp_exception(&m, 4711, 1, 0x10, &exception);
	mdmp_context(&m, exception, EXE + 0x1123, STACK + 0x610);
	mdmp_end(&m);
}

/* UTF8String: a length, the bytes, NUL; its RVA goes to AT. */
static void
utf8(struct mdmp *m, size_t at, const char *text)
{
	buf_set32(m->b, at, (uint32_t)m->b->n);
	buf_u32(m->b, (uint32_t)strlen(text));
	buf_text(m->b, text);
	buf_align(m->b, 4);
}

static void
dictionary(struct mdmp *m, size_t at, const char *key, const char *value)
{
	size_t d = m->b->n;

	buf_set32(m->b, at, 12);
	buf_set32(m->b, at + 4, (uint32_t)d);
	buf_u32(m->b, 1);
	buf_zeros(m->b, 8);
	utf8(m, d + 4, key);
	utf8(m, d + 8, value);
}

/* What a module says of itself: SIZE is 20 in old files, 28 in new ones. */
static void
module_info(struct mdmp *m, size_t at, size_t size)
{
	size_t info = buf_zeros(m->b, size), list;

	buf_set32(m->b, at, (uint32_t)size);
	buf_set32(m->b, at + 4, (uint32_t)info);
	buf_set32(m->b, info, 1);
	list = buf_zeros(m->b, 8);
	buf_set32(m->b, info + 4, 8);
	buf_set32(m->b, info + 8, (uint32_t)list);
	buf_set32(m->b, list, 1);
	utf8(m, list + 4, "abort() called");
	dictionary(m, info + 12, "abi", "2");
	if (size < 28)
		return;
	list = buf_zeros(m->b, 16);
	buf_set32(m->b, info + 20, 16);
	buf_set32(m->b, info + 24, (uint32_t)list);
	buf_set32(m->b, list, 1);
	utf8(m, list + 4, "state");
	buf_set16(m->b, list + 8, 1);
	utf8(m, list + 12, "shutting down");
}

static void
crashpad_info(struct mdmp *m)
{
	size_t at, links;

	mdmp_open(m, 0x43500001);
	at = buf_zeros(m->b, 64);
	mdmp_close(m);
	buf_set32(m->b, at, 1);
	buf_set(m->b, at + 4, "report id 16 by.client id 16 by", 31);
	dictionary(m, at + 0x24, "channel", "stable");
	links = buf_zeros(m->b, 4 + 2 * 12);
	buf_set32(m->b, at + 0x2c, 28);
	buf_set32(m->b, at + 0x30, (uint32_t)links);
	buf_set32(m->b, links, 2);
	module_info(m, links + 8, 20);
	buf_set32(m->b, links + 16, 1);
	module_info(m, links + 20, 28);
}

/* All memory follows all streams. */
static void
crashpad(struct buf *out)
{
	static const struct md_region regions[] = {
		{ EXE, 0x1000, EXE, 0x1000, 2, 0x1000000 },
		{ EXE + 0x1000, 0x3000, EXE, 0x1000, 0x20, 0x1000000 },
		{ STACK, 0x21000, STACK, 0x1000, 4, 0x20000 },
	};
	size_t csd, exception, at, i;
	struct mdmp m;

	mdmp_begin(&m, out, ARCH_AMD64, 0, 10);
	mdmp_system_info(&m, LINUX, &csd);
	mdmp_string(&m, csd, "#1 SMP");
	mdmp_misc_info(&m, 1364);
	mdmp_threads(&m, threads64, N(threads64), false);
	buf_align(m.b, 16);
	mdmp_contexts(&m, threads64, N(threads64));
	mdmp_open(&m, THREAD_NAMES);
	buf_u32(m.b, N(threads64));
	for (i = 0; i < N(threads64); i++) {
		buf_u32(m.b, threads64[i].id);
		buf_u64(m.b, 0);
	}
	mdmp_close(&m);
	at = m.b->n - 12 * N(threads64) + 4;
	for (i = 0; i < N(threads64); i++)
		mdmp_string(&m, at + 12 * i, "");
	mdmp_exception(&m, 4711, 11, 1, &exception);
	mdmp_context(&m, exception, EXE + 0x1123, STACK + 0x610);
	mdmp_modules(&m, MODULE_LIST, modules64, N(modules64), &at);
	mdmp_module_blobs(&m, modules64, N(modules64), at);
	crashpad_info(&m);
	mdmp_memory_info(&m, regions, N(regions));
	stack_ranges(&m, threads64, N(threads64));
	mdmp_memory_list(&m, false);
	mdmp_stacks(&m, threads64, N(threads64));
	mdmp_end(&m);
}

/* A string without its NUL, as the Rust writer's. */
static void
bare_string(struct mdmp *m, size_t at, const char *text)
{
	mdmp_string(m, at, text);
	buf_cut(m->b, m->b->n - 2);
}

static void
rust_linux(struct buf *out)
{
	static const struct md_region regions[] = {
		{ EXE, 0x1000, EXE, 0x1000, 2, 0x40000 },
		{ EXE + 0x1000, 0x3000, EXE + 0x1000, 0x1000, 0x20, 0x40000 },
		{ EXE + 0x7000, 0x1000, EXE + 0x7000, 0x1000, 4, 0x20000 },
		{ STACK, 0x21000, STACK, 0x1000, 4, 0x20000 },
	};
	static const char soft[] = "[\"WriteModules\"]";
	size_t csd, exception, at;
	struct mdmp m;

	mdmp_begin(&m, out, ARCH_AMD64, 0, 18);
	mdmp_threads(&m, threads64, N(threads64), false);
	stack_ranges(&m, threads64, N(threads64));
	mdmp_memory(&m, EXE + 0x1123 - 0x80, 0x100);
	mdmp_put_memory(&m);
	mdmp_stacks(&m, threads64, N(threads64));
	mdmp_contexts(&m, threads64, N(threads64));
	mdmp_modules(&m, MODULE_LIST, modules64, N(modules64), &at);
	mdmp_module_blobs(&m, modules64, N(modules64), at);
	mdmp_memory_list(&m, false);
	mdmp_exception(&m, 4711, 11, 0x10, &exception);
	buf_set(m.b, exception, m.b->v + m.contexts[0], 8);
	mdmp_system_info(&m, LINUX, &csd);
	mdmp_version(&m, csd, 0, 0);
	bare_string(&m, csd, "Linux 6.1.0");
	mdmp_memory_info(&m, regions, N(regions));
	linux_texts(&m);
	dso_debug(&m, 8, true, modules64, N(modules64));
	mdmp_open(&m, THREAD_NAMES);
	buf_u32(m.b, 1);
	buf_u32(m.b, 4713);
	at = buf_u64(m.b, 0);
	mdmp_close(&m);
	bare_string(&m, at, "worker");
	mdmp_stream(&m, 0x4d7a0003, "Max core file size 0\n", 21);
	mdmp_stream(&m, 0x4d7a0004, soft, sizeof soft - 1);
	mdmp_end(&m);
}

/* LLDB: memory, then its MemoryList; what would pass 4 GiB in a
 * Memory64List; an exception for each thread that stopped. */
static void
lldb(struct buf *out)
{
	size_t csd, exception, at, first;
	struct mdmp m;

	mdmp_begin(&m, out, ARCH_AMD64, 0, 16);
	mdmp_system_info(&m, LINUX, &csd);
	/* What lay on LLDB's stack. */
	mdmp_version(&m, csd, 0x3bf26680, 0x7ffd);
	mdmp_string(&m, csd, "");
	mdmp_modules(&m, MODULE_LIST, modules64, N(modules64), &at);
	mdmp_module_blobs(&m, modules64, N(modules64), at);
	mdmp_misc_info(&m, 24);
	mdmp_threads(&m, threads64, N(threads64), false);
	mdmp_contexts(&m, threads64, N(threads64));
	mdmp_exception(&m, 4711, 11, 0x10, &exception);
	mdmp_context(&m, exception, EXE + 0x1123, STACK + 0x610);
	mdmp_exception(&m, 4713, 5, 0, &exception);
	mdmp_context(&m, exception, LIBC + 0x1456, STACK2 + 0x820);
	linux_texts(&m);
	mdmp_stream(&m, 0x4c4c4442, "\1\0\0\0", 4);
	stack_ranges(&m, threads64, N(threads64));
	mdmp_put_memory(&m);
	mdmp_memory_list(&m, false);
	mdmp_stacks(&m, threads64, N(threads64));
	first = m.nranges;
	mdmp_memory(&m, EXE + 0x7000, PAGE);
	mdmp_memory(&m, 0x555555574000, 2 * PAGE);
	/* The second list has only what the first has not. */
	mdmp_open(&m, MEMORY64_LIST);
	buf_u64(m.b, m.nranges - first);
	at = buf_u64(m.b, 0);
	for (; first < m.nranges; first++) {
		buf_u64(m.b, m.ranges[first].addr);
		buf_u64(m.b, m.ranges[first].bytes.n);
	}
	mdmp_close(&m);
	buf_set64(m.b, at, m.b->n);
	mdmp_put_memory(&m);
	mdmp_end(&m);
}

/* An old stranger's: the directory is written last. */
static void
directory_at_end(struct buf *out)
{
	size_t csd, at;
	struct mdmp m;

	mdmp_begin(&m, out, ARCH_AMD64, 0, 0);
	stack_ranges(&m, threads64, N(threads64));
	mdmp_put_memory(&m);
	mdmp_threads(&m, threads64, N(threads64), false);
	mdmp_stacks(&m, threads64, N(threads64));
	mdmp_contexts(&m, threads64, N(threads64));
	mdmp_modules(&m, MODULE_LIST, modules64, N(modules64), &at);
	mdmp_module_blobs(&m, modules64, N(modules64), at);
	mdmp_memory_list(&m, false);
	mdmp_system_info(&m, LINUX, &csd);
	mdmp_end(&m);
}

#define GOOD(name, make, what)	{ "good/minidump-" name ".dmp", make, "0", \
	"0", "0", what }

const struct sample minidump_others[] = {
	GOOD("breakpad-linux", breakpad_linux, "Breakpad, Linux x64: stacks "
	    "before their list, link maps, an unused directory entry, the "
	    "exception shares its thread's context."),
	GOOD("breakpad-arm", breakpad_arm, "Breakpad, Android arm: 32-bit "
	    "link maps."),
	GOOD("breakpad-mac", breakpad_mac, "Breakpad, macOS: lists with four "
	    "bytes between count and entries."),
	GOOD("crashpad", crashpad, "Crashpad: annotations of two modules, "
	    "one in the old form; memory behind everything."),
	GOOD("rust-linux", rust_linux, "The Rust writer: packed link maps, "
	    "strings without NUL, four unused directory entries."),
	GOOD("lldb", lldb, "LLDB: both memory lists, the first behind its "
	    "memory; two exceptions."),
	GOOD("directory-at-end", directory_at_end, "The directory comes "
	    "last: nothing is known before the end."),
	{ NULL, NULL, NULL, NULL, NULL, NULL }
};
