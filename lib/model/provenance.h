/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * provenance.h -- the record of what was cut, which travels with the output:
 * UTF-8 text, lines of key=value, the same in every format.  It holds only
 * what is known before the first byte leaves, and nothing of the machine
 * that cuts.
 *
 *	tool=dumpkit 0.1.0
 *	described=188743680	bytes of memory in the first input
 *	input=damaged		only where it was
 *	cut=heap; drop what=0x7f00+4K; max-size 26214400
 *	kept=headers:4096 data:81920 ...	bytes, by class
 *	dropped=code:172032 ...
 *	range=7f0000001000+3000 ...	where they were, in hexadecimal
 *	more=12 ranges, 49152 bytes	that are not listed
 *	heaps=7f0000001000+3000 ...	what a cut took for heaps of a runtime
 *	buffers=200000		the size of allocations that a cut left out
 *	records=HandleData ...	that were dropped
 *	warning=...
 *
 * A further cut that changes something adds its lines behind these, without
 * another "described".
 */
#ifndef PROVENANCE_H
#define PROVENANCE_H

#include "model/plan.h"

/* Makes p->provenance of a plan that was resolved and changes something. */
int	 provenance_write(struct dump_plan *p, struct dump_err *err);
/*
 * Does the input say that just this was done to it last, and does it hold as
 * many bytes of memory as were kept then?
 */
int	 provenance_repeats(const struct dump_plan *p, bool *yes,
	    struct dump_err *err);
/*
 * For writers, a part_make_fn: CTX is the plan.  The text has the length of
 * p->provenance; where not all of the source ARRIVED it tells what did.
 */
int	 provenance_make(void *ctx, uint64_t from, uint8_t *buf, size_t len,
	    uint64_t arrived, struct dump_err *err);
/* For readers: a copy of the text of a record, without what fills it. */
char	*provenance_read(struct arena *a, const void *text, size_t len,
	    struct dump_err *err);

#endif
