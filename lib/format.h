/* SPDX-License-Identifier: BSD-2-Clause */
/* format.h -- finds the format that recognises a source. */
#ifndef LIB_FORMAT_H
#define LIB_FORMAT_H

#include "model/format.h"

/* Are these the first bytes of a dump? */
bool	 format_recognises(const uint8_t *head, size_t len);
/* Fails with DUMP_E_UNKNOWN and the name of what it is instead. */
int	 format_find(const struct dump_format **out, struct dump_source *src,
	    struct dump_err *err);

/* By its id, or by what else people call it. */
int	 format_named(const struct dump_format **out, const char *name,
	    struct dump_err *err);

#endif
