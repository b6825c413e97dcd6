/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * unix.c -- classes of a Unix process: by the list of mapped files, by the
 * protections, by registers and the auxiliary vector.
 */
#include <stdlib.h>

#include "base/checked.h"
#include "process/parts.h"

struct unix_process {
	struct dump_model *m;
	struct entry	*entries;
	struct set	 live, dead;	/* stacks */
	struct set	 bss;
	struct set	 plumbing;
	bool		 guess;		/* some memory no record describes */
	bool		 unprotected;	/* no protection is recorded */
	struct set	 guessed;	/* stacks, as the list of threads has it */
};

enum { HEADERS_MAX = 4 << 20 };	/* 65,535 program headers are 3.5 MiB */

/*
 * memfaultd gives no protections.  Some memory of a process can always be
 * touched: where none can, all is taken for the most precious kind.
 */
static unsigned
rwx(const struct unix_process *u, const struct region *r)
{
	return u->unprotected ? DUMP_R | DUMP_W :
	    r->prot & (DUMP_R | DUMP_W | DUMP_X);
}

static bool
has_no_protections(const struct dump_model *m)
{
	size_t i;

	for (i = 0; i < m->nregions; i++)
		if ((m->regions[i].prot & (DUMP_R | DUMP_W | DUMP_X)) != 0)
			return false;
	return true;
}

static uint32_t
file_flags(const struct dump_model *m, const struct region *r)
{
	return r->mapping == NONE ? 0 :
	    m->files[m->mappings[r->mapping].file].flags;
}

/* Is R the writable part of an image file? */
static bool
is_image_data(const struct dump_model *m, const struct region *r)
{
	return (file_flags(m, r) & FILE_IMAGE) != 0 &&
	    (r->prot & DUMP_W) != 0;
}

static bool
set_touches(const struct set *s, struct span at)
{
	size_t i = set_find(s, at.addr);

	return i < s->n && s->v[i].addr <= span_last(at);
}

/*
 * Anonymous writable memory right behind the writable part of an image is
 * its .bss.  The first range always is, whatever else is glued to it; others
 * that follow are as long as no stack lies in them.
 */
static int
find_bss(struct unix_process *u, struct dump_err *err)
{
	const struct dump_model *m = u->m;
	const struct region *r, *prev = NULL;
	bool image = false, bss = false;
	size_t i;

	for (i = 0; i < m->nregions; i++, prev = r) {
		r = &m->regions[i];
		if (prev == NULL || span_last(prev->at) + 1 != r->at.addr ||
		    !region_is_anonymous(r))
			bss = false;
		else if (image)
			bss = true;
		else if (bss && (r->allocation == NONE ||
		    r->allocation != prev->allocation))
			bss = !set_touches(&u->live, r->at);
		image = is_image_data(m, r);
		if (bss && set_add(&u->bss, r->at, "", err) == -1)
			return -1;
	}
	set_settle(&u->bss);
	return 0;
}

/* What debuggers navigate by, as far as records give it. */
static int
find_plumbing(struct unix_process *u, struct dump_err *err)
{
	const struct dump_model *m = u->m;
	struct span at;
	uint64_t size, end;
	uint32_t i;

	if (m->at_sysinfo != DUMP_NOWHERE &&
	    (i = model_find_region(m, m->at_sysinfo)) != NONE &&
	    m->regions[i].mapping == NONE &&
	    set_add(&u->plumbing, m->regions[i].at, "", err) == -1)
		return -1;
	size = (uint64_t)m->at_phnum * m->at_phent;
	if (m->at_phdr != DUMP_NOWHERE && size > 0 && size <= HEADERS_MAX &&
	    add_u64(m->at_phdr, size, &end)) {
		at.addr = round_down(m->at_phdr, m->page);
		at.size = round_up(end, m->page) - at.addr;
		if (set_add(&u->plumbing, at, "", err) == -1)
			return -1;
	}
	if ((i = dotnet_info_page(m)) != NONE &&
	    set_add(&u->plumbing, m->regions[i].at, "", err) == -1)
		return -1;
	set_settle(&u->plumbing);
	return 0;
}

static int
cut(struct unix_process *u, struct dump_err *err)
{
	struct places p = { 0 };
	const struct mapping *map;
	size_t i;

	if (places_add_set(&p, &u->live, err) == -1 ||
	    places_add_set(&p, &u->dead, err) == -1 ||
	    places_add_set(&p, &u->plumbing, err) == -1 ||
	    places_add_set(&p, &u->guessed, err) == -1)
		goto fail;
	for (i = 0; i < u->m->nmappings; i++) {
		map = &u->m->mappings[i];
		if (map->off == 0 && map->at.size > u->m->page &&
		    (u->m->files[map->file].flags & FILE_IMAGE) != 0 &&
		    places_add(&p, map->at.addr + u->m->page, err) == -1)
			goto fail;
	}
	if (u->guess && places_add_heads(&p, u->m, err) == -1)
		goto fail;
	return places_cut(&p, u->m, err);
fail:
	free(p.v);
	return -1;
}

/*
 * Read-only, yet written: by the loader, which then took the right to write
 * away.  It lies directly below the writable part of its file; in dumps
 * without writable parts, directly below an entry that the dump describes
 * nothing of.
 */
static bool
is_relro(const struct unix_process *u, const struct region *r)
{
	const struct dump_model *m = u->m;
	const struct mapping *map = &m->mappings[r->mapping], *next = map + 1;
	const struct entry *e = &u->entries[r->mapping];

	if ((e->prot & (DUMP_W | DUMP_X)) != 0 ||
	    r->mapping + 1 >= m->nmappings || next->file != map->file ||
	    span_last(map->at) + 1 != next->at.addr)
		return false;
	return (e[1].prot & DUMP_W) != 0 ||
	    (!e[1].described && map->off != 0);
}

