/* SPDX-License-Identifier: BSD-2-Clause */
/* laws_inside.h -- what the files of laws.h share. */
#ifndef LAWS_INSIDE_H
#define LAWS_INSIDE_H

#include "tests/laws.h"

/* A text in a static buffer: what does not hold. */
const char *law_breaks(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

/* Gives a blob in pieces of odd sizes, as a pipe may. */
struct giver {
	const struct blob *in;
	size_t		 at, turn;
};

/* A source of IN, of the kind that HOW wants; G, zeroed but for it, must live
 * as long. */
int	 blob_open(struct dump_source **src, const struct cut *how,
	    struct giver *g, struct dump_err *err);
/* "a b:key=value c" */
int	 blob_add_filters(struct dump_plan *p, const char *filters,
	    struct dump_err *err);

#endif
