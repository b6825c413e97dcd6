/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pointers.c -- which words look like pointers, tested against the memory of
 * the output: against that of the input, a second look would find less.
 */
#include <stdlib.h>

#include "base/array.h"
#include "base/checked.h"
#include "base/err.h"
#include "process/memory.h"
#include "process/pointers.h"

/* Memory of a stack of THREAD. */
struct own {
	uint32_t	 thread;
	uint64_t	 addr, last;
};

static int
add_modules(struct pointers *t, struct dump_err *err)
{
	const struct dump_module *mod;
	struct span at;
	size_t i;

	for (i = 0; i < t->m->nmodules; i++) {
		mod = &t->m->modules[i];
		if (span_of(mod->base, mod->size, &at) &&
		    set_add(&t->code, at, "", err) == -1)
			return -1;
	}
	return 0;
}

static int
add_memory(struct pointers *t, const struct dump_plan *p,
    struct dump_err *err)
{
	const struct region *r;
	struct plan_walk w;
	struct extent e;
	struct span at;

	plan_walk(&w, p);
	while (plan_next(&w, &e)) {
		at = (struct span){ e.addr, e.size };
		r = &t->m->regions[e.region];
		if (set_add(&t->present, at, "", err) == -1)
			return -1;
		if ((r->class == DUMP_JIT ||
		    (t->m->at_sysinfo != DUMP_NOWHERE &&
		    span_has(r->at, t->m->at_sysinfo))) &&
		    set_add(&t->code, at, "", err) == -1)
			return -1;
	}
	return 0;
}

static int
by_place(const void *va, const void *vb)
{
	const struct own *a = va, *b = vb;

	if (a->thread != b->thread)
		return a->thread < b->thread ? -1 : 1;
	return a->addr < b->addr ? -1 : a->addr > b->addr;
}

/* What the output has of each stack around its pointer, without a gap. */
static int
find_own(struct pointers *t, struct dump_err *err)
{
	const struct survey *s = &t->m->survey;
	const struct live_stack *stack;
	struct own *o;
	size_t i, k, n = 0;

	if ((t->own = malloc((s->nstacks + 1) * sizeof *t->own)) == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < s->nstacks; i++) {
		stack = &s->stacks[i];
		k = set_find(&t->present, stack->from);
		if (!set_has(&t->present, stack->from))
			continue;
		t->own[n++] = (struct own){ stack->thread,
			max_u64(t->present.v[k].addr, stack->bottom),
			min_u64(t->present.v[k].last, span_last(stack->at)) };
	}
	qsort(t->own, n, sizeof *t->own, by_place);
	for (i = 0; i < n; i++)
		if (set_add(&t->stacks, (struct span){ t->own[i].addr,
		    t->own[i].last - t->own[i].addr + 1 }, "", err) == -1)
			return -1;
	set_settle(&t->stacks);
	for (i = 0; i < n; i++) {
		o = &t->own[t->nown];
		if (t->nown == 0 || o[-1].thread != t->own[i].thread ||
		    o[-1].last < t->own[i].addr) {
			*o = t->own[i];
			t->nown++;
		} else
			o[-1].last = max_u64(o[-1].last, t->own[i].last);
	}
	return 0;
}

int
pointers_find(struct pointers *t, const struct dump_plan *p,
    struct dump_err *err)
{
	t->m = p->m;
	t->mask = memory_address_mask(p->m);
	if (add_modules(t, err) == -1 || add_memory(t, p, err) == -1)
		return -1;
	set_settle(&t->code);
	set_settle(&t->present);
	return find_own(t, err);
}

static bool
owns(const struct pointers *t, uint32_t thread, uint64_t addr)
{
	size_t low = 0, high = t->nown, mid;
	const struct own *o;

	while (low < high) {
		mid = low + (high - low) / 2;
		o = &t->own[mid];
		if (o->thread < thread ||
		    (o->thread == thread && o->last < addr))
			low = mid + 1;
		else
			high = mid;
	}
	return low < t->nown && t->own[low].thread == thread &&
	    t->own[low].addr <= addr;
}

bool
pointers_has(const struct pointers *t, uint32_t thread, uint64_t word,
    unsigned width)
{
	uint64_t all = width == 8 ? UINT64_MAX : UINT32_MAX, addr;

	word &= all;
	if (word <= t->small || ((0 - word) & all) <= t->small)
		return true;
	addr = word & t->mask;
	return (thread == NONE ? set_has(&t->stacks, addr) :
	    owns(t, thread, addr)) || set_has(&t->code, addr) ||
	    (t->wide && set_has(&t->present, addr));
}

void
pointers_free(struct pointers *t)
{
	set_free(&t->code);
	set_free(&t->stacks);
	set_free(&t->present);
	free(t->own);
	t->own = NULL;
	t->nown = 0;
}
