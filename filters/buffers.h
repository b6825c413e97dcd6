/* SPDX-License-Identifier: BSD-2-Clause */
/* buffers.h -- allocations of one size, which many buffers are. */
#ifndef BUFFERS_H
#define BUFFERS_H

#include "model/model.h"

/*
 * Of all sizes that allocations of private or mapped memory have, the one
 * whose allocations have most bytes in the dump; the larger one of two.
 * Fills OUT, which is settled then, with these.
 */
struct buffers {
	uint64_t	 size;		/* of each allocation */
	uint64_t	 bytes;		/* that the dump has of all */
};
int	 buffers_find(struct set *out, struct buffers *most,
	    const struct dump_model *m, struct dump_err *err);

#endif
