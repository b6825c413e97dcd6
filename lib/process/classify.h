/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * classify.h -- gives every region its class, by records alone, for processes
 * of either kind of system, whatever file they came in.
 */
#ifndef CLASSIFY_H
#define CLASSIFY_H

#include "model/model.h"

/*
 * Needs a settled model.  Marks files and mappings, cuts regions (header
 * pages, stacks), sets region.class, m->dotnet and facts.runtime.
 */
int	 classify(struct dump_model *m, struct dump_err *err);

#endif
