/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dump.h -- read process dumps, decide what to keep, write them again.
 *
 *	source -> model -> plan (edited by filters) -> sink
 *
 * What can fail returns 0 or -1 and fills ERR, which is never NULL.  An
 * out-parameter comes first, is the caller's on success and NULL on
 * failure.  _close, _free and _abort accept NULL and cannot fail.  The
 * library never prints, never exits and keeps no global state: objects may
 * be used from any thread, each from one at a time.
 *
 * Addresses are those of the dumped process, offsets are bytes from the
 * start of the plain (not compressed) dump, sizes are bytes.  Text is UTF-8
 * and comes from the dump: escape it before it reaches a terminal.
 */
#ifndef DUMP_H
#define DUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(DUMP_BUILD) && defined(__GNUC__)
#define DUMP_API __attribute__((visibility("default")))
#else
#define DUMP_API
#endif

/* Errors. */

enum dump_code {
	DUMP_E_SYS = 1,		/* the system refused; err.sys is its errno */
	DUMP_E_NOMEM,
	DUMP_E_ARG,		/* the caller asked for the impossible */
	DUMP_E_UNKNOWN,		/* no format or codec knows these bytes */
	DUMP_E_DAMAGED,		/* known, but the bytes contradict each other */
	DUMP_E_TRUNC,		/* the bytes end too early */
	DUMP_E_SEEK,		/* needs an earlier byte of a pipe, spooling is off */
	DUMP_E_LIMIT,		/* larger than a limit that protects us */
	DUMP_E_STOPPED,		/* the progress function said so */
	DUMP_E_FIT		/* no output is as small as was asked for */
};

#define DUMP_NOWHERE	UINT64_MAX	/* no offset, no address, no index */

struct dump_err {
	enum dump_code	 code;
	int		 sys;
	const char	*path;	/* as the caller gave it to _open(), or NULL */
	uint64_t	 off;	/* where in the source, or DUMP_NOWHERE */
	char		 msg[256];	/* one line, no newline */
};

/* Called now and then; a return other than 0 stops with DUMP_E_STOPPED. */
typedef int	 dump_progress_fn(void *ctx, uint64_t done, uint64_t total);

/* Sources: where bytes come from. */

struct dump_source;

/*
 * What protects this machine from a dump.  A zero field means the default
 * beside it.  SPOOL_DIR must outlive the source.
 */
struct dump_limits {
	uint64_t	 metadata;	/* held from a pipe: 256 MiB */
	uint64_t	 spool;		/* on disk: half of what is free */
	const char	*spool_dir;	/* $TMPDIR, else /tmp */
	bool		 no_spool;	/* a pipe that needs it: DUMP_E_SEEK */
};

/*
 * Bytes in order from anywhere.  read() stores at most LEN bytes, sets *GOT
 * (0: the end) and returns 0, or returns -1 with errno set.  rewind() goes
 * back to the first byte, and may be NULL; close() may be NULL.
 */
struct dump_reader {
	int	(*read)(void *ctx, void *buf, size_t len, size_t *got);
	int	(*rewind)(void *ctx);
	void	(*close)(void *ctx);
};

/*
 * Opens PATH ("-" is standard input), recognises compression by content and
 * undoes it.  A source knows how far it reaches: forward only (a pipe), from
 * the start again (a compressed file, a callback that rewinds), anywhere (a
 * file, also a compressed one with an index).  One that only goes forward is
 * read once, and spooled only when a plan needs that.  PATH must outlive the
 * source, for errors name it.  *OUT is the caller's, for dump_source_close().
 */
DUMP_API int	 dump_source_open(struct dump_source **out, const char *path,
		    struct dump_err *err);
/* FD stays the caller's and is read from its present offset, which counts
 * as byte 0; where it can seek, its offset stays.  NAME is for messages and
 * must outlive the source. */
DUMP_API int	 dump_source_fd(struct dump_source **out, int fd,
		    const char *name, struct dump_err *err);
/* BUF must outlive the source. */
DUMP_API int	 dump_source_memory(struct dump_source **out, const void *buf,
		    size_t len, struct dump_err *err);
DUMP_API int	 dump_source_callback(struct dump_source **out,
		    const struct dump_reader *rd, void *ctx,
		    struct dump_err *err);
/* The first three without the last step: compressed bytes as they are. */
DUMP_API int	 dump_source_open_raw(struct dump_source **out,
		    const char *path, struct dump_err *err);
DUMP_API int	 dump_source_fd_raw(struct dump_source **out, int fd,
		    const char *name, struct dump_err *err);
DUMP_API int	 dump_source_memory_raw(struct dump_source **out,
		    const void *buf, size_t len, struct dump_err *err);

