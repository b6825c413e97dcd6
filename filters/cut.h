/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cut.h -- what each plain cut keeps, as a set of addresses.
 *
 * Each is a part of the next wider one, whatever a dump claims: a cut starts
 * by rules of its own, and gives up what of that the wider one does not keep.
 */
#ifndef CUT_H
#define CUT_H

#include "model/plan.h"
#include "process/survey.h"

/* These fill OUT, which is empty, and settle it. */
int	 cut_full(struct set *out, const struct dump_model *m,
	    struct dump_err *err);
int	 cut_heap(struct set *out, const struct dump_model *m,
	    struct dump_err *err);
/* Stacks up to STACK_MAX bytes from the stack pointer; 0: as many as usual. */
int	 cut_mini(struct set *out, const struct dump_model *m,
	    uint64_t stack_max, struct dump_err *err);
/* The same for a managed process, once the survey knows what its debugger
 * reads: with the heaps of the runtime, and without them.  That went by all
 * of the stacks, so none is cut shorter than usual. */
int	 cut_heap_managed(struct set *out, const struct dump_model *m,
	    uint64_t stack_max, struct dump_err *err);
int	 cut_mini_managed(struct set *out, const struct dump_model *m,
	    uint64_t stack_max, bool objects, struct dump_err *err);
/* The same without code. */
int	 cut_frames(struct set *out, const struct dump_model *m,
	    uint64_t stack_max, struct dump_err *err);
/* The same without data of images. */
int	 cut_triage(struct set *out, const struct dump_model *m,
	    uint64_t stack_max, struct dump_err *err);
/* Adds the live stacks alone. */
enum { STACK_MAX = LIVE_STACK_MAX };
int	 cut_stacks(struct set *out, const struct dump_model *m,
	    uint64_t stack_max, struct dump_err *err);
/* What flags of a dump type (model/type.h) keep. */
int	 cut_type(struct set *out, const struct dump_model *m,
	    uint32_t flags, uint64_t stack_max, struct dump_err *err);
/* What the survey is to be asked for that. */
uint32_t cut_type_asks(const struct dump_model *m, uint32_t flags);
/* FLAGS without those that others of them cancel. */
uint32_t cut_type_flags(uint32_t flags);
/* Do they keep all that stacks can be in, whatever the survey finds? */
bool	 cut_type_has_stacks(const struct dump_model *m, uint32_t flags);

/* Why heap keeps a part of a file that is neither written nor run, or NULL. */
const char *cut_file_rule(const struct dump_model *m,
	    const struct region *r);
/* Its part that is not about managed metadata. */
const char *cut_part_rule(const struct dump_model *m,
	    const struct region *r);

/* Is R the data of an assembly, of which the survey knows what is read? */
bool	 cut_is_assembly_data(const struct dump_model *m,
	    const struct region *r);
/* Adds to OUT what of S, which is settled, lies in regions that COUNT. */
int	 cut_clip(struct set *out, const struct set *s,
	    const struct dump_model *m, bool (*counts)(const struct region *),
	    struct dump_err *err);
/* Bytes of the dump that are in S. */
uint64_t cut_present(const struct set *s, const struct dump_model *m);

#endif
