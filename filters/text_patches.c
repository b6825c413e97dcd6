/* SPDX-License-Identifier: BSD-2-Clause */
/* text_patches.c -- texts in memory of which less is to stay. */
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "filters/text_patches.h"

struct patched {
	struct span	 at;
	const struct patch *patch;
};

static void
patch(const struct patched *one, uint64_t addr, uint8_t *buf, size_t len)
{
	const struct patch *p = one->patch;
	uint64_t off = addr - p->addr;
	size_t n = 0;

	if (off < p->nleft) {
		n = (size_t)min_u64(len, p->nleft - off);
		memcpy(buf, p->left + off, n);
	}
	memset(buf + n, 0, len - n);
}

static void
rewrite(void *ctx, uint64_t addr, uint8_t *buf, size_t len)
{
	const struct text_patches *t = ctx;
	uint64_t last = addr + (len - 1), from, to;
	size_t low = 0, high = t->n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (span_last(t->v[mid].at) < addr)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < t->n && t->v[low].at.addr <= last; low++) {
		from = max_u64(addr, t->v[low].at.addr);
		to = min_u64(last, span_last(t->v[low].at));
		patch(&t->v[low], from, buf + (from - addr),
		    (size_t)(to - from + 1));
	}
}

/* Where two overlap, who came first has it: they are claims of a process. */
static int
make_disjoint(struct text_patches *t, const struct patched *all, size_t n,
    struct dump_err *err)
{
	struct claim *claims;
	size_t i, clashes;

	if (spans_claim(&claims, &t->n, &all->at, sizeof *all, n, &clashes,
	    err) == -1)
		return -1;
	if ((t->v = malloc((t->n + 1) * sizeof *t->v)) == NULL) {
		free(claims);
		return dump_fail_nomem(err);
	}
	for (i = 0; i < t->n; i++)
		t->v[i] = (struct patched){ claims[i].at,
			all[claims[i].owner].patch };
	free(claims);
	return 0;
}

static int
put_into_plan(struct text_patches *t, struct dump_plan *p,
    struct dump_err *err)
{
	struct set where = { 0 };
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < t->n; i++)
		rc = set_add(&where, t->v[i].at, t->v[i].patch->kind ==
		    PATCH_PATH ? "of paths the last component stays" :
		    "what the process was told", err);
	if (rc == 0 && where.n > 0)
		rc = plan_rewrite(p, &where, rewrite, t, err);
	set_free(&where);
	return rc;
}

int
text_patches_rewrite(struct text_patches *t, struct dump_plan *p,
    unsigned kinds, struct dump_err *err)
{
	const struct survey *s = &p->m->survey;
	struct patched *all;
	size_t i, n = 0;
	int rc;

	text_patches_free(t);
	if ((all = malloc((s->npatches + 1) * sizeof *all)) == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < s->npatches; i++)
		if ((kinds >> s->patches[i].kind & 1) != 0)
			all[n++] = (struct patched){ { s->patches[i].addr,
			    s->patches[i].size }, &s->patches[i] };
	rc = make_disjoint(t, all, n, err);
	if (rc == 0)
		rc = put_into_plan(t, p, err);
	free(all);
	return rc;
}

void
text_patches_free(struct text_patches *t)
{
	free(t->v);
	t->v = NULL;
	t->n = 0;
}
