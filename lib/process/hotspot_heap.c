/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hotspot_heap.c -- where the Java heap holds objects: below the top of each
 * space that the collector has.  Where its structures do not tell, all that
 * it has reserved is taken.
 */
#include <string.h>

#include "base/checked.h"
#include "process/hotspot.h"
#include "process/parts.h"

enum { REGIONS_MAX = 1 << 20 };		/* of G1; 32,768 are a tebibyte */

static const char objects[] = "objects of the Java heap";
static const char all_of_it[] = "Java heap";

static int
add(struct hotspot *h, uint64_t low, uint64_t high, const char *rule)
{
	struct span at;

	return low < high && span_of(low, high - low, &at) ?
	    set_add(&h->heap, at, rule, h->w.err) : 0;
}

/* Objects from BOTTOM up to TOP; *OK is false where that is no claim about
 * the heap. */
static int
add_objects(struct hotspot *h, uint64_t bottom, uint64_t top, bool *ok)
{
	*ok = bottom <= top && bottom >= h->reserved.addr &&
	    top - h->reserved.addr <= h->reserved.size;
	return *ok ? add(h, bottom, top, objects) : 0;
}

/* The space that FIELD of GENERATION points to. */
static int
add_space(struct hotspot *h, uint64_t generation, enum vm_field field,
    enum vm_field bottom, enum vm_field top, bool *ok)
{
	uint64_t space, from, to;

	if (hotspot_word(h, field, generation, &space, ok) == -1 || (*ok &&
	    hotspot_word(h, bottom, space, &from, ok) == -1) || (*ok &&
	    hotspot_word(h, top, space, &to, ok) == -1))
		return -1;
	return *ok ? add_objects(h, from, to, ok) : 0;
}

/* A collector of two generations: how its parts are called. */
struct generations {
	enum vm_field	 young, old;
	enum vm_field	 young_spaces[3], old_space;
	enum vm_field	 bottom, top;
};
static const struct generations serial = {
	VM_YOUNG, VM_OLD, { VM_EDEN, VM_FROM, VM_TO }, VM_TENURED,
	VM_BOTTOM, VM_TOP
}, parallel = {
	VM_PS_YOUNG, VM_PS_OLD, { VM_PS_EDEN, VM_PS_FROM, VM_PS_TO },
	VM_PS_OBJECTS, VM_PS_BOTTOM, VM_PS_TOP
};

static int
add_generations(struct hotspot *h, const struct generations *g,
    uint64_t heap, bool *ok)
{
	uint64_t young, old;
	size_t i;

	if (hotspot_word(h, g->young, heap, &young, ok) == -1 || (*ok &&
	    hotspot_word(h, g->old, heap, &old, ok) == -1))
		return -1;
	for (i = 0; *ok && i < 3; i++)
		if (add_space(h, young, g->young_spaces[i], g->bottom,
		    g->top, ok) == -1)
			return -1;
	return *ok ? add_space(h, old, g->old_space, g->bottom, g->top, ok) :
	    0;
}

static int
add_g1_region(struct hotspot *h, uint64_t region, bool *ok)
{
	uint64_t bottom, top, end, size = h->vm.sizes[VM_G1_REGION];

	if (vm_word(&h->vm, VM_G1_BOTTOM, region, &bottom, ok) == -1 ||
	    (*ok && vm_word(&h->vm, VM_G1_TOP, region, &top, ok) == -1) ||
	    (*ok && vm_word(&h->vm, VM_G1_END, region, &end, ok) == -1))
		return -1;
	*ok = *ok && top <= end;
	if (*ok && add_objects(h, bottom, top, ok) == -1)
		return -1;
	return hotspot_keep(h, region, region + size, "regions of the heap");
}

