/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * minidump_bad.c -- minidumps cut short, and those whose header, directory
 * or lists lie.  Each is a small good one with one thing wrong.
 */
#include <string.h>

#include "corpora/minidump_tiny.h"
#include "corpora/sample.h"

static void
first_bytes_zero(struct buf *out)
{
	tiny_minidump(out, false);
	memset(out->v, 0, 4);
}

static void
version_wrong(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, 4, 0x1234);
}

static void
cut_in_header(struct buf *out)
{
	tiny_minidump(out, false);
	buf_cut(out, 20);
}

static void
cut_in_directory(struct buf *out)
{
	tiny_minidump(out, false);
	buf_cut(out, 32 + 12 * 2 + 5);
}

static void
cut_in_thread_list(struct buf *out)
{
	tiny_minidump(out, false);
	buf_cut(out, tiny_stream(out, THREADS) + 30);
}

static void
cut_in_context(struct buf *out)
{
	tiny_minidump(out, false);
	buf_cut(out, tiny_get(out, tiny_stream(out, THREADS) + 4 + 44) + 1000);
}

static void
cut_in_memory_list(struct buf *out)
{
	tiny_minidump(out, false);
	buf_cut(out, tiny_stream(out, MEMORY) + 20);
}

static void
cut_in_memory(struct buf *out)
{
	tiny_minidump(out, false);
	buf_cut(out, out->n - 0x180);
}

static void
cut_in_memory64(struct buf *out)
{
	tiny_minidump(out, true);
	buf_cut(out, out->n - 0x180);
}

static void
cut_before_memory64(struct buf *out)
{
	tiny_minidump(out, true);
	buf_cut(out, out->n - 0x300);
}

static void
directory_past_end(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, 12, (uint32_t)out->n + 5);
}

static void
directory_all_ones(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, 12, 0xffffffff);
}

static void
directory_in_header(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, 12, 4);
}

static void
streams_all_ones(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, 8, 0xffffffff);
}

static void
no_streams(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, 8, 0);
}

static void
stream_past_end(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_entry(MISC) + 8, 0x7fffffff);
}

static void
stream_size_all_ones(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_entry(MISC) + 4, 0xffffffff);
}

static void
stream_is_directory(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_entry(MODULES) + 8, 32);
}

static void
streams_overlap(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_entry(MISC) + 8, (uint32_t)tiny_stream(out, THREADS) + 4);
}

static void
thread_count(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_stream(out, THREADS), 0xffffffff);
}

static void
thread_count_wraps(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_stream(out, THREADS), 0x05555556);
}

static void
module_count(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_stream(out, MODULES), 0x80000000);
}

static void
memory_count(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_stream(out, MEMORY), 0x10000001);
}

static void
handle_count(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_stream(out, HANDLES) + 8, 0x7fffffff);
}

static void
handle_stride_zero(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_stream(out, HANDLES) + 4, 0);
}

static void
handle_header_huge(struct buf *out)
{
	tiny_minidump(out, false);
	buf_set32(out, tiny_stream(out, HANDLES), 0xfffffff0);
}

#define BAD(name, make, cat, heap, info, what) \
	{ "bad/minidump-" name ".dmp", make, cat, heap, info, what }

const struct sample minidump_bad[] = {
	BAD("first-bytes-zero", first_bytes_zero, "3", "3", "3",
	    "An interrupted Crashpad dump: only the signature is missing."),
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
	{ NULL, NULL, NULL, NULL, NULL, NULL }
};
