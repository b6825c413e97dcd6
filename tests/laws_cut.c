/* SPDX-License-Identifier: BSD-2-Clause */
/* laws_cut.c -- cuts for the laws: a source of the wanted kind, a plan, and a
 * blob that grows. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/laws_inside.h"

void
blob_free(struct blob *b)
{
	free(b->v);
	memset(b, 0, sizeof *b);
}

bool
blob_same(const struct blob *a, const struct blob *b)
{
	return a->n == b->n && (a->n == 0 || memcmp(a->v, b->v, a->n) == 0);
}

struct taker {
	struct blob	*out;
	size_t		 most;
};

static int
take(void *ctx, const void *buf, size_t len)
{
	struct taker *t = ctx;
	struct blob *b = t->out;
	uint8_t *grown;
	size_t want;

	if (t->most != 0 && len > t->most - b->n) {
		errno = ENOSPC;
		return -1;
	}
	if (len > b->cap - b->n) {
		want = b->cap + b->cap / 2;
		if (want < b->n + len)
			want = b->n + len;
		if ((grown = realloc(b->v, want)) == NULL)
			return -1;
		b->v = grown;
		b->cap = want;
	}
	if (len != 0)
		memcpy(b->v + b->n, buf, len);
	b->n += len;
	return 0;
}

static int
give(void *ctx, void *buf, size_t len, size_t *got)
{
	static const size_t sizes[] = { 1, 4096, 31, 65536, 7, 100000, 512 };
	struct giver *g = ctx;
	size_t n = sizes[g->turn++ % (sizeof sizes / sizeof sizes[0])];

	if (n > len)
		n = len;
	if (n > g->in->n - g->at)
		n = g->in->n - g->at;
	if (n != 0)
		memcpy(buf, g->in->v + g->at, n);
	g->at += n;
	*got = n;
	return 0;
}

static int
give_again(void *ctx)
{
	struct giver *g = ctx;

	g->at = 0;
	return 0;
}

int
blob_open(struct dump_source **src, const struct cut *how, struct giver *g,
    struct dump_err *err)
{
	struct dump_reader rd = { give, NULL, NULL };
	struct dump_limits limits = { 0, 0, NULL, false };

	if (how->way == WAY_MEMORY)
		return dump_source_memory(src, g->in->v, g->in->n, err);
	if (how->way == WAY_REWIND)
		rd.rewind = give_again;
	if (dump_source_callback(src, &rd, g, err) == -1)
		return -1;
	limits.no_spool = (how->flags & CUT_NO_SPOOL) != 0;
	dump_source_limits(*src, &limits);
	return 0;
}

/* "limit:BYTES", "gzip:BYTES": what the output has at most. */
static int
add_limit(struct dump_plan *p, const char *what, const char *bytes,
    struct dump_err *err)
{
	struct dump_limit limit = { .bytes = 0 };
	uint64_t n = strtoull(bytes, NULL, 10);

	if (strcmp(what, "limit") == 0)
		limit.bytes = n;
	else {
		limit.packed = n;
		limit.how.codec = what;
		limit.how.threads = 1;
	}
	return dump_plan_limit(p, &limit, err);
}

/* "a b:key=value c" */
int
blob_add_filters(struct dump_plan *p, const char *filters, struct dump_err *err)
{
	char text[1024], *name, *options, *rest = NULL;

	snprintf(text, sizeof text, "%s", filters == NULL ? "" : filters);
	for (name = strtok_r(text, " ", &rest); name != NULL;
	    name = strtok_r(NULL, " ", &rest)) {
		if ((options = strchr(name, ':')) != NULL)
			*options++ = '\0';
		if (options != NULL && *options >= '0' && *options <= '9') {
			if (add_limit(p, name, options, err) == -1)
				return -1;
			continue;
		}
		if (dump_plan_filter(p, name, options, err) == -1)
			return -1;
	}
	return 0;
}

static bool
damaged(const struct dump_model *m)
{
	size_t i;

	if (dump_model_facts(m)->truncated)
		return true;
	for (i = 0; i < dump_model_warnings(m); i++)
		if (dump_model_warning(m, i)->damage)
			return true;
	return false;
}

static int
convert(struct dump_plan *p, unsigned flags, struct dump_err *err)
{
	if ((flags & (CUT_TO_ELF | CUT_TO_MINIDUMP)) == 0)
		return 0;
	return dump_plan_convert(p, (flags & CUT_TO_ELF) != 0 ? "elf" :
	    "minidump", err);
}

static int
filter_blob(struct dump_source *src, struct dump_sink *dst,
    const struct cut *how, struct outcome *o)
{
	struct dump_model *m = NULL;
	struct dump_plan *p = NULL;
	int rc = -1;

	if (dump_model_read(&m, src, &o->err) == -1)
		return -1;
	o->damaged = damaged(m);
	if (dump_plan_new(&p, m, &o->err) == 0 &&
	    blob_add_filters(p, how->filters, &o->err) == 0 &&
	    convert(p, how->flags, &o->err) == 0) {
		if (how->flags & CUT_NO_PROVENANCE)
			dump_plan_no_provenance(p);
		if (how->flags & CUT_KEEP_LAYOUT)
			dump_plan_keep_layout(p);
		rc = dump_write(p, src, dst, NULL, NULL, &o->res, &o->err);
		if (rc == 0)
			o->changed = dump_plan_changes(p);
	}
	dump_plan_free(p);
	dump_model_free(m);
	return rc;
}

bool
cut_blob(struct blob *out, const struct blob *in, const struct cut *how,
    struct outcome *o)
{
	struct dump_source *src = NULL;
	struct dump_sink *dst = NULL;
	struct taker taker = { out, how->most };
	struct giver giver = { in, 0, 0 };

	memset(o, 0, sizeof *o);
	out->n = 0;
	if (blob_open(&src, how, &giver, &o->err) == 0 &&
	    dump_sink_callback(&dst, take, &taker, &o->err) == 0) {
		if (how->flags & CUT_COPY)
			o->done = dump_copy(src, dst, NULL, NULL, &o->res,
			    &o->err) == 0;
		else
			o->done = filter_blob(src, dst, how, o) == 0;
		if (o->done)
			o->done = dump_sink_commit(&dst, &o->err) == 0;
		o->spooled = dump_source_spooled(src);
	}
	o->damaged = o->damaged || o->res.truncated;
	dump_sink_abort(dst);
	dump_source_close(src);
	return o->done;
}
