/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_tables.c -- reads the tables of a HotSpot virtual machine: an array of
 * fields and one of types, whose layout libjvm.so exports as numbers too, so
 * that one reader does for all versions.  What is not wanted is not kept, so
 * tables may lie as they like.
 */
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "process/vm_tables.h"

enum {
	ENTRIES_MAX = 65536,		/* of a table: JDK 25 has 1,600 */
	STRIDE_MAX = 4096,		/* bytes of an entry */
	SWITCHES_MAX = 65536
};

/* As they are called since JDK 8; one that was renamed has several rows. */
static const struct {
	enum vm_field	 field;
	const char	*type, *name;
} wanted[] = {
	{ VM_FLAGS, "JVMFlag", "flags" }, { VM_FLAGS, "Flag", "flags" },
	{ VM_FLAG_COUNT, "JVMFlag", "numFlags" },
	{ VM_FLAG_COUNT, "Flag", "numFlags" },
	{ VM_FLAG_NAME, "JVMFlag", "_name" },
	{ VM_FLAG_NAME, "Flag", "_name" },
	{ VM_FLAG_ADDR, "JVMFlag", "_addr" },
	{ VM_FLAG_ADDR, "Flag", "_addr" },

	{ VM_HEAP, "Universe", "_collectedHeap" },
	{ VM_RESERVED, "CollectedHeap", "_reserved" },
	{ VM_START, "MemRegion", "_start" },
	{ VM_WORDS, "MemRegion", "_word_size" },

	{ VM_YOUNG, "GenCollectedHeap", "_young_gen" },
	{ VM_YOUNG, "SerialHeap", "_young_gen" },
	{ VM_OLD, "GenCollectedHeap", "_old_gen" },
	{ VM_OLD, "SerialHeap", "_old_gen" },
	{ VM_EDEN, "DefNewGeneration", "_eden_space" },
	{ VM_FROM, "DefNewGeneration", "_from_space" },
	{ VM_TO, "DefNewGeneration", "_to_space" },
	{ VM_TENURED, "TenuredGeneration", "_the_space" },
	{ VM_BOTTOM, "Space", "_bottom" },
	{ VM_BOTTOM, "ContiguousSpace", "_bottom" },
	{ VM_TOP, "ContiguousSpace", "_top" },

	{ VM_PS_YOUNG, "ParallelScavengeHeap", "_young_gen" },
	{ VM_PS_OLD, "ParallelScavengeHeap", "_old_gen" },
	{ VM_PS_EDEN, "PSYoungGen", "_eden_space" },
	{ VM_PS_FROM, "PSYoungGen", "_from_space" },
	{ VM_PS_TO, "PSYoungGen", "_to_space" },
	{ VM_PS_OBJECTS, "PSOldGen", "_object_space" },
	{ VM_PS_BOTTOM, "MutableSpace", "_bottom" },
	{ VM_PS_BOTTOM, "ImmutableSpace", "_bottom" },
	{ VM_PS_TOP, "MutableSpace", "_top" },

	{ VM_G1_MANAGER, "G1CollectedHeap", "_hrm" },
	{ VM_G1_TABLE, "HeapRegionManager", "_regions" },
	{ VM_G1_TABLE, "G1HeapRegionManager", "_regions" },
	{ VM_G1_BASE, "G1HeapRegionTable", "_base" },
	{ VM_G1_LENGTH, "G1HeapRegionTable", "_length" },
	{ VM_G1_BOTTOM, "HeapRegion", "_bottom" },
	{ VM_G1_BOTTOM, "G1HeapRegion", "_bottom" },
	{ VM_G1_TOP, "HeapRegion", "_top" },
	{ VM_G1_TOP, "G1HeapRegion", "_top" },
	{ VM_G1_END, "HeapRegion", "_end" },
	{ VM_G1_END, "G1HeapRegion", "_end" },

	{ VM_LOADERS, "ClassLoaderDataGraph", "_head" },
	{ VM_LOADER_NEXT, "ClassLoaderData", "_next" },
	{ VM_CLASSES, "ClassLoaderData", "_klasses" },
	{ VM_CLASS_NEXT, "Klass", "_next_link" },
	{ VM_LAYOUT, "Klass", "_layout_helper" },
	{ VM_METHODS, "InstanceKlass", "_methods" },
	{ VM_CONSTANTS, "InstanceKlass", "_constants" },

	{ VM_CODE_HEAPS, "CodeCache", "_heaps" },
	{ VM_CODE_HEAP, "CodeCache", "_heap" },
	{ VM_ARRAY_LENGTH, "GrowableArrayBase", "_len" },
	{ VM_ARRAY_LENGTH, "GenericGrowableArray", "_len" },
	{ VM_ARRAY_DATA, "GrowableArray<int>", "_data" },
	{ VM_CODE_MAP, "CodeHeap", "_segmap" },
	{ VM_LOW, "VirtualSpace", "_low" },
	{ VM_HIGH, "VirtualSpace", "_high" },

	{ VM_THREADS, "ThreadsSMRSupport", "_java_thread_list" },
	{ VM_THREADS_LENGTH, "ThreadsList", "_length" },
	{ VM_THREADS_LIST, "ThreadsList", "_threads" },

	{ VM_PERF_START, "PerfMemory", "_start" },
	{ VM_PERF_END, "PerfMemory", "_end" },
};
enum { WANTED = sizeof wanted / sizeof *wanted };

