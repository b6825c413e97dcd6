/* SPDX-License-Identifier: BSD-2-Clause */
/* press.c -- presses plain bytes into chunks of deflate, by several threads. */
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "codec/parallel.h"
#include "codec/press.h"
#include "io/zeros.h"

struct job {
	uint8_t		*in, *out;
	size_t		 len, size;	/* plain, compressed */
	uint32_t	 crc;		/* of the plain bytes */
	bool		 zeros;		/* a whole chunk of them */
	bool		 known;		/* ... which was made before */
};

struct press {
	struct press_how how;
	press_fn	*fn;
	void		*ctx;		/* FN's */
	struct parallel	*ring;
	struct job	*job;		/* that is being filled, or NULL */

	/* What a chunk of zeros becomes, once it was seen. */
	uint8_t		*zeros;
	size_t		 zeros_size;
	uint32_t	 zeros_crc;
};

static void
job_free(void *job)
{
	struct job *j = job;

	if (j == NULL)
		return;
	free(j->in);
	free(j->out);
	free(j);
}

static void *
job_new(void *ctx, struct dump_err *err)
{
	const struct press *p = ctx;
	struct job *j = calloc(1, sizeof *j);

	if (j != NULL) {
		j->in = malloc(p->how.chunk);
		j->out = malloc(chunk_room(p->how.chunk));
		if (j->in != NULL && j->out != NULL)
			return j;
	}
	job_free(j);
	dump_fail_nomem(err);
	return NULL;
}

static void *
worker_new(void *ctx, struct dump_err *err)
{
	const struct press *p = ctx;
	struct chunker *c;

	return chunker_new(&c, p->how.d, p->how.level, err) == 0 ? c : NULL;
}

static void
worker_free(void *worker)
{
	chunker_free(worker);
}

static void
compress(void *worker, void *job)
{
	struct job *j = job;

	if (j->known)
		return;
	j->crc = crc32_of(0, j->in, j->len);
	j->size = chunk_make(worker, j->in, j->len, j->out);
}

static const struct parallel_ops ring = {
	.job_new = job_new,
	.job_free = job_free,
	.worker_new = worker_new,
	.worker_free = worker_free,
	.work = compress,
};

int
press_new(struct press **out, const struct press_how *how, press_fn *fn,
    void *ctx, struct dump_err *err)
{
	struct press *p = calloc(1, sizeof *p);

	*out = NULL;
	if (p == NULL)
		return dump_fail_nomem(err);
	p->how = *how;
	p->fn = fn;
	p->ctx = ctx;
	if (parallel_new(&p->ring, &ring, p, how->threads, err) == -1) {
		press_free(p);
		return -1;
	}
	*out = p;
	return 0;
}

void
press_free(struct press *p)
{
	if (p == NULL)
		return;
	parallel_free(p->ring);
	free(p->zeros);
	free(p);
}

/* Of the first chunk of zeros: keeps what it became.  Where there is no
 * memory for it the next is compressed again. */
static void
keep_zeros(struct press *p, const struct job *j)
{
	if (!j->zeros || p->zeros != NULL ||
	    (p->zeros = malloc(j->size)) == NULL)
		return;
	memcpy(p->zeros, j->out, j->size);
	p->zeros_size = j->size;
	p->zeros_crc = j->crc;
}

/* Gives away the oldest job, for which it waits; *MORE: there was one. */
static int
drain(struct press *p, bool *more, struct dump_err *err)
{
	const struct job *j = parallel_take(p->ring);
	struct pressed c;
	int rc;

	*more = j != NULL;
	if (j == NULL)
		return 0;
	keep_zeros(p, j);
	c.bytes = j->known ? p->zeros : j->out;
	c.size = j->known ? p->zeros_size : j->size;
	c.crc = j->known ? p->zeros_crc : j->crc;
	c.len = j->len;
	rc = p->fn(p->ctx, &c, err);
	parallel_done(p->ring);
	return rc;
}

/* Makes sure that there is a job to fill. */
static int
have_job(struct press *p, struct dump_err *err)
{
	bool more;

	while (p->job == NULL) {
		if ((p->job = parallel_blank(p->ring)) != NULL) {
			p->job->len = 0;
			p->job->zeros = p->job->known = false;
		} else if (drain(p, &more, err) == -1)
			return -1;
	}
	return 0;
}

/* The job is full, or the last.  ZEROS: it is a whole chunk of them. */
static void
give(struct press *p, bool zeros)
{
	p->job->zeros = zeros;
	p->job->known = zeros && p->zeros != NULL;
	p->job = NULL;
	parallel_give(p->ring);
}

int
press_write(struct press *p, const void *buf, size_t len,
    struct dump_err *err)
{
	size_t n, chunk = p->how.chunk;
	const uint8_t *from = buf;
	struct job *j;

	for (; len > 0; from += n, len -= n) {
		if (have_job(p, err) == -1)
			return -1;
		j = p->job;
		n = (size_t)min_u64(len, chunk - j->len);
		memcpy(j->in + j->len, from, n);
		j->len += n;
		if (j->len == chunk)
			give(p, zeros(j->in, chunk));
	}
	return 0;
}

int
press_zeros(struct press *p, uint64_t len, struct dump_err *err)
{
	size_t n, chunk = p->how.chunk;
	struct job *j;
	bool whole;

	for (; len > 0; len -= n) {
		if (have_job(p, err) == -1)
			return -1;
		j = p->job;
		n = (size_t)min_u64(len, chunk - j->len);
		whole = n == chunk;
		if (!whole || p->zeros == NULL)
			memset(j->in + j->len, 0, n);
		j->len += n;
		if (j->len == chunk)
			give(p, whole || zeros(j->in, chunk));
	}
	return 0;
}

int
press_end(struct press *p, struct dump_err *err)
{
	bool more;

	if (p->job != NULL && p->job->len > 0)
		give(p, false);
	do
		if (drain(p, &more, err) == -1)
			return -1;
	while (more);
	return 0;
}
