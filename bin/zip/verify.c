/* SPDX-License-Identifier: BSD-2-Clause */
/* verify.c -- an input goes only when its output was read back. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli_progress.h"
#include "zip/zip.h"

/* Reads what was written as anybody would, to its end. */
static int
read_back(struct work *w, struct dump_source **src, uint32_t *crc,
    struct dump_result *res, struct dump_err *err)
{
	const struct cli_common *c = &w->o->common;

	if (cli_open_raw(src, c, w->out, err) == -1 ||
	    (w->how.codec != NULL && cli_unwrap(src, c, 1, err) == -1))
		return -1;
	return dump_copy_bytes(*src, NULL, cli_progress, NULL, crc, res, err);
}

int
work_verify(struct work *w)
{
	struct dump_source *src = NULL;
	struct dump_result res;
	struct dump_err err;
	int status = CLI_OK;
	uint32_t crc = 0;

	cli_progress_start(&w->o->common, cli_short_name(w->out), "verify");
	if (read_back(w, &src, &crc, &res, &err) == -1)
		status = cli_error(w->out, &err);
	else if (res.damaged || crc != w->crc || res.read != w->res.read)
		status = cli_say(CLI_FAILED, "%s: %s", w->out, res.damaged ?
		    res.why : "does not hold what was written");
	cli_progress_end();
	dump_source_close(src);
	if (status == CLI_OK)
		return CLI_OK;
	(void)unlink(w->out);
	return cli_say(CLI_FAILED, "%s: kept, for its copy is no good",
	    w->name);
}

int
work_remove(struct work *w)
{
	struct stat now;

	if (lstat(w->path, &now) == -1)
		return cli_say(CLI_FAILED, "%s: cannot remove: %s", w->name,
		    strerror(errno));
	if (S_ISLNK(now.st_mode))
		return cli_say(CLI_FAILED, "%s: kept, for it is a symbolic "
		    "link", w->name);
	if (now.st_dev != w->st.st_dev || now.st_ino != w->st.st_ino ||
	    now.st_size != w->st.st_size ||
	    now.st_mtim.tv_sec != w->st.st_mtim.tv_sec ||
	    now.st_mtim.tv_nsec != w->st.st_mtim.tv_nsec)
		return cli_say(CLI_FAILED, "%s: kept, for it has changed "
		    "meanwhile", w->name);
	if (unlink(w->path) == -1)
		return cli_say(CLI_FAILED, "%s: cannot remove: %s", w->name,
		    strerror(errno));
	return CLI_OK;
}
