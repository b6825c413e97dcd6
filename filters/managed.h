/* SPDX-License-Identifier: BSD-2-Clause */
/* managed.h -- what the cuts for managed processes share. */
#ifndef MANAGED_CUTS_H
#define MANAGED_CUTS_H

#include "model/plan.h"

/* What they ask the survey. */
uint32_t managed_asks(const struct dump_model *m);
/*
 * 0 if CUT can be made, which leaves heaps out where it is for FRAMES only;
 * else the reason, and that --heap can.  *KNOWN: the survey has answered;
 * until then they may keep all that heap does.
 */
int	 managed_check(const struct dump_model *m, const char *cut,
	    bool frames, bool *known, struct dump_err *err);

#endif
