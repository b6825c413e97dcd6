/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cut_triage.c -- what the triage cut keeps: of mini all but the data of
 * images, which have texts and keys.
 */
#include "filters/code_windows.h"
#include "filters/cut.h"

/* What mini has for another reason. */
static int
find_spared(struct set *out, const struct dump_model *m, uint64_t stack_max,
    struct dump_err *err)
{
	if (code_windows(out, m, AROUND_ANY, err) == -1 ||
	    cut_stacks(out, m, stack_max, err) == -1 ||
	    set_add_all(out, &m->survey.plumbing, err) == -1)
		return -1;
	set_settle(out);
	return 0;
}

static int
find_data(struct set *out, const struct dump_model *m, struct dump_err *err)
{
	size_t i;

	for (i = 0; i < m->nregions; i++)
		if ((m->regions[i].class == DUMP_RELRO ||
		    m->regions[i].class == DUMP_DATA) && set_add(out,
		    m->regions[i].at, "data of an image", err) == -1)
			return -1;
	if (set_add_all(out, &m->survey.image_data, err) == -1)
		return -1;
	set_settle(out);
	return 0;
}

int
cut_triage(struct set *out, const struct dump_model *m, uint64_t stack_max,
    struct dump_err *err)
{
	struct set mini = { 0 }, data = { 0 }, spared = { 0 }, lost = { 0 };
	int rc = -1;

	if (cut_mini(&mini, m, stack_max, err) == 0 &&
	    find_data(&data, m, err) == 0 &&
	    find_spared(&spared, m, stack_max, err) == 0 &&
	    set_subtract(&lost, &data, &spared, err) == 0)
		rc = set_subtract(out, &mini, &lost, err);
	set_settle(out);
	set_free(&mini);
	set_free(&data);
	set_free(&spared);
	set_free(&lost);
	return rc;
}
