/* SPDX-License-Identifier: BSD-2-Clause */
/* worth.c -- what of a dump is worth most: the order, and most of its tiers. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/checked.h"
#include "base/err.h"
#include "base/text.h"
#include "filters/core_records.h"
#include "filters/cut.h"
#include "filters/worth.h"
#include "process/types.h"

enum {
	UNIT = 1 << 20,		/* an atom has no more bytes */
	ATOMS = 1 << 20,	/* unless they would be many more than this */
	RECORD_SMALL = 64 << 10
};

int
worth_add(struct sorter *s, enum plan_tier tier, uint64_t rank,
    struct span at)
{
	struct worth *w = s->w;
	uint64_t addr = at.addr, last = span_last(at), end;
	uint32_t i = model_find_region(s->m, addr);
	struct atom *a;

	for (;;) {
		end = min_u64(last, add_capped(addr, s->unit - 1));
		if (i < s->m->nregions)
			end = min_u64(end, span_last(s->m->regions[i].at));
		if (array_room(&w->v, &w->cap, w->n, sizeof *w->v, s->err) ==
		    -1)
			return -1;
		a = &w->v[w->n++];
		*a = (struct atom){ .addr = addr, .size = end - addr + 1,
		    .rank = rank, .tier = (uint8_t)tier };
		if (i < s->m->nregions) {
			a->class = s->m->regions[i].class;
			i += end == span_last(s->m->regions[i].at);
		}
		if (end == last)
			return 0;
		addr = end + 1;
	}
}

int
worth_take(struct sorter *s, enum plan_tier tier, const struct set *want,
    uint64_t rank)
{
	struct set taken = { 0 }, left = { 0 };
	uint64_t size;
	size_t i;
	int rc = set_intersect(&taken, &s->left, want, s->err);

	for (i = 0; rc == 0 && i < taken.n; i++) {
		size = taken.v[i].last - taken.v[i].addr + 1;
		rc = worth_add(s, tier, rank == BY_SIZE ? size : rank,
		    (struct span){ taken.v[i].addr, size });
	}
	if (rc == 0 && taken.n > 0) {
		rc = set_subtract(&left, &s->left, &taken, s->err);
		set_free(&s->left);
		s->left = left;
	}
	set_free(&taken);
	return rc;
}

/* Somebody who looks at what is left, region by region: a tier and a rank
 * for R, or false to leave it. */
typedef bool judge_fn(const struct sorter *s, const struct region *r,
	    enum plan_tier *tier, uint64_t *rank);

static int
judge(struct sorter *s, judge_fn *fn)
{
	struct set rest = { 0 };
	size_t i = 0, k = 0;
	enum plan_tier tier;
	uint64_t rank;
	struct span at;
	int rc = 0;

	while (rc == 0 && i < s->left.n && k < s->m->nregions) {
		const struct region *r = &s->m->regions[k];
		uint64_t addr = max_u64(s->left.v[i].addr, r->at.addr);
		uint64_t last = min_u64(s->left.v[i].last, span_last(r->at));

		if (addr <= last) {
			at = (struct span){ addr, last - addr + 1 };
			rc = fn(s, r, &tier, &rank) ?
			    worth_add(s, tier, rank, at) :
			    set_add(&rest, at, "", s->err);
		}
		if (s->left.v[i].last < span_last(r->at))
			i++;
		else
			k++;
	}
	set_settle(&rest);
	set_free(&s->left);
	s->left = rest;
	return rc;
}

/* The headers of images that stacks point into. */
static bool
judge_headers(const struct sorter *s, const struct region *r,
    enum plan_tier *tier, uint64_t *rank)
{
	*tier = PLAN_PLUMBING;
	*rank = r->at.size;
	return r->class == DUMP_HDR && s->seen[module_data_owner(s->m, r)];
}

