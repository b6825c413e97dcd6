/* SPDX-License-Identifier: BSD-2-Clause */
/* small.c -- what the cuts that leave little share. */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "filters/core_records.h"
#include "filters/module_data.h"
#include "filters/small.h"
#include "process/survey.h"

enum { NAMES = 128 };		/* bytes of names in a warning */

uint32_t
small_asks(const struct dump_model *m)
{
	return survey_open(m, ASK_PE_SECTIONS | ASK_IMAGES | ASK_PLUMBING |
	    ASK_STACKS);
}

int
small_check(const struct dump_model *m, const char *cut, struct dump_err *err)
{
	return !m->no_registers ? 0 : dump_fail(err, DUMP_E_ARG,
	    DUMP_NOWHERE, "%s: no registers are in the dump that are "
	    "understood, so no stack can be found; --heap keeps them all",
	    cut);
}

int
small_cut(struct dump_plan *p, struct set *kept, struct dump_err *err)
{
	return plan_cut(p, kept, err) == -1 ? -1 : core_records_keep(p,
	    UINT32_C(1) << ROLE_MEMORY_INFO | UINT32_C(1) << ROLE_COMMAND |
	    UINT32_C(1) << ROLE_ENVIRONMENT, err);
}

static int
warn_of_large_modules(struct dump_plan *p, const char *cut,
    struct dump_err *err)
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
		plan_warn(p, "%s: data of %zu module%s left out, more than "
		    "1 MiB of each: %s%s; --keep=data,relro keeps it", cut,
		    n, n == 1 ? "" : "s", names, more);
	return 0;
}

int
small_warn(struct dump_plan *p, const char *cut, bool large_modules,
    struct dump_err *err)
{
	const struct dump_model *m = p->m;

	if (m->dotnet && m->os != OS_WINDOWS)
		plan_warn(p, "%s: the process runs .NET, whose frames need "
		    "more; --type=mini-managed keeps them", cut);
	if (m->nthreads == 0)
		plan_warn(p, "%s: no threads in the input", cut);
	else if (m->survey.lost_stacks > 0)
		plan_warn(p, "%s: %zu of %zu stack pointers lead nowhere", cut,
		    m->survey.lost_stacks, m->nthreads);
	return large_modules ? warn_of_large_modules(p, cut, err) : 0;
}
