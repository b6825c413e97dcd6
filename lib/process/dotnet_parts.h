/* SPDX-License-Identifier: BSD-2-Clause */
/* dotnet_parts.h -- the parts of what the debugger of .NET reads on Unix. */
#ifndef DOTNET_PARTS_H
#define DOTNET_PARTS_H

#include "process/plumbing.h"

/* Adds to OUT, and settles, the memory that objects lie in; nothing where
 * none can be told for certain. */
int	 dotnet_heaps(const struct walk *w, struct set *out);

/* Assemblies that were compiled ahead of time, and where the tables of their
 * functions are. */
struct dotnet_code {
	uint64_t	 addr, last;	/* of the image */
	uint64_t	 functions;	/* address of the table */
	uint64_t	 nfunctions;
};
struct dotnet_images {
	struct dotnet_code *v;		/* by address */
	size_t		 n, cap;
	struct set	 kept;		/* of all assemblies, what is read */
	size_t		 crowd;		/* so many ranges: join them */
};
int	 dotnet_images_touch(const struct dump_model *m, struct set *out,
	    struct dump_err *err);
int	 dotnet_images_find(struct dotnet_images *d, const struct walk *w);
void	 dotnet_images_free(struct dotnet_images *d);
/* Adds what unwinds the function with the address WORD, if there is one. */
int	 dotnet_images_unwind(struct dotnet_images *d, const struct walk *w,
	    uint64_t word);

#endif
