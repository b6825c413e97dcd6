/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sharing.c -- zeros that an output holds once: segments may point at the
 * same bytes of a file.
 */
#include "base/checked.h"
#include "base/err.h"
#include "model/plan.h"

enum { SHARED_MAX = 1 << 20 };

/* Bytes of the source that what is shared takes now. */
static int
bytes_of_shared(const struct dump_plan *p, uint64_t *bytes,
    struct dump_err *err)
{
	const struct dump_model *m = p->m;
	const struct set *s = &p->shared;
	struct set off = { 0 };
	uint64_t addr, last;
	size_t i = 0, k = 0;
	int rc = 0;

	*bytes = 0;
	while (rc == 0 && i < s->n && k < m->npieces) {
		addr = max_u64(s->v[i].addr, m->pieces[k].at.addr);
		last = min_u64(s->v[i].last, span_last(m->pieces[k].at));
		if (addr <= last)
			rc = set_add(&off, (struct span){ m->pieces[k].off +
			    (addr - m->pieces[k].at.addr), last - addr + 1 },
			    "", err);
		if (s->v[i].last < span_last(m->pieces[k].at))
			i++;
		else
			k++;
	}
	set_settle(&off);
	for (i = 0; i < off.n; i++)
		*bytes += off.v[i].last - off.v[i].addr + 1;
	set_free(&off);
	return rc;
}

/* Of the runs of zeros what is kept, and is still long. */
static int
kept_runs(struct dump_plan *p, uint64_t *longest, struct dump_err *err)
{
	struct set *s = &p->shared;
	uint64_t size;
	size_t i, n = 0;

	if (set_intersect(s, &p->m->survey.zero_runs, &p->kept, err) == -1)
		return -1;
	/* Those that other rules keep are neighbours, not one range. */
	for (i = 0; i < s->n; i++)
		s->v[i].rule = "zeros";
	s->settled = false;
	set_settle(s);
	*longest = 0;
	for (i = 0; i < s->n; i++) {
		size = s->v[i].last - s->v[i].addr + 1;
		if (size < ZERO_RUN)
			continue;
		s->v[n++] = s->v[i];
		*longest = max_u64(*longest, size);
	}
	s->n = n;
	return 0;
}

int
plan_resolve_sharing(struct dump_plan *p, struct dump_err *err)
{
	uint64_t bytes, longest;

	set_free(&p->shared);
	p->shared_bytes = 0;
	if (!p->share_zeros)
		return 0;
	if (kept_runs(p, &longest, err) == -1 ||
	    bytes_of_shared(p, &bytes, err) == -1)
		return -1;
	p->shared_bytes = min_u64(longest, SHARED_MAX);
	/* One block has them all as it is. */
	p->shares = bytes > p->shared_bytes;
	return 0;
}
