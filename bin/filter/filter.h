/* SPDX-License-Identifier: BSD-2-Clause */
/* filter.h -- the parts of dumpfilter. */
#ifndef FILTER_H
#define FILTER_H

#include "cli.h"

struct opts {
	struct cli_common common;	/* first */
	struct cli_list	 cuts;		/* --heap, --type=heap */
	struct cli_list	 habits;	/* -ma, -mh */
	bool		 strip, repair;
	struct cli_list	 keep, drop, scrub;
	struct cli_list	 threads;
	const char	*zeros;
	struct cli_list	 filters;	/* NAME[,KEY=VALUE] */
	const char	*max_size;	/* a size, or a name of limits.tab */
	struct cli_list	 fit;		/* cuts, of which the first that fits */
	const char	*list;
	const char	*estimate;	/* a codec, "" or NULL */
	bool		 dry_run, explain;
	const char	*json;
	bool		 keep_layout, no_provenance;
	const char	*to;
};

/* The most bytes of an output; 0: any. */
struct limit {
	uint64_t	 file;		/* as it is sent */
	uint64_t	 plain;		/* once it is decompressed */
};

/* The filters that the options ask for. */
struct step {
	char		*filter;
	char		*options;	/* or NULL */
};
struct steps {
	const char	*cut;		/* its name, or NULL */
	char		 title[DUMP_TYPE_TEXT];	/* where that is */
	char		*type;		/* for dump_plan_type(), or NULL */
	struct step	*v;
	size_t		 n, cap;
	bool		 changes;	/* some of it can change a dump */
	struct limit	 limit;
	char		(*fit)[DUMP_TYPE_TEXT];	/* o->fit, as they are called */
};

/* Checks them all; OK, or the status after a message. */
int	 steps_of(struct steps *s, const struct opts *o);
void	 steps_free(struct steps *s);
/* *TYPE, to be freed: the flags that a file of settings asks for.  OK, or
 * the status after a message. */
int	 read_settings(char **type, const char *path);
/* *TEXT, to be freed: a whole file of at most MOST bytes.  As above. */
int	 read_text(char **text, const char *option, const char *path,
	    size_t most);

/* Adds to P all but the cut. */
int	 plan_steps(struct dump_plan *p, const struct opts *o,
	    const struct steps *s, struct dump_err *err);

/* The table of --estimate. */
int	 estimate(const struct opts *o, const struct steps *s);

/* What --max-size=TEXT means.  OK, or the status after a message. */
int	 limit_find(struct limit *out, const char *text);
/* What limits.tab has, by number; the name is NULL past the last. */
struct limits;
int	 limits_read(struct limits **out);
const char *limits_name(const struct limits *t, size_t i);
const char *limits_summary(const struct limits *t, size_t i);
void	 limits_free(struct limits *t);

/* The names of --list. */
int	 list(const struct opts *o);

/* What was worth most in an output of limited size, and how much of it fits;
 * nothing where all does. */
void	 show_tiers(const struct dump_plan *p, FILE *out);
void	 add_tiers(void *doc, const struct dump_plan *p);
/* What a settled plan that remembers rules keeps and drops: memory per class,
 * records, threads; what it rewrites; and the bytes of INPUT and OUTPUT.  CUT is
 * its name, or NULL. */
int	 show_plan(const struct opts *o, const char *cut,
	    const struct dump_model *m, const struct dump_plan *p,
	    uint64_t input, uint64_t output, FILE *out);
/* What a settled plan that remembers rules decided, line by line. */
int	 explain_plan(const struct opts *o, const struct dump_model *m,
	    const struct dump_plan *p, FILE *out);

#endif
