/* SPDX-License-Identifier: BSD-2-Clause */
/* choose.h -- which member of an archive is meant. */
#ifndef CHOOSE_H
#define CHOOSE_H

#include "codec/archive.h"
#include "codec/unwrap.h"
#include "dump.h"

/*
 * *OUT: the one that is called NAME, or ends in it behind a slash.  Where
 * NAME is NULL, the only file that there is, else the only one with bytes
 * that are WANTED, as they are or compressed up to LAYERS times; without such,
 * the only archive.  Else DUMP_E_ARG, and ERR lists what there is.
 */
int	 choose(size_t *out, const struct archive_ops *ops, void *archive,
	    const char *name, unwrap_wanted *wanted, unsigned layers,
	    struct dump_err *err);

#endif
