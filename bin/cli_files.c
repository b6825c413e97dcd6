/* SPDX-License-Identifier: BSD-2-Clause */
/* cli_files.c -- where a dump comes from and where it goes. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "cli_packing.h"
#include "cli_progress.h"
#include "cli_signals.h"

static bool
is_standard(const char *path)
{
	return strcmp(path, "-") == 0;
}

const char *
cli_name(const char *path)
{
	return is_standard(path) ? "standard input" : path;
}

const char *
cli_short_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL && slash[1] != '\0' ? slash + 1 : cli_name(path);
}

unsigned long
cli_part(const char *path)
{
	enum { LEAST = 3, MOST = 9 };
	const char *dot = strrchr(path, '.');
	size_t n;

	if (dot == NULL || dot == path || dot[-1] == '/')
		return 0;
	n = strspn(dot + 1, "0123456789");
	return n < LEAST || n > MOST || dot[1 + n] != '\0' ? 0 :
	    strtoul(dot + 1, NULL, 10);
}

bool
cli_to_stdout(const struct cli_common *c)
{
	return c->output == NULL || is_standard(c->output);
}

static int
stat_input(const char *path, struct stat *st)
{
	return is_standard(path) ? fstat(STDIN_FILENO, st) : stat(path, st);
}

/* "prog x > x": the shell has emptied x before prog could read it. */
static int
refuse_itself(const char *path)
{
	struct stat in, out;

	if (stat_input(path, &in) == -1 || !S_ISREG(in.st_mode) ||
	    fstat(STDOUT_FILENO, &out) == -1 ||
	    in.st_dev != out.st_dev || in.st_ino != out.st_ino)
		return CLI_OK;
	if (in.st_size == 0)
		return cli_say(CLI_FAILED, "%s: empty, and also the output: "
		    "the shell emptied it first; use -o FILE -f",
		    cli_name(path));
	return cli_say(CLI_FAILED, "%s: also the output; use -o FILE -f",
	    cli_name(path));
}

/* cli_start() lets nothing else take its place. */
static bool
input_is_closed(void)
{
	int flags = fcntl(STDIN_FILENO, F_GETFL);

	return flags == -1 || (flags & O_ACCMODE) == O_WRONLY;
}

int
cli_refuse_terminal(const char *path)
{
	if (is_standard(path) && input_is_closed())
		return cli_say(CLI_FAILED, "standard input is closed");
	if (is_standard(path) && isatty(STDIN_FILENO) == 1)
		return cli_say(CLI_USAGE, "standard input is a terminal; "
		    "name a FILE or use a pipe");
	return CLI_OK;
}

int
cli_refuse_input(const struct cli_common *c, const char *path)
{
	int status = cli_refuse_terminal(path);

	return status == CLI_OK && cli_to_stdout(c) ? refuse_itself(path) :
	    status;
}

/* How C wants its output compressed, if at all. */
static int
output_packing(struct dump_packing *how, const struct cli_common *c)
{
	return cli_packing(how, &c->pack, cli_to_stdout(c) ? NULL :
	    c->output);
}

