/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gzip_writer.c -- writes gzip: one member of chunks, compressed by several
 * threads.  Chunks are cut by their place in the input alone, so that the
 * output depends neither on the threads nor on how the bytes arrive.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "codec/gzip.h"
#include "codec/parallel.h"
#include "io/sink.h"
#include "io/zeros.h"

/* An index may make the file larger by a 25th. */
enum { INDEX_SHARE = 25 };

struct job {
	uint8_t		*in, *out;
	size_t		 len, size;	/* plain, compressed */
	uint32_t	 crc;		/* of the plain bytes */
	bool		 zeros;		/* a whole chunk of them */
	bool		 known;		/* ... which was made before */
};

struct gzip_writer {
	struct dump_sink *dst;		/* not ours to end */
	const struct deflater *d;
	int		 level;
	enum dump_index	 index;
	struct parallel	*ring;
	struct job	*job;		/* that is being filled, or NULL */

	/* What a chunk of zeros becomes, once it was seen. */
	uint8_t		*zeros;
	size_t		 zeros_size;
	uint32_t	 zeros_crc;

	/* Of all that was written. */
	uint64_t	 plain, packed;
	uint32_t	 crc;
	uint8_t		*entries;
	size_t		 nentries, entries_cap;
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
	struct job *j = calloc(1, sizeof *j);

