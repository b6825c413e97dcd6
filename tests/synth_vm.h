/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * synth_vm.h -- writes into some memory what a HotSpot virtual machine of 64
 * bits, little-endian, tells of itself: the image of libjvm.so with its
 * exports, and tables with as much in them as a test wants.
 */
#ifndef SYNTH_VM_H
#define SYNTH_VM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where things are, of four pages that are read-only, one of code, and four
 * that can be written; all of them zeros before. */
enum {
	VM_BASE = 0x100000, VM_TEXT = 0x102000, VM_DATA = 0x105000,
	VM_STATICS = 0x108000,		/* where a test puts its own */
	VM_HEAP_AT = 0x200100,		/* the CollectedHeap, in private
					   memory */
	VM_SYMBOLS = 31
};

struct synth_vm {
	void		(*put)(void *ctx, uint64_t addr, const void *bytes,
			    size_t len);
	void		*ctx;
	bool		 sysv;		/* the old table of names */
	bool		 relocated;	/* addresses in the dynamic section */
	uint64_t	 text;		/* next free */
	unsigned	 nsymbols, nfields, ntypes, nflags;
	uint32_t	 hashes[VM_SYMBOLS + 1];
};

/* PUT and CTX are set.  The collector is called GC ("UseSerialGC") or NULL;
 * the heap has SIZE bytes from START. */
void	 synth_vm_begin(struct synth_vm *vm, const char *gc, uint64_t start,
	    uint64_t size);
/* Writes the table of names, and what leads to it. */
void	 synth_vm_end(const struct synth_vm *vm);
/* An entry of the table of fields; static: its address, else its offset. */
void	 synth_vm_static(struct synth_vm *vm, const char *type,
	    const char *name, uint64_t at);
void	 synth_vm_field(struct synth_vm *vm, const char *type,
	    const char *name, uint64_t offset);
void	 synth_vm_type(struct synth_vm *vm, const char *name, uint64_t size);
/* N words from ADDR on. */
void	 synth_vm_words(const struct synth_vm *vm, uint64_t addr, size_t n,
	    const uint64_t *words);

/*
 * The serial collector, in memory from VM_HEAP_AT on: eden has objects from
 * the first page of the heap on up to EDEN, the old generation from OLD up to
 * TOP.  HEAP is the class that tells, which was renamed.
 */
void	 synth_vm_serial(struct synth_vm *vm, const char *heap,
	    uint64_t start, uint64_t eden, uint64_t old, uint64_t top);

/* The place of the I-th number that is exported. */
enum { VM_STRUCTS, VM_STRUCT_STRIDE, VM_STRUCT_TYPE, VM_STRUCT_FIELD,
	VM_STRUCT_STATIC, VM_STRUCT_OFFSET, VM_STRUCT_ADDRESS,
	VM_NUMBERS = 11 };
uint64_t synth_vm_number(unsigned i);

/* Where synth_vm_serial() put its generations and spaces. */
enum {
	VM_YOUNG_AT = 0x200400, VM_OLD_AT = 0x200500, VM_EDEN_AT = 0x200600,
	VM_FROM_AT = 0x200700, VM_TO_AT = 0x200800, VM_TENURED_AT = 0x200900
};

#endif
