/* SPDX-License-Identifier: BSD-2-Clause */
/* mini.c -- cut: stacks, and what debuggers need to name their frames. */
#include <stdio.h>
#include <string.h>

#include "filters/core_records.h"
#include "filters/cut.h"
#include "filters/filter.h"
#include "filters/module_data.h"

enum { NAMES = 128 };		/* bytes of names in a warning */

static uint32_t
mini_asks(const void *state, const struct dump_model *m)
{
	(void)state;
	return survey_open(m, ASK_PE_SECTIONS | ASK_IMAGES | ASK_PLUMBING |
	    ASK_STACKS);
}

static int
warn_of_large_modules(struct dump_plan *p, struct dump_err *err)
{
	struct module_data data;
	char names[NAMES] = "", more[32] = "";
	size_t i, used = 0, len, n = 0, left = 0;
	const char *name;

	if (p->m->os == OS_WINDOWS)
		return 0;
	if (module_data_weigh(&data, p->m, err) == -1)
		return -1;
	for (i = 0; i < data.n; i++) {
		if ((name = module_data_large(&data, p->m, i)) == NULL)
			continue;
		n++;
		len = strlen(name);
		if (left > 0 || used + len + 3 > sizeof names) {
			left++;
			continue;
		}
		used += (size_t)snprintf(names + used, sizeof names - used,
		    "%s%s", used > 0 ? ", " : "", name);
	}
	module_data_free(&data);
	if (left > 0)
		snprintf(more, sizeof more, "%s%zu more", used > 0 ?
		    " and " : "", left);
	if (n > 0)
		plan_warn(p, "--mini: data of %zu module%s left out, more "
		    "than 1 MiB of each: %s%s; --keep=data,relro keeps it", n,
		    n == 1 ? "" : "s", names, more);
	return 0;
}

static int
warn(struct dump_plan *p, struct dump_err *err)
{
	const struct dump_model *m = p->m;

	if (m->dotnet && m->os != OS_WINDOWS)
		plan_warn(p, "--mini: the process runs .NET, whose frames "
		    "need more; --type=mini-managed keeps them");
	if (m->nthreads == 0)
		plan_warn(p, "--mini: no threads in the input");
	else if (m->survey.lost_stacks > 0)
		plan_warn(p, "--mini: %zu of %zu stack pointers lead nowhere",
		    m->survey.lost_stacks, m->nthreads);
	return warn_of_large_modules(p, err);
}

static int
mini_plan(void *state, const struct dump_model *m, struct dump_plan *p,
    struct dump_err *err)
{
	struct set kept = { 0 };
	int rc;

	(void)state;
	if (m->no_registers)
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE, "--mini: "
		    "no registers are in the dump that are understood, so "
		    "no stack can be found; --heap keeps them all");
	rc = cut_mini(&kept, m, p->tuning.stack_max, err);
	if (rc == 0)
		rc = plan_cut(p, &kept, err);
	if (rc == 0)
		rc = core_records_keep(p, UINT32_C(1) << ROLE_MEMORY_INFO |
		    UINT32_C(1) << ROLE_COMMAND |
		    UINT32_C(1) << ROLE_ENVIRONMENT, err);
	if (rc == 0)
		rc = warn(p, err);
	set_free(&kept);
	return rc;
}

const struct dump_filter dump_filter_mini = {
	.name = "mini",
	.summary = "keep stacks and what names their frames",
	.asks = mini_asks,
	.plan = mini_plan,
};
