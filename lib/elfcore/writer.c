/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * writer.c -- lays out an ELF core: ELF header, program headers, notes,
 * memory.
 *
 * The table goes by address, as debuggers want it; memory leaves in the
 * order of the source, so that a pipe can be followed.  Where the two orders
 * are the same, offsets follow from counting; else placement.c remembers
 * them.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "elfcore/writer.h"

static void
free_output(void *own)
{
	struct output *w = own;

	if (w == NULL)
		return;
	free(w->first);
	free(w->last);
	free(w->made);
	placement_free(&w->place);
	arena_free(&w->held);
	free(w);
}

int
output_pad_head(struct layout *l, uint64_t align, struct dump_err *err)
{
	struct part zeros = { .kind = PART_ZEROS,
	    .len = round_up(l->head, align) - l->head };

	return zeros.len == 0 ? 0 : layout_part(l, &zeros, err);
}

/* LLDB knows Linux by a note of owner "LINUX" or by EI_OSABI: if the former
 * all go, the latter has to say it. */
static void
name_system(struct output *w)
{
	const struct dump_plan *p = w->p;
	Elf64_Ehdr *e = &w->ehdr;
	bool had = false;
	size_t i;

	if (w->made != NULL)
		return;
	for (i = 0; i < p->m->nrecords; i++)
		if (p->m->records[i].owner != NULL &&
		    strcmp(p->m->records[i].owner, "LINUX") == 0) {
			if (output_has_note(p, i))
				return;
			had = true;
		}
	if (had && e->e_ident[EI_OSABI] == ELFOSABI_NONE)
		e->e_ident[EI_OSABI] = ELFOSABI_LINUX;
}

/*
 * What stands before the table.  From 0xffff headers on their number is in
 * section header 0: here directly behind the ELF header, where a reader of a
 * pipe meets it in time.
 */
static int
put_ehdr(struct output *w, struct layout *l, struct dump_err *err)
{
	struct elfcore_sizes sizes = elfcore_sizes(&w->ehdr);
	struct part part = { .kind = PART_HELD, .held = w->start };
	uint64_t n = w->nheaders;
	Elf64_Ehdr *e = &w->ehdr;
	bool many = n >= PN_XNUM;

	name_system(w);
	part.len = sizes.ehdr + (many ? sizes.shdr : 0);
	e->e_phoff = part.len;
	e->e_ehsize = (uint16_t)sizes.ehdr;
	e->e_phentsize = (uint16_t)sizes.phdr;
	e->e_phnum = (uint16_t)(many ? PN_XNUM : n);
	e->e_shoff = many ? sizes.ehdr : 0;
	e->e_shentsize = (uint16_t)(many ? sizes.shdr : 0);
	e->e_shnum = many;
	e->e_shstrndx = 0;
	elfcore_put_ehdr(w->start, e);
	if (many)
		elfcore_put_count(w->start + sizes.ehdr, (uint32_t)n, e);
	return layout_part(l, &part, err);
}

/* Segments that are neither notes nor memory: tags of memory, mostly, which
 * the kernel writes behind all memory. */
static int
put_extras(struct output *w, struct layout *l, const struct elfcore *core,
    struct dump_err *err)
{
	uint64_t word = elfcore_word(&w->ehdr);
	struct extra *x;
	size_t i;

	for (i = 0; i < core->nextras; i++) {
		x = &w->last[w->nlast++];
		x->ph = core->extras[i];
		x->src = x->ph.p_offset;
		if (x->ph.p_filesz > 0 && (layout_move(l, MOVE_ZEROS,
		    round_up(l->size, word) - l->size, err) == -1))
			return -1;
		x->ph.p_offset = l->size;
		if (x->ph.p_filesz > 0 &&
		    layout_move(l, x->src, x->ph.p_filesz, err) == -1)
			return -1;
	}
	return 0;
}

/* What segments of zeros share comes before all memory. */
static int
put_zeros(struct output *w, struct layout *l, struct dump_err *err)
{
	struct part part = { .kind = PART_ZEROS,
	    .len = w->p->shared_bytes };

	w->place.zeros = l->size;
	if (w->nheaders >= PN_XNUM)
		plan_warn(w->p, "with zeros shared there are %" PRIu64
		    " segments, more than some readers can count (jhsdb)",
		    w->nheaders);
	return layout_part(l, &part, err);
}

static int
lay_out(struct output *w, struct layout *l, const struct elfcore *core,
    struct dump_err *err)
{
	if (put_ehdr(w, l, err) == -1 ||
	    output_put_table(w, l, err) == -1 ||
	    output_put_notes(w, l, core, err) == -1)
		return -1;
	if ((w->place.nfilled > 0 || w->place.has_zeros) &&
	    output_pad_head(l, output_align(w->p->m), err) == -1)
		return -1;
	if (w->place.has_zeros && put_zeros(w, l, err) == -1)
		return -1;
	if (placement_move(&w->place, l, err) == -1 ||
	    put_extras(w, l, core, err) == -1)
		return -1;
	placement_start(&w->place, &w->cursor);
	if (elfcore_word(&w->ehdr) == 4 && l->size > UINT32_MAX)
		return dump_fail(err, DUMP_E_LIMIT, DUMP_NOWHERE, "%" PRIu64
		    " bytes are more than a core of 32 bits can have",
		    l->size);
	return 0;
}

/* CORE says what is carried over, MADE what is not. */
static int
lay_out_core(struct layout **out, struct dump_plan *p,
    struct dump_source *src, const struct elfcore *core,
    const struct elfcore_made *made, struct dump_err *err)
{
	struct output *w = calloc(1, sizeof *w);

	*out = NULL;
	if (w == NULL) {
		free(made->v);
		return dump_fail_nomem(err);
	}
	w->made = made->v;
	w->nmade = made->n;
	if (layout_new(out, err) == -1) {
		free_output(w);
		return -1;
	}
	(*out)->own = w;
	(*out)->free_own = free_output;
	w->p = p;
	w->src = src;
	w->ehdr = core->ehdr;
	w->first = calloc(core->nnotes + 2, sizeof *w->first);
	w->last = calloc(core->nextras + 1, sizeof *w->last);
	if (w->first == NULL || w->last == NULL) {
		dump_fail_nomem(err);
	} else {
		placement_count(&w->place, p);
		w->nheaders = (made->n > 0) + output_count_notes(p, core) +
		    w->place.nloads + core->nextras;
		if (lay_out(w, *out, core, err) == 0)
			return 0;
	}
	layout_free(*out);
	*out = NULL;
	return -1;
}

int
elfcore_layout(struct layout **out, struct dump_plan *p,
    struct dump_source *src, struct dump_err *err)
{
	struct elfcore_made none = { .v = NULL };

	return lay_out_core(out, p, src, p->m->own, &none, err);
}

int
elfcore_layout_made(struct layout **out, struct dump_plan *p,
    const struct elfcore_made *made, struct dump_err *err)
{
	struct elfcore none = { .ehdr = made->ehdr };

	return lay_out_core(out, p, NULL, &none, made, err);
}
