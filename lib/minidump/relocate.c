/* SPDX-License-Identifier: BSD-2-Clause */
/* relocate.c -- streams and blobs with the offsets that an output gives. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/err.h"
#include "minidump/writer.h"

static bool
has_fixups(const struct fixup *f)
{
	return f != NULL && f->width != 0;
}

bool
must_relocate(const struct shape *shape)
{
	return shape != NULL && (has_fixups(shape->head) ||
	    has_fixups(shape->each));
}

static void
put_count(const struct shape *shape, uint8_t *buf, uint64_t n)
{
	if (shape->count_width == 8)
		put_le64(buf + shape->count_at, n);
	else if (shape->count_width == 4)
		put_le32(buf + shape->count_at, (uint32_t)n);
}

static void
put_in_order(const struct shape *shape, uint8_t *buf, struct entries *e)
{
	if (e->padded) {
		memmove(buf + e->start - 4, buf + e->start,
		    (size_t)(e->n * e->stride));
		e->start -= 4;
		e->padded = false;
	}
	if (e->n < e->claimed)
		put_count(shape, buf, e->n);
}

static uint64_t
stack_pointer(const struct output *w, uint64_t id)
{
	size_t low = 0, high = w->npointers, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (w->pointers[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low < w->npointers && w->pointers[low].id == id ?
	    w->pointers[low].sp : DUMP_NOWHERE;
}

/*
 * A stack points into the memory of the list, so it is stored once.  Beyond
 * 4 GiB its offset has no room: then there is only its address, as dbghelp
 * does in full dumps, and readers look that up.
 */
static int
put_stack(struct output *w, uint8_t *entry, const struct fixup *f,
    struct dump_err *err)
{
	struct threads_part *part = w->threads;
	uint8_t *d = entry + f->at - 12;
	struct range r = { 0, 0, 0 };
	struct span at;
	uint64_t rva;

	if (!md_span(w->md, le64(d), le32(d + 8), &at) ||
	    !ranges_stack(&w->t->ranges, at, stack_pointer(w, le32(entry)),
	    &r)) {
		put_le32(d + 8, 0);
		put_le32(d + 12, 0);
		return 0;
	}
	if (array_room(&part->stacks, &part->cap, part->nstacks,
	    sizeof *part->stacks, err) == -1)
		return -1;
	part->stacks[part->nstacks++] = (struct stack){
		(uint32_t)(d - part->bytes), r.data
	};
	rva = w->t->memory + r.data;
	put_le64(d, md_extended(w->md, r.addr));
	put_le32(d + 8, (uint32_t)r.size);
	put_le32(d + 12, rva > UINT32_MAX ? 0 : (uint32_t)rva);
	return 0;
}

/*
 * One offset; what cannot be read is written as absent.  But of a text readers
 * believe that it is there: a lost one becomes one without letters.
 */
static int
put_offset(void *ctx, uint8_t *at, const struct fixup *f,
    struct dump_err *err)
{
	struct output *w = ctx;
	const struct blob *b;
	uint64_t was;

	if (f->target == TO_MEMORY)
		return put_stack(w, at, f, err);
	b = blobs_find(&w->blobs, false, at, f);
	was = get_word(false, f->width, at + f->at);
	if (b == NULL && target_is_text(f->target) && was != 0) {
		put_word(false, f->width, at + f->at, w->empty);
		return 0;
	}
	if (f->width == 8)
		put_le64(at + f->at, b == NULL ? 0 : b->out);
	else
		put_le32(at + f->at, b == NULL ? 0 : b->out);
	if (f->size_at != OWN_SIZE && (b == NULL || b->skip > 0))
		put_le32(at + f->size_at, b == NULL ? 0 : b->len);
	return 0;
}

static int
load(struct output *w, uint64_t off, uint32_t len, uint8_t *buf,
    struct dump_err *err)
{
	size_t got;

	if (md_read(w->md, off, buf, len, &got, err) == -1)
		return -1;
	if (got < len)
		return dump_fail(err, DUMP_E_TRUNC, off, "%" PRIu32
		    " bytes were there, %zu are left", len, got);
	return 0;
}

static int
add_held(struct output *w, const void *bytes, uint64_t len,
    struct dump_err *err)
{
	struct part part = { .kind = PART_HELD, .len = len, .held = bytes };

	return layout_part(w->l, &part, err);
}

static int
add_copied(struct output *w, uint64_t off, uint64_t len,
    struct dump_err *err)
{
	struct part part = { .kind = PART_SOURCE, .len = len, .off = off };

	return layout_part(w->l, &part, err);
}

static bool
is_thread_list(const struct stream *s)
{
	return s->type == ST_THREADS || s->type == ST_THREADS_EX;
}

/* A list of threads is made, not held: stacks may turn out to be lost. */
static int
relocate_threads(struct output *w, const struct stream *s,
    struct dump_err *err)
{
	struct part part = { .kind = PART_MADE, .make = tables_make_threads };
	struct threads_part *p = calloc(1, sizeof *p);
	struct entries list = s->list;

	if (p == NULL)
		return dump_fail_nomem(err);
	p->t = w->t;
	p->next = w->t->threads;
	w->t->threads = w->threads = p;
	if ((p->bytes = malloc(stream_needed(s))) == NULL)
		return dump_fail_nomem(err);
	part.ctx = p;
	part.len = stream_relocated(s);
	if (load(w, s->off, stream_needed(s), p->bytes, err) == -1)
		return -1;
	if (stream_is_thinned(w->md, s)) {
		stream_thin(w->md, s->type, p->bytes, &list);
		part.len -= (s->list.n - list.n) * list.stride;
	}
	put_in_order(s->kind->shape, p->bytes, &list);
	if (shape_walk(s->kind->shape, p->bytes, (uint32_t)part.len, &list,
	    put_offset, w, err) == -1)
		return -1;
	return layout_part(w->l, &part, err);
}

