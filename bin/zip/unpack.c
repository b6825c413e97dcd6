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

/*
 * Opens W.  Where all goes to one place, that is a single file of an archive,
 * which --rm must not remove with others in it.
 */
static int
open_input(struct work *w, struct dump_archive **a, struct dump_wrapping *is,
    bool *wrapped)
{
	const struct opts *o = w->o;
	bool many = o->common.output == NULL && strcmp(w->path, "-") != 0;
	struct dump_err err;

	if (work_open(w, many || o->remove == 1 ? a : NULL, is, wrapped,
	    &err) == -1)
		return cli_error(w->name, &err);
	if (many || *a == NULL)
		return CLI_OK;
	if (dump_archive_members(*a) > 1)
		return cli_say(CLI_FAILED, "%s: kept, and nothing done, for "
		    "--rm would remove all of its %zu members", w->name,
		    dump_archive_members(*a));
	dump_archive_close(*a);
	*a = NULL;
	return work_unwrap(w, is, wrapped, &err) == 0 ? CLI_OK :
	    cli_error(w->name, &err);
}

static int
unpack_one(struct work *w, const struct dump_wrapping *is)
{
	int status;

	if ((status = choose(w, is)) == CLI_OK &&
	    (status = work_refuse(w)) == CLI_OK)
		status = work_run(w, "unpack");
	return status;
}

int
unpack(const struct opts *o, const char *path)
{
	struct dump_wrapping is;
	struct dump_archive *a = NULL;
	struct work w;
	bool wrapped;
	int status;

	if ((status = work_start(&w, o, path)) != CLI_OK)
		return status;
	if ((status = open_input(&w, &a, &is, &wrapped)) == CLI_OK)
		status = a != NULL ? archive_unpack(&w, a) :
		    !wrapped && !takes_anything(&w) ? work_not_packed(&w) :
		    unpack_one(&w, &is);
	dump_archive_close(a);
	work_end(&w);
	return status;
}
