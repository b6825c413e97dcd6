/* SPDX-License-Identifier: BSD-2-Clause */
/* bundle.c -- packs files and whole folders into an archive. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli_packing.h"
#include "cli_progress.h"
#include "zip/bundle.h"

/* The archive that PATH makes: "snapshot/" becomes "snapshot.zip".  NULL after
 * a message. */
static char *
archive_name(const char *path, const char *suffix)
{
	size_t n = strlen(path), size = n + strlen(suffix) + 1;
	char *name = malloc(size);

	if (name == NULL) {
		cli_say(CLI_FAILED, "out of memory");
	} else if (last_name(name, path) == NULL) {
		cli_usage("%s: makes no name for an archive; use -o FILE",
		    path);
		free(name);
		name = NULL;
	} else {
		while (n > 1 && path[n - 1] == '/')
			n--;
		snprintf(name, size, "%.*s%s", (int)n, path, suffix);
	}
	return name;
}

/* The bytes of an item, which are the target of a link. */
static int
open_item(struct dump_source **src, const struct item *it,
    char target[PATH_MAX], const struct cli_common *c, struct dump_err *err)
{
	ssize_t n;

	*src = NULL;
	if (S_ISDIR(it->st.st_mode))
		return 0;
	if (!S_ISLNK(it->st.st_mode))
		return cli_open_raw(src, c, it->path, err);
	if ((n = readlink(it->path, target, PATH_MAX)) != -1)
		return dump_source_memory_raw(src, target, (size_t)n, err);
	*err = (struct dump_err){ .code = DUMP_E_SYS, .sys = errno,
	    .path = it->path, .off = DUMP_NOWHERE };
	snprintf(err->msg, sizeof err->msg, "cannot open: %s",
	    strerror(errno));
	return -1;
}

static int
add_item(struct dump_archive_writer *a, const struct item *it,
    const struct opts *o, struct dump_err *err)
{
	struct dump_member m = {
		.name = it->name,
		.mode = it->st.st_mode,
		.time = o->name == -1 ? 0 : time_to_store(&it->st),
		.size = S_ISREG(it->st.st_mode) ? (uint64_t)it->st.st_size :
		    DUMP_NOWHERE,
	};
	struct dump_source *src;
	char target[PATH_MAX];
	int rc;

	if (open_item(&src, it, target, &o->common, err) == -1)
		return -1;
	rc = dump_archive_add(a, &m, src, err);
	dump_source_close(src);
	return rc;
}

/* The archive writer does not know how much is to come. */
static int
progress(void *ctx, uint64_t done, uint64_t total)
{
	const struct bundle *b = ctx;

	(void)total;
	return cli_progress(NULL, done, b->bytes);
}

static int
write_all(struct work *w, struct bundle *b, struct dump_err *err)
{
	struct dump_archive_writer *a;
	size_t i;
	int rc;

	if (dump_archive_new(&a, w->dst, &w->how, err) == -1)
		return -1;
	dump_archive_watch(a, progress, b);
	for (rc = 0, i = 0; rc == 0 && i < b->n; i++)
		rc = add_item(a, &b->v[i], w->o, err);
	if (rc == 0)
		rc = dump_archive_end(a, err);
	dump_archive_free(a);
	return rc == 0 ? cli_commit(&w->dst, &w->packed, err) : -1;
}

static void
say_done(const struct work *w, const struct bundle *b)
{
	char plain[DUMP_SIZE_TEXT], packed[DUMP_SIZE_TEXT];

	cli_line("%s: %u file%s, %s -> %s %s", w->out != NULL ?
	    cli_short_name(w->out) : w->name, b->files,
	    b->files == 1 ? "" : "s", dump_size_text(plain, b->bytes),
	    dump_size_text(packed, w->packed), w->how.codec);
}

static int
run(struct work *w, struct bundle *b)
{
	const struct cli_list *files = &w->o->common.files;
	static const struct dump_packing plain;
	struct dump_err err;
	int status = CLI_OK;
	size_t i;

	b->has_old = w->out != NULL && stat(w->out, &b->old) == 0;
	for (i = 0; status == CLI_OK && i < files->n; i++)
		status = gather(b, files->v[i],
		    w->o->common.output == NULL);
	if (status != CLI_OK)
		return status;
	cli_progress_start(&w->o->common, w->out != NULL ?
	    cli_short_name(w->out) : w->name, w->how.codec);
	/* The archive compresses what is in it. */
	if (cli_create_as(&w->dst, w->out, cli_sink_flags(
	    &w->o->common), &plain, &err) == -1 ||
	    write_all(w, b, &err) == -1)
		return cli_error(w->out != NULL ? w->out : w->name, &err);
	cli_progress_end();
	if (w->o->common.verbose > 0)
		say_done(w, b);
	return CLI_OK;
}

int
bundle(const struct opts *o, const struct dump_packing *how)
{
	const struct cli_common *c = &o->common;
	struct work w = { .o = o, .path = c->files.v[0],
	    .name = c->files.v[0], .how = *how };
	struct bundle b = { .v = NULL };
	int status;

	if (c->output == NULL && c->files.n > 1)
		return cli_usage("%zu files for one archive: use -o FILE",
		    c->files.n);
	if (o->remove == 1 || o->split != DUMP_NOWHERE)
		return cli_usage("%s: not for what goes into an archive",
		    o->remove == 1 ? "--rm" : "--split");
	if (!cli_to_stdout(c))
		w.out = packed_name(c->output, "");
	else if (c->output == NULL)
		w.out = archive_name(w.path, o->suffix != NULL ? o->suffix :
		    cli_packing_suffix(how));
	if (w.out == NULL && c->output == NULL)
		return CLI_USAGE;
	if ((status = work_refuse_output(&w)) == CLI_OK)
		status = run(&w, &b);
	bundle_free(&b);
	work_end(&w);
	return status;
}
