/* SPDX-License-Identifier: BSD-2-Clause */
/* source_callback.c -- sources over functions of the caller's. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/err.h"
#include "io/source.h"

struct callback {
	struct dump_reader	 rd;
	void			*ctx;
};

static int
callback_read(void *ctx, void *buf, size_t len, size_t *got,
    struct dump_err *err)
{
	struct callback *cb = ctx;
	uint8_t *p = buf;
	size_t n;

	*got = 0;
	while (*got < len) {
		n = 0;
		errno = 0;
		if (cb->rd.read(cb->ctx, p + *got, len - *got, &n) != 0)
			return dump_fail_sys(err, errno != 0 ? errno : EIO,
			    "cannot read");
		if (n == 0)
			break;
		if (n > len - *got)
			return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
			    "the read function stored %zu bytes where %zu were"
			    " asked for", n, len - *got);
		*got += n;
	}
	return 0;
}

static int
callback_rewind(void *ctx, struct dump_err *err)
{
	struct callback *cb = ctx;

	errno = 0;
	if (cb->rd.rewind(cb->ctx) != 0)
		return dump_fail_sys(err, errno != 0 ? errno : EIO,
		    "cannot go back to the start");
	return 0;
}

static void
callback_close(void *ctx)
{
	struct callback *cb = ctx;

	if (cb->rd.close != NULL)
		cb->rd.close(cb->ctx);
	free(cb);
}

static const struct source_ops forward_ops = {
	.read = callback_read,
	.close = callback_close,
};

static const struct source_ops rewind_ops = {
	.read = callback_read,
	.rewind = callback_rewind,
	.close = callback_close,
};

int
source_from_callback(struct dump_source **out, const struct dump_reader *rd,
    void *ctx, struct dump_err *err)
{
	struct callback *cb = malloc(sizeof *cb);

	*out = NULL;
	if (cb == NULL) {
		if (rd->close != NULL)
			rd->close(ctx);
		return dump_fail_nomem(err);
	}
	cb->rd = *rd;
	cb->ctx = ctx;
	return source_new(out, rd->rewind != NULL ? &rewind_ops : &forward_ops,
	    cb, NULL, DUMP_NOWHERE, err);
}
