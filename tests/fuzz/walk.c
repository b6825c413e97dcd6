/* SPDX-License-Identifier: BSD-2-Clause */
/* walk.c -- looks at everything that a model shows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"
#include "walk.h"

/* Touches every byte, so that a sanitizer sees text without an end. */
static void
touch(const char *text)
{
	if (text != NULL && strlen(text) > (size_t)1 << 30)
		abort();
}

static void
walk_facts(const struct dump_model *m)
{
	const struct dump_facts *f = dump_model_facts(m);
	char crash[64];
	unsigned bit;

	touch(f->format);
	touch(f->format_id);
	touch(f->producer);
	touch(f->machine);
	touch(f->os);
	touch(f->os_version);
	touch(f->process);
	touch(f->command);
	touch(f->runtime);
	touch(f->provenance);
	if (f->crash.nparams > 15 ||
	    (f->crash.thread >= 0 &&
	    (size_t)f->crash.thread >= dump_model_threads(m)))
		walk_law("crash", "an index out of bounds");
	dump_crash_text(m, crash, sizeof crash);
	touch(crash);
	for (bit = 0; bit < 64; bit++)
		touch(dump_type_name(bit));
}

static void
walk_lists(const struct dump_model *m)
{
	const struct dump_module *mod;
	struct dump_record r;
	size_t i;

	for (i = 0; i < dump_model_threads(m); i++)
		touch(dump_model_thread(m, i)->name);
	for (i = 0; i < dump_model_modules(m); i++) {
		mod = dump_model_module(m, i);
		touch(mod->name);
		touch(mod->version);
		touch(mod->id);
		touch(mod->debug_name);
	}
	for (i = 0; i < dump_model_records(m); i++) {
		dump_model_record(m, i, &r);
		touch(r.name);
		touch(r.owner);
		if (r.thread >= 0 &&
		    (size_t)r.thread >= dump_model_threads(m))
			walk_law("record", "of a thread out of bounds");
	}
	for (i = 0; i < dump_model_warnings(m); i++)
		touch(dump_model_warning(m, i)->text);
}

/* Regions and pieces are disjoint, by address, and pieces lie in the file. */
static void
walk_memory(const struct dump_model *m, size_t size)
{
	uint64_t addr, len, off, last = 0;
	struct dump_region r;
	size_t i;

	for (i = 0; i < dump_model_regions(m); i++) {
		dump_model_region(m, i, &r);
		touch(r.file);
		touch(dump_class_name(r.kind));
		if (r.size == 0 || r.size - 1 > UINT64_MAX - r.addr ||
		    (i > 0 && r.addr <= last) || r.present > r.size)
			walk_law("region", "empty, wrapping or out of order");
		last = r.addr + (r.size - 1);
	}
	for (i = 0; i < dump_model_pieces(m); i++) {
		dump_model_piece(m, i, &addr, &len, &off);
		if (len == 0 || len - 1 > UINT64_MAX - addr ||
		    (i > 0 && addr <= last))
			walk_law("piece", "empty, wrapping or out of order");
		if (off > size || len > size - off)
			walk_law("piece", "outside the file");
		last = addr + (len - 1);
	}
}

void
walk_dump(const uint8_t *data, size_t size)
{
	struct dump_source *src = NULL;
	struct dump_model *m = NULL;
	struct dump_err err;

	if (dump_source_memory(&src, data, size, &err) == -1 ||
	    dump_model_read(&m, src, &err) == -1)
		touch(err.msg);
	else {
		walk_facts(m);
		walk_lists(m);
		walk_memory(m, size);
	}
	dump_model_free(m);
	dump_source_close(src);
}

void
walk_law(const char *what, const char *why)
{
	if (why == NULL)
		return;
	fprintf(stderr, "%s: %s\n", what, why);
	abort();
}
