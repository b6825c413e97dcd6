/* SPDX-License-Identifier: BSD-2-Clause */
/* choose.c -- which streams an output has, and what its header says of it. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "minidump/writer.h"
#include "model/explain.h"
#include "process/types.h"

static bool
is_memory_list(const struct stream *s)
{
	return s->type == ST_MEMORY || s->type == ST_MEMORY64;
}

static bool
is_spoilt(const struct stream *s)
{
	return s->bad || (s->size > 0 && s->have == 0);
}

/* Is that stream of the input left out? */
static bool
is_dropped(struct output *w, size_t i, bool memory_done)
{
	const struct stream *s = &w->md->streams[i];

	/* What memory is kept the ranges say: of lists there is one. */
	if (is_memory_list(s))
		return memory_done;
	if (w->p->drop_record != NULL && w->p->drop_record[i])
		return true;
	if (s->type == ST_PROVENANCE)
		return w->p->provenance != NULL && !s->parsed;
	return is_spoilt(s);
}

/* Why stream I is left out, if nobody wanted that. */
static int
explain(const struct output *w, size_t i, struct dump_err *err)
{
	bool *drop = w->p->drop_record;

	return is_spoilt(&w->md->streams[i]) && (drop == NULL || !drop[i]) ?
	    explain_spoilt(w->p, i, err) : 0;
}

static struct out_stream *
add(struct output *w, uint32_t type)
{
	struct out_stream *o = &w->streams[w->nstreams++];

	o->type = type;
	return o;
}

static int
add_provenance(struct output *w, struct out_stream *o, struct dump_err *err)
{
	size_t len = strlen(w->p->provenance);

	if (len > UINT32_MAX)
		return dump_fail(err, DUMP_E_LIMIT, DUMP_NOWHERE,
		    "provenance: %zu bytes of text", len);
	o->what = PROVENANCE;
	o->size = (uint32_t)len;
	return 0;
}

static bool
is_remade(const struct dump_plan *p, size_t i)
{
	return p->remade.v != NULL && p->remade.record == i;
}

/* Streams keep the order that they have in the input's directory. */
static int
add_stream(struct output *w, size_t i, struct dump_err *err)
{
	const struct stream *s = &w->md->streams[i];
	struct out_stream *o = add(w, s->type);

	if (is_memory_list(s)) {
		o->what = MEMORY;
		w->memory = o;
		return 0;
	}
	if (s->type == ST_PROVENANCE && w->p->provenance != NULL)
		return add_provenance(w, o, err);
	o->what = COPIED;
	o->from = s;
	o->size = is_remade(w->p, i) ? (uint32_t)w->p->remade.n :
	    stream_relocated(s);
	return stream_is_thinned(w->md, s) ?
	    stream_thinned(w->md, s, &o->size, err) : 0;
}

static bool
has(const struct output *w, uint32_t type)
{
	size_t i;

	for (i = 0; i < w->nstreams; i++)
		if (w->streams[i].type == type)
			return true;
	return false;
}

int
output_choose(struct output *w, struct dump_err *err)
{
	size_t i, n = w->md->nstreams;

	if (w->p->m->uncuttable != NULL)
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE, "%s",
		    w->p->m->uncuttable);
	w->drop = calloc(n + 1, sizeof *w->drop);
	w->streams = calloc(n + 2, sizeof *w->streams);
	if (w->drop == NULL || w->streams == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < n; i++) {
		w->drop[i] = is_dropped(w, i, w->memory != NULL);
		if ((w->drop[i] ? explain(w, i, err) :
		    add_stream(w, i, err)) == -1)
			return -1;
	}
	if (w->p->provenance != NULL && !has(w, ST_PROVENANCE) &&
	    add_provenance(w, add(w, ST_PROVENANCE), err) == -1)
		return -1;
	/* Stacks that were in no list come into one now. */
	if (w->memory == NULL && w->p->m->npieces > 0) {
		w->memory = add(w, ST_MEMORY);
		w->memory->what = MEMORY;
	}
	return 0;
}

/* Flags that stand for streams. */
static const struct {
	uint32_t	 flag, type;
} with_streams[] = {
	{ TYPE_HANDLE_DATA, ST_HANDLES },
	{ TYPE_UNLOADED_MODULES, ST_UNLOADED },
	{ TYPE_FULL_MEMORY_INFO, ST_MEMORY_INFO },
	{ TYPE_THREAD_INFO, ST_THREAD_INFO }, { TYPE_TOKEN, ST_TOKEN },
	{ TYPE_FULL_AUXILIARY, ST_JAVASCRIPT },
	{ TYPE_IPT_TRACE, ST_IPT_TRACE },
};

static bool
lost_stream(const struct output *w, uint32_t type)
{
	size_t i;

	for (i = 0; i < w->md->nstreams; i++)
		if (w->md->streams[i].type == type)
			return !has(w, type);
	return false;
}

/* Flags for memory of the input: for some that the output HAS, and for some
 * that it LOST. */
static void
flags_of_memory(const struct dump_plan *p, uint32_t *has, uint32_t *lost)
{
	const struct dump_model *m = p->m;
	uint64_t present, kept;
	struct plan_walk w;
	struct extent e;
	uint32_t types;
	size_t i;
	bool more;

	*has = *lost = 0;
	plan_walk(&w, p);
	more = plan_next(&w, &e);
	for (i = 0; i < m->nregions; i++) {
		for (kept = 0; more && e.region == i; more = plan_next(&w, &e))
			kept += e.size;
		present = model_region_present(m, i);
		if (present == 0)
			continue;
		types = region_types(m, &m->regions[i]);
		*has |= kept > 0 ? types : 0;
		*lost |= kept < present ? types : 0;
	}
}

/*
 * Readers choose the list of memory by the flag of full memory, and some
 * take a dump for one without heaps unless a flag says that it has them.  A
 * writer that left no flags gets none beyond what was done to its dump.
 */
uint64_t
output_flags(const struct output *w)
{
	uint64_t flags = w->md->flags;
	uint32_t has, lost;
	bool full = (flags & TYPE_FULL_MEMORY) != 0;
	size_t i;

	flags_of_memory(w->p, &has, &lost);
	/* Where private memory is gone, so may be what pointers lead to. */
	if ((lost & TYPE_PRIVATE_READ_WRITE) != 0)
		lost |= TYPE_INDIRECT_MEMORY | TYPE_PROCESS_DATA;
	/* Of what was full, the rest needs names of its own. */
	if (full && lost != 0)
		flags |= has;
	flags &= ~(uint64_t)(lost | TYPE_FULL_MEMORY);
	if (w->t->list64)
		flags |= TYPE_FULL_MEMORY;
	for (i = 0; i < sizeof with_streams / sizeof *with_streams; i++)
		if (lost_stream(w, with_streams[i].type))
			flags &= ~(uint64_t)with_streams[i].flag;
	return flags | w->p->flags;
}
