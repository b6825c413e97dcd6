/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cut.h -- what each plain cut keeps, as a set of addresses.
 *
 * Each is a part of the next wider one, whatever a dump claims: a cut starts
 * by rules of its own, and gives up what of that the wider one does not keep.
 */
#ifndef CUT_H
#define CUT_H

#include "model/plan.h"

/* These fill OUT, which is empty, and settle it. */
int	 cut_full(struct set *out, const struct dump_model *m,
	    struct dump_err *err);
int	 cut_heap(struct set *out, const struct dump_model *m,
	    struct dump_err *err);

/* Bytes of the dump that are in S. */
uint64_t cut_present(const struct set *s, const struct dump_model *m);

#endif
