/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * presets.c -- the cuts, and what the types of dumps of other tools are
 * called and mean.
 */
#include "model/type.h"
#include "type.h"

#define CUT(name) \
	{ name, NULL, NO_FLAGS, { { name, NULL } }, { { NULL, NULL } } }
#define FLAGS(name, flags, summary) \
	{ name, summary, flags, { { NULL, NULL } }, { { NULL, NULL } } }
#define FILTERS(name, summary, ...) \
	{ name, summary, NO_FLAGS, { __VA_ARGS__ }, { { NULL, NULL } } }
#define ON_UNIX(name, flags, summary, ...) \
	{ name, summary, flags, { { NULL, NULL } }, { __VA_ARGS__ } }

const struct preset presets[] = {
	CUT("full"), CUT("heap"), CUT("heap-plus"), CUT("heap-managed"),
	CUT("mini"), CUT("mini-managed"), CUT("mini-indirect"),
	CUT("triage"),

	FLAGS("dotnet-full", TYPE_FULL_MEMORY | TYPE_DATA_SEGS |
	    TYPE_HANDLE_DATA | TYPE_UNLOADED_MODULES |
	    TYPE_FULL_MEMORY_INFO | TYPE_THREAD_INFO | TYPE_TOKEN,
	    "Full of dotnet-dump"),
	FLAGS("dotnet-heap", TYPE_PRIVATE_READ_WRITE | TYPE_DATA_SEGS |
	    TYPE_HANDLE_DATA | TYPE_UNLOADED_MODULES |
	    TYPE_FULL_MEMORY_INFO | TYPE_THREAD_INFO | TYPE_TOKEN,
	    "Heap of dotnet-dump"),
	/* What createdump puts into these two on Unix no flags say. */
	ON_UNIX("dotnet-mini", TYPE_DATA_SEGS | TYPE_HANDLE_DATA |
	    TYPE_THREAD_INFO, "Mini of dotnet-dump",
	    { "mini-managed", NULL }),
	ON_UNIX("dotnet-triage", TYPE_FILTER_TRIAGE |
	    TYPE_IGNORE_INACCESSIBLE | TYPE_WITHOUT_OPTIONAL |
	    TYPE_PROCESS_DATA | TYPE_FILTER_PATHS | TYPE_UNLOADED_MODULES |
	    TYPE_FILTER_MEMORY | TYPE_HANDLE_DATA, "Triage of dotnet-dump",
	    { "scrub-triage", NULL }, { "mini-managed", "no-objects" }),
	FLAGS("metalama", 0x25b2d, "as Metalama is set up to write dumps"),
	FLAGS("minidumper-mm", TYPE_HANDLE_DATA | TYPE_FULL_MEMORY_INFO,
	    "-mm of Minidumper"),
	FILTERS("minidumper-mh", "-mh of Minidumper",
	    { "heap-managed", NULL }),
	FLAGS("minidumper-ma", TYPE_FULL_MEMORY | TYPE_HANDLE_DATA |
	    TYPE_FULL_MEMORY_INFO, "-ma of Minidumper"),
	FILTERS("procdump-mm", "-mm of procdump",
	    { "mini-indirect", NULL }, { "keep", "what=record:*" }),
	FILTERS("procdump-mp", "-mp of procdump", { "heap-plus", NULL }),
	FILTERS("miniplus", "MiniPlus of procdump", { "heap-plus", NULL }),
	FILTERS("procdump-mt", "-mt of procdump", { "triage", NULL }),
	FILTERS("procdump-ma", "-ma of procdump", { "full", NULL }),
	FLAGS("wer-micro", TYPE_DATA_SEGS | TYPE_UNLOADED_MODULES |
	    TYPE_PROCESS_DATA | TYPE_WITHOUT_OPTIONAL,
	    "the micro dump of Windows Error Reporting"),
	FLAGS("wer-mini", TYPE_DATA_SEGS | TYPE_UNLOADED_MODULES |
	    TYPE_PROCESS_DATA | TYPE_TOKEN,
	    "the mini dump of Windows Error Reporting"),
	FLAGS("wer-heap", TYPE_DATA_SEGS | TYPE_HANDLE_DATA |
	    TYPE_UNLOADED_MODULES | TYPE_PROCESS_DATA |
	    TYPE_PRIVATE_READ_WRITE | TYPE_FULL_MEMORY_INFO |
	    TYPE_THREAD_INFO | TYPE_PRIVATE_WRITE_COPY | TYPE_TOKEN,
	    "the heap dump of Windows Error Reporting"),
	FLAGS("windbg-ma", TYPE_FULL_MEMORY | TYPE_FULL_MEMORY_INFO |
	    TYPE_HANDLE_DATA | TYPE_UNLOADED_MODULES | TYPE_THREAD_INFO,
	    "/ma of WinDbg; any letters of .dump: windbg-mfFht"),
	FILTERS("lldb-stack", "a core of LLDB with stacks only",
	    { "mini", NULL }),
	FILTERS("lldb-dirty", "a core of LLDB with all that was written to",
	    { "heap", NULL }, { "drop", "what=relro" }),
	FILTERS("core-filter", "a core of Linux; with other bits: "
	    "core-filter:0x33", { "core-filter", "mask=0x33" }),
	{ NULL, NULL, NO_FLAGS, { { NULL, NULL } }, { { NULL, NULL } } }
};
