/* SPDX-License-Identifier: BSD-2-Clause */
/* list.c -- what is in a compressed file: gzip's columns, and which dump. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli_packing.h"
#include "cli_progress.h"
#include "zip/report.h"
#include "zip/zip.h"

enum { NAME_WIDTH = 24 };

/* What there is to say about one. */
struct entry {
	struct dump_wrapping is;
	uint64_t	 packed, plain;
	bool		 has_crc;
	uint32_t	 crc;
	const char	*flaw;		/* or NULL */
	struct dump_model *m;		/* or NULL: no dump, or not seen */
	const char	*inside;	/* a codec, or NULL */
};

/* How much smaller it became, in percent. */
static double
ratio(uint64_t packed, uint64_t plain)
{
	return plain == 0 ? 0 :
	    100 - 100 * (double)packed / (double)plain;
}

static void
print_title(const struct opts *o)
{
	if (o->common.verbose > 0)
		printf("method  crc     date  time  ");
	printf("%19s %19s  ratio %-*s dump\n", "compressed", "uncompressed",
	    NAME_WIDTH, "uncompressed_name");
}

/* "minidump of orders.exe, by dbghelp" */
static void
describe(char *buf, size_t size, const struct entry *e)
{
	const struct dump_facts *f;
	char process[128], producer[64];

	if (e->m == NULL) {
		snprintf(buf, size, "%s", e->inside != NULL ? e->inside :
		    "-");
		return;
	}
	f = dump_model_facts(e->m);
	dump_escape(process, sizeof process, f->process != NULL ?
	    f->process : "");
	dump_escape(producer, sizeof producer, f->producer != NULL ?
	    f->producer : "");
	snprintf(buf, size, "%s%s%s%s%s", f->format,
	    *process != '\0' ? " of " : "", process,
	    *producer != '\0' ? ", by " : "", producer);
}

static void
print_row(const struct opts *o, const struct entry *e, const char *name)
{
	char when[32] = "            ", what[256], safe[1024];
	time_t time = (time_t)e->is.time;
	struct tm tm;

	if (o->common.verbose > 0) {
		if (time != 0 && localtime_r(&time, &tm) != NULL)
			strftime(when, sizeof when, "%b %e %H:%M", &tm);
		printf("%-5.5s %08x %-12s", e->is.codec, e->crc, when);
	}
	describe(what, sizeof what, e);
	dump_escape(safe, sizeof safe, name);
	printf("%19" PRIu64 " %19" PRIu64 " %5.1f%% %-*s %s\n", e->packed,
	    e->plain, ratio(e->packed, e->plain), NAME_WIDTH, safe, what);
}

static json_t *
dump_json(const struct entry *e)
{
	const struct dump_facts *f;
	json_t *doc;

	if (e->m == NULL)
		return json_null();
	f = dump_model_facts(e->m);
	doc = json_object();
	json_object_set_new(doc, "format", cli_json_text(f->format_id));
	json_object_set_new(doc, "producer", cli_json_text(f->producer));
	json_object_set_new(doc, "process", cli_json_text(f->process));
	json_object_set_new(doc, "pid", f->has_pid ?
	    json_integer(f->pid) : json_null());
	return doc;
}

static int
print_json(const struct opts *o, const struct entry *e, const char *name)
{
	json_t *doc = zip_json(name, &e->is, e->plain);
	char crc[16];

	json_object_set_new(doc, "indexed", json_boolean(e->is.indexed));
	json_object_set_new(doc, "name", cli_json_text(e->is.name));
	json_object_set_new(doc, "time", e->is.time != 0 ?
	    json_integer(e->is.time) : json_null());
	snprintf(crc, sizeof crc, "0x%08" PRIx32, e->crc);
	if (e->has_crc)
		json_object_set_new(doc, "crc32", json_string(crc));
	json_object_set_new(doc, "flaw", cli_json_text(e->flaw));
	json_object_set_new(doc, "inside", cli_json_text(e->inside));
	json_object_set_new(doc, "dump", dump_json(e));
	return cli_json_print(doc, strcmp(o->json, "pretty") == 0, stdout) ?
	    CLI_OK : cli_say(CLI_FAILED, "out of memory");
}

/* Finds out about a file of which one wrapping was undone. */
static int
look(struct work *w, struct entry *e, struct dump_err *err)
{
	const struct dump_limits no_spool = { .no_spool = true };
	struct dump_err ignored;

	/* A name and a format are not worth a spool. */
	dump_source_limits(w->src, &no_spool);
	if (dump_source_codec(w->src, &e->inside, err) == -1)
		return -1;
	if (e->inside == NULL)
		(void)dump_model_read(&e->m, w->src, &ignored);
	e->has_crc = w->o->common.verbose > 0;
	if (e->has_crc) {
		if (dump_copy_bytes(w->src, NULL, cli_progress, NULL, &e->crc,
		    &w->res, err) == -1)
			return -1;
		e->plain = w->res.read;
	} else if (dump_source_finish(w->src, &e->plain, err) == -1)
		return -1;
	dump_source_wrapping(w->src, 0, &e->is);
	e->packed = e->is.packed;
	e->flaw = dump_source_flaw(w->src);
	return 0;
}

static int
show(struct work *w, const struct entry *e, struct total *t)
{
	char *name;
	int status = CLI_OK;

	if (e->flaw != NULL) {
		cli_warn(w->name, "%s", e->flaw);
		status = CLI_DAMAGED;
	}
	if (w->o->json != NULL)
		return cli_worse(status, print_json(w->o, e, w->name));
	if (t->n++ == 0 && !w->o->common.quiet)
		print_title(w->o);
	t->packed += e->packed;
	t->plain += e->plain;
	if (plain_name(&name, w->o, w->path, &e->is) != CLI_OK)
		return CLI_FAILED;
	print_row(w->o, e, name != NULL ? name : w->name);
	free(name);
	return status;
}

static int
fail(const struct work *w, const struct entry *e, const struct dump_err *err)
{
	int status = cli_error(w->name, err);
	json_t *doc;

	if (w->o->json == NULL)
		return status;
	doc = zip_json(w->name, &e->is, DUMP_NOWHERE);
	json_object_set_new(doc, "error", cli_json_error(err));
	cli_json_print(doc, strcmp(w->o->json, "pretty") == 0, stdout);
	return status;
}

int
list(const struct opts *o, const char *path, struct total *t)
{
	struct entry e = { .is = { .packed = DUMP_NOWHERE } };
	struct dump_err err;
	struct work w;
	bool wrapped;
	int status;

	if ((status = work_start(&w, o, path)) != CLI_OK)
		return status;
	cli_progress_start(&o->common, cli_short_name(path), "list");
	if (work_open(&w, &e.is, &wrapped, &err) == -1)
		status = fail(&w, &e, &err);
	else if (!wrapped)
		status = work_not_packed(&w);
	else if (look(&w, &e, &err) == -1)
		status = fail(&w, &e, &err);
	else {
		cli_progress_end();
		status = show(&w, &e, t);
	}
	dump_model_free(e.m);
	work_end(&w);
	return status;
}

void
list_end(const struct opts *o, const struct total *t)
{
	if (t->n < 2 || o->common.quiet)
		return;
	if (o->common.verbose > 0)
		printf("%28s", "");
	printf("%19" PRIu64 " %19" PRIu64 " %5.1f%% (totals)\n", t->packed,
	    t->plain, ratio(t->packed, t->plain));
}
