/* SPDX-License-Identifier: BSD-2-Clause */
/* pack.c -- compresses one file. */
#include <stdlib.h>
#include <string.h>

#include "cli_packing.h"
#include "zip/zip.h"

/* What reproducible builds want all times to be, or the input's own. */
static int64_t
time_of(const struct work *w)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");

	return epoch != NULL && *epoch != '\0' ? strtoll(epoch, NULL, 10) :
	    w->st.st_mtime;
}

/* The level that "fast" or "best" is. */
static int
named_level(const struct opts *o, const char *codec)
{
	int least = 0, most = 0, usual;
	size_t i;

	for (i = 0; dump_codec_name(i) != NULL; i++)
		if (strcmp(dump_codec_name(i), codec) == 0)
			dump_codec_levels(i, &least, &most, &usual);
	return o->fast ? least : most;
}

/* By the name of the output, if that was given, and the options. */
static int
choose_codec(struct work *w, const char *name)
{
	const struct opts *o = w->o;
	struct cli_pack usual = o->common.pack;
	int status;

	if ((status = cli_packing(&w->how, &usual, name)) != CLI_OK)
		return status;
	if (w->how.codec == NULL) {
		usual.codec = dump_codec_name(0);
		if ((status = cli_packing(&w->how, &usual, NULL)) != CLI_OK)
			return status;
	}
	if (o->fast || o->best)
		w->how.level = named_level(o, w->how.codec);
	if (o->no_index)
		w->how.index = DUMP_INDEX_NEVER;
	if (o->split != DUMP_NOWHERE)
		w->how.part = o->split;
	return CLI_OK;
}

/* How, and where to: a name that was given says how, else how says the
 * name. */
static int
choose(struct work *w)
{
	const struct cli_common *c = &w->o->common;
	const char *suffix = w->o->suffix;
	bool to_file = !cli_to_stdout(c);
	int status;

	w->stands_in = c->output == NULL && strcmp(w->path, "-") != 0;
	if (to_file || (w->stands_in && suffix != NULL)) {
		w->out = to_file ? packed_name(c->output, "") :
		    packed_name(w->path, suffix);
		if (w->out == NULL)
			return CLI_FAILED;
	}
	if ((status = choose_codec(w, w->out)) != CLI_OK)
		return status;
	if (w->stands_in && w->out == NULL && (w->out = packed_name(w->path,
	    cli_packing_suffix(&w->how))) == NULL)
		return CLI_FAILED;
	/* What goes down a pipe is the same whatever it was called. */
	if (strcmp(w->path, "-") != 0 &&
	    (w->o->name == 1 || (w->stands_in && w->o->name == 0))) {
		w->how.name = cli_short_name(w->path);
		w->how.time = time_of(w);
	}
	return CLI_OK;
}

int
pack(const struct opts *o, const char *path)
{
	struct dump_err err;
	const char *codec;
	struct work w;
	int status;

	if ((status = work_start(&w, o, path)) != CLI_OK)
		return status;
	if ((status = choose(&w)) != CLI_OK ||
	    (status = work_refuse(&w)) != CLI_OK)
		;
	else if (cli_open_raw(&w.src, &o->common, path, &err) == -1 ||
	    dump_source_codec(w.src, &codec, &err) == -1)
		status = cli_error(w.name, &err);
	else if (codec != NULL && !o->common.force && w.stands_in) {
		if (!o->walking || o->common.verbose > 0)
			cli_warn(w.name, "compressed already (%s), left "
			    "alone", codec);
	}
	else {
		if (codec != NULL && !o->common.force) {
			cli_warn(w.name, "compressed already (%s), passed on "
			    "as it is", codec);
			w.how.codec = NULL;
		}
		status = work_run(&w, w.how.codec != NULL ? w.how.codec :
		    "copy");
	}
	work_end(&w);
	return status;
}
