/* SPDX-License-Identifier: BSD-2-Clause */
/* model.c -- what a dump says: making it, adding to it, looking into it. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "base/text.h"
#include "model/format.h"
#include "model/model.h"

enum { WARNINGS_MAX = 1000 };

int
model_new(struct dump_model **out, struct dump_err *err)
{
	struct dump_model *m;

	*out = NULL;
	if ((m = calloc(1, sizeof *m)) == NULL)
		return dump_fail_nomem(err);
	m->word = 8;
	m->page = m->grain = 4096;
	m->at_phdr = m->at_base = m->at_entry = DUMP_NOWHERE;
	m->at_random = m->at_execfn = m->at_sysinfo = DUMP_NOWHERE;
	m->facts.crash.thread = -1;
	m->facts.crash.address = DUMP_NOWHERE;
	*out = m;
	return 0;
}

void
dump_model_free(struct dump_model *m)
{
	if (m == NULL)
		return;
	if (m->own != NULL && m->format != NULL && m->format->free_own != NULL)
		m->format->free_own(m->own);
	if (m->free_origin != NULL)
		m->free_origin(m->origin);
	set_free(&m->survey.metadata);
	set_free(&m->survey.plumbing);
	set_free(&m->survey.structures);
	set_free(&m->survey.process_data);
	set_free(&m->survey.personal);
	set_free(&m->survey.blocks);
	set_free(&m->survey.image_data);
	set_free(&m->survey.heaps);
	set_free(&m->survey.managed);
	set_free(&m->survey.managed_frames);
	set_free(&m->survey.managed_objects);
	set_free(&m->survey.zero_runs);
	free(m->survey.leads);
	free(m->survey.stacks);
	free(m->survey.patches);
	free(m->threads);
	free(m->threads_read);
	free(m->modules);
	free(m->files);
	free(m->mappings);
	free(m->regions);
	free(m->pieces);
	free(m->records);
	free(m->warnings);
	arena_free(&m->text);
	free(m);
}

/* Adds one entry to the array NAME of the model. */
#define ADD(m, name, value, err)					\
	(array_room(&(m)->name, &(m)->name##_cap, (m)->n##name,		\
	    sizeof *(m)->name, (err)) == -1 ? -1 :			\
	    ((m)->name[(m)->n##name++] = (value), 0))

int
model_add_thread(struct dump_model *m, const struct thread *t,
    struct dump_err *err)
{
	return ADD(m, threads, *t, err);
}

int
model_add_module(struct dump_model *m, const struct dump_module *mod,
    struct dump_err *err)
{
	return ADD(m, modules, *mod, err);
}

int
model_add_mapping(struct dump_model *m, const struct mapping *map,
    struct dump_err *err)
{
	return ADD(m, mappings, *map, err);
}

int
model_add_region(struct dump_model *m, const struct region *r,
    struct dump_err *err)
{
	return ADD(m, regions, *r, err);
}

int
model_add_piece(struct dump_model *m, uint64_t addr, uint64_t size,
    uint64_t off, struct dump_err *err)
{
	struct span at;

	if (!span_of(addr, size, &at))
		return 0;
	return ADD(m, pieces, ((struct piece){ at, off, NONE, 0 }), err);
}

int
model_add_record(struct dump_model *m, const struct record *r,
    struct dump_err *err)
{
	return ADD(m, records, *r, err);
}

int
model_add_file(struct dump_model *m, const char *name, size_t len,
    uint32_t *index, struct dump_err *err)
{
	struct file f = { 0 };

	len = strnlen(name, len);
	/* Parts of one file mostly follow each other. */
	if (m->nfiles > 0) {
		*index = (uint32_t)(m->nfiles - 1);
		if (strncmp(m->files[*index].name, name, len) == 0 &&
		    m->files[*index].name[len] == '\0')
			return 0;
	}
	if ((f.name = arena_text(&m->text, name, len, err)) == NULL)
		return -1;
	*index = (uint32_t)m->nfiles;
	return ADD(m, files, f, err);
}

void
dump_model_warn(struct dump_model *m, bool damage, uint64_t off,
    const char *fmt, ...)
{
	struct dump_err ignored;
	struct dump_warning w = { NULL, off, damage };
	char text[256], safe[512];
	va_list ap;

	m->damaged |= damage;
	if (m->nwarnings > WARNINGS_MAX)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (m->nwarnings == WARNINGS_MAX)
		snprintf(text, sizeof text, "more is wrong than is told here");
	text_escape(safe, sizeof safe, text);
	/* No room for a warning is no reason to lose the dump. */
	if ((w.text = arena_text(&m->text, safe, strlen(safe), &ignored)) !=
	    NULL)
		(void)ADD(m, warnings, w, &ignored);
}

/* Last entry of N, SIZE bytes apart, that starts at or below ADDR. */
static size_t
last_below(const void *first, size_t n, size_t size, uint64_t addr)
{
	size_t low = 0, high = n, mid;
	const struct span *s;

	while (low < high) {
		mid = low + (high - low) / 2;
		s = (const void *)((const char *)first + mid * size);
		if (s->addr <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low;		/* one behind it */
}

uint32_t
model_find_region(const struct dump_model *m, uint64_t addr)
{
	size_t i = last_below(m->regions, m->nregions, sizeof *m->regions,
	    addr);

	return i > 0 && span_has(m->regions[i - 1].at, addr) ?
	    (uint32_t)(i - 1) : NONE;
}

uint32_t
model_find_mapping(const struct dump_model *m, uint64_t addr)
{
	size_t i = last_below(m->mappings, m->nmappings, sizeof *m->mappings,
	    addr);

	return i > 0 && span_has(m->mappings[i - 1].at, addr) ?
	    (uint32_t)(i - 1) : NONE;
}

uint32_t
model_find_piece(const struct dump_model *m, uint64_t addr)
{
	size_t i = last_below(m->pieces, m->npieces, sizeof *m->pieces, addr);

	return i > 0 && span_has(m->pieces[i - 1].at, addr) ?
	    (uint32_t)(i - 1) : NONE;
}

uint32_t
model_find_module(const struct dump_model *m, uint64_t addr)
{
	uint32_t i = model_find_region(m, addr);

	return i == NONE ? NONE : m->regions[i].module;
}

size_t
model_piece_from(const struct dump_model *m, uint64_t addr)
{
	size_t i = last_below(m->pieces, m->npieces, sizeof *m->pieces, addr);

	return i > 0 && span_has(m->pieces[i - 1].at, addr) ? i - 1 : i;
}

void
model_region_pieces(const struct dump_model *m, size_t region, size_t *first,
    size_t *end)
{
	struct span at = m->regions[region].at;

	*first = model_piece_from(m, at.addr);
	for (*end = *first; *end < m->npieces &&
	    m->pieces[*end].at.addr <= span_last(at); ++*end)
		continue;
}

uint64_t
model_region_present(const struct dump_model *m, size_t region)
{
	size_t i, end;
	uint64_t sum = 0;

	model_region_pieces(m, region, &i, &end);
	for (; i < end; i++)
		sum += m->pieces[i].at.size;
	return sum;
}
