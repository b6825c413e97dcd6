/* SPDX-License-Identifier: BSD-2-Clause */
/* entry.h -- one line of what -l says: gzip's columns, and which dump. */
#ifndef ENTRY_H
#define ENTRY_H

#include <jansson.h>

#include "zip/zip.h"

struct entry {
	uint64_t	 packed, plain;	/* bytes */
	const char	*method;	/* how it is compressed */
	int64_t		 time;		/* 0: not known */
	bool		 has_crc;
	uint32_t	 crc;
	struct dump_model *m;		/* or NULL: no dump, or not seen */
	const char	*inside;	/* how that is compressed, or NULL */
};

/* What kind of dump SRC holds; frees nothing. */
int	 entry_look(struct entry *e, struct dump_source *src,
	    struct dump_err *err);
/* A line, with the title before the first of T. */
void	 entry_print(const struct opts *o, const struct entry *e,
	    const char *name, struct total *t);
/* Adds crc32, inside, dump to DOC. */
void	 entry_json(const struct entry *e, json_t *doc);

#endif
