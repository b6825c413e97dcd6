/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * settings.c -- the flags that a file of settings asks for: the text or list
 * "flags" of the object "miniDump" in it.  It is JSON, with the comments that
 * people and programs write into such files.
 */
#include <stdlib.h>
#include <strings.h>

#include "cli_json.h"
#include "filter/filter.h"

enum { SETTINGS_MAX = 1 << 20 };

/* The end of the string that begins at P. */
static char *
skip_string(char *p)
{
	for (p++; *p != '\0' && *p != '"'; p++)
		if (*p == '\\' && p[1] != '\0')
			p++;
	return *p == '\0' ? p : p + 1;
}

/* The end of the comment that begins at P; NULL: it has none. */
static char *
skip_comment(char *p)
{
	char *end;

	if (p[1] == '/')
		return p + strcspn(p, "\r\n");
	return (end = strstr(p + 2, "*/")) != NULL ? end + 2 : NULL;
}

/* Blanks in place of comments, so that places in messages stay right. */
static bool
blank_comments(char *p)
{
	char *end;

	while (*p != '\0') {
		if (*p == '"') {
			p = skip_string(p);
			continue;
		}
		if (*p != '/' || (p[1] != '/' && p[1] != '*')) {
			p++;
			continue;
		}
		if ((end = skip_comment(p)) == NULL)
			return false;
		for (; p < end; p++)
			if (*p != '\n')
				*p = ' ';
	}
	return true;
}

/* A member by name, in any case, as those who read such files take it. */
static const json_t *
member(const json_t *object, const char *name)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)object, key, value)
		if (strcasecmp(key, name) == 0)
			return value;
	return NULL;
}

/* Adds WORD to *TEXT, which grows. */
static bool
append(char **text, const char *word)
{
	size_t used = *text == NULL ? 0 : strlen(*text);
	char *grown = realloc(*text, used + strlen(word) + 2);

	if (grown == NULL)
		return false;
	*text = grown;
	snprintf(grown + used, strlen(word) + 2, "%s%s",
	    used > 0 ? "," : "", word);
	return true;
}

/* One flag, or a mask. */
static int
take(char **type, const json_t *value, const char *path)
{
	char number[32];
	const char *word = json_string_value(value);

	if (json_is_integer(value)) {
		snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT,
		    json_integer_value(value));
		word = number;
	}
	if (word == NULL)
		return cli_usage("--type: %s: miniDump.flags holds what is "
		    "no name of a flag", path);
	return append(type, word) ? CLI_OK :
	    cli_say(CLI_FAILED, "out of memory");
}

static int
take_all(char **type, const json_t *root, const char *path)
{
	const json_t *flags = member(member(root, "miniDump"), "flags");
	int status = CLI_OK;
	size_t i;

	if (flags == NULL)
		return cli_usage("--type: %s: there is no miniDump.flags in "
		    "it", path);
	if (!json_is_array(flags))
		return take(type, flags, path);
	for (i = 0; status == CLI_OK && i < json_array_size(flags); i++)
		status = take(type, json_array_get(flags, i), path);
	if (status == CLI_OK && *type == NULL)
		status = append(type, "Normal") ? CLI_OK :
		    cli_say(CLI_FAILED, "out of memory");
	return status;
}

int
read_settings(char **type, const char *path)
{
	static const char mark[] = "\xef\xbb\xbf";
	json_error_t err;
	json_t *root;
	char *text;
	int status;

	*type = NULL;
	if ((status = read_text(&text, "--type", path, SETTINGS_MAX)) !=
	    CLI_OK)
		return status;
	if (!blank_comments(text)) {
		free(text);
		return cli_usage("--type: %s: a comment does not end", path);
	}
	root = json_loads(text + (strncmp(text, mark, 3) == 0 ? 3 : 0), 0,
	    &err);
	if (root == NULL)
		status = cli_usage("--type: %s: line %d: %s", path, err.line,
		    err.text);
	else
		status = take_all(type, root, path);
	json_decref(root);
	free(text);
	if (status != CLI_OK) {
		free(*type);
		*type = NULL;
	}
	return status;
}
