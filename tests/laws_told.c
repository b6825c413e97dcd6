/* SPDX-License-Identifier: BSD-2-Clause */
/* laws_told.c -- what is said of a cut beforehand must be so: estimates, and
 * the rules that an explanation names. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tests/laws_inside.h"

static int
estimate_blob(const struct blob *in, const struct cut *how, uint64_t *size,
    bool *exact, struct dump_err *err)
{
	struct giver giver = { in, 0, 0 };
	struct dump_source *src = NULL;
	struct dump_model *m = NULL;
	struct dump_plan *p = NULL;
	int rc = -1;

	if (blob_open(&src, how, &giver, err) == 0 &&
	    dump_model_read(&m, src, err) == 0 &&
	    dump_plan_new(&p, m, err) == 0 &&
	    blob_add_filters(p, how->filters, err) == 0)
		rc = dump_plan_estimate(p, src, size, exact, err);
	dump_plan_free(p);
	dump_model_free(m);
	dump_source_close(src);
	return rc;
}

const char *
law_estimate(const struct blob *in, const struct cut *how)
{
	struct cut same = *how;
	struct blob out = { NULL, 0, 0 };
	const char *why = NULL;
	struct outcome o;
	uint64_t size;
	bool exact;

	same.flags = 0;
	same.way = WAY_MEMORY;
	if (!cut_blob(&out, in, &same, &o) ||
	    estimate_blob(in, &same, &size, &exact, &o.err) == -1)
		why = law_breaks("cannot be told or done: %s", o.err.msg);
	else if (exact ? size != out.n : size < out.n)
		why = law_breaks("%" PRIu64 " bytes were said, %s, and %zu came",
		    size, exact ? "exactly" : "at most", out.n);
	blob_free(&out);
	return why;
}

static int
pass(void *ctx, const void *buf, size_t len)
{
	(void)ctx;
	(void)buf;
	(void)len;
	return 0;
}

static uint64_t
packed_size(const struct blob *b, const struct dump_packing *how)
{
	struct dump_sink *dst = NULL;
	struct dump_err err;
	uint64_t n = DUMP_NOWHERE;

	if (dump_sink_callback(&dst, pass, NULL, &err) == 0 &&
	    dump_sink_pack(&dst, how, &err) == 0 &&
	    dump_sink_write(dst, b->v, b->n, &err) == 0 &&
	    dump_sink_finish(dst, &err) == 0)
		n = dump_sink_packed(dst);
	dump_sink_abort(dst);
	return n;
}

/* Within 5 %: what is rewritten is not always compressed in the same
 * blocks. */
static bool
is_near(uint64_t said, uint64_t came)
{
	uint64_t off = said > came ? said - came : came - said;

	return off * 20 <= came;
}

static const char *
is_true(const struct blob *in, const struct dump_estimate *e,
    const struct dump_estimating *every)
{
	char filters[128];
	struct cut how = { filters, 0, WAY_MEMORY, 0 };
	struct blob out = { NULL, 0, 0 };
	const char *why = NULL;
	struct outcome o;

	snprintf(filters, sizeof filters, "%s %s", e->cut,
	    every->ctx != NULL ? (const char *)every->ctx : "");
	if (!cut_blob(&out, in, &how, &o)) {
		if (e->why_not == NULL || strcmp(e->why_not, o.err.msg) != 0)
			why = law_breaks("%s: \"%s\" was said, and \"%s\" came",
			    filters, e->why_not != NULL ? e->why_not : "",
			    o.err.msg);
	} else if (e->why_not != NULL)
		why = law_breaks("%s: can be made, but was said: %s", filters,
		    e->why_not);
	else if (e->size != out.n)
		why = law_breaks("%s: %" PRIu64 " bytes were said, and %zu came",
		    filters, e->size, out.n);
	else if (every->packing != NULL && (e->error == 0 ||
	    out.n <= 1 << 20) && !is_near(e->packed, packed_size(&out,
	    every->packing)))
		why = law_breaks("%s: %" PRIu64 " bytes compressed were said, "
		    "and %" PRIu64 " came", filters, e->packed,
		    packed_size(&out, every->packing));
	blob_free(&out);
	return why;
}

