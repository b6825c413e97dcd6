/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * model.h -- what a dump says, in one neutral form for all formats.  A
 * reader fills it, the survey adds what only memory can tell; filters and
 * writers only look.
 */
#ifndef MODEL_H
#define MODEL_H

#include "base/array.h"
#include "dump.h"
#include "model/spans.h"

#define NONE	UINT32_MAX	/* no index */

enum machine {
	MACHINE_UNKNOWN, MACHINE_X86, MACHINE_X86_64, MACHINE_ARM,
	MACHINE_ARM64, MACHINE_MIPS, MACHINE_MIPS64, MACHINE_PPC,
	MACHINE_PPC64, MACHINE_S390, MACHINE_S390X, MACHINE_RISCV32,
	MACHINE_RISCV64, MACHINE_SPARC, MACHINE_SPARC64, MACHINE_LOONGARCH64,
	MACHINE_ALPHA, MACHINE_IA64, MACHINE_M68K, MACHINE_HPPA, MACHINE_SH,
	MACHINES
};

enum os {
	OS_UNKNOWN, OS_WINDOWS, OS_LINUX, OS_ANDROID, OS_MACOS, OS_IOS,
	OS_FREEBSD, OS_NETBSD, OS_OPENBSD, OS_SOLARIS, OS_FUCHSIA,
	OSES
};

enum writer {
	WRITER_UNKNOWN, WRITER_KERNEL, WRITER_GDB, WRITER_CREATEDUMP,
	WRITER_LLDB, WRITER_MINICOREDUMPER, WRITER_COREDUMPER,
	WRITER_MEMFAULT, WRITER_QEMU, WRITER_DELVE, WRITER_FREEBSD,
	WRITER_NETBSD, WRITER_OPENBSD, WRITER_DBGHELP, WRITER_WINE,
	WRITER_BREAKPAD, WRITER_CRASHPAD, WRITER_RUST, WRITER_MD2CORE,
	WRITERS
};

/* A file that parts of the address space are mapped from. */
enum file_flags {
	FILE_IMAGE = 1,		/* an ELF or PE image, by the records */
	FILE_DELETED = 2,	/* its name says so */
	FILE_ANONYMOUS = 4,	/* anonymous memory in disguise: /dev/zero, and
				   the heaps of Android in /dev/ashmem */
	FILE_SHARED = 8,	/* memfd:, /dev/shm, /dev/hugepages, /SYSV */
	FILE_DEVICE = 16,	/* what else is in /dev */
	FILE_RUNTIME = 32,	/* the .NET runtime's own image */
	FILE_MANAGED = 64,	/* a managed assembly, or a bundle of them */
	FILE_LAID_OUT = 128,	/* has an X entry that is no flat copy */
	FILE_MEMFD = 256,	/* of memfd_create(), FILE_SHARED too */
	FILE_NO_IMAGE = 512	/* FILE_IMAGE, but its first bytes deny it */
};
struct file {
	const char	*name;
	uint32_t	 flags;
};

/* An entry of NT_FILE, of a Linux maps stream. */
enum mapping_flags {
	MAPPING_PARTIAL = 1,	/* the dump holds some of it, not all */
	MAPPING_METADATA = 2,	/* managed metadata lies in it */
	MAPPING_RUNTIME = 4	/* read-only part of the runtime's own image */
};
struct mapping {		/* by address, disjoint */
	struct span	 at;
	uint64_t	 off;		/* bytes in the file */
	uint32_t	 file;
	uint32_t	 flags;
};

/* What the records say of a region beside enum dump_prot. */
enum region_state {
	REGION_PARTIAL = 0x80,		/* of the part of an image that it was cut
					   from, the dump has some, not all */
	REGION_RESERVED = 0x100,	/* address space without memory */
	REGION_FREE = 0x200,
	REGION_PRIVATE = 0x400,		/* these three: a Windows region's type */
	REGION_MAPPED = 0x800,
	REGION_IMAGE = 0x1000,
	REGION_WRITECOPY = 0x2000,
	REGION_UNCACHED = 0x4000,	/* no-cache or write-combined */
	REGION_GUESSED = 0x8000		/* no record describes it */
};
enum region_tail {		/* bytes of a region that the dump lacks */
	TAIL_ABSENT,		/* not there: read it as found */
	TAIL_ZERO,		/* zero by definition (NetBSD) */
	TAIL_CUT		/* lost: the dump ends too early */
};
/*
 * A range of one nature: cut at module, mapping and class borders, so what
 * holds for one byte of it holds for all.  By address, disjoint.
 */
