/* SPDX-License-Identifier: BSD-2-Clause */
/* format.h -- all that a format is to the rest of the library. */
#ifndef FORMAT_H
#define FORMAT_H

#include "io/layout.h"
#include "io/source.h"
#include "model/model.h"
#include "model/plan.h"

struct dump_format {
	const char	*id;		/* "elf", "minidump": --to, JSON */
	const char	*title;		/* "ELF core", "minidump" */
	bool		 shares_zeros;	/* ranges may share bytes of the file */
	bool		 lists_modules;	/* in a record that can be edited */
	/* How many of these first bytes are evidence; 0 is "not mine". */
	int		(*probe)(const uint8_t *head, size_t len);
	/*
	 * Fills an empty model with what the records say, as model.h wants
	 * it, up to but without classes.  Spools SRC only if one pass cannot
	 * do it.
	 */
	int		(*read)(struct dump_model *m, struct dump_source *src,
			    struct dump_err *err);
	/*
	 * Where the dump ends by its own first bytes, without reading its
	 * records and never spooling; DUMP_NOWHERE where they do not tell.
	 */
	int		(*measure)(struct dump_source *src, uint64_t *end,
			    struct dump_err *err);
	/*
	 * Lays out a settled plan that changes something.  Of P it edits
	 * nothing, but may warn of what it cannot carry over.
	 */
	int		(*layout)(struct layout **out, struct dump_plan *p,
			    struct dump_source *src, struct dump_err *err);
	void		(*free_own)(void *own);
	/* From now on OWN is M's; NULL: it does not know whose it is. */
	void		(*adopt)(void *own, struct dump_model *m);
};

#endif
