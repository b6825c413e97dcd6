/* SPDX-License-Identifier: BSD-2-Clause */
/* survey.c -- asks the memory what the records do not say. */
#include "process/survey.h"
#include "process/surveys.h"

/* In the order of answering: what classes depend on comes first. */
static const struct {
	enum question	 question;
	bool		(*wanted)(const struct dump_model *m);
	int		(*touch)(const struct dump_model *m, struct set *out,
			    struct dump_err *err);
	int		(*answer)(struct dump_model *m,
			    struct dump_source *src, struct dump_err *err);
} questions[] = {
	{ ASK_ZEROS, zeros_wanted, zeros_touch, zeros_answer },
	{ ASK_PE_SECTIONS, sections_wanted, sections_touch,
	    sections_answer },
	{ ASK_CLR_METADATA, metadata_wanted, metadata_touch,
	    metadata_answer },
	{ ASK_IMAGES, heads_wanted, heads_touch, heads_answer },
	{ ASK_PLUMBING, plumbing_wanted, plumbing_touch, plumbing_answer },
	{ ASK_STACKS, stacks_wanted, stacks_touch, stacks_answer },
	{ ASK_LEADS, leads_wanted, leads_touch, leads_answer },
	{ ASK_MANAGED, managed_wanted, managed_touch, managed_answer },
	{ ASK_ZERO_RUNS, zero_runs_wanted, zero_runs_touch,
	    zero_runs_answer },
};
enum { QUESTIONS = sizeof questions / sizeof *questions };

uint32_t
survey_open(const struct dump_model *m, uint32_t asked)
{
	uint32_t open = asked & ~m->survey.answered;
	size_t i;

	for (i = 0; i < QUESTIONS; i++)
		if ((open & questions[i].question) != 0 &&
		    !questions[i].wanted(m))
			open &= ~(uint32_t)questions[i].question;
	return open;
}

uint32_t
survey_behind(uint32_t answered)
{
	uint32_t behind = 0;
	size_t i;

	for (i = 0; i < QUESTIONS; i++)
		behind = (answered & questions[i].question) != 0 ? 0 :
		    behind | (uint32_t)questions[i].question;
	return behind;
}

int
survey_touches(const struct dump_model *m, uint32_t asked, struct set *out,
    struct dump_err *err)
{
	uint32_t open = survey_open(m, asked);
	size_t i;

	for (i = 0; i < QUESTIONS; i++)
		if ((open & questions[i].question) != 0 &&
		    questions[i].touch(m, out, err) == -1)
			return -1;
	set_settle(out);
	return 0;
}

int
survey_answer(struct dump_model *m, struct dump_source *src, uint32_t asked,
    struct dump_err *err)
{
	uint32_t open = survey_open(m, asked);
	size_t i;

	for (i = 0; i < QUESTIONS; i++)
		if ((open & questions[i].question) != 0 &&
		    questions[i].answer(m, src, err) == -1)
			return -1;
	m->survey.answered |= asked;
	return 0;
}

void
survey_forget_threads(struct dump_model *m)
{
	struct survey *s = &m->survey;

	s->answered &= ~(uint32_t)(ASK_PLUMBING | ASK_STACKS | ASK_MANAGED);
	set_free(&s->plumbing);
	set_free(&s->structures);
	set_free(&s->process_data);
	set_free(&s->personal);
	set_free(&s->image_data);
	set_free(&s->managed);
	set_free(&s->managed_frames);
	set_free(&s->managed_objects);
	s->managed_refusal = s->frames_refusal = NULL;
	s->nstacks = s->npatches = s->lost_stacks = 0;
}
