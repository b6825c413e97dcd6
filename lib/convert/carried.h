/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * carried.h -- what a dump was before it was converted.
 *
 * The converted dump carries, as one record of its own, the dump that it was
 * made of, up to where its memory begins: a dump in that other format, cut
 * short.  So a converted dump is read as what it was: the same threads, map
 * and records, only its memory lies in the new file; every cut decides as it
 * would have before; and it can go back.
 */
#ifndef CARRIED_H
#define CARRIED_H

#include "model/format.h"

/* *OUT, for free(): what P keeps, in the format of its model, without the
 * memory.  *N is 0 where it is in no format that can be written. */
int	 carried_make(uint8_t **out, size_t *n, const struct dump_plan *p,
	    struct dump_source *src, struct dump_err *err);

/* *M, read but not settled, becomes what it was, if it carries that.
 * RECOGNISE says whose first bytes some are, or NULL. */
int	 carried_read(struct dump_model **m, struct dump_source *src,
	    const struct dump_format *(*recognise)(const uint8_t *, size_t),
	    struct dump_err *err);

/* The format that it was in, or NULL. */
const struct dump_format *carried_format(const struct dump_model *m);

/* Of a plan that stays in its format and changes something: what is carried
 * changes with it. */
int	 carried_remake(struct dump_plan *p, struct dump_err *err);

/* Lays out P in the format that it was in. */
int	 carried_layout(struct layout **out, struct dump_plan *p,
	    struct dump_err *err);

#endif
