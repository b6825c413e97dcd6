/* SPDX-License-Identifier: BSD-2-Clause */
/* explain.c -- --explain: a line for every range of memory and every record,
 * with the rule that decided. */
#include <string.h>

#include "cli_json.h"
#include "filter/filter.h"

static const char *const verdicts[] = {
	[DUMP_KEPT] = "kept", [DUMP_DROPPED] = "dropped",
	[DUMP_ABSENT] = "absent",
};

struct report {
	const struct opts *o;
	const struct dump_model *m;
	FILE		*out;
};

/* The rule, and what else is to be said of it. */
static void
print_rule(const struct report *r, const struct dump_ruling *g)
{
	fputs(g->rule, r->out);
	if (g->widened)
		fputs(", in the same page", r->out);
	if (g->against != NULL)
		fprintf(r->out, "; against: %s", g->against);
	if (g->rewritten != NULL)
		fprintf(r->out, "; rewritten: %s", g->rewritten);
	if (g->shared)
		fputs("; zeros, there once", r->out);
}

static void
print_memory(const struct report *r, const struct dump_ruling *g)
{
	char prot[CLI_PROTECTION], range[48], safe[1024];
	struct dump_region at;

	dump_model_region(r->m, g->region, &at);
	snprintf(range, sizeof range, "0x%016" PRIx64 "+0x%" PRIx64, g->addr,
	    g->size);
	fprintf(r->out, "%-7s %-30s %-12s %-4s ", verdicts[g->verdict], range,
	    dump_class_name(at.kind), cli_protection(prot, at.prot));
	print_rule(r, g);
	if (at.file != NULL) {
		dump_escape(safe, sizeof safe, at.file);
		fprintf(r->out, "  [%s]", safe);
	}
	fputc('\n', r->out);
}

static void
print_record(const struct report *r, const struct dump_ruling *g)
{
	char name[256], owner[256] = "";
	struct dump_record is;

	dump_model_record(r->m, g->record, &is);
	dump_escape(name, sizeof name, is.name);
	if (is.owner != NULL)
		dump_escape(owner, sizeof owner, is.owner);
	fprintf(r->out, "%-7s record:%s%s%s 0x%" PRIx32 " %" PRIu64
	    " bytes  ", verdicts[g->verdict], owner,
	    is.owner != NULL ? "/" : "", name, is.type, is.size);
	print_rule(r, g);
	if (is.thread >= 0)
		fprintf(r->out, "  [thread %" PRIu64 "]",
		    dump_model_thread(r->m, (size_t)is.thread)->id);
	fputc('\n', r->out);
}

static void
add_memory(const struct report *r, const struct dump_ruling *g, json_t *doc)
{
	char prot[CLI_PROTECTION];
	struct dump_region at;

	dump_model_region(r->m, g->region, &at);
	json_object_set_new(doc, "kind", json_string("memory"));
	json_object_set_new(doc, "addr", cli_json_hex(g->addr));
	json_object_set_new(doc, "bytes", cli_json_size(g->size));
	json_object_set_new(doc, "class",
	    json_string(dump_class_name(at.kind)));
	json_object_set_new(doc, "protection",
	    json_string(cli_protection(prot, at.prot)));
	json_object_set_new(doc, "file", cli_json_text(at.file));
}

static void
add_record(const struct report *r, const struct dump_ruling *g, json_t *doc)
{
	struct dump_record is;

	dump_model_record(r->m, g->record, &is);
	json_object_set_new(doc, "kind", json_string("record"));
	json_object_set_new(doc, "name", cli_json_text(is.name));
	json_object_set_new(doc, "owner", cli_json_text(is.owner));
	json_object_set_new(doc, "type", cli_json_mask(is.type));
	json_object_set_new(doc, "thread_id", is.thread < 0 ? json_null() :
	    cli_json_size(dump_model_thread(r->m,
	    (size_t)is.thread)->id));
	json_object_set_new(doc, "bytes", cli_json_size(is.size));
}

static bool
print_json(const struct report *r, const struct dump_ruling *g)
{
	json_t *doc = json_object();

	json_object_set_new(doc, "schema", json_string("dumpfilter/1"));
	json_object_set_new(doc, "report", json_string("explain"));
	if (g->record == DUMP_NOWHERE)
		add_memory(r, g, doc);
	else
		add_record(r, g, doc);
	json_object_set_new(doc, "verdict",
	    json_string(verdicts[g->verdict]));
	json_object_set_new(doc, "rule", cli_json_text(g->rule));
	json_object_set_new(doc, "widened", json_boolean(g->widened));
	json_object_set_new(doc, "against", cli_json_text(g->against));
	if (g->record == DUMP_NOWHERE) {
		json_object_set_new(doc, "rewritten",
		    cli_json_text(g->rewritten));
		json_object_set_new(doc, "shared", json_boolean(g->shared));
	}
	return cli_json_print(doc, strcmp(r->o->json, "pretty") == 0, r->out);
}

static int
print(void *ctx, const struct dump_ruling *g)
{
	const struct report *r = ctx;

	if (r->o->json != NULL)
		return print_json(r, g) ? 0 : -1;
	if (g->record == DUMP_NOWHERE)
		print_memory(r, g);
	else
		print_record(r, g);
	return ferror(r->out) ? -1 : 0;
}

int
explain_plan(const struct opts *o, const struct dump_model *m,
    const struct dump_plan *p, FILE *out)
{
	struct report r = { o, m, out };
	struct dump_err err;

	/* That nobody takes the lines is told at the end of the program. */
	if (dump_plan_explain(p, print, &r, &err) == -1 &&
	    err.code != DUMP_E_STOPPED)
		return cli_error(cli_name(o->common.files.v[0]), &err);
	return CLI_OK;
}
