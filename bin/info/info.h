/* SPDX-License-Identifier: BSD-2-Clause */
/* info.h -- the parts of what dumpinfo says. */
#ifndef INFO_H
#define INFO_H

#include <jansson.h>

#include "cli.h"

/* What an output by one cut would have. */
struct cut {
	const char	*name;
	uint64_t	 size;		/* of a pipe that it leaves as it is:
					   DUMP_NOWHERE */
	bool		 exact;		/* else SIZE is the most it can be */
};
enum { CUTS = 16 };		/* more than there are */

/* All that is known of one dump when printing begins. */
struct info {
	FILE		*out;
	const char	*name;
	const struct dump_model *m;
	const struct dump_facts *f;
	uint64_t	 bytes;		/* of the plain dump */
	uint64_t	 packed;	/* of the file, if it is compressed */
	char		 wrapping[64];	/* "gzip", "zip+gzip" ..., or "" */
	bool		 indexed;	/* any byte of it is reached at once */
	const char	*member;	/* of an archive, or NULL */
	int64_t		 mtime;		/* of the file, 0: not known */
	bool		 damaged;
	char		 why[256];	/* what is wrong, if DAMAGED */
	uint64_t	 missing;	/* bytes at the end */
	struct cut	 cuts[CUTS];	/* those that can be made */
	size_t		 ncuts;
	struct dump_estimates *estimates;	/* or NULL */
	size_t		*by_base;	/* modules, or NULL */
};

/* A part of the view, in its order; each is a file of its own. */
struct info_part {
	const char	*name;		/* of its option; NULL: it has none */
	void		(*rows)(const struct info *in);	/* in the view */
	void		(*section)(const struct info *in); /* alone; NULL: as
							      in the view */
	/* ALONE: it was asked for by name. */
	void		(*json)(const struct info *in, json_t *doc, bool alone);
};

extern const struct info_part info_header, info_system, info_process,
    info_crash, info_runtimes, info_threads, info_modules, info_memory,
    info_records, info_provenance, info_cuts;

/* "Label      text"; LABEL "" goes on below the last.  The text is escaped. */
void	 info_row(const struct info *in, const char *label, const char *fmt,
	    ...) __attribute__((format(printf, 3, 4)));
/* A line of a table, escaped as well. */
void	 info_line(const struct info *in, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));

/* The last component of a path of either system. */
const char *info_base_name(const char *path);
/* "libc.so.6+0x1234", or the address alone where no module is. */
void	 info_place(char *buf, size_t size, const struct info *in,
	    uint64_t addr);
/* The module that holds ADDR, or NULL. */
const struct dump_module *info_module_at(const struct info *in,
	    uint64_t addr);
/* Windows counts threads in hex, Unix does not. */
void	 info_thread_id(char *buf, size_t size, const struct info *in,
	    uint64_t id);

/* Fills in->by_base, which the caller frees. */
void	 info_sort_modules(struct info *in);
/* Fills in->cuts; before the source is read on. */
void	 info_weigh_cuts(struct info *in, struct dump_model *m,
	    struct dump_source *src);

#endif
