/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fitting_packed.c -- plans with a limit of what is compressed.
 *
 * How large that is shows when it is done, so the output is held back until
 * it fits.  The beginnings that are tried are steps of a ladder that only the
 * dump decides, each about a fiftieth larger than the one below: first one
 * that is likely too much, then down from it.  So a higher limit never ends
 * on a lower step.
 */
#include <errno.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/checked.h"
#include "base/err.h"
#include "codec/deflate.h"
#include "fitting.h"
#include "io/copy.h"
#include "io/sink.h"
#include "io/spool.h"
#include "process/memory.h"

enum {
	STEP = 50,		/* a step is so much of what is below it */
	SAMPLE = 32 << 10,	/* is looked at */
	SAMPLED = 64,		/* ... of so many times that */
	SAMPLES_MIN = 1 << 10,	/* in a small dump more often */
	SAMPLES_MAX = 1 << 14,	/* in a large one less */
	ONE = 1 << 12		/* ratios are in these parts */
};

/* Who takes the compressed bytes. */
struct holder {
	struct spool	*spool;
	uint64_t	 size, most;
	bool		 too_much;
	struct dump_err	 err;		/* of the spool */
};

static int
hold(void *ctx, const void *buf, size_t len)
{
	struct holder *h = ctx;

	if (h->size + len > h->most) {
		h->too_much = true;
		errno = EFBIG;
		return -1;
	}
	if (spool_put(h->spool, h->size, buf, len, &h->err) == -1) {
		errno = h->err.sys != 0 ? h->err.sys : EIO;
		return -1;
	}
	h->size += len;
	return 0;
}

static int
compress(struct holder *h, struct dump_plan *p, struct dump_source *src,
    struct dump_result *res, struct dump_err *err)
{
	struct copy_watch watch = { NULL, NULL };
	struct dump_sink *dst;

	if (dump_sink_callback(&dst, hold, h, err) == -1 ||
	    dump_sink_pack(&dst, &p->limit.how, err) == -1)
		return -1;
	if (copy_layout(p->layout, src, p->m->facts.end, dst, &watch, res,
	    err) == 0)
		return dump_sink_commit(&dst, err);
	dump_sink_abort(dst);
	return -1;
}

int
packed_try(struct dump_plan *p, struct dump_source *src, uint64_t most,
    uint64_t *size, struct dump_err *err)
{
	struct holder h = { .most = most };
	struct dump_result res = { 0 };

	*size = DUMP_NOWHERE;
	spool_free(p->packed);
	p->packed = NULL;
	if (source_limits(src)->no_spool)
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE, "the "
		    "compressed output must be held back, and spooling is "
		    "off");
	if (spool_new(&h.spool, source_limits(src), NULL, 0, err) == -1)
		return -1;
	if (compress(&h, p, src, &res, err) == -1) {
		spool_free(h.spool);
		if (h.too_much)
			return 0;
		if (h.err.code != 0)
			*err = h.err;
		return -1;
	}
	if (spool_end(h.spool, h.size, err) == -1) {
		spool_free(h.spool);
		return -1;
	}
	p->packed = h.spool;
	p->npacked = *size = h.size;
	p->packed_result = res;
	return 0;
}

/* Bytes of memory that were looked at, by class, and of all of it. */
struct sampling {
	struct chunker	*chunker;
	uint8_t		*in, *out;
	uint64_t	 every;		/* bytes, one is taken */
	uint64_t	 next[DUMP_CLASSES];	/* of these: where in all of
						   the class */
	uint64_t	 all[DUMP_CLASSES];
	uint64_t	 plain[DUMP_CLASSES], packed[DUMP_CLASSES];
};

static int
sample(struct sampling *s, const struct fitting *f, const struct atom *a)
{
	uint64_t off;
	size_t got, n;

	while (s->next[a->class] < s->all[a->class] + a->size) {
		off = s->next[a->class] - s->all[a->class];
		n = (size_t)min_u64(SAMPLE, a->size - off);
		if (memory_read(f->p->m, f->src, a->addr + off, s->in, n,
		    &got, f->err) == -1)
			return -1;
		if (got > 0) {
			s->plain[a->class] += got;
			s->packed[a->class] += chunk_make(s->chunker, s->in,
			    got, s->out);
		}
		s->next[a->class] += s->every;
	}
	s->all[a->class] += a->size;
	return 0;
}

