/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hotspot.c -- what the debuggers of a HotSpot virtual machine (jhsdb) need of
 * private memory: the objects of the Java heap, which its tables tell; and
 * what pointers lead to from the data and the stacks of the machine, for they
 * come to a structure in no other way.  What nobody points to is native
 * memory of the application.
 */
#include <stdlib.h>

#include "base/checked.h"
#include "base/err.h"
#include "process/closure.h"
#include "process/hotspot.h"
#include "process/managed.h"
#include "process/memory.h"
#include "process/parts.h"

enum {
	DEPTH = 1024,			/* of pointers to pointers */
	RUNS_MAX = 32768		/* jhsdb reads 65,534 segments */
};

int
hotspot_keep(struct hotspot *h, uint64_t low, uint64_t high, const char *rule)
{
	struct span at;

	return low < high && span_of(low, high - low, &at) ?
	    set_add(&h->vital, at, rule, h->w.err) : 0;
}

int
hotspot_word(struct hotspot *h, enum vm_field field, uint64_t object,
    uint64_t *out, bool *got)
{
	uint64_t at;

	if (vm_word(&h->vm, field, object, out, got) == -1)
		return -1;
	return *got && vm_inside(&h->vm, field, object, &at) ?
	    hotspot_keep(h, at, add_capped(at, h->w.m->word),
	    "structures of the virtual machine") : 0;
}

static bool
is_libjvm(const struct dump_model *m, const struct mapping *map)
{
	return file_is_called(&m->files[map->file], "libjvm.so");
}

/* Where its image begins: the first of several; or DUMP_NOWHERE. */
static uint64_t
find_image(const struct dump_model *m)
{
	size_t i;

	for (i = 0; i < m->nmappings; i++)
		if (m->mappings[i].off == 0 && is_libjvm(m, &m->mappings[i]))
			return m->mappings[i].at.addr;
	return DUMP_NOWHERE;
}

static bool
hotspot_runs(const struct dump_model *m)
{
	return m->os != OS_WINDOWS && find_image(m) != DUMP_NOWHERE;
}

void
hotspot_mark(struct dump_model *m, const struct entry *entries)
{
	size_t i;

	for (i = 0; i < m->nmappings; i++)
		if (is_libjvm(m, &m->mappings[i]) &&
		    (entries[i].prot & (DUMP_W | DUMP_X)) == 0)
			m->mappings[i].flags |= MAPPING_RUNTIME;
}

/* Its tables are in its data, what they name in its constants. */
static bool
may_read(const struct dump_model *m, const struct region *r)
{
	return memory_is_data(r) || r->class == DUMP_PRO ||
	    (r->mapping != NONE && r->class != DUMP_CODE &&
	    is_libjvm(m, &m->mappings[r->mapping]));
}

static int
hotspot_touch(const struct dump_model *m, struct set *out,
    struct dump_err *err)
{
	size_t i;

	for (i = 0; i < m->nregions; i++)
		if (may_read(m, &m->regions[i]) &&
		    set_add(out, m->regions[i].at, "", err) == -1)
			return -1;
	return 0;
}

/* Memory that pointers may lead to: all that is private but the Java heap,
 * whose objects lead to nothing that the machine does not also know of. */
static int
find_private(const struct hotspot *h, struct set *out)
{
	const struct dump_model *m = h->w.m;
	struct set private = { 0 }, heap = { 0 };
	const struct region *r;
	struct set *to;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < m->nregions; i++) {
		r = &m->regions[i];
		to = hotspot_is_z_heap(m, r) ? &heap : &private;
		if (r->class == DUMP_PRW || r->class == DUMP_PRO)
			rc = set_add(to, r->at, "", h->w.err);
	}
	if (rc == 0 && h->reserved.size > 0)
		rc = set_add(&heap, h->reserved, "", h->w.err);
	set_settle(&private);
	set_settle(&heap);
	if (rc == 0)
		rc = set_subtract(out, &private, &heap, h->w.err);
	set_free(&private);
	set_free(&heap);
	return rc;
}

/* Data of the machine's own image, with what is behind it in the file. */
static bool
is_data_of_libjvm(const struct dump_model *m, size_t i, bool after)
{
	const struct region *r = &m->regions[i];

	if (r->class != DUMP_DATA && r->class != DUMP_RELRO)
		return false;
	return r->mapping != NONE ? is_libjvm(m, &m->mappings[r->mapping]) :
	    after && span_last(m->regions[i - 1].at) + 1 == r->at.addr;
}

/* Everything that is kept whatever it holds, and leads on. */
static int
follow_roots(struct closure *r, const struct hotspot *h)
{
	const struct dump_model *m = h->w.m;
	bool data = false;
	size_t i;

	for (i = 0; i < m->nregions; i++) {
		data = is_data_of_libjvm(m, i, data);
		if ((data || m->regions[i].class == DUMP_STACK ||
		    m->regions[i].class == DUMP_PLUMB ||
		    m->regions[i].class == DUMP_JIT) && closure_from(r,
		    m->regions[i].at.addr, m->regions[i].at.size) == -1)
			return -1;
	}
	for (i = 0; i < h->vital.n; i++)
		pages_add(&r->pages, h->vital.v[i].addr, h->vital.v[i].last);
	return 0;
}

