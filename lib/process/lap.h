/* SPDX-License-Identifier: BSD-2-Clause */
/* lap.h -- lists that may run in a circle, as lists in a dump may. */
#ifndef LAP_H
#define LAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A mark on the way, which moves farther each time (Brent): whoever runs in
 * a circle comes to it again, before he made three rounds.  Zeroed it is at
 * the start.
 */
struct lap {
	uint64_t	 mark;
	size_t		 steps, next;
};

/* To be told every place in turn; true where the walk was before. */
static inline bool
lap_closed(struct lap *lap, uint64_t at)
{
	if (lap->next > 0 && at == lap->mark)
		return true;
	if (lap->steps++ == lap->next) {
		lap->mark = at;
		lap->next = lap->steps * 2;
	}
	return false;
}

#endif
