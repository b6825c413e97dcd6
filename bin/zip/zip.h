/* SPDX-License-Identifier: BSD-2-Clause */
/* zip.h -- the parts of dumpzip. */
#ifndef ZIP_H
#define ZIP_H

#include <sys/stat.h>

#include "cli.h"

struct opts {
	struct cli_common common;	/* first */
	bool		 decompress, list, test, compress;
	bool		 fast, best;	/* levels by name */
	const char	*suffix;	/* or NULL: the codec's */
	int		 remove;	/* the input: 1 --rm, -1 -k */
	int		 name;		/* in the header: 1 -N, -1 -n */
	int		 sparse;
	bool		 recursive;
	bool		 no_index;
	uint64_t	 split;		/* DUMP_NOWHERE: not at all */
	const char	*json;
};

/* One input, and what becomes of it. */
struct work {
	const struct opts *o;
	const char	*path;		/* "-" is standard input */
	const char	*name;		/* ... for messages */
	char		*out;		/* NULL: standard output */
	bool		 stands_in;	/* OUT is named after PATH */
	struct stat	 st;		/* of the input */
	struct dump_source *src;
	struct dump_sink *dst;
	struct dump_packing how;	/* .codec NULL: plain */
	struct dump_result res;
	uint32_t	 crc;		/* of the plain bytes, with --rm */
	uint64_t	 packed;	/* bytes that were written */
};

/* Each does one input, and returns a status. */
int	 pack(const struct opts *o, const char *path);
int	 unpack(const struct opts *o, const char *path);
int	 test(const struct opts *o, const char *path);

/* Refuses what cannot be meant; fills PATH, NAME, ST. */
int	 work_start(struct work *w, const struct opts *o, const char *path);
/* The same for what is written, once OUT is known. */
int	 work_refuse(struct work *w);
/* From SRC to OUT, whole, with all that follows; WHAT is for people. */
int	 work_run(struct work *w, const char *what);
void	 work_end(struct work *w);

/* Names of files; new text, or NULL after a message. */
char	*packed_name(const char *path, const char *suffix);
char	*plain_name(const struct opts *o, const char *path,
	    const struct dump_wrapping *wrapping);

/* Reads OUT back and compares; then removes the input. */
int	 work_verify(struct work *w);
int	 work_remove(struct work *w);

#endif
