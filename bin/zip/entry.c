/* SPDX-License-Identifier: BSD-2-Clause */
/* entry.c -- one line of what -l says. */
#include <time.h>

#include "cli_json.h"
#include "zip/entry.h"

enum { NAME_WIDTH = 24 };

int
entry_look(struct entry *e, struct dump_source *src, struct dump_err *err)
{
	const struct dump_limits no_spool = { .no_spool = true };
	struct dump_err ignored;

	/* A name and a format are not worth a spool. */
	dump_source_limits(src, &no_spool);
	if (dump_source_codec(src, &e->inside, err) == -1)
		return -1;
	if (e->inside == NULL)
		(void)dump_model_read(&e->m, src, &ignored);
	return 0;
}

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

void
entry_print(const struct opts *o, const struct entry *e, const char *name,
    struct total *t)
{
	char when[32] = "", what[256], safe[1024];
	time_t time = (time_t)e->time;
	struct tm tm;

	if (t->n++ == 0 && !o->common.quiet)
		print_title(o);
	t->packed += e->packed;
	t->plain += e->plain;
	if (o->common.verbose > 0) {
		if (time != 0 && localtime_r(&time, &tm) != NULL)
			strftime(when, sizeof when, "%b %e %H:%M", &tm);
		printf("%-5.5s %08x %-12s ", e->method, e->crc, when);
	}
	describe(what, sizeof what, e);
	dump_escape(safe, sizeof safe, name);
	printf("%19" PRIu64 " %19" PRIu64 " %5.1f%% %-*s %s\n", e->packed,
	    e->plain, ratio(e->packed, e->plain), NAME_WIDTH, safe, what);
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

static json_t *
dump_json(const struct dump_model *m)
{
	const struct dump_facts *f;
	json_t *doc;

	if (m == NULL)
		return json_null();
	f = dump_model_facts(m);
	doc = json_object();
	json_object_set_new(doc, "format", cli_json_text(f->format_id));
	json_object_set_new(doc, "producer", cli_json_text(f->producer));
	json_object_set_new(doc, "process", cli_json_text(f->process));
	json_object_set_new(doc, "pid", f->has_pid ?
	    json_integer(f->pid) : json_null());
	return doc;
}

void
entry_json(const struct entry *e, json_t *doc)
{
	char crc[16];

	snprintf(crc, sizeof crc, "0x%08" PRIx32, e->crc);
	json_object_set_new(doc, "time", e->time != 0 ?
	    json_integer(e->time) : json_null());
	if (e->has_crc)
		json_object_set_new(doc, "crc32", json_string(crc));
	json_object_set_new(doc, "inside", cli_json_text(e->inside));
	json_object_set_new(doc, "dump", dump_json(e->m));
}