struct region {
	struct span	 at;
	uint32_t	 mapping;	/* or NONE */
	uint32_t	 module;	/* or NONE */
	uint32_t	 allocation;	/* what the writer had as one: PT_LOAD by
					   index, or AllocationBase; or NONE */
	uint16_t	 prot;		/* enum dump_prot | enum region_state */
	uint8_t		 class;		/* enum dump_class */
	uint8_t		 tail;		/* enum region_tail */
};

/* Bytes that the dump holds: disjoint, by address, each in one region. */
struct piece {
	struct span	 at;
	uint64_t	 off;		/* in the source */
	uint32_t	 region;
	uint32_t	 source;	/* 0: the dump */
};

/* What filters may ask for, whatever the format calls it. */
enum role {
	ROLE_UNKNOWN, ROLE_SYSTEM, ROLE_THREADS, ROLE_MODULES, ROLE_EXCEPTION,
	ROLE_MEMORY, ROLE_MEMORY_INFO, ROLE_MISC, ROLE_HANDLES, ROLE_TOKEN,
	ROLE_COMMENT, ROLE_UNLOADED, ROLE_THREAD_NAMES, ROLE_THREAD_INFO,
	ROLE_PROCESS_DATA, ROLE_ENVIRONMENT, ROLE_COMMAND, ROLE_MAP, ROLE_AUXV,
	ROLE_REGISTERS, ROLE_READER, /* what debuggers navigate by */
	ROLE_TRACE,		/* of a processor */
	ROLE_AUXILIARY,		/* left by the helper of a runtime */
	ROLE_USER, ROLE_PROVENANCE,
	ROLE_RESIDUAL,		/* how to restore another file from this one */
	ROLE_CARRIED,		/* the records of what it was made of */
	ROLES
};
/* A stream or note, in the order of the file.  Its bytes stay there. */
struct record {
	uint8_t		 role;		/* enum role */
	bool		 unsafe;	/* may hide offsets into its file */
	bool		 vital;		/* small, and readers may want it for the
					   others: cuts keep it, whatever it is */
	uint32_t	 type;		/* the format's own */
	int32_t		 thread;	/* that it belongs to, or -1 */
	const char	*owner;		/* of a note, or NULL */
	const char	*name;
	uint64_t	 off, size;	/* of the content */
};

/* Where in the source the integer registers of a thread lie, as words of
 * WIDTH bytes; SIZE 0: nowhere. */
struct integers {
	uint64_t	 off;
	uint16_t	 size;
	uint8_t		 width;
};

struct thread {
	struct dump_thread seen;	/* what the public sees */
	struct integers	 integers;
	uint64_t	 blocked;	/* signals it blocks, bit 0 = signal 1 */
	uint32_t	 record;	/* with its registers, or NONE */
	bool		 gone;		/* a plan leaves it out: nothing but its
					   number is known any more */
	uint32_t	 context_size;	/* of a CONTEXT, and where it is in the */
	uint64_t	 context;	/* source; 0, 0: there is none */
};

/* Memory of a live stack.  Who wants less of it counts from FROM, but takes
 * no less than LEAST bytes: what lies there leads to another stack. */
struct live_stack {
	struct span	 at;
	uint64_t	 from;		/* the stack pointer, without what may be
					   in use below it */
	uint64_t	 bottom;	/* from here on it is that stack */
	uint32_t	 least;
	uint32_t	 thread;
	uint8_t		 word;		/* bytes of its words */
	bool		 proven;	/* nothing else lies in AT above FROM */
	bool		 left;		/* the thread is on another one: FROM is
					   the lowest that leads back here */
	uint64_t	 joins;		/* from here on there is memory without a
					   gap: kept, it would be taken for more of
					   the stack */
};
/* A word of a live stack, or of a register, that leads to memory of the dump
 * or into a module. */
