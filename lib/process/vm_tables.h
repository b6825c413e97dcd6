/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_tables.h -- what a HotSpot virtual machine tells of itself: libjvm.so
 * exports tables that name its structures and say where their fields are.
 */
#ifndef VM_TABLES_H
#define VM_TABLES_H

#include "process/exports.h"

/* The fields that are wanted; what they are called see vm_tables.c. */
enum vm_field {
	VM_FLAGS, VM_FLAG_COUNT, VM_FLAG_NAME, VM_FLAG_ADDR,
	VM_HEAP, VM_RESERVED, VM_START, VM_WORDS,
	VM_YOUNG, VM_OLD, VM_EDEN, VM_FROM, VM_TO, VM_TENURED,
	VM_BOTTOM, VM_TOP,
	VM_PS_YOUNG, VM_PS_OLD, VM_PS_EDEN, VM_PS_FROM, VM_PS_TO,
	VM_PS_OBJECTS, VM_PS_BOTTOM, VM_PS_TOP,
	VM_G1_MANAGER, VM_G1_TABLE, VM_G1_BASE, VM_G1_LENGTH,
	VM_G1_BOTTOM, VM_G1_TOP, VM_G1_END,
	VM_LOADERS, VM_LOADER_NEXT, VM_CLASSES, VM_CLASS_NEXT,
	VM_LAYOUT, VM_METHODS, VM_CONSTANTS,
	VM_CODE_HEAPS, VM_CODE_HEAP, VM_ARRAY_LENGTH, VM_ARRAY_DATA,
	VM_CODE_MAP, VM_LOW, VM_HIGH,
	VM_THREADS, VM_THREADS_LENGTH, VM_THREADS_LIST,
	VM_PERF_START, VM_PERF_END,
	VM_FIELDS
};
enum vm_type {
	VM_FLAG, VM_THREAD, VM_G1_REGION, VM_LOADER, VM_CODE_HEAP_TYPE,
	VM_TYPES
};

struct vm_place {
	bool		 known, is_static;
	uint64_t	 at;		/* address, or offset in its object */
};

struct vm {
	struct window	*v, *names;	/* tables and objects; text */
	struct vm_place	 fields[VM_FIELDS];
	uint64_t	 sizes[VM_TYPES];	/* 0: not known */
};

/* *FOUND is false where E exports no tables, or the dump lacks them. */
int	 vm_read_tables(struct vm *vm, bool *found, const struct exports *e);

/*
 * The word in FIELD of the object at OBJECT, which is of no matter where the
 * field is static; *GOT is false where there is no such field, or no such
 * memory.
 */
int	 vm_word(const struct vm *vm, enum vm_field field, uint64_t object,
	    uint64_t *out, bool *got);
int	 vm_u32(const struct vm *vm, enum vm_field field, uint64_t object,
	    uint32_t *out, bool *got);
/* Where a field lies that is an object itself; false: nobody knows. */
bool	 vm_inside(const struct vm *vm, enum vm_field field, uint64_t object,
	    uint64_t *out);

/* Flags of the machine that are wanted. */
enum vm_switch {
	VM_SERIAL = 1, VM_PARALLEL = 2, VM_G1 = 4, VM_Z = 8,
	VM_SHENANDOAH = 16, VM_EPSILON = 32, VM_CMS = 64, VM_NUMA = 128
};
/* Which of them are on; 0 where the dump does not tell. */
int	 vm_switches(const struct vm *vm, unsigned *out);

#endif
