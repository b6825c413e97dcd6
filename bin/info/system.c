/* SPDX-License-Identifier: BSD-2-Clause */
/* system.c -- the machine and the system that the process ran on. */
#include <inttypes.h>
#include <string.h>

#include "cli_json.h"
#include "info/info.h"

static const char *
known(const char *name)
{
	return name != NULL && strcmp(name, "unknown") != 0 ? name : NULL;
}

/* Adds TEXT behind a comma, if there is any. */
static void
add(char *row, size_t size, const char *comma, const char *text)
{
	size_t used = strlen(row);

	if (text != NULL)
		snprintf(row + used, size - used, "%s%s",
		    used == 0 ? "" : comma, text);
}

/* Breakpad's version is what uname says, and begins with the system's name. */
static bool
begins_with(const char *text, const char *word)
{
	size_t n = word == NULL ? 0 : strlen(word);

	return text != NULL && n > 0 && strncmp(text, word, n) == 0 &&
	    text[n] == ' ';
}

static void
rows(const struct info *in)
{
	const struct dump_facts *f = in->f;
	char row[512] = "", cpus[32];

	if (!begins_with(f->os_version, known(f->os)))
		add(row, sizeof row, ", ", known(f->os));
	add(row, sizeof row, " ", f->os_version);
	add(row, sizeof row, ", ", known(f->machine));
	if (f->cpus > 0) {
		snprintf(cpus, sizeof cpus, "%" PRIu32 " CPU%s", f->cpus,
		    f->cpus == 1 ? "" : "s");
		add(row, sizeof row, ", ", cpus);
	}
	if (row[0] != '\0')
		info_row(in, "System", "%s", row);
}

/* Scripts find the words of minidump-stackwalk, where those are others. */
static const char *
stackwalk(const char *name)
{
	static const char *const words[][2] = {
		{ "Windows", "Windows NT" }, { "macOS", "Mac OS X" },
		{ "x86-64", "amd64" },
	};
	size_t i;

	for (i = 0; name != NULL && i < sizeof words / sizeof *words; i++)
		if (strcmp(name, words[i][0]) == 0)
			return words[i][1];
	return name;
}

static void
json(const struct info *in, json_t *doc, bool alone)
{
	const struct dump_facts *f = in->f;
	json_t *system = json_object();

	(void)alone;
	json_object_set_new(system, "os",
	    cli_json_text(stackwalk(known(f->os))));
	json_object_set_new(system, "os_ver", cli_json_text(f->os_version));
	json_object_set_new(system, "cpu_arch",
	    cli_json_text(stackwalk(known(f->machine))));
	json_object_set_new(system, "cpu_count",
	    f->cpus > 0 ? json_integer(f->cpus) : json_null());
	json_object_set_new(system, "bits", json_integer(f->bits));
	json_object_set_new(system, "byte_order",
	    json_string(f->big_endian ? "big" : "little"));
	json_object_set_new(system, "page_size",
	    f->page > 0 ? cli_json_size(f->page) : json_null());
	json_object_set_new(doc, "system_info", system);
}

const struct info_part info_system = { "system", rows, NULL, json };
