/* SPDX-License-Identifier: BSD-2-Clause */
/* synth_process.c -- a model from text, with memory that tests write to. */
#include <check.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "process/survey.h"
#include "tests/synth_process.h"

static struct dump_err err;

static void
open_memory(struct process *p, size_t size)
{
	ck_assert_int_eq(dump_source_memory(&p->src, p->bytes, size, &err),
	    0);
}

struct process
process_new(const char *text)
{
	struct process p;

	p.m = synth_classified(text);
	p.bytes = synth_bytes(p.m, &p.size);
	open_memory(&p, p.size);
	return p;
}

void
process_free(struct process *p)
{
	dump_source_close(p->src);
	dump_model_free(p->m);
	free(p->bytes);
}

void
process_cut_short(struct process *p, uint64_t addr)
{
	dump_source_close(p->src);
	open_memory(p, synth_offset(p->m, addr));
}

uint8_t *
process_at(const struct process *p, uint64_t addr)
{
	return p->bytes + synth_offset(p->m, addr);
}

void
process_put(struct process *p, uint64_t addr, uint64_t word)
{
	put_word(p->m->facts.big_endian, p->m->word, process_at(p, addr),
	    word);
}

void
process_put_all(struct process *p, uint64_t addr, ...)
{
	uint64_t word;
	va_list ap;

	va_start(ap, addr);
	for (; (word = va_arg(ap, uint64_t)) != NO_WORD; addr += p->m->word)
		process_put(p, addr, word);
	va_end(ap);
}

void
process_put_text(struct process *p, uint64_t addr, const char *text)
{
	memcpy(process_at(p, addr), text, strlen(text) + 1);
}

/* In calls as short as they may be. */
static void
rewrite_part(struct process *p, const struct rewriting *r, uint64_t addr,
    uint64_t last)
{
	uint64_t to;

	for (; addr <= last; addr = to + 1) {
		to = addr | (REWRITE_UNIT - 1);
		to = to < last ? to : last;
		r->fn(r->ctx, addr, process_at(p, addr),
		    (size_t)(to - addr + 1));
	}
}

void
process_rewrite(struct process *p, const struct dump_plan *plan)
{
	const struct rewriting *r = plan->rewritings;
	struct plan_walk w;
	struct extent e;
	uint64_t from, to;
	size_t i;

	for (; r < plan->rewritings + plan->nrewritings; r++) {
		plan_walk(&w, plan);
		while (plan_next(&w, &e))
			for (i = set_find(&r->where, e.addr);
			    i < r->where.n && r->where.v[i].addr <=
			    e.addr + (e.size - 1); i++) {
				from = r->where.v[i].addr;
				from = from > e.addr ? from : e.addr;
				to = e.addr + (e.size - 1);
				to = to < r->where.v[i].last ? to :
				    r->where.v[i].last;
				rewrite_part(p, r, from, to);
			}
	}
}

const char *
process_words(const struct process *p, uint64_t addr, size_t n)
{
	static char text[1024];
	size_t used = 0;

	for (; n > 0 && used < sizeof text; n--, addr += p->m->word)
		used += (size_t)snprintf(text + used, sizeof text - used,
		    "%s%" PRIx64, used > 0 ? " " : "",
		    get_word(p->m->facts.big_endian, p->m->word,
		    process_at(p, addr)));
	return text;
}

void
process_ask(struct process *p, uint32_t questions)
{
	ck_assert_msg(survey_answer(p->m, p->src, questions, &err) == 0,
	    "%s", err.msg);
}

/* Text that grows in a static buffer. */
struct page {
	char	 v[8192];
	size_t	 n;
};

static void
page_put(struct page *p, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(p->v + p->n, sizeof p->v - p->n, fmt, ap);
	va_end(ap);
	p->n += (size_t)n;
	ck_assert_uint_lt(p->n, sizeof p->v);
}

const char *
process_set(const struct set *s, const char *rule)
{
	static struct page p;
	size_t i;

	p.n = 0;
	p.v[0] = '\0';
	for (i = 0; i < s->n; i++)
		if (rule == NULL || strncmp(s->v[i].rule, rule,
		    strlen(rule)) == 0)
			page_put(&p, "%s%" PRIx64 "+%" PRIx64,
			    p.n > 0 ? " " : "", s->v[i].addr,
			    s->v[i].last - s->v[i].addr + 1);
	return p.v;
}

const char *
process_stacks(const struct process *p)
{
	static struct page page;
	const struct live_stack *s;
	size_t i;

	page.n = 0;
	page.v[0] = '\0';
	for (i = 0; i < p->m->survey.nstacks; i++) {
		s = &p->m->survey.stacks[i];
		page_put(&page, "%s%" PRIx64 "+%" PRIx64 " from %" PRIx64,
		    page.n > 0 ? ", " : "", s->at.addr, s->at.size, s->from);
	}
	return page.v;
}

const char *
process_warning(const struct process *p)
{
	return p->m->nwarnings > 0 ? p->m->warnings[0].text : "";
}
