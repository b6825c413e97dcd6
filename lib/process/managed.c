/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * managed.c -- question: what of private memory does the debugger of a
 * managed runtime need?  Whose runtime it is records tell; the rest is the
 * runtime's affair.
 */
#include "process/managed.h"
#include "process/surveys.h"

/* In the order of asking; ends with NULL. */
static const struct managed_runtime *const runtimes[] = {
	&managed_dotnet, &managed_hotspot,
	NULL
};

static const struct managed_runtime *
find_runtime(const struct dump_model *m)
{
	size_t i;

	for (i = 0; runtimes[i] != NULL; i++)
		if (runtimes[i]->runs(m))
			return runtimes[i];
	return NULL;
}

bool
managed_wanted(const struct dump_model *m)
{
	return find_runtime(m) != NULL;
}

int
managed_touch(const struct dump_model *m, struct set *out,
    struct dump_err *err)
{
	return find_runtime(m)->touch(m, out, err);
}

int
managed_answer(struct dump_model *m, struct dump_source *src,
    struct dump_err *err)
{
	int rc = find_runtime(m)->answer(m, src, err);

	set_settle(&m->survey.managed);
	set_settle(&m->survey.managed_frames);
	set_settle(&m->survey.managed_objects);
	return rc;
}