/* PATH is the first of a file's parts, PREFIX.001 as dump_sink_parts() makes
 * it: the parts are read as one file, as far as they are there. */
DUMP_API int	 dump_source_parts_raw(struct dump_source **out,
		    const char *path, struct dump_err *err);

/* How to undo compression.  Zeroed it says what is usual. */
struct dump_opening {
	const char	*member;	/* of an archive that holds several */
	unsigned	 threads;	/* at most; 0: as many as make sense */
	unsigned	 layers;	/* at most; 0: two, for people pack what
					   was packed */
};

/*
 * That last step, for whoever has something to say about it: *SRC becomes
 * a source of plain bytes if its first bytes say that it is compressed, and
 * of that again.  Nothing must have been read from it.  On failure *SRC is
 * closed and NULL.
 */
DUMP_API int	 dump_source_unwrap(struct dump_source **src,
		    const struct dump_opening *how, struct dump_err *err);

/* *CODEC: what the first bytes of SRC are compressed with, as they are, or
 * NULL.  They can be read, or unwrapped, as before. */
DUMP_API int	 dump_source_codec(struct dump_source *src,
		    const char **codec, struct dump_err *err);

struct dump_wrapping {
	const char	*codec;		/* "gzip" */
	const char	*suffix;	/* of the names of such files: ".gz" */
	uint64_t	 packed;	/* bytes with it, or DUMP_NOWHERE */
	bool		 indexed;	/* any byte is reached at once */
	const char	*name;		/* of what is in it, as far as it is */
	int64_t		 time;		/* known yet, or NULL and 0 */
};

/* What was undone, from the outside in; false past the last. */
DUMP_API bool	 dump_source_wrapping(const struct dump_source *src, size_t i,
		    struct dump_wrapping *out);
/*
 * What is wrong with the wrapping, as far as it was read: that it is cut
 * short, that garbage follows.  The bytes that came out are right, but may
 * not be all.  NULL: nothing; lives as long as SRC.
 */
DUMP_API const char *dump_source_flaw(const struct dump_source *src);
DUMP_API void	 dump_source_limits(struct dump_source *src,
		    const struct dump_limits *limits);
/*
 * From now on PROGRESS is called while bytes pass by that cannot be skipped,
 * of a pipe or of what is compressed; DONE is where the source stands.  NULL:
 * no more, as before dump_write() and others with a function of their own.
 */
DUMP_API void	 dump_source_watch(struct dump_source *src,
		    dump_progress_fn *progress, void *ctx);
/* Fills BUF with exactly LEN bytes from OFF; fewer is DUMP_E_TRUNC, a step
 * back on a source that only goes forward is DUMP_E_SEEK. */
DUMP_API int	 dump_source_read(struct dump_source *src, uint64_t off,
		    void *buf, size_t len, struct dump_err *err);
/* The size where it is known without reading on, else DUMP_NOWHERE. */
DUMP_API uint64_t dump_source_size(const struct dump_source *src);
/*
 * Does a compressed file say itself that it holds SIZE bytes?  That is known
 * without reading it to its end; what is wrong with it is not.  False: no, or
 * there is no telling.
 */
DUMP_API bool	 dump_source_claims(struct dump_source *src, uint64_t size);
/*
 * Reads what is left of a source and drops it: then its size is known, and
 * whoever feeds a pipe was not cut off.  Nothing can be read from a pipe
 * afterwards.
 */
DUMP_API int	 dump_source_finish(struct dump_source *src, uint64_t *size,
		    struct dump_err *err);
/* Bytes that were written to a spool file so far; 0: it is not spooled. */
DUMP_API uint64_t dump_source_spooled(const struct dump_source *src);
DUMP_API void	 dump_source_close(struct dump_source *src);

/* Archives: several files in one. */

struct dump_member {
	const char	*name;		/* relative, '/' between its parts */
	uint32_t	 mode;		/* st_mode: of a file, a folder, a symbolic
					   link; 0755 or 0644 where an archive
					   does not say; to write 0: the same */
	int64_t		 time;		/* of the epoch, 0: not known */
	uint64_t	 size;		/* plain bytes; DUMP_NOWHERE: not known yet */
	/* The rest is known once it is written. */
	uint64_t	 packed;	/* bytes in the archive */
	uint32_t	 crc;		/* CRC-32 of the plain bytes */
	const char	*method;	/* "stored", "deflated" ... */
};

struct dump_archive;

/*
 * Reads the list of members of an archive, all of which must make sense
 * together: no two share bytes, no name leads out.  SRC comes from
 * dump_source_open_raw() or its like and must outlive *OUT; a pipe is
 * spooled.  No archive: DUMP_E_UNKNOWN.
 */
DUMP_API int	 dump_archive_read(struct dump_archive **out,
		    struct dump_source *src, struct dump_err *err);
