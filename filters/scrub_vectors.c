/* SPDX-License-Identifier: BSD-2-Clause */
/* scrub_vectors.c -- filter: floating point and vector registers are zero. */
#include "filters/filter.h"

static int
scrub_vectors_rewrite(void *state, const struct dump_model *m,
    struct dump_plan *p, struct dump_err *err)
{
	(void)state;
	(void)m;
	return plan_scrub(p, SCRUB_VECTORS, err);
}

const struct dump_filter dump_filter_scrub_vectors = {
	.name = "scrub-vectors",
	.summary = "leave floating point and vector registers empty",
	.rewrite = scrub_vectors_rewrite,
};
