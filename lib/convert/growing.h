/* SPDX-License-Identifier: BSD-2-Clause */
/* growing.h -- bytes whose number shows only at their end. */
#ifndef GROWING_H
#define GROWING_H

#include "dump.h"

/* Zeroed it is empty; V is for free(). */
struct growing {
	uint8_t		*v;
	size_t		 n, cap;
};

/* N bytes, or zeros where V is NULL. */
int	 growing_add(struct growing *g, const void *v, size_t n,
	    struct dump_err *err);
int	 growing_printf(struct growing *g, struct dump_err *err,
	    const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#endif
