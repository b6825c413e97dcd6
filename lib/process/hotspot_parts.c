/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hotspot_parts.c -- memory of a HotSpot virtual machine that pointers alone
 * would not bring in from end to end: where its classes lie, the maps of its
 * generated code, its threads.
 */
#include <stdlib.h>

#include "base/checked.h"
#include "base/err.h"
#include "process/hotspot.h"
#include "process/lap.h"

enum {
	LOADERS_MAX = 1 << 20,
	CLASSES_MAX = 1 << 22,		/* in all loaders */
	CODE_HEAPS_MAX = 64,		/* JDK 25 has four */
	THREADS_MAX = 1 << 20
};

/* Regions that structures of classes were found in. */
struct parts {
	struct hotspot	*h;
	bool		*seen;		/* by region */
	size_t		 classes;
};

/*
 * Structures of classes lie in few large blocks, of which the part in use is
 * memory of one nature, or in an archive of classes, mapped from a file; and
 * are longer than what a pointer to their start says.  Not on the Java heap:
 * a claim of that is a lie.
 */
static void
see(struct parts *p, uint64_t addr)
{
	const struct dump_model *m = p->h->w.m;
	uint32_t i = model_find_region(m, addr);

	if (addr == 0 || i == NONE ||
	    (p->h->reserved.size > 0 && span_has(p->h->reserved, addr)) ||
	    hotspot_is_z_heap(m, &m->regions[i]))
		return;
	if (m->regions[i].class == DUMP_PRW ||
	    m->regions[i].class == DUMP_MRW ||
	    m->regions[i].class == DUMP_PRO)
		p->seen[i] = true;
}

static int
see_class(struct parts *p, uint64_t class)
{
	static const enum vm_field leads_to[] = { VM_METHODS, VM_CONSTANTS };
	struct vm *vm = &p->h->vm;
	uint32_t layout;
	uint64_t at;
	size_t i;
	bool got;

	see(p, class);
	/* Classes of arrays have none of these. */
	if (vm_u32(vm, VM_LAYOUT, class, &layout, &got) == -1)
		return -1;
	if (!got || layout >> 31 != 0)
		return 0;
	for (i = 0; i < sizeof leads_to / sizeof *leads_to; i++) {
		if (vm_word(vm, leads_to[i], class, &at, &got) == -1)
			return -1;
		if (got)
			see(p, at);
	}
	return 0;
}

static int
see_classes(struct parts *p, uint64_t class)
{
	struct lap lap = { 0 };
	bool got = true;

	while (got && class != 0 && !lap_closed(&lap, class) &&
	    p->classes++ < CLASSES_MAX)
		if (see_class(p, class) == -1 || vm_word(&p->h->vm,
		    VM_CLASS_NEXT, class, &class, &got) == -1)
			return -1;
	return 0;
}

static int
see_loaders(struct parts *p)
{
	struct hotspot *h = p->h;
	uint64_t loader, class, size = h->vm.sizes[VM_LOADER];
	struct lap lap = { 0 };
	size_t n = 0;
	bool got;

	if (hotspot_word(h, VM_LOADERS, 0, &loader, &got) == -1)
		return -1;
	while (got && loader != 0 && !lap_closed(&lap, loader) &&
	    n++ < LOADERS_MAX) {
		if (hotspot_keep(h, loader, loader + size, "class loaders") ==
		    -1 || hotspot_word(h, VM_CLASSES, loader, &class, &got) ==
		    -1 || (got && see_classes(p, class) == -1) ||
		    hotspot_word(h, VM_LOADER_NEXT, loader, &loader, &got) ==
		    -1)
			return -1;
	}
	return 0;
}

static int
keep_classes(struct hotspot *h)
{
	const struct dump_model *m = h->w.m;
	struct parts p = { .h = h };
	size_t i;
	int rc;

	if ((p.seen = calloc(m->nregions + 1, sizeof *p.seen)) == NULL)
		return dump_fail_nomem(h->w.err);
	rc = see_loaders(&p);
	for (i = 0; rc == 0 && i < m->nregions; i++)
		if (p.seen[i])
			rc = set_add(&h->vital, m->regions[i].at,
			    "structures of classes", h->w.err);
	free(p.seen);
	return rc;
}

/* The map that tells where in a heap of code its blocks begin. */
static int
keep_code_map(struct hotspot *h, uint64_t heap)
{
	uint64_t at, low, high, size = h->vm.sizes[VM_CODE_HEAP_TYPE];
	bool got;

	if (hotspot_keep(h, heap, heap + size, "heaps of code") == -1)
		return -1;
	if (!vm_inside(&h->vm, VM_CODE_MAP, heap, &at))
		return 0;
	if (hotspot_word(h, VM_LOW, at, &low, &got) == -1 || (got &&
	    hotspot_word(h, VM_HIGH, at, &high, &got) == -1))
		return -1;
	return got ? hotspot_keep(h, low, high, "maps of code") : 0;
}

static int
keep_code_maps(struct hotspot *h)
{
	uint64_t array, data, heap;
	uint32_t i, n;
	bool got;

	/* JDK 8 has but one. */
	if (hotspot_word(h, VM_CODE_HEAP, 0, &heap, &got) == -1 || (got &&
	    keep_code_map(h, heap) == -1) ||
	    hotspot_word(h, VM_CODE_HEAPS, 0, &array, &got) == -1)
		return -1;
	if (got && (vm_u32(&h->vm, VM_ARRAY_LENGTH, array, &n, &got) == -1 ||
	    (got && hotspot_word(h, VM_ARRAY_DATA, array, &data, &got) ==
	    -1)))
		return -1;
	if (!got || n > CODE_HEAPS_MAX)
		return 0;
	if (hotspot_keep(h, data, data + n * h->w.m->word, "heaps of code") ==
	    -1)
		return -1;
	for (i = 0; got && i < n; i++)
		if (window_word(&h->objects, data + i * h->w.m->word, &heap,
		    &got) == -1 || (got && keep_code_map(h, heap) == -1))
			return -1;
	return 0;
}

static int
keep_threads(struct hotspot *h)
{
	uint64_t list, threads, thread, size = h->vm.sizes[VM_THREAD];
	uint32_t i, n;
	bool got;

	if (hotspot_word(h, VM_THREADS, 0, &list, &got) == -1 || (got &&
	    hotspot_word(h, VM_THREADS_LIST, list, &threads, &got) == -1) ||
	    (got && vm_u32(&h->vm, VM_THREADS_LENGTH, list, &n, &got) == -1))
		return -1;
	if (!got || n > THREADS_MAX)
		return 0;
	if (hotspot_keep(h, threads, threads + (uint64_t)n * h->w.m->word,
	    "threads") == -1)
		return -1;
	for (i = 0; got && i < n; i++)
		if (window_word(&h->objects, threads + (uint64_t)i *
		    h->w.m->word, &thread, &got) == -1 || (got &&
		    hotspot_keep(h, thread, thread + size, "threads") == -1))
			return -1;
	return 0;
}

/* What programs that watch it are told, in a file of its own. */
static int
keep_counters(struct hotspot *h)
{
	uint64_t start, end;
	bool got;

	if (hotspot_word(h, VM_PERF_START, 0, &start, &got) == -1 || (got &&
	    hotspot_word(h, VM_PERF_END, 0, &end, &got) == -1))
		return -1;
	return got ? hotspot_keep(h, start, end, "performance counters") : 0;
}

int
hotspot_parts(struct hotspot *h)
{
	return keep_classes(h) == -1 || keep_code_maps(h) == -1 ||
	    keep_threads(h) == -1 || keep_counters(h) == -1 ? -1 : 0;
}