DUMP_API size_t	 dump_archive_members(const struct dump_archive *a);
/* Lives as long as A. */
DUMP_API const struct dump_member *dump_archive_member(
		    const struct dump_archive *a, size_t i);
/*
 * The plain bytes of a member (of a link: its target).  That they are as many
 * as the list says, with its CRC-32, is known when all were read in order, or
 * by dump_source_finish().  *OUT must be closed before A.
 */
DUMP_API int	 dump_archive_open(struct dump_source **out,
		    struct dump_archive *a, size_t i, struct dump_err *err);
DUMP_API void	 dump_archive_close(struct dump_archive *a);

/* The model: what a dump says. */

struct dump_model;

enum dump_class {		/* what a range of memory is */
	DUMP_HDR,		/* image headers: first page of a module */
	DUMP_CODE,		/* image, executable, not writable */
	DUMP_RODATA,		/* image, read-only, clean */
	DUMP_RELRO,		/* image, read-only, written by the loader */
	DUMP_DATA,		/* image, writable, with its .bss */
	DUMP_STACK,		/* live stack */
	DUMP_STACKDEAD,		/* stack mapping below the stack pointer */
	DUMP_PLUMB,		/* what debuggers navigate: vdso, TEB, ... */
	DUMP_JIT,		/* private, executable */
	DUMP_PRW,		/* private, writable: the heaps */
	DUMP_PRO,		/* private, read-only */
	DUMP_MRW,		/* mapped file that is no image, writable */
	DUMP_MRO,		/* the same, read-only */
	DUMP_NONE,		/* not accessible */
	DUMP_IO,		/* device memory */
	DUMP_CLASSES
};

enum dump_prot {
	DUMP_R = 1, DUMP_W = 2, DUMP_X = 4,
	DUMP_GUARD = 8,		/* faults at the first touch */
	DUMP_UNSURE = 16	/* the writer did not know (gdb's R) */
};

struct dump_thread {
	uint64_t	 id;
	uint64_t	 pc, sp, fp, tp;	/* DUMP_NOWHERE: not known; tp: thread
					   pointer or TEB */
	uint64_t	 stack, stack_size;	/* what the dump says, or 0, 0 */
	const char	*name;		/* or NULL */
	int32_t		 signal;	/* pending for it, 0: none */
	bool		 crashed;
};

struct dump_module {
	uint64_t	 base, size;
	const char	*name;		/* as the dump has it, or NULL */
	const char	*version;	/* "10.0.22621.1" or NULL */
	const char	*id;		/* build-id or PDB GUID and age in hex, or NULL */
	const char	*debug_name;	/* PDB name, or NULL */
	uint32_t	 stamp, checksum;	/* PE; 0 where there is none */
};

struct dump_region {
	uint64_t	 addr, size;
	uint64_t	 present;	/* bytes of it that the dump holds */
	enum dump_class	 kind;
	unsigned	 prot;		/* enum dump_prot */
	const char	*file;		/* mapped file, or NULL */
};

struct dump_record {		/* a stream, or a note */
	const char	*name;		/* "ThreadList", "PRSTATUS", "0x10001" */
	const char	*owner;		/* of a note; NULL for a stream */
	uint32_t	 type;
	int32_t		 thread;	/* that it belongs to, or -1 */
	uint64_t	 off, size;
};

struct dump_warning {
	const char	*text;
	uint64_t	 off;		/* or DUMP_NOWHERE */
	bool		 damage;	/* the dump is damaged or cut short */
};

struct dump_crash {
	bool		 present;
	int32_t		 thread;	/* index, or -1 */
	uint64_t	 thread_id;
	uint32_t	 code, flags;	/* signal and si_code, or NTSTATUS ... */
	uint64_t	 address;	/* DUMP_NOWHERE: none */
	unsigned	 nparams;
	uint64_t	 params[15];
};

/* Facts about the whole dump; text fields are NULL where it does not say. */
struct dump_facts {
	const char	*format;	/* "minidump", "ELF core": for people */
	const char	*format_id;	/* "minidump", "elf" */
	const char	*producer;	/* "dbghelp", "the Linux kernel", ... */
	const char	*machine;	/* "x86-64" */
	const char	*os;		/* "Windows", "Linux" ... */
	const char	*os_version;	/* "10.0.22631 Service Pack 1" */
	unsigned	 bits;		/* 32 or 64 */
	bool		 big_endian;
	uint32_t	 cpus;		/* 0: not known */
	uint64_t	 page;		/* bytes */
	uint64_t	 type;		/* MINIDUMP_TYPE flags in the header */
	bool		 has_type;
	bool		 has_pid, has_uid;
	uint32_t	 pid, ppid, uid;
	const char	*process;	/* name */
	const char	*command;	/* command line, as far as recorded */
	int64_t		 time, start;	/* seconds of the epoch, 0: not known */
	uint64_t	 end;		/* where the dump ends by its own tables */
	bool		 truncated;	/* known to end before that */
	const char	*runtime;	/* ".NET", "Java" ... or NULL */
	const char	*provenance;	/* text of our record, or NULL */
	struct dump_crash crash;
};

