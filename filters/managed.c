/* SPDX-License-Identifier: BSD-2-Clause */
/* managed.c -- what the cuts for managed processes share. */
#include "base/err.h"
#include "filters/managed.h"
#include "process/survey.h"

uint32_t
managed_asks(const struct dump_model *m)
{
	return survey_open(m, ASK_ZEROS | ASK_PE_SECTIONS | ASK_CLR_METADATA |
	    ASK_IMAGES | ASK_PLUMBING | ASK_STACKS | ASK_MANAGED);
}

int
managed_check(const struct dump_model *m, const char *cut, bool frames,
    bool *known, struct dump_err *err)
{
	const char *why = frames ? m->survey.frames_refusal :
	    m->survey.managed_refusal;

	*known = (m->survey.answered & ASK_MANAGED) != 0;
	if (!*known && survey_open(m, ASK_MANAGED) != 0)
		return 0;
	if (!*known)
		why = "the process runs no managed runtime that this cut "
		    "knows the heaps of";
	return why == NULL ? 0 : dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
	    "--type=%s: %s; --heap keeps all private memory", cut, why);
}
