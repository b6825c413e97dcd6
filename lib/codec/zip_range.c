/* SPDX-License-Identifier: BSD-2-Clause */
/* zip_range.c -- a source that is part of another one. */
#include <stdlib.h>

#include "base/checked.h"
#include "base/err.h"
#include "codec/zip.h"
#include "io/source.h"

struct range {
	struct dump_source *src;	/* not ours to close */
	uint64_t	 off, len;
};

static int
range_pread(void *ctx, uint64_t off, void *buf, size_t len, size_t *got,
    struct dump_err *err)
{
	const struct range *r = ctx;

	*got = 0;
	if (off >= r->len)
		return 0;
	len = (size_t)min_u64(len, r->len - off);
	if (dump_source_read(r->src, r->off + off, buf, len, err) == -1)
		return -1;
	*got = len;
	return 0;
}

static const struct source_ops range_ops = {
	.pread = range_pread,
	.close = free,
};

int
zip_range_open(struct dump_source **out, struct dump_source *src,
    uint64_t off, uint64_t len, struct dump_err *err)
{
	struct range *r = malloc(sizeof *r);

	*out = NULL;
	if (r == NULL)
		return dump_fail_nomem(err);
	*r = (struct range){ src, off, len };
	return source_new(out, &range_ops, r, source_name(src), len, err);
}
