/* SPDX-License-Identifier: BSD-2-Clause */
/* what.h -- the words that name parts of a dump to keep or drop. */
#ifndef WHAT_H
#define WHAT_H

#include "filters/filter.h"

enum what_kind {
	WHAT_CLASS,		/* private, code:libfoo* */
	WHAT_RANGE		/* 0x7f00+4K, 0x7f00-0x8f00 */
};
struct what {
	enum what_kind	 kind;
	enum dump_class	 class;
	const char	*modules;	/* pattern of names, or NULL: all */
	struct span	 range;
};

/* OUT points into TEXT.  What names nothing is DUMP_E_ARG. */
int	 what_parse(struct what *out, const char *text, struct dump_err *err);
/* What must be asked before it is known what W names. */
uint32_t what_asks(const struct what *w, const struct dump_model *m);
/* Calls EDIT (plan_keep(), plan_drop()) for each range that W names. */
typedef int what_edit_fn(struct dump_plan *p, struct span at,
	    const char *rule, struct dump_err *err);
int	 what_apply(const struct what *w, const struct dump_model *m,
	    struct dump_plan *p, what_edit_fn *edit, const char *rule,
	    struct dump_err *err);

#endif
