/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * elfcore.h -- what the files of this room share.
 *
 *	table	-> program headers, one by one, however many
 *	notes	-> each note, to what its owner's file makes of it
 *	loads	-> the PT_LOADs of an output, one by one
 *
 * Header structures are libelf's of 64 bits; headers.c translates.
 */
#ifndef ELFCORE_H
#define ELFCORE_H

#include <libelf.h>

#include "base/array.h"
#include "io/source.h"
#include "model/format.h"
#include "model/model.h"
#include "model/plan.h"

/* Our own note, beside the ones that describe the process. */
#define PROVENANCE_OWNER	"DUMPKIT"
enum { RESIDUAL_TYPE = 0x444b0001, CARRIED_TYPE = 0x444b0002, PROVENANCE_TYPE = 0x444b0004 };

/* headers.c */

struct elfcore_sizes {		/* bytes of the headers of a class */
	uint64_t	 ehdr, phdr, shdr;
};
enum { EHDR_MAX = 64, PHDR_MAX = 56, SHDR_MAX = 64 };

struct elfcore_sizes elfcore_sizes(const Elf64_Ehdr *e);
bool	 elfcore_big(const Elf64_Ehdr *e);
unsigned elfcore_word(const Elf64_Ehdr *e);	/* 4 or 8 */

/* LEN bytes from the start of the file. */
int	 elfcore_get_ehdr(Elf64_Ehdr *out, const uint8_t *bytes, size_t len,
	    struct dump_err *err);
void	 elfcore_put_ehdr(uint8_t *out, const Elf64_Ehdr *e);
/* N headers, packed; both sides may be big. */
void	 elfcore_get_phdrs(Elf64_Phdr *out, const uint8_t *bytes, size_t n,
	    const Elf64_Ehdr *e);
void	 elfcore_put_phdr(uint8_t *out, const Elf64_Phdr *p,
	    const Elf64_Ehdr *e);
/* Section header 0, which only says how many program headers there are. */
uint32_t elfcore_get_count(const uint8_t *shdr, const Elf64_Ehdr *e);
void	 elfcore_put_count(uint8_t *shdr, uint32_t count, const Elf64_Ehdr *e);

/* table.c */

/* The program headers of a source, read in blocks. */
struct elfcore_table {
	struct dump_source *src;
	Elf64_Ehdr	 ehdr;
	uint64_t	 n, next;	/* headers in all, and told so far */
	bool		 guess;		/* N is a bound: stop at nonsense */
	bool		 cut;		/* the source ends inside the table */
	uint64_t	 floor;		/* while guessing: it ends here */
	uint64_t	 end;		/* of the table and of the sections */
	size_t		 held, at;	/* headers in the block, next of them */
	uint8_t		*raw;
	Elf64_Phdr	*block;
};

/*
 * Reads the ELF header and finds out how many program headers follow.  A
 * table that lies far on in a pipe is reached if SRC may be SPOOLed; else
 * t->end is DUMP_NOWHERE, and there are none.
 */
int	 elfcore_table_open(struct elfcore_table *t, struct dump_source *src,
	    bool spool, struct dump_err *err);
/* *MORE is false at the end, and then *P is not filled. */
int	 elfcore_table_next(struct elfcore_table *t, Elf64_Phdr *p, bool *more,
	    struct dump_err *err);
void	 elfcore_table_close(struct elfcore_table *t);

/* reader.c */

/* A PT_NOTE.  p_filesz is what whole notes take of it. */
struct elfcore_notes {
	Elf64_Phdr	 ph;
	uint64_t	 align;		/* what its notes are padded to */
	size_t		 first, n;	/* its records */
};

struct elfcore {		/* what a model of ours owns */
	Elf64_Ehdr	 ehdr;
	struct elfcore_notes *notes;
	size_t		 nnotes, notes_cap;
	Elf64_Phdr	*extras;	/* carried along: tags of memory ... */
	size_t		 nextras, extras_cap;
	uint64_t	 memory, memory_end;	/* in the source */
};

/* What a core shows about its writer. */
enum elfcore_clue {
	CLUE_GDB = 1,		/* describes registers, or NT_FILE by bytes */
	CLUE_DIAGINFO = 2,	/* the page that createdump makes up */
	CLUE_LETTERS = 4,	/* createdump's padding of note names */
	CLUE_PRXREG = 8,
	CLUE_MEMFAULT = 16,
	CLUE_MINICOREDUMPER = 32,
	CLUE_DELVE = 64,
	CLUE_NO_STATE = 128	/* PRPSINFO without the state of the process */
};

struct elfcore_reader {
	struct dump_model *m;
	struct dump_source *src;
	struct elfcore	*core;
	unsigned	 clues;		/* enum elfcore_clue */
	uint32_t	 order[2];	/* types of the first notes of "CORE" */
	unsigned	 norder;
	size_t		 notes_left;	/* limits of what is read */
	uint64_t	 bytes_left;
	uint64_t	 siglwp;	/* NetBSD: the thread with the signal */
	uint32_t	 gs;		/* i386: of the thread opened last */
	const char	*owner;		/* of the last unknown note */
};

int	 elfcore_read(struct dump_model *m, struct dump_source *src,
	    struct dump_err *err);
int	 elfcore_measure(struct dump_source *src, uint64_t *end,
	    struct dump_err *err);
void	 elfcore_free_own(void *own);

/* notes.c */

