/* SPDX-License-Identifier: BSD-2-Clause */
/* minidump_shapes.c -- minidumps that are right, but not as one expects. */
#include <string.h>

#include "corpora/mdmp.h"
#include "corpora/sample.h"

enum { NT = 2, LINUX = 0x8201 };

#define EXE	UINT64_C(0x7ff600000000)
#define STACK	UINT64_C(0x5000000000)

static const struct md_module module = { EXE, 0x4000, "C:\\app\\a.exe",
    "a.pdb" };
static const struct md_thread thread = { 7, 0x5000100000, STACK + 0x800,
    EXE + 0x1123, STACK + 0x810, 0x800 };

/* System, thread and module, each with what belongs to it. */
static void
basics(struct mdmp *m)
{
	size_t csd, at;

	mdmp_system_info(m, NT, &csd);
	mdmp_threads(m, &thread, 1, false);
	mdmp_modules(m, MODULE_LIST, &module, 1, &at);
	mdmp_string(m, csd, "");
	mdmp_contexts(m, &thread, 1);
	mdmp_module_blobs(m, &module, 1, at);
}

static void
stack_and_end(struct mdmp *m)
{
	mdmp_memory(m, thread.stack, thread.stack_size);
	mdmp_memory_list(m, false);
	mdmp_stacks(m, &thread, 1);
	mdmp_end(m);
}

static void
smallest(struct buf *out)
{
	struct mdmp m;
	size_t csd;

	mdmp_begin(&m, out, ARCH_AMD64, 0, 1);
	mdmp_system_info(&m, NT, &csd);
	mdmp_string(&m, csd, "");
	mdmp_end(&m);
}

static void
only_memory64(struct buf *out)
{
	struct mdmp m;
	size_t csd;

	mdmp_begin(&m, out, ARCH_AMD64, 2, 3);
	mdmp_system_info(&m, LINUX, &csd);
	mdmp_misc_info(&m, 24);
	memset(out->v + out->n - 24, 0, 4);	/* SizeOfInfo */
	mdmp_memory(&m, 0x1000, 0x40);
	mdmp_memory(&m, 0x7fff12340000, 0x10);
	mdmp_memory64_list(&m);
	mdmp_end(&m);
}

/* Descriptors of 40 bytes, each with a chain of object information. */
static void
handles_with_objects(struct buf *out)
{
	struct mdmp m;
	size_t at, node, i;

	mdmp_begin(&m, out, ARCH_AMD64, 0x1004, 8);
	basics(&m);
	mdmp_open(&m, HANDLE_DATA);
	buf_u32(m.b, 16);
	buf_u32(m.b, 40);
	buf_u32(m.b, 2);
	buf_u32(m.b, 0);
	at = buf_zeros(m.b, 80);
	mdmp_close(&m);
	for (i = 0; i < 2; i++) {
		buf_set64(m.b, at + 40 * i, 4 + 4 * i);
		mdmp_string(&m, at + 40 * i + 8, i == 0 ? "Mutant" : "Event");
		mdmp_string(&m, at + 40 * i + 12, "\\BaseNamedObjects\\a");
	}
	node = buf_zeros(m.b, 12);
	buf_set32(m.b, at + 32, (uint32_t)node);
	buf_set32(m.b, node + 4, 2);
	buf_set32(m.b, node + 8, 8);
	buf_fill(m.b, 0x2e, 8);
	buf_set32(m.b, node, (uint32_t)buf_zeros(m.b, 12));
	node = m.b->n - 12;
	buf_set32(m.b, node + 4, 3);
	buf_set32(m.b, node + 8, 5);
	buf_fill(m.b, 0x3e, 5);
	stack_and_end(&m);
}

