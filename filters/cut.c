/* SPDX-License-Identifier: BSD-2-Clause */
/* cut.c -- what cuts share: sets of addresses against a model's memory. */
#include "base/checked.h"
#include "filters/cut.h"

int
cut_clip(struct set *out, const struct set *s, const struct dump_model *m,
    bool (*counts)(const struct region *), struct dump_err *err)
{
	uint64_t addr, last;
	size_t i = 0, r = 0;

	while (i < s->n && r < m->nregions) {
		addr = max_u64(s->v[i].addr, m->regions[r].at.addr);
		last = min_u64(s->v[i].last, span_last(m->regions[r].at));
		if (addr <= last && counts(&m->regions[r]) &&
		    set_add(out, (struct span){ addr, last - addr + 1 },
		    s->v[i].rule, err) == -1)
			return -1;
		if (s->v[i].last < span_last(m->regions[r].at))
			i++;
		else
			r++;
	}
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
