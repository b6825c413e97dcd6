/* SPDX-License-Identifier: BSD-2-Clause */
/* unpack.c -- decompresses one file. */
#include <stdlib.h>
#include <string.h>

#include "zip/archive.h"

/* Where the plain bytes go. */
static int
choose(struct work *w, const struct dump_wrapping *is)
{
	const struct cli_common *c = &w->o->common;

	if (w->o->name == 1)
		w->time = is->time;
	if (c->output == NULL && strcmp(w->path, "-") != 0) {
		w->stands_in = true;
		if (plain_name(&w->out, w->o, w->path, is) != CLI_OK)
			return CLI_FAILED;
		return w->out != NULL ? CLI_OK : cli_say(CLI_FAILED, "%s: %s,"
		    " but its name does not end in %s; use -o FILE or -c",
		    w->path, is->codec, is->suffix);
	}
	if (!cli_to_stdout(c) && (w->out = packed_name(c->output, "")) == NULL)
		return CLI_FAILED;
	return CLI_OK;
}

/* Who insists, like gzip -dcf, gets on standard output what it is. */
static bool
takes_anything(const struct work *w)
{
	const struct cli_common *c = &w->o->common;

	return c->force && cli_to_stdout(c) &&
	    (c->output != NULL || strcmp(w->path, "-") == 0);
}

int
unpack(const struct opts *o, const char *path)
{
	struct dump_wrapping is;
	struct dump_archive *a = NULL;
	struct dump_err err;
	struct work w;
	bool wrapped, many;
	int status;

	if ((status = work_start(&w, o, path)) != CLI_OK)
		return status;
	/* A single file, where all goes to one place. */
	many = o->common.output == NULL && strcmp(path, "-") != 0;
	if (work_open(&w, many ? &a : NULL, &is, &wrapped, &err) == -1)
		status = cli_error(w.name, &err);
	else if (a != NULL)
		status = archive_unpack(&w, a);
	else if (!wrapped && !takes_anything(&w))
		status = work_not_packed(&w);
	else if ((status = choose(&w, &is)) == CLI_OK &&
	    (status = work_refuse(&w)) == CLI_OK)
		status = work_run(&w, "unpack");
	dump_archive_close(a);
	work_end(&w);
	return status;
}
