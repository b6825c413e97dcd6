/* SPDX-License-Identifier: BSD-2-Clause */
/* work.c -- what packing and unpacking a file have in common. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli_progress.h"
#include "zip/report.h"

static bool
is_standard(const char *path)
{
	return strcmp(path, "-") == 0;
}

int
work_fail(const struct work *w, const struct dump_wrapping *is,
    enum dump_code code, const char *fmt, ...)
{
	struct dump_err err = { .code = code, .off = DUMP_NOWHERE };
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(err.msg, sizeof err.msg, fmt, ap);
	va_end(ap);
	return work_error(w, is, &err);
}

int
work_error(const struct work *w, const struct dump_wrapping *is,
    const struct dump_err *err)
{
	static const struct dump_wrapping unknown = {
		.packed = DUMP_NOWHERE
	};
	json_t *doc;

	if (w->o->json != NULL) {
		doc = zip_json(w->name, is != NULL ? is : &unknown,
		    DUMP_NOWHERE);
		json_object_set_new(doc, "error", cli_json_error(err));
		zip_json_print(w->o, doc);
	}
	return cli_error(w->name, err);
}

int
work_start(struct work *w, const struct opts *o, const char *path)
{
	struct stat link;

	*w = (struct work){ .o = o, .path = path, .name = cli_name(path) };
	if ((is_standard(path) ? fstat(STDIN_FILENO, &w->st) :
	    stat(path, &w->st)) == -1)
		return work_fail(w, NULL, DUMP_E_SYS, "cannot open: %s",
		    strerror(errno));
	if (S_ISDIR(w->st.st_mode))
		return cli_say(CLI_USAGE, "%s: a folder; --zip packs it whole, "
		    "-r its files one by one", w->name);
	if (o->remove == 1 && lstat(path, &link) == 0 && S_ISLNK(link.st_mode))
		return cli_say(CLI_FAILED, "%s: a symbolic link; --rm would "
		    "not remove what it leads to", w->name);
	return cli_refuse_terminal(path);
}

int
work_refuse_output(struct work *w)
{
	bool force = w->o->common.force;

	/* Like gzip: whoever insists gets it on the terminal. */
	if (w->out == NULL && force)
		return CLI_OK;
	/* Of parts only the library knows the names. */
	return cli_refuse_place(w->out, force || w->how.part != 0, true);
}

int
work_refuse(struct work *w)
{
	struct cli_common c = w->o->common;
	struct stat out;
	int status;

	c.output = w->out != NULL ? w->out : "-";
	if ((status = cli_refuse_input(&c, w->path)) != CLI_OK)
		return status;
	if (w->o->remove == 1 && stat(w->out, &out) == 0 &&
	    !S_ISREG(out.st_mode))
		return cli_say(CLI_FAILED, "%s: not a regular file, and what "
		    "cannot be read back --rm does not trust", w->out);
	if (w->stands_in && !S_ISREG(w->st.st_mode))
		return cli_say(CLI_FAILED, "%s: not a regular file; use -o "
		    "FILE or -c", w->name);
	return work_refuse_output(w);
}

int
work_open(struct work *w, struct dump_archive **a, struct dump_wrapping *is,
    bool *wrapped, struct dump_err *err)
{
	const struct cli_common *c = &w->o->common;

	*wrapped = false;
	if (cli_open_parts(&w->src, c, w->path, err) == -1 ||
	    dump_source_codec(w->src, &w->codec, err) == -1)
		return -1;
	if (a != NULL) {
		if (dump_archive_read(a, w->src, err) == 0)
			return 0;
		if (err->code != DUMP_E_UNKNOWN)
			return -1;
	}
	return work_unwrap(w, is, wrapped, err);
}

int
work_unwrap(struct work *w, struct dump_wrapping *is, bool *wrapped,
    struct dump_err *err)
{
	if (cli_unwrap(&w->src, &w->o->common, 1, err) == -1)
		return -1;
	*wrapped = dump_source_wrapping(w->src, 0, is);
	w->in_parts = *wrapped && cli_part(w->path) == 1;
	return 0;
}

