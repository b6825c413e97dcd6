/* SPDX-License-Identifier: BSD-2-Clause */
/* carried.c -- a dump, cut before its memory, inside of another one. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "convert/carried.h"
#include "model/plan.h"

/* What was carried, and how it is read and written. */
struct origin {
	const struct dump_format *format;
	void		*own;		/* the format's */
	uint8_t		*bytes;
	struct dump_source *src;	/* of BYTES */
	size_t		 carrier;	/* the record that has them */
	size_t		 first, n;	/* records that are in them */
};

static void
origin_free(void *p)
{
	struct origin *o = p;

	if (o == NULL)
		return;
	if (o->own != NULL && o->format->free_own != NULL)
		o->format->free_own(o->own);
	dump_source_close(o->src);
	free(o->bytes);
	free(o);
}

const struct dump_format *
carried_format(const struct dump_model *m)
{
	const struct origin *o = m->origin;

	return o == NULL ? NULL : o->format;
}

/* The bytes of a head, wherever they come from. */
static int
put_part(uint8_t *out, const struct part *part, struct dump_source *src,
    struct dump_err *err)
{
	size_t len = (size_t)part->len;

	switch (part->kind) {
	case PART_HELD:
		memcpy(out, part->held, len);
		return 0;
	case PART_SOURCE:
		return dump_source_read(src, part->off, out, len, err);
	case PART_MADE:
		return part->make(part->ctx, 0, out, len, DUMP_NOWHERE, err);
	default:
		memset(out, 0, len);
		return 0;
	}
}

static int
realise(uint8_t **out, size_t *n, const struct layout *l,
    struct dump_source *src, struct dump_err *err)
{
	size_t i, at = 0;

	if (l->head > source_metadata_limit(src))
		return dump_fail(err, DUMP_E_LIMIT, DUMP_NOWHERE,
		    "records of %" PRIu64 " bytes, more than %" PRIu64,
		    l->head, source_metadata_limit(src));
	if ((*out = malloc((size_t)l->head + 1)) == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < l->nparts; i++) {
		if (put_part(*out + at, &l->parts[i], src, err) == -1) {
			free(*out);
			*out = NULL;
			return -1;
		}
		at += (size_t)l->parts[i].len;
	}
	*n = at;
	return 0;
}

/* P, in the format of M. */
static struct dump_plan
plan_for(const struct dump_plan *p, struct dump_model *m)
{
	struct dump_plan q = *p;

	q.m = m;
	q.to = NULL;
	q.remade.v = NULL;
	q.warnings = NULL;
	q.nwarnings = q.warnings_cap = 0;
	q.text = (struct arena){ 0 };
	return q;
}

/* What its writer warned of; P, which may be NULL, tells it. */
static void
take_warnings(struct dump_plan *p, struct dump_plan *q)
{
	size_t i;

	for (i = 0; p != NULL && i < q->nwarnings; i++)
		plan_warn(p, "%s", q->warnings[i].text);
	free(q->warnings);
	arena_free(&q->text);
	q->warnings = NULL;
	q->nwarnings = q->warnings_cap = 0;
}

static int
make(uint8_t **out, size_t *n, struct dump_plan *q, struct dump_source *src,
    struct dump_err *err)
{
	struct layout *l;
	int rc;

	*out = NULL;
	*n = 0;
	if (q->m->format->layout(&l, q, src, err) == -1)
		return -1;
	rc = realise(out, n, l, src, err);
	layout_free(l);
	return rc;
}

/* The same; what its writer warns of whoever writes P itself says too. */
static int
make_quietly(uint8_t **out, size_t *n, struct dump_plan *q,
    struct dump_source *src, struct dump_err *err)
{
	int rc = make(out, n, q, src, err);

	take_warnings(NULL, q);
	return rc;
}

int
carried_make(uint8_t **out, size_t *n, const struct dump_plan *p,
    struct dump_source *src, struct dump_err *err)
{
	struct dump_plan q = plan_for(p, p->m);

	*out = NULL;
	*n = 0;
	return p->no_residual || p->m->uncuttable != NULL ? 0 :
	    make_quietly(out, n, &q, src, err);
}

/* The record that carries something, or NONE. */
static size_t
carrier_of(const struct dump_model *m)
{
	size_t i;

	for (i = 0; i < m->nrecords; i++)
		if (m->records[i].role == ROLE_CARRIED &&
		    m->records[i].size > 0)
			return i;
	return NONE;
}

