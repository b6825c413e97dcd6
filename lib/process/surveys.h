/* SPDX-License-Identifier: BSD-2-Clause */
/* surveys.h -- the questions of the survey, each in a file of its own. */
#ifndef SURVEYS_H
#define SURVEYS_H

#include "io/source.h"
#include "model/model.h"

/*
 * Of each question: is there anything in this dump that it is about, which
 * ranges may answering read (added to OUT), and the answer, into the model.
 */
bool	 zeros_wanted(const struct dump_model *m);
int	 zeros_touch(const struct dump_model *m, struct set *out,
	    struct dump_err *err);
int	 zeros_answer(struct dump_model *m, struct dump_source *src,
	    struct dump_err *err);

bool	 sections_wanted(const struct dump_model *m);
int	 sections_touch(const struct dump_model *m, struct set *out,
	    struct dump_err *err);
int	 sections_answer(struct dump_model *m, struct dump_source *src,
	    struct dump_err *err);

bool	 metadata_wanted(const struct dump_model *m);
int	 metadata_touch(const struct dump_model *m, struct set *out,
	    struct dump_err *err);
int	 metadata_answer(struct dump_model *m, struct dump_source *src,
	    struct dump_err *err);

bool	 heads_wanted(const struct dump_model *m);
int	 heads_touch(const struct dump_model *m, struct set *out,
	    struct dump_err *err);
int	 heads_answer(struct dump_model *m, struct dump_source *src,
	    struct dump_err *err);

bool	 plumbing_wanted(const struct dump_model *m);
int	 plumbing_touch(const struct dump_model *m, struct set *out,
	    struct dump_err *err);
int	 plumbing_answer(struct dump_model *m, struct dump_source *src,
	    struct dump_err *err);

bool	 stacks_wanted(const struct dump_model *m);
int	 stacks_touch(const struct dump_model *m, struct set *out,
	    struct dump_err *err);
int	 stacks_answer(struct dump_model *m, struct dump_source *src,
	    struct dump_err *err);

bool	 managed_wanted(const struct dump_model *m);
int	 managed_touch(const struct dump_model *m, struct set *out,
	    struct dump_err *err);
int	 managed_answer(struct dump_model *m, struct dump_source *src,
	    struct dump_err *err);

bool	 zero_runs_wanted(const struct dump_model *m);
int	 zero_runs_touch(const struct dump_model *m, struct set *out,
	    struct dump_err *err);
int	 zero_runs_answer(struct dump_model *m, struct dump_source *src,
	    struct dump_err *err);

bool	 leads_wanted(const struct dump_model *m);
int	 leads_touch(const struct dump_model *m, struct set *out,
	    struct dump_err *err);
int	 leads_answer(struct dump_model *m, struct dump_source *src,
	    struct dump_err *err);

#endif
