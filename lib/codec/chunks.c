/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * chunks.c -- reads a file by its index: a few chunks are kept for those who
 * jump about, and threads read ahead for those who go on.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/checked.h"
#include "base/err.h"
#include "codec/chunks.h"
#include "codec/parallel.h"
#include "io/source.h"

enum {
	CACHE = 4,		/* chunks, for those who jump about */
	STREAK = 3,		/* chunks in order, before threads read ahead */
	THREADS = 4		/* of those, unless asked for another number */
};

/* A chunk, undone or about to be. */
struct slot {
	const struct chunk *chunk;	/* NULL: none */
	uint8_t		*in, *out;
	bool		 right;
	uint64_t	 used;		/* when, for the cache */
};

/* What undoes chunks in one thread. */
struct worker {
	const struct chunk_ops *ops;
	void		*state;
};

struct chunks {
	struct dump_source *src;	/* not ours to close */
	const struct chunk_ops *ops;
	void		*ctx;		/* theirs */
	struct chunk_map map;
	unsigned	 threads;

	struct worker	*worker;	/* the caller's own */
	struct slot	*cache[CACHE];
	uint64_t	 clock;
	size_t		 last;		/* chunk that was asked for */
	unsigned	 streak;

	/* Chunks from NEXT on are read ahead, up to FILLED; SHOWN is the one
	 * before NEXT, if it was taken and not given back. */
	struct parallel	*ahead;
	bool		 running;
	size_t		 next, filled;
	struct slot	*shown;
};

static void
slot_free(void *slot)
{
	struct slot *s = slot;

	if (s == NULL)
		return;
	free(s->in);
	free(s->out);
	free(s);
}

static void *
slot_new(void *ctx, struct dump_err *err)
{
	const struct chunks *g = ctx;
	struct slot *s = calloc(1, sizeof *s);

	if (s != NULL) {
		s->in = malloc((size_t)g->map.most_packed + g->ops->room);
		s->out = malloc((size_t)g->map.most + g->ops->room);
		if (s->in != NULL && s->out != NULL)
			return s;
	}
	slot_free(s);
	dump_fail_nomem(err);
	return NULL;
}

static void
worker_free(void *worker)
{
	struct worker *w = worker;

	if (w == NULL)
		return;
	if (w->state != NULL)
		w->ops->worker_free(w->state);
	free(w);
}

static void *
worker_new(void *ctx, struct dump_err *err)
{
	const struct chunks *g = ctx;
	struct worker *w = calloc(1, sizeof *w);

	if (w != NULL) {
		w->ops = g->ops;
		if ((w->state = g->ops->worker_new(g->ctx)) != NULL)
			return w;
	}
	worker_free(w);
	dump_fail_nomem(err);
	return NULL;
}

static void
undo(void *worker, void *slot)
{
	struct worker *w = worker;
	struct slot *s = slot;

	s->right = w->ops->undo(w->state, s->chunk, s->in, s->out);
}

static const struct parallel_ops ring = {
	.job_new = slot_new,
	.job_free = slot_free,
	.worker_new = worker_new,
	.worker_free = worker_free,
	.work = undo,
};

/* Reads what chunk number N is compressed to. */
static int
load(struct chunks *g, size_t n, struct slot *s, struct dump_err *err)
{
	const struct chunk *c = &g->map.chunks[n];

	s->chunk = NULL;
	if (dump_source_read(g->src, c->off, s->in, c->size, err) == -1)
		return -1;
	s->chunk = c;
	return 0;
}

static void
stop(struct chunks *g)
{
	if (g->running)
		parallel_drop(g->ahead);
	g->running = false;
	g->shown = NULL;
}

/* Gives threads as much as they take.  What cannot be read is met again by
 * who asks for it. */
static void
feed(struct chunks *g)
{
	struct dump_err err;
	struct slot *s;

	while (g->filled < g->map.n &&
	    (s = parallel_blank(g->ahead)) != NULL &&
	    load(g, g->filled, s, &err) == 0) {
		parallel_give(g->ahead);
		g->filled++;
	}
}

/* Starts to read ahead at chunk N.  False where that is not possible. */
static bool
start(struct chunks *g, size_t n)
{
	struct dump_err err;
	size_t i;

	stop(g);
	if (g->threads == 1 || (g->ahead == NULL && parallel_new(&g->ahead,
	    &ring, g, g->threads, &err) == -1)) {
		g->threads = 1;
		return false;
	}
	/* Who goes on does not jump about: memory is for one of both. */
	for (i = 0; i < CACHE; i++) {
		slot_free(g->cache[i]);
		g->cache[i] = NULL;
	}
	g->running = true;
	g->next = g->filled = n;
	feed(g);
	return true;
}

/* Chunk N from those that were read ahead, or NULL. */
static struct slot *
from_ahead(struct chunks *g, size_t n)
{
	if (g->shown != NULL && n + 1 == g->next)
		return g->shown;
	if (n < g->next || n >= g->filled) {
		stop(g);
		return NULL;
	}
	for (; g->next <= n; g->next++) {
		if (g->shown != NULL)
			parallel_done(g->ahead);
		feed(g);
		g->shown = parallel_take(g->ahead);
	}
	return g->shown;
}

