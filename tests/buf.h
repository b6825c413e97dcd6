/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * buf.h -- bytes that grow at the end and may be put right later: what tests
 * and corpora are assembled in.  There is no failure: without memory the
 * program ends.
 */
#ifndef BUF_H
#define BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
	uint8_t	*v;
	size_t	 n, cap;
	bool	 big;		/* numbers are big-endian */
};

/* Each adds at the end and returns where that is. */
size_t	 buf_add(struct buf *b, const void *bytes, size_t len);
size_t	 buf_zeros(struct buf *b, size_t len);
size_t	 buf_fill(struct buf *b, uint8_t byte, size_t len);
size_t	 buf_u8(struct buf *b, unsigned v);
size_t	 buf_u16(struct buf *b, unsigned v);
size_t	 buf_u32(struct buf *b, uint32_t v);
size_t	 buf_u64(struct buf *b, uint64_t v);
/* 4 or 8 bytes. */
size_t	 buf_word(struct buf *b, unsigned width, uint64_t v);
size_t	 buf_text(struct buf *b, const char *text);	/* with its NUL */
/* Zeros up to a multiple of TO; returns the new end. */
size_t	 buf_align(struct buf *b, size_t to);

/* Over what is there. */
void	 buf_set16(struct buf *b, size_t at, unsigned v);
void	 buf_set32(struct buf *b, size_t at, uint32_t v);
void	 buf_set64(struct buf *b, size_t at, uint64_t v);
void	 buf_set_word(struct buf *b, unsigned width, size_t at, uint64_t v);
void	 buf_set(struct buf *b, size_t at, const void *bytes, size_t len);

void	 buf_cut(struct buf *b, size_t n);
void	 buf_free(struct buf *b);

#endif