static const struct {
	enum vm_type	 type;
	const char	*name;
} types[] = {
	{ VM_FLAG, "JVMFlag" }, { VM_FLAG, "Flag" },
	{ VM_THREAD, "JavaThread" },
	{ VM_G1_REGION, "HeapRegion" }, { VM_G1_REGION, "G1HeapRegion" },
	{ VM_LOADER, "ClassLoaderData" },
	{ VM_CODE_HEAP_TYPE, "CodeHeap" },
};

static const struct {
	enum vm_switch	 value;
	const char	*name;
} switches[] = {
	{ VM_SERIAL, "UseSerialGC" }, { VM_PARALLEL, "UseParallelGC" },
	{ VM_G1, "UseG1GC" }, { VM_Z, "UseZGC" },
	{ VM_SHENANDOAH, "UseShenandoahGC" }, { VM_EPSILON, "UseEpsilonGC" },
	{ VM_CMS, "UseConcMarkSweepGC" }, { VM_NUMA, "UseNUMA" },
};

/* The number at what E exports as NAME. */
static int
read_number(const struct exports *e, const char *name, uint64_t *out,
    bool *got)
{
	uint8_t buf[8];
	uint64_t at;

	if (exports_find(e, name, &at, got) == -1)
		return -1;
	if (!*got)
		return 0;
	if (window_read(e->v, at, buf, sizeof buf, got) == -1)
		return -1;
	*out = get64(e->v->w->m->facts.big_endian, buf);
	return 0;
}

/* N numbers, the names of which are in NAMES; *GOT: all of them. */
static int
read_numbers(const struct exports *e, const char *const *names, uint64_t *out,
    size_t n, bool *got)
{
	size_t i;

	*got = true;
	for (i = 0; *got && i < n; i++)
		if (read_number(e, names[i], &out[i], got) == -1)
			return -1;
	return 0;
}

/* Do the text at TYPE, and the one at NAME, tell one of the wanted fields?
 * *I is WANTED if not. */
static int
recognise(struct window *v, uint64_t type, uint64_t name, size_t *i)
{
	const char *last = "";
	bool same = false;

	for (*i = 0; *i < WANTED; ++*i) {
		if (strcmp(wanted[*i].type, last) != 0) {
			last = wanted[*i].type;
			if (window_is_text(v, type, last, &same) == -1)
				return -1;
		}
		if (same) {
			bool is;

			if (window_is_text(v, name, wanted[*i].name, &is) ==
			    -1)
				return -1;
			if (is)
				return 0;
		}
	}
	return 0;
}

enum { ARRAY, STRIDE, TYPE_NAME, FIELD_NAME, IS_STATIC, OFFSET, ADDRESS,
	STRUCT_NUMBERS };
static const char *const struct_numbers[STRUCT_NUMBERS] = {
	"gHotSpotVMStructs", "gHotSpotVMStructEntryArrayStride",
	"gHotSpotVMStructEntryTypeNameOffset",
	"gHotSpotVMStructEntryFieldNameOffset",
	"gHotSpotVMStructEntryIsStaticOffset",
	"gHotSpotVMStructEntryOffsetOffset",
	"gHotSpotVMStructEntryAddressOffset",
};

/* All places in an entry lie in it. */
static bool
is_sound(const uint64_t *numbers, size_t first, size_t n)
{
	size_t i;

	if (numbers[STRIDE] == 0 || numbers[STRIDE] > STRIDE_MAX)
		return false;
	for (i = first; i < n; i++)
		if (!fits(numbers[i], 8, numbers[STRIDE]))
			return false;
	return true;
}

static int
read_place(struct vm *vm, const uint64_t *numbers, uint64_t at,
    struct vm_place *p)
{
	bool big = vm->v->w->m->facts.big_endian, all;
	uint32_t is_static;
	uint8_t buf[8];

	if (window_u32(vm->v, at + numbers[IS_STATIC], &is_static, &all) ==
	    -1)
		return -1;
	if (!all)
		return 0;
	if (window_read(vm->v, at + numbers[is_static != 0 ? ADDRESS :
	    OFFSET], buf, sizeof buf, &all) == -1)
		return -1;
	if (all && !p->known)
		*p = (struct vm_place){ true, is_static != 0,
		    get64(big, buf) };
	return 0;
}

