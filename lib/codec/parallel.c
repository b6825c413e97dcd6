/* SPDX-License-Identifier: BSD-2-Clause */
/* parallel.c -- a ring of jobs, worked on by several threads in order. */
#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "codec/parallel.h"

enum { THREADS = 256 };		/* at most */

struct slot {
	void		*job;
	bool		 ready;		/* worked on, not yet taken */
};

struct thread {
	pthread_t	 id;
	struct parallel	*p;
	void		*worker;
};

struct parallel {
	const struct parallel_ops *ops;
	struct thread	*threads;
	unsigned	 nworkers;	/* how many have a state, ... */
	unsigned	 nthreads;	/* ... and how many really run */
	struct slot	*slots;
	size_t		 nslots;

	/*
	 * Jobs are counted from the first to the last; number N lies in slot
	 * N % nslots.  taken <= begun <= given <= taken + nslots.  Only the
	 * caller's thread changes GIVEN and TAKEN, and all of it happens with
	 * the lock held.
	 */
	pthread_mutex_t	 lock;
	pthread_cond_t	 work, ready;	/* there is some */
	uint64_t	 given, begun, taken;
	unsigned	 busy;		/* threads that work */
	bool		 end;
};

unsigned
parallel_processors(void)
{
#ifdef CPU_COUNT
	cpu_set_t set;
#endif
	long n;

#ifdef CPU_COUNT
	if (sched_getaffinity(0, sizeof set, &set) == 0)
		return (unsigned)CPU_COUNT(&set);
#endif
	n = sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : n > THREADS ? THREADS : (unsigned)n;
}

static void *
run(void *arg)
{
	struct thread *t = arg;
	struct parallel *p = t->p;
	struct slot *s;
	uint64_t n;

	pthread_mutex_lock(&p->lock);
	for (;;) {
		while (p->begun == p->given && !p->end)
			pthread_cond_wait(&p->work, &p->lock);
		if (p->end)
			break;
		n = p->begun++;
		p->busy++;
		s = &p->slots[n % p->nslots];
		pthread_mutex_unlock(&p->lock);
		p->ops->work(t->worker, s->job);
		pthread_mutex_lock(&p->lock);
		s->ready = true;
		p->busy--;
		/* The caller waits for the oldest job, or for all. */
		if (n == p->taken || p->busy == 0)
			pthread_cond_signal(&p->ready);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

/* As many threads as the system gives; signals are for the caller's. */
static void
start(struct parallel *p)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (p->nthreads < p->nworkers && pthread_create(
	    &p->threads[p->nthreads].id, NULL, run,
	    &p->threads[p->nthreads]) == 0)
		p->nthreads++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static int
fill(struct parallel *p, void *ctx, unsigned threads, struct dump_err *err)
{
	size_t i, n = threads > 1 ? 2 * (size_t)threads + 2 : 1;

	p->slots = calloc(n, sizeof *p->slots);
	p->threads = calloc(threads, sizeof *p->threads);
	if (p->slots == NULL || p->threads == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < n; i++, p->nslots++)
		if ((p->slots[i].job = p->ops->job_new(ctx, err)) == NULL)
			return -1;
	for (i = 0; i < threads; i++, p->nworkers++) {
		p->threads[i].p = p;
		if ((p->threads[i].worker = p->ops->worker_new(ctx,
		    err)) == NULL)
			return -1;
	}
	return 0;
}

int
parallel_new(struct parallel **out, const struct parallel_ops *ops,
    void *ctx, unsigned threads, struct dump_err *err)
{
	struct parallel *p = calloc(1, sizeof *p);

	*out = NULL;
	if (p == NULL)
		return dump_fail_nomem(err);
	p->ops = ops;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->work, NULL);
	pthread_cond_init(&p->ready, NULL);
	if (threads == 0)
		threads = parallel_processors();
	if (threads > THREADS)
		threads = THREADS;
	if (fill(p, ctx, threads, err) == -1) {
		parallel_free(p);
		return -1;
	}
	if (threads > 1)
		start(p);
	*out = p;
	return 0;
}

void *
parallel_blank(struct parallel *p)
{
	/* No lock: what this thread alone changes. */
	if (p->given - p->taken == p->nslots)
		return NULL;
	return p->slots[p->given % p->nslots].job;
}

void
parallel_give(struct parallel *p)
{
	assert(p->given - p->taken < p->nslots);
	pthread_mutex_lock(&p->lock);
	p->slots[p->given++ % p->nslots].ready = false;
	pthread_cond_signal(&p->work);
	pthread_mutex_unlock(&p->lock);
}

void *
parallel_take(struct parallel *p)
{
	struct slot *s = &p->slots[p->taken % p->nslots];

	if (p->taken == p->given)
		return NULL;
	if (p->nthreads == 0) {
		if (!s->ready)
			p->ops->work(p->threads[0].worker, s->job);
		s->ready = true;
		return s->job;
	}
	pthread_mutex_lock(&p->lock);
	while (!s->ready)
		pthread_cond_wait(&p->ready, &p->lock);
	pthread_mutex_unlock(&p->lock);
	return s->job;
}

void
parallel_done(struct parallel *p)
{
	pthread_mutex_lock(&p->lock);
	p->taken++;
	if (p->nthreads == 0)
		p->begun = p->taken;
	pthread_mutex_unlock(&p->lock);
}

void
parallel_drop(struct parallel *p)
{
	pthread_mutex_lock(&p->lock);
	p->begun = p->given;
	while (p->busy > 0)
		pthread_cond_wait(&p->ready, &p->lock);
	p->taken = p->given;
	pthread_mutex_unlock(&p->lock);
}

void
parallel_free(struct parallel *p)
{
	size_t i;

	if (p == NULL)
		return;
	pthread_mutex_lock(&p->lock);
	p->end = true;
	pthread_cond_broadcast(&p->work);
	pthread_mutex_unlock(&p->lock);
	for (i = 0; i < p->nthreads; i++)
		pthread_join(p->threads[i].id, NULL);
	for (i = 0; i < p->nworkers; i++)
		p->ops->worker_free(p->threads[i].worker);
	for (i = 0; i < p->nslots; i++)
		p->ops->job_free(p->slots[i].job);
	pthread_cond_destroy(&p->ready);
	pthread_cond_destroy(&p->work);
	pthread_mutex_destroy(&p->lock);
	free(p->threads);
	free(p->slots);
	free(p);
}
