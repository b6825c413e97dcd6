/* SPDX-License-Identifier: BSD-2-Clause */
/* shapes.c -- finds the entries of a list, and the offsets in a record. */
#include "base/bytes.h"
#include "base/checked.h"
#include "minidump/streams.h"

static void
clamp(const struct shape *shape, uint32_t have, struct entries *e)
{
	uint64_t room = have < e->start ? 0 :
	    (uint64_t)(have - e->start) / e->stride;

	e->n = min_u64(min_u64(e->claimed, room), shape->max);
	e->excess = e->n == 0 && have < e->start ? 0 :
	    (uint32_t)(have - e->start - e->n * e->stride);
}

bool
shape_entries(const struct shape *shape, bool big, const uint8_t *head,
    uint32_t have, uint32_t size, struct entries *out)
{
	struct entries e = { .start = shape->header, .stride = shape->entry };

	*out = e;
	if (shape->entry == 0)
		return have >= shape->header || shape->count_width == 0;
	if (have < shape->header)
		return false;
	if (shape->stated) {
		e.start = get32(big, head);
		e.stride = get32(big, head + 4);
		if (e.start < shape->header || e.stride < shape->entry ||
		    e.start > have)
			return false;
	}
	e.claimed = shape->count_width == 0 ? have / e.stride :
	    get_word(big, shape->count_width, head + shape->count_at);
	/* A compiler of a 32-bit writer aligned the array to 8 bytes. */
	e.padded = shape->paddable && e.claimed > 0 && size >= 8 &&
	    e.claimed == (size - 8) / e.stride &&
	    (size - 8) % e.stride == 0;
	if (e.padded)
		e.start += 4;
	clamp(shape, have, &e);
	*out = e;
	return true;
}

/* All fields of one header or entry, which has LEN bytes. */
static int
walk_fields(const struct fixup *f, uint8_t *at, uint64_t len, fixup_fn *fn,
    void *ctx, struct dump_err *err)
{
	for (; f != NULL && f->width != 0; f++)
		if (fits(f->at, f->width, len) && fn(ctx, at, f, err) == -1)
			return -1;
	return 0;
}

int
shape_walk(const struct shape *shape, uint8_t *buf, uint32_t have,
    const struct entries *list, fixup_fn *fn, void *ctx, struct dump_err *err)
{
	uint64_t i;

	if (walk_fields(shape->head, buf, have, fn, ctx, err) == -1)
		return -1;
	if (shape->each == NULL)
		return 0;
	for (i = 0; i < list->n; i++)
		if (walk_fields(shape->each, buf + list->start +
		    i * list->stride, list->stride, fn, ctx, err) == -1)
			return -1;
	return 0;
}