/*
 * Recognises the format and reads all metadata, never memory contents.
 * *OUT owns copies of all that it names.  Damage that can be worked around
 * becomes a warning.
 */
DUMP_API int	 dump_model_read(struct dump_model **out,
		    struct dump_source *src, struct dump_err *err);
DUMP_API void	 dump_model_free(struct dump_model *m);

DUMP_API const struct dump_facts *dump_model_facts(const struct dump_model *m);
DUMP_API size_t	 dump_model_threads(const struct dump_model *m);
DUMP_API const struct dump_thread *dump_model_thread(
		    const struct dump_model *m, size_t i);
DUMP_API size_t	 dump_model_modules(const struct dump_model *m);
DUMP_API const struct dump_module *dump_model_module(
		    const struct dump_model *m, size_t i);
/* Regions by address; *OUT points into the model where it is text. */
DUMP_API size_t	 dump_model_regions(const struct dump_model *m);
DUMP_API void	 dump_model_region(const struct dump_model *m, size_t i,
		    struct dump_region *out);
/* Memory in the dump: disjoint, by address. */
DUMP_API size_t	 dump_model_pieces(const struct dump_model *m);
DUMP_API void	 dump_model_piece(const struct dump_model *m, size_t i,
		    uint64_t *addr, uint64_t *size, uint64_t *off);
DUMP_API size_t	 dump_model_records(const struct dump_model *m);
DUMP_API void	 dump_model_record(const struct dump_model *m, size_t i,
		    struct dump_record *out);
DUMP_API size_t	 dump_model_warnings(const struct dump_model *m);
DUMP_API const struct dump_warning *dump_model_warning(
		    const struct dump_model *m, size_t i);
/*
 * What is gone of a dump that ends at END, too early: of kind I, which is
 * memory, stacks of threads, or memory of modules, a line for people into
 * TEXT.  False where nothing of that kind is.
 */
enum { DUMP_LOSSES = 3, DUMP_LOSS_TEXT = 512 };
DUMP_API bool	 dump_model_loss(const struct dump_model *m, uint64_t end,
		    unsigned i, char *text, size_t room);

/* "code", "private" ...: the word an option accepts; NULL past the last. */
DUMP_API const char *dump_class_name(unsigned kind);
DUMP_API const char *dump_class_summary(unsigned kind);
/* The same of groups of records: "handles", "comments" ... */
DUMP_API const char *dump_record_group(size_t i);
DUMP_API const char *dump_record_group_summary(size_t i);
/* Bit of a MINIDUMP_TYPE by number, NULL where it has no name. */
DUMP_API const char *dump_type_name(unsigned bit);
DUMP_API const char *dump_type_summary(unsigned bit);
/* "SIGSEGV (SEGV_MAPERR)", "access violation": into BUF, always ended. */
DUMP_API void	 dump_crash_text(const struct dump_model *m, char *buf,
		    size_t len);

/* The plan: what the output gets. */

struct dump_plan;

/* A new plan keeps everything.  M must outlive it. */
DUMP_API int	 dump_plan_new(struct dump_plan **out, struct dump_model *m,
		    struct dump_err *err);
/*
 * Adds a filter by name; OPTIONS is "key=value,key=value" or NULL.  The
 * order of filters does not matter: what one of them drops is dropped.
 * A wrong name, key or value is DUMP_E_ARG.
 */
DUMP_API int	 dump_plan_filter(struct dump_plan *p, const char *name,
		    const char *options, struct dump_err *err);
/*
 * Adds the filters that a type of dumps stands for.  TYPE is a cut ("heap")
 * or preset ("dotnet-heap") by name; or flags of MINIDUMP_TYPE, by name with
 * or without "MiniDump", as a mask, or as the letters of WinDbg's .dump
 * ("windbg-mfFht"), joined by commas, bars or blanks; or "core-filter:0x33",
 * as Linux has it.  What it means may depend on the system of the process.
 */
DUMP_API int	 dump_plan_type(struct dump_plan *p, const char *type,
		    struct dump_err *err);
/* Leaves out a range, which may be partly or wholly absent. */
DUMP_API int	 dump_plan_drop(struct dump_plan *p, uint64_t addr,
		    uint64_t size, struct dump_err *err);
/* Options of the output; off in a new plan. */
DUMP_API void	 dump_plan_no_provenance(struct dump_plan *p);
DUMP_API void	 dump_plan_keep_layout(struct dump_plan *p);
/* Whatever changes a dump repairs it; but of what is not to be changed, the
 * end has to be known before it is written: a pipe is spooled. */
