/* SPDX-License-Identifier: BSD-2-Clause */
/* synth_vm.c -- what a HotSpot virtual machine tells of itself. */
#include <assert.h>
#include <string.h>

#include "base/bytes.h"
#include "tests/synth_vm.h"

/* In the image: symbols, their hashes; in its data. */
enum {
	SYMBOLS = VM_BASE + 0x400, SYMBOL = 24,
	HASHES = VM_BASE + 0x1000,
	DYNAMIC = VM_DATA, NUMBERS = VM_DATA + 0x100,
	FLAG_ARRAY = VM_DATA + 0x1e0, FLAG_COUNT = VM_DATA + 0x1e8,
	SWITCHES = VM_DATA + 0x1f0, FLAGS = VM_DATA + 0x200, FLAG = 24,
	TYPES = VM_DATA + 0x400, TYPE = 40,
	FIELDS = VM_DATA + 0x800, FIELD = 48
};

static const char *const numbers[VM_NUMBERS] = {
	"gHotSpotVMStructs", "gHotSpotVMStructEntryArrayStride",
	"gHotSpotVMStructEntryTypeNameOffset",
	"gHotSpotVMStructEntryFieldNameOffset",
	"gHotSpotVMStructEntryIsStaticOffset",
	"gHotSpotVMStructEntryOffsetOffset",
	"gHotSpotVMStructEntryAddressOffset",
	"gHotSpotVMTypes", "gHotSpotVMTypeEntryArrayStride",
	"gHotSpotVMTypeEntryTypeNameOffset", "gHotSpotVMTypeEntrySizeOffset",
};
static const uint64_t values[VM_NUMBERS] = {
	FIELDS, FIELD, 0, 8, 24, 32, 40, TYPES, TYPE, 0, 32
};

static void
put_u32(const struct synth_vm *vm, uint64_t addr, uint32_t v)
{
	uint8_t buf[4];

	put_le32(buf, v);
	vm->put(vm->ctx, addr, buf, sizeof buf);
}

static void
put_one(const struct synth_vm *vm, uint64_t addr, uint64_t v)
{
	synth_vm_words(vm, addr, 1, &v);
}

void
synth_vm_words(const struct synth_vm *vm, uint64_t addr, size_t n,
    const uint64_t *words)
{
	uint8_t buf[8];
	size_t i;

	for (i = 0; i < n; i++) {
		put_le64(buf, words[i]);
		vm->put(vm->ctx, addr + i * 8, buf, sizeof buf);
	}
}

static uint64_t
put_text(struct synth_vm *vm, const char *text)
{
	uint64_t at = vm->text;

	vm->put(vm->ctx, at, text, strlen(text) + 1);
	vm->text += strlen(text) + 1;
	assert(vm->text < VM_BASE + 0x4000);
	return at;
}

static uint32_t
gnu_hash(const char *name)
{
	uint32_t h = 5381;

	for (; *name != '\0'; name++)
		h = (h << 5) + h + (uint8_t)*name;
	return h;
}

static void
put_symbol(struct synth_vm *vm, const char *name, uint64_t addr)
{
	uint8_t sym[SYMBOL] = { 0 };

	assert(vm->nsymbols < VM_SYMBOLS);
	vm->hashes[++vm->nsymbols] = gnu_hash(name);
	put_le32(sym, (uint32_t)(put_text(vm, name) - VM_TEXT));
	sym[6] = 5;				/* the section it is in */
	put_le64(sym + 8, addr - VM_BASE);
	vm->put(vm->ctx, SYMBOLS + vm->nsymbols * SYMBOL, sym, sizeof sym);
}

uint64_t
synth_vm_number(unsigned i)
{
	return NUMBERS + i * 8;
}

static void
put_flag(struct synth_vm *vm, const char *name, uint8_t on)
{
	uint64_t words[2] = { SWITCHES + vm->nflags, put_text(vm, name) };

	synth_vm_words(vm, FLAGS + vm->nflags * FLAG, 2, words);
	vm->put(vm->ctx, SWITCHES + vm->nflags, &on, 1);
	put_one(vm, FLAG_COUNT, ++vm->nflags);
}

/* An ELF header, and two program headers. */
static void
put_headers(const struct synth_vm *vm)
{
	uint8_t buf[64 + 2 * 56] = "\177ELF\2\1\1";

	put_le64(buf + 32, 64);
	put_le16(buf + 54, 56);
	put_le16(buf + 56, 2);
	put_le32(buf + 64, 1);
	put_le32(buf + 64 + 56, 2);
	put_le64(buf + 64 + 56 + 16, DYNAMIC - VM_BASE);
	vm->put(vm->ctx, VM_BASE, buf, sizeof buf);
}

