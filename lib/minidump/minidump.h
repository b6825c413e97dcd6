/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * minidump.h -- what the files of this room share.
 *
 * A minidump is a directory of streams, and blobs (texts, contexts, memory)
 * that streams lead to by their offset in the file.
 */
#ifndef MINIDUMP_H
#define MINIDUMP_H

#include "base/checked.h"
#include "io/source.h"
#include "minidump/streams.h"
#include "model/format.h"
#include "model/model.h"
#include "model/plan.h"

enum {
	HEADER_SIZE = 32,
	DIRECTORY_ENTRY = 12,
	STREAMS_MAX = 4096,
	TEXT_MAX = 64 * 1024,		/* bytes of a string that we decode */
	RECORD_MAX = 64 * 1024,		/* of a context, a CodeView record */
	TEXTS_MAX = 64 * 1024 * 1024,	/* of all texts together */
	RELOCATED_MAX = 256 * 1024 * 1024,	/* of a stream that leads on */
	/* Of a pipe this much may be held even if it is memory. */
	HOLD = 4 * 1024 * 1024
};

/* An entry of the directory that is not Unused; record I of the model. */
struct stream {
	uint32_t	 type, size;
	uint64_t	 off;
	uint32_t	 have;		/* bytes of it that are there */
	uint32_t	 of_thread;	/* whose it is, an index and 1; or 0 */
	bool		 bad;		/* makes no sense: not to be written */
	bool		 parsed;	/* the first good one of its type */
	const struct stream_kind *kind;
	struct entries	 list;		/* where kind->shape has entries */
};

extern const struct dump_format dump_format_minidump;

struct cache;

struct minidump {
	struct dump_model *m;
	bool		 big;
	uint32_t	 version, time;
	uint64_t	 flags;
	uint64_t	 directory;
	uint32_t	 entries;	/* of the directory, with Unused ones */
	struct stream	*streams;
	size_t		 nstreams;
	uint16_t	 arch;		/* of SystemInfo */
	uint32_t	 platform;
	bool		 system;	/* there is a SystemInfo */
	bool		 extended;	/* 32-bit addresses with their sign */

	/* Only while something is read. */
	struct dump_source *src;
	struct cache	*cache;
	uint64_t	 size;		/* of the source, or DUMP_NOWHERE */
	uint64_t	 hold;		/* a pipe is held up to here */
	uint64_t	 memory;	/* first byte of memory in the file, or
					   DUMP_NOWHERE */
	uint64_t	 end;		/* of all that is referred to */
	size_t		 texts;		/* bytes of text that were decoded */

	/* Numbers of threads that the output lacks, in order. */
	uint32_t	*gone;
	size_t		 ngone;
	const struct set *strip, *drop;	/* modules by address, or NULL */
};

/* access.c: bytes of the file.  Short only at its end; a pipe that would
 * have to hold memory for it is spooled. */
int	 md_read(struct minidump *md, uint64_t off, void *buf, size_t len,
	    size_t *got, struct dump_err *err);
/* Are all LEN bytes at OFF there? */
int	 md_has(struct minidump *md, uint64_t off, uint64_t len, bool *has,
	    struct dump_err *err);
/* Notes that something lies at [OFF, OFF + LEN). */
void	 md_refers(struct minidump *md, uint64_t off, uint64_t len);
/* Begins and ends the time in which the source may be read. */
int	 md_attach(struct minidump *md, struct dump_source *src,
	    struct dump_err *err);
void	 md_detach(struct minidump *md);

/* directory.c */
int	 md_probe(const uint8_t *head, size_t len);
int	 md_open(struct minidump *md, struct dump_err *err);
/* Where all streams end by the directory. */
uint64_t md_streams_end(const struct minidump *md);
/* Can the streams lie there because records alone fill the space before
 * them?  Then a pipe may be held up to their end. */
bool	 md_records_first(const struct minidump *md);
/* Finds out whether the last byte of the last stream is there; what is known
 * of the size of the source then is enough. */
