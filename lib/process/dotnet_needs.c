/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dotnet_needs.c -- what of private memory the debugger of .NET reads, in a
 * Unix process.
 *
 * The runtime describes itself to its debugger, but not the borders of its
 * heaps.  So it is taken what pointers lead to from where the runtime starts:
 * its own data, stacks, registers and blocks of threads.  Objects lead only
 * to objects and to what the runtime's tables lead to as well.  Memory beside
 * generated code is the loader's, whose code finds its data by distance.
 */
#include <stdlib.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "process/dotnet_exceptions.h"
#include "process/managed.h"
#include "process/memory.h"
#include "process/parts.h"
#include "process/closure.h"
#include "process/runs.h"
#include "process/survey.h"
#include "process/surveys.h"

/* Variables of the runtime point to tables that grow. */
enum { TABLE_MAX = 16 << 20 };
/* Of larger objects only the beginning is kept without heaps. */
enum { OBJECT_MAX = 64 << 10, OBJECTS_MAX = 16 << 20 };

struct needs {
	struct walk	 w;
	struct set	*heaps;		/* objects */
	struct dotnet_images images;
	struct closure	 closure;		/* private memory but for heaps */
	struct pages	 objects;	/* of heaps, that stacks point to */
	struct window	 looked, tables;
	bool		*on_stack;	/* files, by index */
};

static bool
dotnet_runs(const struct dump_model *m)
{
	return m->dotnet && m->os != OS_WINDOWS;
}

/* Is it memory that pointers are followed in?  What is called a stack may
 * end a page too late: then what lies above begins there. */
static bool
is_followed(const struct region *r)
{
	return r->class == DUMP_PRW || r->class == DUMP_PRO ||
	    r->class == DUMP_JIT || r->class == DUMP_STACK;
}

/* Is it of the image of the runtime? */
static bool
is_runtime(const struct dump_model *m, const struct region *r)
{
	return r->mapping != NONE && (m->files[m->mappings[r->mapping].file].
	    flags & FILE_RUNTIME) != 0;
}

static int
dotnet_touch(const struct dump_model *m, struct set *out,
    struct dump_err *err)
{
	size_t i;

	if (plumbing_touch(m, out, err) == -1 ||
	    dotnet_images_touch(m, out, err) == -1)
		return -1;
	for (i = 0; i < m->nregions; i++)
		if ((memory_is_data(&m->regions[i]) ||
		    is_runtime(m, &m->regions[i])) && set_add(out, m->regions[i].at, "", err) == -1)
			return -1;
	return 0;
}

/* An object that somebody holds: it, and its method table, which tells where
 * it ends. */
static int
keep_object(struct needs *n, uint64_t addr)
{
	uint64_t last = add_capped(addr, CLOSURE_NEAR_END - 1);
	struct dotnet_object o;

	if (addr % 8 == 0 && n->w.m->word == 8) {
		if (dotnet_object(&n->looked, &n->tables, addr, &o) == -1)
			return -1;
		/* No object itself is a table. */
		if (o.size > 0 && pages_cover(&n->objects, o.table))
			o.size = 0;
		if (o.size > 0 && closure_word(&n->closure, o.table) == -1)
			return -1;
		if (o.size <= OBJECT_MAX)
			last = max_u64(last, add_capped(addr, o.size));
	}
	pages_add(&n->objects, addr - min_u64(addr, n->w.m->word), last);
	return 0;
}

/* What a word of a stack or a register tells beside what it leads to. */
static int
see_word(void *ctx, uint64_t word)
{
	struct needs *n = ctx;
	uint32_t i = model_find_mapping(n->w.m, word);

	/* The list of files stays, whatever is dropped of them. */
	if (i != NONE)
		n->on_stack[n->w.m->mappings[i].file] = true;
	return pages_cover(&n->objects, word) ? keep_object(n, word) :
	    dotnet_images_unwind(&n->images, &n->w, word);
}

static int
see_exception(void *ctx, uint64_t addr)
{
	struct needs *n = ctx;

	return pages_cover(&n->objects, addr) ? keep_object(n, addr) :
	    closure_word(&n->closure, addr);
}

/*
 * Of objects that native memory holds debuggers read some: what a dynamic
 * method is called is found by one.  Where the runtime does not describe
 * itself, exceptions are among them.
 */
