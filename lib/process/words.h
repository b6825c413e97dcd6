/* SPDX-License-Identifier: BSD-2-Clause */
/* words.h -- the words of memory that may be pointers. */
#ifndef WORDS_H
#define WORDS_H

#include "io/source.h"
#include "model/model.h"

enum { WORDS_BLOCK = 256 << 10 };	/* bytes that a reader needs room for */

/* Is told each aligned word of memory that is not 0, without tags. */
typedef void	 word_fn(void *ctx, uint64_t word);
/* BUF has room for WORDS_BLOCK bytes.  What is absent is no error. */
int	 words_tell(const struct dump_model *m, struct dump_source *src,
	    struct span at, uint8_t *buf, word_fn *fn, void *ctx,
	    struct dump_err *err);

#endif
