/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * limits.c -- how large an output may be: a size, or the name of one.
 *
 * Names are lines of limits.tab: the user's own first, then the one that was
 * installed, which lies where the program is, or as far from it as when it
 * was installed, or where it was installed to.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "filter/filter.h"

enum { TABLE_MAX = 1 << 20, PATH_SIZE = 4096 };

#define TABLE	"limits.tab"

/* A line of a table; all text is in it. */
struct row {
	const char	*name, *file, *plain;
	char		*told;		/* what a list says of it */
};

/* Up to two tables, the user's first. */
struct limits {
	char		*text[2];
	struct row	*rows;
	size_t		 n, cap;
};

static bool
user_table(char *path, size_t size)
{
	const char *dir = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (dir != NULL && *dir == '/')
		snprintf(path, size, "%s/dumpkit/" TABLE, dir);
	else if (home != NULL && *home == '/')
		snprintf(path, size, "%s/.config/dumpkit/" TABLE, home);
	else
		return false;
	return access(path, R_OK) == 0;
}

static bool
installed_table(char *path, size_t size)
{
	static const char *const places[] = {
		TABLE, "../share/dumpkit/" TABLE
	};
	char self[PATH_SIZE];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	size_t i;
	char *slash;

	self[n > 0 ? n : 0] = '\0';
	if ((slash = strrchr(self, '/')) != NULL)
		for (i = 0; i < sizeof places / sizeof *places; i++) {
			slash[1] = '\0';
			if (snprintf(path, size, "%s%s", self, places[i]) <
			    (int)size && access(path, R_OK) == 0)
				return true;
		}
	snprintf(path, size, "%s/" TABLE, DUMP_SHARE);
	return access(path, R_OK) == 0;
}

static char *
word(char **rest)
{
	char *start = *rest + strspn(*rest, " \t");

	*rest = start + strcspn(start, " \t");
	if (**rest != '\0')
		*(*rest)++ = '\0';
	return start;
}

static bool
is_known(const struct limits *t, const char *name)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		if (strcasecmp(t->rows[i].name, name) == 0)
			return true;
	return false;
}

static bool
is_size(const char *text)
{
	uint64_t n;

	return dump_parse_size(&n, text) && n > 0;
}

/* "40MB (200MB decompressed): minidump; ..." */
static char *
tell(const struct row *r, const char *summary)
{
	bool any = strcmp(r->plain, "-") == 0;
	size_t size = strlen(r->file) + strlen(r->plain) + strlen(summary) +
	    sizeof " ( decompressed): ";
	char *told = malloc(size);

	if (told != NULL)
		snprintf(told, size, "%s%s%s%s%s%s", r->file,
		    any ? "" : " (", any ? "" : r->plain,
		    any ? "" : " decompressed)", *summary != '\0' ? ": " :
		    "", summary);
	return told;
}

static int
add_row(struct limits *t, char *line, const char *path, unsigned number)
{
	struct row r, *v;
	size_t n;

	line[strcspn(line, "#\r")] = '\0';
	for (n = strlen(line); n > 0 && strchr(" \t", line[n - 1]) != NULL;)
		line[--n] = '\0';
	if (n == 0)
		return CLI_OK;
	r.name = word(&line);
	r.file = word(&line);
	r.plain = word(&line);
	line += strspn(line, " \t");
	if (*r.name >= '0' && *r.name <= '9')
		return cli_usage("%s: line %u: %s: a name does not begin "
		    "with a figure", path, number, r.name);
	if (!is_size(r.file) || (strcmp(r.plain, "-") != 0 &&
	    !is_size(r.plain)))
		return cli_usage("%s: line %u: %s: two sizes must follow, "
		    "and the second may be -", path, number, r.name);
	if (is_known(t, r.name))
		return CLI_OK;
	if (t->n == t->cap) {
		t->cap = 2 * t->cap + 8;
		if ((v = realloc(t->rows, t->cap * sizeof *v)) == NULL)
			return cli_say(CLI_FAILED, "out of memory");
		t->rows = v;
	}
	if ((r.told = tell(&r, line)) == NULL)
		return cli_say(CLI_FAILED, "out of memory");
	t->rows[t->n++] = r;
	return CLI_OK;
}

static int
read_table(struct limits *t, char **text, const char *path)
{
	char *rest;
	unsigned number = 0;
	int status = read_text(text, "--max-size", path, TABLE_MAX);

	for (rest = *text; status == CLI_OK && rest != NULL;)
		status = add_row(t, strsep(&rest, "\n"), path, ++number);
	return status;
}

static int
read_tables(struct limits *t)
{
	char path[PATH_SIZE];
	int status = CLI_OK;

	if (user_table(path, sizeof path))
		status = read_table(t, &t->text[0], path);
	if (status == CLI_OK && installed_table(path, sizeof path))
		status = read_table(t, &t->text[1], path);
	return status;
}

int
limits_read(struct limits **out)
{
	int status;

	if ((*out = calloc(1, sizeof **out)) == NULL)
		return cli_say(CLI_FAILED, "out of memory");
	if ((status = read_tables(*out)) == CLI_OK)
		return CLI_OK;
	limits_free(*out);
	*out = NULL;
	return status;
}

void
limits_free(struct limits *t)
{
	size_t i;

	if (t == NULL)
		return;
	for (i = 0; i < t->n; i++)
		free(t->rows[i].told);
	free(t->rows);
	free(t->text[0]);
	free(t->text[1]);
	free(t);
}

const char *
limits_name(const struct limits *t, size_t i)
{
	return i < t->n ? t->rows[i].name : NULL;
}

const char *
limits_summary(const struct limits *t, size_t i)
{
	return t->rows[i].told;
}

static const char *
names(const void *ctx, size_t i)
{
	return limits_name(ctx, i);
}

int
limit_find(struct limit *out, const char *text)
{
	struct limits *t;
	const struct row *r;
	const char *near;
	char hint[128];
	int status, i;

	*out = (struct limit){ 0 };
	if (dump_parse_size(&out->file, text))
		return out->file > 0 ? CLI_OK :
		    cli_usage("--max-size=%s: nothing is so small", text);
	if (*text >= '0' && *text <= '9')
		return cli_usage("--max-size=%s: not a size", text);
	if ((status = limits_read(&t)) != CLI_OK)
		return status;
	if ((i = dump_find_name(text, names, t, &near)) >= 0) {
		r = &t->rows[i];
		dump_parse_size(&out->file, r->file);
		if (strcmp(r->plain, "-") != 0)
			dump_parse_size(&out->plain, r->plain);
	} else
		status = cli_usage("--max-size: neither a size nor a known "
		    "name: \"%s\"%s  (--list=limits)", text,
		    cli_hint(hint, sizeof hint, "", near));
	limits_free(t);
	return status;
}