static int
sample_all(struct sampling *s, const struct fitting *f)
{
	const struct worth *w = &f->worth;
	uint64_t bytes;
	size_t i;
	int rc;

	bytes = w->n == 0 ? 0 : w->upto[w->n - 1];
	s->every = min_u64(SAMPLE * SAMPLED, bytes / SAMPLES_MIN);
	s->every = max_u64(s->every, bytes / SAMPLES_MAX);
	/* Not always where something begins that is aligned. */
	s->every = max_u64(round_up(s->every, SAMPLE), SAMPLE) +
	    SAMPLE + SAMPLE / 8;
	s->in = malloc(SAMPLE);
	s->out = malloc(chunk_room(SAMPLE));
	if (s->in == NULL || s->out == NULL)
		return dump_fail_nomem(f->err);
	rc = chunker_new(&s->chunker, deflater_for(1), 1, f->err);
	for (i = 0; rc == 0 && i < w->n; i++)
		if (!w->v[i].record)
			rc = sample(s, f, &w->v[i]);
	chunker_free(s->chunker);
	return rc;
}

/* What one byte of each class becomes, with a tenth as reserve. */
static int
find_ratios(const struct fitting *f, uint64_t ratio[DUMP_CLASSES])
{
	struct sampling s = { 0 };
	int rc = sample_all(&s, f);
	size_t i;

	for (i = 0; i < DUMP_CLASSES; i++)
		ratio[i] = s.plain[i] == 0 ? ONE :
		    s.packed[i] * ONE / s.plain[i] * 11 / 10 + 1;
	free(s.in);
	free(s.out);
	return rc;
}

/* A beginning of the order, and what it may become. */
struct step {
	size_t		 n;
	uint64_t	 size;
};
struct ladder {
	struct step	*v;
	size_t		 n, cap;
};

static int
add_step(struct ladder *l, size_t n, uint64_t size, struct dump_err *err)
{
	if (array_room(&l->v, &l->cap, l->n, sizeof *l->v, err) == -1)
		return -1;
	l->v[l->n++] = (struct step){ n, size };
	return 0;
}

/* What each turn adds. */
static uint64_t *
estimates(const struct fitting *f)
{
	uint64_t ratio[DUMP_CLASSES], *v = NULL;
	const struct atom *a;
	size_t i;

	if (find_ratios(f, ratio) == -1)
		return NULL;
	if ((v = malloc((f->worth.n + 1) * sizeof *v)) == NULL) {
		dump_fail_nomem(f->err);
		return NULL;
	}
	for (i = 0; i < f->worth.n; i++) {
		a = &f->worth.v[i];
		v[a->turn] = a->record ? a->size : a->size / ONE *
		    ratio[a->class] + a->size % ONE * ratio[a->class] / ONE;
	}
	return v;
}

/* LEAST is what the shortest beginning became. */
static int
make_ladder(const struct fitting *f, struct ladder *l, uint64_t least)
{
	uint64_t *v = estimates(f), sum = least, below = least;
	size_t i;
	int rc = v != NULL ? add_step(l, 0, least, f->err) : -1;

	for (i = 0; rc == 0 && i < f->worth.n; i++) {
		sum = add_capped(sum, v[i]);
		if (i + 1 < f->worth.n && add_capped(sum, v[i + 1]) <=
		    add_capped(below, below / STEP))
			continue;
		rc = add_step(l, i + 1, sum, f->err);
		below = sum;
	}
	free(v);
	return rc;
}

static int
climb_down(struct fitting *f, const struct ladder *l, size_t most, size_t *n)
{
	const struct dump_limit *limit = &f->p->limit;
	size_t i = l->n;
	uint64_t size;

	while (i > 1 && (l->v[i - 1].n > most || l->v[i - 1].size >
	    add_capped(limit->packed, limit->packed / 4)))
		i--;
	while (i-- > 0) {
		*n = l->v[i].n;
		if (fitting_try(f, *n, &size) == -1)
			return -1;
		if (size == DUMP_NOWHERE || (limit->bytes != 0 &&
		    size > limit->bytes))
			continue;
		if (packed_try(f->p, f->src, limit->packed, &size, f->err) ==
		    -1)
			return -1;
		if (size != DUMP_NOWHERE)
			return 0;
	}
	return fitting_fail(f->p, l->v[0].size, f->err);
}

int
packed_fit(struct fitting *f, size_t most, size_t *n)
{
	struct ladder l = { 0 };
	uint64_t size;
	int rc;

	if (fitting_try(f, 0, &size) == -1 ||
	    packed_try(f->p, f->src, UINT64_MAX, &size, f->err) == -1)
		return -1;
	if (size > f->p->limit.packed)
		return fitting_fail(f->p, size, f->err);
	if ((rc = make_ladder(f, &l, size)) == 0)
		rc = climb_down(f, &l, most, n);
	free(l.v);
	return rc;
}
