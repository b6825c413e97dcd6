/* SPDX-License-Identifier: BSD-2-Clause */
/* cli_options.h -- one table per program: parsing and --help come from it. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* What an option does with the field at its offset. */
enum cli_kind {
	CLI_END,
	CLI_FLAG,		/* bool: true */
	CLI_COUNT,		/* int: one more */
	CLI_ON, CLI_OFF,	/* int: 1 or -1; both is a mistake */
	CLI_STR,		/* const char *: the value; two is a mistake */
	CLI_MAYBE,		/* the same; FIXED where no value is given */
	CLI_FIXED,		/* the same; always FIXED, takes no value */
	CLI_SIZE,		/* uint64_t: the value in bytes */
	CLI_NUMBER,		/* int: the value, from 0 on */
	CLI_DIGITS,		/* the same; the option is the number: -9 */
	CLI_LIST,		/* struct cli_list: values, split at commas */
	CLI_MANY,		/* struct cli_list: values as they are */
	CLI_MEMBER,		/* struct cli_list: FIXED, takes no value */
	CLI_HELP, CLI_VERSION,	/* no field */

	CLI_KIND = 0x3f,
	CLI_RARE = 0x40		/* not in --help, which fits one screen */
};

struct cli_list {
	const char	**v;
	size_t		 n, cap;
};

struct cli_opt {
	char		 letter;	/* or 0 */
	const char	*name;		/* long name, or NULL */
	const char	*value;		/* its value, for --help, or NULL */
	unsigned	 kind;		/* enum cli_kind, and CLI_RARE or not */
	size_t		 offset;
	const char	*help;
	const char	*fixed;
};
#define CLI_LAST	{ 0, NULL, NULL, CLI_END, 0, NULL, NULL }

/* How the output is to be compressed, for programs with CLI_PACK_OPTIONS. */
struct cli_pack {
	const char	*codec;		/* by name; NULL: not said */
	int		 level;		/* 0: not said */
	int		 threads;	/* 0: as many as there are */
};

/*
 * Fields of the options that all programs have; a program's own struct
 * begins with these.  cli_parse() sets all of them.
 */
struct cli_common {
	const char	*output;	/* NULL or "-": standard output */
	bool		 force, sync;
	int		 verbose;
	bool		 quiet;
	int		 progress;	/* 1: always, -1: never */
	uint64_t	 spool_limit;	/* DUMP_NOWHERE: not given */
	bool		 no_spool;
	uint64_t	 max_metadata;	/* DUMP_NOWHERE: not given */
	const char	*member;	/* of an archive, or NULL */
	struct cli_pack	 pack;
	struct cli_list	 files;		/* operands; none is one, "-" */
};

/* Rows for programs that compress their output. */
#define CLI_PACK(field) offsetof(struct cli_common, pack.field)
#define CLI_PACK_OPTIONS \
	{ 'z', "gzip", NULL, CLI_FIXED, CLI_PACK(codec), \
	    "compress (so does a FILE.gz, .zst, .zip)", "gzip" }, \
	{ 0, "zstd", NULL, CLI_FIXED | CLI_RARE, CLI_PACK(codec), \
	    "compress with zstd", "zstd" }, \
	{ 0, "zip", NULL, CLI_FIXED | CLI_RARE, CLI_PACK(codec), \
	    "compress into a zip archive", "zip" }, \
	{ 0, NULL, "1..-9", CLI_DIGITS, CLI_PACK(level), \
	    "fastest to smallest (gzip: 6)", NULL }, \
	{ 0, "level", "N", CLI_NUMBER | CLI_RARE, CLI_PACK(level), \
	    "the same as -N", NULL }, \
	{ 'p', "jobs", "N", CLI_NUMBER | CLI_RARE, CLI_PACK(threads), \
	    "threads that compress (all processors)", NULL }, \
	{ 'T', NULL, "N", CLI_NUMBER | CLI_RARE, CLI_PACK(threads), \
	    "the same", NULL }

struct cli_program {
	const char	*name;
	const char	*usage;		/* what follows the name */
	const char	*about;		/* a line or two, for --help */
	const struct cli_opt *options;	/* its own, everyday ones first */
	bool		 many;		/* takes any number of files */
};

enum cli_wish { CLI_RUN, CLI_WRONG, CLI_SHOW_HELP, CLI_SHOW_VERSION };

/*
 * Fills OPTS, which begins with a struct cli_common and is zeroed.  Help is
 * shown wherever it is asked for, even beside a mistake; WRONG leaves the
 * first mistake in MISTAKE.  OPTS points into ARGV then, where lists are split.
 */
enum cli_wish cli_parse(const struct cli_program *prog, int argc, char **argv,
	    void *opts, char *mistake, size_t size);
void	 cli_free(const struct cli_program *prog, void *opts);
/* Row I: the program's own options, then those of all; NULL: no more. */
const struct cli_opt *cli_option(const struct cli_program *prog, size_t i);
void	 cli_help(const struct cli_program *prog, FILE *out);

/* "; did you mean NEAR?", or nothing: into BUF, which is returned. */
const char *cli_hint(char *buf, size_t size, const char *dashes,
	    const char *near);

#endif