/* LEN bytes at OFF, which lead somewhere, of which SIZE are written. */
static int
relocate(struct output *w, const struct shape *shape, uint64_t off,
    uint32_t len, const struct entries *entries, uint32_t size,
    struct dump_err *err)
{
	struct entries list = *entries;
	uint8_t *buf;

	if ((buf = arena_alloc(&w->t->held, len, err)) == NULL ||
	    load(w, off, len, buf, err) == -1)
		return -1;
	put_in_order(shape, buf, &list);
	if (shape_walk(shape, buf, size, &list, put_offset, w, err) == -1)
		return -1;
	return add_held(w, buf, size, err);
}

/* A list of which entries, or parts of them, are left out. */
static int
thin(struct output *w, const struct stream *s, struct dump_err *err)
{
	const struct shape *shape = s->kind->shape;
	struct entries list = s->list;
	uint32_t len = (uint32_t)(list.start + list.n * list.stride);
	uint8_t *buf;

	if ((buf = arena_alloc(&w->t->held, len, err)) == NULL ||
	    load(w, s->off, len, buf, err) == -1)
		return -1;
	stream_thin(w->md, s->type, buf, &list);
	put_in_order(shape, buf, &list);
	len = (uint32_t)(list.start + list.n * list.stride);
	if (must_relocate(shape) && shape_walk(shape, buf, len, &list,
	    put_offset, w, err) == -1)
		return -1;
	return add_held(w, buf, len, err);
}

/* A record or opaque stream of which something is scrubbed. */
static int
scrub(struct output *w, const struct stream *s, struct dump_err *err)
{
	uint32_t size = stream_relocated(s);
	uint8_t *buf;

	buf = arena_alloc(&w->t->held, (size_t)s->have + 1, err);
	if (buf == NULL || load(w, s->off, s->have, buf, err) == -1)
		return -1;
	if (must_relocate(s->kind->shape) && shape_walk(s->kind->shape, buf,
	    size, &s->list, put_offset, w, err) == -1)
		return -1;
	output_scrub_stream(w, s, buf, size);
	return add_held(w, buf, size, err);
}

/* A list that leads nowhere, but lost entries. */
static int
shorten(struct output *w, const struct stream *s, struct dump_err *err)
{
	uint32_t head = s->list.start;
	uint8_t *buf;

	if ((buf = arena_alloc(&w->t->held, head, err)) == NULL ||
	    load(w, s->off, head, buf, err) == -1)
		return -1;
	put_count(s->kind->shape, buf, s->list.n);
	if (add_held(w, buf, head, err) == -1)
		return -1;
	return add_copied(w, s->off + head, stream_relocated(s) - head, err);
}

int
relocate_stream(struct output *w, const struct stream *s,
    struct dump_err *err)
{
	if (w->p->remade.v != NULL &&
	    w->p->remade.record == (size_t)(s - w->md->streams))
		return add_held(w, w->p->remade.v, w->p->remade.n, err);
	if (s->have == 0)
		return 0;
	if (is_thread_list(s))
		return relocate_threads(w, s, err);
	if (stream_is_thinned(w->md, s))
		return thin(w, s, err);
	if (output_scrubs_stream(w, s))
		return scrub(w, s, err);
	if (must_relocate(s->kind->shape))
		return relocate(w, s->kind->shape, s->off, stream_needed(s),
		    &s->list, stream_relocated(s), err);
	if (shape_is_list(s->kind->shape) &&
	    s->list.n < s->list.claimed)
		return shorten(w, s, err);
	return add_copied(w, s->off, s->have, err);
}

/* A blob that leads nowhere; a string gets the NUL that some leave out. */
static int
copy_blob(struct output *w, const struct blob *b, struct dump_err *err)
{
	static const uint8_t nul[2];
	const struct target_kind *kind = target_kind(b->target);
	uint32_t rest = b->skip > 0 ? b->len - b->head : 0;
	uint8_t *head;

	if (!kind->sized || (!b->mend && b->skip == 0)) {
		if (add_copied(w, b->off, b->len - rest, err) == -1)
			return -1;
	} else {
		if ((head = arena_alloc(&w->t->held, 4, err)) == NULL)
			return -1;
		put_le32(head, b->len - 4);
		if (add_held(w, head, 4, err) == -1)
			return -1;
		rest = b->len - 4;
	}
	if (rest > 0 && add_copied(w, b->off + b->len - rest + b->skip,
	    rest, err) == -1)
		return -1;
	return add_held(w, nul, kind->nul, err);
}

/* A context without what is scrubbed of it. */
static int
scrub_context(struct output *w, const struct blob *b, struct dump_err *err)
{
	uint8_t *buf;

	if ((buf = arena_alloc(&w->t->held, b->len, err)) == NULL ||
	    load(w, b->off, b->len, buf, err) == -1)
		return -1;
	md_scrub_context(w->md, w->p, buf, b->len);
	return add_held(w, buf, b->len, err);
}

int
relocate_blob(struct output *w, const struct blob *b, struct dump_err *err)
{
	const struct target_kind *kind = target_kind(b->target);
	struct entries list;
	uint8_t head[32];

	if (output_scrubs_context(w, b))
		return scrub_context(w, b, err);
	if (kind->shape == NULL)
		return copy_blob(w, b, err);
	if (load(w, b->off, kind->shape->header, head, err) == -1)
		return -1;
	if (!shape_entries(kind->shape, false, head, b->len, b->len, &list))
		return add_copied(w, b->off, b->len, err);
	return relocate(w, kind->shape, b->off, b->len, &list, b->len, err);
}
