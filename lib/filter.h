/* SPDX-License-Identifier: BSD-2-Clause */
/* filter.h -- finds filters by name and reads their options. */
#ifndef LIB_FILTER_H
#define LIB_FILTER_H

#include "filters/filter.h"

/* A name nobody knows is DUMP_E_ARG. */
int	 filter_find(const struct dump_filter **out, const char *name,
	    struct dump_err *err);
/* *STATE: zeroed, then what OPTIONS ("key=value,key=value", or NULL) say;
 * for filter_state_free(). */
int	 filter_state_new(void **state, const struct dump_filter *f,
	    const char *options, struct dump_err *err);
void	 filter_state_free(const struct dump_filter *f, void *state);

#endif
