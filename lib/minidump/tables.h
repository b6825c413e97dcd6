/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tables.h -- the parts of an output that depend on how much of the source
 * arrives: the list of memory, the stacks in the list of threads, and the
 * size of the former in the directory.  What is lost is left out of them.
 */
#ifndef TABLES_H
#define TABLES_H

#include "base/array.h"
#include "minidump/minidump.h"
#include "minidump/ranges.h"

/* A descriptor of a stack in the list of threads. */
struct stack {
	uint32_t	 at;		/* of its address, in the part */
	uint64_t	 data;		/* as in struct range */
};

struct tables;

/* A list of threads whose stacks may get lost. */
struct threads_part {
	struct threads_part *next;
	struct tables	*t;
	uint8_t		*bytes;
	struct stack	*stacks;
	size_t		 nstacks, cap;
};

struct tables {
	struct arena	 held;		/* bytes of other parts */
	struct ranges	 ranges;
	const struct layout *l;
	const struct minidump *md;
	bool		 list64;
	uint64_t	 memory;	/* where it begins in the output */

	uint8_t		*directory;
	size_t		 list_size_at;	/* in DIRECTORY, or SIZE_MAX */

	struct threads_part *threads;

	/* What is left, once it is known how much arrived. */
	uint64_t	 arrived, left;
	struct range	*cut;
	size_t		 ncut;
};

uint64_t tables_list_size(const struct tables *t, size_t n);

part_make_fn	 tables_make_list, tables_make_directory;
/* CTX is a struct threads_part. */
part_make_fn	 tables_make_threads;
void	 tables_free(void *tables);

#endif