int	 md_look_for_end(struct minidump *md, struct dump_err *err);
/* Makes sure of the streams: which ones make sense, which ones count. */
int	 md_check(struct minidump *md, struct dump_err *err);
/* What the rows of the table know better now that the word is known. */
void	 md_choose_kinds(struct minidump *md);
/* Adds the streams to the model as its records. */
int	 md_add_records(struct minidump *md, struct dump_err *err);
/* The stream of TYPE that counts, or NULL. */
const struct stream *md_stream(const struct minidump *md, uint32_t type);
/* Bytes that a stream has in an output, and what of it is needed for them:
 * padding too. */
uint32_t stream_relocated(const struct stream *s);
uint32_t stream_needed(const struct stream *s);
/* The bytes that are there, up to MAX of them, for free(). */
int	 md_load(struct minidump *md, const struct stream *s, size_t max,
	    uint8_t **out, size_t *len, struct dump_err *err);

/* list.c: the entries of a stream one by one, however many. */
struct list {
	struct minidump	*md;
	uint64_t	 at, left;	/* next to read, entries from there */
	uint32_t	 stride, wanted;
	uint8_t		*buf;
	size_t		 pos, fill, room;	/* in entries */
};
/* Of NULL, or of a list that makes no sense: no entries. */
int	 list_open(struct list *l, struct minidump *md,
	    const struct stream *s, struct dump_err *err);
/* *ENTRY is NULL at the end. */
int	 list_next(struct list *l, const uint8_t **entry,
	    struct dump_err *err);
void	 list_close(struct list *l);

/* thin.c: lists without threads and modules that P leaves out. */
int	 md_leave_out(struct minidump *md, const struct dump_plan *p,
	    struct dump_err *err);
/* Does a stream lose anything by that? */
bool	 stream_is_thinned(const struct minidump *md, const struct stream *s);
/* Of such a one: the bytes that it has then. */
int	 stream_thinned(struct minidump *md, const struct stream *s,
	    uint32_t *size, struct dump_err *err);
/* Takes them out of its bytes. */
void	 stream_thin(const struct minidump *md, uint32_t type, uint8_t *buf,
	    struct entries *list);

/* text.c: may LEN more bytes of text be kept?  A small dump can refer to
 * one long text many times. */
bool	 md_may_keep(struct minidump *md, size_t len);
/* Into the model's arena; *OUT is NULL where there is none. */
int	 md_string(struct minidump *md, uint64_t rva, const char **out,
	    struct dump_err *err);

/* What reads which streams into the model. */
int	 md_read_machine(struct minidump *md, struct dump_err *err);
int	 md_read_version(struct minidump *md, struct dump_err *err);
int	 md_read_misc(struct minidump *md, struct dump_err *err);
int	 md_read_memory(struct minidump *md, struct dump_err *err);
int	 md_read_memory_info(struct minidump *md, struct dump_err *err);
int	 md_read_threads(struct minidump *md, struct dump_err *err);
int	 md_read_exceptions(struct minidump *md, struct dump_err *err);
int	 md_read_modules(struct minidump *md, struct dump_err *err);
int	 md_read_maps(struct minidump *md, struct dump_err *err);
int	 md_read_unix(struct minidump *md, struct dump_err *err);
void	 md_name_writer(struct minidump *md);
bool	 md_is_lldb(const struct minidump *md);
/* An address as the process has it: some writers sign-extend 32-bit ones. */
uint64_t md_address(const struct minidump *md, uint64_t addr);
/* The same as the dump's writer puts it. */
uint64_t md_extended(const struct minidump *md, uint64_t addr);
/* A range of addresses, cut where the address space ends. */
bool	 md_span(const struct minidump *md, uint64_t addr, uint64_t size,
	    struct span *out);

/* contexts.c: registers of a context; DUMP_NOWHERE where it has none. */
struct registers {
	uint64_t	 pc, sp, fp;
	struct integers	 integers;
};
int	 md_registers(struct minidump *md, uint32_t size, uint64_t rva,
	    struct registers *out, struct dump_err *err);

/* Leaves in the LEN bytes of a context what the plan does not scrub. */
void	 md_scrub_context(const struct minidump *md,
	    const struct dump_plan *p, uint8_t *buf, uint32_t len);

int	 md_layout(struct layout **out, struct dump_plan *p,
	    struct dump_source *src, struct dump_err *err);

#endif
