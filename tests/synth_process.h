/* SPDX-License-Identifier: BSD-2-Clause */
/* synth_process.h -- a model from text, with memory that tests write to. */
#ifndef SYNTH_PROCESS_H
#define SYNTH_PROCESS_H

#include "io/source.h"
#include "tests/synth_model.h"

struct process {
	struct dump_model *m;
	uint8_t		*bytes;
	size_t		 size;
	struct dump_source *src;
};

/* Classified; all zeros, and all there. */
struct process process_new(const char *text);
void	 process_free(struct process *p);
/* The source ends where memory of this address should be. */
void	 process_cut_short(struct process *p, uint64_t addr);

uint8_t	*process_at(const struct process *p, uint64_t addr);
/* Words of the process's size and order. */
void	 process_put(struct process *p, uint64_t addr, uint64_t word);
/* N words from ADDR on, up to the first that is NO_WORD. */
#define NO_WORD	UINT64_C(0xbadbadbadbadbadb)
void	 process_put_all(struct process *p, uint64_t addr, ...);
void	 process_put_text(struct process *p, uint64_t addr, const char *text);

/* What PLAN rewrites of the memory it keeps is rewritten. */
void	 process_rewrite(struct process *p, const struct dump_plan *plan);
/* N words from ADDR on: "1000 0 ffff"; static. */
const char *process_words(const struct process *p, uint64_t addr, size_t n);

void	 process_ask(struct process *p, uint32_t questions);
/* "1000+20 2000+8" of a set whose rule begins so, NULL: of any; static. */
const char *process_set(const struct set *s, const char *rule);
/* Live stacks: "1000+20 from 1010, ..."; static. */
const char *process_stacks(const struct process *p);
/* The first warning of the model, or ""; static. */
const char *process_warning(const struct process *p);

#endif
