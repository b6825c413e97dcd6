/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * windows.c -- classes of a Windows process: by state, type and protection
 * of its regions; without those, by the lists of modules and threads.
 */
#include <stdlib.h>

#include "base/err.h"
#include "base/text.h"
#include "process/parts.h"

/* The runtimes of .NET, by the modules that they are. */
static bool
is_dotnet(const struct dump_model *m)
{
	static const char *const runtimes[] = {
		"coreclr.dll", "clr.dll", "mscorwks.dll"
	};
	size_t i, j;

	for (i = 0; i < m->nmodules; i++)
		for (j = 0; m->modules[i].name != NULL &&
		    j < sizeof runtimes / sizeof *runtimes; j++)
			if (text_matches(runtimes[j],
			    text_basename(m->modules[i].name)))
				return true;
	return false;
}

/* Is B the rest of what A is a part of?  The end of a dump that is cut short
 * divides ranges, and so do borders of modules. */
static bool
goes_on(const struct region *a, const struct region *b)
{
	return span_last(a->at) + 1 == b->at.addr && a->prot == b->prot &&
	    a->allocation == b->allocation;
}

/*
 * Of ranges that a file is behind: does the dump hold some, but not all?
 * That must be known before header pages are cut off.
 */
static void
mark_partial(struct dump_model *m)
{
	struct region *r = m->regions;
	uint64_t present, size;
	size_t i, end, p = 0;

	for (i = 0; i < m->nregions; i = end) {
		present = size = 0;
		for (end = i; end < m->nregions &&
		    (end == i || goes_on(&r[end - 1], &r[end])); end++) {
			size += r[end].at.size;
			for (; p < m->npieces && m->pieces[p].at.addr <=
			    span_last(r[end].at); p++)
				if (m->pieces[p].source == 0)
					present += m->pieces[p].at.size;
		}
		if ((r[i].prot & (REGION_IMAGE | REGION_MAPPED)) == 0 ||
		    present == 0 || present == size)
			continue;
		for (; i < end; i++)
			r[i].prot |= REGION_PARTIAL;
	}
}

static int
cut(struct dump_model *m, const struct set *stacks, struct dump_err *err)
{
	struct places p = { 0 };

	if (places_add_set(&p, stacks, err) == -1 ||
	    places_add_heads(&p, m, err) == -1) {
		free(p.v);
		return -1;
	}
	return places_cut(&p, m, err);
}

static enum dump_class
class_of(const struct dump_model *m, const struct region *r,
    const struct set *stacks)
{
	bool write = (r->prot & DUMP_W) != 0 ||
	    (r->prot & REGION_WRITECOPY) != 0;
	bool execute = (r->prot & DUMP_X) != 0;

	if ((r->prot & REGION_UNCACHED) != 0)
		return DUMP_IO;
	if (region_is_closed(r) ||
	    (r->prot & (DUMP_R | DUMP_W | DUMP_X)) == 0)
		return DUMP_NONE;
	if ((r->prot & REGION_IMAGE) != 0) {
		if (region_heads_module(m, r))
			return DUMP_HDR;
		return write ? DUMP_DATA : execute ? DUMP_CODE : DUMP_RODATA;
	}
	/* Mapped and executable, yet no image: a section without a file, as
	 * .NET has for its code since it never maps memory both ways. */
	if (execute)
		return DUMP_JIT;
	if ((r->prot & REGION_MAPPED) != 0)
		return write ? DUMP_MRW : DUMP_MRO;
	if (write && set_has(stacks, r->at.addr))
		return DUMP_STACK;
	return write ? DUMP_PRW : DUMP_PRO;
}

int
classify_windows(struct dump_model *m, struct dump_err *err)
{
	struct set stacks = { 0 };
	struct region *r;
	size_t i;
	int rc = -1;

	m->dotnet = is_dotnet(m);
	mark_partial(m);
	if (guess_stacks(m, &stacks, err) == 0 &&
	    cut(m, &stacks, err) == 0) {
		for (i = 0; i < m->nregions; i++) {
			r = &m->regions[i];
			r->class = (uint8_t)((r->prot & REGION_GUESSED) != 0 ?
			    guess_class(m, r, &stacks) :
			    class_of(m, r, &stacks));
		}
		rc = 0;
	}
	set_free(&stacks);
	return rc;
}
