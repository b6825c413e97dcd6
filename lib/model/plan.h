/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * plan.h -- which memory and which records the output gets.  Filters edit
 * it, nothing else does.  Choosing and dropping are two sets, subtracted at
 * the end, so that the order of filters cannot matter.
 */
#ifndef PLAN_H
#define PLAN_H

#include "io/layout.h"
#include "model/model.h"

struct dump_filter;
struct memory_of_rules;
struct dump_format;

/* What filters want of a record, each with its rule, or NULL. */
struct verdict {
	const char	*keep, *drop;
	bool		 insist;	/* keep it even where it may hide offsets */
};

/* A filter with its options, as it was added. */
struct applied {
	const struct dump_filter *filter;
	const char	*name;		/* of the filter */
	void		*state;
	char		*options;	/* as given, or NULL */
};

/*
 * What records have that is not to leave.  Each format does it for its own;
 * their sizes stay where others hold their places.
 */
enum scrub {
	SCRUB_VECTORS = 1,	/* floating point and vector registers */
	SCRUB_REGISTERS = 2,	/* others, and parameters of the crash, unless
				   scrub_word says that they may stay */
	SCRUB_PATHS = 4,	/* directories of files, but for a system's */
	SCRUB_NAMES = 8		/* of objects that handles are of; command
				   lines in records that have more to say */
};
/* May WORD, of WIDTH bytes, stay in a register of THREAD, which is NONE if
 * it is not known whose? */
typedef bool	 scrub_word_fn(const void *ctx, uint32_t thread, uint64_t word,
		    unsigned width);

/* Memory that is changed on its way, and how. */
struct rewriting {
	struct set	 where;		/* addresses */
	rewrite_fn	*fn;
	void		*ctx;
};

/* What is worth most in an output of limited size, in this order. */
enum plan_tier {
	PLAN_RECORDS, PLAN_CRASHED, PLAN_PLUMBING, PLAN_THREADS,
	PLAN_RUNTIME, PLAN_INDIRECT, PLAN_STACKS, PLAN_DATA, PLAN_JIT,
	PLAN_PRIVATE, PLAN_MAPPED, PLAN_FILES,
	PLAN_TIERS
};
struct spool;

struct dump_plan {
	struct dump_model *m;
	struct applied	*filters;
	size_t		 nfilters, filters_cap;
	bool		 no_provenance, keep_layout, no_residual;
	bool		 repair;	/* even if nothing else is done */
	const struct dump_format *to;	/* NULL: that of the input */
	struct set	 asked;		/* what dump_plan_drop() was told */
	struct memory_of_rules *rules;	/* for dump_plan_explain(), or NULL */
	struct dump_limit limit;	/* of the output */

	/* What filters told each other; by then the order does not matter. */
	struct {
		uint64_t stack_max;	/* bytes of a stack; 0: not said */
		struct vicinity {
			uint64_t before, after;	/* bytes around a pointer */
			uint64_t cap;	/* of all; 0: not said */
		} vicinity;
	} tuning;

	/* Threads that are left out, by index; NULL: none.  Those that stay
	 * are neither numbered anew nor put into another order. */
	/* Modules by their base addresses: what the list of modules says of
	 * these but name, address and size, and these as a whole. */
	struct set	 strip_modules, drop_modules;
	bool		*drop_thread;
	struct set	 threads_own;	/* memory that was theirs alone */
	size_t		 threads_unproven; /* stacks that are not in it */

	/* What filters edit. */
	bool		 cut;		/* a filter chose: start from KEEP, not
					   from all */
	struct set	 keep, drop;
	struct verdict	*verdicts;	/* on records, by index; NULL: none */
	uint32_t	 flags;		/* enum type_flag: what the output is by
					   what filters did, beside what its
					   memory and records show */
	bool		 strict;	/* no output where bytes are missing */
	uint64_t	 took_buffers;	/* allocations of this size went; 0: none */
	bool		 took_heaps;	/* by survey.heaps it was decided */
	bool		 share_zeros;	/* long runs are to be there once */

	/* What plan_resolve() makes of it. */
	struct set	 kept;		/* (cut ? keep : all) - drop, widened to
					   the grain */
	bool		*drop_record;	/* by index; NULL: none */
	struct rewriting *rewritings;	/* what filters add then */
	size_t		 nrewritings, rewritings_cap;
	struct set	 rewritten;	/* addresses of all of them */
	struct set	 shared;	/* kept runs of zeros that need to be
					   in the output only once */
	uint64_t	 shared_bytes;	/* that many of them */
	bool		 shares;	/* and they are not so in the input */
	unsigned	 scrub;		/* enum scrub */
	scrub_word_fn	*scrub_word;
	const void	*scrub_ctx;
	bool		 changes;
	uint64_t	 present[DUMP_CLASSES];	/* bytes of input, output */
	uint64_t	 bytes[DUMP_CLASSES];
	struct dump_warning *warnings;	/* text in the arena */
	size_t		 nwarnings, warnings_cap;
	struct arena	 text;
	char		*provenance;	/* text of the record, or NULL */
	bool		 settled;
	struct layout	*layout;

