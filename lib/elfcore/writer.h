/* SPDX-License-Identifier: BSD-2-Clause */
/* writer.h -- a layout in the making: who lies where. */
#ifndef ELFCORE_WRITER_H
#define ELFCORE_WRITER_H

#include "elfcore/elfcore.h"

/* Where the segments of memory lie in the output. */
struct placement {
	struct dump_plan *p;
	uint64_t	 nloads;
	size_t		 nfilled;	/* those of them that have bytes of
					   their own */
	bool		 has_zeros;	/* some share zeros: */
	uint64_t	 zeros;		/* where these are in the output */
	uint64_t	 start;		/* of memory in the output */
	uint64_t	*offs;		/* of segments with bytes, in turn; NULL
					   where counting tells */
};

/* A walk over the segments, with the offset of each. */
struct placement_walk {
	struct elfcore_loads loads;
	struct elfcore_load load;	/* the segment told last */
	uint64_t	 off;		/* where it lies */
	uint64_t	 next;		/* where bytes can go on */
	uint64_t	 told;		/* segments so far */
	uint64_t	 filled;	/* those of them that have bytes of
					   their own */
};

void	 placement_count(struct placement *pl, struct dump_plan *p);
/* Adds the moves of all memory to L, whose head is complete. */
int	 placement_move(struct placement *pl, struct layout *l,
	    struct dump_err *err);
void	 placement_start(const struct placement *pl,
	    struct placement_walk *walk);
bool	 placement_next(const struct placement *pl,
	    struct placement_walk *walk);
void	 placement_free(struct placement *pl);

enum { OUR_HEADER = 12 + 8 };	/* and "DUMPKIT" with its NUL */

struct extra {
	Elf64_Phdr	 ph;
	uint64_t	 src;
};

struct output {
	struct dump_plan *p;
	struct dump_source *src;	/* while it is laid out */
	struct arena	 held;		/* notes that were scrubbed */
	Elf64_Ehdr	 ehdr;		/* of the output */
	uint64_t	 nheaders;
	Elf64_Phdr	*first;		/* notes */
	size_t		 nfirst;
	struct extra	*last;
	size_t		 nlast;
	uint8_t		*made;		/* notes of our own making, or NULL */
	size_t		 nmade;
	struct placement place;
	struct placement_walk cursor;	/* of the table in the making */
	uint8_t		 provenance[OUR_HEADER], remade[OUR_HEADER];
	uint8_t		 start[EHDR_MAX + SHDR_MAX];
};

/* To what a segment is aligned in the file, so that it can be mapped. */
uint64_t output_align(const struct dump_model *m);
/* Zeros up to a multiple of ALIGN. */
int	 output_pad_head(struct layout *l, uint64_t align,
	    struct dump_err *err);
/* Does the note that is record I stay? */
bool	 output_has_note(const struct dump_plan *p, size_t i);
/* How many PT_NOTEs there will be. */
uint64_t output_count_notes(const struct dump_plan *p,
	    const struct elfcore *core);
int	 output_put_notes(struct output *w, struct layout *l,
	    const struct elfcore *core, struct dump_err *err);
/* scrub.c: does the plan scrub anything of the note that is record I?  Then
 * this adds its descriptor, of the size that it had. */
bool	 output_scrubs_note(const struct dump_plan *p, size_t i);
int	 output_scrub_note(struct output *w, struct layout *l, size_t i,
	    struct dump_err *err);
/* scrub_notes.c: the same of notes that must be read for it.  P has LEN
 * bytes. */
bool	 output_edits_note(const struct dump_plan *p, const struct record *r);
void	 output_edit_note(const struct output *w, const struct record *r,
	    uint8_t *p, size_t len);
int	 output_put_table(struct output *w, struct layout *l,
	    struct dump_err *err);

#endif
