/* SPDX-License-Identifier: BSD-2-Clause */
/* to_minidump.h -- the parts of a minidump that is made of another dump. */
#ifndef TO_MINIDUMP_H
#define TO_MINIDUMP_H

#include "convert/growing.h"
#include "convert/registers.h"
#include "minidump/made.h"

struct to_minidump {
	struct dump_plan *p;
	const struct dump_model *m;
	struct dump_source *src;
	struct made	*d;
	/* Where the CONTEXT of each thread is, and its size; 0: none. */
	struct { uint32_t rva, size; } *contexts;
	struct dump_err	*err;
};

/* Adds G as a stream, and frees it. */
int	 md_add_growing(struct to_minidump *c, uint32_t type,
	    struct growing *g);

/* Each adds its streams. */
int	 md_make_system(struct to_minidump *c);
int	 md_make_misc(struct to_minidump *c);
int	 md_make_contexts(struct to_minidump *c);
int	 md_make_threads(struct to_minidump *c);
int	 md_make_exception(struct to_minidump *c);
int	 md_make_modules(struct to_minidump *c);
int	 md_make_memory_info(struct to_minidump *c);
int	 md_make_maps(struct to_minidump *c);
int	 md_make_linux(struct to_minidump *c);

#endif
