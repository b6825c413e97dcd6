/* SPDX-License-Identifier: BSD-2-Clause */
/* pack.c -- compresses one file. */
#include <stdlib.h>
#include <string.h>

#include "cli_packing.h"
#include "zip/zip.h"

int64_t
time_to_store(const struct stat *st)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");

	return epoch != NULL && *epoch != '\0' ? strtoll(epoch, NULL, 10) :
	    st->st_mtime;
}

/* The level that "fast" or "best" is. */
static int
named_level(const struct opts *o, const struct dump_packing *how)
{
	int least, most;

	cli_packing_levels(how, &least, &most);
	return o->fast ? least : most;
}

int
choose_packing(struct dump_packing *how, const struct opts *o,
    const char *name)
{
	struct cli_pack usual = o->common.pack;
	int status;

	if ((status = cli_packing(how, &usual, name)) != CLI_OK)
		return status;
	if (how->codec == NULL) {
		usual.codec = dump_codec_name(0);
		if ((status = cli_packing(how, &usual, NULL)) != CLI_OK)
			return status;
	}
	if (o->fast || o->best)
		how->level = named_level(o, how);
	if (o->no_index)
		how->index = DUMP_INDEX_NEVER;
	if (o->split != DUMP_NOWHERE)
		how->part = o->split;
	return CLI_OK;
}

/* What goes down a pipe is the same whatever it was called; but in an archive
 * there is nothing without a name. */
static void
store_name(struct work *w)
{
	bool stored = w->o->name == 1 || (w->stands_in && w->o->name == 0);

	if (strcmp(w->path, "-") == 0)
		return;
	if (stored || cli_packs_archive(&w->how))
		w->how.name = cli_short_name(w->path);
	if (cli_packs_archive(&w->how))
		check_member_name(w->path, w->how.name);
	if (stored)
		w->how.time = time_to_store(&w->st);
	w->how.mode = w->st.st_mode;
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
	if ((status = choose_packing(&w->how, w->o, w->out)) != CLI_OK)
		return status;
	if (w->stands_in && w->out == NULL && (w->out = packed_name(w->path,
	    cli_packing_suffix(&w->how))) == NULL)
		return CLI_FAILED;
	store_name(w);
	return CLI_OK;
}

enum already { NOT_YET, LEFT_ALONE, PASSED_ON };

/* What becomes of input that CODEC, or NULL, has compressed already. */
static enum already
is_done(struct work *w, const char *codec)
{
	bool same = codec != NULL && strcmp(codec, w->how.codec) == 0;

	/* What is compressed may be one of the files of an archive. */
	if (codec == NULL || w->o->common.force ||
	    (!same && cli_packs_archive(&w->how)))
		return NOT_YET;
	if (w->stands_in) {
		if (!w->o->walking || w->o->common.verbose > 0)
			cli_warn(w->name, "compressed already (%s), left "
			    "alone", codec);
		return LEFT_ALONE;
	}
	/* The output is what was asked for, or its name says. */
	cli_warn(w->name, "compressed already (%s), %s", codec,
	    same ? "passed on as it is" : "and now once more");
	return same ? PASSED_ON : NOT_YET;
}

static int
pack_open(struct work *w)
{
	switch (is_done(w, w->codec)) {
	case LEFT_ALONE:
		return CLI_OK;
	case PASSED_ON:
		w->how.codec = NULL;
		return work_run(w, "copy");
	case NOT_YET:
		break;
	}
	return work_run(w, w->how.codec);
}

int
pack(const struct opts *o, const char *path)
{
	struct dump_err err;
	struct work w;
	int status;

	if ((status = work_start(&w, o, path)) != CLI_OK)
		return status;
	if ((status = choose(&w)) == CLI_OK &&
	    (status = work_refuse(&w)) == CLI_OK)
		status = cli_open_raw(&w.src, &o->common, path, &err) == -1 ||
		    dump_source_codec(w.src, &w.codec, &err) == -1 ?
		    cli_error(w.name, &err) : pack_open(&w);
	work_end(&w);
	return status;
}
