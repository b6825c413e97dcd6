/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * minidump_bad.c -- minidumps whose numbers lie.  Each is a small good one
 * with one thing wrong.
 */
#include <string.h>

#include "base/bytes.h"
#include "corpora/mdmp.h"
#include "corpora/sample.h"

#define EXE	UINT64_C(0x7ff600000000)
#define STACK	UINT64_C(0x5000000000)
#define HEAP	UINT64_C(0x6000000000)
#define MAPPED	UINT64_C(0x7fff00000000)

static const struct md_module module = { EXE, 0x4000, "C:\\app\\a.exe",
    "a.pdb" };
static const struct md_thread thread = { 7, 0x5000100000, STACK + 0x800,
    EXE + 0x1123, STACK + 0x810, 0x200 };

/* Directory entries of tiny(), in order. */
enum { SYSTEM, THREADS, MODULES, MISC, REGIONS, HANDLES, MEMORY };

/* Stack and heap are kept by a cut; what is mapped goes. */
static const struct md_region regions[] = {
	{ STACK, 0x1000, STACK, 0x1000, 4, 0x20000 },
	{ HEAP, 0x1000, HEAP, 0x1000, 4, 0x20000 },
	{ MAPPED, 0x100, MAPPED, 0x1000, 2, 0x40000 },
};

/* Everything that has offsets; FULL with a Memory64List. */
static void
tiny_of(struct buf *out, bool full)
{
	struct mdmp m;
	size_t csd, modules, handles, node;

	mdmp_begin(&m, out, ARCH_AMD64, full ? 0x1826 : 0x40, 8);
	mdmp_system_info(&m, 2, &csd);
	mdmp_threads(&m, &thread, 1, false);
	mdmp_modules(&m, MODULE_LIST, &module, 1, &modules);
	mdmp_misc_info(&m, 24);
	mdmp_memory_info(&m, regions, 3);
	mdmp_open(&m, HANDLE_DATA);
	buf_u32(m.b, 16);
	buf_u32(m.b, 40);
	buf_u32(m.b, 1);
	buf_u32(m.b, 0);
	handles = buf_zeros(m.b, 40);
	mdmp_close(&m);
	mdmp_string(&m, csd, "Service Pack 1");
	mdmp_contexts(&m, &thread, 1);
	mdmp_module_blobs(&m, &module, 1, modules);
	mdmp_string(&m, handles + 8, "Event");
	node = buf_zeros(m.b, 12);
	buf_set32(m.b, handles + 32, (uint32_t)node);
	buf_set32(m.b, node + 4, 6);
	buf_set32(m.b, node + 8, 4);
	buf_zeros(m.b, 4);
	mdmp_memory(&m, thread.stack, thread.stack_size);
	mdmp_memory(&m, MAPPED, 0x100);
	mdmp_memory(&m, HEAP, 0x40);
	if (full)
		mdmp_memory64_list(&m);
	else {
		mdmp_memory_list(&m, false);
		mdmp_stacks(&m, &thread, 1);
	}
	mdmp_end(&m);
}

static void
tiny(struct buf *out)
{
	tiny_of(out, false);
}

static uint32_t
get(const struct buf *b, size_t at)
{
	return le32(b->v + at);
}

/* Where directory entry I, and the content of its stream, are. */
static size_t
entry(unsigned i)
{
	return 32 + 12 * i;
}

static size_t
stream(const struct buf *b, unsigned i)
{
	return get(b, entry(i) + 8);
}

static void
first_bytes_zero(struct buf *out)
{
	tiny(out);
	memset(out->v, 0, 4);
}

static void
version_wrong(struct buf *out)
{
	tiny(out);
	buf_set32(out, 4, 0x1234);
}

static void
cut_in_header(struct buf *out)
{
	tiny(out);
	buf_cut(out, 20);
}

static void
cut_in_directory(struct buf *out)
{
	tiny(out);
	buf_cut(out, 32 + 12 * 2 + 5);
}

static void
cut_in_thread_list(struct buf *out)
{
	tiny(out);
	buf_cut(out, stream(out, THREADS) + 30);
}