static bool
is_runtime(const struct dump_model *m, const struct region *r)
{
	static const char *const names[] = {
		"libcoreclr.so*", "coreclr.dll", "libclr.so*", "clr.dll",
		"libjvm.so*", "jvm.dll", "node", "node.exe", "nodejs",
		"libnode.so*"
	};
	const char *name = NULL;
	size_t i;

	if (r->mapping != NONE) {
		const struct file *f = &m->files[m->mappings[r->mapping].file];

		if ((f->flags & FILE_RUNTIME) != 0)
			return true;
		name = f->name;
	} else if (r->module != NONE)
		name = m->modules[r->module].name;
	if (name == NULL)
		return false;
	name = text_basename(name);
	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (text_matches(names[i], name))
			return true;
	return false;
}

static bool
is_data(const struct region *r)
{
	return r->class == DUMP_DATA || r->class == DUMP_RELRO;
}

static bool
judge_runtime(const struct sorter *s, const struct region *r,
    enum plan_tier *tier, uint64_t *rank)
{
	*tier = PLAN_RUNTIME;
	*rank = 0;
	return is_data(r) && (is_runtime(s->m, r) ||
	    module_data_owner(s->m, r) == s->owner);
}

/* Data of modules, and what debuggers of runtimes read. */
static bool
judge_data(const struct sorter *s, const struct region *r,
    enum plan_tier *tier, uint64_t *rank)
{
	*tier = PLAN_DATA;
	*rank = r->at.size;
	switch (r->class) {
	case DUMP_STACK:
		/* Of no thread that is known. */
		*tier = PLAN_STACKS;
		*rank = UINT64_MAX;
		return true;
	case DUMP_HDR:
		return true;
	case DUMP_RELRO: case DUMP_DATA:
		*rank = module_data_bytes(&s->data,
		    module_data_owner(s->m, r));
		return true;
	case DUMP_JIT:
		*tier = PLAN_JIT;
		return true;
	case DUMP_CODE: case DUMP_RODATA: case DUMP_MRO:
		*tier = PLAN_JIT;
		return cut_file_rule(s->m, r) != NULL;
	default:
		return false;
	}
}

/* Everything but private memory, which is left. */
static bool
judge_rest(const struct sorter *s, const struct region *r,
    enum plan_tier *tier, uint64_t *rank)
{
	*tier = PLAN_FILES;
	*rank = 0;
	switch (r->class) {
	case DUMP_PRW: case DUMP_PLUMB:
		return false;
	case DUMP_PRO: case DUMP_MRW:
		*tier = PLAN_MAPPED;
		*rank = r->at.size;
		return true;
	case DUMP_CODE: case DUMP_RODATA: case DUMP_MRO:
		*rank = !s->seen[module_data_owner(s->m, r)];
		return true;
	case DUMP_IO:
		*rank = 2;
		return true;
	case DUMP_STACKDEAD:
		*rank = 3;
		return true;
	default:
		*rank = 4;
		return true;
	}
}

static int
take_plumbing(struct sorter *s)
{
	const struct dump_model *m = s->m;
	struct set want = { 0 };
	size_t i, k;
	int rc = 0;

	for (i = 0; rc == 0 && i < m->nregions; i++)
		if (m->regions[i].class == DUMP_PLUMB)
			rc = set_add(&want, m->regions[i].at, "", s->err);
	for (k = 0; rc == 0 && k < 2; k++) {
		const struct set *v = k == 0 ? &m->survey.plumbing :
		    &m->survey.process_data;

		for (i = 0; rc == 0 && i < v->n; i++) {
			uint64_t addr = round_down(v->v[i].addr, m->grain);
			uint64_t last = v->v[i].last | (m->grain - 1);

			rc = set_add(&want, (struct span){ addr,
			    last - addr + 1 }, "", s->err);
		}
	}
	set_settle(&want);
	if (rc == 0)
		rc = worth_take(s, PLAN_PLUMBING, &want, BY_SIZE);
	set_free(&want);
	return rc == -1 ? -1 : judge(s, judge_headers);
}

