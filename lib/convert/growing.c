/* SPDX-License-Identifier: BSD-2-Clause */
/* growing.c -- bytes whose number shows only at their end. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "convert/growing.h"

int
growing_add(struct growing *g, const void *v, size_t n, struct dump_err *err)
{
	size_t want = g->cap == 0 ? 4096 : g->cap;
	uint8_t *grown;

	if (n == 0)
		return 0;
	while (want - g->n < n && want <= SIZE_MAX / 2)
		want *= 2;
	if (want != g->cap) {
		if ((grown = realloc(g->v, want)) == NULL)
			return dump_fail_nomem(err);
		g->v = grown;
		g->cap = want;
	}
	if (v != NULL)
		memcpy(g->v + g->n, v, n);
	else
		memset(g->v + g->n, 0, n);
	g->n += n;
	return 0;
}

int
growing_printf(struct growing *g, struct dump_err *err, const char *fmt, ...)
{
	char text[512];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return growing_add(g, text, strlen(text), err) == -1 || n < 0 ? -1 : 0;
}
