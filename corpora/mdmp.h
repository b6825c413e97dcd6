/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mdmp.h -- assembles minidumps: streams are opened, filled and closed; what
 * they point to is added afterwards and its place put into them.
 */
#ifndef MDMP_H
#define MDMP_H

#include "tests/buf.h"

enum stream {
	THREAD_LIST = 3, MODULE_LIST = 4, MEMORY_LIST = 5, EXCEPTION = 6,
	SYSTEM_INFO = 7, THREAD_EX_LIST = 8, MEMORY64_LIST = 9,
	COMMENT_A = 10, COMMENT_W = 11, HANDLE_DATA = 12,
	FUNCTION_TABLE = 13, UNLOADED_MODULES = 14, MISC_INFO = 15,
	MEMORY_INFO_LIST = 16, THREAD_INFO_LIST = 17, TOKEN = 19,
	SYSTEM_MEMORY_INFO = 21, PROCESS_VM_COUNTERS = 22,
	THREAD_NAMES = 24, WINE_HOST_MODULES = 0xfff0
};

enum arch {
	ARCH_X86 = 0, ARCH_ARM = 5, ARCH_AMD64 = 9, ARCH_ARM64 = 12,
	ARCH_MIPS = 1
};

enum { STREAMS_MAX = 40, RANGES_MAX = 64, MODULES_MAX = 12 };

/* A range of memory that goes into the file. */
struct range {
	uint64_t	 addr;
	struct buf	 bytes;
	uint32_t	 rva;		/* once it has been added */
};

struct mdmp {
	struct buf	*b;
	uint64_t	 flags;
	size_t		 directory;	/* its place, or 0: at the end */
	struct {
		uint32_t type, size, rva;
	}		 streams[STREAMS_MAX];
	unsigned	 nstreams, room;
	struct range	 ranges[RANGES_MAX];
	size_t		 nranges;
	size_t		 contexts[16];	/* where thread I's context goes */
	size_t		 stacks[16];	/* and its stack's descriptor */
	unsigned	 arch, context_size;
};

/* ROOM entries of directory right behind the header; 0: it comes last. */
void	 mdmp_begin(struct mdmp *m, struct buf *out, enum arch arch,
	    uint64_t flags, unsigned room);
/* Directory and header; frees the ranges. */
void	 mdmp_end(struct mdmp *m);

void	 mdmp_open(struct mdmp *m, uint32_t type);
void	 mdmp_close(struct mdmp *m);
void	 mdmp_stream(struct mdmp *m, uint32_t type, const void *bytes,
	    size_t len);

/* A MINIDUMP_STRING; its RVA goes to AT. */
void	 mdmp_string(struct mdmp *m, size_t at, const char *text);
/* LEN bytes; size and RVA go to AT. */
void	 mdmp_blob(struct mdmp *m, size_t at, const void *bytes, size_t len);

/* LEN bytes of memory, each word its own address. */
struct range *mdmp_memory(struct mdmp *m, uint64_t addr, size_t len);
void	 mdmp_poke(struct mdmp *m, uint64_t addr, const void *bytes,
	    size_t len);
/* Adds the bytes of all ranges here. */
void	 mdmp_put_memory(struct mdmp *m);
void	 mdmp_memory_list(struct mdmp *m, bool padded);
/* The list, and the bytes behind it. */
void	 mdmp_memory64_list(struct mdmp *m);

/* Streams with what most dumps say in them. */
void	 mdmp_system_info(struct mdmp *m, uint32_t platform,
	    size_t *csd);
/* Other numbers in what CSD is of. */
void	 mdmp_version(struct mdmp *m, size_t csd, uint32_t major,
	    uint32_t minor);
void	 mdmp_misc_info(struct mdmp *m, size_t size);
struct md_thread {
	uint32_t	 id;
	uint64_t	 teb, stack, pc, sp;
	uint32_t	 stack_size;
};
/* Room for contexts and stacks is left for mdmp_contexts(), _stacks(). */
void	 mdmp_threads(struct mdmp *m, const struct md_thread *t, unsigned n,
	    bool padded);
void	 mdmp_contexts(struct mdmp *m, const struct md_thread *t, unsigned n);
/* Size and RVA of each thread's stack, whose range has been added. */
void	 mdmp_stacks(struct mdmp *m, const struct md_thread *t, unsigned n);
void	 mdmp_context(struct mdmp *m, size_t at, uint64_t pc, uint64_t sp);
void	 mdmp_exception(struct mdmp *m, uint32_t thread, uint32_t code,
	    uint64_t address, size_t *context);
struct md_module {
	uint64_t	 base;
	uint32_t	 size;
	const char	*name, *pdb;	/* PDB, or NULL: a build-id */
};
void	 mdmp_modules(struct mdmp *m, uint32_t type,
	    const struct md_module *mods, unsigned n, size_t *at);
void	 mdmp_module_blobs(struct mdmp *m, const struct md_module *mods,
	    unsigned n, size_t at);
struct md_region {
	uint64_t	 addr, size, allocation;
	uint32_t	 state, protect, type;
};
void	 mdmp_memory_info(struct mdmp *m, const struct md_region *r,
	    unsigned n);

#endif
