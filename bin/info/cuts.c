/* SPDX-License-Identifier: BSD-2-Clause */
/* cuts.c -- what each cut would cost, as far as records alone tell. */
#include <stdio.h>

#include "info/info.h"

enum { IN_A_ROW = 4 };

static int
weigh(struct cut *cut, struct dump_model *m, struct dump_source *src)
{
	struct dump_plan *p = NULL;
	struct dump_err err;
	int rc = -1;

	if (dump_plan_new(&p, m, &err) == 0 &&
	    dump_plan_type(p, cut->name, &err) == 0)
		rc = dump_plan_estimate(p, src, &cut->size, &cut->exact,
		    &err);
	dump_plan_free(p);
	return rc;
}

void
info_weigh_cuts(struct info *in, struct dump_model *m,
    struct dump_source *src)
{
	struct cut cut = { NULL, 0, false };
	size_t i;

	for (i = 0; in->ncuts < CUTS &&
	    (cut.name = dump_cut_name(i)) != NULL; i++)
		if (weigh(&cut, m, src) == 0)
			in->cuts[in->ncuts++] = cut;
}

static void
rows(const struct info *in)
{
	char text[256], size[DUMP_SIZE_TEXT];
	const struct cut *cut;
	bool inexact = false;
	size_t i, used = 0;

	for (i = 0; i < in->ncuts; i++) {
		cut = &in->cuts[i];
		inexact = inexact || !cut->exact;
		/* A pipe that a cut would leave as it is. */
		used += (size_t)snprintf(text + used, sizeof text - used,
		    "%s%s %s%s", used == 0 ? "" : "   ", cut->name,
		    cut->exact ? "" : "\xe2\x89\xa4 ", dump_size_text(size,
		    cut->size != DUMP_NOWHERE ? cut->size : in->bytes));
		if ((i + 1) % IN_A_ROW != 0 && i + 1 < in->ncuts)
			continue;
		info_row(in, i < IN_A_ROW ? "Cuts" : "", "%s%s", text,
		    inexact && i + 1 == in->ncuts ?
		    "   (\xe2\x89\xa4 where memory must be read; "
		    "--estimate is exact)" : "");
		used = 0;
	}
}

const struct info_part info_cuts = { NULL, rows, NULL, NULL };
