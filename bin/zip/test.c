/* SPDX-License-Identifier: BSD-2-Clause */
/* test.c -- reads all of a compressed file, to see whether it is whole. */
#include <string.h>

#include "cli_progress.h"
#include "zip/archive.h"
#include "zip/report.h"

/* What came of it, if that was asked for. */
static int
print_json(const struct work *w, const struct dump_wrapping *is)
{
	json_t *doc;

	if (w->o->json == NULL)
		return CLI_OK;
	doc = zip_json(w->name, is, w->res.read);
	json_object_set_new(doc, "complete", json_boolean(!w->res.damaged));
	json_object_set_new(doc, "flaw", cli_json_text(w->res.damaged ?
	    w->res.why : NULL));
	return zip_json_print(w->o, doc);
}

static int
read_all(struct work *w, struct dump_wrapping *is, struct dump_err *err)
{
	if (dump_copy_bytes(w->src, NULL, cli_progress, NULL, NULL, &w->res,
	    err) == -1)
		return -1;
	dump_source_wrapping(w->src, 0, is);
	return 0;
}

int
test(const struct opts *o, const char *path)
{
	struct dump_wrapping is = { .packed = DUMP_NOWHERE };
	struct dump_archive *a = NULL;
	struct dump_err err;
	struct work w;
	bool wrapped;
	int status;

	if ((status = work_start(&w, o, path)) != CLI_OK)
		return status;
	cli_progress_start(&o->common, cli_short_name(path), "test");
	if (work_open(&w, &a, &is, &wrapped, &err) == -1 ||
	    (wrapped && read_all(&w, &is, &err) == -1)) {
		status = work_error(&w, &is, &err);
	} else if (a != NULL) {
		status = archive_test(&w, a);
	} else if (!wrapped) {
		status = work_not_packed(&w);
	} else {
		cli_progress_end();
		if (w.res.damaged)
			status = work_flaw(&w, w.res.why);
		else if (o->common.verbose > 0)
			cli_line("%s: OK", w.name);
		status = cli_worse(status, print_json(&w, &is));
	}
	dump_archive_close(a);
	work_end(&w);
	return status;
}
