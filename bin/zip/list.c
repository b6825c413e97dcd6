/* SPDX-License-Identifier: BSD-2-Clause */
/* list.c -- what is in a compressed file, and in each file of an archive. */
#include <stdlib.h>
#include <string.h>

#include "cli_progress.h"
#include "zip/archive.h"
#include "zip/entry.h"
#include "zip/report.h"

/* Of a file of which one wrapping was undone. */
static int
look(struct work *w, struct entry *e, struct dump_wrapping *is,
    struct dump_err *err)
{
	if (entry_look(e, w->src, err) == -1)
		return -1;
	e->has_crc = w->o->common.verbose > 0;
	if (e->has_crc) {
		if (dump_copy_bytes(w->src, NULL, cli_progress, NULL, &e->crc,
		    &w->res, err) == -1)
			return -1;
		e->plain = w->res.read;
	} else if (dump_source_finish(w->src, &e->plain, err) == -1)
		return -1;
	dump_source_wrapping(w->src, 0, is);
	e->packed = is->packed;
	e->method = is->codec;
	e->time = is->time;
	return 0;
}

static int
print_json(const struct work *w, const struct entry *e,
    const struct dump_wrapping *is)
{
	json_t *doc = zip_json(w->name, is, e->plain);

	json_object_set_new(doc, "indexed", json_boolean(is->indexed));
	json_object_set_new(doc, "name", cli_json_text(is->name));
	json_object_set_new(doc, "flaw",
	    cli_json_text(dump_source_flaw(w->src)));
	entry_json(e, doc);
	return zip_json_print(w->o, doc);
}

static int
show(struct work *w, const struct entry *e, const struct dump_wrapping *is,
    struct total *t)
{
	int status = CLI_OK;
	char *name;

	if (dump_source_flaw(w->src) != NULL)
		status = work_flaw(w, dump_source_flaw(w->src));
	if (w->o->json != NULL)
		return cli_worse(status, print_json(w, e, is));
	if (plain_name(&name, w->o, w->path, is) != CLI_OK)
		return CLI_FAILED;
	entry_print(w->o, e, name != NULL ? name : w->name, t);
	free(name);
	return status;
}

int
list(const struct opts *o, const char *path, struct total *t)
{
	struct dump_wrapping is = { .packed = DUMP_NOWHERE };
	struct dump_archive *a = NULL;
	struct entry e = { .m = NULL };
	struct dump_err err;
	struct work w;
	bool wrapped;
	int status;

	if ((status = work_start(&w, o, path)) != CLI_OK)
		return status;
	cli_progress_start(&o->common, cli_short_name(path), "list");
	if (work_open(&w, &a, &is, &wrapped, &err) == -1)
		status = work_error(&w, &is, &err);
	else if (a != NULL)
		status = archive_list(&w, a, t);
	else if (!wrapped)
		status = work_not_packed(&w);
	else if (look(&w, &e, &is, &err) == -1)
		status = work_error(&w, &is, &err);
	else {
		cli_progress_end();
		status = show(&w, &e, &is, t);
	}
	dump_model_free(e.m);
	dump_archive_close(a);
	work_end(&w);
	return status;
}
