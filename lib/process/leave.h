/* SPDX-License-Identifier: BSD-2-Clause */
/* leave.h -- a process without some of its threads. */
#ifndef LEAVE_H
#define LEAVE_H

#include "model/model.h"

/*
 * From now on threads that are GONE, by index, have nothing but a number in
 * M, so that classes and answers of the survey are those of a process without
 * them; NULL: all are back.  Adds to OWN memory that was theirs alone, by
 * records; *UNPROVEN counts those whose stack is not part of that.
 */
int	 threads_leave(struct dump_model *m, const bool *gone,
	    struct set *own, size_t *unproven, struct dump_err *err);

#endif
