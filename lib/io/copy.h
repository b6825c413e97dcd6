/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * copy.h -- the only loop that moves memory: in fixed blocks, in source
 * order, by the cheapest means that the two ends allow.  It knows no format.
 */
#ifndef COPY_H
#define COPY_H

#include "dump.h"
#include "io/layout.h"

struct copy_watch {
	dump_progress_fn *progress;	/* or NULL */
	void		*ctx;
};

/*
 * Writes L.  Where the source ends before the last move, the output ends
 * there too and *RES says so; if the sink can rewrite, the head is made
 * again for what arrived.  The source is read to its end, so that whoever
 * feeds a pipe is not cut off.  END is where the source should end (its own
 * tables say so); bytes missing before that are reported.
 */
int	 copy_layout(const struct layout *l, struct dump_source *src,
	    uint64_t end, struct dump_sink *dst, const struct copy_watch *watch,
	    struct dump_result *res, struct dump_err *err);

#endif