/* Comments may repeat; streams above 0xffff are anybody's. */
static void
comments_and_users(struct buf *out)
{
	struct mdmp m;
	size_t i;

	mdmp_begin(&m, out, ARCH_AMD64, 0, 12);
	basics(&m);
	mdmp_stream(&m, COMMENT_A, "*** procdump -ma app.exe", 24);
	mdmp_stream(&m, COMMENT_A, "*** the second one", 19);
	mdmp_open(&m, COMMENT_W);
	for (i = 0; i < 5; i++)
		buf_u16(m.b, (unsigned)"wide!"[i]);
	mdmp_close(&m);
	mdmp_stream(&m, 0x10001, "a stream of the program, odd", 27);
	mdmp_stream(&m, 0xfacecafa, "{\"key\": \"value\"}", 16);
	mdmp_stream(&m, 0x4b6b0002, "\x08\x01", 2);
	mdmp_stream(&m, 0xffffffff, "", 0);
	stack_and_end(&m);
}

/* A number that is Microsoft's to give: it may hide offsets. */
static void
unknown_low_stream(struct buf *out)
{
	struct mdmp m;

	mdmp_begin(&m, out, ARCH_AMD64, 0, 6);
	basics(&m);
	mdmp_stream(&m, 4242, "who knows", 9);
	stack_and_end(&m);
}

static void
arm64(struct buf *out)
{
	struct mdmp m;

	mdmp_begin(&m, out, ARCH_ARM64, 0x40, 6);
	basics(&m);
	stack_and_end(&m);
}

static void
thread_ex_list(struct buf *out)
{
	struct mdmp m;
	size_t csd, at;

	mdmp_begin(&m, out, ARCH_AMD64, 0, 6);
	mdmp_system_info(&m, NT, &csd);
	mdmp_open(&m, THREAD_EX_LIST);
	buf_u32(m.b, 1);
	at = buf_zeros(m.b, 64);
	buf_set32(m.b, at, thread.id);
	buf_set64(m.b, at + 24, thread.stack);
	m.stacks[0] = at + 32;
	m.contexts[0] = at + 40;
	mdmp_close(&m);
	mdmp_string(&m, csd, "");
	mdmp_contexts(&m, &thread, 1);
	stack_and_end(&m);
}

static void
zero_length_ranges(struct buf *out)
{
	struct mdmp m;

	mdmp_begin(&m, out, ARCH_AMD64, 2, 6);
	basics(&m);
	mdmp_memory(&m, 0x1000, 0);
	mdmp_memory(&m, thread.stack, thread.stack_size);
	mdmp_memory(&m, 0x2000, 0);
	mdmp_memory(&m, 0x3000, 0x123);
	mdmp_memory64_list(&m);
	mdmp_end(&m);
}

/* The instruction window lies in another range too; its bytes agree. */
static void
overlapping_ranges(struct buf *out)
{
	struct mdmp m;

	mdmp_begin(&m, out, ARCH_AMD64, 0, 6);
	basics(&m);
	mdmp_memory(&m, 0x9000, 0x200);
	mdmp_memory(&m, 0x9100, 0x200);
	mdmp_memory(&m, 0x8f80, 0x400);
	stack_and_end(&m);
}

/* Both lists describe the stack: the union is what counts. */
static void
both_lists(struct buf *out)
{
	struct mdmp m;

	mdmp_begin(&m, out, ARCH_AMD64, 0, 6);
	basics(&m);
	mdmp_memory(&m, thread.stack, thread.stack_size);
	mdmp_memory_list(&m, false);
	mdmp_stacks(&m, &thread, 1);
	m.ranges[0].rva = 0;
	mdmp_memory(&m, 0x20000, 0x300);
	mdmp_memory64_list(&m);
	mdmp_end(&m);
}

/* What Windows CE and others leave: one stream twice. */
static void
stream_twice(struct buf *out)
{
	struct mdmp m;

	mdmp_begin(&m, out, ARCH_AMD64, 0, 6);
	basics(&m);
	mdmp_misc_info(&m, 44);
	mdmp_misc_info(&m, 24);
	stack_and_end(&m);
}

/* Only the thread says where its stack is: no memory list at all. */
static void
stack_in_no_list(struct buf *out)
{
	struct mdmp m;

	mdmp_begin(&m, out, ARCH_AMD64, 0, 4);
	basics(&m);
	mdmp_memory(&m, thread.stack, thread.stack_size);
	mdmp_put_memory(&m);
	mdmp_stacks(&m, &thread, 1);
	mdmp_end(&m);
}