static void
cut_in_context(struct buf *out)
{
	tiny(out);
	buf_cut(out, get(out, stream(out, THREADS) + 4 + 44) + 1000);
}

static void
cut_in_memory_list(struct buf *out)
{
	tiny(out);
	buf_cut(out, stream(out, MEMORY) + 20);
}

static void
cut_in_memory(struct buf *out)
{
	tiny(out);
	buf_cut(out, out->n - 0x180);
}

static void
cut_in_memory64(struct buf *out)
{
	tiny_of(out, true);
	buf_cut(out, out->n - 0x180);
}

static void
cut_before_memory64(struct buf *out)
{
	tiny_of(out, true);
	buf_cut(out, out->n - 0x300);
}

static void
directory_past_end(struct buf *out)
{
	tiny(out);
	buf_set32(out, 12, (uint32_t)out->n + 5);
}

static void
directory_all_ones(struct buf *out)
{
	tiny(out);
	buf_set32(out, 12, 0xffffffff);
}

static void
directory_in_header(struct buf *out)
{
	tiny(out);
	buf_set32(out, 12, 4);
}

static void
streams_all_ones(struct buf *out)
{
	tiny(out);
	buf_set32(out, 8, 0xffffffff);
}

static void
no_streams(struct buf *out)
{
	tiny(out);
	buf_set32(out, 8, 0);
}

static void
stream_past_end(struct buf *out)
{
	tiny(out);
	buf_set32(out, entry(MISC) + 8, 0x7fffffff);
}

static void
stream_size_all_ones(struct buf *out)
{
	tiny(out);
	buf_set32(out, entry(MISC) + 4, 0xffffffff);
}

static void
stream_is_directory(struct buf *out)
{
	tiny(out);
	buf_set32(out, entry(MODULES) + 8, 32);
}

static void
streams_overlap(struct buf *out)
{
	tiny(out);
	buf_set32(out, entry(MISC) + 8, (uint32_t)stream(out, THREADS) + 4);
}

static void
thread_count(struct buf *out)
{
	tiny(out);
	buf_set32(out, stream(out, THREADS), 0xffffffff);
}

static void
thread_count_wraps(struct buf *out)
{
	tiny(out);
	buf_set32(out, stream(out, THREADS), 0x05555556);
}

static void
module_count(struct buf *out)
{
	tiny(out);
	buf_set32(out, stream(out, MODULES), 0x80000000);
}

static void
memory_count(struct buf *out)
{
	tiny(out);
	buf_set32(out, stream(out, MEMORY), 0x10000001);
}

static void
handle_count(struct buf *out)
{
	tiny(out);
	buf_set32(out, stream(out, HANDLES) + 8, 0x7fffffff);
}

static void
handle_stride_zero(struct buf *out)
{
	tiny(out);
	buf_set32(out, stream(out, HANDLES) + 4, 0);
}

static void
handle_header_huge(struct buf *out)
{
	tiny(out);
	buf_set32(out, stream(out, HANDLES), 0xfffffff0);
}

static void
context_past_end(struct buf *out)
{
	tiny(out);
	buf_set32(out, stream(out, THREADS) + 4 + 44, 0xfffffff0);
}

static void
context_short(struct buf *out)
{
	tiny(out);
	buf_set32(out, stream(out, THREADS) + 4 + 40, 100);
}

static void
context_huge(struct buf *out)
{
	tiny(out);
	buf_set32(out, stream(out, THREADS) + 4 + 40, 0x7fffffff);
}

static void
stack_past_end(struct buf *out)
{
	tiny(out);
	buf_set32(out, stream(out, THREADS) + 4 + 36, 0xfffff000);
}

static void
string_odd(struct buf *out)
{
	tiny(out);
	buf_set32(out, get(out, stream(out, MODULES) + 4 + 20), 5);
}

static void
string_huge(struct buf *out)
{
	tiny(out);
	buf_set32(out, get(out, stream(out, MODULES) + 4 + 20), 0xfffffffe);
}

static void
string_past_end(struct buf *out)
{
	tiny(out);
	buf_set32(out, stream(out, MODULES) + 4 + 20, (uint32_t)out->n - 2);
}