	/* Where there is a limit. */
	bool		 fitted;	/* something was left out for it, now
					   or when the input was made */
	bool		 narrowed;	/* now */
	uint64_t	 wanted[PLAN_TIERS];	/* bytes of each, if so */
	uint64_t	 fit[PLAN_TIERS];	/* and those that fit */
	uint64_t	 least;		/* bytes that were needed; 0: it fits */
	struct spool	*packed;	/* the output, compressed; or NULL */
	uint64_t	 npacked;	/* bytes of that */
	struct dump_result packed_result;
	/* The content of one record that is not as it was, or NULL. */
	struct {
		size_t		 record, n;
		uint8_t		*v;
	} remade;
};

/* For filters. */
int	 plan_keep(struct dump_plan *p, struct span at, const char *rule,
	    struct dump_err *err);
int	 plan_drop(struct dump_plan *p, struct span at, const char *rule,
	    struct dump_err *err);
int	 plan_keep_region(struct dump_plan *p, size_t region, const char *rule,
	    struct dump_err *err);
int	 plan_drop_region(struct dump_plan *p, size_t region, const char *rule,
	    struct dump_err *err);
/*
 * The same of records, by index; ALL of them at once.  A cut that keeps none
 * leaves none.  Lists of memory and our own record follow from what else is
 * kept, whatever is said of them.
 */
int	 plan_keep_record(struct dump_plan *p, size_t record,
	    const char *rule, struct dump_err *err);
int	 plan_keep_all_records(struct dump_plan *p, const char *rule,
	    struct dump_err *err);
int	 plan_drop_record(struct dump_plan *p, size_t record,
	    const char *rule, struct dump_err *err);
/* As plan_keep_record(), for somebody who knows what he asks for: also what
 * else would be left out because it may hide offsets into its file. */
int	 plan_insist_on_record(struct dump_plan *p, size_t record,
	    const char *rule, struct dump_err *err);
/*
 * Leaves out of the list of modules what identifies the build of module I; or
 * the module.  Where the format has no such list nothing happens.
 */
int	 plan_strip_module(struct dump_plan *p, size_t i,
	    struct dump_err *err);
int	 plan_drop_module(struct dump_plan *p, size_t i, struct dump_err *err);
/* The output starts from what is in S, which is used up, and not from all;
 * of several cuts from what is in one of them. */
int	 plan_cut(struct dump_plan *p, struct set *s, struct dump_err *err);
void	 plan_warn(struct dump_plan *p, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));

/* What would be kept if nobody edited P any more: fills OUT, settled. */
int	 plan_foresee(struct set *out, struct dump_plan *p,
	    struct dump_err *err);
/* Would that record go? */
bool	 plan_foresees_drop(const struct dump_plan *p, size_t record);

/* Forgets what filters wanted. */
void	 plan_clear(struct dump_plan *p);
/* Subtracts, widens to the grain, counts, and says whether anything of the
 * input is missing in the output.  KEEP is used up. */
int	 plan_resolve(struct dump_plan *p, struct dump_err *err);
/* sharing.c: its part that is about zeros. */
int	 plan_resolve_sharing(struct dump_plan *p, struct dump_err *err);
/* Does anybody want something else than the input, as far as it is whole? */
bool	 plan_drops(const struct dump_plan *p);
/* Of a plan that changes something: records that may hide offsets into their
 * file go, but for those that somebody insists on. */
int	 plan_leave_out_unsafe(struct dump_plan *p, struct dump_err *err);

/*
 * For who leaves out more of a plan that is resolved: KEPT, which is used up,
 * is all memory that stays.  Counts once more.
 */
int	 plan_narrow(struct dump_plan *p, struct set *kept,
	    struct dump_err *err);
/* Keeps all memory that nobody dropped, whatever a cut chose. */
int	 plan_keep_all_memory(struct dump_plan *p, struct dump_err *err);
/* Marks a record as one that goes. */
int	 plan_leave_out(struct dump_plan *p, size_t record,
	    struct dump_err *err);
/* Forgets what changes memory on its way. */
void	 plan_clear_rewritings(struct dump_plan *p);

/*
 * For filters, once it is resolved: FN changes the kept bytes of WHERE, which
 * is used up.  CTX must live as long as P.  Several may change the same
 * bytes; they do so in the order in which they were added.
 */
int	 plan_rewrite(struct dump_plan *p, struct set *where, rewrite_fn *fn,
	    void *ctx, struct dump_err *err);
/* The same of records: WHAT of enum scrub.  A function of SCRUB_REGISTERS is
 * set beside. */
int	 plan_scrub(struct dump_plan *p, unsigned what, struct dump_err *err);
/* For writers: layout_move() of memory, with what is rewritten of it. */
int	 plan_move(struct dump_plan *p, struct layout *l, uint64_t addr,
	    uint64_t src, uint64_t len, struct dump_err *err);

/*
 * Kept bytes by address, for writers: a maximal run within one piece.
 * WHOLE: that is all of the piece.
 */
struct extent {
	uint64_t	 addr, size, off;
	uint32_t	 piece, region;
	bool		 whole;
};
struct plan_walk {
	const struct dump_plan *p;
	size_t		 piece, range;
};
void	 plan_walk(struct plan_walk *w, const struct dump_plan *p);
bool	 plan_next(struct plan_walk *w, struct extent *e);

#endif
