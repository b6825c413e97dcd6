/* SPDX-License-Identifier: BSD-2-Clause */
/* verify.c -- an input goes only when its output was read back. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli_progress.h"
#include "zip/zip.h"

/* The first part of what was written; as many digits as the last needed. */
static char *
first_part(const char *path)
{
	enum { LEAST = 3, MOST = 9 };
	size_t size = strlen(path) + MOST + 2;
	char *name = malloc(size);
	int digits = LEAST;

	if (name == NULL)
		return NULL;
	do
		snprintf(name, size, "%s.%0*d", path, digits, 1);
	while (access(name, F_OK) == -1 && digits++ < MOST);
	return name;
}

/* Reads what was written as anybody would, to its end. */
static int
read_back(struct work *w, const char *path, struct dump_source **src,
    uint32_t *crc, struct dump_result *res, struct dump_err *err)
{
	const struct cli_common *c = &w->o->common;

	if ((w->how.part != 0 ? dump_source_parts_raw(src, path, err) :
	    cli_open_raw(src, c, path, err)) == -1 ||
	    (w->how.codec != NULL && cli_unwrap(src, c, 1, err) == -1))
		return -1;
	return dump_copy_bytes(*src, NULL, cli_progress, NULL, crc, res, err);
}

/* The parts behind the first, from the last on. */
static int
remove_parts(const char *path)
{
	enum { NUMBER = 16 };
	size_t at = (size_t)(strrchr(path, '.') - path) + 1;
	int digits = (int)strlen(path + at), rc = 0;
	char *part = malloc(at + NUMBER);
	unsigned k = 2;

	if (part == NULL)
		return -1;
	memcpy(part, path, at);
	do
		snprintf(part + at, NUMBER, "%0*u", digits, k++);
	while (access(part, F_OK) == 0);
	for (k -= 2; k > 1 && rc == 0; k--) {
		snprintf(part + at, NUMBER, "%0*u", digits, k);
		rc = unlink(part);
	}
	free(part);
	return rc;
}

/* Removes what turned out to be no good; returns a status. */
static int
spoiled(struct work *w, const char *path)
{
	struct stat st;

	if (w->how.part != 0)
		(void)remove_parts(path);
	/* Not a link to what was written, nor a device. */
	if (lstat(path, &st) == 0 && S_ISREG(st.st_mode))
		(void)unlink(path);
	return cli_say(CLI_FAILED, "%s: kept, for its copy is no good",
	    w->name);
}

int
work_verify(struct work *w)
{
	struct dump_source *src = NULL;
	struct dump_result res;
	struct dump_err err;
	char *part = NULL;
	const char *path = w->out;
	int status = CLI_OK;
	uint32_t crc = 0;

	if (w->how.part != 0 && (path = part = first_part(path)) == NULL)
		return cli_say(CLI_FAILED, "out of memory");
	cli_progress_start(&w->o->common, cli_short_name(path), "verify");
	if (read_back(w, path, &src, &crc, &res, &err) == -1)
		status = cli_error(path, &err);
	else if (res.damaged || crc != w->crc || res.read != w->res.read)
		status = cli_say(CLI_FAILED, "%s: %s", path, res.damaged ?
		    res.why : "does not hold what was written");
	cli_progress_end();
	dump_source_close(src);
	if (status != CLI_OK)
		status = spoiled(w, path);
	free(part);
	return status;
}

int
work_remove(struct work *w)
{
	struct stat now;

	if (lstat(w->path, &now) == -1)
		return cli_say(CLI_FAILED, "%s: cannot remove: %s", w->name,
		    strerror(errno));
	if (now.st_dev != w->st.st_dev || now.st_ino != w->st.st_ino ||
	    now.st_size != w->st.st_size ||
	    now.st_mtim.tv_sec != w->st.st_mtim.tv_sec ||
	    now.st_mtim.tv_nsec != w->st.st_mtim.tv_nsec)
		return cli_say(CLI_FAILED, "%s: kept, for it has changed "
		    "meanwhile", w->name);
	if ((w->in_parts && remove_parts(w->path) == -1) ||
	    unlink(w->path) == -1)
		return cli_say(CLI_FAILED, "%s: cannot remove: %s", w->name,
		    strerror(errno));
	return CLI_OK;
}
