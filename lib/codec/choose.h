/* SPDX-License-Identifier: BSD-2-Clause */
/* choose.h -- which member of an archive is meant. */
#ifndef CHOOSE_H
#define CHOOSE_H

#include "codec/archive.h"
#include "codec/unwrap.h"
#include "dump.h"

/*
 * *OUT: what is in INNER, an archive, which belongs to it from then on, also
 * on failure.  Of several files it is that which is called NAME, or ends in
 * it behind a slash.  Where NAME is NULL, it is the only one that is not
 * empty, else the only one with bytes that are WANTED (NULL: any), as they
 * are or compressed up to LAYERS times; without such, the only archive.  Else
 * DUMP_E_ARG, and ERR lists what there is.
 */
int	 choose_open(struct dump_source **out, struct dump_source *inner,
	    const struct archive_ops *ops, const char *name,
	    unwrap_wanted *wanted, unsigned layers, struct dump_err *err);

#endif
