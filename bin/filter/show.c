/* SPDX-License-Identifier: BSD-2-Clause */
/* show.c -- what a plan keeps and drops, per class: --dry-run, -vv. */
#include <string.h>

#include "cli_json.h"
#include "filter/filter.h"

struct total {
	uint64_t	present, kept;
};

static const char *
figure(char buf[DUMP_SIZE_TEXT], uint64_t bytes)
{
	return bytes == 0 ? "-" : dump_size_text(buf, bytes);
}

static void
row(FILE *out, const char *name, const struct total *t)
{
	char a[DUMP_SIZE_TEXT], b[DUMP_SIZE_TEXT], c[DUMP_SIZE_TEXT];

	fprintf(out, "%-13s %11s %11s %11s\n", name, figure(a, t->present),
	    figure(b, t->kept), figure(c, t->present - t->kept));
}

static void
show_text(const struct steps *s, const struct dump_plan *p, uint64_t input,
    uint64_t output, const char *name, FILE *out)
{
	char a[DUMP_SIZE_TEXT], b[DUMP_SIZE_TEXT], safe[256];
	struct total t, all = { 0, 0 };
	unsigned i;

	dump_escape(safe, sizeof safe, name);
	fprintf(out, "%-13s %11s %11s %11s\n", "class", "present", "kept",
	    "dropped");
	for (i = 0; dump_class_name(i) != NULL; i++) {
		dump_plan_bytes(p, i, &t.present, &t.kept);
		if (t.present != 0)
			row(out, dump_class_name(i), &t);
		all.present += t.present;
		all.kept += t.kept;
	}
	row(out, "all memory", &all);
	fprintf(out, "%s: %s: ", safe, s->cut != NULL ? s->cut : "filter");
	if (!dump_plan_changes(p))
		fprintf(out, "%s, and nothing to drop\n",
		    dump_size_text(a, input));
	else
		fprintf(out, "%s -> %s\n", dump_size_text(a, input),
		    dump_size_text(b, output));
}

static void
add_total(json_t *to, const struct total *t)
{
	json_object_set_new(to, "present", cli_json_size(t->present));
	json_object_set_new(to, "kept", cli_json_size(t->kept));
	json_object_set_new(to, "dropped",
	    cli_json_size(t->present - t->kept));
}

static json_t *
json_of(const struct steps *s, const struct dump_plan *p, uint64_t input,
    uint64_t output, const char *name)
{
	json_t *doc = json_object(), *memory = json_object(),
	    *classes = json_object(), *warnings = json_array(), *one;
	struct total t, all = { 0, 0 };
	size_t i;

	json_object_set_new(doc, "schema", json_string("dumpfilter/1"));
	json_object_set_new(doc, "report", json_string("dry-run"));
	one = json_object();
	json_object_set_new(doc, "file", one);
	json_object_set_new(one, "name", cli_json_text(name));
	json_object_set_new(one, "bytes", cli_json_size(input));
	json_object_set_new(doc, "cut", cli_json_text(s->cut));
	json_object_set_new(doc, "changes",
	    json_boolean(dump_plan_changes(p)));
	json_object_set_new(doc, "output_bytes", cli_json_size(output));
	for (i = 0; dump_class_name((unsigned)i) != NULL; i++) {
		dump_plan_bytes(p, (unsigned)i, &t.present, &t.kept);
		all.present += t.present;
		all.kept += t.kept;
		if (t.present == 0)
			continue;
		one = json_object();
		add_total(one, &t);
		json_object_set_new(classes, dump_class_name((unsigned)i),
		    one);
	}
	add_total(memory, &all);
	json_object_set_new(memory, "by_class", classes);
	json_object_set_new(doc, "memory", memory);
	for (i = 0; i < dump_plan_warnings(p); i++)
		json_array_append_new(warnings,
		    cli_json_text(dump_plan_warning(p, i)));
	json_object_set_new(doc, "warnings", warnings);
	return doc;
}

int
show_plan(const struct opts *o, const struct steps *s,
    const struct dump_plan *p, uint64_t input, uint64_t output, FILE *out)
{
	const char *name = cli_name(o->common.files.v[0]);

	if (o->json == NULL) {
		show_text(s, p, input, output, name, out);
		return CLI_OK;
	}
	return cli_json_print(json_of(s, p, input, output, name),
	    strcmp(o->json, "pretty") == 0, out) ? CLI_OK :
	    cli_say(CLI_FAILED, "out of memory");
}
