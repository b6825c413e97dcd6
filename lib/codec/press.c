/* SPDX-License-Identifier: BSD-2-Clause */
/* press.c -- presses plain bytes into chunks of deflate, by several threads. */
#include <stdlib.h>

#include "base/err.h"
#include "codec/cutter.h"
#include "codec/press.h"

struct press {
	struct press_how how;
	press_fn	*fn;
	void		*ctx;		/* FN's */
	struct cutter	*cutter;
};

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

static size_t
pack(void *worker, const uint8_t *in, size_t len, uint8_t *out, uint32_t *crc)
{
	*crc = crc32_of(0, in, len);
	return chunk_make(worker, in, len, out);
}

static int
take(void *ctx, const struct cut *c, struct dump_err *err)
{
	const struct press *p = ctx;
	struct pressed pressed = { c->bytes, c->size, c->len, c->sum };

	return p->fn(p->ctx, &pressed, err);
}

int
press_new(struct press **out, const struct press_how *how, press_fn *fn,
    void *ctx, struct dump_err *err)
{
	struct cutter_how cutter = { .chunk = how->chunk,
	    .room = chunk_room(how->chunk), .threads = how->threads,
	    .worker_new = worker_new, .worker_free = worker_free,
	    .pack = pack };
	struct press *p = calloc(1, sizeof *p);

	*out = NULL;
	if (p == NULL)
		return dump_fail_nomem(err);
	p->how = *how;
	p->fn = fn;
	p->ctx = ctx;
	if (cutter_new(&p->cutter, &cutter, take, p, err) == -1) {
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
	cutter_free(p->cutter);
	free(p);
}

int
press_write(struct press *p, const void *buf, size_t len,
    struct dump_err *err)
{
	return cutter_write(p->cutter, buf, len, err);
}

int
press_zeros(struct press *p, uint64_t len, struct dump_err *err)
{
	return cutter_zeros(p->cutter, len, err);
}

int
press_end(struct press *p, struct dump_err *err)
{
	return cutter_end(p->cutter, err);
}