/* What is said of the carrying file alone. */
static int
take_over(struct dump_model *m, struct dump_model *file, struct origin *o,
    struct dump_err *err)
{
	uint64_t base = file->records[o->carrier].off;
	const struct piece *p;
	size_t i;

	o->first = file->nrecords;
	o->n = m->nrecords;
	for (i = 0; i < m->nrecords; i++) {
		m->records[i].off += base;
		if (model_add_record(file, &m->records[i], err) == -1)
			return -1;
	}
	for (i = 0; i < m->nthreads; i++) {
		if (m->threads[i].record != NONE)
			m->threads[i].record += (uint32_t)o->first;
		m->threads[i].context += base;
		m->threads[i].integers.off += base;
	}
	free(m->records);
	m->records = file->records;
	m->nrecords = file->nrecords;
	m->records_cap = file->records_cap;
	file->records = NULL;
	file->nrecords = file->records_cap = 0;
	m->npieces = 0;
	for (p = file->pieces; p < file->pieces + file->npieces; p++)
		if (model_add_piece(m, p->at.addr, p->at.size, p->off, err) ==
		    -1)
			return -1;
	return 0;
}

/* Text of FILE's records and warnings lives on in M. */
static int
take_text(struct dump_model *m, struct dump_model *file,
    const struct origin *o, struct dump_err *err)
{
	struct record *r;
	size_t i;

	for (i = 0; i < o->first; i++) {
		r = &m->records[i];
		if (r->name != NULL && (r->name = arena_text(&m->text,
		    r->name, strlen(r->name), err)) == NULL)
			return -1;
		if (r->owner != NULL && (r->owner = arena_text(&m->text,
		    r->owner, strlen(r->owner), err)) == NULL)
			return -1;
	}
	for (i = 0; i < file->nwarnings; i++)
		dump_model_warn(m, file->warnings[i].damage,
		    file->warnings[i].off, "%s", file->warnings[i].text);
	if (file->facts.provenance == NULL)
		return 0;
	m->facts.provenance = arena_text(&m->text, file->facts.provenance,
	    strlen(file->facts.provenance), err);
	return m->facts.provenance == NULL ? -1 : 0;
}

/* M, read from what FILE carries, lives in FILE from now on. */
static int
graft(struct dump_model *m, struct dump_model *file, struct origin *o,
    struct dump_err *err)
{
	if (take_over(m, file, o, err) == -1 ||
	    take_text(m, file, o, err) == -1)
		return -1;
	o->format = m->format;
	o->own = m->own;
	m->own = NULL;
	m->origin = o;
	m->free_origin = origin_free;
	m->format = file->format;
	m->own = file->own;
	file->own = NULL;
	if (m->format->adopt != NULL)
		m->format->adopt(m->own, m);
	m->facts.end = file->facts.end;
	m->facts.truncated = file->facts.truncated;
	m->uncuttable = file->uncuttable;
	return 0;
}

static int
load(struct origin *o, const struct dump_model *file,
    struct dump_source *src, struct dump_err *err)
{
	const struct record *r = &file->records[o->carrier];
	uint64_t most = source_metadata_limit(src);

	if (r->size > most)
		return dump_fail(err, DUMP_E_LIMIT, r->off, "what it was made"
		    " of: records of %" PRIu64 " bytes, more than %" PRIu64,
		    r->size, most);
	if ((o->bytes = malloc((size_t)r->size + 1)) == NULL)
		return dump_fail_nomem(err);
	if (dump_source_read(src, r->off, o->bytes, (size_t)r->size, err) ==
	    -1)
		return -1;
	return dump_source_memory_raw(&o->src, o->bytes, (size_t)r->size,
	    err);
}

/* Which format is it?  Of those that can carry there is only one other. */
static int
read_carried(struct dump_model **out, struct origin *o,
    const struct dump_format *format, struct dump_err *err)
{
	if (model_new(out, err) == -1)
		return -1;
	(*out)->format = format;
	if (format->read(*out, o->src, err) == 0)
		return 0;
	dump_model_free(*out);
	*out = NULL;
	return -1;
}

int
carried_read(struct dump_model **m, struct dump_source *src,
    const struct dump_format *(*recognise)(const uint8_t *, size_t),
    struct dump_err *err)
{
	const struct dump_format *format;
	struct dump_model *was = NULL;
	struct dump_err why;
	struct origin *o;
	size_t at = carrier_of(*m);