/* The records that readers need have no atoms: they stay. */
static int
take_records(struct sorter *s)
{
	const struct dump_model *m = s->m;
	struct worth *w = s->w;
	const struct record *r;
	size_t i;

	for (i = 0; i < m->nrecords; i++) {
		r = &m->records[i];
		if ((s->p->drop_record != NULL && s->p->drop_record[i]) ||
		    r->role == ROLE_PROVENANCE)
			continue;
		w->wanted[PLAN_RECORDS] += core_record(r) ? r->size : 0;
		if (core_record(r))
			continue;
		if (array_room(&w->v, &w->cap, w->n, sizeof *w->v, s->err) ==
		    -1)
			return -1;
		w->v[w->n++] = (struct atom){ .addr = i, .size = r->size,
		    .rank = r->size, .record = true,
		    .tier = r->size <= RECORD_SMALL ? PLAN_PLUMBING :
		    PLAN_DATA };
	}
	return 0;
}

static uint64_t
bytes_of(const struct set *s)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < s->n; i++)
		sum = add_capped(sum, s->v[i].last - s->v[i].addr + 1);
	return sum;
}

static uint64_t
bytes_so_far(const struct worth *w)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < w->n; i++)
		if (!w->v[i].record)
			sum = add_capped(sum, w->v[i].size);
	return sum;
}

/* Which thread crashed, and whose code it runs. */
static void
find_crashed(struct sorter *s)
{
	const struct dump_model *m = s->m;
	uint64_t pc = DUMP_NOWHERE;
	uint32_t i = NONE;

	/* An ELF core begins with it. */
	if (m->facts.crash.thread >= 0)
		s->crashed = (size_t)m->facts.crash.thread;
	while (s->crashed < m->nthreads && worth_lacks(s, s->crashed))
		s->crashed++;
	if (s->crashed < m->nthreads)
		pc = m->threads[s->crashed].seen.pc;
	if (pc != DUMP_NOWHERE)
		i = model_find_region(m, pc);
	s->owner = SIZE_MAX;
	if (i != NONE)
		s->owner = module_data_owner(m, &m->regions[i]);
	/* What is nobody's is not the module that crashed. */
	if (s->owner + 1 == module_data_owners(m))
		s->owner = SIZE_MAX;
}

/* Everything that is kept, and how fine it can be cut. */
static int
start(struct sorter *s)
{
	struct plan_walk walk;
	struct extent e;
	uint64_t sum = 0;

	plan_walk(&walk, s->p);
	while (plan_next(&walk, &e)) {
		sum = add_capped(sum, e.size);
		if (set_add(&s->left, (struct span){ e.addr, e.size }, "",
		    s->err) == -1)
			return -1;
	}
	set_settle(&s->left);
	for (s->unit = UNIT; sum / s->unit > ATOMS;)
		s->unit *= 2;
	find_crashed(s);
	s->seen = calloc(module_data_owners(s->m), sizeof *s->seen);
	if (s->seen == NULL)
		return dump_fail_nomem(s->err);
	return module_data_weigh(&s->data, s->m, s->err);
}

/* The tiers before private memory. */
static int
take_first(struct sorter *s)
{
	struct set image_data = { 0 };
	int rc;

	worth_see(s);
	if (take_records(s) == -1 || worth_crashed(s) == -1 ||
	    take_plumbing(s) == -1 || worth_threads(s) == -1 ||
	    judge(s, judge_runtime) == -1 || worth_indirect(s) == -1 ||
	    worth_stacks(s) == -1)
		return -1;
	rc = set_add_all(&image_data, &s->m->survey.image_data, s->err);
	set_settle(&image_data);
	if (rc == 0)
		rc = worth_take(s, PLAN_DATA, &image_data, BY_SIZE);
	set_free(&image_data);
	if (rc == 0)
		rc = worth_take(s, PLAN_JIT, &s->m->survey.metadata,
		    BY_SIZE);
	return rc == -1 ? -1 : judge(s, judge_data);
}