/* Adds to OUT what is in LED, with gaps up to GAP between runs. */
static int
add_joined(struct set *out, const struct set *led, uint64_t gap,
    struct dump_err *err)
{
	struct span at;
	size_t i, first;

	for (i = 0; i < led->n; i++) {
		first = i;
		while (i + 1 < led->n &&
		    led->v[i + 1].addr - led->v[i].last - 1 <= gap)
			i++;
		at = (struct span){ led->v[first].addr,
		    led->v[i].last - led->v[first].addr + 1 };
		if (set_add(out, at, led->v[first].rule, err) == -1)
			return -1;
	}
	return 0;
}

static size_t
count_joined(const struct set *led, uint64_t gap)
{
	size_t i, n = led->n;

	for (i = 0; i + 1 < led->n; i++)
		n -= led->v[i + 1].addr - led->v[i].last - 1 <= gap;
	return n;
}

/* As many runs as a debugger can read: the smallest gaps stay, whoever looks
 * a second time fills the same ones. */
static int
add_runs(struct set *out, struct set *led, uint64_t page,
    struct dump_err *err)
{
	uint64_t gap = 0;

	set_settle(led);
	while (count_joined(led, gap) > RUNS_MAX && gap < UINT64_MAX / 4)
		gap = gap == 0 ? page : gap * 2;
	return add_joined(out, led, gap, err);
}

static int
follow_pointers(struct hotspot *h, struct set *out)
{
	struct set private = { 0 }, led = { 0 };
	struct closure r = { 0 };
	bool all;
	int rc;

	if ((rc = find_private(h, &private)) == 0 &&
	    (rc = closure_new(&r, &h->w, &private)) == 0) {
		/* It keeps long lists, one block leading to the next. */
		r.depth = DEPTH;
		rc = follow_roots(&r, h);
	}
	if (rc == 0 && (rc = closure_close(&r, &all)) == 0) {
		if (!all)
			h->refusal = "pointers lead to more than 4 GiB "
			    "outside the Java heap";
		rc = pages_to_set(&r.pages, &led, "what the virtual machine "
		    "leads to", h->w.err);
	}
	if (rc == 0)
		rc = add_runs(out, &led, h->w.m->page, h->w.err);
	set_free(&led);
	closure_free(&r);
	set_free(&private);
	return rc;
}

/* The tables; h->refusal where they are not to be had. */
static int
find_tables(struct hotspot *h)
{
	const struct dump_model *m = h->w.m;
	struct exports e;
	bool found;

	if (m->word != 8) {
		h->refusal = "the process has 32 bits, and the structures of "
		    "its Java virtual machine are not known";
		return 0;
	}
	h->refusal = "the dump lacks the read-only pages of libjvm.so, which "
	    "say where the Java heap is (the kernel writes them if bit 2 of "
	    "coredump_filter is set)";
	if (exports_open(&e, &found, &h->names, find_image(m)) == -1)
		return -1;
	if (found && vm_read_tables(&h->vm, &found, &e) == -1)
		return -1;
	if (found)
		h->refusal = NULL;
	return 0;
}

static int
find_all(struct hotspot *h, struct set *out)
{
	if (find_tables(h) == -1 || (h->refusal == NULL &&
	    (hotspot_heap(h) == -1 || (h->refusal == NULL &&
	    hotspot_parts(h) == -1))))
		return -1;
	if (h->refusal != NULL)
		return 0;
	set_settle(&h->vital);
	if (set_add_all(out, &h->heap, h->w.err) == -1 ||
	    set_add_all(out, &h->vital, h->w.err) == -1)
		return -1;
	return follow_pointers(h, out);
}

static int
hotspot_answer(struct dump_model *m, struct dump_source *src,
    struct dump_err *err)
{
	struct hotspot *h;
	int rc;

	if ((h = calloc(1, sizeof *h)) == NULL)
		return dump_fail_nomem(err);
	h->w = (struct walk){ m, src, err };
	h->objects = (struct window){ .w = &h->w, .may = may_read };
	h->names = h->objects;
	h->vm.v = &h->objects;
	h->vm.names = &h->names;
	rc = find_all(h, &m->survey.managed);
	m->survey.managed_refusal = h->refusal;
	m->survey.frames_refusal = "it is for .NET, and the process runs a "
	    "Java virtual machine";
	set_free(&h->heap);
	set_free(&h->vital);
	free(h);
	return rc;
}

const struct managed_runtime managed_hotspot = {
	.runs = hotspot_runs,
	.touch = hotspot_touch,
	.answer = hotspot_answer,
};
