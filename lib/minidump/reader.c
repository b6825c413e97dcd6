/* SPDX-License-Identifier: BSD-2-Clause */
/* reader.c -- a minidump's records into the model, in the order that lets a
 * pipe be followed. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "base/text.h"
#include "minidump/blobs.h"
#include "minidump/minidump.h"
#include "model/provenance.h"

enum { PROVENANCE_MAX = 1024 * 1024 };

static void
own_free(void *own)
{
	struct minidump *md = own;

	if (md == NULL)
		return;
	md_detach(md);
	free(md->streams);
	free(md->gone);
	free(md);
}

/* Text that an earlier cut left about itself. */
static int
read_provenance(struct minidump *md, struct dump_err *err)
{
	const struct stream *s = md_stream(md, ST_PROVENANCE);
	uint8_t *text;
	size_t len;

	if (s == NULL)
		return 0;
	if (md_load(md, s, PROVENANCE_MAX, &text, &len, err) == -1)
		return -1;
	md->m->facts.provenance = provenance_read(&md->m->text, text, len,
	    err);
	free(text);
	return md->m->facts.provenance == NULL ? -1 : 0;
}

/* By convention the first module is the program. */
static void
name_process(struct dump_model *m)
{
	if (m->nmodules > 0 && m->modules[0].name != NULL)
		m->facts.process = text_basename(m->modules[0].name);
}

/* What layout() would refuse. */
static const char *
why_uncuttable(const struct minidump *md)
{
	size_t i;

	if (md->big)
		return "byte-swapped minidumps are not written";
	for (i = 0; i < md->nstreams; i++)
		if (md->streams[i].type == ST_COMPRESSED ||
		    md->streams[i].type == ST_COMPRESSED_SQL)
			return "its memory is compressed in a way that is "
			    "not published: it can only be copied whole";
	return NULL;
}

static void
state_facts(struct minidump *md)
{
	struct dump_model *m = md->m;
	struct dump_facts *f = &m->facts;

	f->big_endian = md->big;
	f->type = md->flags;
	/* Others than Microsoft leave 0, whatever they wrote. */
	f->has_type = md->flags != 0 || m->writer == WRITER_DBGHELP;
	/* Pages mean nothing in a Windows dump: it has ranges of any size. */
	m->grain = m->os == OS_WINDOWS || m->os == OS_UNKNOWN ? 1 : m->page;
	f->end = md->end;
	m->uncuttable = why_uncuttable(md);
	name_process(m);
}

/*
 * What tells the rest how to read comes first, then the memory lists: where
 * memory begins decides how much of a pipe may be held.
 */
static int
read_all(struct minidump *md, struct dump_err *err)
{
	static int (*const steps[])(struct minidump *, struct dump_err *) = {
		md_open, md_look_for_end, md_read_machine, md_check,
		md_read_memory, md_read_version, md_read_misc, md_read_threads,
		md_read_exceptions, md_read_modules, md_read_memory_info,
		md_read_maps, md_read_unix, read_provenance, md_add_records,
		md_hold_blobs
	};
	size_t i;

	for (i = 0; i < sizeof steps / sizeof *steps; i++)
		if (steps[i](md, err) == -1)
			return -1;
	md_name_writer(md);
	state_facts(md);
	return 0;
}

static int
begin(struct minidump *md, struct dump_model *m, struct dump_source *src,
    struct dump_err *err)
{
	md->m = m;
	md->memory = DUMP_NOWHERE;
	md->hold = min_u64(HOLD, source_metadata_limit(src));
	return md_attach(md, src, err);
}

static int
minidump_read(struct dump_model *m, struct dump_source *src,
    struct dump_err *err)
{
	struct minidump *md;
	int rc;

	if ((md = calloc(1, sizeof *md)) == NULL)
		return dump_fail_nomem(err);
	m->own = md;
	if ((rc = begin(md, m, src, err)) == 0)
		rc = read_all(md, err);
	md_detach(md);
	return rc;
}

/*
 * The directory says where the streams end, and the lists where memory does.
 * Of a pipe they are only read where nothing but records can lie before.
 */
static int
measure(struct minidump *md, uint64_t *end, struct dump_err *err)
{
	bool pipe = source_reach(md->src) == REACH_FORWARD;
	uint64_t streams;

	if (pipe && md->directory > md->hold)
		return 0;
	if (md_open(md, err) == -1)
		return -1;
	streams = md_streams_end(md);
	if (pipe && (streams > source_metadata_limit(md->src) ||
	    (streams > md->hold && !md_records_first(md))))
		return 0;
	if (md_look_for_end(md, err) == -1 ||
	    md_read_machine(md, err) == -1 || md_check(md, err) == -1 ||
	    md_read_memory(md, err) == -1)
		return -1;
	*end = md->end;
	return 0;
}

static int
minidump_measure(struct dump_source *src, uint64_t *end, struct dump_err *err)
{
	struct dump_model *m;
	struct minidump *md;
	int rc;

	*end = DUMP_NOWHERE;
	if (model_new(&m, err) == -1)
		return -1;
	if ((md = calloc(1, sizeof *md)) == NULL) {
		dump_model_free(m);
		return dump_fail_nomem(err);
	}
	if ((rc = begin(md, m, src, err)) == 0)
		rc = measure(md, end, err);
	own_free(md);
	dump_model_free(m);
	return rc;
}

static void
adopt(void *own, struct dump_model *m)
{
	struct minidump *md = own;

	md->m = m;
}

const struct dump_format dump_format_minidump = {
	.id = "minidump",
	.title = "minidump",
	.lists_modules = true,
	.probe = md_probe,
	.read = minidump_read,
	.measure = minidump_measure,
	.layout = md_layout,
	.free_own = own_free,
	.adopt = adopt,
};
