/* SPDX-License-Identifier: BSD-2-Clause */
/* runs.c -- the memory of a Unix process that stacks may lie in. */
#include <stdlib.h>

#include "base/array.h"
#include "base/checked.h"
#include "base/err.h"
#include "process/parts.h"
#include "process/runs.h"

enum { BLOCK = 4096, TLS_ABOVE = 64 << 10 };

/* Pointers of arm64 may have a tag in the top byte. */
uint64_t
address_untagged(const struct dump_model *m, uint64_t addr)
{
	if (m->machine != MACHINE_ARM64 || addr == DUMP_NOWHERE)
		return addr;
	return addr & (UINT64_MAX >> 8);
}

uint64_t
thread_sp(const struct dump_model *m, size_t thread)
{
	return address_untagged(m, m->threads[thread].seen.sp);
}

uint64_t
thread_tp(const struct dump_model *m, size_t thread)
{
	return address_untagged(m, m->threads[thread].seen.tp);
}

uint64_t
stack_bottom(const struct dump_model *m, uint64_t sp)
{
	return round_down(sp < RED_ZONE ? 0 : sp - RED_ZONE, m->page);
}

/* Where the thread block lies above the thread pointer, a page holds it. */
uint64_t
thread_block_end(const struct dump_model *m, uint64_t tp)
{
	switch (m->machine) {
	case MACHINE_X86: case MACHINE_X86_64: case MACHINE_S390:
	case MACHINE_S390X: case MACHINE_SPARC: case MACHINE_SPARC64:
		return round_up(add_capped(tp, BLOCK), m->page);
	default:
		return round_up(add_capped(tp, TLS_ABOVE), m->page);
	}
}

static int
by_place(const void *va, const void *vb)
{
	const struct point *a = va, *b = vb;

	return a->at < b->at ? -1 : a->at > b->at;
}

static int
points_fill(struct points *p, const struct dump_model *m,
    uint64_t (*point)(const struct dump_model *, size_t),
    struct dump_err *err)
{
	uint64_t at;
	size_t i;

	if ((p->v = malloc((m->nthreads + 1) * sizeof *p->v)) == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < m->nthreads; i++)
		if ((at = point(m, i)) != DUMP_NOWHERE)
			p->v[p->n++] = (struct point){ at, i };
	qsort(p->v, p->n, sizeof *p->v, by_place);
	return 0;
}

size_t
points_from(const struct points *p, uint64_t addr)
{
	size_t low = 0, high = p->n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (p->v[mid].at < addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

bool
points_of_others(const struct points *p, size_t self, uint64_t low,
    uint64_t top)
{
	size_t i;

	for (i = points_from(p, low); i < p->n && p->v[i].at < top; i++)
		if (p->v[i].thread != self)
			return true;
	return false;
}

static int
spans_push(struct spans *s, struct span at, bool join, struct dump_err *err)
{
	struct span *last = s->n > 0 ? &s->v[s->n - 1] : NULL;

	if (join && last != NULL && span_last(*last) + 1 == at.addr) {
		last->size += at.size;
		return 0;
	}
	if (array_room(&s->v, &s->cap, s->n, sizeof *s->v, err) == -1)
		return -1;
	s->v[s->n++] = at;
	return 0;
}

const struct span *
spans_find(const struct spans *s, uint64_t addr)
{
	size_t low = 0, high = s->n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (s->v[mid].addr <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low > 0 && span_has(s->v[low - 1], addr) ? &s->v[low - 1] : NULL;
}

/* Where segments share zeros of the file, one of the process became many. */
static bool
of_one(const struct dump_model *m, const struct region *a,
    const struct region *b)
{
	if (m->pieces_share && a->prot == b->prot)
		return true;
	return a->allocation != NONE && a->allocation == b->allocation;
}

static int
find_memory(struct runs *f, struct dump_err *err)
{
	const struct region *r, *prev = NULL;
	size_t i;

	for (i = 0; i < f->m->nregions; i++) {
		r = &f->m->regions[i];
		if (!region_is_anonymous(r))
			continue;
		if (spans_push(&f->loads, r->at, prev != NULL &&
		    of_one(f->m, prev, r), err) == -1 ||
		    spans_push(&f->runs, r->at, true, err) == -1)
			return -1;
		prev = r;
	}
	return 0;
}

int
runs_find(struct runs *r, const struct dump_model *m, struct dump_err *err)
{
	*r = (struct runs){ .m = m };
	if (find_memory(r, err) == 0 &&
	    points_fill(&r->sp, m, thread_sp, err) == 0 &&
	    points_fill(&r->tp, m, thread_tp, err) == 0)
		return 0;
	runs_free(r);
	return -1;
}

void
runs_free(struct runs *r)
{
	free(r->loads.v);
	free(r->runs.v);
	free(r->sp.v);
	free(r->tp.v);
	*r = (struct runs){ 0 };
}

enum owner
runs_owner(const struct runs *r, size_t thread, struct span load,
    uint64_t sp)
{
	uint64_t tp = thread_tp(r->m, thread);
	const struct span *run;

	if (r->m->at_random != DUMP_NOWHERE && r->m->at_random > sp &&
	    span_has(load, r->m->at_random))
		return OWNER_MAIN;
	if (tp == DUMP_NOWHERE || tp <= sp)
		return OWNER_UNKNOWN;
	run = spans_find(&r->runs, sp);
	return run != NULL && span_has(*run, tp) ? OWNER_THREAD :
	    OWNER_UNKNOWN;
}
