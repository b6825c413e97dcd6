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

enum question {
	/* Which anonymous R-only ranges of unsure protection are all zero?
	 * Those become DUMP_NONE. */
	ASK_ZEROS = 1,
	/* What are the sections of images that no memory information
	 * describes?  Their regions are cut and classed by them. */
	ASK_PE_SECTIONS = 2,
	/* Where is the managed metadata of a Windows .NET process?
	 * -> survey.metadata. */
	ASK_CLR_METADATA = 4
};

/* Which of QUESTIONS are about anything in this dump and not answered yet:
 * what a filter should ask, so that one pass stays one where it can. */
uint32_t survey_open(const struct dump_model *m, uint32_t questions);
/* Ranges of memory that answering may read, or may make a filter decide
 * otherwise about. */
int	 survey_touches(const struct dump_model *m, uint32_t questions,
	    struct set *out, struct dump_err *err);
/* Answers what was not answered yet.  SRC must reach back. */
int	 survey_answer(struct dump_model *m, struct dump_source *src,
	    uint32_t questions, struct dump_err *err);

#endif
