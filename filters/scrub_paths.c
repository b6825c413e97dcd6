/* SPDX-License-Identifier: BSD-2-Clause */
/* scrub_paths.c -- filter: of paths only the last component stays. */
#include "filters/filter.h"
#include "filters/text_patches.h"
#include "model/type.h"

struct scrub_paths {
	struct text_patches patches;
};

static uint32_t
scrub_paths_asks(const void *state, const struct dump_model *m)
{
	(void)state;
	return survey_open(m, ASK_PLUMBING);
}

static int
scrub_paths_rewrite(void *state, const struct dump_model *m,
    struct dump_plan *p, struct dump_err *err)
{
	struct scrub_paths *f = state;

	(void)m;
	p->flags |= TYPE_FILTER_PATHS;
	if (plan_scrub(p, SCRUB_PATHS, err) == -1)
		return -1;
	return text_patches_rewrite(&f->patches, p, 1u << PATCH_PATH, err);
}

static void
scrub_paths_done(void *state)
{
	struct scrub_paths *f = state;

	text_patches_free(&f->patches);
}

const struct dump_filter dump_filter_scrub_paths = {
	.name = "scrub-paths",
	.summary = "keep of paths only the last component",
	.state_size = sizeof(struct scrub_paths),
	.asks = scrub_paths_asks,
	.rewrite = scrub_paths_rewrite,
	.done = scrub_paths_done,
};
