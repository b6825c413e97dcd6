/* SPDX-License-Identifier: BSD-2-Clause */
/* live_windows.c -- live stacks of a Windows process. */
#include "base/checked.h"
#include "process/live.h"
#include "process/parts.h"
#include "process/tebs.h"

enum { RED_ZONE_ARM64 = 16 };

/* Can a stack that holds region A go on in the next one? */
static bool
goes_on(const struct region *a, const struct region *b)
{
	return b->allocation == a->allocation && a->allocation != NONE &&
	    (b->prot & DUMP_W) != 0 && !region_is_closed(b) &&
	    span_last(a->at) + 1 == b->at.addr;
}

/* What was allocated together and can be written, around SP. */
static bool
allocation_at(const struct dump_model *m, uint64_t sp, struct span *out)
{
	const struct region *r = m->regions;
	uint32_t i = model_find_region(m, sp);
	size_t last;

	if (i == NONE || (r[i].prot & DUMP_W) == 0 || region_is_closed(&r[i]))
		return false;
	for (last = i; last + 1 < m->nregions &&
	    goes_on(&r[last], &r[last + 1]); last++)
		continue;
	*out = (struct span){ r[i].at.addr,
	    span_last(r[last].at) - r[i].at.addr + 1 };
	return true;
}

/* The thread block says where a stack ends, unless it is a lie or the thread
 * runs on another one; else its writer does; else the map. */
static int
bounds(struct finder *f, size_t thread, uint64_t sp, struct span *out,
    bool *found)
{
	const struct dump_model *m = f->w.m;
	uint64_t teb = m->threads[thread].seen.tp;

	*found = false;
	if (teb != DUMP_NOWHERE &&
	    teb_stack(&f->w, teb, m->word, out, found) == -1)
		return -1;
	if (!*found || !span_has(*out, sp))
		*found = (live_recorded(m, thread, out) &&
		    span_has(*out, sp)) || allocation_at(m, sp, out);
	return 0;
}

/* A 32-bit program on 64-bit Windows has a second stack. */
static int
push_wow64(struct finder *f, size_t thread)
{
	uint64_t teb = f->w.m->threads[thread].seen.tp, teb32;
	struct span at, context;
	uint64_t sp;
	bool found;

	if (teb == DUMP_NOWHERE)
		return 0;
	if (teb_wow64(&f->w, teb, &teb32, &context, &sp) == -1)
		return -1;
	if (teb32 == 0 || context.size == 0)
		return 0;
	if (teb_stack(&f->w, teb32, 4, &at, &found) == -1)
		return -1;
	if (!found || !span_has(at, sp))
		return 0;
	if (live_push(f, thread, sp, sp, span_last(at)) == -1)
		return -1;
	live_last(f)->bottom = at.addr;
	live_last(f)->word = 4;
	return 0;
}

int
live_windows(struct finder *f, size_t thread)
{
	const struct dump_model *m = f->w.m;
	uint64_t sp = m->threads[thread].seen.sp, low;
	struct span at;
	bool found;

	if (m->word == 8 && push_wow64(f, thread) == -1)
		return -1;
	if (sp == DUMP_NOWHERE)
		return live_push_lost(f, thread);
	if (bounds(f, thread, sp, &at, &found) == -1)
		return -1;
	if (!found)
		return live_push_lost(f, thread);
	low = m->machine == MACHINE_ARM64 && sp >= RED_ZONE_ARM64 ?
	    sp - RED_ZONE_ARM64 : sp;
	if (live_push(f, thread, sp, max_u64(low, at.addr),
	    span_last(at)) == -1)
		return -1;
	live_last(f)->bottom = at.addr;
	return 0;
}
