/* SPDX-License-Identifier: BSD-2-Clause */
/* gzip_chunks.c -- undoes the chunks of gzip that an index tells of, with a
 * library of choice. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "codec/chunks.h"
#include "codec/gzip.h"

struct gzip_chunks {
	const struct deflater *d;
	struct gzip_header header;
	char		 flaw[PART_FLAW];
};

/* What undoes chunks in one thread. */
struct worker {
	const struct deflater *d;
	void		*state;
};

static void *
worker_new(void *ctx)
{
	const struct gzip_chunks *g = ctx;
	struct worker *w = malloc(sizeof *w);

	if (w == NULL)
		return NULL;
	w->d = g->d;
	if ((w->state = g->d->open_undo()) != NULL)
		return w;
	free(w);
	return NULL;
}

static void
worker_free(void *worker)
{
	struct worker *w = worker;

	w->d->close_undo(w->state);
	free(w);
}

static bool
undo(void *worker, const struct chunk *c, uint8_t *in, uint8_t *out)
{
	const struct worker *w = worker;

	return w->d->undo(w->state, in, c->size, out, c->len) &&
	    crc32_of(0, out, c->len) == c->sum;
}

static const char *
flaw(void *ctx)
{
	const struct gzip_chunks *g = ctx;

	return g->flaw[0] != '\0' ? g->flaw : NULL;
}

static void
about(void *ctx, struct dump_wrapping *w)
{
	const struct gzip_chunks *g = ctx;

	w->name = g->header.name_len > 0 ? g->header.name : NULL;
	w->time = g->header.time;
}

static const struct chunk_ops gzip_ops = {
	.codec = "gzip",
	.room = UNDO_ROOM,
	.worker_new = worker_new,
	.worker_free = worker_free,
	.undo = undo,
	.flaw = flaw,
	.about = about,
	.close = free,
};

int
gzip_chunks_open(struct dump_source **out, struct dump_source *src,
    struct gzip_map *m, const struct deflater *d, unsigned threads,
    struct dump_err *err)
{
	struct gzip_chunks *g = malloc(sizeof *g);

	if (g == NULL) {
		*out = NULL;
		gzip_map_free(m);
		dump_source_close(src);
		return dump_fail_nomem(err);
	}
	g->d = d;
	g->header = m->header;
	memcpy(g->flaw, m->flaw, sizeof g->flaw);
	return chunks_open(out, src, &m->map, &gzip_ops, g, threads, err);
}
