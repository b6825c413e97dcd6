/* SPDX-License-Identifier: BSD-2-Clause */
/* what.h -- the words that name parts of a dump to keep or drop. */
#ifndef WHAT_H
#define WHAT_H

#include "filters/filter.h"

enum what_kind {
	WHAT_CLASS,		/* private, code:libfoo* */
	WHAT_MODULE,		/* module:libfoo* */
	WHAT_RANGE,		/* 0x7f00+4K, 0x7f00-0x8f00 */
	WHAT_GROUP,		/* handles */
	WHAT_RECORD		/* record:Comment*, record:LINUX/0x202 */
};
struct what {
	enum what_kind	 kind;
	enum dump_class	 class;
	const char	*pattern;	/* of names, or NULL: all */
	struct span	 range;
	uint32_t	 roles;		/* of a group, a bit each */
	bool		 numbered;	/* the record has this type, whatever
					   it is called: */
	uint32_t	 type;
};

/* What is done with all that one of them names. */
struct what_edit {
	int	(*memory)(struct dump_plan *p, struct span at,
		    const char *rule, struct dump_err *err);
	int	(*record)(struct dump_plan *p, size_t record,
		    const char *rule, struct dump_err *err);
	const char *rule;
	/* Of what the system keeps of a process also what only leads there:
	 * its block, the blocks of threads, lists. */
	bool	 leads;
};

/* OUT points into TEXT.  What names nothing is DUMP_E_ARG. */
int	 what_parse(struct what *out, const char *text, struct dump_err *err);
/* What must be asked before it is known what W names. */
uint32_t what_asks(const struct what *w, const struct dump_model *m);
/* Does it; a pattern that fits nothing is a warning. */
int	 what_apply(const struct what *w, const struct dump_model *m,
	    struct dump_plan *p, const struct what_edit *edit,
	    struct dump_err *err);

#endif
