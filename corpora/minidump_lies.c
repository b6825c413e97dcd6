/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * minidump_lies.c -- minidumps that lie about what streams lead to: contexts,
 * strings, records of modules and handles, memory.
 */
#include "corpora/minidump_tiny.h"
#include "corpora/sample.h"

static void
context_past_end(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_stream(out, THREADS) + 4 + 44, 0xfffffff0);
}

static void
context_short(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_stream(out, THREADS) + 4 + 40, 100);
}

static void
context_huge(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_stream(out, THREADS) + 4 + 40, 0x7fffffff);
}

static void
stack_past_end(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_stream(out, THREADS) + 4 + 36, 0xfffff000);
}

static void
string_odd(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_get(out, tiny_stream(out, MODULES) + 4 + 20), 5);
}

static void
string_huge(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_get(out, tiny_stream(out, MODULES) + 4 + 20), 0xfffffffe);
}

static void
string_past_end(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_stream(out, MODULES) + 4 + 20, (uint32_t)out->n - 2);
}

static void
string_surrogates(struct buf *out)
{
	size_t at;

	tiny_minidump(out, false);
	at = tiny_get(out, tiny_stream(out, MODULES) + 4 + 20) + 4;
	buf_set16(out, at, 0xdc00);
	buf_set16(out, at + 2, 0xd800);
	buf_set16(out, at + 4, 0x1b);
	buf_set16(out, at + 6, 0);
}

static void
codeview_past_end(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_stream(out, MODULES) + 4 + 80, 0xfffffffc);
}

static void
codeview_huge(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_stream(out, MODULES) + 4 + 76, 0xffffffff);
}

static void
codeview_two_bytes(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_stream(out, MODULES) + 4 + 76, 2);
}

static void
module_wraps(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set64(out, tiny_stream(out, MODULES) + 4, UINT64_MAX - 0xfff);
}

/* The last node of a chain points to the first. */
static void
object_cycle(struct buf *out)
{
	uint32_t node;

	tiny_minidump(out, false);
	node = tiny_get(out, tiny_stream(out, HANDLES) + 16 + 32);
	buf_set32(out, node, node);
}

static void
object_size(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_get(out, tiny_stream(out, HANDLES) + 16 + 32) + 8,
	    0xfffffff4);
}

static void
range_wraps(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set64(out, tiny_stream(out, MEMORY) + 4, UINT64_MAX - 0x10);
}

static void
range_past_end(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_stream(out, MEMORY) + 4 + 16 + 12, 0xfffffffe);
}

static void
range_size_all_ones(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_stream(out, MEMORY) + 4 + 16 + 8, 0xffffffff);
}

static void
range_is_header(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_stream(out, MEMORY) + 4 + 16 + 12, 0);
}

static void
memory64_count(struct buf *out)
{
	tiny_minidump(out, true);
	buf_set64(out, tiny_stream(out, MEMORY), UINT64_C(0x1000000000000001));
}

static void
memory64_base_wraps(struct buf *out)
{
	tiny_minidump(out, true);
	buf_set64(out, tiny_stream(out, MEMORY) + 8, UINT64_MAX - 8);
}

static void
memory64_base_zero(struct buf *out)
{
	tiny_minidump(out, true);
	buf_set64(out, tiny_stream(out, MEMORY) + 8, 0);
}

static void
memory64_sum_wraps(struct buf *out)
{
	tiny_minidump(out, true);
	buf_set64(out, tiny_stream(out, MEMORY) + 16 + 8, UINT64_MAX - 0x100);
	buf_set64(out, tiny_stream(out, MEMORY) + 32 + 8, 0x4141414141414141);
}

static void
compressed_memory(struct buf *out)
{
	struct mdmp m;
	size_t csd;

	mdmp_begin(&m, out, ARCH_AMD64, 0x04000000, 4);
	mdmp_system_info(&m, 2, &csd);
	mdmp_stream(&m, 25, "nobody said how", 15);
	tiny_memory(&m);
	mdmp_end(&m);
}

static void
no_system_info(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_entry(SYSTEM), 0);
}

/* A list whose entries are smaller than any known. */
static void
region_stride(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_stream(out, REGIONS) + 4, 8);
}

static void
region_count(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set64(out, tiny_stream(out, REGIONS) + 8,
	    UINT64_C(0x0555555555555556));
}

static void
region_wraps(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set64(out, tiny_stream(out, REGIONS) + 16 + 24, UINT64_MAX);
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
	tiny_memory(&m);
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
	tiny_memory(&m);
	mdmp_end(&m);
}

#define BAD(name, make, cat, heap, info, what) \
	{ "bad/minidump-" name ".dmp", make, cat, heap, info, what }

const struct sample minidump_lies[] = {
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
