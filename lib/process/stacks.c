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
#include <stdlib.h>

#include "base/array.h"
#include "base/checked.h"
#include "base/err.h"
#include "process/parts.h"

enum {
	RED_ZONE = 1024,		/* ppc64 has the largest, 288 bytes */
	GUARD_MAX = 1 << 20,
	THREAD_STACK_MAX = 64 << 20,
	DEFAULT_STACK = 8 << 20,	/* glibc's, without the guard */
	DEFAULT_GUARD = 4 << 10,
	UNPROVEN_MAX = 1 << 20,		/* of a stack that may be part of a heap */
	TLS_ABOVE = 64 << 10
};

/* A stack pointer or thread pointer. */
struct point {
	uint64_t	 at;
	size_t		 thread;
};
struct points {
	struct point	*v;
	size_t		 n;
};
struct spans {
	struct span	*v;
	size_t		 n, cap;
};

struct finder {
	const struct dump_model *m;
	struct spans	 loads;		/* anonymous and writable, as the writer
					   had them but for mapped files */
	struct spans	 runs;		/* the same, neighbours joined */
	struct points	 sp, tp;	/* by address */
};

/* Pointers of arm64 may have a tag in the top byte. */
static uint64_t
untagged(const struct dump_model *m, uint64_t addr)
{
	if (m->machine != MACHINE_ARM64 || addr == DUMP_NOWHERE)
		return addr;
	return addr & (UINT64_MAX >> 8);
}

static int
by_place(const void *va, const void *vb)
{
	const struct point *a = va, *b = vb;

	return a->at < b->at ? -1 : a->at > b->at;
}

static int
points_fill(struct points *p, const struct dump_model *m, bool tp,
    struct dump_err *err)
{
	uint64_t at;
	size_t i;

	if ((p->v = malloc((m->nthreads + 1) * sizeof *p->v)) == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < m->nthreads; i++) {
		at = untagged(m, tp ? m->threads[i].seen.tp :
		    m->threads[i].seen.sp);
		if (at != DUMP_NOWHERE)
			p->v[p->n++] = (struct point){ at, i };
	}
	qsort(p->v, p->n, sizeof *p->v, by_place);
	return 0;
}

/* Index of the first point at or above ADDR. */
static size_t
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

/* Has a thread other than SELF a point in [LOW, TOP)? */
static bool
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

static const struct span *
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

static int
find_memory(struct finder *f, struct dump_err *err)
{
	const struct region *r, *prev = NULL;
	size_t i;

	for (i = 0; i < f->m->nregions; i++) {
		r = &f->m->regions[i];
		if (!region_is_anonymous(r))
			continue;
		if (spans_push(&f->loads, r->at, prev != NULL &&
		    prev->allocation != NONE &&
		    prev->allocation == r->allocation, err) == -1 ||
		    spans_push(&f->runs, r->at, true, err) == -1)
			return -1;
		prev = r;
	}
	return 0;
}

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
default_size(const struct finder *f, struct span load, uint64_t sp,
    uint64_t tp, uint64_t *low)
{
	const struct dump_model *m = f->m;
	uint64_t top = round_up(tp, m->page);
	size_t i;

	if (m->machine != MACHINE_X86_64)
		return false;
	*low = load.addr;
	i = points_from(&f->tp, sp);
	if (i > 0 && f->tp.v[i - 1].at >= load.addr)
		*low = round_up(f->tp.v[i - 1].at, m->page);
	if (top - *low == DEFAULT_STACK + DEFAULT_GUARD)
		return true;
	/* createdump lists no guards. */
	return m->writer == WRITER_CREATEDUMP && *low == load.addr &&
	    top - *low == DEFAULT_STACK;
}

enum proof { PROOF_NONE, PROOF_MAIN, PROOF_THREAD };

