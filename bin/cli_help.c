/* SPDX-License-Identifier: BSD-2-Clause */
/* cli_help.c -- --help, from the tables: one screen, everyday options. */
#include <stdio.h>
#include <string.h>

#include "cli_options.h"

enum { COLUMN = 25 };		/* where the explanations begin */

static void
help_row(const struct cli_opt *o, FILE *out)
{
	const char *equals = (o->kind & CLI_KIND) == CLI_MAYBE ? "[=" : "=";
	char left[80];
	int n;

	if ((o->kind & CLI_KIND) == CLI_DIGITS)
		n = snprintf(left, sizeof left, "  -%s", o->value);
	else
		n = snprintf(left, sizeof left, "  %c%c%s%s%s%s%s%s",
		    o->letter != 0 ? '-' : ' ',
		    o->letter != 0 ? o->letter : ' ',
		    o->letter != 0 && o->name != NULL ? ", " : "  ",
		    o->name != NULL ? "--" : "",
		    o->name != NULL ? o->name : "",
		    o->value == NULL ? "" : o->name != NULL ? equals : " ",
		    o->value != NULL ? o->value : "",
		    o->value != NULL && *equals == '[' ? "]" : "");
	fprintf(out, "%-*s%s%s\n", COLUMN, left, n < COLUMN ? "" : " ",
	    o->help);
}

void
cli_help(const struct cli_program *prog, FILE *out)
{
	const struct cli_opt *o;
	size_t i;

	fprintf(out, "usage: %s %s\n%s\n\n", prog->name, prog->usage,
	    prog->about);
	for (i = 0; (o = cli_option(prog, i)) != NULL; i++)
		if (!(o->kind & CLI_RARE))
			help_row(o, out);
	fprintf(out, "\nAll options, and examples: man %s\n", prog->name);
}