/* Also by one of its names, such as /dev/stdout. */
static bool
is_terminal(const char *path)
{
	int fd = open(path, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	bool is = fd != -1 && isatty(fd) == 1;

	if (fd != -1)
		close(fd);
	return is;
}

int
cli_refuse_place(const char *path, bool force, bool binary)
{
	struct stat st;

	if (path == NULL)
		return binary && isatty(STDOUT_FILENO) == 1 ?
		    cli_say(CLI_USAGE, "standard output is a terminal; "
		    "use -o FILE or a pipe") : CLI_OK;
	if (binary && !force && stat(path, &st) == 0 &&
	    S_ISCHR(st.st_mode) && is_terminal(path))
		return cli_say(CLI_USAGE, "%s: a terminal; use a file or a "
		    "pipe", path);
	/* The sink would say so as well, but perhaps after hours at a pipe. */
	if (!force && stat(path, &st) == 0 && S_ISREG(st.st_mode))
		return cli_say(CLI_FAILED, "%s: exists; -f replaces it",
		    path);
	return CLI_OK;
}

int
cli_refuse_output(const struct cli_common *c, bool binary)
{
	struct dump_packing how;

	if (output_packing(&how, c) != CLI_OK)
		return CLI_USAGE;
	if (how.codec == NULL && c->pack.level != 0)
		return cli_usage("-%d: needs -z, or an output that ends in %s",
		    c->pack.level, dump_codec_suffix(0));
	return cli_refuse_place(cli_to_stdout(c) ? NULL : c->output, c->force,
	    binary || how.codec != NULL);
}

/* RECORDS: they are in there as they are. */
static void
set_limits(struct dump_source *src, const struct cli_common *c, bool records)
{
	struct dump_limits limits = { 0 };

	/* Zero is a default to the library, and nothing to the user. */
	limits.no_spool = c->no_spool || c->spool_limit == 0;
	if (c->spool_limit != DUMP_NOWHERE)
		limits.spool = c->spool_limit;
	if (records && c->max_metadata != DUMP_NOWHERE)
		limits.metadata = c->max_metadata > 0 ? c->max_metadata : 1;
	dump_source_limits(src, &limits);
}

int
cli_open_raw(struct dump_source **out, const struct cli_common *c,
    const char *path, struct dump_err *err)
{
	if (is_standard(path) ? dump_source_fd_raw(out, STDIN_FILENO,
	    cli_name(path), err) == -1 :
	    dump_source_open_raw(out, path, err) == -1)
		return -1;
	set_limits(*out, c, false);
	return 0;
}

/* The first part of several looks like a file of its own.  Dumps that are
 * numbered do so too, but only what is compressed comes in parts. */
int
cli_open_parts(struct dump_source **out, const struct cli_common *c,
    const char *path, struct dump_err *err)
{
	const char *codec;

	if (cli_open_raw(out, c, path, err) == -1)
		return -1;
	if (cli_part(path) != 1)
		return 0;
	if (dump_source_codec(*out, &codec, err) == 0 && codec == NULL)
		return 0;
	dump_source_close(*out);
	return dump_source_parts_raw(out, path, err);
}

int
cli_unwrap(struct dump_source **src, const struct cli_common *c,
    unsigned layers, struct dump_err *err)
{
	struct dump_opening how = {
		.member = c->member,
		.threads = (unsigned)c->pack.threads,
		.layers = layers,
	};

	if (dump_source_unwrap(src, &how, err) == -1)
		return -1;
	set_limits(*src, c, true);
	return 0;
}

int
cli_open(struct dump_source **out, const struct cli_common *c,
    const char *path, struct dump_err *err)
{
	if (cli_open_parts(out, c, path, err) == -1)
		return -1;
	return cli_unwrap(out, c, 0, err);
}

/* The last component of PATH without the suffix of what it holds. */
static const char *
plain_name(char *buf, size_t size, const char *path)
{
	const char *name = cli_short_name(path);
	size_t i, n = 0;

	for (i = 0; dump_codec_suffix(i) != NULL && n == 0; i++)
		n = cli_suffix_length(name, dump_codec_suffix(i));
	snprintf(buf, size, "%.*s", (int)(strlen(name) - n), name);
	return buf;
}

int
cli_create_as(struct dump_sink **out, const char *path, unsigned flags,
    const struct dump_packing *how, struct dump_err *err)
{
	int rc;

	cli_signals_hold();
	if (path == NULL)
		rc = dump_sink_fd(out, STDOUT_FILENO, "standard output", err);
	else if (how->part != 0)
		rc = dump_sink_parts(out, path, flags, err);
	else
		rc = dump_sink_open(out, path, flags, err);
	if (rc == 0)
		cli_signals_remove(dump_sink_temporary(*out));
	if (rc == 0 && how->codec != NULL &&
	    (rc = dump_sink_pack(out, how, err)) == -1)
		cli_signals_remove(NULL);
	cli_signals_release();
	cli_progress_sink(*out);
	return rc;
}

unsigned
cli_sink_flags(const struct cli_common *c)
{
	return (c->force ? DUMP_SINK_REPLACE : 0u) |
	    (c->sync ? DUMP_SINK_SYNC : 0u);
}

struct dump_packing
cli_output_packing(char *name, size_t size, const struct cli_common *c)
{
	struct dump_packing how;

	/* Mistakes were found before. */
	output_packing(&how, c);
	if (!cli_to_stdout(c) && cli_packs_archive(&how))
		how.name = plain_name(name, size, c->output);
	return how;
}

int
cli_create_plain(struct dump_sink **out, const struct cli_common *c,
    struct dump_err *err)
{
	struct dump_packing how = { 0 };

	return cli_create_as(out, cli_to_stdout(c) ? NULL : c->output,
	    cli_sink_flags(c), &how, err);
}

int
cli_create(struct dump_sink **out, const struct cli_common *c,
    struct dump_err *err)
{
	char name[256];
	struct dump_packing how = cli_output_packing(name, sizeof name, c);

	return cli_create_as(out, cli_to_stdout(c) ? NULL : c->output,
	    cli_sink_flags(c), &how, err);
}

/* An upper bound of what SIZE bytes made from PATH take on a disk: holes of
 * the input stay holes. */
static uint64_t
need(uint64_t size, const char *path)
{
	enum { BLOCK = 512, RECORDS = 1 << 20 };
	struct stat st;
	uint64_t held;

	if (stat_input(path, &st) == -1 || !S_ISREG(st.st_mode))
		return size;
	held = (uint64_t)st.st_blocks * BLOCK;
	return held < (uint64_t)st.st_size && held + RECORDS < size ?
	    held + RECORDS : size;
}

bool
cli_has_room(const struct cli_common *c, const struct dump_sink *dst,
    uint64_t size, const struct dump_source *src, const char *path)
{
	uint64_t room = dump_sink_room(dst);
	char wanted[DUMP_SIZE_TEXT], there[DUMP_SIZE_TEXT];
	struct dump_wrapping w;

	/* How much of it compresses, or was holes before it was compressed,
	 * nobody knows. */
	if (room == DUMP_NOWHERE || size == DUMP_NOWHERE ||
	    dump_source_wrapping(src, 0, &w))
		return true;
	size = need(size, path);
	if (size <= room)
		return true;
	cli_say(CLI_FAILED, "%s: needs %s, %s are free; nothing written",
	    c->output, dump_size_text(wanted, size),
	    dump_size_text(there, room));
	return false;
}

const char *
cli_packed_text(char *buf, size_t size, const struct cli_common *c,
    uint64_t packed)
{
	struct dump_packing how;
	char text[DUMP_SIZE_TEXT];

	buf[0] = '\0';
	output_packing(&how, c);
	if (how.codec != NULL)
		snprintf(buf, size, ", written %s %s",
		    dump_size_text(text, packed), how.codec);
	return buf;
}

int
cli_commit(struct dump_sink **dst, uint64_t *packed, struct dump_err *err)
{
	int rc;

	if (dump_sink_finish(*dst, err) == -1)
		return -1;
	if (packed != NULL)
		*packed = dump_sink_packed(*dst);
	cli_progress_sink(NULL);
	cli_signals_hold();
	rc = dump_sink_commit(dst, err);
	cli_signals_remove(NULL);
	cli_signals_release();
	return rc;
}

void
cli_abort(struct dump_sink *dst)
{
	cli_progress_sink(NULL);
	cli_signals_hold();
	dump_sink_abort(dst);
	cli_signals_remove(NULL);
	cli_signals_release();
}
