/* SPDX-License-Identifier: BSD-2-Clause */
/* members.c -- lists and tests what is in an archive. */
#include <string.h>

#include "cli_progress.h"
#include "zip/archive.h"
#include "zip/entry.h"
#include "zip/report.h"

bool
archive_wants(const struct work *w, const struct dump_member *m)
{
	const char *name = w->o->common.member;
	size_t n = strlen(m->name), len;

	if (name == NULL || strcmp(m->name, name) == 0)
		return true;
	len = strlen(name);
	return n > len && m->name[n - len - 1] == '/' &&
	    strcmp(m->name + n - len, name) == 0;
}

static void
add_json(json_t *all, const struct entry *e, const char *name)
{
	json_t *one = json_object();

	json_object_set_new(one, "name", cli_json_text(name));
	json_object_set_new(one, "method", cli_json_text(e->method));
	json_object_set_new(one, "bytes", cli_json_size(e->packed));
	json_object_set_new(one, "raw_bytes", cli_json_size(e->plain));
	entry_json(e, one);
	json_array_append_new(all, one);
}

static int
list_one(struct work *w, struct dump_archive *a, size_t i, struct total *t,
    json_t *all)
{
	const struct dump_member *m = dump_archive_member(a, i);
	struct entry e = { m->packed, m->size, m->method, m->time, true,
	    m->crc, NULL, NULL };
	struct dump_source *src;
	struct dump_err err;
	int status = CLI_OK;

	if (dump_archive_open(&src, a, i, &err) == -1)
		return cli_error(w->name, &err);
	if (entry_look(&e, src, &err) == -1)
		status = cli_error(w->name, &err);
	else if (dump_source_flaw(src) != NULL)
		status = work_flaw(w, dump_source_flaw(src));
	if (all == NULL)
		entry_print(w->o, &e, m->name, t);
	else
		add_json(all, &e, m->name);
	dump_model_free(e.m);
	dump_source_close(src);
	return status;
}

/* Begins a report, where one is wanted; *ALL is its list of members. */
static json_t *
begin_report(const struct work *w, const struct dump_archive *a,
    json_t **all)
{
	struct dump_wrapping is = { .codec = w->codec,
	    .packed = dump_source_size(w->src) };
	uint64_t plain = 0;
	json_t *doc;
	size_t i;

	*all = NULL;
	if (w->o->json == NULL)
		return NULL;
	for (i = 0; i < dump_archive_members(a); i++)
		plain += dump_archive_member(a, i)->size;
	doc = zip_json(w->name, &is, plain);
	*all = json_array();
	json_object_set_new(doc, "members", *all);
	return doc;
}

int
archive_list(struct work *w, struct dump_archive *a, struct total *t)
{
	const struct dump_member *m;
	json_t *all, *doc = begin_report(w, a, &all);
	int status = CLI_OK;
	size_t i;

	for (i = 0; i < dump_archive_members(a); i++) {
		m = dump_archive_member(a, i);
		if (S_ISREG(m->mode) && archive_wants(w, m))
			status = cli_worse(status,
			    list_one(w, a, i, t, all));
	}
	return doc == NULL ? status : cli_worse(status,
	    zip_json_print(w->o, doc));
}

static int
test_one(struct work *w, struct dump_archive *a, size_t i, json_t *all)
{
	const struct dump_member *m = dump_archive_member(a, i);
	struct dump_source *src = NULL;
	struct dump_err err;
	json_t *one;
	int status = CLI_OK;

	if (dump_archive_open(&src, a, i, &err) == -1 ||
	    dump_copy_bytes(src, NULL, cli_progress, NULL, NULL, &w->res,
	    &err) == -1)
		status = cli_error(w->name, &err);
	else if (w->res.damaged)
		status = work_flaw(w, w->res.why);
	dump_source_close(src);
	if (all == NULL)
		return status;
	one = json_object();
	json_object_set_new(one, "name", cli_json_text(m->name));
	json_object_set_new(one, "complete", json_boolean(status == CLI_OK));
	if (status == CLI_FAILED)
		json_object_set_new(one, "error", cli_json_error(&err));
	json_array_append_new(all, one);
	return status;
}

int
archive_test(struct work *w, struct dump_archive *a)
{
	json_t *all, *doc = begin_report(w, a, &all);
	int status = CLI_OK;
	size_t i;

	for (i = 0; i < dump_archive_members(a); i++)
		if (archive_wants(w, dump_archive_member(a, i)))
			status = cli_worse(status, test_one(w, a, i, all));
	cli_progress_end();
	if (doc != NULL) {
		json_object_set_new(doc, "complete",
		    json_boolean(status == CLI_OK));
		return cli_worse(status, zip_json_print(w->o, doc));
	}
	if (status == CLI_OK && w->o->common.verbose > 0)
		cli_line("%s: OK", w->name);
	return status;
}
