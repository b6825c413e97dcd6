/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parallel.h -- a ring of jobs.  One thread, the caller's, fills them and
 * takes them back in the same order; others work on them in between.  All
 * memory is there from the start.
 *
 *	for (;;) {
 *		while ((job = parallel_blank(p)) != NULL && fill(job))
 *			parallel_give(p);
 *		if ((job = parallel_take(p)) == NULL)
 *			break;
 *		use(job);
 *		parallel_done(p);
 *	}
 */
#ifndef PARALLEL_H
#define PARALLEL_H

#include "dump.h"

struct parallel;

struct parallel_ops {
	/* Called in the caller's thread; NULL with *ERR filled. */
	void	*(*job_new)(void *ctx, struct dump_err *err);
	void	(*job_free)(void *job);
	/* What one thread needs to work, and no other uses. */
	void	*(*worker_new)(void *ctx, struct dump_err *err);
	void	(*worker_free)(void *worker);
	/* Called in any thread.  How it went is for the job to say. */
	void	(*work)(void *worker, void *job);
};

/* Processors that this process may run on. */
unsigned parallel_processors(void);
/*
 * N = THREADS work on 2N + 2 jobs; 0: one for each processor.  Of one
 * thread, or where the system gives none, none is made: then
 * parallel_take() works.
 */
int	 parallel_new(struct parallel **out, const struct parallel_ops *ops,
	    void *ctx, unsigned threads, struct dump_err *err);
/* A job to fill, the same until it is given; NULL: one must be taken. */
void	*parallel_blank(struct parallel *p);
void	 parallel_give(struct parallel *p);
/* Waits for the oldest job that was given; NULL: there is none.  It is the
 * caller's until parallel_done(). */
void	*parallel_take(struct parallel *p);
void	 parallel_done(struct parallel *p);
/* Forgets what was given and not taken; what is begun is waited for. */
void	 parallel_drop(struct parallel *p);
/* The same, and all is freed.  NULL is fine. */
void	 parallel_free(struct parallel *p);

#endif
