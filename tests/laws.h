/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * laws.h -- what must hold of every cut of every dump, as functions that the
 * property tests and the fuzzers share.  They see the library as its users
 * do, through dump.h alone.
 */
#ifndef LAWS_H
#define LAWS_H

#include "dump.h"

struct blob {
	uint8_t	*v;
	size_t	 n, cap;
};

/* How the library gets to see the bytes of a blob. */
enum way {
	WAY_MEMORY,		/* anywhere */
	WAY_FORWARD,		/* as from a pipe, in pieces of odd sizes */
	WAY_REWIND		/* as a compressed file: from the start again */
};

enum cut_flags {
	CUT_COPY = 1,		/* dump_copy(), no plan */
	CUT_NO_SPOOL = 2,
	CUT_KEEP_LAYOUT = 4,
	CUT_NO_PROVENANCE = 8,
	CUT_TO_ELF = 16, CUT_TO_MINIDUMP = 32
};

/* What is done to a dump.  FILTERS: names with a space between them, with
 * "limit:BYTES" or "gzip:BYTES" among them where the output, or what it is
 * compressed to, is limited. */
struct cut {
	const char	*filters;
	unsigned	 flags;
	enum way	 way;
	size_t		 most;	/* bytes of output, then it fails; 0: any */
};

struct outcome {
	bool		 done;	/* else ERR says why not */
	bool		 damaged;	/* status 3: truncated, or a warning says so */
	bool		 changed;
	uint64_t	 spooled;
	struct dump_err	 err;
	struct dump_result res;
};

/* Empties OUT and fills it; false and O->err where that fails. */
bool	 cut_blob(struct blob *out, const struct blob *in,
	    const struct cut *how, struct outcome *o);
void	 blob_free(struct blob *b);
/* The same bytes? */
bool	 blob_same(const struct blob *a, const struct blob *b);

/*
 * Each says NULL, or what does not hold, in a static buffer.  What cannot be
 * read breaks a law too.
 */

/* Every byte of memory in SMALL is in BIG, the same, at that address. */
const char *law_subset(const struct blob *small, const struct blob *big);
/* The same of the addresses alone: bytes may have been rewritten. */
const char *law_within(const struct blob *small, const struct blob *big);
/* Threads in their order, registers, modules, exception: the same. */
const char *law_same_facts(const struct blob *a, const struct blob *b);
/* The same, whatever records say it: of dumps in different formats. */
const char *law_same_process(const struct blob *a, const struct blob *b);
/* The same, but of records SMALL may lack some, and so what they say. */
const char *law_fewer_records(const struct blob *big,
	    const struct blob *small);
/* Threads of SMALL are some of BIG's, in their order, that which crashed among
 * them; modules are the same. */
const char *law_fewer_threads(const struct blob *big,
	    const struct blob *small);
/* As many threads, with the same numbers: what is left of a damaged dump. */
const char *law_same_threads(const struct blob *a, const struct blob *b);
/* Can be read, and nothing in it is damaged. */
const char *law_sound(const struct blob *b);
/* A second cut of the same kind finds nothing to do; or, where it rewrites,
 * nothing that is not as it would have it. */
const char *law_idempotent(const struct blob *once, const struct cut *how);
/* What is said before is the size of the output, or not less. */
const char *law_estimate(const struct blob *in, const struct cut *how);
/* What is said of every cut before any is made is true of each, when FILTER
 * (or NULL) is added, and of what it is compressed by CODEC (or NULL). */
const char *law_estimates(const struct blob *in, enum way way,
	    const char *filter, const char *codec);
/* What is explained of each range and record is what became of it. */
const char *law_explained(const struct blob *in, const struct cut *how);
/* However the bytes arrive, the output is the same. */
const char *law_same_ways(const struct blob *in, const struct cut *how);

#endif
