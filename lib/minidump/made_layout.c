/* SPDX-License-Identifier: BSD-2-Clause */
/* made_layout.c -- lays out a minidump of made streams. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/err.h"
#include "minidump/made.h"
#include "minidump/tables.h"
#include "process/types.h"

enum { LIST_ALIGN = 16, LIST64_ALIGN = 4096 };

/* Offsets have 32 bits; a little room for readers that add to them. */
#define FILE_MAX	((UINT64_C(1) << 32) - 64 * 1024)

/* Segments of zeros may share them; here each gets its own. */
enum { SHARED_MOST = 64, SHARED_FREE = 1 << 20 };

/* What lives as long as the layout. */
struct made_output {
	struct made	 d;
	struct tables	*t;
	struct minidump	 md;		/* for addresses, nothing else */
};

static void
free_output(void *own)
{
	struct made_output *w = own;

	made_free(&w->d);
	if (w->t != NULL)
		tables_free(w->t);
	free(w);
}

/*
 * A MemoryList can name data in any order, so data leaves as it comes; but
 * Memory64List alone has room for more than 4 GiB.  Breakpad finds stacks
 * only where an offset of 32 bits leads.
 */
static int
place_memory(struct made_output *w, struct dump_plan *p,
    struct dump_err *err)
{
	struct tables *t = w->t;
	uint32_t rva;
	uint64_t size;

	if (ranges_make(&t->ranges, p, !p->m->pieces_ascend, err) == -1)
		return -1;
	if (t->ranges.bytes / SHARED_MOST > p->m->facts.end + SHARED_FREE)
		return dump_fail(err, DUMP_E_LIMIT, DUMP_NOWHERE, "segments"
		    " share bytes and would take %" PRIu64 ", the input has %"
		    PRIu64, t->ranges.bytes, p->m->facts.end);
	size = w->d.n + LIST64_ALIGN + tables_list_size(t, t->ranges.n) +
	    t->ranges.bytes;
	t->list64 = size > FILE_MAX;
	if (t->list64) {
		ranges_free(&t->ranges);
		t->ranges = (struct ranges){ 0 };
		if (ranges_make(&t->ranges, p, false, err) == -1)
			return -1;
	}
	if (made_add(&w->d, NULL, 0, LIST_ALIGN, &rva, err) == -1)
		return -1;
	size = tables_list_size(t, t->ranges.n);
	t->memory = round_up(rva + size, t->list64 ? LIST64_ALIGN :
	    LIST_ALIGN);
	made_name_stream(&w->d, t->list64 ? ST_MEMORY64 : ST_MEMORY, rva,
	    size);
	return 0;
}

static void
put_stacks(struct made_output *w)
{
	const struct made_stack *s;
	struct range r;
	uint8_t *at;

	for (s = w->d.stacks; s < w->d.stacks + w->d.nstacks; s++) {
		at = w->d.v + s->rva;
		put_le64(at, s->at.addr);
		if (!ranges_stack(&w->t->ranges, s->at, s->sp, &r))
			continue;
		put_le64(at, r.addr);
		put_le32(at + 8, (uint32_t)r.size);
		if (w->t->memory + r.data <= FILE_MAX)
			put_le32(at + 12, (uint32_t)(w->t->memory + r.data));
	}
}

static void
put_header(struct made_output *w)
{
	uint8_t *h = w->d.v;

	memcpy(h, "MDMP", 4);
	put_le32(h + 4, 0xa793);
	put_le32(h + 8, w->d.nstreams);
	put_le32(h + 12, HEADER_SIZE);
	put_le32(h + 20, w->d.time);
	put_le64(h + 24, w->d.flags |
	    (w->t->list64 ? (uint64_t)TYPE_FULL_MEMORY : 0));
}

static int
put_parts(struct made_output *w, struct dump_plan *p, struct layout *l,
    struct dump_err *err)
{
	struct part head = { .kind = PART_HELD, .held = w->d.v,
	    .len = w->d.n };
	struct part list = { .kind = PART_MADE, .make = tables_make_list,
	    .ctx = w->t, .len = tables_list_size(w->t, w->t->ranges.n) };
	struct part zeros = { .kind = PART_ZEROS };

	if (layout_part(l, &head, err) == -1 ||
	    layout_part(l, &list, err) == -1)
		return -1;
	zeros.len = w->t->memory - l->head;
	if (w->t->ranges.n > 0 && layout_part(l, &zeros, err) == -1)
		return -1;
	return ranges_move(&w->t->ranges, p, l, err);
}

int
made_layout(struct layout **out, struct made *d, struct dump_plan *p,
    struct dump_err *err)
{
	struct made_output *w;
	struct layout *l;

	*out = NULL;
	if ((w = calloc(1, sizeof *w)) == NULL ||
	    (w->t = calloc(1, sizeof *w->t)) == NULL) {
		free(w);
		made_free(d);
		return dump_fail_nomem(err);
	}
	w->d = *d;
	*d = (struct made){ 0 };
	w->md.m = p->m;
	w->t->md = &w->md;
	if (layout_new(&l, err) == -1) {
		free_output(w);
		return -1;
	}
	l->own = w;
	l->free_own = free_output;
	w->t->l = l;
	if (place_memory(w, p, err) == -1) {
		layout_free(l);
		return -1;
	}
	put_stacks(w);
	put_header(w);
	if (put_parts(w, p, l, err) == -1) {
		layout_free(l);
		return -1;
	}
	*out = l;
	return 0;
}