static int
add_g1(struct hotspot *h, uint64_t heap, bool *ok)
{
	uint64_t manager, table, base, n, i, region;

	*ok = vm_inside(&h->vm, VM_G1_MANAGER, heap, &manager) &&
	    vm_inside(&h->vm, VM_G1_TABLE, manager, &table);
	if (!*ok)
		return 0;
	if (hotspot_word(h, VM_G1_BASE, table, &base, ok) == -1 || (*ok &&
	    hotspot_word(h, VM_G1_LENGTH, table, &n, ok) == -1))
		return -1;
	*ok = *ok && n <= REGIONS_MAX;
	if (!*ok)
		return 0;
	if (hotspot_keep(h, base, base + n * h->w.m->word,
	    "regions of the heap") == -1)
		return -1;
	for (i = 0; *ok && i < n; i++) {
		if (window_word(&h->objects, base + i * h->w.m->word, &region,
		    ok) == -1)
			return -1;
		/* Some were never made. */
		if (*ok && region != 0 && add_g1_region(h, region, ok) == -1)
			return -1;
	}
	return 0;
}

bool
hotspot_is_z_heap(const struct dump_model *m, const struct region *r)
{
	const struct file *f;

	if (r->mapping == NONE)
		return false;
	f = &m->files[m->mappings[r->mapping].file];
	return (f->flags & FILE_MEMFD) != 0 &&
	    strstr(f->name, "memfd:java_heap") != NULL;
}

/* Z maps its heap where it likes, several times, but from one file. */
static int
add_z(struct hotspot *h)
{
	const struct dump_model *m = h->w.m;
	size_t i;

	for (i = 0; i < m->nregions; i++)
		if (hotspot_is_z_heap(m, &m->regions[i]) && set_add(&h->heap,
		    m->regions[i].at, all_of_it, h->w.err) == -1)
			return -1;
	if (h->heap.n == 0)
		h->refusal = "the collector is Z, and its heap is in no file "
		    "that is known";
	return 0;
}

/* h->reserved; a heap of nothing where it is not known. */
static int
find_reserved(struct hotspot *h, uint64_t heap)
{
	uint64_t at, start, words, size;
	bool got;

	if (!vm_inside(&h->vm, VM_RESERVED, heap, &at))
		return 0;
	if (hotspot_word(h, VM_START, at, &start, &got) == -1 || (got &&
	    hotspot_word(h, VM_WORDS, at, &words, &got) == -1))
		return -1;
	if (got && mul_u64(words, h->w.m->word, &size) &&
	    (size == 0 || size - 1 <= UINT64_MAX - start))
		h->reserved = (struct span){ start, size };
	return 0;
}

/* Does the dump have any of it? */
static bool
is_there(const struct dump_model *m, struct span at)
{
	size_t i = model_piece_from(m, at.addr);

	return at.size > 0 && i < m->npieces &&
	    m->pieces[i].at.addr <= span_last(at);
}

int
hotspot_heap(struct hotspot *h)
{
	uint64_t heap;
	unsigned on;
	bool ok;

	if (vm_switches(&h->vm, &on) == -1 ||
	    hotspot_word(h, VM_HEAP, 0, &heap, &ok) == -1)
		return -1;
	if ((on & VM_Z) != 0)
		return add_z(h);
	if (ok && find_reserved(h, heap) == -1)
		return -1;
	if (!is_there(h->w.m, h->reserved)) {
		h->refusal = "the tables of libjvm.so do not lead to a Java "
		    "heap";
		return 0;
	}
	ok = false;
	if ((on & VM_G1) != 0) {
		if (add_g1(h, heap, &ok) == -1)
			return -1;
	} else if ((on & VM_SERIAL) != 0) {
		if (add_generations(h, &serial, heap, &ok) == -1)
			return -1;
	} else if ((on & (VM_PARALLEL | VM_NUMA)) == VM_PARALLEL) {
		/* With NUMA a space is made of several. */
		if (add_generations(h, &parallel, heap, &ok) == -1)
			return -1;
	}
	return ok ? 0 : set_add(&h->heap, h->reserved, all_of_it, h->w.err);
}
