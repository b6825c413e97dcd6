/* SPDX-License-Identifier: BSD-2-Clause */
/* streams.c -- the table of streams, and of what their offsets lead to. */
#include "base/bytes.h"
#include "minidump/streams.h"
#include "model/model.h"

#define RVA(at, target, size_at)	{ at, 4, target, size_at, 1 }
#define RVA64(at, target, size_at)	{ at, 8, target, size_at, 1 }
#define END				{ 0, 0, 0, 0, 0 }

static const struct fixup exception[] = {
	RVA(0xa4, TO_CONTEXT, 0xa0), END
};
static const struct fixup system_info[] = {
	RVA(0x18, TO_STRING, OWN_SIZE), END
};
static const struct fixup thread[] = {
	RVA(0x24, TO_MEMORY, 0x20), RVA(0x2c, TO_CONTEXT, 0x28), END
};
static const struct fixup thread_ex[] = {
	RVA(0x24, TO_MEMORY, 0x20), RVA(0x2c, TO_CONTEXT, 0x28),
	RVA(0x3c, TO_MEMORY, 0x38), END
};
static const struct fixup module[] = {
	RVA(0x14, TO_PATH, OWN_SIZE), RVA(0x50, TO_CODEVIEW, 0x4c),
	RVA(0x58, TO_MISC, 0x54), END
};
static const struct fixup memory[] = {
	RVA(0x0c, TO_MEMORY, 0x08), END
};
static const struct fixup memory64[] = {
	RVA64(0x08, TO_MEMORY64, OWN_SIZE), END
};
/* The last one only where entries have 40 bytes. */
static const struct fixup handle[] = {
	RVA(0x08, TO_STRING, OWN_SIZE), RVA(0x0c, TO_OBJECT_NAME, OWN_SIZE),
	RVA(0x20, TO_OBJECT_INFO, OWN_SIZE), END
};
static const struct fixup object_info[] = {
	RVA(0x00, TO_OBJECT_INFO, OWN_SIZE), END
};
static const struct fixup unloaded_module[] = {
	RVA(0x14, TO_PATH, OWN_SIZE), END
};
static const struct fixup thread_name[] = {
	RVA64(0x04, TO_STRING, OWN_SIZE), END
};
static const struct fixup dso_debug_32[] = {
	{ 0x04, 4, TO_LINK_MAPS_32, 0x08, 12 }, END
};
static const struct fixup dso_debug_64[] = {
	{ 0x04, 4, TO_LINK_MAPS_64, 0x08, 24 }, END
};
static const struct fixup dso_debug_packed[] = {
	{ 0x04, 4, TO_LINK_MAPS_PACKED, 0x08, 20 }, END
};
static const struct fixup link_map_32[] = {
	RVA(0x04, TO_PATH, OWN_SIZE), END
};
static const struct fixup link_map_64[] = {
	RVA(0x08, TO_PATH, OWN_SIZE), END
};
static const struct fixup crashpad[] = {
	RVA(0x28, TO_DICTIONARY, 0x24), RVA(0x30, TO_MODULE_LINKS, 0x2c), END
};
static const struct fixup dictionary_entry[] = {
	RVA(0x00, TO_UTF8, OWN_SIZE), RVA(0x04, TO_UTF8, OWN_SIZE), END
};
static const struct fixup module_link[] = {
	RVA(0x08, TO_MODULE_INFO, 0x04), END
};
/* The last one only in records of 28 bytes: older ones have 20. */
static const struct fixup module_info[] = {
	RVA(0x08, TO_TEXTS, 0x04), RVA(0x10, TO_DICTIONARY, 0x0c),
	RVA(0x18, TO_ANNOTATIONS, 0x14), END
};
static const struct fixup text[] = {
	RVA(0x00, TO_UTF8, OWN_SIZE), END
};
static const struct fixup annotation[] = {
	RVA(0x00, TO_UTF8, OWN_SIZE), RVA(0x08, TO_BYTES, OWN_SIZE), END
};
static const struct fixup macos_record[] = {
	RVA(0x04, TO_RECORD, 0x00), END
};
static const struct fixup bootargs[] = {
	RVA64(0x04, TO_STRING, OWN_SIZE), END
};

