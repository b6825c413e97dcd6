/* SPDX-License-Identifier: BSD-2-Clause */
/* sampling.h -- how large an output would be if it were compressed. */
#ifndef SAMPLING_H
#define SAMPLING_H

#include "io/layout.h"
#include "io/source.h"

/* An output of so many bytes is compressed whole. */
enum { SAMPLING_SMALL = 16 << 20 };

/*
 * *PACKED: the size of the output of L, compressed as HOW says; *ERROR: by how
 * many of a hundred it may be wrong.  A small output is compressed, of a
 * large one samples are: so this takes no longer for the largest one.
 */
int	 sampling_weigh(uint64_t *packed, unsigned *error,
	    const struct layout *l, struct dump_source *src,
	    const struct dump_packing *how, struct dump_err *err);

#endif
