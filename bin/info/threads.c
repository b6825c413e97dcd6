/* SPDX-License-Identifier: BSD-2-Clause */
/* threads.c -- the threads; in the view the line of all counts. */
#include <inttypes.h>

#include "cli_json.h"
#include "info/info.h"

static void
rows(const struct info *in)
{
	size_t threads = dump_model_threads(in->m);
	size_t modules = dump_model_modules(in->m);

	if (modules > 0)
		info_row(in, "Threads", "%-10zuModules  %zu", threads,
		    modules);
	else if (threads > 0)
		info_row(in, "Threads", "%zu", threads);
}

static void
section(const struct info *in)
{
	const struct dump_thread *t;
	char id[32], place[256];
	size_t i;

	info_line(in, "%-12s %-18s %-32s %s", "thread", "sp", "at", "name");
	for (i = 0; i < dump_model_threads(in->m); i++) {
		t = dump_model_thread(in->m, i);
		info_thread_id(id, sizeof id, in, t->id);
		info_place(place, sizeof place, in, t->pc);
		if (t->sp == DUMP_NOWHERE)
			info_line(in, "%-12s %-18s %-32s %s%s", id, "-",
			    place, t->name != NULL ? t->name : "",
			    t->crashed ? "  (crashed)" : "");
		else
			info_line(in, "%-12s 0x%016" PRIx64 " %-32s %s%s", id,
			    t->sp, place, t->name != NULL ? t->name : "",
			    t->crashed ? "  (crashed)" : "");
	}
}

static void
json(const struct info *in, json_t *doc, bool alone)
{
	json_t *threads = json_array(), *one;
	const struct dump_thread *t;
	size_t i;

	for (i = 0; i < dump_model_threads(in->m); i++) {
		t = dump_model_thread(in->m, i);
		one = json_object();
		json_object_set_new(one, "thread_id", cli_json_size(t->id));
		json_object_set_new(one, "thread_name",
		    cli_json_text(t->name));
		if (alone) {
			json_object_set_new(one, "pc", cli_json_hex(t->pc));
			json_object_set_new(one, "sp", cli_json_hex(t->sp));
		}
		json_array_append_new(threads, one);
	}
	json_object_set_new(doc, "threads", threads);
}

const struct info_part info_threads = { "threads", rows, section, json };