void
synth_vm_begin(struct synth_vm *vm, const char *gc, uint64_t start,
    uint64_t size)
{
	uint64_t heap[2] = { start, size / 8 };
	unsigned i;

	vm->text = VM_TEXT;
	put_headers(vm);
	for (i = 0; i < VM_NUMBERS; i++) {
		put_symbol(vm, numbers[i], synth_vm_number(i));
		put_one(vm, synth_vm_number(i), values[i]);
	}
	synth_vm_type(vm, "JVMFlag", FLAG);
	synth_vm_static(vm, "JVMFlag", "flags", FLAG_ARRAY);
	synth_vm_static(vm, "JVMFlag", "numFlags", FLAG_COUNT);
	synth_vm_field(vm, "JVMFlag", "_addr", 0);
	synth_vm_field(vm, "JVMFlag", "_name", 8);
	put_one(vm, FLAG_ARRAY, FLAGS);
	put_flag(vm, "UseThreads", 1);
	put_flag(vm, "UseZGCAlsoHere", 1);
	put_flag(vm, gc != NULL && strcmp(gc, "UseG1GC") == 0 ?
	    "UseSerialGC" : "UseG1GC", 0);
	if (gc != NULL)
		put_flag(vm, gc, 1);
	synth_vm_static(vm, "Universe", "_collectedHeap", VM_STATICS);
	synth_vm_field(vm, "CollectedHeap", "_reserved", 16);
	synth_vm_field(vm, "MemRegion", "_start", 0);
	synth_vm_field(vm, "MemRegion", "_word_size", 8);
	put_one(vm, VM_STATICS, VM_HEAP_AT);
	synth_vm_words(vm, VM_HEAP_AT + 16, 2, heap);
}

static void
put_field(struct synth_vm *vm, const char *type, const char *name,
    uint64_t is_static, uint64_t offset, uint64_t addr)
{
	uint64_t entry[FIELD / 8] = { put_text(vm, type),
	    put_text(vm, name), 0, is_static, offset, addr };

	synth_vm_words(vm, FIELDS + vm->nfields++ * FIELD, FIELD / 8, entry);
	assert(FIELDS + vm->nfields * FIELD < VM_STATICS);
}

void
synth_vm_static(struct synth_vm *vm, const char *type, const char *name,
    uint64_t at)
{
	put_field(vm, type, name, 1, 0, at);
}

void
synth_vm_field(struct synth_vm *vm, const char *type, const char *name,
    uint64_t offset)
{
	put_field(vm, type, name, 0, offset, 0);
}

void
synth_vm_type(struct synth_vm *vm, const char *name, uint64_t size)
{
	uint64_t at = TYPES + vm->ntypes++ * TYPE;

	put_one(vm, at, put_text(vm, name));
	put_one(vm, at + 32, size);
}

static void
put_space(const struct synth_vm *vm, uint64_t at, uint64_t bottom,
    uint64_t top)
{
	uint64_t space[2] = { bottom, top };

	synth_vm_words(vm, at, 2, space);
}

void
synth_vm_serial(struct synth_vm *vm, const char *heap, uint64_t start,
    uint64_t eden, uint64_t old, uint64_t top)
{
	static const uint64_t generations[] = { VM_YOUNG_AT, VM_OLD_AT },
	    young[] = { VM_EDEN_AT, VM_FROM_AT, VM_TO_AT };

	synth_vm_field(vm, heap, "_young_gen", 0x40);
	synth_vm_field(vm, heap, "_old_gen", 0x48);
	synth_vm_field(vm, "DefNewGeneration", "_eden_space", 0);
	synth_vm_field(vm, "DefNewGeneration", "_from_space", 8);
	synth_vm_field(vm, "DefNewGeneration", "_to_space", 16);
	synth_vm_field(vm, "TenuredGeneration", "_the_space", 8);
	synth_vm_field(vm, "ContiguousSpace", "_bottom", 0);
	synth_vm_field(vm, "ContiguousSpace", "_top", 8);
	synth_vm_words(vm, VM_HEAP_AT + 0x40, 2, generations);
	synth_vm_words(vm, VM_YOUNG_AT, 3, young);
	put_one(vm, VM_OLD_AT + 8, VM_TENURED_AT);
	put_space(vm, VM_EDEN_AT, start, eden);
	put_space(vm, VM_FROM_AT, eden, eden);
	put_space(vm, VM_TO_AT, old, old);
	put_space(vm, VM_TENURED_AT, old, top);
}

/* Tables of a single bucket. */
static void
put_hashes(const struct synth_vm *vm)
{
	uint32_t i, n = vm->nsymbols;

	put_u32(vm, HASHES, 1);
	if (vm->sysv) {
		put_u32(vm, HASHES + 4, n + 1);
		put_u32(vm, HASHES + 8, n);
		for (i = 1; i <= n; i++)
			put_u32(vm, HASHES + 12 + i * 4, i - 1);
		return;
	}
	put_u32(vm, HASHES + 4, 1);
	put_u32(vm, HASHES + 8, 1);
	put_u32(vm, HASHES + 24, 1);
	for (i = 1; i <= n; i++)
		put_u32(vm, HASHES + 24 + i * 4,
		    (vm->hashes[i] & ~UINT32_C(1)) | (i == n));
}

void
synth_vm_end(const struct synth_vm *vm)
{
	uint64_t less = vm->relocated ? 0 : VM_BASE;
	uint64_t dynamic[] = { 5, VM_TEXT - less, 6, SYMBOLS - less,
	    vm->sysv ? 4 : 0x6ffffef5, HASHES - less, 0, 0 };

	put_hashes(vm);
	synth_vm_words(vm, DYNAMIC, sizeof dynamic / sizeof *dynamic,
	    dynamic);
}