struct lead {
	uint64_t	 to;
	uint64_t	 at;		/* where it lies; DUMP_NOWHERE: a register */
	uint32_t	 thread;
	uint32_t	 stack;		/* NONE: a register */
};
enum { ZERO_RUN = 64 << 10 };
/* A text in memory that tells of people, and what may stay of it. */
enum patch_kind {
	PATCH_PATH,		/* of a file: its last component */
	PATCH_COMMAND		/* what the process was told: nothing */
};
struct patch {
	uint64_t	 addr;
	uint32_t	 size, nleft;	/* bytes, and how many of LEFT stay: zeros
					   follow */
	const uint8_t	*left;
	enum patch_kind	 kind;
};
/* What the survey was asked and found, beside what went into regions. */
struct survey {
	uint32_t	 answered;	/* enum question (process/survey.h) */
	struct set	 metadata;	/* managed metadata of a Windows process */
	struct set	 plumbing;	/* what debuggers navigate by, beside what
					   is DUMP_PLUMB by the records */
	struct set	 process_data;	/* what else the system keeps of a process:
					   its environment, a list of its heaps */
	struct set	 personal;	/* of these two the environment and the
					   parameters of a Windows process */
	struct set	 blocks;	/* while they are found: what is not */
	struct set	 structures;	/* of plumbing what is known to the byte,
					   and nothing to hide */
	struct set	 image_data;	/* of small images that no mapping is of */
	struct set	 zero_runs;	/* of anonymous memory, ZERO_RUN bytes or
					   more each, in whole pages */
	struct live_stack *stacks;
	size_t		 nstacks, stacks_cap;
	struct patch	*patches;
	size_t		 npatches, patches_cap;
	size_t		 lost_stacks;	/* stack pointers that lead nowhere */
	struct lead	*leads;		/* of the thread that crashed, then in the
					   order of threads; registers first */
	size_t		 nleads, leads_cap;
	bool		 more_leads;	/* than room for them */
	struct set	 managed;	/* what the debugger of a managed runtime
					   reads of private memory and files */
	struct set	 managed_frames;	/* the same without heaps */
	struct set	 managed_objects;	/* of heaps, what frames hold */
	struct set	 heaps;		/* of the runtime, with their gaps */
	const char	*managed_refusal;	/* why that cannot be known, or
					   NULL */
	const char	*frames_refusal;	/* the same without heaps */
};

struct dump_format;

struct dump_model {
	const struct dump_format *format;
	struct arena	 text;		/* owns every string and small record */
	struct dump_facts facts;

	enum machine	 machine;
	enum os		 os;
	enum writer	 writer;
	bool		 dotnet;	/* a .NET process */
	bool		 no_registers;	/* none are there, or understood */
	unsigned	 word;		/* bytes of a pointer: 4 or 8 */
	uint64_t	 page;		/* of the dumped process; power of two */
	uint64_t	 grain;		/* cuts widen to it: page, 1 on Windows */
	uint64_t	 signals_unblockable;	/* thread.blocked of "all blocked"
					   lacks these bits */

	/* Where a Unix process says what lies where: DUMP_NOWHERE if not. */
	uint64_t	 at_phdr, at_base, at_entry, at_random, at_execfn;
	uint64_t	 at_sysinfo;	/* the vdso */
	uint32_t	 at_phnum, at_phent;

	struct thread	*threads;
	size_t		 nthreads, threads_cap;
	struct thread	*threads_read;	/* as they were read, where some of them
					   are gone; or NULL */
	struct dump_module *modules;
	size_t		 nmodules, modules_cap;
	struct file	*files;
	size_t		 nfiles, files_cap;
	struct mapping	*mappings;
	size_t		 nmappings, mappings_cap;
	struct region	*regions;
	size_t		 nregions, regions_cap;
	struct piece	*pieces;
	size_t		 npieces, pieces_cap;
	struct record	*records;
	size_t		 nrecords, records_cap;
	struct dump_warning *warnings;
	size_t		 nwarnings, warnings_cap;