/* Chunk N from the cache, into which it is brought. */
static struct slot *
from_cache(struct chunks *g, size_t n, struct dump_err *err)
{
	const struct chunk *c = &g->map.chunks[n];
	size_t i, oldest = 0;
	struct slot *s;

	for (i = 0; i < CACHE; i++) {
		s = g->cache[i];
		if (s != NULL && s->chunk == c) {
			s->used = ++g->clock;
			return s;
		}
		if (s == NULL || (g->cache[oldest] != NULL &&
		    s->used < g->cache[oldest]->used))
			oldest = i;
	}
	s = g->cache[oldest];
	if (s == NULL && (s = g->cache[oldest] = slot_new(g, err)) == NULL)
		return NULL;
	if ((g->worker == NULL && (g->worker = worker_new(g, err)) == NULL) ||
	    load(g, n, s, err) == -1)
		return NULL;
	undo(g->worker, s);
	s->used = ++g->clock;
	return s;
}

/* The bytes of chunk N, or NULL with *ERR filled. */
static const uint8_t *
chunk(struct chunks *g, size_t n, struct dump_err *err)
{
	const struct chunk *c = &g->map.chunks[n];
	struct slot *s = NULL;

	if (n != g->last)
		g->streak = n == g->last + 1 ? g->streak + 1 : 0;
	g->last = n;
	if (g->running || (g->streak >= STREAK && start(g, n)))
		s = from_ahead(g, n);
	if (s == NULL && (s = from_cache(g, n, err)) == NULL)
		return NULL;
	assert(s->chunk == c);
	if (s->right)
		return s->out;
	dump_fail(err, DUMP_E_DAMAGED, c->off, "%s: damaged: bytes 0x%" PRIx64
	    " to 0x%" PRIx64 " do not have the checksum that the index says",
	    g->ops->codec, c->at, c->at + c->len);
	return NULL;
}

/* The chunk that byte AT lies in; there is one. */
static size_t
find(const struct chunk_map *m, uint64_t at)
{
	size_t low = 0, high = m->n, mid;

	while (high - low > 1) {
		mid = low + (high - low) / 2;
		if (m->chunks[mid].at <= at)
			low = mid;
		else
			high = mid;
	}
	return low;
}

static int
chunks_pread(void *ctx, uint64_t off, void *buf, size_t len, size_t *got,
    struct dump_err *err)
{
	struct chunks *g = ctx;
	const struct chunk *c;
	const uint8_t *bytes;
	uint8_t *p = buf;
	size_t n, some;

	*got = 0;
	if (off >= g->map.plain)
		return 0;
	len = (size_t)min_u64(len, g->map.plain - off);
	for (n = find(&g->map, off); *got < len; n++, off += some) {
		c = &g->map.chunks[n];
		if ((bytes = chunk(g, n, err)) == NULL)
			return -1;
		some = (size_t)min_u64(len - *got, c->len - (off - c->at));
		memcpy(p + *got, bytes + (off - c->at), some);
		*got += some;
	}
	return 0;
}

static const char *
chunks_flaw(void *ctx)
{
	const struct chunks *g = ctx;

	return g->ops->flaw != NULL ? g->ops->flaw(g->ctx) : NULL;
}

static void
chunks_about(void *ctx, struct dump_wrapping *w)
{
	const struct chunks *g = ctx;

	if (g->ops->about != NULL)
		g->ops->about(g->ctx, w);
}

static void
chunks_close(void *ctx)
{
	struct chunks *g = ctx;
	size_t i;

	parallel_free(g->ahead);
	worker_free(g->worker);
	for (i = 0; i < CACHE; i++)
		slot_free(g->cache[i]);
	chunk_map_free(&g->map);
	if (g->ops->close != NULL)
		g->ops->close(g->ctx);
	free(g);
}

static const struct source_ops chunks_ops = {
	.pread = chunks_pread,
	.flaw = chunks_flaw,
	.about = chunks_about,
	.close = chunks_close,
};

int
chunks_open(struct dump_source **out, struct dump_source *src,
    struct chunk_map *m, const struct chunk_ops *ops, void *ctx,
    unsigned threads, struct dump_err *err)
{
	struct chunks *g = calloc(1, sizeof *g);

	*out = NULL;
	if (g == NULL) {
		chunk_map_free(m);
		if (ops->close != NULL)
			ops->close(ctx);
		dump_source_close(src);
		return dump_fail_nomem(err);
	}
	g->src = src;
	g->ops = ops;
	g->ctx = ctx;
	g->map = *m;
	*m = (struct chunk_map){ 0 };
	g->last = SIZE_MAX - 1;
	g->threads = threads != 0 ? threads :
	    (unsigned)min_u64(parallel_processors(), THREADS);
	return source_over(out, &chunks_ops, g, src, ops->codec, g->map.plain,
	    err);
}

int
chunk_map_add(struct chunk_map *m, uint64_t off, uint32_t size, uint32_t len,
    uint32_t sum, struct dump_err *err)
{
	if (array_room(&m->chunks, &m->cap, m->n, sizeof *m->chunks,
	    err) == -1)
		return -1;
	m->chunks[m->n++] = (struct chunk){ off, m->plain, size, len, sum };
	m->most = (uint32_t)max_u64(m->most, len);
	m->most_packed = (uint32_t)max_u64(m->most_packed, size);
	m->plain += len;
	return 0;
}

void
chunk_map_free(struct chunk_map *m)
{
	free(m->chunks);
	*m = (struct chunk_map){ 0 };
}
