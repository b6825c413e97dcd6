/* SPDX-License-Identifier: BSD-2-Clause */
/* modules.c -- programs and libraries, and what symbols are found by. */
#include <inttypes.h>

#include "cli_json.h"
#include "info/info.h"

static void
section(const struct info *in)
{
	const struct dump_module *mod;
	size_t i;

	info_line(in, "%-18s %11s  %s", "base", "size", "name");
	for (i = 0; i < dump_model_modules(in->m); i++) {
		char size[DUMP_SIZE_TEXT];

		mod = dump_model_module(in->m, i);
		info_line(in, "0x%016" PRIx64 " %11s  %s%s%s%s%s", mod->base,
		    dump_size_text(size, mod->size),
		    mod->name != NULL ? mod->name : "-",
		    mod->version != NULL ? "  " : "",
		    mod->version != NULL ? mod->version : "",
		    mod->id != NULL ? "  " : "",
		    mod->id != NULL ? mod->id : "");
	}
}

/* Is it identified as PE images are?  Others have a build-id alone. */
static bool
is_pe(const struct dump_module *mod)
{
	return mod->debug_name != NULL || mod->stamp != 0;
}

static json_t *
code_id(const struct dump_module *mod)
{
	char text[32];

	if (!is_pe(mod))
		return cli_json_text(mod->id);
	if (mod->stamp == 0)
		return json_null();
	/* As symbol servers want it: stamp in capitals, size not. */
	snprintf(text, sizeof text, "%08" PRIX32 "%" PRIx64, mod->stamp,
	    mod->size);
	return json_string(text);
}

static json_t *
symbol_key(const struct dump_module *mod)
{
	char text[1024];
	const char *pdb;

	if (!is_pe(mod) || mod->debug_name == NULL || mod->id == NULL)
		return json_null();
	pdb = info_base_name(mod->debug_name);
	snprintf(text, sizeof text, "%s/%s/%s", pdb, mod->id, pdb);
	return cli_json_text(text);
}

static void
json(const struct info *in, json_t *doc, bool alone)
{
	json_t *modules = json_array(), *one;
	const struct dump_module *mod;
	size_t i;

	(void)alone;
	for (i = 0; i < dump_model_modules(in->m); i++) {
		mod = dump_model_module(in->m, i);
		one = json_object();
		json_object_set_new(one, "base_addr",
		    cli_json_hex(mod->base));
		json_object_set_new(one, "end_addr",
		    cli_json_hex(mod->base + mod->size));
		json_object_set_new(one, "filename",
		    cli_json_text(mod->name));
		json_object_set_new(one, "version",
		    cli_json_text(mod->version));
		json_object_set_new(one, "debug_file",
		    cli_json_text(mod->debug_name));
		json_object_set_new(one, "debug_id",
		    is_pe(mod) ? cli_json_text(mod->id) : json_null());
		json_object_set_new(one, "code_id", code_id(mod));
		json_object_set_new(one, "symbol_key", symbol_key(mod));
		json_array_append_new(modules, one);
	}
	json_object_set_new(doc, "modules", modules);
}

/* The view counts modules on the line of the threads. */
const struct info_part info_modules = { "modules", NULL, section, json };