static int
see_any(void *ctx, uint64_t word)
{
	struct needs *n = ctx;

	return n->objects.bytes < OBJECTS_MAX &&
	    pages_cover(&n->objects, word) ? keep_object(n, word) : 0;
}

static int
follow_exceptions(struct needs *n)
{
	struct dotnet_contract *c;
	int rc;

	n->closure.see = NULL;
	if (dotnet_contract_read(&c, &n->w) == -1)
		return -1;
	rc = c == NULL ? 0 : dotnet_exceptions(&n->w, c, see_exception, n);
	n->closure.see = see_any;
	dotnet_contract_free(c);
	return rc;
}

/* Registers lie in the record of their thread as words. */
static int
follow_registers(struct needs *n)
{
	const struct dump_model *m = n->w.m;
	const struct record *r;
	uint8_t buf[4096];
	size_t i, k, got;

	for (i = 0; i < m->nthreads; i++) {
		if (m->threads[i].record == NONE)
			continue;
		r = &m->records[m->threads[i].record];
		if (source_read_some(n->w.src, r->off, buf,
		    (size_t)min_u64(r->size, sizeof buf), &got, n->w.err) ==
		    -1)
			return -1;
		for (k = 0; k + m->word <= got; k += m->word)
			if (closure_word(&n->closure, get_word(
			    m->facts.big_endian, m->word, buf + k)) == -1)
				return -1;
	}
	return 0;
}

/* Live stacks, as far as the cuts that stand on this keep them. */
static int
follow_stacks(struct needs *n)
{
	const struct dump_model *m = n->w.m;
	const struct live_stack *s;
	uint64_t last;
	size_t i;

	for (i = 0; i < m->nregions; i++)
		if (m->regions[i].class == DUMP_STACK && closure_from(&n->closure,
		    m->regions[i].at.addr, m->regions[i].at.size) == -1)
			return -1;
	for (i = 0; i < m->survey.nstacks; i++) {
		s = &m->survey.stacks[i];
		last = min_u64(span_last(s->at), add_capped(s->from,
		    max_u64(LIVE_STACK_MAX, s->least) - 1));
		if (closure_from(&n->closure, s->at.addr,
		    last - s->at.addr + 1) == -1)
			return -1;
	}
	return 0;
}

static int
follow_set(struct needs *n, const struct set *s, struct span within)
{
	uint64_t addr, last;
	size_t i;

	for (i = set_find(s, within.addr); i < s->n &&
	    s->v[i].addr <= span_last(within); i++) {
		addr = max_u64(s->v[i].addr, within.addr);
		last = min_u64(s->v[i].last, span_last(within));
		if (closure_from(&n->closure, addr, last - addr + 1) == -1)
			return -1;
	}
	return 0;
}

/* Blocks of threads are plumbing: their variables lie there. */
static int
follow_plumbing(struct needs *n)
{
	return follow_set(n, &n->w.m->survey.plumbing,
	    (struct span){ 0, UINT64_MAX });
}

/* All of it that stays: what is read must be there for a second run. */
static int
follow_data(struct needs *n, const struct region *r)
{
	if (r->mapping != NONE && (n->w.m->files[n->w.m->mappings[
	    r->mapping].file].flags & (FILE_MANAGED | FILE_RUNTIME)) ==
	    FILE_MANAGED)
		return follow_set(n, &n->images.kept, r->at);
	return closure_from(&n->closure, r->at.addr, r->at.size);
}

/* Data of the runtime, and of modules that stacks point into. */
static int
follow_modules(struct needs *n, bool *found)
{
	const struct dump_model *m = n->w.m;
	const struct region *r;
	uint32_t file = NONE;
	bool own;
	size_t i;

	for (i = 0; i < m->nregions; i++) {
		r = &m->regions[i];
		if (r->class != DUMP_DATA && r->class != DUMP_RELRO)
			continue;
		/* What has no file is .bss, behind what has one. */
		if (r->mapping != NONE)
			file = m->mappings[r->mapping].file;
		if (file == NONE)
			continue;
		own = (m->files[file].flags & FILE_RUNTIME) != 0;
		*found |= own && model_region_present(m, i) > 0;
		if (own)
			closure_chunks(&n->closure, TABLE_MAX);
		if ((own || n->on_stack[file]) && follow_data(n, r) == -1)
			return -1;
		closure_chunks(&n->closure, CLOSURE_CHUNK_MAX);
	}
	return 0;
}

