/* SPDX-License-Identifier: BSD-2-Clause */
/* part_mark.h -- which part of a file it is, when it comes in parts. */
#ifndef PART_MARK_H
#define PART_MARK_H

#include <stdbool.h>
#include <stdint.h>

/* 0 where the file does not come in parts. */
struct part_mark {
	uint32_t	 number;	/* from 1 */
	bool		 more;		/* another one follows */
};

/* In a file: the number, and in the highest bit whether more follow. */
#define PART_MORE	UINT32_C(0x80000000)

static inline uint32_t
part_mark_word(struct part_mark p)
{
	return p.number | (p.more ? PART_MORE : 0);
}

static inline struct part_mark
part_mark_of(uint32_t word)
{
	return (struct part_mark){ word & ~PART_MORE,
	    (word & PART_MORE) != 0 };
}

/*
 * Does the part B of a file follow the part A?  At the start A is zeroed.  If
 * not, FLAW says so, unless it says something already.
 */
enum { PART_FLAW = 128 };
void	 part_mark_check(char flaw[PART_FLAW], const char *codec,
	    struct part_mark a, struct part_mark b);
/* Does nothing follow A? */
void	 part_mark_end(char flaw[PART_FLAW], const char *codec,
	    struct part_mark a);

#endif