DUMP_API void	 dump_plan_repair(struct dump_plan *p);
/*
 * The output gets that format: "elf" (or "core"), "minidump" (or "mdmp").
 * Nothing happens where the input has it.
 */
DUMP_API int	 dump_plan_convert(struct dump_plan *p, const char *format,
		    struct dump_err *err);
/* Such an output gets nothing that only the way back needs. */
DUMP_API void	 dump_plan_no_residual(struct dump_plan *p);
/* Fails as dump_plan_convert() would. */
DUMP_API int	 dump_format_check(const char *format, struct dump_err *err);
/*
 * Asks the memory what the filters need to know, lets them decide, lays
 * the output out.  Called by dump_write() where it was not before.
 */
DUMP_API int	 dump_plan_settle(struct dump_plan *p, struct dump_source *src,
		    struct dump_err *err);
/*
 * Instead of dump_plan_settle(): *SIZE is what the output would have by the
 * records, and by a few pages of memory where SRC reaches anywhere.  Nothing
 * is spooled.  Where the filters would ask for more *EXACT is false, and
 * *SIZE the most that it can be.  P is good for nothing but dump_plan_free()
 * afterwards.
 */
DUMP_API int	 dump_plan_estimate(struct dump_plan *p,
		    struct dump_source *src, uint64_t *size, bool *exact,
		    struct dump_err *err);
/*
 * Before dump_plan_settle(): rules are kept in mind, for dump_plan_explain();
 * 50 bytes for each range.
 */
DUMP_API int	 dump_plan_remember(struct dump_plan *p, struct dump_err *err);
/* The rest is about a settled plan. */
DUMP_API bool	 dump_plan_changes(const struct dump_plan *p);
/* Of the output; of an unchanged dump from a pipe: DUMP_NOWHERE. */
DUMP_API uint64_t dump_plan_size(const struct dump_plan *p);
/* Bytes of memory of a class in the input, and of these in the output. */
DUMP_API void	 dump_plan_bytes(const struct dump_plan *p, unsigned kind,
		    uint64_t *present, uint64_t *kept);
/* Threads that the output has. */
DUMP_API size_t	 dump_plan_threads(const struct dump_plan *p);
enum dump_verdict { DUMP_KEPT, DUMP_DROPPED, DUMP_ABSENT };
/* What was decided about a range of memory, or a record, and by which rule. */
struct dump_ruling {
	uint64_t	 region, record;	/* by index; one of them is
						   DUMP_NOWHERE */
	uint64_t	 addr, size;	/* of a region, which may have several */
	enum dump_verdict verdict;	/* ABSENT: the input lacks it */
	const char	*rule;		/* that decided, for people */
	const char	*against;	/* one that would have kept it, or NULL */
	bool		 widened;	/* RULE is about what is beside it, in the
					   same page */
	const char	*rewritten;	/* why its bytes change, or NULL */
	bool		 shared;	/* zeros that are in the output once */
};
/* A return other than 0 stops. */
typedef int	 dump_ruling_fn(void *ctx, const struct dump_ruling *r);
/*
 * Calls FN for all memory by address, in parts of regions for which one
 * rule holds, then for all records.
 */
DUMP_API int	 dump_plan_explain(const struct dump_plan *p,
		    dump_ruling_fn *fn, void *ctx, struct dump_err *err);
/* What the filters had to say ("kept everything: ..."). */
DUMP_API size_t	 dump_plan_warnings(const struct dump_plan *p);
DUMP_API const char *dump_plan_warning(const struct dump_plan *p, size_t i);
DUMP_API void	 dump_plan_free(struct dump_plan *p);

enum dump_opt_kind {
	DUMP_OPT_END, DUMP_OPT_FLAG, DUMP_OPT_U64, DUMP_OPT_SIZE, DUMP_OPT_TEXT
};

struct dump_opt {
	const char		*name;
	enum dump_opt_kind	 kind;
	size_t			 offset;	/* in the filter's state */
	const char		*help;
};

/* What filters there are, NULL past the last. */
DUMP_API const char *dump_filter_name(size_t i);
DUMP_API const char *dump_filter_summary(size_t i);
DUMP_API const struct dump_opt *dump_filter_opts(size_t i);
/* Would dump_plan_filter() take these?  Needs no plan, so no dump. */
DUMP_API int	 dump_filter_check(const char *name, const char *options,
		    struct dump_err *err);

#define DUMP_TYPE_TEXT	32
/*
 * Would dump_plan_type() take TYPE?  TITLE: what it is for short.  If not,
 * *LIST may be "types" or "flags": where the right names are; else it is
 * NULL.
 */
