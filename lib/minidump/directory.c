/* SPDX-License-Identifier: BSD-2-Clause */
/* directory.c -- the header, the directory, and which streams make sense. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "minidump/minidump.h"

/* MINIDUMP_HEADER */
enum {
	H_SIGNATURE = 0, H_VERSION = 4, H_STREAMS = 8, H_DIRECTORY = 12,
	H_TIME = 20, H_FLAGS = 24
};
enum { VERSION = 0xa793 };

/*
 * Crashpad writes the signature last: a good header behind four zeros is a
 * dump that was never finished.
 */
int
md_probe(const uint8_t *head, size_t len)
{
	static const uint8_t unfinished[] = { 0, 0, 0, 0, 0x93, 0xa7 };

	if (len >= 4 && (memcmp(head, "MDMP", 4) == 0 ||
	    memcmp(head, "PMDM", 4) == 0))
		return 4;
	if (len >= HEADER_SIZE &&
	    memcmp(head, unfinished, sizeof unfinished) == 0 &&
	    le32(head + H_STREAMS) - 1 < STREAMS_MAX &&
	    le32(head + H_DIRECTORY) >= HEADER_SIZE)
		return 2;
	return 0;
}

static int
read_header(struct minidump *md, struct dump_err *err)
{
	uint8_t h[HEADER_SIZE];
	size_t got;

	if (md_read(md, 0, h, sizeof h, &got, err) == -1)
		return -1;
	if (got < sizeof h)
		return dump_fail(err, DUMP_E_TRUNC, 0,
		    "header: %zu bytes, %zu are needed", got, sizeof h);
	md->big = memcmp(h, "PMDM", 4) == 0;
	md->version = get32(md->big, h + H_VERSION);
	md->entries = get32(md->big, h + H_STREAMS);
	md->directory = get32(md->big, h + H_DIRECTORY);
	md->time = get32(md->big, h + H_TIME);
	md->flags = get64(md->big, h + H_FLAGS);
	if ((md->version & 0xffff) != VERSION)
		return dump_fail(err, DUMP_E_DAMAGED, H_VERSION,
		    "header: version 0x%" PRIx32 ", minidumps have 0x%x",
		    md->version & 0xffff, (unsigned)VERSION);
	if (le32(h + H_SIGNATURE) == 0)
		dump_model_warn(md->m, true, 0, "no signature: Crashpad, which"
		    " writes it last, was interrupted");
	return 0;
}

/* A stream whose place cannot be meant: over the header or directory. */
static bool
misplaced(const struct minidump *md, const struct stream *s)
{
	uint64_t directory_end = md->directory +
	    (uint64_t)md->entries * DIRECTORY_ENTRY;

	return s->size > 0 && (s->off < HEADER_SIZE ||
	    (s->off < directory_end && s->off + s->size > md->directory));
}

static void
add_stream(struct minidump *md, const uint8_t *entry, uint64_t off)
{
	struct stream *s = &md->streams[md->nstreams];

	s->type = get32(md->big, entry);
	s->size = get32(md->big, entry + 4);
	s->off = get32(md->big, entry + 8);
	if (s->type == ST_UNUSED)
		return;
	md->nstreams++;
	s->kind = stream_kind(s->type, md->m->word, s->size);
	if (misplaced(md, s)) {
		dump_model_warn(md->m, true, off, "directory: stream 0x%"
		    PRIx32 " at 0x%" PRIx64 " lies over the header or the"
		    " directory", s->type, s->off);
		s->bad = true;
	} else if (md->size == DUMP_NOWHERE)
		s->have = s->size;
	else if (s->off < md->size)
		s->have = (uint32_t)min_u64(s->size, md->size - s->off);
	if (!s->bad)
		md_refers(md, s->off, s->size);
}

static int
read_directory(struct minidump *md, struct dump_err *err)
{
	size_t i, n, got, len = (size_t)md->entries * DIRECTORY_ENTRY;
	uint8_t *buf;
	int rc = -1;

	if ((buf = malloc(len)) == NULL ||
	    (md->streams = calloc(md->entries, sizeof *md->streams)) == NULL) {
		free(buf);
		return dump_fail_nomem(err);
	}
	if (md_read(md, md->directory, buf, len, &got, err) == -1)
		goto out;
	n = got / DIRECTORY_ENTRY;
	if (n == 0) {
		dump_fail(err, DUMP_E_TRUNC, md->directory,
		    "directory: %" PRIu32 " streams, none of them is there",
		    md->entries);
		goto out;
	}
	if (n < md->entries)
		dump_model_warn(md->m, true, md->directory,
		    "directory: %" PRIu32 " streams, %zu of them are there",
		    md->entries, n);
	for (i = 0; i < n; i++)
		add_stream(md, buf + i * DIRECTORY_ENTRY,
		    md->directory + i * DIRECTORY_ENTRY);
	rc = 0;
out:
	free(buf);
	return rc;
}