enum {
	MAX_THREADS = 65536, MAX_MODULES = 65536, MAX_RANGES = 1 << 24,
	MAX_HANDLES = 1 << 20, MAX_ANNOTATIONS = 65536, MAX_MACOS_RECORDS = 20
};

/* A count, then entries. */
#define LIST(entry, max, each) \
	{ 4, entry, 0, 4, false, true, max, NULL, each, 0 }
/* A header that says its size and that of the entries. */
#define STATED(header, entry, width, max, each) \
	{ header, entry, 8, width, true, false, max, NULL, each, 0 }
#define RECORD(header, head) \
	{ header, 0, 0, 0, false, false, 0, head, NULL, 0 }
/* A header, then a copy of an array of pairs of words. */
#define RECORD_AND_PAIRS(header, head, pair) \
	{ header, 0, 0, 0, false, false, 0, head, NULL, pair }
/* Entries to the end of what leads to them. */
#define ARRAY(entry, max, each) \
	{ 0, entry, 0, 0, false, false, max, NULL, each, 0 }

static const struct shape threads_shape = LIST(48, MAX_THREADS, thread);
static const struct shape threads_ex_shape =
	LIST(64, MAX_THREADS, thread_ex);
static const struct shape modules_shape = LIST(108, MAX_MODULES, module);
static const struct shape memory_shape = LIST(16, MAX_RANGES, memory);
static const struct shape memory64_shape = {
	16, 16, 0, 8, false, false, MAX_RANGES, memory64, NULL, 0
};
static const struct shape exception_shape = RECORD(168, exception);
static const struct shape system_shape = RECORD(56, system_info);
static const struct shape handles_shape =
	STATED(16, 32, 4, MAX_HANDLES, handle);
static const struct shape unloaded_shape =
	STATED(12, 24, 4, MAX_MODULES, unloaded_module);
static const struct shape memory_info_shape =
	STATED(16, 48, 8, MAX_RANGES, NULL);
static const struct shape thread_info_shape =
	STATED(12, 64, 4, MAX_THREADS, NULL);
static const struct shape operations_shape =
	STATED(16, 288, 4, MAX_HANDLES, NULL);
static const struct shape thread_names_shape =
	LIST(12, MAX_THREADS, thread_name);
static const struct shape dso_debug_32_shape =
	RECORD_AND_PAIRS(24, dso_debug_32, 8);
static const struct shape dso_debug_64_shape =
	RECORD_AND_PAIRS(40, dso_debug_64, 16);
static const struct shape dso_debug_packed_shape =
	RECORD_AND_PAIRS(36, dso_debug_packed, 16);
static const struct shape crashpad_shape = RECORD(52, crashpad);
static const struct shape macos_shape = {
	12, 8, 4, 4, false, false, MAX_MACOS_RECORDS, NULL, macos_record, 0
};
static const struct shape bootargs_shape = RECORD(12, bootargs);

static const struct shape object_info_shape = RECORD(12, object_info);
static const struct shape link_maps_32_shape =
	ARRAY(12, MAX_MODULES, link_map_32);
static const struct shape link_maps_64_shape =
	ARRAY(24, MAX_MODULES, link_map_64);
static const struct shape link_maps_packed_shape =
	ARRAY(20, MAX_MODULES, link_map_64);
static const struct shape dictionary_shape = {
	4, 8, 0, 4, false, false, MAX_ANNOTATIONS, NULL, dictionary_entry, 0
};
static const struct shape module_links_shape = {
	4, 12, 0, 4, false, false, MAX_MODULES, NULL, module_link, 0
};
static const struct shape module_info_shape = RECORD(20, module_info);
static const struct shape texts_shape = {
	4, 4, 0, 4, false, false, MAX_ANNOTATIONS, NULL, text, 0
};
static const struct shape annotations_shape = {
	4, 12, 0, 4, false, false, MAX_ANNOTATIONS, NULL, annotation, 0
};

