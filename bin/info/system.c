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

/* Breakpad's version is what uname says, and begins with the system's name. */
static bool
begins_with(const char *text, const char *word)
{
	size_t n = word == NULL ? 0 : strlen(word);

	return text != NULL && n > 0 && strncmp(text, word, n) == 0 &&
	    text[n] == ' ';
}

static const char *
text(const char *t)
{
	return t != NULL ? t : "";
}

static void
rows(const struct info *in)
{
	const struct dump_facts *f = in->f;
	const char *os = known(f->os), *version = f->os_version,
	    *machine = known(f->machine);
	bool system = os != NULL || version != NULL;
	char cpus[32] = "";

	if (begins_with(version, os))
		os = NULL;
	if (f->cpus > 0)
		snprintf(cpus, sizeof cpus, "%" PRIu32 " CPU%s", f->cpus,
		    f->cpus == 1 ? "" : "s");
	if (!system && machine == NULL && *cpus == '\0')
		return;
	info_row(in, "System", "%s%s%s%s%s%s%s", text(os),
	    os != NULL && version != NULL ? " " : "", text(version),
	    system && machine != NULL ? ", " : "", text(machine),
	    *cpus != '\0' && (system || machine != NULL) ? ", " : "", cpus);
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
