/* SPDX-License-Identifier: BSD-2-Clause */
/* convert.h -- a dump in another format: its records made anew, its memory
 * as it is. */
#ifndef CONVERT_H
#define CONVERT_H

#include "io/layout.h"
#include "io/source.h"
#include "model/plan.h"

/* Of a plan whose output has another format than its input. */
int	 convert_layout(struct layout **out, struct dump_plan *p,
	    struct dump_source *src, struct dump_err *err);

/* Lays out what P keeps as a dump of the other format.  SRC reaches back. */
int	 convert_to_minidump(struct layout **out, struct dump_plan *p,
	    struct dump_source *src, struct dump_err *err);
int	 convert_to_elf(struct layout **out, struct dump_plan *p,
	    struct dump_source *src, struct dump_err *err);

#endif