DUMP_API int	 dump_type_check(char title[DUMP_TYPE_TEXT],
		    const char **list, const char *type,
		    struct dump_err *err);
/* Cuts by name, NULL past the last: presets that stand for themselves. */
DUMP_API const char *dump_cut_name(size_t i);
/* Cuts and presets by name, NULL past the last. */
DUMP_API const char *dump_preset_name(size_t i);
DUMP_API const char *dump_preset_summary(size_t i);
/* Its flags, DUMP_NOWHERE where flags are not what it is made of. */
DUMP_API uint64_t dump_preset_mask(size_t i);
/* The one with these flags, whether this build can do it or not, or NULL. */
DUMP_API const char *dump_preset_of(uint64_t mask);

/* Sinks: where bytes go. */

struct dump_sink;

/* Takes LEN bytes, all of them, and returns 0, or -1 with errno set. */
typedef int	 dump_write_fn(void *ctx, const void *buf, size_t len);

enum dump_sink_flags {
	DUMP_SINK_REPLACE = 1,	/* PATH may exist */
	DUMP_SINK_SYNC = 2	/* on disk before it has its name */
};

/*
 * A file that appears under PATH whole, at dump_sink_commit(), or not at
 * all; mode 0600.  A PATH that exists and is no regular file is written as
 * it stands.  PATH must outlive the sink, for errors name it.
 */
DUMP_API int	 dump_sink_open(struct dump_sink **out, const char *path,
		    unsigned flags, struct dump_err *err);
/*
 * A file in parts, PATH.001 and so on, or .0001 where they are many: what
 * dump_sink_pack() makes of it with HOW.part goes on in a new part before
 * one grows larger; each can be read alone, all of them behind each other
 * too.  They appear at dump_sink_commit(), or none does.  With
 * DUMP_SINK_REPLACE the parts of an earlier file go, also those that it had
 * more.  PATH as above.
 */
DUMP_API int	 dump_sink_parts(struct dump_sink **out, const char *path,
		    unsigned flags, struct dump_err *err);
/* FD stays the caller's; it is written from its present offset, and stands
 * behind the last byte at dump_sink_commit().  NAME as above. */
DUMP_API int	 dump_sink_fd(struct dump_sink **out, int fd,
		    const char *name, struct dump_err *err);
DUMP_API int	 dump_sink_callback(struct dump_sink **out, dump_write_fn *fn,
		    void *ctx, struct dump_err *err);
/* Codecs that write, by number, NULL past the last: "gzip" and ".gz". */
DUMP_API const char *dump_codec_name(size_t i);
DUMP_API const char *dump_codec_suffix(size_t i);
/* Does its file hold several, each with a name?  See dump_archive_new(). */
DUMP_API bool	 dump_codec_archives(size_t i);
/* The range of its levels, and the usual one. */
DUMP_API void	 dump_codec_levels(size_t i, int *least, int *most,
		    int *usual);

/* Should a reader find any byte without undoing what is before it? */
enum dump_index {
	DUMP_INDEX_USUAL,	/* where it costs little */
	DUMP_INDEX_NEVER,
	DUMP_INDEX_ALWAYS	/* where there is a way */
};

/* How to compress.  Zeroed but for the codec it says what is usual. */
struct dump_packing {
	const char	*codec;		/* its name */
	int		 level;		/* 0: the usual one */
	unsigned	 threads;	/* 0: one for each processor */
	enum dump_index	 index;
	const char	*name;		/* of the plain file, for the header */
	int64_t		 time;		/* ... and when it was written, or 0 */
	uint32_t	 mode;		/* ... and its st_mode, for an archive; 0:
					   only its owner may read it */
	uint64_t	 part;		/* bytes of a part at most, for a sink
					   in parts; 0: one whole */
};

/*
 * From here on *DST takes plain bytes and writes them compressed: what comes
 * out depends on them and on HOW, but not on the number of threads.  It is
 * still committed or aborted once.  On failure *DST is aborted and NULL.
 */
DUMP_API int	 dump_sink_pack(struct dump_sink **dst,
		    const struct dump_packing *how, struct dump_err *err);
/*
 * The file, or each part of it, gets owner, mode and times of ST when it is
 * written, as far as the system allows; whom that leaves in doubt gets no
 * access.  Of a sink that is no new file nothing is changed.
 */
struct stat;
DUMP_API void	 dump_sink_like(struct dump_sink *dst, const struct stat *st);
/* From now on zeros take as much room in a file as other bytes. */
DUMP_API void	 dump_sink_no_holes(struct dump_sink *dst);
/* Bytes that were taken, and of a sink that compresses: that left it. */
DUMP_API uint64_t dump_sink_taken(const struct dump_sink *dst);
DUMP_API uint64_t dump_sink_packed(const struct dump_sink *dst);
/*
 * What to remove where a signal ends the program before commit or abort
 * could; NULL where there is nothing.  A handler must not touch the sink
 * itself: copy the path to static memory, with signals blocked from before
 * dump_sink_open() until it is there.  Removing it once more, after commit
 * or abort, does no harm.
 */
