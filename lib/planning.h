/* SPDX-License-Identifier: BSD-2-Clause */
/* planning.h -- the steps by which a plan comes about, for who takes them one
 * by one. */
#ifndef PLANNING_H
#define PLANNING_H

#include "io/source.h"
#include "model/plan.h"

/* Lets every filter decide, with what is known now; then P is resolved, with
 * what the filters change on its way. */
int	 planning_decide(struct dump_plan *p, struct dump_err *err);
/* The second half: of a plan that was narrowed after that. */
int	 planning_rewrite(struct dump_plan *p, struct dump_err *err);
/* Makes p->layout of a plan that was decided. */
int	 planning_lay_out(struct dump_plan *p, struct dump_source *src,
	    struct dump_err *err);
/* What the filters of P would ask of the memory and nobody answered yet. */
uint32_t planning_questions(const struct dump_plan *p);
/*
 * Makes a pipe reach back, if the questions or the writer want that; and what
 * only rewinds, if they JUMP to and fro.  What P does not keep as it stands,
 * and no question is about, passes by.
 */
int	 planning_make_room(struct dump_plan *p, struct dump_source *src,
	    uint32_t asked, bool jumps, struct dump_err *err);

#endif