static void
string_surrogates(struct buf *out)
{
	size_t at;

	tiny(out);
	at = get(out, stream(out, MODULES) + 4 + 20) + 4;
	buf_set16(out, at, 0xdc00);
	buf_set16(out, at + 2, 0xd800);
	buf_set16(out, at + 4, 0x1b);
	buf_set16(out, at + 6, 0);
}

static void
codeview_past_end(struct buf *out)
{
	tiny(out);
	buf_set32(out, stream(out, MODULES) + 4 + 80, 0xfffffffc);
}

static void
codeview_huge(struct buf *out)
{
	tiny(out);
	buf_set32(out, stream(out, MODULES) + 4 + 76, 0xffffffff);
}

static void
codeview_two_bytes(struct buf *out)
{
	tiny(out);
	buf_set32(out, stream(out, MODULES) + 4 + 76, 2);
}

static void
module_wraps(struct buf *out)
{
	tiny(out);
	buf_set64(out, stream(out, MODULES) + 4, UINT64_MAX - 0xfff);
}

/* The last node of a chain points to the first. */
static void
object_cycle(struct buf *out)
{
	uint32_t node;

	tiny(out);
	node = get(out, stream(out, HANDLES) + 16 + 32);
	buf_set32(out, node, node);
}

static void
object_size(struct buf *out)
{
	tiny(out);
	buf_set32(out, get(out, stream(out, HANDLES) + 16 + 32) + 8,
	    0xfffffff4);
}

static void
range_wraps(struct buf *out)
{
	tiny(out);
	buf_set64(out, stream(out, MEMORY) + 4, UINT64_MAX - 0x10);
}

static void
range_past_end(struct buf *out)
{
	tiny(out);
	buf_set32(out, stream(out, MEMORY) + 4 + 16 + 12, 0xfffffffe);
}

static void
range_size_all_ones(struct buf *out)
{
	tiny(out);
	buf_set32(out, stream(out, MEMORY) + 4 + 16 + 8, 0xffffffff);
}

static void
range_is_header(struct buf *out)
{
	tiny(out);
	buf_set32(out, stream(out, MEMORY) + 4 + 16 + 12, 0);
}

static void
memory64_count(struct buf *out)
{
	tiny_of(out, true);
	buf_set64(out, stream(out, MEMORY), UINT64_C(0x1000000000000001));
}

static void
memory64_base_wraps(struct buf *out)
{
	tiny_of(out, true);
	buf_set64(out, stream(out, MEMORY) + 8, UINT64_MAX - 8);
}

static void
memory64_base_zero(struct buf *out)
{
	tiny_of(out, true);
	buf_set64(out, stream(out, MEMORY) + 8, 0);
}

static void
memory64_sum_wraps(struct buf *out)
{
	tiny_of(out, true);
	buf_set64(out, stream(out, MEMORY) + 16 + 8, UINT64_MAX - 0x100);
	buf_set64(out, stream(out, MEMORY) + 32 + 8, 0x4141414141414141);
}

/* Something that a cut drops. */
static void
mapped_memory(struct mdmp *m)
{
	mdmp_memory_info(m, regions, 3);
	mdmp_memory(m, STACK, 0x100);
	mdmp_memory(m, MAPPED, 0x100);
	mdmp_memory(m, HEAP, 0x40);
	mdmp_memory_list(m, false);
}

static void
compressed_memory(struct buf *out)
{
	struct mdmp m;
	size_t csd;

	mdmp_begin(&m, out, ARCH_AMD64, 0x04000000, 4);
	mdmp_system_info(&m, 2, &csd);
	mdmp_stream(&m, 25, "nobody said how", 15);
	mapped_memory(&m);
	mdmp_end(&m);
}

static void
no_system_info(struct buf *out)
{
	tiny(out);
	buf_set32(out, entry(SYSTEM), 0);
}

/* A list whose entries are smaller than any known. */
static void
region_stride(struct buf *out)
{
	tiny(out);
	buf_set32(out, stream(out, REGIONS) + 4, 8);
}

static void
region_count(struct buf *out)
{
	tiny(out);
	buf_set64(out, stream(out, REGIONS) + 8,
	    UINT64_C(0x0555555555555556));
}