static int
add_one(void *ctx, struct dump_plan *p, struct dump_err *err)
{
	return blob_add_filters(p, ctx, err);
}

const char *
law_estimates(const struct blob *in, enum way way, const char *filter,
    const char *codec)
{
	struct dump_packing packing = { .codec = codec, .level = 1 };
	struct dump_estimating every = { .packing = codec != NULL ?
		&packing : NULL };
	struct cut how = { "full", 0, way, 0 };
	struct giver giver = { in, 0, 0 };
	struct dump_estimates *e = NULL;
	struct dump_source *src = NULL;
	struct dump_model *m = NULL;
	struct blob out = { NULL, 0, 0 };
	const char *why = NULL;
	char text[128];
	struct outcome o;
	struct dump_err err;
	size_t i;

	if (filter != NULL) {
		snprintf(text, sizeof text, "%s", filter);
		every.adjust = add_one;
		every.ctx = text;
	}
	/* What cannot be read, to its end, has no cuts. */
	if (blob_open(&src, &how, &giver, &err) == 0 &&
	    dump_model_read(&m, src, &err) == 0) {
		if (dump_estimate(&e, src, &every, &err) == -1 &&
		    cut_blob(&out, in, &how, &o))
			why = law_breaks("cannot be told: %s", err.msg);
		for (i = 0; why == NULL && e != NULL &&
		    i < dump_estimates_count(e); i++)
			why = is_true(in, dump_estimates_cut(e, i), &every);
	}
	blob_free(&out);
	dump_estimates_free(e);
	dump_model_free(m);
	dump_source_close(src);
	return why;
}

/* An explanation on its way, and what it is compared with. */
struct explained {
	const struct dump_model *in, *out;
	const struct dump_plan *p;
	const char	*why;		/* what is wrong, or NULL */
	size_t		 regions;	/* explained to their end */
	uint64_t	 next;		/* in the region that is not */
	size_t		 piece;		/* of OUT */
	uint64_t	 kept[DUMP_CLASSES], dropped[DUMP_CLASSES];
	size_t		 records, left;	/* seen; kept, but for lists */
};

/* Bytes of a range that the output has. */
static uint64_t
bytes_of(struct explained *e, uint64_t addr, uint64_t size)
{
	uint64_t at, len, off, sum = 0, from, to;
	size_t i;

	for (i = e->piece; i < dump_model_pieces(e->out); i++) {
		dump_model_piece(e->out, i, &at, &len, &off);
		if (at + (len - 1) < addr) {
			e->piece = i + 1;
			continue;
		}
		if (at > addr + (size - 1))
			break;
		from = at > addr ? at : addr;
		to = at + (len - 1) < addr + (size - 1) ? at + (len - 1) :
		    addr + (size - 1);
		sum += to - from + 1;
	}
	return sum;
}

static const char *
check_memory(struct explained *e, const struct dump_ruling *g)
{
	struct dump_region r;
	uint64_t there;

	dump_model_region(e->in, g->region, &r);
	if (g->region != e->regions || g->addr !=
	    (e->next != 0 ? e->next : r.addr) || g->size == 0)
		return law_breaks("0x%" PRIx64 ": explained out of turn",
		    g->addr);
	e->next = g->addr + g->size;
	if (e->next - r.addr == r.size) {
		e->regions++;
		e->next = 0;
	}
	there = bytes_of(e, g->addr, g->size);
	if (there != (g->verdict == DUMP_KEPT ? g->size : 0))
		return law_breaks("0x%" PRIx64 ": %" PRIu64 " of %" PRIu64
		    " bytes are in the output, but: %s", g->addr, there,
		    g->size, g->rule);
	if (g->verdict == DUMP_KEPT)
		e->kept[r.kind] += g->size;
	else if (g->verdict == DUMP_DROPPED)
		e->dropped[r.kind] += g->size;
	return NULL;
}

