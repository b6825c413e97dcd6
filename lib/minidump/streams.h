/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * streams.h -- what is known of each stream: its name, what it is for, how it
 * is laid out and where in it file offsets stand.  Reading, relocating and
 * writing all go by this one table.
 */
#ifndef STREAMS_H
#define STREAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dump.h"

enum stream_type {
	ST_UNUSED = 0, ST_THREADS = 3, ST_MODULES = 4, ST_MEMORY = 5,
	ST_EXCEPTION = 6, ST_SYSTEM = 7, ST_THREADS_EX = 8, ST_MEMORY64 = 9,
	ST_COMMENT_A = 10, ST_COMMENT_W = 11, ST_HANDLES = 12,
	ST_FUNCTIONS = 13, ST_UNLOADED = 14, ST_MISC = 15,
	ST_MEMORY_INFO = 16, ST_THREAD_INFO = 17, ST_HANDLE_OPERATIONS = 18,
	ST_TOKEN = 19, ST_JAVASCRIPT = 20, ST_SYSTEM_MEMORY = 21,
	ST_IPT_TRACE = 23,
	ST_THREAD_NAMES = 24, ST_COMPRESSED = 25, ST_COMPRESSED_SQL = 0x7000,
	ST_WINE_MODULES = 0xfff0,
	ST_LAST_MICROSOFT = 0xffff,
	ST_LINUX_STATUS = 0x47670004, ST_LINUX_COMMAND = 0x47670006,
	ST_LINUX_AUXV = 0x47670008, ST_LINUX_MAPS = 0x47670009,
	ST_LINUX_DSO_DEBUG = 0x4767000a, ST_CRASHPAD = 0x43500001
};
/* Numbers that do not fit an enum of ISO C. */
#define ST_RESIDUAL	UINT32_C(0x444b0001)
#define ST_CARRIED	UINT32_C(0x444b0002)
#define ST_PROVENANCE	UINT32_C(0x444b0004)

/* What a file offset ("RVA") leads to. */
enum target {
	TO_STRING,		/* u32 bytes, UTF-16, perhaps a NUL */
	TO_PATH, TO_OBJECT_NAME,	/* strings too */
	TO_UTF8,		/* u32 bytes, UTF-8, NUL: Crashpad's */
	TO_BYTES,		/* u32 bytes, bytes: Crashpad's */
	TO_CONTEXT, TO_CODEVIEW, TO_MISC,
	TO_RECORD,		/* opaque, of a size that stands beside it */
	TO_OBJECT_INFO,		/* chain of what is known of a handle */
	TO_DICTIONARY, TO_MODULE_LINKS, TO_MODULE_INFO, TO_TEXTS,
	TO_ANNOTATIONS,		/* these five: Crashpad's */
	TO_LINK_MAPS_32, TO_LINK_MAPS_64, TO_LINK_MAPS_PACKED,
	TO_MEMORY,		/* of the process; its address is 12 before */
	TO_MEMORY64,		/* of the process, all of a Memory64List */
	TARGETS
};

#define OWN_SIZE	UINT16_MAX	/* the target begins with its size */

/* A field that holds a file offset. */
struct fixup {
	uint16_t	 at;		/* in the header, or in an entry */
	uint8_t		 width;		/* 4 or 8 bytes; 0 ends a list */
	uint8_t		 target;	/* enum target */
	uint16_t	 size_at;	/* u32 with the target's size, or
					   OWN_SIZE */
	uint16_t	 unit;		/* bytes that this size counts */
};

/*
 * A header, perhaps entries behind it.  Three kinds of list exist: a count
 * and entries; one whose header says its own size and that of an entry, so
 * that both can grow; and the one of 64-bit memory.
 */
struct shape {
	uint16_t	 header;	/* bytes, at least */
	uint16_t	 entry;		/* bytes, at least; 0: no entries */
	uint8_t		 count_at, count_width;	/* width 0: as many as fit */
	bool		 stated;	/* by two u32 that come first */
	bool		 paddable;	/* a compiler may have put 4 bytes
					   between count and entries */
	uint32_t	 max;		/* entries that we look at */
	const struct fixup *head, *each;	/* or NULL */
	uint16_t	 tail;		/* unit of what is behind a header whose
					   size is known by the rest; or 0 */
};

/* Variants of one type, told apart by the target's word and the size. */
enum variant { ANY, WORD_32, WORD_64, WORD_64_PACKED };

struct stream_kind {
	uint32_t	 type;
	uint8_t		 variant;
	uint8_t		 role;		/* enum role */
	bool		 unsafe;	/* cannot be moved in the file */
	uint16_t	 min;		/* bytes that make it worth reading */
	const char	*name;
	const struct shape *shape;	/* or NULL: opaque */
};

struct target_kind {
	const char	*name;
	uint8_t		 align;		/* when it is written */
	bool		 sized;		/* begins with its size: */
	uint8_t		 size_at, add;	/* u32 there, and what comes on top */
	uint8_t		 nul;		/* bytes of it, written behind */
	const struct shape *shape;	/* or NULL: opaque */
};

/*
 * The row of a stream, never NULL: two rows stand for all types that nobody
 * has named, in Microsoft's range and beyond.  WORD is the dumped process's,
 * SIZE the stream's.
 */
const struct stream_kind *stream_kind(uint32_t type, unsigned word,
	    uint32_t size);
const struct target_kind *target_kind(unsigned target);
/* Is it UTF-16 with its size before it? */
bool	 target_is_text(unsigned target);
/* Does SHAPE lead to anything but memory? */
bool	 shape_leads_on(const struct shape *shape);
/* Has it entries? */
bool	 shape_is_list(const struct shape *shape);

/* Where the entries of a list are, as far as they are there. */
struct entries {
	uint32_t	 start, stride;
	uint64_t	 n;
	uint64_t	 claimed;	/* what the list says */
	bool		 padded;	/* between count and entries */
	uint32_t	 excess;	/* bytes behind the last one */
};

/*
 * Looks at the header of a list, of which at least shape->header bytes are
 * in HEAD.  HAVE of its SIZE bytes are there.  False: it makes no sense.
 */
bool	 shape_entries(const struct shape *shape, bool big,
	    const uint8_t *head, uint32_t have, uint32_t size,
	    struct entries *out);

/* Called with the header or entry that holds a field. */
typedef int	 fixup_fn(void *ctx, uint8_t *at, const struct fixup *f,
		    struct dump_err *err);
/* Every offset in the HAVE bytes of BUF; a field that is not wholly in its
 * header or entry is none. */
int	 shape_walk(const struct shape *shape, uint8_t *buf, uint32_t have,
	    const struct entries *list, fixup_fn *fn, void *ctx,
	    struct dump_err *err);

#endif
