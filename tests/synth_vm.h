/* SPDX-License-Identifier: BSD-2-Clause */
/* synth_vm.h -- a process with a HotSpot virtual machine that tells as much
 * of itself as a test wants. */
#ifndef SYNTH_VM_H
#define SYNTH_VM_H

#include "tests/synth_process.h"

/* Where things are.  Native memory is eight blocks of 64 KiB. */
#define VM_IMAGE				\
	"r-- 100000+4000 /lib/libjvm.so@0\n"	\
	"r-x 104000+1000 /lib/libjvm.so@4000\n"	\
	"rw- 105000+4000 /lib/libjvm.so@5000\n"
#define VM_NATIVE	"rw- 200000+80000\n"
#define VM_OBJECTS	"rw- 400000+100000\n"
#define VM_PROCESS	VM_IMAGE VM_NATIVE VM_OBJECTS

enum {
	VM_BASE = 0x100000, VM_TEXT = 0x102000, VM_DATA = 0x105000,
	VM_STATICS = 0x108000,		/* where a test puts its own */
	VM_HEAP_AT = 0x200100		/* the CollectedHeap */
};

struct synth_vm {
	struct process	 p;
	bool		 sysv;		/* the old table of names */
	bool		 relocated;	/* addresses in the dynamic section */
	uint64_t	 text;		/* next free */
	unsigned	 nsymbols, nfields, ntypes, nflags;
};

/* With its ELF headers, and the heap from 400000 to 500000 as what is
 * reserved; the collector is called GC ("UseSerialGC") or NULL. */
struct synth_vm	 synth_vm(const char *text, const char *gc);
/* An entry of the table of fields; static: its address, else its offset. */
void	 synth_vm_static(struct synth_vm *vm, const char *type,
	    const char *name, uint64_t at);
void	 synth_vm_field(struct synth_vm *vm, const char *type,
	    const char *name, uint64_t offset);
void	 synth_vm_type(struct synth_vm *vm, const char *name, uint64_t size);
/* Writes the table of names, asks the survey, and says what is needed of
 * private memory: "1000+2000 ..."; or of that only what RULE kept. */
const char *synth_vm_needs(struct synth_vm *vm, const char *rule);

/* Names that are told. */
void	 synth_vm_symbol(struct synth_vm *vm, const char *name,
	    uint64_t addr);
/* The place of the I-th symbol's number in memory. */
enum { VM_STRUCTS, VM_STRUCT_STRIDE, VM_STRUCT_TYPE, VM_STRUCT_FIELD,
	VM_STRUCT_STATIC, VM_STRUCT_OFFSET, VM_STRUCT_ADDRESS,
	VM_NUMBERS = 11 };
uint64_t synth_vm_number(unsigned i);

#endif