/* Whose stack is it that SP points into? */
static enum proof
owner(const struct finder *f, size_t thread, struct span load, uint64_t sp)
{
	uint64_t tp = untagged(f->m, f->m->threads[thread].seen.tp);
	const struct span *run;

	if (f->m->at_random != DUMP_NOWHERE && f->m->at_random > sp &&
	    span_has(load, f->m->at_random))
		return PROOF_MAIN;
	if (tp == DUMP_NOWHERE || tp <= sp)
		return PROOF_NONE;
	run = spans_find(&f->runs, sp);
	return run != NULL && span_has(*run, tp) ? PROOF_THREAD : PROOF_NONE;
}

static bool
find_dead(const struct finder *f, size_t thread, struct span load,
    uint64_t sp, enum proof proof, struct span *dead)
{
	const struct dump_model *m = f->m;
	uint64_t tp = untagged(m, m->threads[thread].seen.tp);
	uint64_t low = load.addr, top, live;

	if (proof == PROOF_NONE)
		return false;
	/* The kernel keeps a gap below the stack of the main thread. */
	top = proof == PROOF_MAIN ? m->at_random : tp;
	if (proof == PROOF_THREAD && !guard_below(m, load, tp) &&
	    !default_size(f, load, sp, tp, &low))
		return false;
	if (points_of_others(&f->sp, thread, low, top) ||
	    points_of_others(&f->tp, thread, low, top) ||
	    may_be_in_handler(m, thread))
		return false;
	live = round_down(sp < RED_ZONE ? 0 : sp - RED_ZONE, m->page);
	if (live <= low)
		return false;
	*dead = (struct span){ low, live - low };
	return true;
}

/* Where the thread block lies above the thread pointer, a page holds it. */
static uint64_t
end_of_thread_block(const struct dump_model *m, uint64_t tp)
{
	switch (m->machine) {
	case MACHINE_X86: case MACHINE_X86_64: case MACHINE_S390:
	case MACHINE_S390X: case MACHINE_SPARC: case MACHINE_SPARC64:
		return round_up(add_capped(tp, 4096), m->page);
	default:
		return round_up(add_capped(tp, TLS_ABOVE), m->page);
	}
}

/* From the stack pointer up to what is known to end the stack. */
static struct span
find_live(const struct finder *f, size_t thread, struct span load,
    uint64_t sp, enum proof proof)
{
	const struct dump_model *m = f->m;
	const struct span *run = spans_find(&f->runs, sp);
	uint64_t low, last = span_last(load), end;

	low = round_down(sp < RED_ZONE ? 0 : sp - RED_ZONE, m->page);
	low = max_u64(low, run->addr);
	if (proof == PROOF_THREAD) {
		end = end_of_thread_block(m, untagged(m,
		    m->threads[thread].seen.tp));
		last = min_u64(span_last(*run), end - 1);
	} else if (proof == PROOF_NONE) {
		end = round_up(add_capped(sp, UNPROVEN_MAX), m->page);
		last = min_u64(last, end - 1);
	}
	return (struct span){ low, last - low + 1 };
}

static int
find_all(const struct finder *f, struct set *live, struct set *dead,
    struct dump_err *err)
{
	const struct span *load;
	struct span at;
	enum proof proof;
	uint64_t sp;
	size_t i;

	for (i = 0; i < f->m->nthreads; i++) {
		sp = untagged(f->m, f->m->threads[i].seen.sp);
		if (sp == DUMP_NOWHERE ||
		    (load = spans_find(&f->loads, sp)) == NULL)
			continue;
		proof = owner(f, i, *load, sp);
		if (set_add(live, find_live(f, i, *load, sp, proof), "",
		    err) == -1)
			return -1;
		if (find_dead(f, i, *load, sp, proof, &at) &&
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
	struct finder f = { .m = m };
	int rc = 0;

	if (m->nthreads == 0)
		return 0;
	if (find_memory(&f, err) == -1 ||
	    points_fill(&f.sp, m, false, err) == -1 ||
	    points_fill(&f.tp, m, true, err) == -1 ||
	    find_all(&f, live, dead, err) == -1)
		rc = -1;
	free(f.loads.v);
	free(f.runs.v);
	free(f.sp.v);
	free(f.tp.v);
	return rc;
}
