/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * scrub.c -- notes of which a plan scrubs something.  Whole notes of floating
 * point and vector registers become zeros, but for heads that say how the
 * rest is laid out; others are edited.
 */
#include <string.h>

#include "base/checked.h"
#include "elfcore/writer.h"

/* What the kernel says of the state in the area for programs, and the header
 * of XSAVE: which parts of the rest are in use. */
enum { XSAVE_HEADS = 464, XSAVE_REST = 576 };

/* Notes by the name that they have for all systems. */
static const struct vectors {
	const char	*name;
	uint16_t	 head;		/* bytes, or words of the process */
	bool		 words;
} vectors[] = {
	{ "FPREGSET", 0, false }, { "FPREGS", 0, false },
	{ "XFPREGS", 0, false }, { "PRXREG", 0, false },
	{ "PRXFPREG", 0, false },
	{ "PPC_VMX", 0, false }, { "PPC_SPE", 0, false },
	{ "PPC_VSX", 0, false }, { "PPC_TM_CFPR", 0, false },
	{ "PPC_TM_CVMX", 0, false }, { "PPC_TM_CVSX", 0, false },
	{ "S390_VXRS_LOW", 0, false }, { "S390_VXRS_HIGH", 0, false },
	{ "ARM_VFP", 0, false },
	/* Sizes and lengths of vectors, flags. */
	{ "ARM_SVE", 16, false }, { "ARM_SSVE", 16, false },
	{ "ARM_ZA", 16, false }, { "ARM_ZT", 0, false },
	{ "ARM_FPMR", 0, false },
	{ "MIPS_DSP", 0, false }, { "MIPS_MSA", 0, false },
	/* vstart, vl, vtype, vcsr, vlenb */
	{ "RISCV_VECTOR", 5, true },
	{ "LOONGARCH_LSX", 0, false }, { "LOONGARCH_LASX", 0, false },
	{ "LOONGARCH_LBT", 0, false },
};
static const char xstate[] = "X86_XSTATE";

static const struct vectors *
vectors_of(const struct record *r)
{
	size_t i;

	for (i = 0; i < sizeof vectors / sizeof *vectors; i++)
		if (strcmp(vectors[i].name, r->name) == 0)
			return &vectors[i];
	return NULL;
}

static bool
has_vectors(const struct record *r)
{
	return r->role == ROLE_REGISTERS && (strcmp(r->name, xstate) == 0 ||
	    vectors_of(r) != NULL);
}

bool
output_scrubs_note(const struct dump_plan *p, size_t i)
{
	const struct record *r = &p->m->records[i];

	return ((p->scrub & SCRUB_VECTORS) != 0 && has_vectors(r)) ||
	    output_edits_note(p, r);
}

/* Adds bytes [FROM, TO) of the note, as far as it has them: as they are, or
 * as zeros. */
static int
put(struct layout *l, const struct record *r, uint64_t from, uint64_t to,
    bool zeros, struct dump_err *err)
{
	struct part part = { .kind = zeros ? PART_ZEROS : PART_SOURCE,
		.off = r->off + from };

	to = min_u64(to, r->size);
	if (from >= to)
		return 0;
	part.len = to - from;
	return layout_part(l, &part, err);
}

static int
put_xstate(struct layout *l, const struct record *r, struct dump_err *err)
{
	if (put(l, r, 0, XSAVE_HEADS, true, err) == -1 ||
	    put(l, r, XSAVE_HEADS, XSAVE_REST, false, err) == -1)
		return -1;
	return put(l, r, XSAVE_REST, r->size, true, err);
}

/* A note of which a copy is edited. */
static int
put_edited(struct output *w, struct layout *l, const struct record *r,
    struct dump_err *err)
{
	uint8_t *buf = arena_alloc(&w->held, (size_t)r->size + 1, err);
	struct part part = { .kind = PART_HELD, .held = buf, .len = r->size };

	if (buf == NULL || dump_source_read(w->src, r->off, buf,
	    (size_t)r->size, err) == -1)
		return -1;
	output_edit_note(w, r, buf, (size_t)r->size);
	return r->size == 0 ? 0 : layout_part(l, &part, err);
}

int
output_scrub_note(struct output *w, struct layout *l, size_t i,
    struct dump_err *err)
{
	const struct record *r = &w->p->m->records[i];
	const struct vectors *v = vectors_of(r);
	uint64_t head;

	if (output_edits_note(w->p, r))
		return put_edited(w, l, r, err);
	if (v == NULL)
		return put_xstate(l, r, err);
	head = v->words ? v->head * elfcore_word(&w->ehdr) : v->head;
	if (put(l, r, 0, head, false, err) == -1)
		return -1;
	return put(l, r, head, r->size, true, err);
}
