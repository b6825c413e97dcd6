/* SPDX-License-Identifier: BSD-2-Clause */
/* provenance.c -- the record that dumpfilter left of earlier cuts. */
#include <stdlib.h>
#include <string.h>

#include "cli_json.h"
#include "info/info.h"

/* The value of KEY in the line at TEXT, and how long it is; or NULL. */
static const char *
value(const char *text, const char *key, int *len)
{
	size_t n = strlen(key);

	if (strncmp(text, key, n) != 0 || text[n] != '=')
		return NULL;
	*len = (int)strcspn(text + n + 1, "\n");
	return text + n + 1;
}

/* "heap of 1.38 GiB, of a damaged dump, then drop what=jit (dumpkit 0.1.0)" */
static void
rows(const struct info *in)
{
	const char *line = in->f->provenance, *text, *tool = "";
	char row[512] = "", size[DUMP_SIZE_TEXT] = "";
	size_t used = 0;
	uint64_t bytes;
	int len, tool_len = 0;
	bool damaged = false;

	while (line != NULL && *line != '\0') {
		if ((text = value(line, "tool", &len)) != NULL) {
			tool = text;
			tool_len = len;
		} else if ((text = value(line, "described", &len)) != NULL) {
			bytes = strtoull(text, NULL, 10);
			dump_size_text(size, bytes);
		} else if (value(line, "input", &len) != NULL) {
			damaged = true;
		} else if ((text = value(line, "cut", &len)) != NULL &&
		    used < sizeof row) {
			used += (size_t)snprintf(row + used,
			    sizeof row - used, "%s%.*s%s%s%s",
			    used == 0 ? "" : ", then ", len, text,
			    used == 0 && size[0] != '\0' ? " of " : "",
			    used == 0 ? size : "",
			    damaged ? ", of a damaged dump" : "");
			damaged = false;
		}
		line = strchr(line, '\n');
		if (line != NULL)
			line++;
	}
	if (used > 0)
		info_row(in, "Cut", "%s (%.*s)", row, tool_len, tool);
}

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

const struct info_part info_provenance = { "provenance", rows, section, json };