int
md_open(struct minidump *md, struct dump_err *err)
{
	if (read_header(md, err) == -1)
		return -1;
	if (md->entries == 0 || md->entries > STREAMS_MAX)
		return dump_fail(err, DUMP_E_DAMAGED, H_STREAMS,
		    "directory: %" PRIu32 " streams, there are 1 to %d",
		    md->entries, STREAMS_MAX);
	if (md->directory < HEADER_SIZE)
		return dump_fail(err, DUMP_E_DAMAGED, H_DIRECTORY,
		    "directory: at byte %" PRIu64 ", inside the header",
		    md->directory);
	md_refers(md, 0, HEADER_SIZE);
	md_refers(md, md->directory, (uint64_t)md->entries * DIRECTORY_ENTRY);
	return read_directory(md, err);
}

uint64_t
md_streams_end(const struct minidump *md)
{
	uint64_t end = 0;
	size_t i;

	for (i = 0; i < md->nstreams; i++)
		if (!md->streams[i].bad)
			end = max_u64(end, md->streams[i].off +
			    md->streams[i].size);
	return end;
}

/*
 * Lists are followed by what their entries lead to: names, contexts, of some
 * 64 times their size at most.  What lies farther out has memory before it.
 */
bool
md_records_first(const struct minidump *md)
{
	uint64_t room = HOLD;
	size_t i;

	for (i = 0; i < md->nstreams; i++)
		room += (uint64_t)md->streams[i].size *
		    (shape_leads_on(md->streams[i].kind->shape) ? 65 : 1);
	return md_streams_end(md) <= room;
}

int
md_look_for_end(struct minidump *md, struct dump_err *err)
{
	uint64_t end = md_streams_end(md);
	uint8_t last;
	size_t got;

	if (end > md->hold && end <= source_metadata_limit(md->src) &&
	    md_records_first(md))
		md->hold = end;
	return end == 0 ? 0 : md_read(md, end - 1, &last, 1, &got, err);
}

static const char *
name_of(const struct stream *s, char *buf, size_t size)
{
	if (s->kind->name != NULL)
		return s->kind->name;
	snprintf(buf, size, "0x%" PRIx32, s->type);
	return buf;
}

static int
check_list(struct minidump *md, struct stream *s, const char *name,
    struct dump_err *err)
{
	const struct shape *shape = s->kind->shape;
	uint8_t head[64] = { 0 };
	size_t got;

	if (!shape_is_list(shape))
		return 0;
	if (md_read(md, s->off, head, shape->header, &got, err) == -1)
		return -1;
	if (got < shape->header || !shape_entries(shape, md->big, head,
	    s->have, s->size, &s->list)) {
		dump_model_warn(md->m, true, s->off,
		    "%s: its header makes no sense", name);
		s->bad = true;
	} else if (s->list.n < s->list.claimed)
		dump_model_warn(md->m, true, s->off, "%s: %" PRIu64
		    " entries, %" PRIu64 " of them fit in %" PRIu32 " bytes",
		    name, s->list.claimed, s->list.n, s->have);
	else if (s->list.excess > 0 && !shape->stated)
		dump_model_warn(md->m, false, s->off, "%s: %" PRIu32
		    " bytes behind the last of %" PRIu64 " entries", name,
		    s->list.excess, s->list.n);
	return 0;
}

/* What has to be held to be relocated must not be out of all proportion. */
static void
check_size(struct minidump *md, struct stream *s, const char *name)
{
	if (!shape_leads_on(s->kind->shape) ||
	    stream_relocated(s) <= RELOCATED_MAX)
		return;
	dump_model_warn(md->m, true, s->off, "%s: %" PRIu32
	    " bytes, at most %d are believed", name, stream_relocated(s),
	    RELOCATED_MAX);
	s->bad = true;
}

static int
check_stream(struct minidump *md, struct stream *s, struct dump_err *err)
{
	char buf[16];
	const char *name = name_of(s, buf, sizeof buf);

	if (s->bad || s->size == 0)
		return 0;
	if (s->have < s->size)
		dump_model_warn(md->m, true, s->off, "%s: %" PRIu32
		    " bytes, %" PRIu32 " of them are there", name, s->size,
		    s->have);
	if (s->have < s->kind->min) {
		if (s->size < s->kind->min)
			dump_model_warn(md->m, false, s->off, "%s: %" PRIu32
			    " bytes, %u are expected", name, s->size,
			    s->kind->min);
		s->bad = s->have < s->size || s->kind->shape != NULL;
		return 0;
	}
	if (check_list(md, s, name, err) == -1)
		return -1;
	if (!s->bad)
		check_size(md, s, name);
	return 0;
}

