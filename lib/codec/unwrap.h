/* SPDX-License-Identifier: BSD-2-Clause */
/* unwrap.h -- recognises compression by content and undoes it. */
#ifndef UNWRAP_H
#define UNWRAP_H

#include "codec/codec.h"

/* *OUT: whose first bytes those of SRC are, or NULL. */
int	 unwrap_codec(const struct dump_codec **out, struct dump_source *src,
	    struct dump_err *err);
/*
 * *SRC becomes a source of plain bytes, if it is none; of what is in a file
 * that is in an archive too, but no deeper unless HOW says so.  On failure
 * it is closed and NULL.
 */
int	 unwrap(struct dump_source **src, const struct dump_opening *how,
	    struct dump_err *err);

#endif
