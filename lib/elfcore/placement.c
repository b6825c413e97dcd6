/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * placement.c -- where each segment's bytes lie in the output.
 *
 * Bytes leave in the order of the source.  Mostly that is the order of
 * addresses too: then the offset of a segment follows from those before it.
 * Else offsets are kept, eight bytes a segment.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/checked.h"
#include "base/err.h"
#include "elfcore/writer.h"

/* A segment's bytes, to be sorted by where they are in the source.  There may
 * be a million of them. */
struct bytes {
	uint64_t	 src, len;
	uint64_t	 addr;
	uint32_t	 turn;		/* among the segments with bytes */
	bool		 aligned;	/* its address begins a page */
};

/* No page that is mapped is larger, whatever AT_PAGESZ claims. */
#define ALIGN_MAX	((uint64_t)64 << 10)

/* What segments may take twice because they overlap in the file. */
#define DOUBLED_MAX	((uint64_t)16 << 20)

uint64_t
output_align(const struct dump_model *m)
{
	return min_u64(m->page, ALIGN_MAX);
}

/* A page begins at a multiple of its size in the file too.  What does not
 * begin with a page stays packed. */
static uint64_t
place(const struct placement *pl, bool aligned, uint64_t off)
{
	return aligned ? round_up(off, output_align(pl->p->m)) : off;
}

static bool
begins_page(const struct placement *pl, const struct elfcore_load *load)
{
	return load->addr % output_align(pl->p->m) == 0;
}

void
placement_count(struct placement *pl, struct dump_plan *p)
{
	struct elfcore_loads w;
	struct elfcore_load load;

	*pl = (struct placement){ .p = p };
	elfcore_loads(&w, p);
	while (elfcore_loads_next(&w, &load)) {
		pl->nloads++;
		pl->nfilled += load.filesz > 0 && !load.zeros;
		pl->has_zeros |= load.zeros;
	}
}

void
placement_start(const struct placement *pl, struct placement_walk *walk)
{
	*walk = (struct placement_walk){ .next = pl->start };
	elfcore_loads(&walk->loads, pl->p);
}

/* A segment without bytes has the offset where the next bytes could be: with
 * 0, or one behind the end, readers were seen to stumble. */
bool
placement_next(const struct placement *pl, struct placement_walk *walk)
{
	if (!elfcore_loads_next(&walk->loads, &walk->load))
		return false;
	walk->told++;
	walk->off = walk->next;
	if (walk->load.zeros) {
		walk->off = pl->zeros;
	} else if (walk->load.filesz > 0) {
		walk->off = pl->offs != NULL ? pl->offs[walk->filled] :
		    place(pl, begins_page(pl, &walk->load), walk->next);
		walk->next = walk->off + walk->load.filesz;
		walk->filled++;
	}
	return true;
}

/* Adds the move of B, with zeros before it up to OFF. */
static int
add_move(struct placement *pl, struct layout *l, uint64_t off,
    const struct bytes *b, struct dump_err *err)
{
	uint64_t end;

	if (!add_u64(off, b->len, &end) || end > INT64_MAX)
		return dump_fail(err, DUMP_E_LIMIT, DUMP_NOWHERE,
		    "the segments claim more memory than a file can hold");
	if (off > l->size && layout_move(l, MOVE_ZEROS, off - l->size, err) ==
	    -1)
		return -1;
	return plan_move(pl->p, l, b->addr, b->src, b->len, err);
}

static int
move_in_turn(struct placement *pl, struct layout *l, struct dump_err *err)
{
	struct placement_walk walk;
	struct bytes b;

	placement_start(pl, &walk);
	while (placement_next(pl, &walk))
		if (walk.load.filesz > 0 && !walk.load.zeros) {
			b = (struct bytes){ .src = walk.load.off,
			    .len = walk.load.filesz, .addr = walk.load.addr };
			if (add_move(pl, l, walk.off, &b, err) == -1)
				return -1;
		}
	return 0;
}