DUMP_API const char *dump_sink_temporary(const struct dump_sink *dst);
/* Removes that, of a sink in parts all of them.  For handlers of signals. */
DUMP_API void	 dump_remove_temporary(const char *path);
/* Bytes free where the sink writes, DUMP_NOWHERE where that means nothing. */
DUMP_API uint64_t dump_sink_room(const struct dump_sink *dst);
/* For those who have bytes of their own; LEN bytes, all of them. */
DUMP_API int	 dump_sink_write(struct dump_sink *dst, const void *buf,
		    size_t len, struct dump_err *err);
/* No more is written: what a sink that compresses held back leaves it, and
 * dump_sink_packed() is final.  Done by dump_sink_commit() if not before. */
DUMP_API int	 dump_sink_finish(struct dump_sink *dst, struct dump_err *err);
/* Flush, sync if wanted, rename.  Frees *DST and makes it NULL, always. */
DUMP_API int	 dump_sink_commit(struct dump_sink **dst,
		    struct dump_err *err);
/* Leave no trace.  NULL is fine. */
DUMP_API void	 dump_sink_abort(struct dump_sink *dst);

struct dump_archive_writer;

/*
 * Writes an archive to DST, which stays the caller's, to commit or abort
 * afterwards, and must outlive *OUT.  HOW.codec names its format: "zip".
 */
DUMP_API int	 dump_archive_new(struct dump_archive_writer **out,
		    struct dump_sink *dst, const struct dump_packing *how,
		    struct dump_err *err);
/* From now on PROGRESS is called while members are added: DONE bytes of all of
 * them were read, and TOTAL is DUMP_NOWHERE. */
DUMP_API void	 dump_archive_watch(struct dump_archive_writer *w,
		    dump_progress_fn *progress, void *ctx);
/*
 * Adds a member with the bytes of SRC, which is NULL for a folder and read to
 * its end otherwise.  Of M name, mode and time count, and size where it is
 * known: else 0 or DUMP_NOWHERE.  DUMP_E_ARG: the name is not relative, leads
 * upward, is there already, or would lie in a file.  After a failure the
 * archive is lost.
 */
DUMP_API int	 dump_archive_add(struct dump_archive_writer *w,
		    const struct dump_member *m, struct dump_source *src,
		    struct dump_err *err);
/* Writes the list of members, of which there may be none. */
DUMP_API int	 dump_archive_end(struct dump_archive_writer *w,
		    struct dump_err *err);
DUMP_API void	 dump_archive_free(struct dump_archive_writer *w);

/* Outputs of limited size. */

/* A zero field sets no limit. */
struct dump_limit {
	uint64_t	 bytes;		/* of the plain output, at most */
	uint64_t	 packed;	/* of what HOW makes of it */
	struct dump_packing how;
	bool		 whole;		/* nothing is left out to reach that */
};

/*
 * The output is no larger than LIMIT.  Where what the filters keep does not
 * fit, dump_plan_settle() leaves out what is worth least: an output of a
 * higher limit holds all that one of a lower limit does.  DUMP_E_FIT: even
 * the records that readers need are too much, or all of it where that is
 * wanted whole; see dump_plan_least().  With LIMIT.packed the plan holds the
 * compressed output from then on: dump_write() gives its bytes to a sink that
 * is not to compress.  Also what only goes forward is read to its end then,
 * and with LIMIT.whole other plans can be made of it.
 */
DUMP_API int	 dump_plan_limit(struct dump_plan *p,
		    const struct dump_limit *limit, struct dump_err *err);
/* After DUMP_E_FIT: bytes of the smallest output, compressed where the limit
 * of these was the trouble; 0 where that is not known. */
DUMP_API uint64_t dump_plan_least(const struct dump_plan *p);
/* Bytes of the compressed output that a settled plan holds, or 0. */
DUMP_API uint64_t dump_plan_packed(const struct dump_plan *p);
/* Of a settled plan that left something out for its limit: what is worth
 * most, by number, NULL past the last or where nothing was left out.  *WANTED
 * bytes of it there are by what the filters keep, *KEPT fit. */
DUMP_API const char *dump_plan_tier(const struct dump_plan *p, size_t i,
		    uint64_t *wanted, uint64_t *kept);

/* Writing. */