#define ROW(type, role, min, name, shape) \
	{ type, ANY, ROLE_##role, false, min, name, shape }
#define OPAQUE(type, role, name) \
	{ type, ANY, ROLE_##role, false, 0, name, NULL }
/* Layout unknown, or known to hold offsets that are not: must stay put. */
#define UNSAFE(type, role, name) \
	{ type, ANY, ROLE_##role, true, 0, name, NULL }

static const struct stream_kind kinds[] = {
	UNSAFE(1, UNKNOWN, "Reserved0"),
	UNSAFE(2, UNKNOWN, "Reserved1"),
	ROW(ST_THREADS, THREADS, 4, "ThreadList", &threads_shape),
	ROW(ST_MODULES, MODULES, 4, "ModuleList", &modules_shape),
	ROW(ST_MEMORY, MEMORY, 4, "MemoryList", &memory_shape),
	ROW(ST_EXCEPTION, EXCEPTION, 168, "Exception", &exception_shape),
	ROW(ST_SYSTEM, SYSTEM, 56, "SystemInfo", &system_shape),
	ROW(ST_THREADS_EX, THREADS, 4, "ThreadExList", &threads_ex_shape),
	ROW(ST_MEMORY64, MEMORY, 16, "Memory64List", &memory64_shape),
	OPAQUE(ST_COMMENT_A, COMMENT, "CommentA"),
	OPAQUE(ST_COMMENT_W, COMMENT, "CommentW"),
	ROW(ST_HANDLES, HANDLES, 16, "HandleData", &handles_shape),
	OPAQUE(ST_FUNCTIONS, READER, "FunctionTable"),
	ROW(ST_UNLOADED, UNLOADED, 12, "UnloadedModuleList",
	    &unloaded_shape),
	{ ST_MISC, ANY, ROLE_MISC, false, 24, "MiscInfo", NULL },
	ROW(ST_MEMORY_INFO, MEMORY_INFO, 16, "MemoryInfoList",
	    &memory_info_shape),
	ROW(ST_THREAD_INFO, THREAD_INFO, 12, "ThreadInfoList",
	    &thread_info_shape),
	ROW(ST_HANDLE_OPERATIONS, HANDLES, 16, "HandleOperationList",
	    &operations_shape),
	OPAQUE(ST_TOKEN, TOKEN, "Token"),
	OPAQUE(ST_JAVASCRIPT, AUXILIARY, "JavaScriptData"),
	{ ST_SYSTEM_MEMORY, ANY, ROLE_PROCESS_DATA, false, 12,
	    "SystemMemoryInfo", NULL },
	OPAQUE(22, PROCESS_DATA, "ProcessVmCounters"),
	OPAQUE(ST_IPT_TRACE, TRACE, "IptTrace"),
	ROW(ST_THREAD_NAMES, THREAD_NAMES, 4, "ThreadNames",
	    &thread_names_shape),
	UNSAFE(ST_COMPRESSED, MEMORY, "CompressedMemory"),
	UNSAFE(ST_COMPRESSED_SQL, MEMORY, "CompressedMemorySQL"),
	UNSAFE(0x8000, UNKNOWN, "ceNull"),
	UNSAFE(0x8001, UNKNOWN, "ceSystemInfo"),
	UNSAFE(0x8002, UNKNOWN, "ceException"),
	UNSAFE(0x8003, UNKNOWN, "ceModuleList"),
	UNSAFE(0x8004, UNKNOWN, "ceProcessList"),
	UNSAFE(0x8005, UNKNOWN, "ceThreadList"),
	UNSAFE(0x8006, UNKNOWN, "ceThreadContextList"),
	UNSAFE(0x8007, UNKNOWN, "ceThreadCallStackList"),
	UNSAFE(0x8008, UNKNOWN, "ceMemoryVirtualList"),
	UNSAFE(0x8009, UNKNOWN, "ceMemoryPhysicalList"),
	UNSAFE(0x800a, UNKNOWN, "ceBucketParameters"),
	UNSAFE(0x800b, UNKNOWN, "ceProcessModuleMap"),
	UNSAFE(0x800c, UNKNOWN, "ceDiagnosisList"),
	ROW(ST_WINE_MODULES, MODULES, 4, "WineModuleList", &modules_shape),

	OPAQUE(0x47670001, READER, "BreakpadInfo"),
	OPAQUE(0x47670002, READER, "AssertionInfo"),
	OPAQUE(0x47670003, READER, "LinuxCpuInfo"),
	OPAQUE(ST_LINUX_STATUS, READER, "LinuxProcStatus"),
	OPAQUE(0x47670005, PROCESS_DATA, "LinuxLsbRelease"),
	OPAQUE(ST_LINUX_COMMAND, COMMAND, "LinuxCmdLine"),
	OPAQUE(0x47670007, ENVIRONMENT, "LinuxEnviron"),
	OPAQUE(ST_LINUX_AUXV, AUXV, "LinuxAuxv"),
	OPAQUE(ST_LINUX_MAPS, MAP, "LinuxMaps"),
	{ ST_LINUX_DSO_DEBUG, WORD_32, ROLE_READER, false, 24,
	    "LinuxDsoDebug", &dso_debug_32_shape },
	{ ST_LINUX_DSO_DEBUG, WORD_64_PACKED, ROLE_READER, false, 36,
	    "LinuxDsoDebug", &dso_debug_packed_shape },
	{ ST_LINUX_DSO_DEBUG, WORD_64, ROLE_READER, false, 40,
	    "LinuxDsoDebug", &dso_debug_64_shape },
	OPAQUE(0x4767000b, PROCESS_DATA, "LinuxProcStat"),
	OPAQUE(0x4767000c, PROCESS_DATA, "LinuxProcUptime"),
	OPAQUE(0x4767000d, HANDLES, "LinuxProcFD"),

	ROW(ST_CRASHPAD, READER, 52, "CrashpadInfo", &crashpad_shape),
	ROW(0x4d7a0001, READER, 12, "MacosCrashInfo", &macos_shape),
	ROW(0x4d7a0002, PROCESS_DATA, 12, "MacosBootargs", &bootargs_shape),
	OPAQUE(0x4d7a0003, PROCESS_DATA, "LinuxLimits"),
	OPAQUE(0x4d7a0004, PROCESS_DATA, "SoftErrors"),
	OPAQUE(0x4c4c4442, READER, "LLDBGenerated"),
	OPAQUE(0x4b6b0001, USER, "SyzyAsan"),
	OPAQUE(0x4b6b0002, USER, "StabilityReport"),
	OPAQUE(0xface1ca7, USER, "FacebookLogcat"),
	OPAQUE(0xfacecafa, USER, "FacebookAppCustomData"),
	OPAQUE(0xfacecafb, USER, "FacebookBuildID"),
	OPAQUE(0xfacecafc, USER, "FacebookAppVersionName"),
	OPAQUE(0xfacecafd, USER, "FacebookJavaStack"),
	OPAQUE(0xfacecafe, USER, "FacebookDalvikInfo"),
	OPAQUE(0xfacecaff, USER, "FacebookUnwindSymbols"),
	OPAQUE(0xfacecb00, USER, "FacebookDumpErrorLog"),
	OPAQUE(0xfacecccc, USER, "FacebookAppStateLog"),
	OPAQUE(0xfacedead, USER, "FacebookAbortReason"),
	OPAQUE(0xfacee000, USER, "FacebookThreadName"),
	OPAQUE(ST_RESIDUAL, RESIDUAL, "DumpkitResidual"),
	OPAQUE(ST_CARRIED, CARRIED, "DumpkitCarried"),
	OPAQUE(ST_PROVENANCE, PROVENANCE, "DumpkitProvenance"),
};

/* Its maker may have used offsets that only he knows. */
static const struct stream_kind unknown_microsoft =
	UNSAFE(0, UNKNOWN, NULL);
/* Made through an interface that takes one buffer, and cannot know where in
 * the file it will lie. */
static const struct stream_kind unknown_user = OPAQUE(0, USER, NULL);

/*
 * A copy of the PT_DYNAMIC array, of 16 bytes an entry, ends the stream on
 * 64-bit targets; so its size tells how long the header was.
 */
static bool
fits_variant(unsigned variant, unsigned word, uint32_t size)
{
	switch (variant) {
	case WORD_32:
		return word == 4;
	case WORD_64_PACKED:
		return word == 8 && size >= 36 && (size - 36) % 16 == 0;
	default:
		return true;
	}
}

const struct stream_kind *
stream_kind(uint32_t type, unsigned word, uint32_t size)
{
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (kinds[i].type == type &&
		    fits_variant(kinds[i].variant, word, size))
			return &kinds[i];
	return type <= ST_LAST_MICROSOFT ? &unknown_microsoft : &unknown_user;
}

static const struct target_kind targets[TARGETS] = {
	[TO_STRING] = { "string", 4, true, 0, 4, 2, NULL },
	[TO_PATH] = { "string", 4, true, 0, 4, 2, NULL },
	[TO_OBJECT_NAME] = { "string", 4, true, 0, 4, 2, NULL },
	[TO_UTF8] = { "text", 4, true, 0, 4, 1, NULL },
	[TO_BYTES] = { "annotation", 4, true, 0, 4, 0, NULL },
	[TO_CONTEXT] = { "context", 16, false, 0, 0, 0, NULL },
	[TO_CODEVIEW] = { "CodeView record", 4, false, 0, 0, 0, NULL },
	[TO_MISC] = { "debug record", 4, false, 0, 0, 0, NULL },
	[TO_RECORD] = { "crash record", 8, false, 0, 0, 0, NULL },
	[TO_OBJECT_INFO] = { "object information", 8, true, 8, 12, 0,
	    &object_info_shape },
	[TO_DICTIONARY] = { "dictionary", 4, false, 0, 0, 0,
	    &dictionary_shape },
	[TO_MODULE_LINKS] = { "list of module information", 4, false, 0, 0, 0,
	    &module_links_shape },
	[TO_MODULE_INFO] = { "module information", 4, false, 0, 0, 0,
	    &module_info_shape },
	[TO_TEXTS] = { "list of texts", 4, false, 0, 0, 0, &texts_shape },
	[TO_ANNOTATIONS] = { "list of annotations", 4, false, 0, 0, 0,
	    &annotations_shape },
	[TO_LINK_MAPS_32] = { "link map", 8, false, 0, 0, 0,
	    &link_maps_32_shape },
	[TO_LINK_MAPS_64] = { "link map", 8, false, 0, 0, 0,
	    &link_maps_64_shape },
	[TO_LINK_MAPS_PACKED] = { "link map", 8, false, 0, 0, 0,
	    &link_maps_packed_shape },
	[TO_MEMORY] = { "memory", 1, false, 0, 0, 0, NULL },
	[TO_MEMORY64] = { "memory", 1, false, 0, 0, 0, NULL },
};

const struct target_kind *
target_kind(unsigned target)
{
	return &targets[target];
}

static bool
leads_on(const struct fixup *f)
{
	for (; f != NULL && f->width != 0; f++)
		if (f->target != TO_MEMORY && f->target != TO_MEMORY64)
			return true;
	return false;
}

bool
target_is_text(unsigned target)
{
	return target_kind(target)->nul == 2;
}

bool
shape_leads_on(const struct shape *shape)
{
	return shape != NULL && (leads_on(shape->head) ||
	    leads_on(shape->each));
}

bool
shape_is_list(const struct shape *shape)
{
	return shape != NULL && shape->entry != 0;
}
