/* SPDX-License-Identifier: BSD-2-Clause */
/* walk.c -- all files of a folder, in the order of their names. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "zip/zip.h"

/* The same order everywhere, which alphasort() does not promise. */
static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int
no_dots(const struct dirent *d)
{
	return strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0;
}

static char *
beneath(const char *folder, const char *name)
{
	size_t n = strlen(folder), size = n + strlen(name) + 2;
	char *p = malloc(size);

	if (p != NULL)
		snprintf(p, size, "%s%s%s", folder,
		    n > 0 && folder[n - 1] == '/' ? "" : "/", name);
	return p;
}

static int
visit(const char *path, walk_fn *each, void *ctx)
{
	struct stat st;
	int status;

	/* What has gone meanwhile, as parts do with the first, is no loss. */
	if (lstat(path, &st) == -1)
		return errno == ENOENT ? CLI_OK :
		    cli_say(CLI_FAILED, "%s: %s", path, strerror(errno));
	status = each(ctx, path, &st);
	return S_ISDIR(st.st_mode) ?
	    cli_worse(status, walk(path, each, ctx)) : status;
}

int
walk(const char *folder, walk_fn *each, void *ctx)
{
	int i, n, status = CLI_OK;
	struct dirent **entries;
	char *path;

	if ((n = scandir(folder, &entries, no_dots, by_name)) == -1)
		return cli_say(CLI_FAILED, "%s: %s", folder, strerror(errno));
	for (i = 0; i < n; i++) {
		if ((path = beneath(folder, entries[i]->d_name)) != NULL)
			status = cli_worse(status, visit(path, each, ctx));
		else
			status = cli_say(CLI_FAILED, "out of memory");
		free(path);
		free(entries[i]);
	}
	free(entries);
	return status;
}