	if (at == NONE)
		return 0;
	if ((o = calloc(1, sizeof *o)) == NULL)
		return dump_fail_nomem(err);
	o->carrier = at;
	if (load(o, *m, src, &why) == -1 ||
	    (format = recognise(o->bytes,
	    (size_t)(*m)->records[at].size)) == NULL ||
	    format == (*m)->format ||
	    read_carried(&was, o, format, &why) == -1) {
		dump_model_warn(*m, false, (*m)->records[at].off,
		    "what it was made of cannot be read");
		origin_free(o);
		return 0;
	}
	if (graft(was, *m, o, err) == -1) {
		dump_model_free(was);
		return -1;
	}
	dump_model_free(*m);
	*m = was;
	return 0;
}

static void
view_free(struct dump_model *view)
{
	free(view->records);
	free(view->threads);
}

/* The model as what was carried has it: for its writer.  Records and threads
 * say where in those bytes they are, and not in the file that carries them. */
static int
view_of(struct dump_model *view, const struct dump_model *m,
    struct dump_err *err)
{
	const struct origin *o = m->origin;
	uint64_t base = m->records[o->carrier].off;
	size_t i;

	*view = *m;
	view->records = malloc((o->n + 1) * sizeof *view->records);
	view->threads = malloc((m->nthreads + 1) * sizeof *view->threads);
	if (view->records == NULL || view->threads == NULL) {
		view_free(view);
		return dump_fail_nomem(err);
	}
	for (i = 0; i < o->n; i++) {
		view->records[i] = m->records[o->first + i];
		view->records[i].off -= base;
	}
	for (i = 0; i < m->nthreads; i++) {
		view->threads[i] = m->threads[i];
		if (m->threads[i].record != NONE)
			view->threads[i].record -= (uint32_t)o->first;
		view->threads[i].context -= base;
		view->threads[i].integers.off -= base;
	}
	view->nrecords = o->n;
	view->format = o->format;
	view->own = o->own;
	view->uncuttable = NULL;
	view->origin = NULL;
	return 0;
}

static void
adopt(const struct origin *o, struct dump_model *m)
{
	if (o->format->adopt != NULL)
		o->format->adopt(o->own, m);
}

int
carried_remake(struct dump_plan *p, struct dump_err *err)
{
	struct origin *o = p->m->origin;
	struct dump_model view;
	struct dump_plan q;
	int rc;

	if (o == NULL)
		return 0;
	if (view_of(&view, p->m, err) == -1)
		return -1;
	q = plan_for(p, &view);
	if (p->drop_record != NULL)
		q.drop_record = p->drop_record + o->first;
	adopt(o, &view);
	free(p->remade.v);
	rc = make_quietly(&p->remade.v, &p->remade.n, &q, o->src, err);
	adopt(o, p->m);
	view_free(&view);
	p->remade.record = o->carrier;
	return rc;
}

/* A layout by the writer of the other format, which needs a plan and a model
 * that live as long. */
struct back {
	struct dump_plan plan;
	struct dump_model view;
	void		*own;
	void		(*free_own)(void *own);
};

static void
back_free(void *p)
{
	struct back *b = p;

	if (b->free_own != NULL)
		b->free_own(b->own);
	view_free(&b->view);
	free(b);
}

int
carried_layout(struct layout **out, struct dump_plan *p,
    struct dump_err *err)
{
	struct origin *o = p->m->origin;
	struct back *b = calloc(1, sizeof *b);
	struct layout *l;
	size_t i;
	int rc;

	*out = NULL;
	if (b == NULL)
		return dump_fail_nomem(err);
	if (view_of(&b->view, p->m, err) == -1) {
		free(b);
		return -1;
	}
	b->plan = plan_for(p, &b->view);
	if (p->drop_record != NULL)
		b->plan.drop_record = p->drop_record + o->first;
	adopt(o, &b->view);
	rc = o->format->layout(&l, &b->plan, o->src, err);
	take_warnings(p, &b->plan);
	if (rc == -1) {
		view_free(&b->view);
		free(b);
		return -1;
	}
	/* Its records are here, not in the source that memory comes from. */
	for (i = 0; i < l->nparts; i++)
		if (l->parts[i].kind == PART_SOURCE) {
			l->parts[i].kind = PART_HELD;
			l->parts[i].held = o->bytes + l->parts[i].off;
		}
	b->own = l->own;
	b->free_own = l->free_own;
	l->own = b;
	l->free_own = back_free;
	*out = l;
	return 0;
}
