/* SPDX-License-Identifier: BSD-2-Clause */
/* show.c -- what a plan keeps, drops and rewrites: --dry-run, -vv. */
#include <string.h>

#include "cli_json.h"
#include "filter/filter.h"

enum { NAMES = 16 };		/* kinds of records, or rules, that are told */

struct total {
	uint64_t	present, kept;
};

/* A name, and how often it was met or for how many bytes. */
struct named {
	char		 name[64];
	uint64_t	 n;
};
struct list {
	struct named	 v[NAMES];
	size_t		 n;
	uint64_t	 others;	/* that had no place */
};

/* What is told beside memory. */
struct rest {
	const struct dump_model *m;
	struct total	 records, threads;
	struct list	 dropped;	/* records */
	struct list	 rewritten;	/* bytes, by rule */
};

static void
count(struct list *l, const char *name, uint64_t n)
{
	char cut[sizeof l->v->name];
	size_t i;

	snprintf(cut, sizeof cut, "%s", name);
	for (i = 0; i < l->n; i++)
		if (strcmp(l->v[i].name, cut) == 0) {
			l->v[i].n += n;
			return;
		}
	if (l->n == NAMES) {
		l->others += n;
		return;
	}
	memcpy(l->v[l->n].name, cut, sizeof cut);
	l->v[l->n++].n = n;
}

static int
look(void *ctx, const struct dump_ruling *g)
{
	struct rest *r = ctx;
	struct dump_record is;

	if (g->record == DUMP_NOWHERE) {
		if (g->rewritten != NULL)
			count(&r->rewritten, g->rewritten, g->size);
		return 0;
	}
	r->records.present++;
	r->records.kept += g->verdict == DUMP_KEPT;
	if (g->verdict == DUMP_KEPT)
		return 0;
	dump_model_record(r->m, g->record, &is);
	count(&r->dropped, is.name, 1);
	return 0;
}

static int
look_at_rest(struct rest *r, const struct dump_model *m,
    const struct dump_plan *p, struct dump_err *err)
{
	*r = (struct rest){ .m = m };
	r->threads.present = dump_model_threads(m);
	r->threads.kept = dump_plan_threads(p);
	return dump_plan_explain(p, look, r, err);
}

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

/* The same of things that are counted. */
static void
count_row(FILE *out, const char *name, const struct total *t)
{
	char b[3][24];
	uint64_t n[3] = { t->present, t->kept, t->present - t->kept };
	int i;

	for (i = 0; i < 3; i++)
		snprintf(b[i], sizeof b[i], n[i] == 0 ? "-" : "%" PRIu64,
		    n[i]);
	fprintf(out, "%-13s %11s %11s %11s", name, b[0], b[1], b[2]);
}

static void
show_rest(const struct rest *r, FILE *out)
{
	char size[DUMP_SIZE_TEXT], safe[256];
	size_t i;

	count_row(out, "records", &r->records);
	for (i = 0; i < r->dropped.n; i++) {
		dump_escape(safe, sizeof safe, r->dropped.v[i].name);
		fprintf(out, "%s%s", i == 0 ? "   " : " ", safe);
		if (r->dropped.v[i].n > 1)
			fprintf(out, " x%" PRIu64, r->dropped.v[i].n);
	}
	if (r->dropped.others > 0)
		fprintf(out, " and %" PRIu64 " others", r->dropped.others);
	fputc('\n', out);
	count_row(out, "threads", &r->threads);
	fputc('\n', out);
	for (i = 0; i < r->rewritten.n; i++)
		fprintf(out, "%-13s %11s %11s %11s   %s\n", "rewritten", "",
		    dump_size_text(size, r->rewritten.v[i].n), "",
		    r->rewritten.v[i].name);
}

static void
show_text(const char *cut, const struct dump_plan *p,
    const struct rest *r, uint64_t input, uint64_t output, const char *name,
    FILE *out)
{
	char a[DUMP_SIZE_TEXT], b[DUMP_SIZE_TEXT], safe[256];
	char packed[DUMP_SIZE_TEXT + 16] = "";
	struct total t, all = { 0, 0 };
	unsigned i;

	dump_escape(safe, sizeof safe, name);
	if (dump_plan_packed(p) > 0)
		snprintf(packed, sizeof packed, ", compressed %s",
		    dump_size_text(a, dump_plan_packed(p)));
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
	show_rest(r, out);
	show_tiers(p, out);
	fprintf(out, "%s: %s: ", safe, cut != NULL ? cut : "filter");
	if (!dump_plan_changes(p))
		fprintf(out, "%s, and nothing to drop\n",
		    dump_size_text(a, input));
	else
		fprintf(out, "%s -> %s%s\n", dump_size_text(a, input),
		    dump_size_text(b, output), packed);
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
list_json(const struct list *l, const char *name, const char *number)
{
	json_t *all = json_array(), *one;
	size_t i;

	for (i = 0; i < l->n; i++) {
		one = json_object();
		json_object_set_new(one, name, cli_json_text(l->v[i].name));
		json_object_set_new(one, number, cli_json_size(l->v[i].n));
		json_array_append_new(all, one);
	}
	return all;
}

static json_t *
total_json(const struct total *t)
{
	json_t *doc = json_object();

	add_total(doc, t);
	return doc;
}

static void
add_rest(json_t *doc, const struct rest *r)
{
	json_t *records = total_json(&r->records);

	json_object_set_new(records, "dropped_names",
	    list_json(&r->dropped, "name", "records"));
	json_object_set_new(doc, "records", records);
	json_object_set_new(doc, "threads", total_json(&r->threads));
	json_object_set_new(doc, "rewritten",
	    list_json(&r->rewritten, "rule", "bytes"));
}

static json_t *
json_of(const char *cut, const struct dump_plan *p,
    const struct rest *r, uint64_t input, uint64_t output, const char *name)
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
	json_object_set_new(doc, "cut", cli_json_text(cut));
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
	add_tiers(doc, p);
	json_object_set_new(doc, "memory", memory);
	add_rest(doc, r);
	for (i = 0; i < dump_plan_warnings(p); i++)
		json_array_append_new(warnings,
		    cli_json_text(dump_plan_warning(p, i)));
	json_object_set_new(doc, "warnings", warnings);
	return doc;
}

int
show_plan(const struct opts *o, const char *cut,
    const struct dump_model *m, const struct dump_plan *p, uint64_t input,
    uint64_t output, FILE *out)
{
	const char *name = cli_name(o->common.files.v[0]);
	struct dump_err err;
	struct rest r;

	if (look_at_rest(&r, m, p, &err) == -1)
		return cli_error(name, &err);
	if (o->json == NULL) {
		show_text(cut, p, &r, input, output, name, out);
		return CLI_OK;
	}
	return cli_json_print(json_of(cut, p, &r, input, output, name),
	    strcmp(o->json, "pretty") == 0, out) ? CLI_OK :
	    cli_say(CLI_FAILED, "out of memory");
}
