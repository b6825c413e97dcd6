/* SPDX-License-Identifier: BSD-2-Clause */
/* gather.c -- what goes into an archive, and what it is called there. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "zip/bundle.h"

struct gathering {
	struct bundle	*b;
	size_t		 folder;	/* bytes of its name on the disk ... */
	const char	*name;		/* ... and in the archive */
};

/* Room for one more, whose name is NAME/REST; either may be "". */
static struct item *
new_item(struct bundle *b, const char *path, const char *name,
    const char *rest)
{
	size_t cap, size = strlen(name) + strlen(rest) + 2;
	struct item *v;

	if (b->n == b->cap) {
		cap = 2 * b->cap + 16;
		if ((v = realloc(b->v, cap * sizeof *v)) == NULL)
			return NULL;
		b->v = v;
		b->cap = cap;
	}
	v = &b->v[b->n];
	v->path = strdup(path);
	if ((v->name = malloc(size)) != NULL)
		snprintf(v->name, size, "%s%s%s", name, *name != '\0' &&
		    *rest != '\0' ? "/" : "", rest);
	b->n++;
	return v->path != NULL && v->name != NULL ? v : NULL;
}

static int
add(struct bundle *b, const char *path, const char *name, const char *rest,
    const struct stat *st)
{
	struct item *it;

	/* The archive itself, if an older one lies there. */
	if (b->has_old && st->st_dev == b->old.st_dev &&
	    st->st_ino == b->old.st_ino)
		return CLI_OK;
	if (!S_ISREG(st->st_mode) && !S_ISDIR(st->st_mode) &&
	    !S_ISLNK(st->st_mode)) {
		cli_warn(path, "neither file nor folder nor link, left out");
		return CLI_OK;
	}
	if ((it = new_item(b, path, name, rest)) == NULL)
		return cli_say(CLI_FAILED, "out of memory");
	/* Of folders above it has been said. */
	check_member_name(path, *rest == '\0' ? name : cli_short_name(rest));
	it->st = *st;
	if (S_ISREG(st->st_mode)) {
		b->files++;
		b->bytes += (uint64_t)st->st_size;
	}
	return CLI_OK;
}

static int
found(void *ctx, const char *path, const struct stat *st)
{
	struct gathering *g = ctx;
	const char *rest = path + g->folder;

	while (*rest == '/')
		rest++;
	return add(g->b, path, g->name, rest, st);
}

const char *
last_name(char *buf, const char *path)
{
	size_t end = strlen(path), start;

	while (end > 0 && path[end - 1] == '/')
		end--;
	for (start = end; start > 0 && path[start - 1] != '/'; start--)
		;
	memcpy(buf, path + start, end - start);
	buf[end - start] = '\0';
	return end == start || strcmp(buf, ".") == 0 ||
	    strcmp(buf, "..") == 0 ? NULL : buf;
}

/* PATH without what means nothing in it, and from no root: in BUF, or NULL
 * where it leads upward. */
static const char *
relative_name(char *buf, const char *path)
{
	size_t len, used = 0;

	for (; *path != '\0'; path += len) {
		while (*path == '/')
			path++;
		len = strcspn(path, "/");
		if (len == 2 && path[0] == '.' && path[1] == '.')
			return NULL;
		if (len == 0 || (len == 1 && path[0] == '.'))
			continue;
		if (used > 0)
			buf[used++] = '/';
		memcpy(buf + used, path, len);
		used += len;
	}
	buf[used] = '\0';
	return buf;
}

int
gather(struct bundle *b, const char *path, bool alone)
{
	struct gathering g = { .b = b, .folder = strlen(path) };
	char *buf = malloc(strlen(path) + 1);
	struct stat st;
	int status;

	if (buf == NULL)
		return cli_say(CLI_FAILED, "out of memory");
	if (alone || (g.name = relative_name(buf, path)) == NULL)
		g.name = last_name(buf, path);
	if (g.name == NULL)
		status = cli_say(CLI_USAGE, "%s: has no name of its own to be"
		    " called by in an archive", path);
	else if (stat(path, &st) == -1)
		status = cli_say(CLI_FAILED, "%s: cannot open: %s", path,
		    strerror(errno));
	else {
		/* What is in "." needs no folder around it. */
		status = *g.name != '\0' ? add(b, path, g.name, "", &st) :
		    CLI_OK;
		if (status == CLI_OK && S_ISDIR(st.st_mode))
			status = walk(path, found, &g);
	}
	free(buf);
	return status;
}

void
bundle_free(struct bundle *b)
{
	size_t i;

	for (i = 0; i < b->n; i++) {
		free(b->v[i].path);
		free(b->v[i].name);
	}
	free(b->v);
}