/* The rest, in another order than it is put into: private memory takes long,
 * and nobody may want it. */
static int
take_rest(struct sorter *s, uint64_t most)
{
	struct worth *w = s->w;
	uint64_t first = bytes_so_far(w);
	size_t n = w->n, i;
	bool more = first <= most;

	if (judge(s, judge_rest) == -1)
		return -1;
	for (i = n; i < w->n; i++)
		w->wanted[w->v[i].tier] += w->v[i].size;
	w->wanted[PLAN_PRIVATE] = bytes_of(&s->left);
	if (more && worth_private(s, &s->left, most - first, &more) == -1)
		return -1;
	for (i = 0; i < w->n; i++)
		if (i < n)
			w->wanted[w->v[i].tier] += w->v[i].size;
	if (more)
		return 0;
	/* What comes after it has no place. */
	w->all = false;
	for (i = n; i < w->n; i++)
		if (w->v[i].tier <= PLAN_PRIVATE)
			w->v[n++] = w->v[i];
	w->n = n;
	return 0;
}

static int
by_address(const void *va, const void *vb)
{
	const struct atom *a = va, *b = vb;

	if (a->record != b->record)
		return a->record ? 1 : -1;
	return a->addr < b->addr ? -1 : a->addr > b->addr;
}

/* In the order of turns: the key that all depends on, and nothing else. */
static int
by_worth(const void *va, const void *vb)
{
	const struct atom *const *pa = va, *const *pb = vb;
	const struct atom *a = *pa, *b = *pb;

	if (a->tier != b->tier)
		return a->tier < b->tier ? -1 : 1;
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return by_address(a, b);
}

static int
number(struct worth *w, struct dump_err *err)
{
	struct atom **order;
	uint64_t sum = 0;
	size_t i;

	array_sort(w->v, w->n, sizeof *w->v, by_address);
	order = malloc((w->n + 1) * sizeof(struct atom *));
	w->upto = malloc((w->n + 1) * sizeof *w->upto);
	if (order == NULL || w->upto == NULL) {
		free(order);
		return dump_fail_nomem(err);
	}
	for (i = 0; i < w->n; i++)
		order[i] = &w->v[i];
	array_sort(order, w->n, sizeof *order, by_worth);
	for (i = 0; i < w->n; i++) {
		order[i]->turn = (uint32_t)i;
		if (!order[i]->record)
			sum = add_capped(sum, order[i]->size);
		w->upto[i] = sum;
	}
	free(order);
	return 0;
}

int
worth_collect(struct worth *w, const struct dump_plan *p,
    struct dump_source *src, uint64_t most, struct dump_err *err)
{
	struct sorter s = { .p = p, .m = p->m, .src = src, .err = err,
	    .w = w };
	int rc = -1;

	*w = (struct worth){ .all = true };
	if (start(&s) == 0 && take_first(&s) == 0 &&
	    take_rest(&s, most) == 0)
		rc = number(w, err);
	set_free(&s.left);
	module_data_free(&s.data);
	free(s.seen);
	if (rc == -1)
		worth_free(w);
	return rc;
}

int
worth_memory(const struct worth *w, size_t n, struct set *out,
    struct dump_err *err)
{
	static const char rule[] = "worth most";
	size_t i;

	for (i = 0; i < w->n; i++)
		if (!w->v[i].record && w->v[i].turn < n && set_add(out,
		    (struct span){ w->v[i].addr, w->v[i].size }, rule, err) ==
		    -1)
			return -1;
	set_settle(out);
	return 0;
}

void
worth_free(struct worth *w)
{
	free(w->v);
	free(w->upto);
	*w = (struct worth){ 0 };
}
