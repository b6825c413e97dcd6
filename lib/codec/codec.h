/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * codec.h -- what a compressor is: a source over a source, a sink over a
 * sink.  Each codec is one row of codecs.tab and the file of that name,
 * which defines dump_codec_NAME.
 */
#ifndef CODEC_H
#define CODEC_H

#include "dump.h"

struct archive_ops;

struct dump_codec {
	const char	*name;		/* "gzip" */
	const char	*suffix;	/* ".gz" */
	int		 least, most, usual;	/* levels */
	uint64_t	 part;		/* bytes that a part must have room
					   for; 0: there are no parts */

	/* How many of these first bits of a file are evidence; 0: not mine. */
	int		(*probe)(const uint8_t *head, size_t len);

	/*
	 * The plain bytes of INNER, from which nothing was drained.  INNER
	 * belongs to *OUT from then on, also on failure: see source_over().
	 * *OUT tells its reach by the ops that it has: read alone over a
	 * pipe, rewind too where INNER can go back, pread where an index or
	 * the like leads to any byte.  What must hold for each:
	 *
	 * - No byte comes out that a checksum in the file contradicts, where
	 *   one is known by then; one that is wrong at the end is
	 *   DUMP_E_DAMAGED, and so is what no writer would write.
	 * - Where INNER ends too early, what is there comes out, then the
	 *   end, and .flaw says so.  So it does of what follows the end and
	 *   does not belong there.
	 * - A stream is read to the end of INNER, so that who feeds a pipe is
	 *   not cut off.
	 * - Memory does not depend on what the file claims.
	 */
	int		(*open)(struct dump_source **out,
			    struct dump_source *inner,
			    const struct dump_opening *how,
			    struct dump_err *err);

	/*
	 * Writes to INNER what *OUT takes, by HOW, whose codec, level and part
	 * are right.  INNER belongs to *OUT from then on, also on failure: see
	 * sink_over().  Before HOW.part would be exceeded, what was written
	 * ends and sink_next_part() begins another one; where, does not depend
	 * on the threads.  NULL: there is no way to write this.
	 */
	int		(*create)(struct dump_sink **out,
			    struct dump_sink *inner,
			    const struct dump_packing *how,
			    struct dump_err *err);

	/* Where files hold several: then .open takes one of them, as .member
	 * of HOW says, and .create makes one with one in it.  Else NULL. */
	const struct archive_ops *archive;
};

/* By number, NULL past the last; by name, NULL where none is called so. */
const struct dump_codec *codec_at(size_t i);
const struct dump_codec *codec_named(const char *name);
/* Whose first bytes these are, or NULL. */
const struct dump_codec *codec_of(const uint8_t *head, size_t len);

#endif
