/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * survey.h -- what a cut must know and the records do not say.  It alone
 * reads memory before the plan is made; it answers each question once, into
 * the model, for all filters.
 */
#ifndef SURVEY_H
#define SURVEY_H

#include "io/source.h"
#include "model/model.h"

/* Of a stack cuts keep so much, where nobody asks for less or more. */
enum { LIVE_STACK_MAX = 1 << 20 };

enum question {
	/* Which anonymous R-only ranges of unsure protection are all zero?
	 * Those become DUMP_NONE. */
	ASK_ZEROS = 1,
	/* What are the sections of images that no memory information
	 * describes?  Their regions are cut and classed by them. */
	ASK_PE_SECTIONS = 2,
	/* Where is the managed metadata of a Windows .NET process?
	 * -> survey.metadata. */
	ASK_CLR_METADATA = 4,
	/* Which files that records take for images do not begin like one?
	 * They get FILE_NO_IMAGE. */
	ASK_IMAGES = 8,
	/* Where do the loader's lists of libraries lie, the blocks of threads
	 * and of the process?  -> survey.plumbing, survey.process_data. */
	ASK_PLUMBING = 16,
	/* Where are the live stacks, those too that threads left for another
	 * one?  -> survey.stacks. */
	ASK_STACKS = 32,
	/* What of private memory does the debugger of a managed runtime need?
	 * -> survey.managed, survey.managed_frames, or why that cannot be
	 * known.  To be asked with those above. */
	ASK_MANAGED = 64,
	/* Where is anonymous memory all zero for long?
	 * -> survey.zero_runs. */
	ASK_ZERO_RUNS = 128,
	/* Those that are answered in the order of the source. */
	ASK_IN_ORDER = ASK_ZEROS | ASK_ZERO_RUNS,
	/* Where do registers and words of live stacks lead?  To be asked with
	 * ASK_STACKS.  -> survey.leads. */
	ASK_LEADS = 256,
	/* Those that few pages answer, and that change no class. */
	ASK_LITTLE = ASK_IMAGES | ASK_PLUMBING | ASK_STACKS | ASK_LEADS
};

/* Which of QUESTIONS are about anything in this dump and not answered yet:
 * what a filter should ask, so that one pass stays one where it can. */
uint32_t survey_open(const struct dump_model *m, uint32_t questions);
/* Those that are answered behind all that were ANSWERED: asking them later is
 * the same as asking all at once. */
uint32_t survey_behind(uint32_t answered);
/* Ranges of memory that answering may read, or may make a filter decide
 * otherwise about. */
int	 survey_touches(const struct dump_model *m, uint32_t questions,
	    struct set *out, struct dump_err *err);
/* Answers what was not answered yet.  SRC must reach back. */
int	 survey_answer(struct dump_model *m, struct dump_source *src,
	    uint32_t questions, struct dump_err *err);
/* Forgets what was answered by registers: some threads are gone, or back. */
void	 survey_forget_threads(struct dump_model *m);

#endif
