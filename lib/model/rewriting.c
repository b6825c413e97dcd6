/* SPDX-License-Identifier: BSD-2-Clause */
/* rewriting.c -- memory that is changed on its way. */
#include "base/array.h"
#include "base/checked.h"
#include "model/plan.h"

int
plan_rewrite(struct dump_plan *p, struct set *where, rewrite_fn *fn,
    void *ctx, struct dump_err *err)
{
	struct rewriting *r;
	size_t i;

	set_settle(where);
	for (i = 0; i < where->n; i++)
		if (set_add(&p->rewritten, (struct span){ where->v[i].addr,
		    where->v[i].last - where->v[i].addr + 1 }, "", err) == -1)
			return -1;
	set_settle(&p->rewritten);
	if (array_room(&p->rewritings, &p->rewritings_cap, p->nrewritings,
	    sizeof *p->rewritings, err) == -1)
		return -1;
	r = &p->rewritings[p->nrewritings++];
	*r = (struct rewriting){ *where, fn, ctx };
	*where = (struct set){ 0 };
	p->changes = true;
	return plan_leave_out_unsafe(p, err);
}

int
plan_scrub(struct dump_plan *p, unsigned what, struct dump_err *err)
{
	p->scrub |= what;
	p->changes = true;
	return plan_leave_out_unsafe(p, err);
}

/* The part of [ADDR, LAST] that lies in range I of S; false: none. */
static bool
part(const struct set *s, size_t i, uint64_t addr, uint64_t last,
    struct span *out)
{
	uint64_t from, to;

	if (i >= s->n || s->v[i].addr > last)
		return false;
	from = max_u64(addr, s->v[i].addr);
	to = min_u64(last, s->v[i].last);
	*out = (struct span){ from, to - from + 1 };
	return true;
}

/* Everybody who changes any of LEN bytes at ADDR does so. */
static void
rewrite_all(void *ctx, uint64_t addr, uint8_t *buf, size_t len)
{
	const struct dump_plan *p = ctx;
	const struct rewriting *r;
	struct span at;
	size_t i, k;

	for (i = 0; i < p->nrewritings && len > 0; i++) {
		r = &p->rewritings[i];
		for (k = set_find(&r->where, addr);
		    part(&r->where, k, addr, addr + (len - 1), &at); k++)
			r->fn(r->ctx, at.addr, buf + (at.addr - addr),
			    (size_t)at.size);
	}
}

int
plan_move(struct dump_plan *p, struct layout *l, uint64_t addr, uint64_t src,
    uint64_t len, struct dump_err *err)
{
	uint64_t at = l->size;
	struct span s;
	size_t i;

	if (layout_move(l, src, len, err) == -1)
		return -1;
	if (len == 0 || p->nrewritings == 0)
		return 0;
	l->rewrite = rewrite_all;
	l->rewrite_ctx = p;
	for (i = set_find(&p->rewritten, addr);
	    part(&p->rewritten, i, addr, addr + (len - 1), &s); i++)
		if (layout_rewrite(l, at + (s.addr - addr), s.size, s.addr,
		    err) == -1)
			return -1;
	return 0;
}
