/* SPDX-License-Identifier: BSD-2-Clause */
/* provenance.c -- the record that dumpfilter left of earlier cuts. */
#include <string.h>

#include "cli_json.h"
#include "info/info.h"

/* Its lines, each escaped for itself. */
static void
section(const struct info *in)
{
	const char *text = in->f->provenance, *end;

	if (text == NULL)
		info_row(in, "Cut", "none recorded");
	while (text != NULL && *text != '\0') {
		end = strchr(text, '\n');
		info_line(in, "%.*s",
		    end != NULL ? (int)(end - text) : (int)strlen(text), text);
		text = end != NULL ? end + 1 : NULL;
	}
}

static void
json(const struct info *in, json_t *doc, bool alone)
{
	(void)alone;
	json_object_set_new(doc, "provenance",
	    cli_json_text(in->f->provenance));
}

const struct info_part info_provenance = { "provenance", NULL, section, json };
