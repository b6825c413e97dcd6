/* SPDX-License-Identifier: BSD-2-Clause */
/* thin.c -- lists of threads and of modules without some of them. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/err.h"
#include "minidump/minidump.h"

static int
by_id(const void *va, const void *vb)
{
	const uint32_t *a = va, *b = vb;

	return *a < *b ? -1 : *a > *b;
}

/* What of a module's entry is for its build: version, CodeView, and what came
 * before that. */
enum { M_BASE = 0, M_BUILD = 24, M_BUILD_END = 92 };

int
md_leave_out(struct minidump *md, const struct dump_plan *p,
    struct dump_err *err)
{
	const struct dump_model *m = md->m;
	const bool *gone = p->drop_thread;
	size_t i;

	md->strip = &p->strip_modules;
	md->drop = &p->drop_modules;
	free(md->gone);
	md->gone = NULL;
	md->ngone = 0;
	if (gone == NULL)
		return 0;
	if ((md->gone = malloc((m->nthreads + 1) * sizeof *md->gone)) == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < m->nthreads; i++)
		if (gone[i])
			md->gone[md->ngone++] = (uint32_t)m->threads[i].seen.id;
	if (md->ngone > 0)
		qsort(md->gone, md->ngone, sizeof *md->gone, by_id);
	return 0;
}

/* The number of its thread comes first in every entry of these. */
bool
stream_is_thinned(const struct minidump *md, const struct stream *s)
{
	switch (s->type) {
	case ST_THREADS: case ST_THREADS_EX: case ST_THREAD_INFO:
	case ST_THREAD_NAMES:
		return md->ngone > 0;
	case ST_MODULES:
		return md->drop != NULL && md->drop->n + md->strip->n > 0;
	default:
		return false;
	}
}

static bool
is_gone(const struct minidump *md, uint32_t type, const uint8_t *entry)
{
	uint32_t id = le32(entry);

	if (type == ST_MODULES)
		return set_has(md->drop, md_address(md,
		    le64(entry + M_BASE)));
	return bsearch(&id, md->gone, md->ngone, sizeof *md->gone, by_id) !=
	    NULL;
}

/* Where the entries of a list end, without padding before them. */
static uint32_t
end_of(const struct entries *e)
{
	return (uint32_t)(e->start - (e->padded ? 4 : 0) + e->n * e->stride);
}

int
stream_thinned(struct minidump *md, const struct stream *s, uint32_t *size,
    struct dump_err *err)
{
	struct entries left = s->list;
	struct list l;
	const uint8_t *e;
	int rc;

	left.n = 0;
	if (list_open(&l, md, s, err) == -1)
		return -1;
	while ((rc = list_next(&l, &e, err)) == 0 && e != NULL)
		left.n += !is_gone(md, s->type, e);
	list_close(&l);
	*size = end_of(&left);
	return rc;
}

void
stream_thin(const struct minidump *md, uint32_t type, uint8_t *buf,
    struct entries *list)
{
	uint8_t *from = buf + list->start, *to = from;
	uint64_t i;

	for (i = 0; i < list->n; i++, from += list->stride) {
		if (is_gone(md, type, from))
			continue;
		if (type == ST_MODULES && set_has(md->strip,
		    md_address(md, le64(from + M_BASE))))
			memset(from + M_BUILD, 0, M_BUILD_END - M_BUILD);
		if (to != from)
			memmove(to, from, list->stride);
		to += list->stride;
	}
	list->n = (uint64_t)(to - (buf + list->start)) / list->stride;
}
