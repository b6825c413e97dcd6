/* SPDX-License-Identifier: BSD-2-Clause */
/* elf_java.c -- a core of a Java virtual machine, as far as libjvm.so tells
 * what is where. */
#include "corpora/core.h"
#include "corpora/sample.h"
#include "tests/synth_vm.h"

enum {
	PAGE = 4096, HEAP = 0x400000, HEAP_PAGES = 6, LOADER = 0x200a00,
	STACK = 0x7000000
};

static void
put(void *ctx, uint64_t addr, const void *bytes, size_t len)
{
	core_poke(ctx, addr, bytes, len);
}

static void
clear(struct core *c, uint64_t addr, unsigned pages)
{
	static const uint8_t zeros[PAGE];
	unsigned i;

	for (i = 0; i < pages; i++)
		core_poke(c, addr + (uint64_t)i * PAGE, zeros, PAGE);
}

/* One class, in memory of its own. */
static void
put_classes(struct synth_vm *vm)
{
	static const uint64_t loader = LOADER, class = 0x300000,
	    words[] = { 8, 0, 0x301000 };

	synth_vm_static(vm, "ClassLoaderDataGraph", "_head", VM_STATICS + 8);
	synth_vm_field(vm, "ClassLoaderData", "_next", 0);
	synth_vm_field(vm, "ClassLoaderData", "_klasses", 8);
	synth_vm_field(vm, "Klass", "_layout_helper", 0);
	synth_vm_field(vm, "Klass", "_next_link", 8);
	synth_vm_field(vm, "InstanceKlass", "_methods", 16);
	synth_vm_words(vm, VM_STATICS + 8, 1, &loader);
	synth_vm_words(vm, LOADER + 8, 1, &class);
	synth_vm_words(vm, class, 3, words);
}

/*
 * Of native memory two blocks are of the machine, one by a pointer to
 * another; a third nobody knows.  Of the heap half is in use.
 */
static void
java(struct buf *out)
{
	static const uint64_t next = 0x223000;
	struct synth_vm vm = { .put = put };
	struct core c;

	core_begin(&c, &x86_64, PAGE);
	core_map(&c, VM_BASE, 4, 4, R, "/usr/lib/libjvm.so", 0);
	core_map(&c, VM_BASE + 0x4000, 1, 0, R | X, "/usr/lib/libjvm.so",
	    0x4000);
	core_map(&c, VM_DATA, 4, 4, R | W, "/usr/lib/libjvm.so", 0x5000);
	core_map(&c, 0x200000, 2, 2, R | W, NULL, 0);
	core_map(&c, 0x222000, 2, 2, R | W, NULL, 0);
	core_map(&c, 0x240000, 2, 2, R | W, NULL, 0);
	core_map(&c, 0x300000, 2, 2, R | W, NULL, 0);
	core_map(&c, HEAP, HEAP_PAGES, HEAP_PAGES, R | W, NULL, 0);
	core_map(&c, STACK, 2, 2, R | W, NULL, 0);
	core_thread(&c, 4242, VM_BASE + 0x4100, STACK + PAGE, 0);
	clear(&c, VM_BASE, 4);
	clear(&c, VM_DATA, 4);
	clear(&c, 0x200000, 2);
	vm.ctx = &c;
	synth_vm_begin(&vm, "UseSerialGC", HEAP, HEAP_PAGES * PAGE);
	synth_vm_serial(&vm, "SerialHeap", HEAP, HEAP + PAGE,
	    HEAP + 4 * PAGE, HEAP + 5 * PAGE + 8);
	put_classes(&vm);
	synth_vm_words(&vm, 0x201000, 1, &next);
	synth_vm_end(&vm);
	core_kernel_notes(&c);
	core_write(&c, &kernel_shape, out);
}

const struct sample elf_java[] = {
	{ "good/elf-java.core", java, "0", "0", "0", "A Java virtual machine "
	    "with tables of its structures: heap-managed finds a heap half "
	    "full." },
	{ NULL, NULL, NULL, NULL, NULL, NULL }
};
