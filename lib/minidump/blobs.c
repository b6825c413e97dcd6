/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * blobs.c -- all that streams lead to.  What a blob leads to is collected
 * after it, generation by generation, so there is no recursion, and there
 * are not many generations, so circles end.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "minidump/blobs.h"

enum {
	/* What is known of a handle is a chain; nobody writes long ones. */
	GENERATIONS = 66,
	/* Bytes that records may share beyond what the file has. */
	SLACK = 64 * 1024
};

struct collector {
	struct blobs	*found;
	struct minidump	*md;
	bool		 tell;
	struct blob	*next;		/* of the generation to come */
	size_t		 n, cap, sorted;
};

static int
compare(const struct blob *a, const struct blob *b)
{
	if (a->off != b->off)
		return a->off < b->off ? -1 : 1;
	if (a->target != b->target)
		return a->target < b->target ? -1 : 1;
	return a->claim < b->claim ? -1 : a->claim > b->claim;
}

static int
by_place(const void *a, const void *b)
{
	return compare(a, b);
}

/* False: the field leads nowhere. */
static bool
follow(bool big, const uint8_t *at, const struct fixup *f, struct blob *out)
{
	uint64_t claim = 0;

	*out = (struct blob){ .off = get_word(big, f->width, at + f->at),
	    .target = f->target };
	if (out->off == 0)
		return false;
	if (f->size_at == OWN_SIZE)
		return true;
	claim = (uint64_t)get32(big, at + f->size_at) * f->unit;
	out->claim = (uint32_t)min_u64(claim, UINT32_MAX);
	return claim > 0;
}

static struct blob *
find(const struct blobs *b, const struct blob *key)
{
	if (b->n == 0)
		return NULL;
	return bsearch(key, b->v, b->n, sizeof *b->v, by_place);
}

struct blob *
blobs_find(const struct blobs *b, bool big, const uint8_t *at,
    const struct fixup *f)
{
	struct blob key, *found;

	if (!follow(big, at, f, &key) || (found = find(b, &key)) == NULL)
		return NULL;
	return found->len > 0 ? found : NULL;
}

/* Sorts what came last into what is there, once each. */
static void
sort_next(struct collector *c)
{
	size_t i, n = 0;

	if (c->n > 0)
		qsort(c->next, c->n, sizeof *c->next, by_place);
	for (i = 0; i < c->n; i++)
		if (n == 0 || compare(&c->next[n - 1], &c->next[i]) != 0)
			c->next[n++] = c->next[i];
	c->n = c->sorted = n;
}

static int
meet(void *ctx, uint8_t *at, const struct fixup *f, struct dump_err *err)
{
	struct collector *c = ctx;
	struct blob b;

	if (f->target == TO_MEMORY || f->target == TO_MEMORY64 ||
	    !follow(c->md->big, at, f, &b))
		return 0;
	/* Chains are followed to their end, so that circles are found. */
	if (f->target != TO_OBJECT_INFO && find(c->found, &b) != NULL)
		return 0;
	/* Many handles share one name. */
	if (c->n > 4096 && c->n / 2 > c->sorted)
		sort_next(c);
	if (array_room(&c->next, &c->cap, c->n, sizeof *c->next, err) == -1)
		return -1;
	c->next[c->n++] = b;
	return 0;
}

/* Follows all that LEN bytes at OFF lead to.  THIN: a stream of that type,
 * without what is left out of it; or 0. */
static int
enter(struct collector *c, const struct shape *shape, uint64_t off,
    uint32_t len, const struct entries *all, uint32_t thin,
    struct dump_err *err)
{
	struct entries list = *all;
	uint8_t *buf;
	size_t got;
	int rc;

	if ((buf = malloc(len)) == NULL)
		return dump_fail_nomem(err);
	if ((rc = md_read(c->md, off, buf, len, &got, err)) == 0 &&
	    got == len) {
		if (thin != 0)
			stream_thin(c->md, thin, buf, &list);
		rc = shape_walk(shape, buf, len, &list, meet, c, err);
	}
	free(buf);
	return rc;
}

/* Counts bytes of records; false when there are more than the file has. */
static bool
account(struct collector *c, uint64_t off, uint64_t len)
{
	struct blobs *b = c->found;

	b->bytes += len;
	b->room = max_u64(b->room, add_capped(off, len));
	b->overlap |= b->bytes > add_capped(b->room, SLACK);
	return !b->overlap;
}

static void
refuse(struct collector *c, struct blob *b, uint64_t len)
{
	b->len = 0;
	if (c->tell)
		dump_model_warn(c->md->m, true, b->off, "%s: %" PRIu64
		    " bytes, they do not lie in the dump",
		    target_kind(b->target)->name, len);
}

/* Finds out how long a blob is and whether it is there. */
static int
size_up(struct collector *c, struct blob *b, struct dump_err *err)
{
	const struct target_kind *kind = target_kind(b->target);
	uint8_t head[16];
	uint64_t len = b->claim;
	size_t got;
	bool has;

	if (kind->sized) {
		if (md_read(c->md, b->off, head, kind->size_at + 4u, &got,
		    err) == -1)
			return -1;
		len = kind->add;
		if (got == kind->size_at + 4u)
			len += get32(c->md->big, head + kind->size_at);
		b->mend = target_is_text(b->target) && len % 2 != 0;
		len -= b->mend;
	}
	if (md_has(c->md, b->off, len, &has, err) == -1)
		return -1;
	if (!has || b->off < HEADER_SIZE || len > UINT32_MAX ||
	    (kind->shape != NULL && len < kind->shape->header)) {
		refuse(c, b, len);
		return 0;
	}
	b->len = (uint32_t)len;
	if (b->mend && c->tell)
		dump_model_warn(c->md->m, false, b->off,
		    "string: its length is odd");
	md_refers(c->md, b->off, len);
	return 0;
}

