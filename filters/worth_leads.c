/* SPDX-License-Identifier: BSD-2-Clause */
/* worth_leads.c -- what stacks and registers point to. */
#include "base/checked.h"
#include "filters/lead_windows.h"
#include "filters/worth.h"

void
worth_see(struct sorter *s)
{
	const struct dump_model *m = s->m;
	uint32_t i = NONE, module;
	uint64_t to;
	size_t k;

	for (k = 0; k < m->survey.nleads + m->nthreads; k++) {
		to = k < m->survey.nleads ? m->survey.leads[k].to :
		    m->threads[k - m->survey.nleads].seen.pc;
		if (to == DUMP_NOWHERE)
			continue;
		if (i == NONE || !span_has(m->regions[i].at, to))
			i = model_find_region(m, to);
		if (i != NONE)
			s->seen[module_data_owner(m, &m->regions[i])] = true;
		else if ((module = model_find_module(m, to)) != NONE)
			s->seen[module] = true;
	}
}

/* Of registers, or of stacks. */
static int
take_windows(struct sorter *s, bool registers)
{
	const struct survey *v = &s->m->survey;
	struct set want = { 0 };
	struct span at;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < v->nleads; i++)
		if (v->leads[i].thread == s->crashed &&
		    (v->leads[i].stack == NONE) == registers &&
		    lead_window(s->p, &v->leads[i], &at))
			rc = set_add(&want, at, "", s->err);
	set_settle(&want);
	if (rc == 0)
		rc = worth_take(s, PLAN_INDIRECT, &want, !registers);
	set_free(&want);
	return rc;
}

int
worth_indirect(struct sorter *s)
{
	return take_windows(s, true) == -1 ? -1 : take_windows(s, false);
}
