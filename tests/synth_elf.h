/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * synth_elf.h -- assembles ELF cores header by header, right or wrong, of
 * either class and order; and says as text what the headers of one claim, by
 * a reader of its own.
 */
#ifndef SYNTH_ELF_H
#define SYNTH_ELF_H

#include "tests/buf.h"

enum synth_order {		/* of the parts of the file */
	NOTES_FIRST,		/* headers, notes, memory: as kernels do */
	NOTES_LAST,		/* headers, memory, notes: as gdb does */
	TABLE_LAST,		/* memory, notes, headers: as delve does */
	NOTES_SPLIT		/* one PT_NOTE before memory, others behind */
};

struct synth_phdr {
	uint32_t	 type, flags;
	uint64_t	 addr, filesz, memsz;
	uint64_t	 off;		/* filled by synth_elf_end(), if 0 */
	int32_t		 like;		/* shares the bytes of this, or -1 */
};

enum { SYNTH_NOTES = 4 };

struct synth_elf {
	unsigned	 bits, machine, osabi;
	uint32_t	 flags;
	bool		 big;
	enum synth_order order;
	uint64_t	 align;		/* of memory in the file; 1: packed */
	uint64_t	 note_align;	/* p_align of PT_NOTE */
	bool		 note_behind;	/* the PT_LOADs, in the table */
	bool		 backward;	/* memory lies in reverse */
	bool		 no_count;	/* section header 0 is not there */
	unsigned	 phentsize;	/* 0: as it should be */
	struct buf	 notes[SYNTH_NOTES];
	unsigned	 nnotes;
	struct synth_phdr *phdrs;	/* but PT_NOTE */
	size_t		 nphdrs, cap;
	size_t		 table;		/* where headers went */
	size_t		 note_at[SYNTH_NOTES];
};

/* Zeroed but for these; the caller may change what it likes. */
void	 synth_elf_begin(struct synth_elf *s, unsigned bits, bool big,
	    unsigned machine);
/* The file, and the end of S but for the places of things in it. */
struct buf synth_elf_end(struct synth_elf *s);

/* The byte at ADDR of the memory of all cores: none is zero. */
uint8_t	 synth_byte(uint64_t addr);
/* "1000+3000 rw-  5000+2000/1000 r--  ...": address, size in memory, size in
 * the file if that is another, flags. */
void	 synth_elf_loads(struct synth_elf *s, const char *text);
/* Any header; good until the next one. */
struct synth_phdr *synth_elf_phdr(struct synth_elf *s, uint32_t type,
	    uint64_t addr, uint64_t filesz, uint64_t memsz);

void	 synth_elf_note(struct synth_elf *s, const char *owner, uint32_t type,
	    const void *desc, size_t len);
/* The same, and the end of DESC. */
void	 synth_elf_note_buf(struct synth_elf *s, const char *owner,
	    uint32_t type, struct buf *desc);
/* Notes that follow go into another PT_NOTE. */
void	 synth_elf_next_notes(struct synth_elf *s);

/* NT_PRSTATUS of Linux: LEN bytes of which only these are not zero; PC and SP
 * are registers of a word at these offsets. */
struct synth_thread {
	unsigned	 len, pc_at, sp_at;
	uint32_t	 id;
	unsigned	 signal;
	uint64_t	 blocked, pc, sp;
};
void	 synth_elf_thread(struct synth_elf *s, const struct synth_thread *t);
/* The same for x86-64. */
void	 synth_elf_amd64(struct synth_elf *s, uint32_t id, unsigned signal,
	    uint64_t pc, uint64_t sp);
/* NT_AUXV: pairs, up to type 0. */
void	 synth_elf_auxv(struct synth_elf *s, const uint64_t *pairs);
/* NT_FILE: "1000+2000@3=/lib/a ...", offsets in UNITs. */
void	 synth_elf_files(struct synth_elf *s, uint64_t unit, const char *text);

/*
 * What the headers of a file say, a line each, by address and as they come:
 * "note 78+2c0", "load 1000+3000/1000@2000 rw-", "null".  "?" behind a load:
 * its bytes are not those of synth_byte().  Static.
 */
const char *synth_elf_tell(const struct buf *b);
/* A field of header I: of 4 bytes (type, flags), or of a word. */
enum synth_field { P_TYPE, P_FLAGS, P_OFFSET, P_VADDR, P_FILESZ, P_MEMSZ,
	P_ALIGN };
uint64_t synth_elf_get(const struct buf *b, size_t i, enum synth_field f);
void	 synth_elf_set(struct buf *b, size_t i, enum synth_field f,
	    uint64_t v);
uint64_t synth_elf_count(const struct buf *b);

#endif
