/* SPDX-License-Identifier: BSD-2-Clause */
/* input.h -- the bytes of a compressed file in their order, and what is said
 * where they end too early or too late. */
#ifndef INPUT_H
#define INPUT_H

#include <stdbool.h>

#include "codec/part_mark.h"
#include "dump.h"

struct input {
	struct dump_source *src;	/* not ours to close */
	const char	*codec;
	size_t		 back;		/* bytes to keep of those used */
	char		 flaw[PART_FLAW];	/* "": none */

	/* Of the source: read up to OFF, [AT, HAVE) still to use.  Before AT
	 * are BACK bytes, if there were so many. */
	uint64_t	 off;
	size_t		 at, have;
	bool		 ended;
	uint8_t		 bytes[128 * 1024];
};

/* Bytes to use, and how many are there. */
static inline const uint8_t *
input_bytes(const struct input *in)
{
	return in->bytes + in->at;
}

static inline size_t
input_left(const struct input *in)
{
	return in->have - in->at;
}

/* At the start of the file, again. */
void	 input_rewind(struct input *in);
/* Where in the file we are. */
uint64_t input_place(const struct input *in);
/* Has N bytes, if there are that many; no more than fit besides .back. */
int	 input_need(struct input *in, size_t n, struct dump_err *err);

/* Goes to the next byte that is no zero, or to the end. */
int	 input_skip_zeros(struct input *in, struct dump_err *err);
/* What is there from byte FROM on does not belong there: reads it all, so that
 * whoever feeds it is not cut off, and says so. */
int	 input_garbage(struct input *in, uint64_t from, struct dump_err *err);
/* The file has ended where it should not. */
void	 input_cut(struct input *in, const char *where);

#endif
