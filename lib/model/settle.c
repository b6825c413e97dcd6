/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * settle.c -- brings what a reader found into the order that everybody else
 * relies on: by address, disjoint, cut at each other's borders.
 */
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "model/model.h"

/* Are N ranges, SIZE bytes apart, by address and disjoint already? */
static bool
in_order(const struct span *first, size_t n, size_t size)
{
	const char *p = (const char *)first;
	const struct span *a, *b;
	size_t i;

	for (i = 1; i < n; i++) {
		a = (const void *)(p + (i - 1) * size);
		b = (const void *)(p + i * size);
		if (b->addr <= span_last(*a))
			return false;
	}
	return true;
}

/*
 * Makes N ranges, SIZE bytes apart and led by a struct span, disjoint: the
 * one that came first has what two claim.  OFFSET is where an entry keeps
 * its offset in a file, which moves along, or 0.
 */
static int
settle_ranges(void *array, size_t *n, size_t *cap, size_t size, size_t offset,
    size_t *clashes, struct dump_err *err)
{
	char **v = array, *made, *entry;
	struct claim *c;
	struct span was;
	uint64_t off;
	size_t i, count;

	*clashes = 0;
	if (*n == 0 || in_order((struct span *)(void *)*v, *n, size))
		return 0;
	if (spans_claim(&c, &count, (struct span *)(void *)*v, size, *n,
	    clashes, err) == -1)
		return -1;
	if ((made = malloc(count * size)) == NULL) {
		free(c);
		return dump_fail_nomem(err);
	}
	for (i = 0; i < count; i++) {
		entry = memcpy(made + i * size, *v + c[i].owner * size, size);
		memcpy(&was, entry, sizeof was);
		memcpy(entry, &c[i].at, sizeof c[i].at);
		if (offset == 0)
			continue;
		memcpy(&off, entry + offset, sizeof off);
		off += c[i].at.addr - was.addr;
		memcpy(entry + offset, &off, sizeof off);
	}
	free(c);
	free(*v);
	*v = made;
	*n = *cap = count;
	return 0;
}

static int
settle_all_ranges(struct dump_model *m, struct dump_err *err)
{
	size_t clashes;

	if (settle_ranges(&m->mappings, &m->nmappings, &m->mappings_cap,
	    sizeof *m->mappings, offsetof(struct mapping, off), &clashes,
	    err) == -1)
		return -1;
	if (clashes > 0)
		dump_model_warn(m, false, DUMP_NOWHERE,
		    "%zu mapped files overlap others: the first one counts",
		    clashes);
	if (settle_ranges(&m->regions, &m->nregions, &m->regions_cap,
	    sizeof *m->regions, 0, &clashes, err) == -1)
		return -1;
	if (clashes > 0)
		dump_model_warn(m, false, DUMP_NOWHERE,
		    "%zu ranges of the memory map overlap others: the first "
		    "one counts", clashes);
	/* Stacks stand in two lists of a minidump: nothing to tell. */
	return settle_ranges(&m->pieces, &m->npieces, &m->pieces_cap,
	    sizeof *m->pieces, offsetof(struct piece, off), &clashes, err);
}

/* Does every piece lie within one region? */
static bool
all_described(const struct dump_model *m)
{
	size_t i, r = 0;

	for (i = 0; i < m->npieces; i++) {
		while (r < m->nregions && span_last(m->regions[r].at) <
		    m->pieces[i].at.addr)
			r++;
		if (r == m->nregions || m->regions[r].at.addr >
		    m->pieces[i].at.addr || span_last(m->regions[r].at) <
		    span_last(m->pieces[i].at))
			return false;
	}
	return true;
}

static int
region_by_address(const void *va, const void *vb)
{
	const struct region *a = va, *b = vb;

	return a->at.addr < b->at.addr ? -1 : a->at.addr > b->at.addr;
}

static int
add_guessed(struct dump_model *m, const struct set *gaps, struct dump_err *err)
{
	struct region r = {
		.mapping = NONE, .module = NONE, .allocation = NONE,
		.prot = DUMP_R | DUMP_W | REGION_GUESSED, .class = DUMP_PRW,
	};
	size_t i;

	for (i = 0; i < gaps->n; i++) {
		r.at = (struct span){ gaps->v[i].addr,
		    gaps->v[i].last - gaps->v[i].addr + 1 };
		if (model_add_region(m, &r, err) == -1)
			return -1;
	}
	array_sort(m->regions, m->nregions, sizeof *m->regions,
	    region_by_address);
	return 0;
}

/* Bytes that the dump holds though no record describes their memory. */
static int
guess_regions(struct dump_model *m, struct dump_err *err)
{
	struct set held = { 0 }, described = { 0 }, gaps = { 0 };
	size_t i;
	int rc = -1;

	if (all_described(m))
		return 0;
	for (i = 0; i < m->npieces; i++)
		if (set_add(&held, m->pieces[i].at, "", err) == -1)
			goto out;
	for (i = 0; i < m->nregions; i++)
		if (set_add(&described, m->regions[i].at, "", err) == -1)
			goto out;
	set_settle(&held);
	set_settle(&described);
	if (set_subtract(&gaps, &held, &described, err) == 0) {
		/* Each may be as large as the model. */
		set_free(&held);
		set_free(&described);
		rc = add_guessed(m, &gaps, err);
	}
out:
	set_free(&held);
	set_free(&described);
	set_free(&gaps);
	return rc;
}

