/* SPDX-License-Identifier: BSD-2-Clause */
/* err.h -- how anything in the library says that it failed. */
#ifndef ERR_H
#define ERR_H

#include "dump.h"

/*
 * Fills ERR and returns -1, so that refusing takes one statement.  OFF is
 * where in the source, or DUMP_NOWHERE.  The text names the part, what it
 * claims and what is true, with both numbers, and has no full stop; control
 * characters in it are escaped.  err->path is left alone: the source sets it.
 */
int	 dump_fail(struct dump_err *err, enum dump_code code, uint64_t off,
	    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* The same for errno: "WHAT: No such file or directory". */
int	 dump_fail_sys(struct dump_err *err, int sys, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
int	 dump_fail_nomem(struct dump_err *err);

#endif
