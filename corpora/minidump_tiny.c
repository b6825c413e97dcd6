/* SPDX-License-Identifier: BSD-2-Clause */
/* minidump_tiny.c -- the small good minidump that bad ones are made of. */
#include "base/bytes.h"
#include "corpora/minidump_tiny.h"

#define EXE	UINT64_C(0x7ff600000000)
#define STACK	UINT64_C(0x5000000000)
#define HEAP	UINT64_C(0x6000000000)
#define MAPPED	UINT64_C(0x7fff00000000)

static const struct md_module module = { EXE, 0x4000, "C:\\app\\a.exe",
    "a.pdb" };
static const struct md_thread thread = { 7, 0x5000100000, STACK + 0x800,
    EXE + 0x1123, STACK + 0x810, 0x200 };

/* Stack and heap are kept by a cut; what is mapped goes. */
static const struct md_region regions[] = {
	{ STACK, 0x1000, STACK, 0x1000, 4, 0x20000 },
	{ HEAP, 0x1000, HEAP, 0x1000, 4, 0x20000 },
	{ MAPPED, 0x100, MAPPED, 0x1000, 2, 0x40000 },
};

void
tiny_minidump(struct buf *out, bool full)
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

void
tiny_memory(struct mdmp *m)
{
	mdmp_memory_info(m, regions, 3);
	mdmp_memory(m, STACK, 0x100);
	mdmp_memory(m, MAPPED, 0x100);
	mdmp_memory(m, HEAP, 0x40);
	mdmp_memory_list(m, false);
}

uint32_t
tiny_get(const struct buf *b, size_t at)
{
	return le32(b->v + at);
}

size_t
tiny_entry(enum tiny_stream i)
{
	return 32 + 12 * i;
}

size_t
tiny_stream(const struct buf *b, enum tiny_stream i)
{
	return tiny_get(b, tiny_entry(i) + 8);
}
