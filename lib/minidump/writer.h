/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * writer.h -- an output in the making.  What streams and blobs it has is
 * chosen first, then each gets its place, then they are put into a layout
 * with offsets that fit.
 */
#ifndef WRITER_H
#define WRITER_H

#include "minidump/blobs.h"
#include "minidump/tables.h"

/* A stream of the output: of the input, or one of our own. */
struct out_stream {
	const struct stream *from;	/* NULL: one of these two */
	enum { COPIED, PROVENANCE, MEMORY } what;
	uint32_t	 type, size, rva;
};

/* What lies in the file: a stream, or a blob. */
struct item {
	uint64_t	 off;		/* in the input */
	struct out_stream *stream;	/* one of these is not NULL */
	struct blob	*blob;
};

/* Thread ids and their stack pointers. */
struct pointer {
	uint64_t	 id, sp;
};

struct output {
	struct minidump	*md;
	struct dump_plan *p;
	struct layout	*l;
	struct tables	*t;		/* the layout's */
	bool		*drop;		/* streams of the input, by index */
	struct out_stream *streams;
	size_t		 nstreams;
	struct out_stream *memory;	/* the list of memory, or NULL */
	struct blobs	 blobs;
	struct item	*items;
	size_t		 nitems;
	uint32_t	 empty;		/* where a text without letters lies, for
					   those that are lost; or 0 */
	struct pointer	*pointers;	/* by id */
	size_t		 npointers;
	struct threads_part *threads;	/* the list that is being relocated */
};

/* choose.c: which streams of the input are kept, and which there will be. */
int	 output_choose(struct output *w, struct dump_err *err);
/* MINIDUMP_TYPE of the output. */
uint64_t output_flags(const struct output *w);

/* relocate.c: bytes of a stream or blob with offsets of the output. */
bool	 must_relocate(const struct shape *shape);
/* Adds the parts of a stream or blob. */
int	 relocate_stream(struct output *w, const struct stream *s,
	    struct dump_err *err);
int	 relocate_blob(struct output *w, const struct blob *b,
	    struct dump_err *err);

/* scrub.c: texts that are to be shorter, or to go, in W->blobs. */
int	 output_scrub_blobs(struct output *w, struct dump_err *err);
/* Is anything of the blob to become zero where it is? */
bool	 output_scrubs_context(const struct output *w, const struct blob *b);
/* Of a stream that is to be held for it. */
bool	 output_scrubs_stream(const struct output *w, const struct stream *s);
void	 output_scrub_stream(const struct output *w, const struct stream *s,
	    uint8_t *buf, uint32_t len);

#endif
