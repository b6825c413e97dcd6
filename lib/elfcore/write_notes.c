/* SPDX-License-Identifier: BSD-2-Clause */
/* write_notes.c -- the notes of an output: those of the input as they are,
 * and one of our own. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "elfcore/writer.h"
#include "model/provenance.h"

bool
output_has_note(const struct dump_plan *p, size_t i)
{
	if (p->drop_record != NULL && p->drop_record[i])
		return false;
	/* The new text has the lines of the old one. */
	return p->m->records[i].role != ROLE_PROVENANCE ||
	    (p->provenance == NULL && !p->no_provenance);
}

/* Where the note that is record I begins: behind the one before it. */
static uint64_t
note_start(const struct dump_plan *p, const struct elfcore_notes *seg,
    size_t i)
{
	uint64_t start = seg->ph.p_offset;
	const struct record *before;

	if (i == seg->first)
		return start;
	if (i == seg->first + seg->n)
		return start + seg->ph.p_filesz;
	before = &p->m->records[i - 1];
	return start + round_up(before->off + before->size - start,
	    seg->align);
}

static int
put_source(struct layout *l, uint64_t off, uint64_t len, struct dump_err *err)
{
	struct part part = { .kind = PART_SOURCE, .off = off, .len = len };

	return len == 0 ? 0 : layout_part(l, &part, err);
}

/* A note of which the plan scrubs something; *FROM is told so far. */
static int
put_scrubbed(struct output *w, struct layout *l, size_t i, uint64_t *from,
    struct dump_err *err)
{
	const struct record *r = &w->p->m->records[i];

	if (!output_scrubs_note(w->p, i))
		return 0;
	if (put_source(l, *from, r->off - *from, err) == -1 ||
	    output_scrub_note(w, l, i, err) == -1)
		return -1;
	*from = r->off + r->size;
	return 0;
}

/* Of a note that is ours. */
static void
put_header(uint8_t *out, bool big, uint32_t type, uint64_t size)
{
	put32(big, out, sizeof PROVENANCE_OWNER);
	put32(big, out + 4, (uint32_t)size);
	put32(big, out + 8, type);
	memcpy(out + 12, PROVENANCE_OWNER, sizeof PROVENANCE_OWNER);
}

static bool
is_remade(const struct dump_plan *p, size_t i)
{
	return p->remade.v != NULL && p->remade.record == i &&
	    output_has_note(p, i);
}

/* A note of ours whose content is another one now. */
static int
put_remade(struct output *w, struct layout *l, size_t i,
    struct dump_err *err)
{
	bool big = elfcore_big(&w->ehdr);
	struct part header = { .kind = PART_HELD, .held = w->remade,
	    .len = sizeof w->remade };
	struct part body = { .kind = PART_HELD, .held = w->p->remade.v,
	    .len = w->p->remade.n };

	put_header(w->remade, big, w->p->m->records[i].type, body.len);
	if (layout_part(l, &header, err) == -1 ||
	    layout_part(l, &body, err) == -1)
		return -1;
	return output_pad_head(l, NOTE_ALIGN, err);
}

/* The notes of SEG that stay, in runs, as they are. */
static int
put_notes(struct output *w, struct layout *l, const struct elfcore_notes *seg,
    struct dump_err *err)
{
	const struct dump_plan *p = w->p;
	size_t i, end = seg->first + seg->n;
	uint64_t from, start;
	Elf64_Phdr *ph;

	for (i = seg->first; i < end && !output_has_note(p, i); i++)
		continue;
	if (i == end)
		return 0;
	ph = &w->first[w->nfirst++];
	*ph = (Elf64_Phdr){ .p_type = PT_NOTE, .p_flags = seg->ph.p_flags,
	    .p_align = seg->align };
	if (output_pad_head(l, ph->p_align, err) == -1)
		return -1;
	ph->p_offset = l->head;
	while (i < end) {
		if (is_remade(p, i)) {
			if (put_remade(w, l, i++, err) == -1)
				return -1;
			continue;
		}
		from = note_start(p, seg, i);
		for (; i < end && output_has_note(p, i) && !is_remade(p, i);
		    i++)
			if (put_scrubbed(w, l, i, &from, err) == -1)
				return -1;
		start = note_start(p, seg, i);
		if (put_source(l, from, start - from, err) == -1)
			return -1;
		while (i < end && !output_has_note(p, i) && !is_remade(p, i))
			i++;
	}
	ph->p_filesz = l->head - ph->p_offset;
	return 0;
}

/*
 * Our note has a PT_NOTE of its own, for who counts on the first one to be
 * as its writer made it.  But LLDB reads each PT_NOTE of a BSD's core as if
 * it were all of them, and finds no thread in ours: there it goes behind the
 * others, of which there are N segments.
 */
static bool
provenance_joins(const struct dump_plan *p, uint64_t n)
{
	return n > 0 && (p->m->os == OS_FREEBSD || p->m->os == OS_NETBSD ||
	    p->m->os == OS_OPENBSD);
}

static int
put_provenance(struct output *w, struct layout *l, struct dump_err *err)
{
	bool big = elfcore_big(&w->ehdr);
	struct part header = { .kind = PART_HELD, .held = w->provenance,
	    .len = sizeof w->provenance };
	struct part text = { .kind = PART_MADE, .make = provenance_make,
	    .ctx = w->p };
	Elf64_Phdr *ph;

	if (w->p->provenance == NULL)
		return 0;
	text.len = strlen(w->p->provenance);
	put_header(w->provenance, big, PROVENANCE_TYPE, text.len);
	if (output_pad_head(l, NOTE_ALIGN, err) == -1)
		return -1;
	if (!provenance_joins(w->p, w->nfirst))
		w->first[w->nfirst++] = (Elf64_Phdr){ .p_type = PT_NOTE,
		    .p_offset = l->head, .p_align = NOTE_ALIGN };
	ph = &w->first[w->nfirst - 1];
	if (layout_part(l, &header, err) == -1 ||
	    layout_part(l, &text, err) == -1 ||
	    output_pad_head(l, NOTE_ALIGN, err) == -1)
		return -1;
	ph->p_filesz = l->head - ph->p_offset;
	return 0;
}

uint64_t
output_count_notes(const struct dump_plan *p, const struct elfcore *core)
{
	uint64_t n = 0;
	size_t i, k;

	for (i = 0; i < core->nnotes; i++)
		for (k = 0; k < core->notes[i].n; k++)
			if (output_has_note(p, core->notes[i].first + k)) {
				n++;
				break;
			}
	return n + (p->provenance != NULL && !provenance_joins(p, n));
}

int
output_put_notes(struct output *w, struct layout *l,
    const struct elfcore *core, struct dump_err *err)
{
	struct part made = { .kind = PART_HELD, .held = w->made,
	    .len = w->nmade };
	size_t i;

	if (w->made != NULL) {
		if (output_pad_head(l, NOTE_ALIGN, err) == -1)
			return -1;
		w->first[w->nfirst++] = (Elf64_Phdr){ .p_type = PT_NOTE,
		    .p_offset = l->head, .p_filesz = w->nmade,
		    .p_align = NOTE_ALIGN };
		if (layout_part(l, &made, err) == -1)
			return -1;
	}
	for (i = 0; i < core->nnotes; i++)
		if (put_notes(w, l, &core->notes[i], err) == -1)
			return -1;
	return put_provenance(w, l, err);
}
