/* SPDX-License-Identifier: BSD-2-Clause */
/* writer.c -- lays out a minidump that differs from its input. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "minidump/writer.h"
#include "model/provenance.h"

/* A size of 0, and a NUL. */
enum { EMPTY_SIZE = 4 + 2, EMPTY_ALIGN = 4 };
enum { STREAM_ALIGN = 8, LIST_ALIGN = 16, LIST64_ALIGN = 4096 };

/* Offsets have 32 bits; a little room for readers that add to them. */
#define FILE_MAX	((UINT64_C(1) << 32) - 64 * 1024)
#define SHARED_MAX	((uint64_t)16 << 20)

static int
item_by_offset(const void *va, const void *vb)
{
	const struct item *a = va, *b = vb;

	if (a->off != b->off)
		return a->off < b->off ? -1 : 1;
	if (a->stream != NULL || b->stream != NULL) {
		if (a->stream == NULL || b->stream == NULL)
			return a->stream != NULL ? -1 : 1;
		return a->stream < b->stream ? -1 : 1;
	}
	return a->blob < b->blob ? -1 : 1;
}

/* Streams and blobs, in the order that they have in the input. */
static int
list_items(struct output *w, struct dump_err *err)
{
	size_t i, n = 0;

	w->items = calloc(w->nstreams + w->blobs.n + 1, sizeof *w->items);
	if (w->items == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < w->nstreams; i++)
		if (w->streams[i].what == COPIED && w->streams[i].size > 0)
			w->items[n++] = (struct item){
				w->streams[i].from->off, &w->streams[i], NULL
			};
	for (i = 0; i < w->blobs.n; i++)
		if (w->blobs.v[i].len > 0)
			w->items[n++] = (struct item){
				w->blobs.v[i].off, NULL, &w->blobs.v[i]
			};
	w->nitems = n;
	array_sort(w->items, n, sizeof *w->items, item_by_offset);
	return 0;
}

static int
take(uint64_t *pos, uint64_t align, uint64_t len, uint32_t *rva,
    struct dump_err *err)
{
	*pos = round_up(*pos, align);
	*rva = (uint32_t)*pos;
	if (*pos + len > FILE_MAX)
		return dump_fail(err, DUMP_E_LIMIT, DUMP_NOWHERE,
		    "records: %" PRIu64 " bytes, a minidump has room for %"
		    PRIu64, *pos + len, FILE_MAX);
	*pos += len;
	return 0;
}

/* Is some text lost that something refers to? */
static bool
lost_text(const struct output *w)
{
	size_t i;

	for (i = 0; i < w->blobs.n; i++)
		if (target_is_text(w->blobs.v[i].target) &&
		    w->blobs.v[i].len == 0)
			return true;
	return false;
}

/* Gives everything but memory its place. */
static int
place(struct output *w, uint64_t *pos, struct dump_err *err)
{
	const struct target_kind *kind;
	struct item *it;
	size_t i;

	*pos = HEADER_SIZE + w->nstreams * DIRECTORY_ENTRY;
	for (it = w->items; it < w->items + w->nitems; it++) {
		if (it->stream != NULL) {
			if (take(pos, STREAM_ALIGN, it->stream->size,
			    &it->stream->rva, err) == -1)
				return -1;
			continue;
		}
		kind = target_kind(it->blob->target);
		if (take(pos, kind->align, (uint64_t)it->blob->len +
		    kind->nul, &it->blob->out, err) == -1)
			return -1;
	}
	if (lost_text(w) && take(pos, EMPTY_ALIGN, EMPTY_SIZE, &w->empty,
	    err) == -1)
		return -1;
	for (i = 0; i < w->nstreams; i++)
		if (w->streams[i].what == PROVENANCE && take(pos,
		    STREAM_ALIGN, w->streams[i].size, &w->streams[i].rva,
		    err) == -1)
			return -1;
	return 0;
}

/* A Memory64List stays one if nothing but what cannot be read is gone. */
static bool
stays_full(const struct output *w)
{
	size_t i;

	if (md_stream(w->md, ST_MEMORY64) == NULL)
		return false;
	for (i = 0; i < DUMP_CLASSES; i++)
		if (i != DUMP_NONE && w->p->bytes[i] != w->p->present[i])
			return false;
	return true;
}