static void
region_wraps(struct buf *out)
{
	tiny(out);
	buf_set64(out, stream(out, REGIONS) + 16 + 24, UINT64_MAX);
}

/* Annotations that lead back to their own list. */
static void
crashpad_cycle(struct buf *out)
{
	struct mdmp m;
	size_t csd, at;

	mdmp_begin(&m, out, ARCH_AMD64, 0, 4);
	mdmp_system_info(&m, 2, &csd);
	mdmp_open(&m, 0x43500001);
	at = buf_zeros(m.b, 52);
	mdmp_close(&m);
	buf_set32(out, at, 1);
	buf_set32(out, at + 0x24, 52);
	buf_set32(out, at + 0x28, (uint32_t)at);
	buf_set32(out, at + 0x2c, 52);
	buf_set32(out, at + 0x30, (uint32_t)at);
	mapped_memory(&m);
	mdmp_end(&m);
}

static void
link_map_count(struct buf *out)
{
	struct mdmp m;
	size_t csd, at;

	mdmp_begin(&m, out, ARCH_AMD64, 0, 4);
	mdmp_system_info(&m, 0x8201, &csd);
	mdmp_open(&m, 0x4767000a);
	at = buf_zeros(m.b, 40);
	mdmp_close(&m);
	buf_set32(out, at + 4, (uint32_t)at);
	buf_set32(out, at + 8, 0xffffffff);
	mapped_memory(&m);
	mdmp_end(&m);
}

#define BAD(name, make, cat, heap, info, what) \
	{ "bad/minidump-" name ".dmp", make, cat, heap, info, what }

