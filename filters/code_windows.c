/* SPDX-License-Identifier: BSD-2-Clause */
/* code_windows.c -- the code that threads were about to run. */
#include "base/checked.h"
#include "filters/code_windows.h"
#include "process/memory.h"

enum { HALF = 128 };

static const char rule[] = "code around an instruction pointer";

/* Of an image that no record describes nobody knows better. */
static bool
is_code(const struct region *r)
{
	return r->class == DUMP_CODE ||
	    ((r->prot & REGION_GUESSED) != 0 && r->class == DUMP_DATA);
}

static int
add_window(struct set *windows, const struct dump_model *m, uint64_t pc,
    enum around around, struct dump_err *err)
{
	const struct region *r;
	struct span within, at;
	uint64_t last;
	uint32_t i;

	if (pc == DUMP_NOWHERE || (i = model_find_region(m, pc)) == NONE)
		return 0;
	r = &m->regions[i];
	if (!is_code(r) && (around == AROUND_CODE || !memory_is_data(r)))
		return 0;
	within = r->mapping == NONE ? r->at : m->mappings[r->mapping].at;
	at.addr = round_down(pc < HALF ? 0 : pc - HALF, m->grain);
	last = add_capped(pc, HALF - 1) | (m->grain - 1);
	at.addr = max_u64(at.addr, within.addr);
	at.size = min_u64(last, span_last(within)) - at.addr + 1;
	return set_add(windows, at, rule, err);
}

int
code_window(struct set *out, const struct dump_model *m, uint64_t pc,
    struct dump_err *err)
{
	return add_window(out, m, pc, AROUND_ANY, err);
}

/*
 * The agent of HotSpot (jhsdb) wants at the address of a library's read-only
 * segment nothing, one page, or the whole segment.  The first page of an
 * image stays in any case.
 */
static bool
keeps_two_pages(const struct dump_model *m, const struct mapping *map,
    const struct set *windows)
{
	const struct region *first;
	uint32_t i = model_find_region(m, map->at.addr);

	if (map->at.size <= m->page || i == NONE)
		return false;
	first = &m->regions[i];
	return (first->class == DUMP_HDR || first->class == DUMP_PLUMB ||
	    set_has(windows, map->at.addr)) &&
	    set_has(windows, map->at.addr + m->page);
}

static int
keep_window(struct set *out, const struct dump_model *m,
    const struct set *windows, size_t i, struct dump_err *err)
{
	const struct ruled *w = &windows->v[i];
	const struct mapping *map;
	uint32_t index = model_find_mapping(m, w->addr);

	/* One range may run over the border of two segments. */
	for (; index != NONE && index < m->nmappings &&
	    m->mappings[index].at.addr <= w->last; index++) {
		map = &m->mappings[index];
		if (keeps_two_pages(m, map, windows) &&
		    set_add(out, map->at, "segment of code in use", err) ==
		    -1)
			return -1;
	}
	return set_add(out, (struct span){ w->addr, w->last - w->addr + 1 },
	    rule, err);
}

int
code_windows(struct set *out, const struct dump_model *m, enum around around,
    struct dump_err *err)
{
	struct set windows = { 0 };
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < m->nthreads; i++)
		rc = add_window(&windows, m, m->threads[i].seen.pc, around,
		    err);
	/* A signal tells what was touched, an exception where it happened;
	 * and there the thread may have gone on to wait for the dump. */
	if (rc == 0 && m->facts.crash.present && m->os == OS_WINDOWS)
		rc = add_window(&windows, m, m->facts.crash.address, around,
		    err);
	set_settle(&windows);
	for (i = 0; rc == 0 && i < windows.n; i++)
		rc = keep_window(out, m, &windows, i, err);
	set_free(&windows);
	set_settle(out);
	return rc;
}
