/* SPDX-License-Identifier: BSD-2-Clause */
/* cuts.c -- what each cut would cost, as far as records alone tell. */
#include <string.h>

#include "info/info.h"

static const char *const names[CUTS] = { "full", "heap", "mini" };

static int
weigh(struct cut *cut, struct dump_model *m, struct dump_source *src)
{
	struct dump_plan *p = NULL;
	struct dump_err err;
	int rc = -1;

	if (dump_plan_new(&p, m, &err) == 0 &&
	    dump_plan_filter(p, cut->name, NULL, &err) == 0)
		rc = dump_plan_estimate(p, src, &cut->size, &cut->exact,
		    &err);
	dump_plan_free(p);
	return rc;
}

void
info_weigh_cuts(struct info *in, struct dump_model *m,
    struct dump_source *src)
{
	struct cut *cut;
	size_t i;

	for (i = 0; i < CUTS; i++) {
		cut = &in->cuts[i];
		*cut = (struct cut){ names[i], DUMP_NOWHERE, false };
		if (weigh(cut, m, src) == -1)
			cut->name = NULL;	/* it cannot be made */
	}
}

static void
rows(const struct info *in)
{
	char text[256] = "", size[DUMP_SIZE_TEXT];
	const struct cut *cut;
	uint64_t bytes;
	size_t i, used = 0;
	bool inexact = false;

	for (i = 0; i < CUTS; i++) {
		cut = &in->cuts[i];
		/* A pipe that a cut would leave as it is. */
		bytes = cut->size != DUMP_NOWHERE ? cut->size : in->bytes;
		if (cut->name == NULL)
			continue;
		used += (size_t)snprintf(text + used, sizeof text - used,
		    "%s%s %s%s", used == 0 ? "" : "   ", cut->name,
		    cut->exact ? "" : "\xe2\x89\xa4 ",
		    dump_size_text(size, bytes));
		inexact = inexact || !cut->exact;
	}
	if (used > 0)
		info_row(in, "Cuts", "%s%s", text, inexact ?
		    "   (\xe2\x89\xa4 where memory must be read)" : "");
}

const struct info_part info_cuts = { NULL, rows, NULL, NULL };
