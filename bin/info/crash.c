/* SPDX-License-Identifier: BSD-2-Clause */
/* crash.c -- why the process ended, and where. */
#include <inttypes.h>

#include "cli_json.h"
#include "info/info.h"

enum { TEXT = 512 };

/* The thread, by its entry where it has one. */
static const struct dump_thread *
thread_of(const struct info *in)
{
	int32_t i = in->f->crash.thread;

	return i >= 0 && (size_t)i < dump_model_threads(in->m) ?
	    dump_model_thread(in->m, (size_t)i) : NULL;
}

static void
thread_row(const struct info *in)
{
	const struct dump_thread *t = thread_of(in);
	const struct dump_module *mod;
	char id[32], name[TEXT] = "", place[TEXT] = "", build[TEXT] = "";

	if (t == NULL)
		return;
	info_thread_id(id, sizeof id, in, t->id);
	if (t->name != NULL)
		snprintf(name, sizeof name, " \"%s\"", t->name);
	if (t->pc != DUMP_NOWHERE) {
		snprintf(place, sizeof place, " at ");
		info_place(place + 4, sizeof place - 4, in, t->pc);
		mod = info_module_at(in, t->pc);
		/* PE modules are found by stamp and size, others need it. */
		if (mod != NULL && mod->id != NULL && mod->stamp == 0)
			snprintf(build, sizeof build, ", build-id %s",
			    mod->id);
	}
	info_row(in, "", "thread %s%s%s%s", id, name, place, build);
}

static void
rows(const struct info *in)
{
	char text[TEXT];

	if (!in->f->crash.present)
		return;
	dump_crash_text(in->m, text, sizeof text);
	info_row(in, "Crash", "%s", text);
	thread_row(in);
}

static void
section(const struct info *in)
{
	const struct dump_crash *c = &in->f->crash;
	unsigned i;

	rows(in);
	if (!c->present) {
		info_row(in, "Crash", "none recorded");
		return;
	}
	info_row(in, "", "code 0x%08" PRIx32 ", flags 0x%" PRIx32, c->code,
	    c->flags);
	if (c->address != DUMP_NOWHERE)
		info_row(in, "", "address 0x%" PRIx64, c->address);
	for (i = 0; i < c->nparams; i++)
		info_row(in, "", "parameter %u: 0x%" PRIx64, i + 1,
		    c->params[i]);
}

static void
json(const struct info *in, json_t *doc, bool alone)
{
	const struct dump_crash *c = &in->f->crash;
	json_t *crash;
	char text[TEXT];

	(void)alone;
	if (!c->present) {
		json_object_set_new(doc, "crash_info", json_null());
		return;
	}
	crash = json_object();
	dump_crash_text(in->m, text, sizeof text);
	json_object_set_new(crash, "type", cli_json_text(text));
	json_object_set_new(crash, "code", json_integer(c->code));
	json_object_set_new(crash, "flags", json_integer(c->flags));
	json_object_set_new(crash, "address", cli_json_hex(c->address));
	json_object_set_new(crash, "crashing_thread",
	    c->thread >= 0 ? json_integer(c->thread) : json_null());
	json_object_set_new(doc, "crash_info", crash);
}

const struct info_part info_crash = { "crash", rows, section, json };
