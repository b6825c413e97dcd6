/* SPDX-License-Identifier: BSD-2-Clause */
/* window.h -- memory in small parts that lie close together: one read brings
 * many of them. */
#ifndef WINDOW_H
#define WINDOW_H

#include "process/plumbing.h"

enum { WINDOW = 16 << 10 };

struct window {
	const struct walk *w;
	/* May it look into a region?  What others hold is absent. */
	bool		(*may)(const struct dump_model *m,
			    const struct region *r);
	uint64_t	 addr;
	size_t		 len;		/* 0: nothing was read */
	uint8_t		 bytes[WINDOW];
};

/* LEN bytes at ADDR, at most half a window; *ALL: they are all there. */
int	 window_read(struct window *v, uint64_t addr, void *buf, size_t len,
	    bool *all);
/* A word of the dumped process, and a number of 32 bits. */
int	 window_word(struct window *v, uint64_t addr, uint64_t *out,
	    bool *all);
int	 window_u32(struct window *v, uint64_t addr, uint32_t *out, bool *all);
/* Is TEXT, with its end, what lies at ADDR? */
int	 window_is_text(struct window *v, uint64_t addr, const char *text,
	    bool *is);

#endif
