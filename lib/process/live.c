/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * live.c -- question: where are the live stacks?  From the stack pointer of a
 * thread, or a little below, to where its stack ends for certain; and of a
 * thread that runs on another stack for a while, as handlers of signals do,
 * also the stack that it will go back to.
 */
#include <stdlib.h>

#include "base/array.h"
#include "base/err.h"
#include "process/live.h"
#include "process/memory.h"
#include "process/surveys.h"

bool
stacks_wanted(const struct dump_model *m)
{
	return m->nthreads > 0;
}

/* What a stack pointer points to may lead to another stack, and what a
 * thread block of Windows says is anywhere. */
int
stacks_touch(const struct dump_model *m, struct set *out,
    struct dump_err *err)
{
	return plumbing_touch(m, out, err);
}

int
live_push(struct finder *f, size_t thread, uint64_t from, uint64_t low,
    uint64_t last)
{
	struct survey *s = &f->w.m->survey;

	if (array_room(&s->stacks, &s->stacks_cap, s->nstacks,
	    sizeof *s->stacks, f->w.err) == -1)
		return -1;
	s->stacks[s->nstacks++] = (struct live_stack){
		.at = { low, last - low + 1 }, .from = from, .bottom = low,
		.joins = low, .thread = (uint32_t)thread,
		.word = (uint8_t)f->w.m->word, .proven = true
	};
	return 0;
}

void
live_leads_on(struct finder *f, size_t i)
{
	f->w.m->survey.stacks[i].least = LIVE_SCAN;
}

bool
live_recorded(const struct dump_model *m, size_t thread, struct span *out)
{
	const struct dump_thread *t = &m->threads[thread].seen;

	return span_of(t->stack, t->stack_size, out);
}

int
live_push_lost(struct finder *f, size_t thread)
{
	struct span at;

	/* A thread that had ended has nothing but a number. */
	f->w.m->survey.lost_stacks += f->w.m->threads[thread].record != NONE;
	return live_recorded(f->w.m, thread, &at) ?
	    live_push(f, thread, at.addr, at.addr, span_last(at)) : 0;
}

int
stacks_answer(struct dump_model *m, struct dump_source *src,
    struct dump_err *err)
{
	struct finder f = { .w = { m, src, err } };
	size_t i;
	int rc;

	f.buf = malloc(LIVE_SCAN);
	f.words = malloc(LIVE_SCAN / 4 * sizeof *f.words);
	rc = f.buf == NULL || f.words == NULL ? dump_fail_nomem(err) :
	    m->os == OS_WINDOWS ? 0 : runs_find(&f.runs, m, err);
	for (i = 0; rc == 0 && i < m->nthreads; i++)
		rc = m->os == OS_WINDOWS ? live_windows(&f, i) :
		    live_unix(&f, i);
	runs_free(&f.runs);
	free(f.buf);
	free(f.words);
	return rc;
}
