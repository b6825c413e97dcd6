/* SPDX-License-Identifier: BSD-2-Clause */
/* text.c -- files that options name with an @. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "filter/filter.h"

int
read_text(char **text, const char *option, const char *path, size_t most)
{
	FILE *in = fopen(path, "re");
	size_t n;
	int status = CLI_OK;

	if (in == NULL)
		return cli_say(CLI_FAILED, "%s: %s: %s", option, path,
		    strerror(errno));
	if ((*text = malloc(most + 2)) == NULL) {
		fclose(in);
		return cli_say(CLI_FAILED, "out of memory");
	}
	n = fread(*text, 1, most + 1, in);
	(*text)[n] = '\0';
	if (ferror(in))
		status = cli_say(CLI_FAILED, "%s: %s: %s", option, path,
		    strerror(errno));
	else if (n > most)
		status = cli_usage("%s: %s: more than %zu bytes", option,
		    path, most);
	else if (strlen(*text) != n)
		status = cli_usage("%s: %s: not a text", option, path);
	fclose(in);
	if (status != CLI_OK) {
		free(*text);
		*text = NULL;
	}
	return status;
}
