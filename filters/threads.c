/* SPDX-License-Identifier: BSD-2-Clause */
/* threads.c -- filter: leave out threads, with what is theirs alone. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "filters/filter.h"

struct threads {
	char		*keep;
	bool		 crash;
	uint64_t	 id;
};

static const struct dump_opt threads_opts[] = {
	{ "keep", DUMP_OPT_TEXT, offsetof(struct threads, keep),
	    "crash, or the number of a thread; repeat the filter for more" },
	{ NULL, DUMP_OPT_END, 0, NULL }
};

static int
threads_ready(void *state, struct dump_err *err)
{
	struct threads *f = state;
	const char *text = f->keep != NULL ? f->keep : "";
	char *end;

	f->crash = strcmp(text, "crash") == 0;
	if (f->crash)
		return 0;
	errno = 0;
	f->id = strtoull(text, &end, 0);
	if (*text >= '0' && *text <= '9' && *end == '\0' && errno == 0)
		return 0;
	return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
	    "threads: \"%s\": neither crash nor the number of a thread",
	    text);
}

static int
threads_choose(const void *state, const struct dump_model *m,
    struct dump_plan *p, struct dump_err *err)
{
	const struct threads *f = state;
	bool found = false;
	size_t i;

	(void)err;
	if (f->crash) {
		if (m->facts.crash.thread < 0)
			plan_warn(p, "--threads: no thread is known to have "
			    "crashed");
		return 0;
	}
	for (i = 0; i < m->nthreads; i++)
		if (m->threads[i].seen.id == f->id) {
			p->drop_thread[i] = false;
			found = true;
		}
	if (!found)
		plan_warn(p, "the input has no thread %" PRIu64, f->id);
	return 0;
}

extern const struct dump_filter dump_filter_threads;

/* What all of them together leave out, one of them does. */
static bool
is_first(const struct dump_plan *p, const void *state)
{
	size_t i;

	for (i = 0; i < p->nfilters; i++)
		if (p->filters[i].filter == &dump_filter_threads)
			return p->filters[i].state == state;
	return true;
}

static int
threads_plan(void *state, const struct dump_model *m, struct dump_plan *p,
    struct dump_err *err)
{
	const struct set *own = &p->threads_own;
	size_t i;

	if (p->drop_thread == NULL || !is_first(p, state))
		return 0;
	for (i = 0; i < own->n; i++)
		if (plan_drop(p, (struct span){ own->v[i].addr, own->v[i].last
		    - own->v[i].addr + 1 }, own->v[i].rule, err) == -1)
			return -1;
	for (i = 0; i < m->nrecords; i++)
		if (m->records[i].thread >= 0 &&
		    p->drop_thread[m->records[i].thread] &&
		    plan_drop_record(p, i, "of a thread that is left out",
		    err) == -1)
			return -1;
	if (p->threads_unproven > 0)
		plan_warn(p, "--threads: no record proves what memory is the "
		    "stack of %zu of those left out, and nothing else; it "
		    "counts as private", p->threads_unproven);
	return 0;
}

const struct dump_filter dump_filter_threads = {
	.name = "threads",
	.summary = "leave out all threads but these",
	.opts = threads_opts,
	.state_size = sizeof(struct threads),
	.ready = threads_ready,
	.choose = threads_choose,
	.plan = threads_plan,
};
