/* SPDX-License-Identifier: BSD-2-Clause */
/* array.c -- arrays that grow as entries arrive, not by an announced count. */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/err.h"

int
array_room(void *v, size_t *cap, size_t n, size_t size, struct dump_err *err)
{
	void **array = v, *grown;
	size_t want;

	if (n < *cap)
		return 0;
	want = *cap < 16 ? 16 : *cap + *cap / 2;
	if (want <= n)
		want = n + 1;
	if (want > SIZE_MAX / size ||
	    (grown = realloc(*array, want * size)) == NULL)
		return dump_fail_nomem(err);
	*array = grown;
	*cap = want;
	return 0;
}

void
array_trim(void *v, size_t *cap, size_t n, size_t size)
{
	void **array = v, *trimmed;

	if (n == *cap || n == 0)
		return;
	if ((trimmed = realloc(*array, n * size)) != NULL) {
		*array = trimmed;
		*cap = n;
	}
}

void
array_sort(void *v, size_t n, size_t size,
    int (*compare)(const void *, const void *))
{
	const char *at = v;
	size_t i;

	for (i = 1; i < n; i++, at += size)
		if (compare(at, at + size) > 0) {
			qsort(v, n, size, compare);
			return;
		}
}

struct arena_block {
	struct arena_block	*next;
	size_t			 used, size;
	max_align_t		 bytes[];
};

enum { BLOCK = 16 * 1024 };

void *
arena_alloc(struct arena *a, size_t size, struct dump_err *err)
{
	struct arena_block *b = a->blocks;
	size_t align = _Alignof(max_align_t), room;
	uint8_t *p;

	if (size > SIZE_MAX / 2) {
		dump_fail_nomem(err);
		return NULL;
	}
	size = (size + align - 1) / align * align;
	if (b == NULL || size > b->size - b->used) {
		room = size > BLOCK ? size : BLOCK;
		if ((b = calloc(1, sizeof *b + room)) == NULL) {
			dump_fail_nomem(err);
			return NULL;
		}
		b->size = room;
		b->next = a->blocks;
		a->blocks = b;
	}
	p = (uint8_t *)b->bytes + b->used;
	b->used += size;
	return p;
}

char *
arena_text(struct arena *a, const void *text, size_t len, struct dump_err *err)
{
	char *p;

	if (len == SIZE_MAX || (p = arena_alloc(a, len + 1, err)) == NULL)
		return NULL;
	memcpy(p, text, len);
	p[len] = '\0';
	return p;
}

char *
arena_printf(struct arena *a, struct dump_err *err, const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 || (p = arena_alloc(a, (size_t)n + 1, err)) == NULL)
		return NULL;
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return p;
}

void
arena_free(struct arena *a)
{
	struct arena_block *b;

	while ((b = a->blocks) != NULL) {
		a->blocks = b->next;
		free(b);
	}
}