int
work_flaw(struct work *w, const char *flaw)
{
	if (!w->flawed)
		cli_warn(w->name, "%s", flaw);
	w->flawed = true;
	return CLI_DAMAGED;
}

/* In a way that nothing here undoes, which the library knows by name. */
static bool
is_foreign(struct work *w, struct dump_err *err)
{
	static const char foreign[] = "compressed with ";
	const struct dump_limits no_spool = { .no_spool = true };
	struct dump_model *m;

	dump_source_limits(w->src, &no_spool);
	if (dump_model_read(&m, w->src, err) == -1)
		return strncmp(err->msg, foreign, sizeof foreign - 1) == 0;
	dump_model_free(m);
	return false;
}

int
work_not_packed(struct work *w)
{
	struct dump_err err;

	if (!w->o->walking && is_foreign(w, &err))
		return work_error(w, NULL, &err);
	if (!w->o->walking)
		return work_fail(w, NULL, DUMP_E_UNKNOWN, "not compressed");
	if (w->o->common.verbose > 0)
		cli_line("%s: not compressed, passed over", w->name);
	return CLI_OK;
}

static int
create(struct work *w, struct dump_err *err)
{
	unsigned flags = cli_sink_flags(&w->o->common);
	struct stat like = w->st;

	if (w->o->remove == 1)
		flags |= DUMP_SINK_SYNC;
	if (cli_create_as(&w->dst, w->out, flags, &w->how, err) == -1)
		return -1;
	if (w->time != 0)
		like.st_mtim = (struct timespec){ .tv_sec = w->time };
	if (!is_standard(w->path) && S_ISREG(w->st.st_mode))
		dump_sink_like(w->dst, &like);
	if (w->o->sparse == -1)
		dump_sink_no_holes(w->dst);
	return 0;
}

static int
copy(struct work *w, struct dump_err *err)
{
	bool check = w->o->remove == 1;

	if (dump_copy_bytes(w->src, w->dst, cli_progress, NULL,
	    check ? &w->crc : NULL, &w->res, err) == -1)
		return -1;
	cli_progress_all(w->res.written);
	cli_progress_end();
	return cli_commit(&w->dst, &w->packed, err);
}

/* The closing line of -v. */
static void
say_done(const struct work *w)
{
	char plain[DUMP_SIZE_TEXT], packed[DUMP_SIZE_TEXT], times[32] = "";
	uint64_t from = w->res.read, to = w->packed;

	if (w->how.codec == NULL) {
		cli_line("%s: %s%s%s", cli_short_name(w->path),
		    dump_size_text(plain, w->res.written),
		    w->out != NULL ? ", " : "", w->out != NULL ? w->out : "");
		return;
	}
	if (to > 0 && from > to)
		snprintf(times, sizeof times, " (%.1fx)",
		    (double)from / (double)to);
	cli_line("%s: %s -> %s %s%s%s%s", cli_short_name(w->path),
	    dump_size_text(plain, from), dump_size_text(packed, to),
	    w->how.codec, times, w->out != NULL ? ", " : "",
	    w->out != NULL ? w->out : "");
}

int
work_run(struct work *w, const char *what)
{
	struct dump_err err;
	int status = CLI_OK;

	cli_progress_start(&w->o->common, cli_short_name(w->path), what);
	if (create(w, &err) == -1)
		return cli_worse(cli_error(w->name, &err),
		    err.code == DUMP_E_ARG ? CLI_USAGE : CLI_FAILED);
	if (copy(w, &err) == -1)
		return cli_error(w->name, &err);
	if (w->res.damaged)
		status = work_flaw(w, w->res.why);
	if (w->o->remove == 1 && status == CLI_DAMAGED)
		cli_say(status, "%s: kept, for it is damaged", w->name);
	else if (w->o->remove == 1 && (status = work_verify(w)) == CLI_OK)
		status = work_remove(w);
	if (w->o->common.verbose > 0)
		say_done(w);
	return status;
}

void
work_end(struct work *w)
{
	cli_progress_end();
	cli_abort(w->dst);
	dump_source_close(w->src);
	free(w->out);
}
