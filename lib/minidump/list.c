/* SPDX-License-Identifier: BSD-2-Clause */
/* list.c -- the entries of a stream one by one, however many there are. */
#include <stdlib.h>

#include "base/checked.h"
#include "base/err.h"
#include "minidump/minidump.h"

enum { BLOCK = 64 * 1024 };

int
list_open(struct list *l, struct minidump *md, const struct stream *s,
    struct dump_err *err)
{
	*l = (struct list){ .md = md };
	if (s == NULL || s->list.n == 0)
		return 0;
	l->at = s->off + s->list.start;
	l->left = s->list.n;
	l->stride = s->list.stride;
	/* Of entries that are longer than we know only the start is read. */
	l->wanted = s->kind->shape->entry;
	l->room = l->stride > BLOCK ? 1 : BLOCK / l->stride;
	if ((l->buf = malloc(l->room == 1 ? BLOCK : l->room * l->stride)) ==
	    NULL)
		return dump_fail_nomem(err);
	return 0;
}

int
list_next(struct list *l, const uint8_t **entry, struct dump_err *err)
{
	size_t n, got, len;

	*entry = NULL;
	if (l->pos == l->fill) {
		n = (size_t)min_u64(l->left, l->room);
		if (n == 0)
			return 0;
		len = n == 1 ? l->wanted : n * l->stride;
		if (md_read(l->md, l->at, l->buf, len, &got, err) == -1)
			return -1;
		if (got < len)
			n = got / l->stride;
		l->at += (uint64_t)n * l->stride;
		l->left = got < len ? 0 : l->left - n;
		l->fill = n;
		l->pos = 0;
		if (n == 0)
			return 0;
	}
	*entry = l->buf + l->pos++ * l->stride;
	return 0;
}

void
list_close(struct list *l)
{
	free(l->buf);
	l->buf = NULL;
}
