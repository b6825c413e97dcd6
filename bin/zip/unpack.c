/* SPDX-License-Identifier: BSD-2-Clause */
/* unpack.c -- decompresses one file, or tests it. */
#include <stdlib.h>
#include <string.h>

#include "cli_progress.h"
#include "zip/zip.h"

/* Opens the input without its outermost wrapping; *WRAPPED: it has one. */
static int
open_plain(struct work *w, struct dump_wrapping *is, bool *wrapped,
    struct dump_err *err)
{
	const struct cli_common *c = &w->o->common;

	*wrapped = false;
	if (cli_open_raw(&w->src, c, w->path, err) == -1 ||
	    cli_unwrap(&w->src, c, 1, err) == -1)
		return -1;
	*wrapped = dump_source_wrapping(w->src, 0, is);
	return 0;
}

/* Where the plain bytes go. */
static int
choose(struct work *w, const struct dump_wrapping *is)
{
	const struct cli_common *c = &w->o->common;

	if (c->output == NULL && strcmp(w->path, "-") != 0) {
		w->stands_in = true;
		w->out = plain_name(w->o, w->path, is);
		if (w->o->name == 1 && is->time != 0) {
			w->st.st_mtim.tv_sec = (time_t)is->time;
			w->st.st_mtim.tv_nsec = 0;
		}
		return w->out != NULL ? CLI_OK : CLI_FAILED;
	}
	if (!cli_to_stdout(c) && (w->out = packed_name(c->output, "")) == NULL)
		return CLI_FAILED;
	return CLI_OK;
}

int
unpack(const struct opts *o, const char *path)
{
	struct dump_wrapping is;
	struct dump_err err;
	struct work w;
	bool wrapped;
	int status;

	if ((status = work_start(&w, o, path)) != CLI_OK ||
	    (status = cli_refuse_input(&o->common, path)) != CLI_OK)
		return status;
	if (open_plain(&w, &is, &wrapped, &err) == -1)
		status = cli_error(w.name, &err);
	/* gzip -dcf passes on what is not compressed. */
	else if (!wrapped && !(o->common.force && (cli_to_stdout(&o->common) &&
	    (o->common.output != NULL || strcmp(path, "-") == 0))))
		status = cli_say(CLI_FAILED, "%s: not compressed", w.name);
	else if ((status = choose(&w, &is)) == CLI_OK &&
	    (status = work_refuse(&w)) == CLI_OK)
		status = work_run(&w, "unpack");
	work_end(&w);
	return status;
}

int
test(const struct opts *o, const char *path)
{
	struct dump_wrapping is;
	struct dump_err err;
	struct work w;
	bool wrapped;
	int status;

	if ((status = work_start(&w, o, path)) != CLI_OK ||
	    (status = cli_refuse_input(&o->common, path)) != CLI_OK)
		return status;
	cli_progress_start(&o->common, cli_short_name(path), "test");
	if (open_plain(&w, &is, &wrapped, &err) == -1)
		status = cli_error(w.name, &err);
	else if (!wrapped)
		status = cli_say(CLI_FAILED, "%s: not compressed", w.name);
	else if (dump_copy_bytes(w.src, NULL, cli_progress, NULL, NULL,
	    &w.res, &err) == -1)
		status = cli_error(w.name, &err);
	cli_progress_end();
	if (status == CLI_OK && w.res.damaged) {
		cli_warn(w.name, "%s", w.res.why);
		status = CLI_DAMAGED;
	}
	if (status == CLI_OK && o->common.verbose > 0)
		cli_line("%s: OK", w.name);
	work_end(&w);
	return status;
}
