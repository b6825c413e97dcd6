/* SPDX-License-Identifier: BSD-2-Clause */
/* live.h -- the parts of the question for live stacks. */
#ifndef LIVE_H
#define LIVE_H

#include "process/plumbing.h"
#include "process/runs.h"

enum {
	LIVE_SCAN = 64 << 10,	/* of a borrowed stack, for the way back */
	LIVE_SCANS_MAX = 4096	/* threads that it is done for */
};

struct finder {
	struct walk	 w;
	struct runs	 runs;		/* of a Unix process */
	uint8_t		*buf;		/* LIVE_SCAN bytes */
	uint64_t	*words;		/* room for the words in it */
	size_t		 scans;		/* done so far */
};

/* Adds memory from LOW to LAST, of which a stack is in use from FROM on. */
int	 live_push(struct finder *f, size_t thread, uint64_t from,
	    uint64_t low, uint64_t last);
/* The one that was added last. */
static inline struct live_stack *
live_last(const struct finder *f)
{
	return &f->w.m->survey.stacks[f->w.m->survey.nstacks - 1];
}
/* What was added as number I leads on by its first LIVE_SCAN bytes. */
void	 live_leads_on(struct finder *f, size_t i);
/* The same where the stack pointer leads nowhere: what the list of threads
 * has, or nothing. */
int	 live_push_lost(struct finder *f, size_t thread);
/* The range that the list of threads has, as far as there is one. */
bool	 live_recorded(const struct dump_model *m, size_t thread,
	    struct span *out);

/* Adds what is live of THREAD's stacks. */
int	 live_unix(struct finder *f, size_t thread);
int	 live_windows(struct finder *f, size_t thread);

#endif
