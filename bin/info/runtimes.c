/* SPDX-License-Identifier: BSD-2-Clause */
/* runtimes.c -- what else than the processor ran the program. */
#include "cli_json.h"
#include "info/info.h"

static void
rows(const struct info *in)
{
	if (in->f->runtime != NULL)
		info_row(in, "Runtime", "%s", in->f->runtime);
}

static void
json(const struct info *in, json_t *doc, bool alone)
{
	json_t *runtimes = json_array(), *one;

	(void)alone;
	if (in->f->runtime != NULL) {
		one = json_object();
		json_object_set_new(one, "name",
		    cli_json_text(in->f->runtime));
		json_array_append_new(runtimes, one);
	}
	json_object_set_new(doc, "runtimes", runtimes);
}

const struct info_part info_runtimes = { NULL, rows, NULL, json };
