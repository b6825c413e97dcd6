/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * runs.h -- the memory of a Unix process that stacks may lie in, and whose
 * they are, by records alone.
 */
#ifndef RUNS_H
#define RUNS_H

#include "model/model.h"

enum {
	RED_ZONE = 1024,		/* ppc64 has the largest, 288 bytes */
	THREAD_STACK_MAX = 64 << 20,
	MAIN_STACK_MAX = 128 << 20	/* Linux maps nothing else so near */
};

/* A stack pointer or thread pointer. */
struct point {
	uint64_t	 at;
	size_t		 thread;
};
struct points {
	struct point	*v;		/* by address */
	size_t		 n;
};
struct spans {
	struct span	*v;		/* by address */
	size_t		 n, cap;
};

struct runs {
	const struct dump_model *m;
	struct spans	 loads;		/* anonymous and writable, as the writer
					   had them but for mapped files */
	struct spans	 runs;		/* the same, neighbours joined */
	struct points	 sp, tp;
};

int	 runs_find(struct runs *r, const struct dump_model *m,
	    struct dump_err *err);
void	 runs_free(struct runs *r);
/* The one that holds ADDR, or NULL. */
const struct span *spans_find(const struct spans *s, uint64_t addr);
/* Index of the first point at or above ADDR. */
size_t	 points_from(const struct points *p, uint64_t addr);
/* Has a thread other than SELF a point in [LOW, TOP)? */
bool	 points_of_others(const struct points *p, size_t self, uint64_t low,
	    uint64_t top);

/* What a word points to: some machines have tags in pointers. */
uint64_t address_untagged(const struct dump_model *m, uint64_t addr);
/* Without tags; DUMP_NOWHERE where it is not known. */
uint64_t thread_sp(const struct dump_model *m, size_t thread);
uint64_t thread_tp(const struct dump_model *m, size_t thread);
/* Where what the thread pointer TP points to ends, in whole pages. */
uint64_t thread_block_end(const struct dump_model *m, uint64_t tp);
/* From there on a thread may use its stack: SP without the red zone. */
uint64_t stack_bottom(const struct dump_model *m, uint64_t sp);

/* Whose stack is it that SP points into, of which LOAD is a part? */
enum owner {
	OWNER_UNKNOWN,
	OWNER_MAIN,		/* the first thread of the process */
	OWNER_THREAD		/* the thread, whose block lies above SP */
};
enum owner runs_owner(const struct runs *r, size_t thread, struct span load,
	    uint64_t sp);

/* Is it proven where that stack begins? */
bool	 stack_starts(const struct runs *r, size_t thread, struct span load,
	    uint64_t sp, enum owner owner, uint64_t *low);

#endif
