/* SPDX-License-Identifier: BSD-2-Clause */
/* cut_full.c -- what the full cut keeps: all that the process could read. */
#include "filters/cut.h"

int
cut_full(struct set *out, const struct dump_model *m, struct dump_err *err)
{
	size_t i;

	for (i = 0; i < m->nregions; i++)
		if (m->regions[i].class != DUMP_NONE && set_add(out,
		    m->regions[i].at, "readable memory", err) == -1)
			return -1;
	set_settle(out);
	return 0;
}