struct elfcore_note {
	char		 owner[256];	/* without NULs; longer ones are cut */
	uint32_t	 type;
	uint64_t	 off, size;	/* of the descriptor */
	const uint8_t	*desc;		/* first HAVE bytes of it */
	size_t		 have;
	uint8_t		 padding[3];	/* behind the name's NUL */
};

/* One row per note that we know. */
struct elfcore_kind {
	const char	*owner;		/* "NAME@": of a thread by number */
	uint32_t	 type;
	const char	*name;
	enum role	 role;
	bool		 of_thread;	/* of the one opened last */
	size_t		 want;		/* bytes of it that PARSE looks at */
	int		(*parse)(struct elfcore_reader *r,
			    const struct elfcore_note *n,
			    struct dump_err *err);
};

/* Reads all notes of SEG. */
int	 elfcore_read_notes(struct elfcore_reader *r, struct elfcore_notes *seg,
	    struct dump_err *err);

/* fields.c */

/* A thread of which nothing is known. */
struct thread elfcore_blank_thread(void);
/* A field of a descriptor, or 0 where it is too short for it. */
uint16_t elfcore_get16(const struct elfcore_reader *r,
	    const struct elfcore_note *n, size_t off);
uint32_t elfcore_get32(const struct elfcore_reader *r,
	    const struct elfcore_note *n, size_t off);
uint64_t elfcore_get64(const struct elfcore_reader *r,
	    const struct elfcore_note *n, size_t off);
uint64_t elfcore_get_word(const struct elfcore_reader *r,
	    const struct elfcore_note *n, size_t off);
/* Text of at most LEN bytes; NULL where there is none. */
int	 elfcore_get_text(struct elfcore_reader *r,
	    const struct elfcore_note *n, size_t off, size_t len,
	    const char **out, struct dump_err *err);

/* auxv.c */

/* Pairs of words from OFF on: what the kernel told the program. */
void	 elfcore_auxv(struct elfcore_reader *r, const struct elfcore_note *n,
	    size_t off);

/* linux.c, linux_arch.c, freebsd.c, netbsd.c, openbsd.c, others.c: the
 * tables, each ended by an owner of NULL. */
extern const struct elfcore_kind elfcore_linux[];
extern const struct elfcore_kind elfcore_linux_arch[];
extern const struct elfcore_kind elfcore_freebsd[];
extern const struct elfcore_kind elfcore_netbsd[];
extern const struct elfcore_kind elfcore_openbsd[];
extern const struct elfcore_kind elfcore_others[];

/* registers.c */

/* Where NT_PRSTATUS and the BSDs' notes have what; 0: nowhere. */
struct elfcore_registers {
	uint16_t	 pid, sighold;	/* in NT_PRSTATUS */
	uint16_t	 pc, sp, fp, tp;
	uint8_t		 size;		/* bytes of a register */
	uint8_t		 first;		/* where registers begin */
};

enum machine elfcore_machine(const Elf64_Ehdr *e);
/* Linux's NT_PRSTATUS; never NULL: where the registers are not known, the
 * thread id is. */
const struct elfcore_registers *elfcore_prstatus(const Elf64_Ehdr *e);
/* Where the registers begin in it. */
size_t	 elfcore_prstatus_start(const Elf64_Ehdr *e);
void	 elfcore_get_registers(const struct elfcore_reader *r,
	    const struct elfcore_note *n, const struct elfcore_registers *regs,
	    struct thread *t);

/* writers.c */

enum writer elfcore_writer(const struct elfcore_reader *r);

/* loads.c */

struct elfcore_load {
	uint64_t	 addr, memsz, filesz;
	uint64_t	 off;		/* of its bytes in the source */
	unsigned	 prot;
	bool		 zeros;		/* its bytes are those that all share */
};

struct elfcore_element {	/* of a region, all kept or all not */
	enum { KEPT, ZEROS, DROPPED, LACKING } what;
	uint64_t	 addr, size, off;
	size_t		 region;
};
struct elfcore_scan {
	const struct dump_plan *p;
	struct plan_walk walk;
	struct extent	 e;
	bool		 more;		/* E holds the next extent */
	size_t		 region, piece;
	size_t		 shared;	/* the next range of P->shared */
	uint64_t	 done;		/* bytes of the region told so far */
};
struct elfcore_loads {
	struct elfcore_scan scan;
	struct elfcore_element el;	/* the next one */
	bool		 more;		/* EL holds it */
	bool		 inside;	/* of a PT_LOAD that is cut up */
	bool		 dropped;	/* what lies right below EL is gone */
};

void	 elfcore_loads(struct elfcore_loads *w, const struct dump_plan *p);
bool	 elfcore_loads_next(struct elfcore_loads *w, struct elfcore_load *out);

/* writer.c */

/*
 * Notes that were made for a dump of another format, whose memory P has:
 * whole, padded, ready for one PT_NOTE.  V is taken, for free().
 */
struct elfcore_made {
	Elf64_Ehdr	 ehdr;		/* class, order, machine, system */
	uint8_t		*v;
	size_t		 n;
};
int	 elfcore_layout_made(struct layout **out, struct dump_plan *p,
	    const struct elfcore_made *made, struct dump_err *err);
enum { NOTE_ALIGN = 4 };
/* The number of a machine, or EM_NONE. */
uint16_t elfcore_machine_number(enum machine machine, unsigned word);

int	 elfcore_layout(struct layout **out, struct dump_plan *p,
	    struct dump_source *src, struct dump_err *err);

#endif
