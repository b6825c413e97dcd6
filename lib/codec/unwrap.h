/* SPDX-License-Identifier: BSD-2-Clause */
/* unwrap.h -- recognises compression by content and undoes it. */
#ifndef UNWRAP_H
#define UNWRAP_H

#include <stdbool.h>

#include "codec/codec.h"

/* *OUT: whose first bytes those of SRC are, or NULL. */
int	 unwrap_codec(const struct dump_codec **out, struct dump_source *src,
	    struct dump_err *err);
/* Are these the first bytes of what is looked for in archives? */
typedef bool	 unwrap_wanted(const uint8_t *head, size_t len);

/*
 * *SRC becomes a source of plain bytes, if it is none; of what is in a file
 * that is in an archive too, but no deeper unless HOW says so.  On failure
 * it is closed and NULL.
 */
int	 unwrap(struct dump_source **src, const struct dump_opening *how,
	    struct dump_err *err);
/* The same, and of several files in an archive it takes that which is
 * WANTED. */
int	 unwrap_wanting(struct dump_source **src,
	    const struct dump_opening *how, unwrap_wanted *wanted,
	    struct dump_err *err);

#endif
