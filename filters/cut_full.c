/* SPDX-License-Identifier: BSD-2-Clause */
/* cut_full.c -- what the full cut keeps: all that the process could read. */
#include "base/checked.h"
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

uint64_t
cut_present(const struct set *s, const struct dump_model *m)
{
	uint64_t addr, last, sum = 0;
	size_t i = 0, k = 0;

	while (i < s->n && k < m->npieces) {
		addr = max_u64(s->v[i].addr, m->pieces[k].at.addr);
		last = min_u64(s->v[i].last, span_last(m->pieces[k].at));
		if (addr <= last)
			sum += last - addr + 1;
		if (s->v[i].last < span_last(m->pieces[k].at))
			i++;
		else
			k++;
	}
	return sum;
}
