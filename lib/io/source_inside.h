/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * source_inside.h -- what a source is made of, for the files that make it
 * up: stream.c brings what only comes in order, source_spool.c puts it
 * aside, source.c gives it to everybody else.
 */
#ifndef SOURCE_INSIDE_H
#define SOURCE_INSIDE_H

#include "io/source.h"

enum { STREAM_BLOCK = 256 * 1024 };	/* read at once */

#define STREAM_LOST	UINT64_MAX	/* where it stands, nobody knows */
#define STREAM_END	(UINT64_MAX - 1)	/* farther than any stream */

struct dump_source {
	const struct source_ops *ops;
	void		*ctx;
	struct dump_source *inner;	/* what OPS undo, or NULL */
	const char	*wrapping;	/* ... and how that is called */
	const char	*name;		/* for messages, or NULL */
	uint64_t	 size;		/* DUMP_NOWHERE until it is known */
	enum reach	 reach;
	struct dump_limits limits;
	dump_progress_fn *progress;	/* or NULL */
	void		*watcher;

	/*
	 * The first bytes.  A forward source holds what was read until
	 * memory is moved; one that rewinds keeps a few for good, so that
	 * small steps back near the start cost nothing.
	 */
	uint8_t		*held;
	size_t		 nheld, held_room;
	/* What one that rewinds was asked to keep, and where it lies. */
	uint8_t		*kept;
	uint64_t	 kept_off;
	size_t		 nkept, kept_room;

	/* A stream: where it stands (STREAM_LOST after a failure), and how it
	 * went. */
	uint64_t	 pos;
	bool		 ended;
	struct dump_err	 failure;

	bool		 draining;
	uint64_t	 drained;	/* nothing before this comes again */
	uint64_t	 direct;	/* where source_fd() was asked last */
	void		*block;		/* for bytes that nobody wants */
	struct spool	*spool;
};

/* Says of an error which source it was, and where in it; -1. */
int	 source_blame(const struct dump_source *src, uint64_t off,
	    struct dump_err *err);

/* After a failure nothing more is to be had, but by rewinding; -1. */
int	 stream_lose(struct dump_source *src, const struct dump_err *err);
/* The next LEN bytes; *GOT < LEN only at the end. */
int	 stream_pull(struct dump_source *src, void *buf, size_t len,
	    size_t *got, struct dump_err *err);
/* Makes src->block, of STREAM_BLOCK bytes. */
int	 stream_block(struct dump_source *src, struct dump_err *err);
/* Brings the stream to OFF, or to its end if that comes first. */
int	 stream_stand_at(struct dump_source *src, uint64_t off,
	    struct dump_err *err);
/* Copies what is held of LEN bytes at OFF; returns how much that is. */
size_t	 stream_held(const struct dump_source *src, uint64_t off, void *buf,
	    size_t len);
/* Holds a forward source up to TO: as much as comes, not as was claimed. */
int	 stream_hold(struct dump_source *src, uint64_t to,
	    struct dump_err *err);

#endif
