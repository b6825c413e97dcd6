/* SPDX-License-Identifier: BSD-2-Clause */
/* parts.h -- the steps of classify(), each in a file of its own. */
#ifndef PARTS_H
#define PARTS_H

#include "model/model.h"

/* What the regions say of one entry of the list of mapped files. */
struct entry {
	uint64_t	 present;	/* bytes of it in the dump */
	uint16_t	 prot;		/* of all its regions together */
	bool		 described;	/* some region lies in it */
};

/*
 * Marks files and mappings by their names, offsets and what the dump holds
 * of them.  *OUT: an entry per mapping, the caller's to free.
 */
int	 files_mark(struct dump_model *m, struct entry **out,
	    struct dump_err *err);
/* Bytes of NAME without " (deleted)". */
size_t	 file_name_length(const char *name);
/* Does the name of a file, without directories and " (deleted)", equal NAME
 * in any case? */
bool	 file_is_called(const struct file *f, const char *name);

/* Mappings *FIRST to *LAST are the copy of its image that mapping I is in. */
void	 image_run(const struct dump_model *m, size_t i, size_t *first,
	    size_t *last);
/* Makes a module of each image file, the main program first. */
int	 modules_from_files(struct dump_model *m, const struct entry *entries,
	    struct dump_err *err);

/* Is it a .NET process?  Which files then hold what its debugger reads? */
void	 dotnet_mark(struct dump_model *m, const struct entry *entries);
/* The same of libjvm.so, which has the tables of a Java virtual machine. */
void	 hotspot_mark(struct dump_model *m, const struct entry *entries);
/* The page that createdump makes for the debugger of the runtime: its
 * region, or NONE. */
uint32_t dotnet_info_page(const struct dump_model *m);
/* Of a .NET process: is that sure enough to tell people? */
bool	 dotnet_is_certain(const struct dump_model *m);

/* Where stacks are in a Unix process: from the stack pointer up, and the
 * parts below it that nothing else can live in. */
int	 stacks_find(const struct dump_model *m, struct set *live,
	    struct set *dead, struct dump_err *err);

/* A guard, or without memory: nobody may touch it, whatever its rights. */
static inline bool
region_is_closed(const struct region *r)
{
	return (r->prot & DUMP_GUARD) != 0 ||
	    (r->prot & (REGION_RESERVED | REGION_FREE)) != 0;
}

/* Anonymous, writable and described by the records? */
static inline bool
region_is_anonymous(const struct region *r)
{
	return r->mapping == NONE && (r->prot & DUMP_W) != 0 &&
	    (r->prot & REGION_GUESSED) == 0 && !region_is_closed(r);
}

/*
 * For memory that no record describes: what the list of modules and the
 * threads say of it.  Cuts are asked for before classes are given.
 */
int	 guess_stacks(const struct dump_model *m, struct set *out,
	    struct dump_err *err);
enum dump_class guess_class(const struct dump_model *m,
	    const struct region *r, const struct set *stacks);
/* Does R lie in the first page of its module? */
bool	 region_heads_module(const struct dump_model *m,
	    const struct region *r);

/* Places where regions are to be cut, in any order. */
struct places {
	uint64_t	*v;
	size_t		 n, cap;
};
int	 places_add(struct places *p, uint64_t at, struct dump_err *err);
/* Both ends of each range. */
int	 places_add_set(struct places *p, const struct set *s,
	    struct dump_err *err);
/* The end of each module's first page. */
int	 places_add_heads(struct places *p, const struct dump_model *m,
	    struct dump_err *err);
int	 places_cut(struct places *p, struct dump_model *m,
	    struct dump_err *err);

int	 classify_unix(struct dump_model *m, struct dump_err *err);
int	 classify_windows(struct dump_model *m, struct dump_err *err);
/* facts.runtime, by the names of files and modules. */
void	 runtime_name(struct dump_model *m);

#endif