/* Some writers extend the sign of 32-bit addresses. */
static void
sign_extended(struct buf *out)
{
	struct md_thread t = { 7, 0x7ffd8000, UINT64_C(0xffffffff800a0000),
	    0x401123, UINT64_C(0x800a0010), 0x200 };
	struct mdmp m;
	size_t csd;

	mdmp_begin(&m, out, ARCH_X86, 0, 4);
	mdmp_system_info(&m, NT, &csd);
	mdmp_threads(&m, &t, 1, false);
	mdmp_string(&m, csd, "");
	mdmp_contexts(&m, &t, 1);
	mdmp_memory(&m, t.stack, t.stack_size);
	mdmp_memory_list(&m, false);
	mdmp_stacks(&m, &t, 1);
	mdmp_end(&m);
}

/* The directory lists what Breakpad could not write as type 0. */
static void
unused_in_the_middle(struct buf *out)
{
	struct mdmp m;

	mdmp_begin(&m, out, ARCH_AMD64, 0, 6);
	basics(&m);
	mdmp_stream(&m, 0, NULL, 0);
	m.streams[m.nstreams - 1].rva = 0;
	stack_and_end(&m);
}

static void
big_endian(struct buf *out)
{
	static const struct md_region regions[] = {
		{ 0x10000, 0x100, 0x10000, 0x1000, 2, 0x40000 },
		{ 0x20000, 0x1000, 0x20000, 0x1000, 4, 0x20000 },
	};
	struct md_thread t = { 7, 0, 0x7fff0000, 0x401123, 0x7fff0010,
	    0x200 };
	struct mdmp m;
	size_t csd;

	out->big = true;
	mdmp_begin(&m, out, ARCH_MIPS, 0, 5);
	mdmp_memory_info(&m, regions, 2);
	mdmp_memory(&m, 0x10000, 0x100);
	mdmp_memory(&m, 0x20000, 0x100);
	mdmp_system_info(&m, NT, &csd);
	mdmp_threads(&m, &t, 1, false);
	mdmp_string(&m, csd, "");
	mdmp_contexts(&m, &t, 1);
	mdmp_memory(&m, t.stack, t.stack_size);
	mdmp_memory_list(&m, false);
	mdmp_stacks(&m, &t, 1);
	mdmp_end(&m);
}

#define GOOD(name, make, what)	{ "good/minidump-" name ".dmp", make, "0", \
	"0", "0", what }

const struct sample minidump_shapes[] = {
	GOOD("smallest", smallest, "SystemInfo alone."),
	GOOD("only-memory64", only_memory64, "SystemInfo, MiscInfo whose "
	    "SizeOfInfo is 0, and a Memory64List."),
	GOOD("handles-v2", handles_with_objects, "Handles of 40 bytes with "
	    "chains of object information."),
	GOOD("comments-and-users", comments_and_users, "Three comments and "
	    "four streams of programs, one of them empty."),
	GOOD("unknown-low-stream", unknown_low_stream, "A stream 4242, which "
	    "may hide offsets: it goes when anything changes."),
	GOOD("arm64", arm64, "Windows on arm64."),
	GOOD("thread-ex-list", thread_ex_list, "ThreadExList in place of "
	    "ThreadList."),
	GOOD("zero-length-ranges", zero_length_ranges, "Memory64List with "
	    "ranges of no bytes."),
	GOOD("overlapping-ranges", overlapping_ranges, "Ranges that overlap, "
	    "with the same bytes."),
	GOOD("both-lists", both_lists, "The stack is in both memory lists."),
	GOOD("stream-twice", stream_twice, "MiscInfo twice: the first "
	    "counts."),
	GOOD("stack-in-no-list", stack_in_no_list, "No memory list; the "
	    "thread has its stack."),
	GOOD("sign-extended", sign_extended, "A 32-bit address with its sign "
	    "extended."),
	GOOD("unused-in-the-middle", unused_in_the_middle, "An unused "
	    "directory entry between others."),
	{ "good/minidump-big-endian.dmp", big_endian, "0", "1", "0",
	    "A byte-swapped minidump: read and copied, never cut." },
	{ NULL, NULL, NULL, NULL, NULL, NULL }
};