static uint64_t
memory_after(const struct tables *t, uint64_t pos)
{
	return round_up(round_up(pos, STREAM_ALIGN) +
	    tables_list_size(t, t->ranges.n),
	    t->list64 ? LIST64_ALIGN : LIST_ALIGN);
}

/* Streams that overlap must not make an output larger than its input. */
static int
check_overlaps(const struct output *w, struct dump_err *err)
{
	if (w->blobs.overlap)
		return dump_fail(err, DUMP_E_LIMIT, DUMP_NOWHERE,
		    "records share bytes and would take more than %" PRIu64
		    ", the input has %" PRIu64, w->blobs.bytes, w->blobs.room);
	return 0;
}

/* Nor must ranges that have the same bytes of the input: some may, as pages
 * of zeros do, but no writer saves much by it. */
static int
check_sharing(const struct output *w, struct dump_err *err)
{
	uint64_t end = w->p->m->facts.end;

	if (w->t->ranges.bytes > add_capped(end, SHARED_MAX))
		return dump_fail(err, DUMP_E_LIMIT, DUMP_NOWHERE,
		    "memory: ranges share bytes and would take %" PRIu64
		    ", the input has %" PRIu64, w->t->ranges.bytes, end);
	return 0;
}

/*
 * Decides between the two lists, and where memory begins.  A MemoryList can
 * name data in any order, so data leaves as it comes; a Memory64List cannot.
 */
static int
place_memory(struct output *w, uint64_t pos, struct dump_err *err)
{
	struct tables *t = w->t;

	if (w->memory == NULL) {
		t->memory = round_up(pos, STREAM_ALIGN);
		return 0;
	}
	t->list64 = stays_full(w);
	if (ranges_make(&t->ranges, w->p, !t->list64 &&
	    !w->p->m->pieces_ascend, err) == -1)
		return -1;
	if (check_sharing(w, err) == -1)
		return -1;
	if (!t->list64 && add_capped(memory_after(t, pos), t->ranges.bytes) >
	    FILE_MAX) {
		t->list64 = true;
		if (ranges_make(&t->ranges, w->p, false, err) == -1)
			return -1;
	}
	t->memory = memory_after(t, pos);
	w->memory->type = t->list64 ? ST_MEMORY64 : ST_MEMORY;
	w->memory->size = (uint32_t)tables_list_size(t, t->ranges.n);
	return take(&pos, STREAM_ALIGN, tables_list_size(t, t->ranges.n),
	    &w->memory->rva, err);
}

static int
zeros_to(struct output *w, uint64_t pos, struct dump_err *err)
{
	struct part part = { .kind = PART_ZEROS, .len = pos - w->l->head };

	return layout_part(w->l, &part, err);
}

static int
put_header(struct output *w, struct dump_err *err)
{
	struct part part = { .kind = PART_HELD, .len = HEADER_SIZE };
	uint8_t *h = arena_alloc(&w->t->held, HEADER_SIZE, err);

	if (h == NULL)
		return -1;
	memcpy(h, "MDMP", 4);
	put_le32(h + 4, w->md->version);
	put_le32(h + 8, (uint32_t)w->nstreams);
	put_le32(h + 12, HEADER_SIZE);
	put_le32(h + 20, w->md->time);
	put_le64(h + 24, output_flags(w));
	part.held = h;
	return layout_part(w->l, &part, err);
}

static int
put_directory(struct output *w, struct dump_err *err)
{
	struct tables *t = w->t;
	struct part part = { .kind = PART_MADE, .ctx = t,
	    .make = tables_make_directory,
	    .len = w->nstreams * DIRECTORY_ENTRY };
	size_t i;
	uint8_t *d;

	if ((t->directory = calloc(w->nstreams + 1, DIRECTORY_ENTRY)) == NULL)
		return dump_fail_nomem(err);
	t->list_size_at = SIZE_MAX;
	for (i = 0; i < w->nstreams; i++) {
		d = t->directory + i * DIRECTORY_ENTRY;
		put_le32(d, w->streams[i].type);
		put_le32(d + 4, w->streams[i].size);
		put_le32(d + 8, w->streams[i].rva);
		if (&w->streams[i] == w->memory)
			t->list_size_at = i * DIRECTORY_ENTRY + 4;
	}
	return layout_part(w->l, &part, err);
}