static int
read_fields(struct vm *vm, const struct exports *e, bool *found)
{
	uint64_t numbers[STRUCT_NUMBERS], at, type, name;
	size_t i, n;
	bool all;

	*found = false;
	if (read_numbers(e, struct_numbers, numbers, STRUCT_NUMBERS, &all) ==
	    -1)
		return -1;
	if (!all || !is_sound(numbers, TYPE_NAME, STRUCT_NUMBERS))
		return 0;
	at = numbers[ARRAY];
	for (n = 0; n < ENTRIES_MAX; n++, at += numbers[STRIDE]) {
		if (window_word(vm->v, at + numbers[TYPE_NAME], &type, &all)
		    == -1)
			return -1;
		if (!all || type == 0)
			return 0;
		if (window_word(vm->v, at + numbers[FIELD_NAME], &name,
		    &all) == -1 || (all && recognise(vm->names, type,
		    name, &i) == -1))
			return -1;
		if (!all || i == WANTED)
			continue;
		*found = true;
		if (read_place(vm, numbers, at, &vm->fields[wanted[i].field])
		    == -1)
			return -1;
	}
	return 0;
}

enum { TYPE_SIZE = TYPE_NAME + 1, TYPE_NUMBERS };
static const char *const type_numbers[TYPE_NUMBERS] = {
	"gHotSpotVMTypes", "gHotSpotVMTypeEntryArrayStride",
	"gHotSpotVMTypeEntryTypeNameOffset", "gHotSpotVMTypeEntrySizeOffset",
};

static int
read_types(struct vm *vm, const struct exports *e)
{
	bool big = vm->v->w->m->facts.big_endian, all, is;
	uint64_t numbers[TYPE_NUMBERS], at, name;
	uint8_t size[8];
	size_t i, n;

	if (read_numbers(e, type_numbers, numbers, TYPE_NUMBERS, &all) == -1)
		return -1;
	if (!all || !is_sound(numbers, TYPE_NAME, TYPE_NUMBERS))
		return 0;
	at = numbers[ARRAY];
	for (n = 0; n < ENTRIES_MAX; n++, at += numbers[STRIDE]) {
		if (window_word(vm->v, at + numbers[TYPE_NAME], &name, &all)
		    == -1)
			return -1;
		if (!all || name == 0)
			return 0;
		for (i = 0; i < sizeof types / sizeof *types; i++) {
			if (window_is_text(vm->names, name, types[i].name, &is) ==
			    -1 || (is && window_read(vm->v, at +
			    numbers[TYPE_SIZE], size, sizeof size, &is) ==
			    -1))
				return -1;
			if (is)
				vm->sizes[types[i].type] = get64(big, size);
		}
	}
	return 0;
}

int
vm_read_tables(struct vm *vm, bool *found, const struct exports *e)
{
	if (read_fields(vm, e, found) == -1)
		return -1;
	return *found ? read_types(vm, e) : 0;
}

bool
vm_inside(const struct vm *vm, enum vm_field field, uint64_t object,
    uint64_t *out)
{
	const struct vm_place *p = &vm->fields[field];

	if (!p->known)
		return false;
	*out = p->is_static ? p->at : object + p->at;
	return p->is_static || object != 0;
}

int
vm_word(const struct vm *vm, enum vm_field field, uint64_t object,
    uint64_t *out, bool *got)
{
	uint64_t at;

	*got = vm_inside(vm, field, object, &at);
	return *got ? window_word(vm->v, at, out, got) : 0;
}

int
vm_u32(const struct vm *vm, enum vm_field field, uint64_t object,
    uint32_t *out, bool *got)
{
	uint64_t at;

	*got = vm_inside(vm, field, object, &at);
	return *got ? window_u32(vm->v, at, out, got) : 0;
}

int
vm_switches(const struct vm *vm, unsigned *out)
{
	uint64_t array, n, name, at, i, size = vm->sizes[VM_FLAG];
	bool got, is;
	uint8_t on;
	size_t k;

	*out = 0;
	if (size == 0 || size > STRIDE_MAX)
		return 0;
	if (vm_word(vm, VM_FLAGS, 0, &array, &got) == -1 || (got &&
	    vm_word(vm, VM_FLAG_COUNT, 0, &n, &got) == -1))
		return -1;
	for (i = 0; got && i < min_u64(n, SWITCHES_MAX); i++) {
		if (vm_word(vm, VM_FLAG_NAME, array + i * size, &name, &got)
		    == -1)
			return -1;
		for (k = 0; got && k < sizeof switches / sizeof *switches;
		    k++) {
			if (window_is_text(vm->names, name, switches[k].name,
			    &is) == -1)
				return -1;
			if (!is)
				continue;
			if (vm_word(vm, VM_FLAG_ADDR, array + i * size, &at,
			    &is) == -1 || (is && window_read(vm->v, at, &on,
			    1, &is) == -1))
				return -1;
			if (is && on != 0)
				*out |= switches[k].value;
		}
	}
	return 0;
}