	(void)ctx;
	if (j != NULL) {
		j->in = malloc(GZIP_CHUNK);
		j->out = malloc(chunk_room(GZIP_CHUNK));
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
	const struct gzip_writer *g = ctx;
	struct chunker *c;

	return chunker_new(&c, g->d, g->level, err) == 0 ? c : NULL;
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

static int
put(struct gzip_writer *g, const void *buf, size_t len, struct dump_err *err)
{
	g->packed += len;
	return sink_write(g->dst, buf, len, err);
}

/* Of the first chunk of zeros: keeps what it became.  Where there is no
 * memory for it the next is compressed again. */
static void
keep_zeros(struct gzip_writer *g, const struct job *j)
{
	if (!j->zeros || g->zeros != NULL ||
	    (g->zeros = malloc(j->size)) == NULL)
		return;
	memcpy(g->zeros, j->out, j->size);
	g->zeros_size = j->size;
	g->zeros_crc = j->crc;
}

/* Writes the oldest job, for which it waits; *MORE: there was one. */
static int
drain(struct gzip_writer *g, bool *more, struct dump_err *err)
{
	const struct job *j = parallel_take(g->ring);
	uint8_t *entry;
	size_t size;
	uint32_t crc;
	int rc;

	*more = j != NULL;
	if (j == NULL)
		return 0;
	keep_zeros(g, j);
	size = j->known ? g->zeros_size : j->size;
	crc = j->known ? g->zeros_crc : j->crc;
	g->crc = crc32_joined(g->crc, crc, j->len);
	g->plain += j->len;
	if (array_room(&g->entries, &g->entries_cap, g->nentries, GZIP_ENTRY,
	    err) == -1)
		return -1;
	entry = g->entries + g->nentries++ * GZIP_ENTRY;
	put_le16(entry, (uint16_t)size);
	entry[2] = (uint8_t)(size >> 16);
	put_le32(entry + 3, crc);
	rc = put(g, j->known ? g->zeros : j->out, size, err);
	parallel_done(g->ring);
	return rc;
}

/* Makes sure that there is a job to fill. */
static int
have_job(struct gzip_writer *g, struct dump_err *err)
{
	bool more;

	while (g->job == NULL) {
		if ((g->job = parallel_blank(g->ring)) != NULL) {
			g->job->len = 0;
			g->job->zeros = g->job->known = false;
		} else if (drain(g, &more, err) == -1)
			return -1;
	}
	return 0;
}

/* The job is full, or the last.  ZEROS: it is a whole chunk of them. */
static void
give(struct gzip_writer *g, bool zeros)
{
	g->job->zeros = zeros;
	g->job->known = zeros && g->zeros != NULL;
	g->job = NULL;
	parallel_give(g->ring);
}

static int
writer_write(void *ctx, const void *buf, size_t len, struct dump_err *err)
{
	struct gzip_writer *g = ctx;
	const uint8_t *p = buf;
	struct job *j;
	size_t n;

	for (; len > 0; p += n, len -= n) {
		if (have_job(g, err) == -1)
			return -1;
		j = g->job;
		n = (size_t)min_u64(len, GZIP_CHUNK - j->len);
		memcpy(j->in + j->len, p, n);
		j->len += n;
		if (j->len == GZIP_CHUNK)
			give(g, zeros(j->in, GZIP_CHUNK));
	}
	return 0;
}

static int
writer_zeros(void *ctx, uint64_t len, struct dump_err *err)
{
	struct gzip_writer *g = ctx;
	struct job *j;
	bool whole;
	size_t n;

	for (; len > 0; len -= n) {
		if (have_job(g, err) == -1)
			return -1;
		j = g->job;
		n = (size_t)min_u64(len, GZIP_CHUNK - j->len);
		whole = n == GZIP_CHUNK;
		if (!whole || g->zeros == NULL)
			memset(j->in + j->len, 0, n);
		j->len += n;
		if (j->len == GZIP_CHUNK)
			give(g, whole || zeros(j->in, GZIP_CHUNK));
	}
	return 0;
}

/* Writes the index, unless it would be large for so small a file. */
static int
put_index(struct gzip_writer *g, struct dump_err *err)
{
	struct gzip_closing c = { .plain = g->plain, .packed = g->packed,
	    .chunk = GZIP_CHUNK };
	size_t len = g->nentries * GZIP_ENTRY;
	uint64_t i, blocks = gzip_blocks(g->nentries);
	uint8_t payload[GZIP_PAYLOAD], block[GZIP_BLOCK];
	const uint8_t *p = g->entries;
	size_t n;

	if (g->index == DUMP_INDEX_NEVER || g->nentries == 0 ||
	    (g->index == DUMP_INDEX_USUAL &&
	    (blocks + 1) * GZIP_BLOCK > g->packed / INDEX_SHARE))
		return 0;
	c.crc = crc32_of(0, p, len);
	for (i = 0; i < blocks; i++, p += n, len -= n) {
		n = (size_t)min_u64(len, GZIP_PAYLOAD);
		memset(payload, 0, sizeof payload);
		memcpy(payload, p, n);
		gzip_block_make(block, payload);
		if (put(g, block, GZIP_BLOCK, err) == -1)
			return -1;
	}
	memcpy(c.rest, p, len);
	gzip_closing_make(block, &c);
	return put(g, block, GZIP_BLOCK, err);
}

static int
writer_finish(void *ctx, struct dump_err *err)
{
	struct gzip_writer *g = ctx;
	uint8_t end[2 + GZIP_TRAILER] = { 3, 0 };
	bool more;

	if (g->job != NULL && g->job->len > 0)
		give(g, false);
	do
		if (drain(g, &more, err) == -1)
			return -1;
	while (more);
	if (put_index(g, err) == -1)
		return -1;
	put_le32(end + 2, g->crc);
	put_le32(end + 6, (uint32_t)g->plain);
	return put(g, end, sizeof end, err);
}

static void
writer_close(void *ctx)
{
	struct gzip_writer *g = ctx;

	parallel_free(g->ring);
	free(g->zeros);
	free(g->entries);
	free(g);
}

static const struct sink_ops writer_ops = {
	.write = writer_write,
	.zeros = writer_zeros,
	.finish = writer_finish,
	.close = writer_close,
};

int
gzip_create(struct dump_sink **out, struct dump_sink *dst,
    const struct dump_packing *how, const struct deflater *d,
    struct dump_err *err)
{
	struct gzip_writer *g = calloc(1, sizeof *g);
	uint8_t header[GZIP_HEADER_MOST];

	*out = NULL;
	if (g == NULL) {
		dump_fail_nomem(err);
	} else {
		g->dst = dst;
		g->d = d;
		g->level = how->level;
		g->index = how->index;
		if (parallel_new(&g->ring, &ring, g, how->threads, err) == 0 &&
		    put(g, header, gzip_header_make(header, how), err) == 0)
			return sink_over(out, &writer_ops, g, dst, err);
		writer_close(g);
	}
	dump_sink_abort(dst);
	return -1;
}