static int
put_items(struct output *w, struct dump_err *err)
{
	const struct item *it;

	for (it = w->items; it < w->items + w->nitems; it++)
		if (it->stream != NULL ?
		    zeros_to(w, it->stream->rva, err) == -1 ||
		    relocate_stream(w, it->stream->from, err) == -1 :
		    zeros_to(w, it->blob->out, err) == -1 ||
		    relocate_blob(w, it->blob, err) == -1)
			return -1;
	return w->empty == 0 ? 0 : zeros_to(w, w->empty + EMPTY_SIZE, err);
}

static int
put_provenance(struct output *w, struct dump_err *err)
{
	struct part part = { .kind = PART_MADE, .make = provenance_make,
	    .ctx = w->p };
	size_t i;

	for (i = 0; i < w->nstreams; i++) {
		if (w->streams[i].what != PROVENANCE)
			continue;
		part.len = w->streams[i].size;
		if (zeros_to(w, w->streams[i].rva, err) == -1 ||
		    layout_part(w->l, &part, err) == -1)
			return -1;
	}
	return 0;
}

static int
put_memory(struct output *w, struct dump_err *err)
{
	struct part part = { .kind = PART_MADE, .ctx = w->t,
	    .make = tables_make_list };

	if (w->memory == NULL)
		return 0;
	part.len = w->memory->size;
	if (zeros_to(w, w->memory->rva, err) == -1 ||
	    layout_part(w->l, &part, err) == -1)
		return -1;
	if (w->t->ranges.n == 0)
		return 0;
	if (zeros_to(w, w->t->memory, err) == -1)
		return -1;
	return ranges_move(&w->t->ranges, w->p, w->l, err);
}

static int
by_id(const void *va, const void *vb)
{
	const struct pointer *a = va, *b = vb;

	return a->id < b->id ? -1 : a->id > b->id;
}

static int
list_pointers(struct output *w, struct dump_err *err)
{
	const struct dump_model *m = w->p->m;
	size_t i;

	w->npointers = m->nthreads;
	w->pointers = calloc(m->nthreads + 1, sizeof *w->pointers);
	if (w->pointers == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < m->nthreads; i++)
		w->pointers[i] = (struct pointer){ m->threads[i].seen.id,
		    m->threads[i].seen.sp };
	array_sort(w->pointers, w->npointers, sizeof *w->pointers, by_id);
	return 0;
}

static int
lay_out(struct output *w, struct dump_err *err)
{
	uint64_t pos;

	if (output_choose(w, err) == -1 ||
	    blobs_collect(&w->blobs, w->md, w->drop, false, err) == -1 ||
	    check_overlaps(w, err) == -1 ||
	    output_scrub_blobs(w, err) == -1 || list_items(w, err) == -1 ||
	    list_pointers(w, err) == -1 || place(w, &pos, err) == -1 ||
	    place_memory(w, pos, err) == -1)
		return -1;
	if (put_header(w, err) == -1 || put_directory(w, err) == -1 ||
	    put_items(w, err) == -1 || put_provenance(w, err) == -1)
		return -1;
	return put_memory(w, err);
}

static void
output_free(struct output *w)
{
	free(w->drop);
	free(w->streams);
	blobs_free(&w->blobs);
	free(w->items);
	free(w->pointers);
}

int
md_layout(struct layout **out, struct dump_plan *p, struct dump_source *src,
    struct dump_err *err)
{
	struct output w = { .p = p, .md = p->m->own };
	int rc;

	*out = NULL;
	if (layout_new(&w.l, err) == -1)
		return -1;
	if ((w.t = calloc(1, sizeof *w.t)) == NULL) {
		layout_free(w.l);
		return dump_fail_nomem(err);
	}
	w.t->l = w.l;
	w.t->md = w.md;
	w.l->own = w.t;
	w.l->free_own = tables_free;
	if ((rc = md_attach(w.md, src, err)) == 0 &&
	    (rc = md_leave_out(w.md, p, err)) == 0)
		rc = lay_out(&w, err);
	md_detach(w.md);
	output_free(&w);
	if (rc == -1)
		layout_free(w.l);
	else
		*out = w.l;
	return rc;
}
