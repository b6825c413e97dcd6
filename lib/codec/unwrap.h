/* SPDX-License-Identifier: BSD-2-Clause */
/* unwrap.h -- recognises compression by content and undoes it. */
#ifndef UNWRAP_H
#define UNWRAP_H

#include "dump.h"

/*
 * *SRC becomes a source of plain bytes, if it is none; of what is in a file
 * that is in an archive too, but no deeper unless HOW says so.  On failure
 * it is closed and NULL.
 */
int	 unwrap(struct dump_source **src, const struct dump_opening *how,
	    struct dump_err *err);

#endif
