/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * source.h -- bytes by offset, whatever wraps them or wherever they come
 * from.  Offsets count from the first byte of the plain dump.
 *
 * A source that only goes forward (a pipe) keeps its first bytes while
 * records are read ("held"), so readers may go to and fro among them.  Who
 * needs more than that has it spooled: then it reaches everywhere.
 */
#ifndef SOURCE_H
#define SOURCE_H

#include <stdbool.h>

#include "dump.h"

enum reach {
	REACH_FORWARD,		/* a pipe: each byte once, beyond the held ones */
	REACH_REWIND,		/* from the start again, at a price */
	REACH_ANYWHERE		/* a file, memory, a spool */
};

/* Where bytes come from; each kind of source is one file with one of these.
 * CTX is the kind's own. */
struct source_ops {
	/* Next bytes in order; *GOT < LEN only at the end.  NULL where pread
	 * is there. */
	int	(*read)(void *ctx, void *buf, size_t len, size_t *got,
		    struct dump_err *err);
	/* Back to the first byte; NULL: cannot. */
	int	(*rewind)(void *ctx, struct dump_err *err);
	/* Bytes at OFF; *GOT < LEN only at the end.  NULL: cannot. */
	int	(*pread)(void *ctx, uint64_t off, void *buf, size_t len,
		    size_t *got, struct dump_err *err);
	/* The descriptor that holds the bytes as they are: where pread is
	 * there, byte 0 lies at *BASE in it; else it stands where read goes
	 * on.  NULL: there is none. */
	int	(*fd)(void *ctx, uint64_t *base);
	/* Where pread is there, but a checksum only of all bytes: reads those
	 * that nobody did, to prove it.  NULL: nothing to prove. */
	int	(*prove)(void *ctx, struct dump_err *err);
	/* What is wrong with what wraps the bytes, as far as it was read: cut
	 * short, garbage behind it.  The bytes themselves are right.  NULL
	 * (also as the function): nothing. */
	const char *(*flaw)(void *ctx);
	/* Does the file say that its bytes are SIZE?  NULL: no telling. */
	bool	(*claims)(void *ctx, uint64_t size);
	/* Fills in NAME and TIME of what is wrapped; NULL: not known. */
	void	(*about)(void *ctx, struct dump_wrapping *out);
	void	(*close)(void *ctx);
};

/* A range of the source, in bytes. */
struct stretch {
	uint64_t	 off, len;
};

/*
 * For kinds of source: makes *OUT from OPS and CTX, which belong to it from
 * then on, also on failure.  SIZE is DUMP_NOWHERE where it is not known.
 */
int	 source_new(struct dump_source **out, const struct source_ops *ops,
	    void *ctx, const char *name, uint64_t size, struct dump_err *err);

/*
 * For what undoes a compression: the same over INNER, which belongs to *OUT
 * from then on, also on failure, and is closed after CTX.  WRAPPING is the
 * codec's name.
 */
int	 source_over(struct dump_source **out, const struct source_ops *ops,
	    void *ctx, struct dump_source *inner, const char *wrapping,
	    uint64_t size, struct dump_err *err);
/* What it undoes, NULL if nothing, and how that is called and so on. */
struct dump_source *source_inner(const struct dump_source *src);
void	 source_wrapping(const struct dump_source *src,
	    struct dump_wrapping *out);

/* Bytes as they are, compressed or not: see dump_source_open() and so on,
 * which undo compression. */
int	 source_from_path(struct dump_source **out, const char *path,
	    struct dump_err *err);
int	 source_from_fd(struct dump_source **out, int fd, const char *name,
	    struct dump_err *err);
int	 source_from_memory(struct dump_source **out, const void *buf,
	    size_t len, struct dump_err *err);
int	 source_from_parts(struct dump_source **out, const char *path,
	    struct dump_err *err);
int	 source_from_callback(struct dump_source **out,
	    const struct dump_reader *rd, void *ctx, struct dump_err *err);

enum reach source_reach(const struct dump_source *src);
const char *source_name(const struct dump_source *src);
/* Bytes that a forward source may hold for its records. */
uint64_t source_metadata_limit(const struct dump_source *src);

/*
 * As dump_source_read(), but the end is no error: *GOT says how many bytes
 * there were.  On a forward source this holds all up to OFF + LEN; beyond
 * the limit for metadata that is DUMP_E_LIMIT, and after source_drain() has
 * begun DUMP_E_SEEK.
 */
int	 source_read_some(struct dump_source *src, uint64_t off, void *buf,
	    size_t len, size_t *got, struct dump_err *err);

/*
 * Of a source that rewinds: reads LEN bytes at OFF, as far as they are there,
 * and holds them until others are, so that who comes back for them need not
 * rewind.  More than a few MiB are not held, for going back is possible, and
 * memory is not for that.  Nothing to do on other sources.
 */
int	 source_keep(struct dump_source *src, uint64_t off, uint64_t len,
	    struct dump_err *err);

/*
 * Makes a forward source reach anywhere: writes the rest of it to an
 * unlinked file.  Only the N stretches of WANTED (by offset, disjoint) can
 * be read afterwards, or all if WANTED is NULL; zeros take no room.  Nothing
 * to do on a source that reaches anywhere.  A source that rewinds is spooled
 * only if ALSO_REWIND: for those who jump about in it.
 */
int	 source_spool(struct dump_source *src, const struct stretch *wanted,
	    size_t n, bool also_rewind, struct dump_err *err);

/* Whether source_spool() would refuse. */
bool	 source_may_spool(const struct dump_source *src);
/* What dump_source_limits() said. */
const struct dump_limits *source_limits(const struct dump_source *src);
/* From now on who needs a spool gets DUMP_E_SEEK. */
void	 source_forbid_spool(struct dump_source *src);

/*
 * In order, for those who move memory: up to LEN bytes at OFF, which must
 * not lie before what was drained last.  Bytes between are skipped (read and
 * dropped where nothing else helps).  Nothing is held any more.
 */
int	 source_drain(struct dump_source *src, uint64_t off, void *buf,
	    size_t len, size_t *got, struct dump_err *err);
/* Where a source that rewinds stands: going on from there is cheap. */
uint64_t source_stands(const struct dump_source *src);
/* LEN bytes at OFF will be read, and others elsewhere before them: a hint, so
 * that a disk need not be waited for at each place. */
void	 source_expect(struct dump_source *src, uint64_t off, uint64_t len);
/*
 * The descriptor behind the source, if bytes at OFF can be moved from it
 * directly: -1 if not.  *SEEKABLE: use it at offset *FD_OFF; else it is a
 * pipe that stands at OFF now, and source_moved() must be told what was
 * taken.
 */
int	 source_fd(struct dump_source *src, uint64_t off, bool *seekable,
	    uint64_t *fd_off);
void	 source_moved(struct dump_source *src, uint64_t len);
/* Reads what is left of a stream and drops it, and proves what reaches
 * anywhere.  *END: where it ends. */
int	 source_finish(struct dump_source *src, uint64_t *end,
	    struct dump_err *err);
/* Next stretch with data at or after OFF as the file system knows it: false
 * where it cannot tell, and then everything is data. */
bool	 source_next_data(struct dump_source *src, uint64_t off,
	    uint64_t *data, uint64_t *hole);

#endif
