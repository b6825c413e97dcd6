/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * scan.c -- filter: of modules that no stack and no register points into only
 * the name stays, or nothing.
 */
#include <stdlib.h>

#include "base/checked.h"
#include "base/err.h"
#include "base/text.h"
#include "filters/filter.h"
#include "filters/lead_windows.h"
#include "model/type.h"
#include "process/runtime.h"

struct scan {
	bool		 drop;
};

static const struct dump_opt scan_opts[] = {
	{ "drop", DUMP_OPT_FLAG, offsetof(struct scan, drop),
	    "drop them as a whole from the list of modules" },
	{ NULL, DUMP_OPT_END, 0, NULL }
};

/* Debuggers go by these in every process; and by the program, which comes
 * first, and by runtimes. */
static const char *const always[] = {
	"ntdll.dll", "ucrtbase.dll", "msvcrt.dll", "ld.so", "ld-*.so*",
	"libc.so*", "libc-*.so*", "libpthread*.so*", "libSystem*", "dyld",
	"linker", "linker64"
};

static bool
is_always_there(const struct dump_model *m, size_t i)
{
	const char *name = m->modules[i].name;
	size_t k;

	if (i == 0 || name == NULL)
		return true;
	name = text_basename(name);
	for (k = 0; k < sizeof always / sizeof *always; k++)
		if (text_matches(always[k], name))
			return true;
	return runtime_of(name) != NULL;
}

/* Modules by their addresses, of one address the largest last. */
struct place {
	uint64_t	 base, size;
	size_t		 module;
};
struct places {
	struct place	*v;
	size_t		 n;
	bool		*marks;		/* by index of the module */
};

static int
by_base(const void *va, const void *vb)
{
	const struct place *a = va, *b = vb;

	if (a->base != b->base)
		return a->base < b->base ? -1 : 1;
	return a->size < b->size ? -1 : a->size > b->size;
}

static void
mark(struct places *p, uint64_t addr)
{
	size_t low = 0, high = p->n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (p->v[mid].base <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	if (low > 0 && addr - p->v[low - 1].base < p->v[low - 1].size)
		p->marks[p->v[low - 1].module] = true;
}

/* Of two at one place nobody knows which is meant. */
static void
mark_twins(struct places *p)
{
	size_t i;

	for (i = p->n; i-- > 1;)
		if (p->v[i - 1].base == p->v[i].base &&
		    p->marks[p->v[i].module])
			p->marks[p->v[i - 1].module] = true;
}

static int
find_marks(struct places *places, struct dump_plan *p, struct dump_err *err)
{
	const struct dump_model *m = p->m;
	struct set kept = { 0 };
	size_t i;

	*places = (struct places){ .n = m->nmodules };
	places->v = calloc(places->n + 1, sizeof *places->v);
	places->marks = calloc(places->n + 1, sizeof *places->marks);
	if (places->v == NULL || places->marks == NULL)
		return dump_fail_nomem(err);
	if (plan_foresee(&kept, p, err) == -1)
		return -1;
	for (i = 0; i < places->n; i++) {
		places->v[i] = (struct place){ m->modules[i].base,
		    m->modules[i].size, i };
		places->marks[i] = is_always_there(m, i);
	}
	qsort(places->v, places->n, sizeof *places->v, by_base);
	for (i = 0; i < m->survey.nleads; i++)
		if (lead_survives(p, &kept, &m->survey.leads[i]))
			mark(places, m->survey.leads[i].to);
	mark_twins(places);
	set_free(&kept);
	return 0;
}

/* What loaders' lists and debuggers need of them lies in their data. */
static int
drop_memory(struct dump_plan *p, const struct places *places, bool all,
    struct dump_err *err)
{
	const struct dump_model *m = p->m;
	struct set lost = { 0 }, rest = { 0 };
	const struct region *r;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < m->nregions; i++) {
		r = &m->regions[i];
		if (r->module != NONE && !places->marks[r->module] &&
		    (all || r->class == DUMP_DATA || r->class == DUMP_CODE))
			rc = set_add(&lost, r->at,
			    "module that no stack points into", err);
	}
	set_settle(&lost);
	if (rc == 0)
		rc = set_subtract(&rest, &lost, &m->survey.plumbing, err);
	if (rc == 0)
		rc = set_add_all(&p->drop, &rest, err);
	set_free(&lost);
	set_free(&rest);
	return rc;
}

static int
edit_list(struct dump_plan *p, const struct places *places, bool drop,
    struct dump_err *err)
{
	size_t i;

	for (i = 0; i < p->m->nmodules; i++)
		if (!places->marks[i] && (drop ? plan_drop_module(p, i, err) :
		    plan_strip_module(p, i, err)) == -1)
			return -1;
	return 0;
}

static uint32_t
scan_asks(const void *state, const struct dump_model *m)
{
	(void)state;
	return survey_open(m, ASK_PE_SECTIONS | ASK_PLUMBING) |
	    lead_windows_asks(m);
}

/* Of a Unix process the list of files is what debuggers find libraries by. */
static int
scan_reduce(void *state, const struct dump_model *m, struct dump_plan *p,
    struct dump_err *err)
{
	const struct scan *f = state;
	bool windows = m->os == OS_WINDOWS;
	struct places places;
	int rc;

	if ((m->survey.answered & ASK_LEADS) == 0)
		return 0;
	if (m->no_registers || m->survey.more_leads) {
		plan_warn(p, "scan: where stacks point to is not known; all "
		    "modules stay");
		return 0;
	}
	if ((rc = find_marks(&places, p, err)) == 0)
		rc = drop_memory(p, &places, windows && f->drop, err);
	if (rc == 0 && windows)
		rc = edit_list(p, &places, f->drop, err);
	p->flags |= TYPE_SCAN_MEMORY;
	free(places.v);
	free(places.marks);
	return rc;
}

const struct dump_filter dump_filter_scan = {
	.name = "scan",
	.summary = "strip modules that no stack points into",
	.opts = scan_opts,
	.state_size = sizeof(struct scan),
	.asks = scan_asks,
	.reduce = scan_reduce,
};
