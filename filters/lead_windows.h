/* SPDX-License-Identifier: BSD-2-Clause */
/* lead_windows.h -- memory around what stacks and registers point to. */
#ifndef LEAD_WINDOWS_H
#define LEAD_WINDOWS_H

#include "model/plan.h"

/* Where nobody says otherwise. */
enum { AROUND_BEFORE = 256, AROUND_AFTER = 768, AROUND_CAP = 16 << 20 };

/* What the survey is to be asked for that. */
uint32_t lead_windows_asks(const struct dump_model *m);
/*
 * Once all filters have planned, and if one of them is a cut: keeps windows
 * of p->tuning.vicinity in data and heaps, around addresses in words that are
 * kept anyway.  There is a warning where CAP leaves some out; it has NAME in
 * it.
 */
int	 lead_windows_keep(struct dump_plan *p, const char *name,
	    struct dump_err *err);
/* What of data and heaps is around the place that LEAD leads to; false:
 * nothing. */
bool	 lead_window(const struct dump_plan *p, const struct lead *lead,
	    struct span *out);
/* Is the word itself kept, and still found?  KEPT as plan_foresee() tells
 * it. */
bool	 lead_survives(const struct dump_plan *p, const struct set *kept,
	    const struct lead *lead);

#endif
