/* SPDX-License-Identifier: BSD-2-Clause */
/* cli.c -- how a program starts, speaks and ends. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "cli_progress.h"
#include "cli_signals.h"

enum { LINE = 1024, WARNINGS = 10 };

static const char *program = "dumpkit";
static bool quiet, talkative;

/*
 * A descriptor 0, 1 or 2 that is closed would be given to the next file that
 * is opened, and messages would end up in a dump.  Taken by /dev/null, the
 * wrong way round, it still fails when it is used.
 */
static void
hold_descriptors(void)
{
	int fd, got;

	for (fd = 0; fd <= 2; fd++) {
		if (fcntl(fd, F_GETFD) != -1 || errno != EBADF)
			continue;
		got = open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
		if (got != fd)
			_exit(CLI_FAILED);
	}
}

void
cli_start(const struct cli_program *prog, int argc, char **argv, void *opts)
{
	struct cli_common *c = opts;
	char mistake[LINE];

	program = prog->name;
	hold_descriptors();
	cli_signals_start();
	switch (cli_parse(prog, argc, argv, opts, mistake, sizeof mistake)) {
	case CLI_RUN:
		quiet = c->quiet;
		talkative = c->verbose > 0;
		return;
	case CLI_SHOW_HELP:
		cli_help(prog, stdout);
		break;
	case CLI_SHOW_VERSION:
		printf("%s %s\n", prog->name, dump_version());
		break;
	case CLI_WRONG:
		cli_free(prog, opts);
		exit(cli_usage("%s", mistake));
	}
	cli_free(prog, opts);
	exit(cli_finish(CLI_OK));
}

int
cli_finish(int status)
{
	bool failed = ferror(stdout) != 0;

	/* A file system may tell only now that it did not take the bytes. */
	errno = 0;
	if ((fclose(stdout) != 0 || failed) && status != CLI_FAILED)
		return cli_say(CLI_FAILED, "standard output: %s",
		    errno != 0 ? strerror(errno) : "cannot be written");
	return status;
}

int
cli_worse(int a, int b)
{
	static const int order[] = {
		CLI_USAGE, CLI_FAILED, CLI_NO, CLI_DAMAGED
	};
	size_t i;

	for (i = 0; i < sizeof order / sizeof *order; i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return CLI_OK;
}

/*
 * One line, with nothing in it that a terminal would obey.  A very long one
 * loses its middle: a file's name comes first, what is wrong with it last.
 */
static void
show(const char *before, const char *text)
{
	enum { HEAD = LINE / 2, TAIL = LINE - HEAD - 3 };
	char brief[LINE + 1], safe[4 * LINE + 1];
	size_t n = strlen(text);

	if (n > LINE) {
		snprintf(brief, sizeof brief, "%.*s...%s", HEAD, text,
		    text + n - TAIL);
		text = brief;
	}
	dump_escape(safe, sizeof safe, text);
	cli_progress_clear();
	fprintf(stderr, "%s%s%s\n", before, *before != '\0' ? ": " : "",
	    safe);
}

static void
say(const char *before, const char *fmt, va_list ap)
{
	char *text;

	if (vasprintf(&text, fmt, ap) == -1)
		text = NULL;
	show(before, text != NULL ? text : "out of memory");
	free(text);
}

int
cli_usage(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(program, fmt, ap);
	va_end(ap);
	fprintf(stderr, "try %s --help\n", program);
	return CLI_USAGE;
}

int
cli_say(int status, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(program, fmt, ap);
	va_end(ap);
	return status;
}

int
cli_error(const char *name, const struct dump_err *err)
{
	const char *advice = "";

	if (err->path != NULL)
		name = cli_name(err->path);
	if (err->code == DUMP_E_SYS && err->sys == EEXIST)
		advice = "; -f replaces it";
	else if (err->code == DUMP_E_SEEK)
		advice = "; give the file itself, or drop --no-spool";
	if (err->off != DUMP_NOWHERE)
		return cli_say(CLI_FAILED, "%s: 0x%" PRIx64 ": %s%s", name,
		    err->off, err->msg, advice);
	return cli_say(CLI_FAILED, "%s: %s%s", name, err->msg, advice);
}

void
cli_warn(const char *name, const char *fmt, ...)
{
	char *text;
	va_list ap;

	if (quiet)
		return;
	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) == -1)
		text = NULL;
	va_end(ap);
	cli_say(CLI_OK, "warning: %s: %s", name,
	    text != NULL ? text : "out of memory");
	free(text);
}

int
cli_warnings(const struct dump_model *m, const char *name)
{
	size_t i, n = dump_model_warnings(m);
	const struct dump_warning *w;
	int status = CLI_OK;

	for (i = 0; i < n; i++) {
		w = dump_model_warning(m, i);
		if (w->damage)
			status = CLI_DAMAGED;
		if (i >= WARNINGS && !talkative)
			continue;
		if (w->off == DUMP_NOWHERE)
			cli_warn(name, "%s", w->text);
		else
			cli_warn(name, "0x%" PRIx64 ": %s", w->off, w->text);
	}
	if (n > WARNINGS && !talkative)
		cli_warn(name, "%zu more warnings; -v shows them",
		    n - WARNINGS);
	return status;
}

int
cli_check_json(const char *form)
{
	if (form == NULL || strcmp(form, "line") == 0 ||
	    strcmp(form, "pretty") == 0)
		return CLI_OK;
	return cli_usage("--json: unknown form \"%s\"; it is alone or "
	    "--json=pretty", form);
}

void
cli_line(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("", fmt, ap);
	va_end(ap);
}