const struct sample minidump_bad[] = {
	BAD("first-bytes-zero", first_bytes_zero, "3", "3", "3",
	    "An interrupted Crashpad dump: the signature is still 0, all else is there."),
	BAD("version-wrong", version_wrong, "3", "1", "1",
	    "The version's low word is not 0xa793."),
	BAD("cut-in-header", cut_in_header, "3", "1", "1",
	    "Ends within the header."),
	BAD("cut-in-directory", cut_in_directory, "3", "3", "3",
	    "Ends within the directory."),
	BAD("cut-in-thread-list", cut_in_thread_list, "3", "3", "3",
	    "Ends within ThreadList."),
	BAD("cut-in-context", cut_in_context, "3", "3", "3",
	    "Ends within a context."),
	BAD("cut-in-memory-list", cut_in_memory_list, "3", "3", "3",
	    "Ends within MemoryList."),
	BAD("cut-in-memory", cut_in_memory, "3", "3", "3",
	    "Ends within the memory of a MemoryList."),
	BAD("cut-in-memory64", cut_in_memory64, "3", "3", "3",
	    "Ends within the memory of a Memory64List."),
	BAD("cut-before-memory64", cut_before_memory64, "3", "3", "3",
	    "Has a Memory64List and no byte of its memory."),
	BAD("directory-past-end", directory_past_end, "3", "1", "1",
	    "The directory lies behind the file."),
	BAD("directory-all-ones", directory_all_ones, "3", "1", "1",
	    "The directory lies at 2^32 - 1."),
	BAD("directory-in-header", directory_in_header, "3", "1", "1",
	    "The directory overlaps the header."),
	BAD("streams-all-ones", streams_all_ones, "3", "1", "1",
	    "2^32 - 1 streams."),
	BAD("no-streams", no_streams, "3", "1", "1", "No stream at all."),
	BAD("stream-past-end", stream_past_end, "3", "3", "3",
	    "MiscInfo lies behind the file."),
	BAD("stream-size-all-ones", stream_size_all_ones, "3", "3", "3",
	    "MiscInfo has 2^32 - 1 bytes."),
	BAD("stream-is-directory", stream_is_directory, "3", "3", "3",
	    "ModuleList lies over the directory."),
	BAD("streams-overlap", streams_overlap, "0", "0", "0",
	    "MiscInfo lies within ThreadList."),
	BAD("thread-count", thread_count, "3", "3", "3",
	    "2^32 - 1 threads; one fits."),
	BAD("thread-count-wraps", thread_count_wraps, "3", "3", "3",
	    "As many threads as make their size wrap in 32 bits."),
	BAD("module-count", module_count, "3", "3", "3", "2^31 modules."),
	BAD("memory-count", memory_count, "3", "3", "3",
	    "Ranges whose size wraps in 32 bits."),
	BAD("handle-count", handle_count, "3", "3", "3", "2^31 - 1 handles."),
	BAD("handle-stride-zero", handle_stride_zero, "3", "3", "3",
	    "Handles of 0 bytes."),
	BAD("handle-header-huge", handle_header_huge, "3", "3", "3",
	    "HandleData whose header has nearly 2^32 bytes."),
	BAD("context-past-end", context_past_end, "3", "3", "3",
	    "A context lies behind the file."),
	BAD("context-short", context_short, "0", "0", "0",
	    "A context of 100 bytes: no registers."),
	BAD("context-huge", context_huge, "3", "3", "3",
	    "A context of 2 GiB."),
	BAD("stack-past-end", stack_past_end, "3", "3", "3",
	    "A thread's stack lies behind the file; MemoryList has it."),
	BAD("string-odd", string_odd, "0", "0", "0",
	    "A string of 5 bytes: two characters and a half."),
	BAD("string-huge", string_huge, "3", "3", "3",
	    "A string of nearly 2^32 bytes."),
	BAD("string-past-end", string_past_end, "3", "3", "3",
	    "A string's length lies across the end of the file."),
	BAD("string-surrogates", string_surrogates, "0", "0", "0",
	    "Lone surrogates, an escape character and a NUL in a name."),
	BAD("codeview-past-end", codeview_past_end, "3", "3", "3",
	    "A CodeView record lies behind the file."),
	BAD("codeview-huge", codeview_huge, "3", "3", "3",
	    "A CodeView record of 2^32 - 1 bytes."),
	BAD("codeview-two-bytes", codeview_two_bytes, "0", "0", "0",
	    "A CodeView record too short for its signature."),
	BAD("module-wraps", module_wraps, "0", "0", "0",
	    "A module passes the end of the address space."),
	BAD("object-cycle", object_cycle, "3", "3", "3",
	    "Object information that is its own successor."),
	BAD("object-size", object_size, "3", "3", "3",
	    "Object information of nearly 2^32 bytes."),
	BAD("range-wraps", range_wraps, "3", "3", "3",
	    "A range passes the end of the address space."),
	BAD("range-past-end", range_past_end, "3", "3", "3",
	    "A range's bytes lie behind the file."),
	BAD("range-size-all-ones", range_size_all_ones, "3", "3", "3",
	    "A range of 2^32 - 1 bytes."),
	BAD("range-is-header", range_is_header, "0", "0", "0",
	    "A range's bytes are at offset 0, where none can be."),
	BAD("memory64-count", memory64_count, "3", "3", "3",
	    "Memory64List with so many ranges that their size wraps."),
	BAD("memory64-base-wraps", memory64_base_wraps, "3", "3", "3",
	    "Memory64List whose memory lies at nearly 2^64."),
	BAD("memory64-base-zero", memory64_base_zero, "3", "3", "3",
	    "Memory64List whose memory lies over the header."),
	BAD("memory64-sum-wraps", memory64_sum_wraps, "3", "3", "3",
	    "Memory64List whose sizes add up to more than 2^64."),
	BAD("compressed-memory", compressed_memory, "0", "1", "0",
	    "Stream 25: memory compressed in a way nobody published."),
	BAD("no-system-info", no_system_info, "0", "0", "0",
	    "SystemInfo is missing: registers mean nothing."),
	BAD("region-stride", region_stride, "3", "3", "3",
	    "MemoryInfoList with entries of 8 bytes."),
	BAD("region-count", region_count, "3", "3", "3",
	    "MemoryInfoList with so many entries that their size wraps."),
	BAD("region-wraps", region_wraps, "0", "0", "0",
	    "A region of 2^64 - 1 bytes."),
	BAD("crashpad-cycle", crashpad_cycle, "0", "0", "0",
	    "Annotations that lead back to where they started: they still do."),
	BAD("link-map-count", link_map_count, "3", "3", "3",
	    "2^32 - 1 link maps."),
	{ NULL, NULL, NULL, NULL, NULL, NULL }
};
