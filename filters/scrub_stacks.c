/* SPDX-License-Identifier: BSD-2-Clause */
/* scrub_stacks.c -- filter: on stacks only pointers stay. */
#include <stdlib.h>

#include "base/err.h"
#include "filters/filter.h"
#include "filters/stack_words.h"
#include "model/type.h"

/* Lengths and counts are smaller, and so are error numbers. */
enum { SMALL = 4096, SMALL_MAX = 1 << 20 };
#define DEFACED	UINT64_C(0x0defaced0defaced)

struct scrub_stacks {
	char		*small;		/* as it was given, or NULL */
	bool		 deface, wide, strict;
	struct stack_words words;
};

static const struct dump_opt scrub_stacks_opts[] = {
	{ "small", DUMP_OPT_TEXT, offsetof(struct scrub_stacks, small),
	    "numbers up to this stay, positive or negative (4096)" },
	{ "deface", DUMP_OPT_FLAG, offsetof(struct scrub_stacks, deface),
	    "other words become 0x0defaced0defaced, not 0" },
	{ "wide", DUMP_OPT_FLAG, offsetof(struct scrub_stacks, wide),
	    "pointers to any memory stay; so where a runtime is known" },
	{ "strict", DUMP_OPT_FLAG, offsetof(struct scrub_stacks, strict),
	    "not even there" },
	{ NULL, DUMP_OPT_END, 0, NULL }
};

static int
scrub_stacks_ready(void *state, struct dump_err *err)
{
	struct scrub_stacks *f = state;
	char *end;

	f->words.pointers.small = SMALL;
	if (f->small != NULL) {
		f->words.pointers.small = strtoull(f->small, &end, 0);
		if (*f->small < '0' || *f->small > '9' || *end != '\0' ||
		    f->words.pointers.small > SMALL_MAX)
			return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
			    "scrub-stacks: small=%s: not a number from 0 to "
			    "%d", f->small, SMALL_MAX);
	}
	if (f->wide && f->strict)
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "scrub-stacks: wide and strict: one of them");
	return 0;
}

static uint32_t
scrub_stacks_asks(const void *state, const struct dump_model *m)
{
	(void)state;
	return survey_open(m, ASK_STACKS);
}

static int
scrub_stacks_plan(void *state, const struct dump_model *m,
    struct dump_plan *p, struct dump_err *err)
{
	(void)state;
	if (m->no_registers)
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "--scrub=stacks: no registers are in the dump that are "
		    "understood, so no stack can be found");
	if (m->nthreads == 0)
		plan_warn(p, "--scrub=stacks: no threads in the input");
	else if (m->survey.lost_stacks > 0)
		plan_warn(p, "--scrub=stacks: %zu of %zu stack pointers lead "
		    "nowhere", m->survey.lost_stacks, m->nthreads);
	return 0;
}

static int
scrub_stacks_rewrite(void *state, const struct dump_model *m,
    struct dump_plan *p, struct dump_err *err)
{
	struct scrub_stacks *f = state;

	/* Frames of a runtime have addresses of what describes them, in
	 * memory of its own. */
	f->words.pointers.wide = f->wide ||
	    (m->facts.runtime != NULL && !f->strict);
	f->words.fill = f->deface ? DEFACED : 0;
	if (stack_words_rewrite(&f->words, p, err) == -1)
		return -1;
	if (f->words.n > 0)
		p->flags |= TYPE_FILTER_MEMORY;
	return 0;
}

static void
scrub_stacks_done(void *state)
{
	struct scrub_stacks *f = state;

	stack_words_free(&f->words);
}

const struct dump_filter dump_filter_scrub_stacks = {
	.name = "scrub-stacks",
	.summary = "keep of stacks only what looks like a pointer",
	.opts = scrub_stacks_opts,
	.state_size = sizeof(struct scrub_stacks),
	.ready = scrub_stacks_ready,
	.asks = scrub_stacks_asks,
	.plan = scrub_stacks_plan,
	.rewrite = scrub_stacks_rewrite,
	.done = scrub_stacks_done,
};
