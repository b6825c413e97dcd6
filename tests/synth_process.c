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
