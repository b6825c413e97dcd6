/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * made.h -- a minidump whose streams are made, not copied: begin, add streams
 * and what they lead to, then lay it out with the memory of a plan.
 *
 * What is added gets its place in the file at once: streams come behind a
 * directory whose length is said first, memory behind all of them.
 */
#ifndef MADE_H
#define MADE_H

#include "minidump/minidump.h"

enum { MADE_STREAMS = 64 };

/* A descriptor of memory that is known by its address: its size and offset
 * are filled in when memory has its place. */
struct made_stack {
	uint32_t	 rva;		/* of the descriptor: address, size, offset */
	struct span	 at;
	uint64_t	 sp;
};

struct made {
	uint8_t		*v;		/* the file up to its memory */
	size_t		 n, cap;
	unsigned	 nstreams, room;
	struct made_stack *stacks;
	size_t		 nstacks, stacks_cap;
	uint32_t	 time;		/* of the header */
	uint64_t	 flags;		/* MINIDUMP_TYPE, but for full memory */
};

/* STREAMS: how many will be added, the list of memory apart. */
int	 made_begin(struct made *d, unsigned streams, struct dump_err *err);
/* LEN bytes, or zeros where V is NULL; *RVA: where they are. */
int	 made_add(struct made *d, const void *v, size_t len, unsigned align,
	    uint32_t *rva, struct dump_err *err);
/* TEXT, of UTF-8, as a MINIDUMP_STRING. */
int	 made_add_string(struct made *d, const char *text, uint32_t *rva,
	    struct dump_err *err);
/* The LEN bytes at RVA are the stream of TYPE. */
void	 made_name_stream(struct made *d, uint32_t type, uint32_t rva,
	    size_t len);
/* Both at once. */
int	 made_add_stream(struct made *d, uint32_t type, const void *v,
	    size_t len, uint32_t *rva, struct dump_err *err);
int	 made_add_stack(struct made *d, uint32_t rva, struct span at,
	    uint64_t sp, struct dump_err *err);
void	 made_free(struct made *d);

/* D is used up. */
int	 made_layout(struct layout **out, struct made *d,
	    struct dump_plan *p, struct dump_err *err);

#endif
