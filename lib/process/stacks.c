/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stacks.c -- where stacks are in a Unix process, by records alone.
 *
 * Stacks of threads are mapped at 8 MiB and mostly never touched, but most
 * writers write them whole.  What lies below the stack pointer is dead, yet
 * where the stack begins is not recorded: with guard size 0, with stacks
 * inside an arena, and with guards that the kernel keeps in its page tables
 * (glibc since 2.42), other data share one mapping with it.  So a lower
 * bound is believed only where something proves it.
 */
#include "base/checked.h"
#include "process/parts.h"
#include "process/runs.h"

enum {
	GUARD_MAX = 1 << 20,
	DEFAULT_STACK = 8 << 20,	/* glibc's, without the guard */
	DEFAULT_GUARD = 4 << 10,
	UNPROVEN_MAX = 1 << 20		/* a stack may be part of a heap */
};

static uint64_t
signal_bit(unsigned number)
{
	return UINT64_C(1) << (number - 1);
}

static unsigned
sigbus(const struct dump_model *m)
{
	if (m->os != OS_LINUX && m->os != OS_ANDROID && m->os != OS_UNKNOWN)
		return 10;
	switch (m->machine) {
	case MACHINE_MIPS: case MACHINE_MIPS64: case MACHINE_SPARC:
	case MACHINE_SPARC64: case MACHINE_ALPHA: case MACHINE_HPPA:
		return 10;
	default:
		return 7;
	}
}

/*
 * May the thread be in a signal handler, on an alternate stack that is a
 * local array of this stack?  Then what is below its stack pointer is not
 * dead.  Handlers block the signal that they handle.  A thread that blocks
 * everything is one that never wants a signal; the first one, which crashed,
 * may have a handler that blocks everything.
 */
static bool
may_be_in_handler(const struct dump_model *m, size_t i)
{
	enum { ILL = 4, TRAP = 5, ABRT = 6, FPE = 8, SEGV = 11 };
	uint64_t blocked = m->threads[i].blocked, faults;

	faults = signal_bit(ILL) | signal_bit(TRAP) | signal_bit(ABRT) |
	    signal_bit(sigbus(m)) | signal_bit(FPE) | signal_bit(SEGV);
	if ((blocked & faults) == 0)
		return false;
	return i == 0 || (blocked | m->signals_unblockable) != UINT64_MAX;
}

static bool
is_power_of_two(uint64_t n)
{
	return n != 0 && (n & (n - 1)) == 0;
}

/*
 * Is there a guard directly below LOAD, and is LOAD, with or without it, as
 * large as stacks are?  Without the size, data that are glued between a
 * stack without guard and the guard of another would be lost.
 */
static bool
guard_below(const struct dump_model *m, struct span load, uint64_t tp)
{
	const struct region *g;
	uint64_t top = round_up(tp, m->page);
	unsigned rwx;
	uint32_t i;

	if (load.addr == 0 ||
	    (i = model_find_region(m, load.addr - 1)) == NONE)
		return false;
	g = &m->regions[i];
	rwx = g->prot & (DUMP_R | DUMP_W | DUMP_X);
	/* gdb gives R to all that it writes. */
	if (g->mapping != NONE || (g->prot & REGION_GUESSED) != 0 ||
	    g->at.size > GUARD_MAX ||
	    (rwx != 0 && !(m->writer == WRITER_GDB && rwx == DUMP_R)))
		return false;
	return tp - load.addr <= THREAD_STACK_MAX &&
	    (is_power_of_two(top - load.addr) ||
	    is_power_of_two(top - g->at.addr));
}

/*
 * glibc's default size, between the end of the next thread's block below, or
 * of the mapping, and the end of this thread's.
 */
static bool
default_size(const struct runs *r, struct span load, uint64_t sp,
    uint64_t tp, uint64_t *low)
{
	const struct dump_model *m = r->m;
	uint64_t top = round_up(tp, m->page);
	size_t i;

	if (m->machine != MACHINE_X86_64)
		return false;
	*low = load.addr;
	i = points_from(&r->tp, sp);
	if (i > 0 && r->tp.v[i - 1].at >= load.addr)
		*low = round_up(r->tp.v[i - 1].at, m->page);
	if (top - *low == DEFAULT_STACK + DEFAULT_GUARD)
		return true;
	/* createdump lists no guards. */
	return m->writer == WRITER_CREATEDUMP && *low == load.addr &&
	    top - *low == DEFAULT_STACK;
}

bool
stack_starts(const struct runs *r, size_t thread, struct span load,
    uint64_t sp, enum owner owner, uint64_t *low)
{
	uint64_t tp = thread_tp(r->m, thread);

	*low = load.addr;
	/* The kernel keeps a gap below the stack of the main thread. */
	return owner == OWNER_MAIN || (owner == OWNER_THREAD &&
	    (guard_below(r->m, load, tp) ||
	    default_size(r, load, sp, tp, low)));
}

static bool
find_dead(const struct runs *r, size_t thread, struct span load,
    uint64_t sp, enum owner owner, struct span *dead)
{
	const struct dump_model *m = r->m;
	uint64_t low, top, live;

	if (!stack_starts(r, thread, load, sp, owner, &low))
		return false;
	top = owner == OWNER_MAIN ? m->at_random : thread_tp(m, thread);
	if (points_of_others(&r->sp, thread, low, top) ||
	    points_of_others(&r->tp, thread, low, top) ||
	    may_be_in_handler(m, thread))
		return false;
	live = stack_bottom(m, sp);
	if (live <= low)
		return false;
	*dead = (struct span){ low, live - low };
	return true;
}

/* From the stack pointer up to what is known to end the stack. */
static struct span
find_live(const struct runs *r, size_t thread, struct span load,
    uint64_t sp, enum owner owner)
{
	const struct dump_model *m = r->m;
	const struct span *run = spans_find(&r->runs, sp);
	uint64_t low, last = span_last(load), end;

	low = stack_bottom(m, sp);
	low = max_u64(low, run->addr);
	if (owner == OWNER_THREAD) {
		end = thread_block_end(m, thread_tp(m, thread));
		last = min_u64(span_last(*run), end - 1);
	} else if (owner == OWNER_UNKNOWN) {
		end = round_up(add_capped(sp, UNPROVEN_MAX), m->page);
		last = min_u64(last, end - 1);
	}
	return (struct span){ low, last - low + 1 };
}

static int
find_all(const struct runs *r, struct set *live, struct set *dead,
    struct dump_err *err)
{
	const struct span *load;
	struct span at;
	enum owner owner;
	uint64_t sp;
	size_t i;

	for (i = 0; i < r->m->nthreads; i++) {
		sp = thread_sp(r->m, i);
		if (sp == DUMP_NOWHERE ||
		    (load = spans_find(&r->loads, sp)) == NULL)
			continue;
		owner = runs_owner(r, i, *load, sp);
		if (set_add(live, find_live(r, i, *load, sp, owner), "",
		    err) == -1)
			return -1;
		if (find_dead(r, i, *load, sp, owner, &at) &&
		    set_add(dead, at, "", err) == -1)
			return -1;
	}
	set_settle(live);
	set_settle(dead);
	return 0;
}

int
stacks_find(const struct dump_model *m, struct set *live, struct set *dead,
    struct dump_err *err)
{
	struct runs r;
	int rc;

	if (m->nthreads == 0)
		return 0;
	if (runs_find(&r, m, err) == -1)
		return -1;
	rc = find_all(&r, live, dead, err);
	runs_free(&r);
	return rc;
}
