/* SPDX-License-Identifier: BSD-2-Clause */
/* gather.c -- where packed bytes go, and how plain ones arrive. */
#include <stdlib.h>

#include "base/checked.h"
#include "gather.h"
#include "io/sink.h"

enum { TIMES_MOST = 20 };

static int
gather_write(void *ctx, const void *buf, size_t len, struct dump_err *err)
{
	struct gathered *g = ctx;

	(void)err;
	buf_add(&g->bytes, buf, len);
	return 0;
}

static int
gather_zeros(void *ctx, uint64_t len, struct dump_err *err)
{
	(void)ctx;
	(void)len;
	(void)err;
	abort();
}

static int
gather_end(void *ctx, struct dump_err *err)
{
	struct gathered *g = ctx;

	(void)err;
	g->longest = (size_t)max_u64(g->longest, g->bytes.n - g->start);
	g->start = g->bytes.n;
	g->parts++;
	return 0;
}

static void
gather_close(void *ctx)
{
	(void)ctx;
}

static const struct sink_ops gather_ops = {
	.write = gather_write,
	.zeros = gather_zeros,
	.finish = gather_end,
	.part = gather_end,
	.close = gather_close,
};

struct dump_sink *
gather_sink(struct gathered *g)
{
	struct dump_sink *dst;
	struct dump_err err;

	if (sink_new(&dst, &gather_ops, g, "fuzz", &err) == -1)
		abort();
	return dst;
}

void
gather_put(struct dump_sink *dst, struct buf *plain,
    const uint8_t how[GATHER_HOW], const uint8_t *data, size_t size,
    size_t most)
{
	size_t piece = 1 + how[1] * 37U, at, n, times = 1 + how[0] % TIMES_MOST;
	uint64_t zeros = (uint64_t)how[2] * how[2] * how[2] / 20;
	struct dump_err err;

	for (; times > 0; times--) {
		for (at = 0; at < size; at += n) {
			n = (size_t)min_u64(piece, size - at);
			if (sink_write(dst, data + at, n, &err) == -1)
				abort();
		}
		if (size > 0)
			buf_add(plain, data, size);
		if (plain->n + zeros > most)
			continue;
		if (sink_zeros(dst, zeros, &err) == -1)
			abort();
		buf_zeros(plain, (size_t)zeros);
	}
}
