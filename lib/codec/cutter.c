/* SPDX-License-Identifier: BSD-2-Clause */
/* cutter.c -- cuts plain bytes into chunks, which several threads compress. */
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "codec/cutter.h"
#include "codec/parallel.h"
#include "io/zeros.h"

/* First the plain bytes of a chunk, then what they became. */
struct job {
	uint8_t		*bytes;
	size_t		 len, size;	/* plain, compressed */
	uint32_t	 sum;
	bool		 zeros;		/* a whole chunk of them */
	bool		 known;		/* ... which was made before */
};

/* What compresses in one thread, and where to. */
struct worker {
	const struct cutter_how *how;
	void		*state;
	uint8_t		*out;
};

struct cutter {
	struct cutter_how how;
	cutter_fn	*fn;
	void		*ctx;
	struct parallel	*ring;
	struct job	*job;		/* that is being filled, or NULL */
	size_t		 under_way;	/* jobs that were given */

	/* What a chunk of zeros becomes, once it was seen. */
	uint8_t		*zeros;
	size_t		 zeros_size;
	uint32_t	 zeros_sum;
};

static void
job_free(void *job)
{
	struct job *j = job;

	if (j != NULL)
		free(j->bytes);
	free(j);
}

static void *
job_new(void *ctx, struct dump_err *err)
{
	const struct cutter *c = ctx;
	struct job *j = calloc(1, sizeof *j);

	if (j != NULL && (j->bytes = malloc((size_t)max_u64(c->how.chunk,
	    c->how.room))) != NULL)
		return j;
	job_free(j);
	dump_fail_nomem(err);
	return NULL;
}

static void
worker_free(void *worker)
{
	struct worker *w = worker;

	if (w->state != NULL)
		w->how->worker_free(w->state);
	free(w->out);
	free(w);
}

static void *
worker_new(void *ctx, struct dump_err *err)
{
	const struct cutter *c = ctx;
	struct worker *w = calloc(1, sizeof *w);

	if (w == NULL) {
		dump_fail_nomem(err);
		return NULL;
	}
	w->how = &c->how;
	if ((w->out = malloc(c->how.room)) == NULL)
		dump_fail_nomem(err);
	else if ((w->state = c->how.worker_new(c->ctx, err)) != NULL)
		return w;
	worker_free(w);
	return NULL;
}

static void
compress(void *worker, void *job)
{
	const struct worker *w = worker;
	struct job *j = job;

	if (j->known)
		return;
	/* There are more jobs than threads: so each has one buffer only, and
	 * what it becomes, mostly little, is put into its place. */
	j->size = w->how->pack(w->state, j->bytes, j->len, w->out, &j->sum);
	memcpy(j->bytes, w->out, j->size);
}

static const struct parallel_ops ring = {
	.job_new = job_new,
	.job_free = job_free,
	.worker_new = worker_new,
	.worker_free = worker_free,
	.work = compress,
};

int
cutter_new(struct cutter **out, const struct cutter_how *how, cutter_fn *fn,
    void *ctx, struct dump_err *err)
{
	struct cutter *c = calloc(1, sizeof *c);

	*out = NULL;
	if (c == NULL)
		return dump_fail_nomem(err);
	c->how = *how;
	c->fn = fn;
	c->ctx = ctx;
	if (parallel_new(&c->ring, &ring, c, how->threads, err) == -1) {
		cutter_free(c);
		return -1;
	}
	*out = c;
	return 0;
}

void
cutter_free(struct cutter *c)
{
	if (c == NULL)
		return;
	parallel_free(c->ring);
	free(c->zeros);
	free(c);
}

/* Of the first chunk of zeros: keeps what it became.  Where there is no
 * memory for it the next is compressed again. */
static void
keep_zeros(struct cutter *c, const struct job *j)
{
	if (!j->zeros || c->zeros != NULL ||
	    (c->zeros = malloc(j->size)) == NULL)
		return;
	memcpy(c->zeros, j->bytes, j->size);
	c->zeros_size = j->size;
	c->zeros_sum = j->sum;
}

/* Gives away the oldest job, for which it waits.  END: nothing comes behind
 * those that are under way. */
static int
drain(struct cutter *c, bool end, struct dump_err *err)
{
	const struct job *j = parallel_take(c->ring);
	struct cut cut;
	int rc;

	c->under_way--;
	if (!j->known && j->size == 0) {
		parallel_done(c->ring);
		return dump_fail_nomem(err);
	}
	keep_zeros(c, j);
	cut.bytes = j->known ? c->zeros : j->bytes;
	cut.size = j->known ? c->zeros_size : j->size;
	cut.sum = j->known ? c->zeros_sum : j->sum;
	cut.len = j->len;
	cut.last = end && c->under_way == 0;
	rc = c->fn(c->ctx, &cut, err);
	parallel_done(c->ring);
	return rc;
}

/* Makes sure that there is a job to fill, as there is something for it. */
static int
have_job(struct cutter *c, struct dump_err *err)
{
	while (c->job == NULL) {
		if ((c->job = parallel_blank(c->ring)) != NULL) {
			c->job->len = 0;
			c->job->zeros = c->job->known = false;
		} else if (drain(c, false, err) == -1)
			return -1;
	}
	return 0;
}

/* The job is full, or the last.  ZEROS: it is a whole chunk of them. */
static void
give(struct cutter *c, bool zeros)
{
	c->job->zeros = zeros;
	c->job->known = zeros && c->zeros != NULL;
	c->job = NULL;
	c->under_way++;
	parallel_give(c->ring);
}

int
cutter_write(struct cutter *c, const void *buf, size_t len,
    struct dump_err *err)
{
	size_t n, chunk = c->how.chunk;
	const uint8_t *from = buf;
	struct job *j;

	for (; len > 0; from += n, len -= n) {
		if (have_job(c, err) == -1)
			return -1;
		j = c->job;
		n = (size_t)min_u64(len, chunk - j->len);
		memcpy(j->bytes + j->len, from, n);
		j->len += n;
		if (j->len == chunk)
			give(c, zeros(j->bytes, chunk));
	}
	return 0;
}

int
cutter_zeros(struct cutter *c, uint64_t len, struct dump_err *err)
{
	size_t n, chunk = c->how.chunk;
	struct job *j;
	bool whole;

	for (; len > 0; len -= n) {
		if (have_job(c, err) == -1)
			return -1;
		j = c->job;
		n = (size_t)min_u64(len, chunk - j->len);
		whole = n == chunk;
		if (!whole || c->zeros == NULL)
			memset(j->bytes + j->len, 0, n);
		j->len += n;
		if (j->len == chunk)
			give(c, whole || zeros(j->bytes, chunk));
	}
	return 0;
}

int
cutter_end(struct cutter *c, struct dump_err *err)
{
	if (c->job != NULL && c->job->len > 0)
		give(c, false);
	while (c->under_way > 0)
		if (drain(c, true, err) == -1)
			return -1;
	return 0;
}
