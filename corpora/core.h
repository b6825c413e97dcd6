/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core.h -- assembles ELF cores: a process made of mappings and threads, and
 * the shapes that different writers give to a file about it.
 */
#ifndef CORE_H
#define CORE_H

#include "tests/buf.h"

enum { R = 4, W = 2, X = 1 };			/* p_flags */
enum { SEGS_MAX = 60, THREADS_MAX = 16 };

enum note_type {
	NT_PRSTATUS = 1, NT_FPREGSET = 2, NT_PRPSINFO = 3, NT_AUXV = 6,
	NT_SIGINFO = 0x53494749, NT_FILE = 0x46494c45,
	NT_386_TLS = 0x200, NT_X86_XSTATE = 0x202, NT_ARM_TLS = 0x401
};
#define NT_GDB_TDESC	0xff000000U

/* Where registers lie in NT_PRSTATUS, and where a process has its parts. */
struct machine {
	const char	*name;
	unsigned	 number, width;
	bool		 big;
	uint32_t	 eflags;
	unsigned	 prstatus, regs, pc, sp, fp, tp, fpregset;
	uint64_t	 exe, lib, stack;
	uint32_t	 linux_note;	/* one that its kernel writes */
};

struct seg {
	uint64_t	 addr, memsz, filesz;
	uint32_t	 flags;
	const char	*file;		/* of NT_FILE, or NULL */
	uint64_t	 fileoff;
	struct buf	 bytes;		/* of which the file gets FILESZ */
	uint64_t	 off;		/* in the core, set by core_write() */
};

struct thread {
	uint32_t	 tid;
	uint64_t	 pc, sp, fp, tp;
	uint64_t	 blocked;
};

struct core {
	const struct machine *m;
	uint64_t	 page;
	struct seg	 segs[SEGS_MAX];
	size_t		 nsegs;
	struct thread	 threads[THREADS_MAX];
	size_t		 nthreads;
	int		 signal;
	uint64_t	 fault;
	uint64_t	 phdr, entry, base, random, execfn, vdso;
	unsigned	 phnum;
	struct buf	 notes, more;	/* MORE: of a second PT_NOTE */
	unsigned	 note_pad;	/* what fills up notes */
};

/* How a writer lays its file out. */
struct shape {
	unsigned	 osabi;
	uint64_t	 align;		/* of memory in the file; 1: packed */
	uint32_t	 load_align, note_align;
	bool		 notes_behind;	/* the memory */
	bool		 note_last;	/* of the headers */
	bool		 table_behind;	/* everything else */
	bool		 sections;	/* a section table, as gdb's */
	bool		 shentsize;	/* set, without sections */
	const uint8_t	*order;		/* of memory in the file, or NULL */
};

extern const struct machine x86_64, i386, aarch64, arm, riscv64, ppc64le,
    ppc64, s390x, mips;

void	 core_begin(struct core *c, const struct machine *m, uint64_t page);
/* PAGES of memory, of which the dump has PRESENT; each word of it is its own
 * address until somebody writes something else. */
struct seg *core_map(struct core *c, uint64_t addr, uint64_t pages,
	    uint64_t present, uint32_t flags, const char *file,
	    uint64_t fileoff);
/* Over memory that is present. */
void	 core_poke(struct core *c, uint64_t addr, const void *bytes,
	    size_t len);
void	 core_poke_word(struct core *c, uint64_t addr, uint64_t v);
struct thread *core_thread(struct core *c, uint32_t tid, uint64_t pc,
	    uint64_t sp, uint64_t tp);

void	 core_note(struct core *c, struct buf *to, const char *owner,
	    uint32_t type, const void *desc, size_t len);
void	 core_prstatus(struct core *c, const struct thread *t);
void	 core_fpregset(struct core *c);
void	 core_prpsinfo(struct core *c);
void	 core_siginfo(struct core *c);
void	 core_auxv(struct core *c);
void	 core_files(struct core *c, uint64_t unit, size_t extra);
/* What the Linux kernel writes, in its order. */
void	 core_kernel_notes(struct core *c);

/* The file, and the end of C. */
void	 core_write(struct core *c, const struct shape *s, struct buf *out);

/* A process with an executable, a library, a heap, and two threads of which
 * the second crashed; RICH has more of everything. */
void	 core_story(struct core *c, const struct machine *m, uint64_t page,
	    bool rich);
/* An ELF header with a build-id at ADDR. */
void	 core_image(struct core *c, uint64_t addr, unsigned pages,
	    unsigned seed);
/* A PE header, as of a managed assembly, at ADDR. */
void	 core_assembly(struct core *c, uint64_t addr);

extern const struct shape kernel_shape;

#endif