/* Which of several streams of one type counts. */
static void
choose(struct minidump *md, size_t i)
{
	struct stream *s = &md->streams[i];
	size_t j;
	char buf[16];

	if (s->bad || s->have == 0 || s->have < s->kind->min)
		return;
	/* LLDB writes an exception for every thread. */
	s->parsed = true;
	if (s->type == ST_EXCEPTION || s->kind->role == ROLE_COMMENT ||
	    s->kind->name == NULL)
		return;
	for (j = 0; j < i && s->parsed; j++)
		s->parsed = md->streams[j].type != s->type ||
		    !md->streams[j].parsed;
	if (!s->parsed)
		dump_model_warn(md->m, false, s->off,
		    "%s occurs again: the first one counts",
		    name_of(s, buf, sizeof buf));
}

static int
by_offset(const void *va, const void *vb)
{
	const struct stream *const *a = va, *const *b = vb;

	if ((*a)->off != (*b)->off)
		return (*a)->off < (*b)->off ? -1 : 1;
	return *a < *b ? -1 : *a > *b;
}

static void
warn_of_overlaps(struct minidump *md, struct stream **v)
{
	uint64_t end = 0;
	size_t i;
	char buf[16];

	for (i = 0; i < md->nstreams; i++) {
		if (v[i]->bad || v[i]->have == 0)
			continue;
		if (v[i]->off < end)
			dump_model_warn(md->m, false, v[i]->off,
			    "%s shares bytes with another stream",
			    name_of(v[i], buf, sizeof buf));
		end = max_u64(end, v[i]->off + v[i]->have);
	}
}

int
md_check(struct minidump *md, struct dump_err *err)
{
	struct stream **v;
	size_t i;
	int rc = 0;

	if ((v = malloc((md->nstreams + 1) * sizeof *v)) == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < md->nstreams; i++)
		v[i] = &md->streams[i];
	qsort(v, md->nstreams, sizeof *v, by_offset);
	for (i = 0; i < md->nstreams && rc == 0; i++)
		rc = check_stream(md, v[i], err);
	if (rc == 0) {
		warn_of_overlaps(md, v);
		for (i = 0; i < md->nstreams; i++)
			choose(md, i);
	}
	free(v);
	return rc;
}

void
md_choose_kinds(struct minidump *md)
{
	struct stream *s;

	for (s = md->streams; s < md->streams + md->nstreams; s++)
		s->kind = stream_kind(s->type, md->m->word, s->size);
}

int
md_add_records(struct minidump *md, struct dump_err *err)
{
	struct record r = { 0 };
	struct stream *s;
	char buf[16];

	for (s = md->streams; s < md->streams + md->nstreams; s++) {
		r.role = s->kind->role;
		r.unsafe = s->kind->unsafe;
		r.thread = (int32_t)s->of_thread - 1;
		r.type = s->type;
		r.off = s->off;
		r.size = s->size;
		r.name = s->kind->name;
		if (r.name == NULL) {
			name_of(s, buf, sizeof buf);
			r.name = arena_text(&md->m->text, buf, strlen(buf),
			    err);
		}
		if (r.name == NULL || model_add_record(md->m, &r, err) == -1)
			return -1;
	}
	return 0;
}

/*
 * A list loses the padding behind its count, what lies behind its entries,
 * and the entries that are not there; so readers that compare the size with
 * the count are content.  What leads nowhere stays as it is where it can.
 * A record whose layout is known by its size must keep that when it is cut.
 */
uint32_t
stream_relocated(const struct stream *s)
{
	const struct shape *shape = s->kind->shape;
	const struct entries *e = &s->list;

	if (shape != NULL && shape->tail != 0 && s->have < s->size &&
	    s->have >= shape->header)
		return s->have - (s->have - shape->header) % shape->tail;
	if (!shape_is_list(shape) || (e->n == e->claimed &&
	    shape->each == NULL))
		return s->have;
	return (uint32_t)(e->start - (e->padded ? 4 : 0) + e->n * e->stride);
}

uint32_t
stream_needed(const struct stream *s)
{
	return stream_relocated(s) + (s->list.padded ? 4 : 0);
}

const struct stream *
md_stream(const struct minidump *md, uint32_t type)
{
	size_t i;

	for (i = 0; i < md->nstreams; i++)
		if (md->streams[i].type == type && md->streams[i].parsed)
			return &md->streams[i];
	return NULL;
}

int
md_load(struct minidump *md, const struct stream *s, size_t max,
    uint8_t **out, size_t *len, struct dump_err *err)
{
	*out = NULL;
	*len = s->have < max ? s->have : max;
	if ((*out = calloc(1, *len + 1)) == NULL)
		return dump_fail_nomem(err);
	if (md_read(md, s->off, *out, *len, len, err) == 0)
		return 0;
	free(*out);
	*out = NULL;
	return -1;
}
