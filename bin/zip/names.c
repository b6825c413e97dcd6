/* SPDX-License-Identifier: BSD-2-Clause */
/* names.c -- what a file is called when it is packed, and when it is not. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli_packing.h"
#include "zip/zip.h"

/* A new text: LEN bytes of PATH, then END. */
static char *
joined(const char *path, size_t len, const char *end)
{
	size_t size = len + strlen(end) + 1;
	char *p = malloc(size);

	if (p == NULL)
		cli_say(CLI_FAILED, "out of memory");
	else
		snprintf(p, size, "%.*s%s", (int)len, path, end);
	return p;
}

char *
packed_name(const char *path, const char *suffix)
{
	return joined(path, strlen(path), suffix);
}

void
check_member_name(const char *path, const char *name)
{
	json_t *text = json_string(name);

	if (text == NULL)
		cli_warn(path, "its name is not UTF-8: Java, for one, reads "
		    "nothing of an archive that has such a name");
	json_decref(text);
}

/* The name that a header gives, which is a stranger's: it must not lead to
 * another folder. */
static const char *
safe_name(const char *name)
{
	const char *slash;

	if (name == NULL)
		return NULL;
	if ((slash = strrchr(name, '/')) != NULL)
		name = slash + 1;
	return *name == '\0' || strcmp(name, ".") == 0 ||
	    strcmp(name, "..") == 0 ? NULL : name;
}

/* The end of a name that stands for SUFFIX behind ".tar": ".tgz". */
static const char *
tar_suffix(char *buf, size_t size, const char *suffix)
{
	snprintf(buf, size, ".t%s", suffix + 1);
	return buf;
}

int
plain_name(char **out, const struct opts *o, const char *path,
    const struct dump_wrapping *w)
{
	const char *slash = strrchr(path, '/'), *name, *end = "";
	size_t len, n;
	char tar[32], *whole;
	int status;

	*out = NULL;
	/* What all parts are called. */
	if (cli_part(path) == 1) {
		len = (size_t)(strrchr(path, '.') - path);
		if ((whole = joined(path, len, "")) == NULL)
			return CLI_FAILED;
		status = plain_name(out, o, whole, w);
		free(whole);
		return status;
	}
	len = strlen(path);
	if (o->name == 1 && (name = safe_name(w->name)) != NULL) {
		len = slash != NULL ? (size_t)(slash - path) + 1 : 0;
		end = name;
	} else if ((o->suffix != NULL &&
	    (n = cli_suffix_length(path, o->suffix)) > 0) ||
	    (n = cli_suffix_length(path, w->suffix)) > 0) {
		len -= n;
	} else if ((n = cli_suffix_length(path, tar_suffix(tar, sizeof tar,
	    w->suffix))) > 0) {
		len -= n;
		end = ".tar";
	} else
		return CLI_OK;
	return (*out = joined(path, len, end)) != NULL ? CLI_OK : CLI_FAILED;
}
