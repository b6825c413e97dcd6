/* SPDX-License-Identifier: BSD-2-Clause */
/* modules.c -- modules of a process that only has a list of mapped files. */
#include <stdlib.h>

#include "base/err.h"
#include "process/parts.h"

/* Segments of one image lie no farther apart than their alignment wants. */
enum { GAP_MAX = 16 << 20 };

/*
 * Is mapping I + 1 the next part of the image that mapping I is a part of?
 * Offsets rise within an image; only behind the header page of a laid-out
 * PE image does a part begin at 0 again.
 */
static bool
image_goes_on(const struct dump_model *m, size_t i)
{
	const struct mapping *a = &m->mappings[i], *b = a + 1;

	return i + 1 < m->nmappings && a->file == b->file &&
	    b->off >= a->off && b->at.addr - span_last(a->at) <= GAP_MAX &&
	    (b->off != 0 || a->at.size <= m->page);
}

void
image_run(const struct dump_model *m, size_t i, size_t *first, size_t *last)
{
	*first = *last = i;
	while (*first > 0 && image_goes_on(m, *first - 1))
		--*first;
	while (image_goes_on(m, *last))
		++*last;
}

/*
 * The image of a file: the first copy with code or data, else the first.  A
 * copy of the file as it lies on disk is a single mapping.
 */
struct copy {
	uint32_t	 first, last;	/* mappings */
	bool		 found, loaded;
};

static void
find_copies(const struct dump_model *m, const struct entry *entries,
    struct copy *copies)
{
	struct copy *c;
	size_t i, j, last;
	uint16_t prot;
	bool loaded;

	for (i = 0; i < m->nmappings; i = last + 1) {
		prot = 0;
		for (last = i; image_goes_on(m, last);)
			last++;
		for (j = i; j <= last; j++)
			prot |= entries[j].prot;
		c = &copies[m->mappings[i].file];
		if (m->mappings[i].off != 0 || c->loaded)
			continue;
		loaded = last > i || (prot & (DUMP_W | DUMP_X)) != 0;
		if (!c->found || loaded)
			*c = (struct copy){ (uint32_t)i, (uint32_t)last,
			    true, loaded };
	}
}

/* What starts the process is its main program. */
static uint32_t
main_file(const struct dump_model *m)
{
	uint32_t i = NONE;

	if (m->at_phdr != DUMP_NOWHERE)
		i = model_find_mapping(m, m->at_phdr);
	if (i == NONE && m->at_entry != DUMP_NOWHERE)
		i = model_find_mapping(m, m->at_entry);
	return i == NONE ? NONE : m->mappings[i].file;
}

static int
add_module(struct dump_model *m, const struct copy *c, struct dump_err *err)
{
	const struct mapping *first = &m->mappings[c->first];
	struct dump_module mod = { 0 };

	mod.base = first->at.addr;
	mod.size = span_last(m->mappings[c->last].at) - mod.base + 1;
	mod.name = m->files[first->file].name;
	return model_add_module(m, &mod, err);
}

static int
add_modules(struct dump_model *m, const struct copy *copies,
    struct dump_err *err)
{
	uint32_t program = main_file(m), file;
	size_t i;

	if (program != NONE && copies[program].found &&
	    add_module(m, &copies[program], err) == -1)
		return -1;
	for (i = 0; i < m->nmappings; i++) {
		file = m->mappings[i].file;
		if (file != program && copies[file].found &&
		    copies[file].first == i &&
		    (m->files[file].flags & FILE_IMAGE) != 0 &&
		    add_module(m, &copies[file], err) == -1)
			return -1;
	}
	return 0;
}

/* Gives the regions of module I, from *R on, their module. */
static void
name_regions_of(struct dump_model *m, size_t i, size_t *r)
{
	struct span at = { m->modules[i].base, m->modules[i].size };

	while (*r < m->nregions && span_last(m->regions[*r].at) < at.addr)
		++*r;
	for (; *r < m->nregions && m->regions[*r].at.addr <= span_last(at);
	    ++*r)
		m->regions[*r].module = (uint32_t)i;
}

/* Modules do not overlap; all but the first are by address. */
static void
name_regions(struct dump_model *m)
{
	size_t i, r = 0;

	for (i = 1; i < m->nmodules; i++)
		name_regions_of(m, i, &r);
	r = 0;
	if (m->nmodules > 0)
		name_regions_of(m, 0, &r);
}

int
modules_from_files(struct dump_model *m, const struct entry *entries,
    struct dump_err *err)
{
	struct copy *copies;
	int rc;

	if (m->nmodules > 0 || m->nmappings == 0)
		return 0;
	if ((copies = calloc(m->nfiles + 1, sizeof *copies)) == NULL)
		return dump_fail_nomem(err);
	find_copies(m, entries, copies);
	if ((rc = add_modules(m, copies, err)) == 0)
		name_regions(m);
	free(copies);
	return rc;
}