/* Every piece ends where its region does.  Mostly all do: then no list of
 * places is made, which would cost as much as the regions. */
static int
cut_pieces_at_regions(struct dump_model *m, struct dump_err *err)
{
	uint64_t *at;
	size_t i;
	int rc;

	if (all_described(m))
		return 0;
	if ((at = malloc(m->nregions * sizeof *at)) == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < m->nregions; i++)
		at[i] = m->regions[i].at.addr;
	rc = model_cut_pieces(m, at, m->nregions, err);
	free(at);
	return rc;
}

/* Modules as disjoint spans; those without a size are left out. */
static int
claim_modules(const struct dump_model *m, struct claim **out, size_t *n,
    struct dump_err *err)
{
	struct span *s;
	size_t i, clashes;
	int rc;

	*out = NULL;
	*n = 0;
	if (m->nmodules == 0)
		return 0;
	if ((s = malloc(m->nmodules * sizeof *s)) == NULL)
		return dump_fail_nomem(err);
	/* A module of size 0 still has the first byte of its image. */
	for (i = 0; i < m->nmodules; i++)
		if (!span_of(m->modules[i].base,
		    max_u64(m->modules[i].size, 1), &s[i]))
			s[i] = (struct span){ m->modules[i].base, 1 };
	rc = spans_claim(out, n, s, sizeof *s, m->nmodules, &clashes, err);
	free(s);
	return rc;
}

static int
cut_at_borders(struct dump_model *m, const struct claim *modules,
    size_t nmodules, struct dump_err *err)
{
	uint64_t *at;
	size_t i, n = 0;
	int rc;

	at = malloc((m->nmappings + nmodules + 1) * 2 * sizeof *at);
	if (at == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < m->nmappings; i++) {
		at[n++] = m->mappings[i].at.addr;
		at[n++] = span_last(m->mappings[i].at) + 1;
	}
	for (i = 0; i < nmodules; i++) {
		at[n++] = modules[i].at.addr;
		at[n++] = span_last(modules[i].at) + 1;
	}
	rc = model_cut_all(m, at, n, err);
	free(at);
	return rc;
}

/* Tells every region what mapping and module it lies in. */
static void
name_regions(struct dump_model *m, const struct claim *modules,
    size_t nmodules)
{
	size_t i, map = 0, mod = 0;
	uint64_t addr;

	for (i = 0; i < m->nregions; i++) {
		addr = m->regions[i].at.addr;
		while (map < m->nmappings &&
		    span_last(m->mappings[map].at) < addr)
			map++;
		m->regions[i].mapping = map < m->nmappings &&
		    span_has(m->mappings[map].at, addr) ? (uint32_t)map : NONE;
		while (mod < nmodules && span_last(modules[mod].at) < addr)
			mod++;
		m->regions[i].module = mod < nmodules &&
		    span_has(modules[mod].at, addr) ?
		    (uint32_t)modules[mod].owner : NONE;
	}
}

struct place {
	uint64_t	 off, len;
};

static int
by_offset(const void *va, const void *vb)
{
	const struct place *a = va, *b = vb;

	return a->off < b->off ? -1 : a->off > b->off;
}

static int
look_at_order(struct dump_model *m, struct dump_err *err)
{
	struct place *p;
	uint64_t end = 0;
	size_t i;

	m->pieces_ascend = true;
	m->pieces_share = false;
	for (i = 1; i < m->npieces && m->pieces_ascend; i++)
		m->pieces_ascend = m->pieces[i - 1].off +
		    m->pieces[i - 1].at.size <= m->pieces[i].off;
	if (m->pieces_ascend)
		return 0;
	if ((p = malloc(m->npieces * sizeof *p)) == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < m->npieces; i++)
		p[i] = (struct place){ m->pieces[i].off,
		    m->pieces[i].at.size };
	array_sort(p, m->npieces, sizeof *p, by_offset);
	for (i = 0; i < m->npieces; i++) {
		m->pieces_share |= p[i].off < end;
		end = max_u64(end, add_capped(p[i].off, p[i].len));
	}
	free(p);
	return 0;
}

int
model_settle(struct dump_model *m, struct dump_err *err)
{
	struct claim *modules = NULL;
	size_t nmodules = 0;
	int rc = -1;

	if (model_settle_files(m, err) == -1 ||
	    settle_all_ranges(m, err) == -1 || guess_regions(m, err) == -1 ||
	    claim_modules(m, &modules, &nmodules, err) == -1)
		return -1;
	if (cut_at_borders(m, modules, nmodules, err) == 0 &&
	    cut_pieces_at_regions(m, err) == 0) {
		name_regions(m, modules, nmodules);
		model_number_pieces(m);
		rc = look_at_order(m, err);
	}
	array_trim(&m->regions, &m->regions_cap, m->nregions,
	    sizeof *m->regions);
	array_trim(&m->pieces, &m->pieces_cap, m->npieces, sizeof *m->pieces);
	free(modules);
	return rc;
}