static bool
is_jit(const struct dump_model *m, size_t i)
{
	return m->regions[i].class == DUMP_JIT;
}

/* Writable memory beside generated code. */
static int
add_beside_code(struct set *out, const struct needs *n)
{
	const struct dump_model *m = n->w.m;
	const struct region *r;
	size_t i;

	for (i = 0; i < m->nregions; i++) {
		r = &m->regions[i];
		if (r->class != DUMP_PRW)
			continue;
		if (((i > 0 && is_jit(m, i - 1) &&
		    span_last(r[-1].at) + 1 == r->at.addr) ||
		    (i + 1 < m->nregions && is_jit(m, i + 1) &&
		    span_last(r->at) + 1 == r[1].at.addr)) &&
		    set_add(out, r->at, "memory of the loader", n->w.err) ==
		    -1)
			return -1;
	}
	return 0;
}

static int
find_zones(struct needs *n)
{
	const struct dump_model *m = n->w.m;
	struct set all = { 0 }, rest = { 0 };
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < m->nregions; i++) {
		if (is_followed(&m->regions[i]))
			rc = set_add(&all, m->regions[i].at, "", n->w.err);
	}
	set_settle(&all);
	if (rc == 0 && (rc = set_subtract(&rest, &all, n->heaps,
	    n->w.err)) == 0 &&
	    (rc = closure_new(&n->closure, &n->w, &rest)) == 0)
		rc = pages_new(&n->objects, m, n->heaps, n->w.err);
	set_free(&all);
	set_free(&rest);
	return rc;
}

/* Why it cannot be known, or NULL in *WHY. */
static int
follow_all(struct needs *n, const char **why)
{
	bool runtime = false, all;

	n->closure.see = see_word;
	n->closure.ctx = n;
	if (follow_registers(n) == -1 || follow_stacks(n) == -1)
		return -1;
	set_settle(&n->images.kept);
	if (follow_exceptions(n) == -1 || follow_plumbing(n) == -1 ||
	    follow_modules(n, &runtime) == -1 ||
	    closure_close(&n->closure, &all) == -1)
		return -1;
	*why = !runtime ? "the data of the .NET runtime are not in the dump" :
	    !all ? "pointers lead to too much private memory" : NULL;
	return 0;
}

static int
answer(const struct needs *n)
{
	struct survey *s = &n->w.m->survey;
	struct dump_err *err = n->w.err;

	if (pages_to_set(&n->closure.pages, &s->managed_frames,
	    "private memory that the runtime leads to", err) == -1 ||
	    add_beside_code(&s->managed_frames, n) == -1 ||
	    set_add_all(&s->managed_frames, &n->images.kept, err) == -1 ||
	    pages_to_set(&n->objects, &s->managed_objects,
	    "objects that frames hold", err) == -1 ||
	    set_add_all(&s->managed, &s->managed_frames, err) == -1 ||
	    set_add_all(&s->managed, n->heaps, err) == -1)
		return -1;
	if (n->heaps->n == 0)
		s->managed_refusal = "where the objects of .NET are cannot "
		    "be told for certain";
	return 0;
}

static int
dotnet_answer(struct dump_model *m, struct dump_source *src,
    struct dump_err *err)
{
	struct needs n = { .w = { m, src, err },
	    .heaps = &m->survey.heaps };
	const char *why = NULL;
	int rc = -1;

	if (m->no_registers || m->nthreads == 0)
		why = "no registers are in the dump that are understood, so "
		    "nothing can be followed from there";
	n.looked.w = n.tables.w = &n.w;
	n.on_stack = calloc(m->nfiles + 1, sizeof *n.on_stack);
	if (n.on_stack == NULL)
		dump_fail_nomem(err);
	else if (why != NULL)
		rc = 0;
	else if (dotnet_heaps(&n.w, n.heaps) == 0 && find_zones(&n) == 0 &&
	    dotnet_images_find(&n.images, &n.w) == 0 &&
	    follow_all(&n, &why) == 0)
		rc = answer(&n);
	if (why != NULL)
		m->survey.managed_refusal = m->survey.frames_refusal = why;
	dotnet_images_free(&n.images);
	closure_free(&n.closure);
	pages_free(&n.objects);
	free(n.on_stack);
	return rc;
}

const struct managed_runtime managed_dotnet = {
	.runs = dotnet_runs,
	.touch = dotnet_touch,
	.answer = dotnet_answer,
};
