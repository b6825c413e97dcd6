/* SPDX-License-Identifier: BSD-2-Clause */
/* redaction.c -- what a dump that leaves the house loses beside memory. */
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "filters/redaction.h"
#include "model/type.h"

enum { SMALL = 4096 };

static bool
may_stay(const void *ctx, uint32_t thread, uint64_t word, unsigned width)
{
	return pointers_has(ctx, thread, word, width);
}

/*
 * Pages of a heap, because a library's name is in them, or of the variables
 * of a thread: only pointers stay.
 */
static void
scrub(void *ctx, uint64_t addr, uint8_t *buf, size_t len)
{
	const struct pointers *t = ctx;
	unsigned word = t->m->word;
	bool big = t->m->facts.big_endian;
	size_t skip = (size_t)min_u64(len, (word - addr % word) % word);

	memset(buf, 0, skip);
	for (buf += skip, len -= skip; len >= word; buf += word, len -= word)
		if (!pointers_has(t, NONE, get_word(big, word, buf), word))
			put_word(big, word, buf, 0);
	memset(buf, 0, len);
}

/*
 * Files and what the system made hold nothing of the user's.  Of images of
 * Windows there is the code that threads run, which without the map of the
 * address space looks like data.
 */
static bool
is_data(const struct dump_model *m, const struct region *r)
{
	if (r->module != NONE && (m->os == OS_WINDOWS ||
	    (r->prot & REGION_GUESSED) != 0))
		return false;
	switch (r->class) {
	case DUMP_HDR: case DUMP_CODE: case DUMP_RODATA: case DUMP_PLUMB:
	case DUMP_JIT:
		return false;
	default:
		return true;
	}
}

static int
find_rest(const struct redaction *r, const struct dump_plan *p,
    struct set *out, struct dump_err *err)
{
	struct set data = { 0 }, known = { 0 };
	struct plan_walk w;
	struct extent e;
	int rc = 0;

	plan_walk(&w, p);
	while (rc == 0 && plan_next(&w, &e))
		if (is_data(p->m, &p->m->regions[e.region]))
			rc = set_add(&data, (struct span){ e.addr, e.size },
			    "only pointers stay", err);
	set_settle(&data);
	if (rc == 0)
		rc = set_add_all(&known, &p->m->survey.structures, err);
	if (rc == 0)
		rc = stack_words_where(&r->stacks, &known, err);
	set_settle(&known);
	if (rc == 0)
		rc = set_subtract(out, &data, &known, err);
	set_free(&data);
	set_free(&known);
	return rc;
}

static int
scrub_rest(struct redaction *r, struct dump_plan *p, struct dump_err *err)
{
	struct set where = { 0 };
	int rc = find_rest(r, p, &where, err);

	if (rc == 0 && where.n > 0)
		rc = plan_rewrite(p, &where, scrub, &r->anywhere, err);
	set_free(&where);
	return rc;
}

int
redaction_rewrite(struct redaction *r, struct dump_plan *p, bool all,
    struct dump_err *err)
{
	r->stacks.pointers.small = SMALL;
	r->stacks.pointers.wide = p->m->facts.runtime != NULL;
	if (text_patches_rewrite(&r->texts, p, 1u << PATCH_PATH |
	    1u << PATCH_COMMAND, err) == -1 ||
	    stack_words_rewrite(&r->stacks, p, err) == -1)
		return -1;
	r->anywhere = r->stacks.pointers;
	r->anywhere.wide = true;
	p->scrub_word = may_stay;
	p->scrub_ctx = &r->stacks.pointers;
	p->flags |= TYPE_FILTER_MEMORY | TYPE_FILTER_PATHS |
	    TYPE_WITHOUT_OPTIONAL | TYPE_FILTER_TRIAGE;
	if (plan_scrub(p, SCRUB_VECTORS | SCRUB_REGISTERS | SCRUB_PATHS |
	    SCRUB_NAMES, err) == -1)
		return -1;
	return all ? scrub_rest(r, p, err) : 0;
}

void
redaction_free(struct redaction *r)
{
	stack_words_free(&r->stacks);
	text_patches_free(&r->texts);
}
