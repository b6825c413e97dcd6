/* SPDX-License-Identifier: BSD-2-Clause */
/* cli.h -- what all programs share: start and end, messages, files. */
#ifndef CLI_H
#define CLI_H

#include "cli_options.h"
#include "dump.h"

enum cli_status {
	CLI_OK,
	CLI_FAILED,		/* no output under its name */
	CLI_USAGE,
	CLI_DAMAGED,		/* done, but the input was not whole */
	CLI_NO			/* the answer is no */
};

/*
 * A program's first act: standard descriptors, signals, options.  Ends the
 * program where these ask for help or are wrong.
 */
void	 cli_start(const struct cli_program *prog, int argc, char **argv,
	    void *opts);
/* Its last: closes standard output.  STATUS, or 1 where that failed. */
int	 cli_finish(int status);
/* What several inputs together end with: 1 before 4 before 3. */
int	 cli_worse(int a, int b);

/* Each of these prints a line on standard error and returns a status. */
int	 cli_usage(const char *fmt, ...)	/* with "try PROGRAM --help" */
	    __attribute__((format(printf, 1, 2)));
int	 cli_say(int status, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
/* "PROGRAM: NAME: 0xOFFSET: text"; the path in ERR goes before NAME. */
int	 cli_error(const char *name, const struct dump_err *err);
/* "PROGRAM: warning: NAME: text", but not with -q. */
void	 cli_warn(const char *name, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
/* Prints what reading left to say.  DAMAGED if the dump is, else OK. */
int	 cli_warnings(const struct dump_model *m, const char *name);
/* FORM is what --json was given, or NULL.  OK, or USAGE after a message. */
int	 cli_check_json(const char *form);
/* Neither message nor warning: a line as it stands. */
void	 cli_line(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* "standard input" for "-", else PATH. */
const char *cli_name(const char *path);
/* The same without directories, for lines that people read. */
const char *cli_short_name(const char *path);
/* "rw-", with "g" for guards and "?" where it is not sure: into BUF, which
 * is returned. */
enum { CLI_PROTECTION = 8 };
const char *cli_protection(char buf[CLI_PROTECTION], unsigned prot);
/* K of PATH that ends in .00K, which may be a part; else 0. */
unsigned long cli_part(const char *path);
bool	 cli_to_stdout(const struct cli_common *c);
/*
 * These refuse what cannot be meant before anything is opened, and return OK
 * or the status to end with.  Input: a terminal, a closed descriptor, and a
 * file that is standard output as well.
 */
int	 cli_refuse_input(const struct cli_common *c, const char *path);
/* The first two alone. */
int	 cli_refuse_terminal(const char *path);
/* Output: a terminal if that is BINARY, and a file that is there already. */
int	 cli_refuse_output(const struct cli_common *c, bool binary);
/* The same of PATH, NULL for standard output, whatever the options say. */
int	 cli_refuse_place(const char *path, bool force, bool binary);
/* Opens PATH with the limits that options gave. */
int	 cli_open(struct dump_source **out, const struct cli_common *c,
	    const char *path, struct dump_err *err);
/* The same in two steps: the file as it is, or with all its parts where PATH
 * is the first of them; then what it wraps, of so many LAYERS (0: as usual). */
int	 cli_open_raw(struct dump_source **out, const struct cli_common *c,
	    const char *path, struct dump_err *err);
int	 cli_open_parts(struct dump_source **out, const struct cli_common *c,
	    const char *path, struct dump_err *err);
int	 cli_unwrap(struct dump_source **src, const struct cli_common *c,
	    unsigned layers, struct dump_err *err);
/* Opens the output; a signal from here on leaves no trace of it. */
int	 cli_create(struct dump_sink **out, const struct cli_common *c,
	    struct dump_err *err);
/* The same for bytes that are compressed already, if they are to be. */
int	 cli_create_plain(struct dump_sink **out, const struct cli_common *c,
	    struct dump_err *err);
/* How options want the output compressed, if at all; NAME, of SIZE bytes, is
 * room for the name of what is in an archive. */
struct dump_packing cli_output_packing(char *name, size_t size,
	    const struct cli_common *c);
/* What options say of files that are written, for the next. */
unsigned cli_sink_flags(const struct cli_common *c);
/* The same without the options; PATH NULL is standard output, and HOW->codec
 * NULL is no compression. */
int	 cli_create_as(struct dump_sink **out, const char *path,
	    unsigned flags, const struct dump_packing *how,
	    struct dump_err *err);
/* Is there room for SIZE bytes made from SRC, which is PATH?  Says so if
 * there surely is not. */
bool	 cli_has_room(const struct cli_common *c, const struct dump_sink *dst,
	    uint64_t size, const struct dump_source *src, const char *path);
/* ", written 86.4 MiB gzip" where C compresses, or nothing: into BUF, which
 * is returned. */
const char *cli_packed_text(char *buf, size_t size,
	    const struct cli_common *c, uint64_t packed);
/* *PACKED: the bytes that were written, compressed or not; may be NULL. */
int	 cli_commit(struct dump_sink **dst, uint64_t *packed,
	    struct dump_err *err);
void	 cli_abort(struct dump_sink *dst);

/*
 * Prints a report where C wants it.  With -o it is complete before its file
 * appears, and that does not if PRINT makes *WORTH false.  PRINT returns a
 * status.
 */
typedef int cli_report_fn(void *ctx, FILE *out, bool *worth);
int	 cli_report(const struct cli_common *c, cli_report_fn *print,
	    void *ctx);

#endif
