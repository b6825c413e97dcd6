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
	bool		 walking;	/* the inputs are of a folder: pass
					   over what is not meant */
};

/* One input, and what becomes of it. */
struct work {
	const struct opts *o;
	const char	*path;		/* "-" is standard input */
	const char	*name;		/* ... for messages */
	char		*out;		/* NULL: standard output */
	bool		 stands_in;	/* OUT is named after PATH */
	bool		 in_parts;	/* PATH is the first of several */
	struct stat	 st;		/* of the input */
	int64_t		 time;		/* of the output, 0: the input's */
	struct dump_source *src;
	const char	*codec;		/* of the input, or NULL */
	bool		 flawed;	/* which was said */
	struct dump_sink *dst;
	struct dump_packing how;	/* .codec NULL: plain */
	struct dump_result res;
	uint32_t	 crc;		/* of the plain bytes, with --rm */
	uint64_t	 packed;	/* bytes that were written */
};

/* What was listed. */
struct total {
	unsigned	 n;
	uint64_t	 packed, plain;
};

/* Each does one input, and returns a status. */
int	 pack(const struct opts *o, const char *path);
int	 unpack(const struct opts *o, const char *path);
int	 test(const struct opts *o, const char *path);
int	 list(const struct opts *o, const char *path, struct total *t);
void	 list_end(const struct opts *o, const struct total *t);

/* All that was named, folders too, into one archive. */
int	 bundle(const struct opts *o, const struct dump_packing *how);

/*
 * How to compress by the options, and by the NAME of the output if that was
 * given.  OK, or the status after a message.
 */
int	 choose_packing(struct dump_packing *how, const struct opts *o,
	    const char *name);
/* What reproducible builds want all times to be, or that of ST. */
int64_t	 time_to_store(const struct stat *st);

/* Refuses what cannot be meant; fills PATH, NAME, ST. */
int	 work_start(struct work *w, const struct opts *o, const char *path);
/* The same for what is written, once OUT is known, and for both. */
int	 work_refuse_output(struct work *w);
int	 work_refuse(struct work *w);
/* Calls EACH for all that is beneath FOLDER, which may have gone; symbolic
 * links are not followed.  The worst status of all. */
typedef int	 walk_fn(void *ctx, const char *path, const struct stat *st);
int	 walk(const char *folder, walk_fn *each, void *ctx);

/*
 * Opens SRC without its outermost wrapping; *WRAPPED: it has one, *IS.  Where
 * it is an archive and A is not NULL, *A is that instead, which must be
 * closed before W ends.
 */
int	 work_open(struct work *w, struct dump_archive **a,
	    struct dump_wrapping *is, bool *wrapped, struct dump_err *err);
/* The same of an archive that was only looked at, and is closed again. */
int	 work_unwrap(struct work *w, struct dump_wrapping *is, bool *wrapped,
	    struct dump_err *err);
/* Says once what is wrong with what wraps it: DAMAGED. */
int	 work_flaw(struct work *w, const char *flaw);
/* It has none: says so, or passes it over in a folder. */
int	 work_not_packed(struct work *w);
/* FAILED after a message, and a report where one is wanted.  IS: what is known
 * of the wrapping, or NULL. */
int	 work_error(const struct work *w, const struct dump_wrapping *is,
	    const struct dump_err *err);
int	 work_fail(const struct work *w, const struct dump_wrapping *is,
	    enum dump_code code, const char *fmt, ...)
	    __attribute__((format(printf, 4, 5)));
/* From SRC to OUT, whole, with all that follows; WHAT is for people. */
int	 work_run(struct work *w, const char *what);
void	 work_end(struct work *w);

/* Warns where NAME, of PATH in an archive, is not what others read. */
void	 check_member_name(const char *path, const char *name);
/* PATH with SUFFIX; NULL after a message. */
char	*packed_name(const char *path, const char *suffix);
/* *OUT: what is in PATH is called so; NULL: nothing says how.  OK, or FAILED
 * after a message. */
int	 plain_name(char **out, const struct opts *o, const char *path,
	    const struct dump_wrapping *wrapping);

/* Reads OUT back and compares; then removes the input. */
int	 work_verify(struct work *w);
int	 work_remove(struct work *w);

#endif
