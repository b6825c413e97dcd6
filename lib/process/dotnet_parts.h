/* SPDX-License-Identifier: BSD-2-Clause */
/* dotnet_parts.h -- the parts of what the debugger of .NET reads on Unix. */
#ifndef DOTNET_PARTS_H
#define DOTNET_PARTS_H

#include "process/plumbing.h"

/* A look at memory through a small window. */
struct window {
	const struct walk *w;
	uint64_t	 addr;
	size_t		 len;
	uint8_t		 bytes[4096];
};
/* LEN bytes at ADDR, good until the next look; *OUT is NULL where they are
 * not there. */
int	 window_look(struct window *v, uint64_t addr, size_t len,
	    const uint8_t **out);

struct dotnet_object {
	uint64_t	 table;		/* its method table */
	uint64_t	 size;		/* 0: it is none */
};
/* Of a 64-bit process: what seems to be an object at ADDR. */
int	 dotnet_object(struct window *objects, struct window *tables,
	    uint64_t addr, struct dotnet_object *o);

/* What the runtime says of itself, where it does (.NET 9 and later). */
struct dotnet_contract;
/* *OUT is NULL where it does not. */
int	 dotnet_contract_read(struct dotnet_contract **out,
	    const struct walk *w);
void	 dotnet_contract_free(struct dotnet_contract *c);
/* Where FIELD is in a TYPE; false: not known. */
bool	 dotnet_contract_field(const struct dotnet_contract *c,
	    const char *type, const char *field, uint64_t *off);
/* The address of a global variable. */
bool	 dotnet_contract_global(const struct dotnet_contract *c,
	    const char *name, uint64_t *addr);

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
