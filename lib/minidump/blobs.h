/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * blobs.h -- all that streams lead to by file offsets, memory apart: texts,
 * contexts, records; and what these lead to in turn.
 */
#ifndef BLOBS_H
#define BLOBS_H

#include "minidump/minidump.h"

/*
 * A blob is known by where it lies, what it is and how long the reference to
 * it says it is: then those that are shared in the input stay shared.
 */
struct blob {
	uint64_t	 off;
	uint32_t	 claim;		/* size beside the reference, or 0 */
	uint32_t	 len;		/* bytes in the file; 0: not readable */
	uint32_t	 out;		/* where it goes in an output */
	uint32_t	 head, skip;	/* what is scrubbed: SKIP bytes behind
					   HEAD, which LEN does not count */
	uint8_t		 target;	/* enum target */
	bool		 mend;		/* a string of half a character */
	bool		 known;		/* while they are collected */
};

struct blobs {
	struct blob	*v;		/* sorted */
	size_t		 n, cap;
	uint64_t	 bytes;		/* of streams and blobs together */
	uint64_t	 room;		/* of the file, to hold them */
	bool		 overlap;	/* too many share bytes: the others
					   are not looked at */
};

/*
 * Collects what the streams lead to, those apart that DROP (which may be
 * NULL) names by index.  TELL: warn of what cannot be read.
 */
int	 blobs_collect(struct blobs *b, struct minidump *md, const bool *drop,
	    bool tell, struct dump_err *err);
/* What the field F of the header or entry AT leads to; NULL if to nothing
 * that can be read. */
struct blob *blobs_find(const struct blobs *b, bool big, const uint8_t *at,
	    const struct fixup *f);
void	 blobs_free(struct blobs *b);

/* Has a pipe hold all of them; tells of those that cannot be read. */
int	 md_hold_blobs(struct minidump *md, struct dump_err *err);

#endif