static enum dump_class
class_of_image(const struct unix_process *u, const struct region *r)
{
	const struct mapping *map = &u->m->mappings[r->mapping];

	if (map->off == 0 && r->at.addr - map->at.addr < u->m->page)
		return DUMP_HDR;
	if ((rwx(u, r) & DUMP_W) != 0)
		return DUMP_DATA;
	if (is_relro(u, r))
		return DUMP_RELRO;
	if (set_has(&u->plumbing, r->at.addr))
		return DUMP_PLUMB;
	return (rwx(u, r) & DUMP_X) != 0 ? DUMP_CODE : DUMP_RODATA;
}

/* Files in memory: of memfd_create(), of POSIX and System V. */
static enum dump_class
class_of_shared(const struct unix_process *u, const struct region *r)
{
	bool private = (r->prot & REGION_PRIVATE) != 0 ||
	    (file_flags(u->m, r) & FILE_MEMFD) != 0;

	if ((rwx(u, r) & DUMP_X) != 0)
		return DUMP_JIT;
	if ((rwx(u, r) & DUMP_W) == 0)
		return DUMP_MRO;
	return private ? DUMP_PRW : DUMP_MRW;
}

static enum dump_class
class_of_anonymous(const struct unix_process *u, const struct region *r)
{
	uint64_t addr = r->at.addr;

	if (r->mapping == NONE) {
		if (set_has(&u->bss, addr))
			return DUMP_DATA;
		if (set_has(&u->live, addr) && (rwx(u, r) & DUMP_W) != 0)
			return DUMP_STACK;
		if (set_has(&u->dead, addr) && (rwx(u, r) & DUMP_W) != 0)
			return DUMP_STACKDEAD;
		if (set_has(&u->plumbing, addr))
			return DUMP_PLUMB;
	}
	if ((rwx(u, r) & DUMP_X) != 0)
		return DUMP_JIT;
	return (rwx(u, r) & DUMP_W) != 0 ? DUMP_PRW : DUMP_PRO;
}

/* The first class that fits; the order is part of what classes mean. */
static enum dump_class
class_of(const struct unix_process *u, const struct region *r)
{
	uint32_t flags = file_flags(u->m, r);

	if ((flags & FILE_DEVICE) != 0)
		return DUMP_IO;
	if (rwx(u, r) == 0 || region_is_closed(r))
		return DUMP_NONE;
	if (r->mapping == NONE || (flags & FILE_ANONYMOUS) != 0)
		return class_of_anonymous(u, r);
	if ((flags & FILE_SHARED) != 0)
		return class_of_shared(u, r);
	if ((flags & FILE_IMAGE) != 0)
		return class_of_image(u, r);
	if ((flags & FILE_DELETED) != 0 && (rwx(u, r) & DUMP_X) != 0)
		return DUMP_JIT;
	if ((flags & FILE_DELETED) != 0 && (rwx(u, r) & DUMP_W) != 0)
		return DUMP_PRW;
	return (rwx(u, r) & DUMP_W) != 0 ? DUMP_MRW : DUMP_MRO;
}

static void
give_classes(struct unix_process *u)
{
	struct dump_model *m = u->m;
	struct region *r;
	size_t i;

	for (i = 0; i < m->nregions; i++) {
		r = &m->regions[i];
		if ((r->prot & REGION_GUESSED) != 0 && r->mapping == NONE)
			r->class = (uint8_t)guess_class(m, r, &u->guessed);
		else
			r->class = (uint8_t)class_of(u, r);
		/* gdb gives R to what nobody may touch.  Where it wrote
		 * nothing of that, there is nothing to look at. */
		if (r->class == DUMP_PRO && (r->prot & DUMP_UNSURE) != 0 &&
		    model_region_present(m, i) == 0)
			r->class = DUMP_NONE;
		/* .bss belongs to the module it ends. */
		if (r->class == DUMP_DATA && r->mapping == NONE && i > 0 &&
		    r->module == NONE)
			r->module = r[-1].module;
	}
}

/* Some minidumps say nothing of the map: the list of threads has stacks. */
static int
find_guessed(struct unix_process *u, struct dump_err *err)
{
	size_t i;

	for (i = 0; i < u->m->nregions && !u->guess; i++)
		u->guess = (u->m->regions[i].prot & REGION_GUESSED) != 0;
	return u->guess ? guess_stacks(u->m, &u->guessed, err) : 0;
}

int
classify_unix(struct dump_model *m, struct dump_err *err)
{
	struct unix_process u = { .m = m };
	int rc = -1;

	if (files_mark(m, &u.entries, err) == -1)
		return -1;
	u.unprotected = has_no_protections(m);
	dotnet_mark(m, u.entries);
	hotspot_mark(m, u.entries);
	if (modules_from_files(m, u.entries, err) == 0 &&
	    stacks_find(m, &u.live, &u.dead, err) == 0 &&
	    find_bss(&u, err) == 0 && find_plumbing(&u, err) == 0 &&
	    find_guessed(&u, err) == 0 && cut(&u, err) == 0) {
		give_classes(&u);
		rc = 0;
	}
	free(u.entries);
	set_free(&u.live);
	set_free(&u.dead);
	set_free(&u.bss);
	set_free(&u.plumbing);
	set_free(&u.guessed);
	return rc;
}