/* A blob that has entries or leads on. */
static int
enter_blob(struct collector *c, const struct blob *b, struct dump_err *err)
{
	const struct shape *shape = target_kind(b->target)->shape;
	struct entries list;
	uint8_t head[32];
	size_t got;

	if (shape == NULL || b->len == 0)
		return 0;
	if (md_read(c->md, b->off, head, shape->header, &got, err) == -1)
		return -1;
	if (got < shape->header || !shape_entries(shape, c->md->big, head,
	    b->len, b->len, &list))
		return 0;
	if (list.n < list.claimed && c->tell)
		dump_model_warn(c->md->m, true, b->off, "%s: %" PRIu64
		    " entries, %" PRIu64 " of them fit in %" PRIu32 " bytes",
		    target_kind(b->target)->name, list.claimed, list.n,
		    b->len);
	return enter(c, shape, b->off, b->len, &list, 0, err);
}

/* Adds the N sorted blobs of V to the sorted ones that were found. */
static int
merge(struct blobs *b, const struct blob *v, size_t n, struct dump_err *err)
{
	size_t i = b->n, to = b->n + n;

	if (n == 0)
		return 0;
	if (array_room(&b->v, &b->cap, to - 1, sizeof *b->v, err) == -1)
		return -1;
	b->n = to;
	while (n > 0)
		if (i > 0 && compare(&b->v[i - 1], &v[n - 1]) > 0)
			b->v[--to] = b->v[--i];
		else
			b->v[--to] = v[--n];
	return 0;
}

/* Sizes up the blobs of a generation that are new. */
static int
size_up_all(struct collector *c, struct blob *v, size_t n,
    struct dump_err *err)
{
	const struct blob *known;
	size_t i;

	for (i = 0; i < n && !c->found->overlap; i++) {
		if ((known = find(c->found, &v[i])) != NULL) {
			v[i] = *known;
			v[i].known = true;
			continue;
		}
		if (size_up(c, &v[i], err) == -1)
			return -1;
		if (!account(c, v[i].off, v[i].len))
			v[i].len = 0;
	}
	return 0;
}

/* Takes in one generation; C->next becomes the following one. */
static int
take_in(struct collector *c, struct dump_err *err)
{
	struct blob *v;
	size_t i, n, new = 0;
	int rc;

	sort_next(c);
	v = c->next;
	n = c->n;
	c->next = NULL;
	c->n = c->cap = c->sorted = 0;
	rc = size_up_all(c, v, n, err);
	for (i = 0; i < n && rc == 0 && !c->found->overlap; i++)
		rc = enter_blob(c, &v[i], err);
	for (i = 0; i < n; i++)
		if (!v[i].known)
			v[new++] = v[i];
	if (rc == 0)
		rc = merge(c->found, v, new, err);
	free(v);
	return rc;
}

/* Chains that are longer than any writer makes them, or go in circles, are
 * cut there. */
static void
end_chains(struct collector *c)
{
	struct blob *b;
	size_t i;

	if (c->n == 0 || c->found->overlap)
		return;
	for (i = 0; i < c->n; i++)
		if ((b = find(c->found, &c->next[i])) != NULL)
			b->len = 0;
	if (c->tell)
		dump_model_warn(c->md->m, true, c->next[0].off,
		    "object information: a chain of more than %d",
		    GENERATIONS);
}

static bool
is_memory_list(const struct stream *s)
{
	return s->type == ST_MEMORY || s->type == ST_MEMORY64;
}

static int
enter_streams(struct collector *c, const bool *drop, struct dump_err *err)
{
	struct minidump *md = c->md;
	const struct stream *s;
	size_t i;

	for (i = 0; i < md->nstreams; i++) {
		s = &md->streams[i];
		if (s->bad || s->have == 0 || is_memory_list(s) ||
		    (drop != NULL && drop[i]))
			continue;
		if (!account(c, s->off, s->have))
			return 0;
		if (shape_leads_on(s->kind->shape) && enter(c, s->kind->shape,
		    s->off, stream_needed(s), &s->list,
		    stream_is_thinned(md, s) ? s->type : 0, err) == -1)
			return -1;
	}
	return 0;
}

int
blobs_collect(struct blobs *b, struct minidump *md, const bool *drop,
    bool tell, struct dump_err *err)
{
	struct collector c = { .found = b, .md = md, .tell = tell };
	size_t left = GENERATIONS;
	int rc;

	*b = (struct blobs){ 0 };
	if (md->size != DUMP_NOWHERE)
		b->room = md->size;
	else
		b->room = md_streams_end(md);
	rc = enter_streams(&c, drop, err);
	while (rc == 0 && c.n > 0 && left-- > 0 && !b->overlap)
		rc = take_in(&c, err);
	if (rc == 0)
		end_chains(&c);
	if (rc == 0 && tell && b->overlap)
		dump_model_warn(md->m, true, DUMP_NOWHERE, "records share so "
		    "many bytes that they would take more than %" PRIu64,
		    b->room);
	free(c.next);
	if (rc == -1)
		blobs_free(b);
	return rc;
}

void
blobs_free(struct blobs *b)
{
	free(b->v);
	*b = (struct blobs){ 0 };
}

int
md_hold_blobs(struct minidump *md, struct dump_err *err)
{
	struct blobs b;

	if (blobs_collect(&b, md, NULL, true, err) == -1)
		return -1;
	blobs_free(&b);
	return 0;
}