/* Lists of memory may change their kind, and our own record comes and goes. */
static bool
is_list(const struct dump_record *r)
{
	return r->type == 0x444b0004 ||
	    (r->owner == NULL && (r->type == 5 || r->type == 9));
}

static const char *
check_record(struct explained *e, const struct dump_ruling *g)
{
	struct dump_record r;

	dump_model_record(e->in, g->record, &r);
	if (g->record != e->records++)
		return law_breaks("record %s: explained out of turn", r.name);
	e->left += g->verdict == DUMP_KEPT && !is_list(&r);
	return NULL;
}

static int
check_ruling(void *ctx, const struct dump_ruling *g)
{
	struct explained *e = ctx;

	if (g->rule == NULL || *g->rule == '\0')
		e->why = law_breaks("a ruling without a rule");
	else if (g->record == DUMP_NOWHERE)
		e->why = check_memory(e, g);
	else
		e->why = check_record(e, g);
	return e->why != NULL;
}

static const char *
check_sums(const struct explained *e)
{
	uint64_t present, kept;
	struct dump_record r;
	size_t i, left = 0;

	if (e->regions != dump_model_regions(e->in) ||
	    e->records != dump_model_records(e->in))
		return law_breaks("%zu of %zu regions explained, %zu of %zu "
		    "records", e->regions, dump_model_regions(e->in),
		    e->records, dump_model_records(e->in));
	for (i = 0; i < DUMP_CLASSES; i++) {
		dump_plan_bytes(e->p, (unsigned)i, &present, &kept);
		if (kept != e->kept[i] || present - kept != e->dropped[i])
			return law_breaks("%s: %" PRIu64 " bytes kept, explained "
			    "are %" PRIu64, dump_class_name((unsigned)i),
			    kept, e->kept[i]);
	}
	for (i = 0; i < dump_model_records(e->out); i++) {
		dump_model_record(e->out, i, &r);
		left += !is_list(&r);
	}
	return left == e->left ? NULL : law_breaks("%zu records are left, "
	    "explained are %zu", left, e->left);
}

static const char *
explain(struct explained *e, const struct blob *in, const struct blob *out,
    const char *filters, struct dump_err *err)
{
	struct dump_source *src[2] = { NULL, NULL };
	struct dump_model *m[2] = { NULL, NULL };
	struct dump_plan *p = NULL;
	const char *why = NULL;

	if (dump_source_memory(&src[0], in->v, in->n, err) == -1 ||
	    dump_source_memory(&src[1], out->v, out->n, err) == -1 ||
	    dump_model_read(&m[0], src[0], err) == -1 ||
	    dump_model_read(&m[1], src[1], err) == -1 ||
	    dump_plan_new(&p, m[0], err) == -1 ||
	    dump_plan_remember(p, err) == -1 ||
	    blob_add_filters(p, filters, err) == -1 ||
	    dump_plan_settle(p, src[0], err) == -1)
		why = law_breaks("cannot be done: %s", err->msg);
	else {
		*e = (struct explained){ .in = m[0], .out = m[1], .p = p };
		if (dump_plan_explain(p, check_ruling, e, err) == -1)
			why = e->why != NULL ? e->why : law_breaks("%s",
			    err->msg);
		else
			why = check_sums(e);
	}
	dump_plan_free(p);
	dump_model_free(m[0]);
	dump_model_free(m[1]);
	dump_source_close(src[0]);
	dump_source_close(src[1]);
	return why;
}

const char *
law_explained(const struct blob *in, const struct cut *how)
{
	struct blob out = { NULL, 0, 0 };
	struct cut same = *how;
	const char *why = NULL;
	struct explained e;
	struct outcome o;

	same.flags = 0;
	same.way = WAY_MEMORY;
	/* What cannot be done needs no reasons. */
	if (cut_blob(&out, in, &same, &o))
		why = explain(&e, in, &out, how->filters, &o.err);
	blob_free(&out);
	return why;
}
