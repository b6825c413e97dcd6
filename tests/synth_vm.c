/* SPDX-License-Identifier: BSD-2-Clause */
/* synth_vm.c -- a process with a HotSpot virtual machine. */
#include <check.h>
#include <string.h>

#include "base/bytes.h"
#include "process/survey.h"
#include "tests/synth_vm.h"

/* In the image: headers, symbols, their hashes, text; and in its data. */
enum {
	SYMBOLS = VM_BASE + 0x400, SYMBOLS_MAX = 32,
	HASHES = VM_BASE + 0x1000,
	DYNAMIC = VM_DATA, NUMBERS = VM_DATA + 0x100,
	FLAGS = VM_DATA + 0x200, FLAG = 24, SWITCHES = VM_DATA + 0x1f0,
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

static uint64_t
put_text(struct synth_vm *vm, const char *text)
{
	uint64_t at = vm->text;

	if (vm->p.size == 0)
		return at;
	process_put_text(&vm->p, at, text);
	vm->text += strlen(text) + 1;
	return at;
}

uint64_t
synth_vm_number(unsigned i)
{
	return NUMBERS + i * 8;
}

void
synth_vm_symbol(struct synth_vm *vm, const char *name, uint64_t addr)
{
	uint8_t *at;

	ck_assert_uint_lt(vm->nsymbols + 1, SYMBOLS_MAX);
	at = process_at(&vm->p, SYMBOLS + ++vm->nsymbols * 24);
	put_le32(at, (uint32_t)(put_text(vm, name) - VM_TEXT));
	put_le16(at + 6, 5);
	put_le64(at + 8, addr - VM_BASE);
}

static void
put_flag(struct synth_vm *vm, const char *name, bool on)
{
	uint64_t at = FLAGS + vm->nflags * FLAG;

	process_put_all(&vm->p, at, (uint64_t)(SWITCHES + vm->nflags),
	    put_text(vm, name), NO_WORD);
	*process_at(&vm->p, SWITCHES + vm->nflags) = on;
	vm->nflags++;
}

static void
put_headers(struct process *p)
{
	uint8_t *at = process_at(p, VM_BASE);

	memcpy(at, "\177ELF\2\1\1", 7);
	put_le64(at + 32, 64);
	put_le16(at + 54, 56);
	put_le16(at + 56, 2);
	put_le32(at + 64, 1);
	put_le32(at + 64 + 56, 2);
	put_le64(at + 64 + 56 + 16, DYNAMIC - VM_BASE);
}

struct synth_vm
synth_vm(const char *text, const char *gc)
{
	struct synth_vm vm = { .p = process_new(text), .text = VM_TEXT };
	unsigned i;

	put_headers(&vm.p);
	for (i = 0; i < VM_NUMBERS; i++) {
		synth_vm_symbol(&vm, numbers[i], synth_vm_number(i));
		process_put(&vm.p, synth_vm_number(i), values[i]);
	}
	synth_vm_type(&vm, "JVMFlag", FLAG);
	synth_vm_static(&vm, "JVMFlag", "flags", VM_DATA + 0x1e0);
	synth_vm_static(&vm, "JVMFlag", "numFlags", VM_DATA + 0x1e8);
	synth_vm_field(&vm, "JVMFlag", "_addr", 0);
	synth_vm_field(&vm, "JVMFlag", "_name", 8);
	put_flag(&vm, "UseThreads", true);
	put_flag(&vm, "UseZGCAlsoHere", true);
	put_flag(&vm, gc != NULL && strcmp(gc, "UseG1GC") == 0 ?
	    "UseSerialGC" : "UseG1GC", false);
	if (gc != NULL)
		put_flag(&vm, gc, true);
	process_put_all(&vm.p, VM_DATA + 0x1e0, (uint64_t)FLAGS,
	    (uint64_t)vm.nflags, NO_WORD);
	synth_vm_static(&vm, "Universe", "_collectedHeap", VM_STATICS);
	process_put(&vm.p, VM_STATICS, VM_HEAP_AT);
	synth_vm_field(&vm, "CollectedHeap", "_reserved", 16);
	synth_vm_field(&vm, "MemRegion", "_start", 0);
	synth_vm_field(&vm, "MemRegion", "_word_size", 8);
	if (model_find_piece(vm.p.m, VM_HEAP_AT) != NONE)
		process_put_all(&vm.p, VM_HEAP_AT + 16, UINT64_C(0x400000),
		    UINT64_C(0x100000) / 8, NO_WORD);
	return vm;
}

static void
put_field(struct synth_vm *vm, const char *type, const char *name,
    uint64_t is_static, uint64_t offset, uint64_t addr)
{
	process_put_all(&vm->p, FIELDS + vm->nfields++ * FIELD,
	    put_text(vm, type), put_text(vm, name), UINT64_C(0), is_static,
	    offset, addr, NO_WORD);
	ck_assert_uint_lt(FIELDS + vm->nfields * FIELD, VM_STATICS);
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

	process_put(&vm->p, at, put_text(vm, name));
	process_put(&vm->p, at + 32, size);
}

static uint32_t
gnu_hash(const uint8_t *name)
{
	uint32_t h = 5381;

	for (; *name != '\0'; name++)
		h = (h << 5) + h + *name;
	return h;
}

/* Tables of a single bucket. */
static void
put_hashes(const struct synth_vm *vm)
{
	uint8_t *at = process_at(&vm->p, HASHES);
	uint32_t i, hash;

	if (vm->sysv) {
		put_le32(at, 1);
		put_le32(at + 4, vm->nsymbols + 1);
		put_le32(at + 8, vm->nsymbols);
		for (i = 1; i <= vm->nsymbols; i++)
			put_le32(at + 12 + i * 4, i - 1);
		return;
	}
	put_le32(at, 1);
	put_le32(at + 4, 1);
	put_le32(at + 8, 1);
	put_le32(at + 24, 1);
	for (i = 1; i <= vm->nsymbols; i++) {
		hash = gnu_hash(process_at(&vm->p, VM_TEXT +
		    le32(process_at(&vm->p, SYMBOLS + i * 24))));
		put_le32(at + 24 + i * 4, (hash & ~UINT32_C(1)) |
		    (i == vm->nsymbols));
	}
}

const char *
synth_vm_needs(struct synth_vm *vm, const char *rule)
{
	uint64_t less = vm->relocated ? 0 : VM_BASE;

	put_hashes(vm);
	process_put_all(&vm->p, DYNAMIC, UINT64_C(5), VM_TEXT - less,
	    UINT64_C(6), SYMBOLS - less, vm->sysv ? UINT64_C(4) :
	    UINT64_C(0x6ffffef5), HASHES - less, UINT64_C(0), UINT64_C(0),
	    NO_WORD);
	process_ask(&vm->p, ASK_MANAGED);
	return vm->p.m->survey.managed_refusal != NULL ?
	    vm->p.m->survey.managed_refusal :
	    process_set(&vm->p.m->survey.managed, rule);
}