struct dump_result {
	uint64_t	 read, written;	/* bytes of the plain dump: what there
					   was of it, what was made */
	bool		 truncated;	/* the input ended too early */
	uint64_t	 missing;	/* bytes of it that are not there */
	bool		 damaged;	/* it is cut short or contradicts itself */
	char		 why[256];	/* what is wrong, if DAMAGED */
};

/*
 * Streams the output of P to DST.  PROGRESS may be NULL; TOTAL is what the
 * output will have, or DUMP_NOWHERE.
 */
DUMP_API int	 dump_write(struct dump_plan *p, struct dump_source *src,
		    struct dump_sink *dst, dump_progress_fn *progress,
		    void *ctx, struct dump_result *res, struct dump_err *err);
/*
 * What every cut would write, before any does.  Zeroed, it is about the cuts
 * as they are.
 */
struct dump_estimating {
	const char	*type;		/* one more, as dump_plan_type() takes
					   it, or NULL */
	/* Adds to each plan what shall be done beside the cut, or NULL. */
	int		(*adjust)(void *ctx, struct dump_plan *p,
			    struct dump_err *err);
	void		*ctx;
	const struct dump_packing *packing;	/* compressed how, or NULL */
};
struct dump_estimate {
	const char	*cut;		/* its name, or that of the type */
	const char	*keeps;		/* what that is, or NULL */
	const char	*why_not;	/* it cannot be made, or NULL */
	uint64_t	 size;		/* bytes that it writes, exactly */
	uint64_t	 packed;	/* compressed: about so many */
	unsigned	 error;		/* PACKED is off by no more than so many of
					   a hundred, as a rule; 0: it is exact */
	uint64_t	 kept[DUMP_CLASSES];	/* bytes of memory */
};
struct dump_estimates;

/*
 * Reads the records once more for each kind of question that cuts ask, and of
 * the memory what the questions are about.  Where SRC does not reach
 * anywhere, that is spooled, and with HOW->packing all of it: it is read to its
 * end in any case.  Where spooling is off, a cut that would need it cannot be
 * made.  With HOW->packing at most 48 MiB of each cut are compressed.
 */
DUMP_API int	 dump_estimate(struct dump_estimates **out,
		    struct dump_source *src,
		    const struct dump_estimating *how, struct dump_err *err);
DUMP_API size_t	 dump_estimates_count(const struct dump_estimates *e);
DUMP_API const struct dump_estimate *dump_estimates_cut(
		    const struct dump_estimates *e, size_t i);
/* Bytes of memory of a class in the input, when all is known. */
DUMP_API uint64_t dump_estimates_present(const struct dump_estimates *e,
		    unsigned kind);
/* What the dump says; it goes with E. */
DUMP_API const struct dump_model *dump_estimates_model(
		    const struct dump_estimates *e);
DUMP_API void	 dump_estimates_free(struct dump_estimates *e);

/*
 * Copies a dump of known format byte for byte, however damaged, without
 * spooling: the format is recognised, the rest passes by.
 */
DUMP_API int	 dump_copy(struct dump_source *src, struct dump_sink *dst,
		    dump_progress_fn *progress, void *ctx,
		    struct dump_result *res, struct dump_err *err);
/*
 * Copies all bytes, of a dump or not.  DST may be NULL: then they are only
 * read, which checks what wraps them.  *CRC becomes their CRC-32, unless CRC
 * is NULL.
 */
DUMP_API int	 dump_copy_bytes(struct dump_source *src,
		    struct dump_sink *dst, dump_progress_fn *progress,
		    void *ctx, uint32_t *crc, struct dump_result *res,
		    struct dump_err *err);

DUMP_API const char *dump_version(void);
/*
 * A size as people write it: "4096", "0x1000", "64K", "1.5GiB" (K M G and
 * KiB MiB GiB count in 1024, kB MB GB in 1000).  False if it is none.
 */
DUMP_API bool	 dump_parse_size(uint64_t *out, const char *text);
/*
 * NAMES(CTX, 0), NAMES(CTX, 1) ... are names; NULL is past the last.  The
 * index of the one that is WORD, in any case, '_' as '-'; else -1, and *NEAR
 * is the one that may have been meant, or NULL.
 */
typedef const char *dump_names_fn(const void *ctx, size_t i);
DUMP_API int	 dump_find_name(const char *word, dump_names_fn *names,
		    const void *ctx, const char **near);
#define DUMP_SIZE_TEXT	24
/* "1.17 GiB", into BUF, which is returned.  Handlers of signals may call it. */
DUMP_API char	*dump_size_text(char buf[DUMP_SIZE_TEXT], uint64_t bytes);
/*
 * Copies text of a dump for a terminal: at most SIZE bytes with the NUL,
 * control characters and what is not UTF-8 as \xNN.
 */
DUMP_API void	 dump_escape(char *out, size_t size, const char *text);

#ifdef __cplusplus
}
#endif
#endif