	/* Do pieces lie in the source in the order of their addresses? */
	bool		 pieces_ascend;
	/* Do two of them share bytes of the source? */
	bool		 pieces_share;
	bool		 damaged;	/* some warning is about damage */
	struct survey	 survey;
	/* Why no part of it can be left out: its format is not written, or
	 * hides memory.  NULL: it can. */
	const char	*uncuttable;
	void		*own;		/* the format's, freed by it */
	/* What it was before it was converted (convert/carried.h), or NULL.
	 * Everything here but FORMAT, OWN and where memory lies is then as
	 * that one says it. */
	void		*origin;
	void		(*free_origin)(void *origin);
};

int	 model_new(struct dump_model **out, struct dump_err *err);

/*
 * Each adds one.  Regions, mappings and pieces may
 * come in any order: model_settle() sorts them.
 */
int	 model_add_thread(struct dump_model *m, const struct thread *t,
	    struct dump_err *err);
int	 model_add_module(struct dump_model *m, const struct dump_module *mod,
	    struct dump_err *err);
/* The name is copied.  *INDEX is good for mappings: model_settle() makes one
 * file of those that have one name. */
int	 model_add_file(struct dump_model *m, const char *name, size_t len,
	    uint32_t *index, struct dump_err *err);
int	 model_add_mapping(struct dump_model *m, const struct mapping *map,
	    struct dump_err *err);
int	 model_add_region(struct dump_model *m, const struct region *r,
	    struct dump_err *err);
int	 model_add_piece(struct dump_model *m, uint64_t addr, uint64_t size,
	    uint64_t off, struct dump_err *err);
int	 model_add_record(struct dump_model *m, const struct record *r,
	    struct dump_err *err);

/*
 * When all is there: names every file once; sorts mappings, regions and pieces; cuts overlaps (of
 * two, the one that was added first wins), cuts regions at mapping and
 * module borders, pieces at region borders; bytes that no region describes
 * get one that is REGION_GUESSED.  Sets piece.region, region.mapping and
 * region.module, pieces_ascend and pieces_share.
 */
int	 model_settle(struct dump_model *m, struct dump_err *err);
/* Its part that is about files, which come out in the order in which they
 * were first named. */
int	 model_settle_files(struct dump_model *m, struct dump_err *err);
/*
 * Once the end of the source is known: memory behind it is not there.  Its
 * regions are cut there and get TAIL_CUT; facts.truncated and a warning say
 * so.  Nothing happens where all is there.
 */
int	 model_clip(struct dump_model *m, uint64_t end, struct dump_err *err);
/* Says so where that is too early, if nothing else that is wrong was said. */
void	 model_end(struct dump_model *m, uint64_t end);
/* Makes AT a border between regions (and pieces); *INDEX, which may be NULL:
 * the region that starts there.  Nothing happens outside all regions. */
int	 model_cut(struct dump_model *m, uint64_t at, size_t *index,
	    struct dump_err *err);
/* Cuts at many places at once; AT is sorted by this. */
int	 model_cut_all(struct dump_model *m, uint64_t *at, size_t n,
	    struct dump_err *err);

/* Cuts only pieces, at N sorted places of AT, which is used up. */
int	 model_cut_pieces(struct dump_model *m, uint64_t *at, size_t n,
	    struct dump_err *err);
/* Tells every piece its region once more: after either was cut. */
void	 model_number_pieces(struct dump_model *m);

/* The thing that holds ADDR, or NONE. */
uint32_t model_find_region(const struct dump_model *m, uint64_t addr);
uint32_t model_find_mapping(const struct dump_model *m, uint64_t addr);
uint32_t model_find_piece(const struct dump_model *m, uint64_t addr);
uint32_t model_find_module(const struct dump_model *m, uint64_t addr);
/* First piece that ends after ADDR; npieces: none. */
size_t	 model_piece_from(const struct dump_model *m, uint64_t addr);
/* Pieces of a region: [*FIRST, *END) of m->pieces. */
void	 model_region_pieces(const struct dump_model *m, size_t region,
	    size_t *first, size_t *end);
uint64_t model_region_present(const struct dump_model *m, size_t region);

/* Records what is wrong, or odd; at most 1,000, the rest is counted. */
void	 dump_model_warn(struct dump_model *m, bool damage, uint64_t off,
	    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

#endif
