/* SPDX-License-Identifier: BSD-2-Clause */
/* survey.c -- asks the memory what the records do not say. */
#include "process/survey.h"
#include "process/surveys.h"

uint32_t
survey_open(const struct dump_model *m, uint32_t questions)
{
	uint32_t open = questions & ~m->survey.answered;

	if ((open & ASK_ZEROS) != 0 && !zeros_wanted(m))
		open &= ~(uint32_t)ASK_ZEROS;
	if ((open & ASK_PE_SECTIONS) != 0 && !sections_wanted(m))
		open &= ~(uint32_t)ASK_PE_SECTIONS;
	if ((open & ASK_CLR_METADATA) != 0 && !metadata_wanted(m))
		open &= ~(uint32_t)ASK_CLR_METADATA;
	return open;
}

int
survey_touches(const struct dump_model *m, uint32_t questions,
    struct set *out, struct dump_err *err)
{
	uint32_t open = survey_open(m, questions);

	if (((open & ASK_ZEROS) != 0 && zeros_touch(m, out, err) == -1) ||
	    ((open & ASK_PE_SECTIONS) != 0 &&
	    sections_touch(m, out, err) == -1) ||
	    ((open & ASK_CLR_METADATA) != 0 &&
	    metadata_touch(m, out, err) == -1))
		return -1;
	set_settle(out);
	return 0;
}

int
survey_answer(struct dump_model *m, struct dump_source *src,
    uint32_t questions, struct dump_err *err)
{
	uint32_t open = survey_open(m, questions);

	if (((open & ASK_ZEROS) != 0 && zeros_answer(m, src, err) == -1) ||
	    ((open & ASK_PE_SECTIONS) != 0 &&
	    sections_answer(m, src, err) == -1) ||
	    ((open & ASK_CLR_METADATA) != 0 &&
	    metadata_answer(m, src, err) == -1))
		return -1;
	m->survey.answered |= questions;
	return 0;
}
