/* SPDX-License-Identifier: BSD-2-Clause */
/* cli_report.c -- what is printed, to the file of -o if there is one; and words
 * that reports share. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static int
keep(const struct cli_common *c, const char *text, size_t len)
{
	struct dump_sink *dst = NULL;
	struct dump_err err;
	int status = CLI_OK;

	if (cli_create(&dst, c, &err) == -1 ||
	    dump_sink_write(dst, text, len, &err) == -1 ||
	    cli_commit(&dst, NULL, &err) == -1)
		status = cli_error(c->output, &err);
	cli_abort(dst);
	return status;
}

int
cli_report(const struct cli_common *c, cli_report_fn *print, void *ctx)
{
	char *text = NULL;
	size_t len;
	FILE *out;
	bool worth = true;
	int status, failed;

	if (cli_to_stdout(c))
		return print(ctx, stdout, &worth);
	if ((status = cli_refuse_output(c, false)) != CLI_OK)
		return status;
	if ((out = open_memstream(&text, &len)) == NULL)
		return cli_say(CLI_FAILED, "%s", strerror(errno));
	status = print(ctx, out, &worth);
	failed = ferror(out);
	if (fclose(out) != 0 || failed)
		status = cli_say(CLI_FAILED, "out of memory");
	else if (worth)
		status = cli_worse(status, keep(c, text, len));
	free(text);
	return status;
}

const char *
cli_protection(char buf[CLI_PROTECTION], unsigned prot)
{
	snprintf(buf, CLI_PROTECTION, "%c%c%c%s%s", prot & DUMP_R ? 'r' : '-',
	    prot & DUMP_W ? 'w' : '-', prot & DUMP_X ? 'x' : '-',
	    prot & DUMP_GUARD ? "g" : "", prot & DUMP_UNSURE ? "?" : "");
	return buf;
}