static int
by_source(const void *va, const void *vb)
{
	const struct bytes *a = va, *b = vb;

	if (a->src != b->src)
		return a->src < b->src ? -1 : 1;
	if (a->len != b->len)		/* the longer one holds the other */
		return a->len > b->len ? -1 : 1;
	return a->turn < b->turn ? -1 : a->turn > b->turn;
}

static struct bytes *
collect(const struct placement *pl, struct dump_err *err)
{
	struct elfcore_loads w;
	struct elfcore_load load;
	struct bytes *b;
	bool sorted = true;
	size_t n = 0;

	if ((b = malloc((pl->nfilled + 1) * sizeof *b)) == NULL) {
		dump_fail_nomem(err);
		return NULL;
	}
	elfcore_loads(&w, pl->p);
	while (elfcore_loads_next(&w, &load))
		if (load.filesz > 0 && !load.zeros) {
			b[n] = (struct bytes){ load.off, load.filesz,
			    load.addr, (uint32_t)n, begins_page(pl, &load) };
			sorted = sorted && (n == 0 ||
			    by_source(&b[n - 1], &b[n]) < 0);
			n++;
		}
	/* Sorting takes as much memory again. */
	if (!sorted)
		array_sort(b, n, sizeof *b, by_source);
	return b;
}

/*
 * Places N ranges in the order of the source.  One that lies within an
 * earlier one shares its bytes; one that overlaps it is copied.  *DOUBLED
 * counts what is copied twice so.
 */
static int
place_all(struct placement *pl, struct layout *l, const struct bytes *b,
    uint64_t *doubled, struct dump_err *err)
{
	const struct bytes *held = NULL;	/* reaches farthest */
	uint64_t off, inside;
	size_t i;

	*doubled = 0;
	for (i = 0; i < pl->nfilled; i++) {
		inside = held == NULL ? 0 : b[i].src - held->src;
		if (held != NULL && fits(inside, b[i].len, held->len)) {
			off = pl->offs[held->turn] + inside;
			if (place(pl, b[i].aligned, off) == off) {
				pl->offs[b[i].turn] = off;
				continue;
			}
		}
		if (held != NULL && inside < held->len)
			*doubled += min_u64(held->len - inside, b[i].len);
		if (*doubled > DOUBLED_MAX)
			return dump_fail(err, DUMP_E_LIMIT, b[i].src,
			    "segments overlap in the file and would take %"
			    PRIu64 " bytes twice, more than %" PRIu64,
			    *doubled, DOUBLED_MAX);
		off = place(pl, b[i].aligned, l->size);
		if (add_move(pl, l, off, &b[i], err) == -1)
			return -1;
		pl->offs[b[i].turn] = off;
		if (held == NULL || b[i].src + b[i].len >
		    held->src + held->len)
			held = &b[i];
	}
	return 0;
}

static int
move_by_source(struct placement *pl, struct layout *l, struct dump_err *err)
{
	struct bytes *b = collect(pl, err);
	uint64_t doubled;
	int rc = -1;

	if (b == NULL)
		return -1;
	if ((pl->offs = malloc((pl->nfilled + 1) * sizeof *pl->offs)) == NULL)
		dump_fail_nomem(err);
	else
		rc = place_all(pl, l, b, &doubled, err);
	free(b);
	if (rc == 0 && doubled > 0)
		plan_warn(pl->p, "segments overlap in the file: %" PRIu64
		    " bytes of it become %" PRIu64, l->size - l->head -
		    doubled, l->size - l->head);
	return rc;
}

int
placement_move(struct placement *pl, struct layout *l, struct dump_err *err)
{
	pl->start = l->size;
	if (pl->p->m->pieces_ascend)
		return move_in_turn(pl, l, err);
	return move_by_source(pl, l, err);
}

void
placement_free(struct placement *pl)
{
	free(pl->offs);
}
