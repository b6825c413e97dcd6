/* SPDX-License-Identifier: BSD-2-Clause */
/* memory.h -- the memory of the dumped process, by its addresses. */
#ifndef MEMORY_H
#define MEMORY_H

#include "io/source.h"
#include "model/model.h"

/* Up to LEN bytes at ADDR; *GOT is short where the dump has a gap, and that
 * is no error.  SRC must reach back. */
int	 memory_read(const struct dump_model *m, struct dump_source *src,
	    uint64_t addr, void *buf, size_t len, size_t *got,
	    struct dump_err *err);


/*
 * Can structures of the process lie in R that lead on to others?  Not in
 * code and constants of files, on dead stacks, or where nobody could read:
 * what lies there a heap cut drops, and whoever looks a second time must not
 * find less.
 */
bool	 memory_is_data(const struct region *r);
/* As memory_read(), but as far as there is nothing but such memory. */
int	 memory_read_data(const struct dump_model *m, struct dump_source *src,
	    uint64_t addr, void *buf, size_t len, size_t *got,
	    struct dump_err *err);
/* The bits of a pointer that are its address, and no tag. */
uint64_t memory_address_mask(const struct dump_model *m);

#endif
