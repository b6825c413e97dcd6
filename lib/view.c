/* SPDX-License-Identifier: BSD-2-Clause */
/* view.c -- what the public sees of a model. */
#include "model/model.h"
#include "model/names.h"

const struct dump_facts *
dump_model_facts(const struct dump_model *m)
{
	return &m->facts;
}

size_t
dump_model_threads(const struct dump_model *m)
{
	return m->nthreads;
}

const struct dump_thread *
dump_model_thread(const struct dump_model *m, size_t i)
{
	return &m->threads[i].seen;
}

size_t
dump_model_modules(const struct dump_model *m)
{
	return m->nmodules;
}

const struct dump_module *
dump_model_module(const struct dump_model *m, size_t i)
{
	return &m->modules[i];
}

size_t
dump_model_regions(const struct dump_model *m)
{
	return m->nregions;
}

void
dump_model_region(const struct dump_model *m, size_t i,
    struct dump_region *out)
{
	const struct region *r = &m->regions[i];

	out->addr = r->at.addr;
	out->size = r->at.size;
	out->present = model_region_present(m, i);
	out->kind = (enum dump_class)r->class;
	out->prot = r->prot & (DUMP_R | DUMP_W | DUMP_X | DUMP_GUARD |
	    DUMP_UNSURE);
	out->file = NULL;
	if (r->mapping != NONE)
		out->file = m->files[m->mappings[r->mapping].file].name;
	else if (r->module != NONE)
		out->file = m->modules[r->module].name;
}

size_t
dump_model_pieces(const struct dump_model *m)
{
	return m->npieces;
}

void
dump_model_piece(const struct dump_model *m, size_t i, uint64_t *addr,
    uint64_t *size, uint64_t *off)
{
	*addr = m->pieces[i].at.addr;
	*size = m->pieces[i].at.size;
	*off = m->pieces[i].off;
}

size_t
dump_model_records(const struct dump_model *m)
{
	return m->nrecords;
}

void
dump_model_record(const struct dump_model *m, size_t i,
    struct dump_record *out)
{
	const struct record *r = &m->records[i];

	out->name = r->name;
	out->owner = r->owner;
	out->type = r->type;
	out->thread = r->thread;
	out->off = r->off;
	out->size = r->size;
}

size_t
dump_model_warnings(const struct dump_model *m)
{
	return m->nwarnings;
}

const struct dump_warning *
dump_model_warning(const struct dump_model *m, size_t i)
{
	return &m->warnings[i];
}
