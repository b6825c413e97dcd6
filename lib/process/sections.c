/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sections.c -- question: what are the parts of Windows images that no
 * memory information describes?  Their section tables tell, where they are
 * in the dump and fit to the list of modules; else a module stays the one
 * range of data that it was taken for.
 */
#include <stdlib.h>

#include "base/checked.h"
#include "base/err.h"
#include "process/images.h"
#include "process/parts.h"
#include "process/surveys.h"

static bool
is_guessed(const struct region *r)
{
	return (r->prot & REGION_GUESSED) != 0 && r->module != NONE;
}

bool
sections_wanted(const struct dump_model *m)
{
	size_t i;

	for (i = 0; m->os == OS_WINDOWS && i < m->nregions; i++)
		if (is_guessed(&m->regions[i]) &&
		    m->regions[i].class == DUMP_HDR)
			return true;
	return false;
}

int
sections_touch(const struct dump_model *m, struct set *out,
    struct dump_err *err)
{
	const struct dump_module *mod;
	struct span at;
	size_t i;

	/* Only headers are read, but what they say changes the class of
	 * all of the module, and so what a plan keeps. */
	for (i = 0; i < m->nmodules; i++) {
		mod = &m->modules[i];
		if (span_of(mod->base, mod->size, &at) &&
		    set_add(out, at, "", err) == -1)
			return -1;
	}
	return 0;
}

/* A section, where it is in memory. */
struct part {
	struct span	 at;
	uint32_t	 module;
	uint8_t		 class;
	bool		 partial;
	unsigned	 prot;
};
struct parts {
	struct part	*v;
	size_t		 n, cap;
	uint64_t	*sums;		/* see sum_pieces() */
};

/* Sums of the sizes of pieces, before each and after all: modules may lie
 * upon each other, and each has many sections. */
static uint64_t *
sum_pieces(const struct dump_model *m, struct dump_err *err)
{
	uint64_t *sums = malloc((m->npieces + 1) * sizeof *sums);
	size_t i;

	if (sums == NULL) {
		dump_fail_nomem(err);
		return NULL;
	}
	sums[0] = 0;
	for (i = 0; i < m->npieces; i++)
		sums[i + 1] = sums[i] + m->pieces[i].at.size;
	return sums;
}

/* Bytes in the dump up to ADDR, and with it. */
static uint64_t
present_to(const struct dump_model *m, const uint64_t *sums, uint64_t addr)
{
	size_t i = model_piece_from(m, addr);

	return i < m->npieces && m->pieces[i].at.addr <= addr ?
	    sums[i] + (addr - m->pieces[i].at.addr) + 1 : sums[i];
}

static uint64_t
present(const struct dump_model *m, const uint64_t *sums, struct span at)
{
	return present_to(m, sums, span_last(at)) -
	    (at.addr > 0 ? present_to(m, sums, at.addr - 1) : 0);
}

static int
add_part(struct parts *parts, const struct dump_model *m, uint32_t module,
    const struct pe *pe, size_t section, struct dump_err *err)
{
	const struct pe_section *s = &pe->sections[section];
	struct part p = { .module = module, .prot = s->prot };
	uint64_t end, held;

	/* The loader fills the last page. */
	end = round_up((uint64_t)s->rva + s->size, m->page);
	if (section + 1 < pe->nsections)
		end = min_u64(end, s[1].rva);
	end = min_u64(end, m->modules[module].size);
	if (end <= s->rva || !span_of(pe->base + s->rva, end - s->rva, &p.at))
		return 0;
	p.class = (s->prot & DUMP_W) != 0 ? DUMP_DATA :
	    (s->prot & DUMP_X) != 0 ? DUMP_CODE : DUMP_RODATA;
	held = present(m, parts->sums, p.at);
	p.partial = held > 0 && held < p.at.size;
	if (array_room(&parts->v, &parts->cap, parts->n, sizeof p, err) == -1)
		return -1;
	parts->v[parts->n++] = p;
	return 0;
}

static int
look_at_module(struct parts *parts, const struct dump_model *m,
    uint32_t module, struct dump_source *src, struct dump_err *err)
{
	const struct dump_module *mod = &m->modules[module];
	struct pe pe;
	bool found;
	size_t i;

	i = model_find_region(m, mod->base);
	if (i == NONE || !is_guessed(&m->regions[i]) ||
	    m->regions[i].module != module)
		return 0;
	if (pe_read(&pe, &found, m, src, mod->base, mod->size, err) == -1)
		return -1;
	/* A header of another build would cut in the wrong places. */
	if (!found || pe.stamp != mod->stamp)
		return 0;
	for (i = 0; i < pe.nsections; i++)
		if (add_part(parts, m, module, &pe, i, err) == -1)
			return -1;
	return 0;
}

static int
by_address(const void *va, const void *vb)
{
	const struct part *a = va, *b = vb;

	return a->at.addr < b->at.addr ? -1 : a->at.addr > b->at.addr;
}

static int
cut(struct dump_model *m, const struct parts *parts, struct dump_err *err)
{
	struct places p = { 0 };
	size_t i;

	for (i = 0; i < parts->n; i++)
		if (places_add(&p, parts->v[i].at.addr, err) == -1 ||
		    places_add(&p, span_last(parts->v[i].at) + 1, err) == -1) {
			free(p.v);
			return -1;
		}
	return places_cut(&p, m, err);
}

static void
give_classes(struct dump_model *m, const struct parts *parts)
{
	const struct part *p = parts->v, *end = p + parts->n;
	struct region *r;
	size_t i;

	for (i = 0; i < m->nregions; i++) {
		r = &m->regions[i];
		while (p < end && span_last(p->at) < r->at.addr)
			p++;
		if (p == end)
			break;
		if (!span_has(p->at, r->at.addr) || !is_guessed(r) ||
		    r->module != p->module || r->class == DUMP_HDR)
			continue;
		r->class = p->class;
		r->prot = (uint16_t)(p->prot | (unsigned)REGION_GUESSED |
		    (p->partial ? (unsigned)REGION_PARTIAL : 0u));
	}
}

int
sections_answer(struct dump_model *m, struct dump_source *src,
    struct dump_err *err)
{
	struct parts parts = { 0 };
	size_t i;
	int rc = 0;

	if ((parts.sums = sum_pieces(m, err)) == NULL)
		return -1;
	for (i = 0; rc == 0 && i < m->nmodules; i++)
		rc = look_at_module(&parts, m, (uint32_t)i, src, err);
	if (rc == 0 && parts.n > 0) {
		qsort(parts.v, parts.n, sizeof *parts.v, by_address);
		if ((rc = cut(m, &parts, err)) == 0)
			give_classes(m, &parts);
	}
	free(parts.v);
	free(parts.sums);
	return rc;
}
