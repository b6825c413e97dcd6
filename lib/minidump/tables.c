/* SPDX-License-Identifier: BSD-2-Clause */
/* tables.c -- the parts of an output that depend on how much arrives. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "minidump/tables.h"

enum { LIST_HEAD = 4, LIST64_HEAD = 16, DESCRIPTOR = 16 };

uint64_t
tables_list_size(const struct tables *t, size_t n)
{
	return (t->list64 ? LIST64_HEAD : LIST_HEAD) +
	    (uint64_t)n * DESCRIPTOR;
}

/* Bytes of memory that are in the output if ARRIVED bytes came: it ends
 * where the first byte is missing. */
static uint64_t
data_left(const struct layout *l, uint64_t arrived)
{
	uint64_t left = 0;
	size_t i;

	for (i = 0; i < l->nmoves; i++) {
		if (l->moves[i].src < MOVE_HELD &&
		    !fits(l->moves[i].src, l->moves[i].len, arrived))
			return left + (arrived - min_u64(arrived,
			    l->moves[i].src));
		left += l->moves[i].len;
	}
	return left;
}

static uint64_t
clip(const struct tables *t, uint64_t data, uint64_t size)
{
	return min_u64(size, t->left - min_u64(t->left, data));
}

/* Finds out what is left, the first time that something is missing. */
static int
cut(struct tables *t, uint64_t arrived, struct dump_err *err)
{
	const struct range *v = t->ranges.v;
	size_t i;

	if (arrived == DUMP_NOWHERE || (t->cut != NULL &&
	    t->arrived == arrived))
		return 0;
	free(t->cut);
	if ((t->cut = malloc((t->ranges.n + 1) * sizeof *t->cut)) == NULL)
		return dump_fail_nomem(err);
	t->arrived = arrived;
	t->left = data_left(t->l, arrived);
	t->ncut = 0;
	/* Readers refuse a list that has an empty range. */
	for (i = 0; i < t->ranges.n; i++)
		if (clip(t, v[i].data, v[i].size) > 0) {
			t->cut[t->ncut] = v[i];
			t->cut[t->ncut++].size = clip(t, v[i].data, v[i].size);
		}
	return 0;
}

static void
put_descriptor(const struct tables *t, const struct range *r, uint8_t *d)
{
	put_le64(d, md_extended(t->md, r->addr));
	if (t->list64) {
		put_le64(d + 8, r->size);
		return;
	}
	put_le32(d + 8, (uint32_t)r->size);
	put_le32(d + 12, (uint32_t)(t->memory + r->data));
}

static void
put_head(const struct tables *t, size_t n, uint8_t *d)
{
	if (!t->list64) {
		put_le32(d, (uint32_t)n);
		return;
	}
	put_le64(d, n);
	put_le64(d + 8, t->memory);
}

int
tables_make_list(void *ctx, uint64_t from, uint8_t *buf, size_t len,
    uint64_t arrived, struct dump_err *err)
{
	struct tables *t = ctx;
	size_t head = t->list64 ? LIST64_HEAD : LIST_HEAD, n, i, at, take;
	const struct range *v;
	uint8_t d[DESCRIPTOR];

	if (cut(t, arrived, err) == -1)
		return -1;
	v = arrived == DUMP_NOWHERE ? t->ranges.v : t->cut;
	n = arrived == DUMP_NOWHERE ? t->ranges.n : t->ncut;
	while (len > 0) {
		memset(d, 0, sizeof d);
		if (from < head) {
			put_head(t, n, d);
			at = (size_t)from;
			take = head - at;
		} else {
			i = (size_t)((from - head) / DESCRIPTOR);
			at = (size_t)((from - head) % DESCRIPTOR);
			take = DESCRIPTOR - at;
			if (i < n)
				put_descriptor(t, &v[i], d);
		}
		take = take < len ? take : len;
		memcpy(buf, d + at, take);
		buf += take;
		from += take;
		len -= take;
	}
	return 0;
}

int
tables_make_directory(void *ctx, uint64_t from, uint8_t *buf, size_t len,
    uint64_t arrived, struct dump_err *err)
{
	struct tables *t = ctx;
	size_t n = t->ranges.n;

	if (cut(t, arrived, err) == -1)
		return -1;
	if (arrived != DUMP_NOWHERE)
		n = t->ncut;
	if (t->list_size_at != SIZE_MAX)
		put_le32(t->directory + t->list_size_at,
		    (uint32_t)tables_list_size(t, n));
	memcpy(buf, t->directory + from, len);
	return 0;
}

/* A descriptor, as it is when all arrives, made to fit what did. */
static void
clip_stack(const struct tables *t, const struct stack *s, uint8_t *d)
{
	uint64_t size = clip(t, s->data, le32(d + 8));

	put_le32(d + 8, (uint32_t)size);
	if (size == 0)
		put_le32(d + 12, 0);
}

int
tables_make_threads(void *ctx, uint64_t from, uint8_t *buf, size_t len,
    uint64_t arrived, struct dump_err *err)
{
	struct threads_part *p = ctx;
	struct tables *t = p->t;
	size_t i;

	if (cut(t, arrived, err) == -1)
		return -1;
	for (i = 0; arrived != DUMP_NOWHERE && i < p->nstacks; i++)
		clip_stack(t, &p->stacks[i], p->bytes + p->stacks[i].at);
	memcpy(buf, p->bytes + from, len);
	return 0;
}

void
tables_free(void *tables)
{
	struct tables *t = tables;
	struct threads_part *p;

	while ((p = t->threads) != NULL) {
		t->threads = p->next;
		free(p->bytes);
		free(p->stacks);
		free(p);
	}
	free(t->directory);
	free(t->cut);
	ranges_free(&t->ranges);
	arena_free(&t->held);
	free(t);
}
