/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reader.c -- what an ELF core says, into the model: first the program
 * headers, then the notes.  Memory contents are never read.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/checked.h"
#include "base/err.h"
#include "elfcore/elfcore.h"

enum {
	NOTES_MAX = 1024 * 1024,
	HOLD = 4 * 1024 * 1024	/* of a pipe, to reach notes behind memory */
};
#define NOTE_BYTES_MAX	((uint64_t)1 << 30)
#define OFFSET_MAX	((uint64_t)INT64_MAX)	/* no file is longer */

/* The page that createdump makes up for the debugger of .NET. */
static bool
is_diaginfo(const struct elfcore *core, const Elf64_Phdr *p)
{
	return p->p_vaddr == (elfcore_word(&core->ehdr) == 8 ?
	    UINT64_C(0x7ffffff10000) : UINT64_C(0x7fff1000));
}

/* The memory that P claims, cut where the address space ends. */
static bool
memory_of(struct dump_model *m, const Elf64_Phdr *p, struct span *at)
{
	uint64_t size = max_u64(p->p_memsz, p->p_filesz), top;

	top = m->word == 8 ? UINT64_MAX : UINT32_MAX;
	if (size > 0 && (p->p_vaddr > top || size - 1 > top - p->p_vaddr)) {
		dump_model_warn(m, true, p->p_offset, "segment %#" PRIx64 ": %"
		    PRIu64 " bytes go beyond the address space", p->p_vaddr,
		    size);
		if (p->p_vaddr > top)
			return false;
		size = top - p->p_vaddr + 1;
	}
	if (p->p_filesz > p->p_memsz)
		dump_model_warn(m, false, p->p_offset, "segment %#" PRIx64
		    ": %" PRIu64 " bytes in the file, %" PRIu64
		    " in memory", p->p_vaddr, p->p_filesz, p->p_memsz);
	return span_of(p->p_vaddr, size, at);
}

/* How much of P a file can hold at all. */
static uint64_t
bytes_of(struct dump_model *m, const Elf64_Phdr *p)
{
	uint64_t room;

	if (p->p_filesz == 0)
		return 0;		/* then the offset means nothing */
	room = p->p_offset >= OFFSET_MAX ? 0 : OFFSET_MAX - p->p_offset;
	if (p->p_filesz > room)
		dump_model_warn(m, true, DUMP_NOWHERE, "segment %#" PRIx64
		    ": %" PRIu64 " bytes at %#" PRIx64 " are in no file",
		    p->p_vaddr, p->p_filesz, p->p_offset);
	m->facts.end = max_u64(m->facts.end,
	    min_u64(add_capped(p->p_offset, p->p_filesz), OFFSET_MAX));
	return min_u64(p->p_filesz, room);
}

static unsigned
prot_of(const Elf64_Phdr *p)
{
	return ((p->p_flags & PF_R) != 0 ? DUMP_R : 0u) |
	    ((p->p_flags & PF_W) != 0 ? DUMP_W : 0u) |
	    ((p->p_flags & PF_X) != 0 ? DUMP_X : 0u);
}

static int
take_load(struct elfcore_reader *r, const Elf64_Phdr *p, uint32_t index,
    struct dump_err *err)
{
	struct elfcore *core = r->core;
	struct region region = {
		.mapping = NONE, .module = NONE, .allocation = index,
		.prot = (uint16_t)prot_of(p),
	};
	uint64_t bytes = bytes_of(r->m, p);

	if (!memory_of(r->m, p, &region.at))
		return 0;
	if (is_diaginfo(core, p))
		r->clues |= CLUE_DIAGINFO;
	if (p->p_filesz > 0 && bytes == 0)
		region.tail = TAIL_CUT;
	bytes = min_u64(bytes, region.at.size);
	if (bytes > 0) {
		core->memory = min_u64(core->memory, p->p_offset);
		core->memory_end = max_u64(core->memory_end,
		    p->p_offset + bytes);
	}
	if (model_add_region(r->m, &region, err) == -1)
		return -1;
	return model_add_piece(r->m, p->p_vaddr, bytes, p->p_offset, err);
}

static int
take_notes(struct elfcore_reader *r, const Elf64_Phdr *p,
    struct dump_err *err)
{
	struct elfcore *core = r->core;
	struct elfcore_notes notes = { .ph = *p };

	if ((notes.ph.p_filesz = bytes_of(r->m, p)) == 0)
		return 0;
	if (array_room(&core->notes, &core->notes_cap, core->nnotes,
	    sizeof *core->notes, err) == -1)
		return -1;
	core->notes[core->nnotes++] = notes;
	return 0;
}

static int
take_extra(struct elfcore_reader *r, const Elf64_Phdr *p,
    struct dump_err *err)
{
	struct elfcore *core = r->core;

	/* Beyond the file: lost, or no header at all. */
	if (p->p_filesz > 0 && (bytes_of(r->m, p) < p->p_filesz ||
	    !fits(p->p_offset, p->p_filesz, dump_source_size(r->src))))
		return 0;
	if (array_room(&core->extras, &core->extras_cap, core->nextras,
	    sizeof *core->extras, err) == -1)
		return -1;
	core->extras[core->nextras++] = *p;
	return 0;
}

static int
read_table(struct elfcore_reader *r, struct elfcore_table *t,
    struct dump_err *err)
{
	uint32_t loads = 0;
	Elf64_Phdr p;
	bool more;

	for (;;) {
		if (elfcore_table_next(t, &p, &more, err) == -1)
			return -1;
		if (!more)
			break;
		if (p.p_type == PT_LOAD) {
			if (take_load(r, &p, loads++, err) == -1)
				return -1;
		} else if (p.p_type == PT_NOTE) {
			if (take_notes(r, &p, err) == -1)
				return -1;
		} else if (p.p_type >= PT_LOOS &&
		    take_extra(r, &p, err) == -1) {
			return -1;
		}
	}
	r->m->facts.end = max_u64(r->m->facts.end, min_u64(t->end,
	    OFFSET_MAX));
	if (t->cut)
		dump_model_warn(r->m, true, t->ehdr.e_phoff,
		    "program headers: %" PRIu64 " of %" PRIu64 " are there",
		    t->next, t->n);
	return 0;
}

/* Does P lie within what segments of memory take of the file, or reach into
 * it? */
static bool
in_memory(const struct elfcore *core, const Elf64_Phdr *p)
{
	return p->p_offset < core->memory_end &&
	    add_capped(p->p_offset, p->p_filesz) > core->memory;
}

/* Of those that begin together the longest comes first. */
static int
by_offset(const void *va, const void *vb)
{
	const struct elfcore_notes *a = va, *b = vb;

	if (a->ph.p_offset != b->ph.p_offset)
		return a->ph.p_offset < b->ph.p_offset ? -1 : 1;
	return a->ph.p_filesz > b->ph.p_filesz ? -1 :
	    a->ph.p_filesz < b->ph.p_filesz;
}

/*
 * google-coredumper appends the program headers of the vdso, adjusted: views
 * of memory that a segment describes already.  They go; what they say is in
 * the vdso itself.
 */
static void
leave_out_views(struct elfcore *core)
{
	size_t i, kept = 0;

	for (i = 0; i < core->nnotes; i++)
		if (core->notes[i].ph.p_vaddr == 0 ||
		    core->notes[i].ph.p_memsz == 0 ||
		    !in_memory(core, &core->notes[i].ph))
			core->notes[kept++] = core->notes[i];
	core->nnotes = kept;
	for (i = kept = 0; i < core->nextras; i++)
		if (core->extras[i].p_filesz == 0 ||
		    !in_memory(core, &core->extras[i]))
			core->extras[kept++] = core->extras[i];
	core->nextras = kept;
}

/*
 * What several segments claim is told once, by the one that begins first: a
 * header costs 56 bytes, and the notes that it names may be millions.
 */
static void
leave_out_repeats(struct elfcore_reader *r)
{
	struct elfcore *core = r->core;
	uint64_t end = 0, told;
	size_t i, kept = 0, repeats = 0;
	Elf64_Phdr *p;

	for (i = 0; i < core->nnotes; i++) {
		p = &core->notes[i].ph;
		told = min_u64(max_u64(end, p->p_offset) - p->p_offset,
		    p->p_filesz);
		p->p_offset += told;
		p->p_filesz -= told;
		end = max_u64(end, p->p_offset + p->p_filesz);
		repeats += told > 0;
		if (p->p_filesz > 0)
			core->notes[kept++] = core->notes[i];
	}
	core->nnotes = kept;
	if (repeats > 0)
		dump_model_warn(r->m, false, DUMP_NOWHERE, "%zu segments of"
		    " notes share bytes with others: the first one counts",
		    repeats);
}

/*
 * Notes before the first byte of memory can be read as they come.  gdb and
 * delve write them last: that takes a small core whole, or a spool.  What
 * rewinds keeps them, for they are written before the memory.
 */
static int
reach_notes(struct elfcore_reader *r, struct dump_err *err)
{
	const struct elfcore *core = r->core;
	uint64_t late = UINT64_MAX, end = 0;
	const Elf64_Phdr *p;
	size_t i;

	for (i = 0; i < core->nnotes; i++) {
		p = &core->notes[i].ph;
		end = max_u64(end, p->p_offset + p->p_filesz);
		if (p->p_offset > core->memory)
			late = min_u64(late, p->p_offset);
	}
	if (late < end && source_keep(r->src, late, end - late, err) == -1)
		return -1;
	if (source_reach(r->src) != REACH_FORWARD || end <= core->memory ||
	    end <= HOLD)
		return 0;
	return source_spool(r->src, NULL, 0, false, err);
}

static int
read_notes(struct elfcore_reader *r, struct dump_err *err)
{
	struct elfcore *core = r->core;
	size_t i;

	leave_out_views(core);
	if (core->nnotes > 1)
		qsort(core->notes, core->nnotes, sizeof *core->notes,
		    by_offset);
	leave_out_repeats(r);
	if (reach_notes(r, err) == -1)
		return -1;
	for (i = 0; i < core->nnotes; i++)
		if (elfcore_read_notes(r, &core->notes[i], err) == -1)
			return -1;
	return 0;
}

/* NetBSD cuts zeros off the end of a segment; a writable one without any
 * bytes is all zeros, another one was not dumped. */
static void
mark_zero_tails(struct dump_model *m)
{
	struct region *region;
	size_t i, piece = 0;
	bool bytes;

	for (i = 0; i < m->nregions; i++) {
		region = &m->regions[i];
		bytes = piece < m->npieces &&
		    m->pieces[piece].at.addr == region->at.addr;
		piece += bytes;
		if (region->tail == TAIL_ABSENT &&
		    (bytes || (region->prot & DUMP_W) != 0))
			region->tail = TAIL_ZERO;
	}
}

/* gdb says R of all memory, whether it can be read or not. */
static void
mark_unsure(struct dump_model *m)
{
	size_t i;

	for (i = 0; i < m->nregions; i++)
		if (m->regions[i].prot == DUMP_R)
			m->regions[i].prot |= DUMP_UNSURE;
}

/* KILL and STOP, the two that libc keeps for itself, and those that a word
 * of the machine has no room for. */
static uint64_t
unblockable(const struct dump_model *m)
{
	unsigned stop = 19;

	if (m->machine == MACHINE_MIPS || m->machine == MACHINE_MIPS64)
		stop = 23;
	else if (m->machine == MACHINE_ALPHA ||
	    m->machine == MACHINE_SPARC || m->machine == MACHINE_SPARC64)
		stop = 17;
	else if (m->machine == MACHINE_HPPA)
		stop = 24;
	return UINT64_C(1) << (9 - 1) | UINT64_C(1) << (stop - 1) |
	    UINT64_C(3) << (32 - 1) |
	    (m->word == 4 ? UINT64_C(0xffffffff) << 32 : 0);
}

/* Which thread it was, where no note says so. */
static void
find_crash(struct dump_model *m)
{
	struct dump_crash *c = &m->facts.crash;
	size_t i;

	for (i = 0; i < m->nthreads && c->thread == -1; i++)
		if (c->present ? m->threads[i].seen.signal ==
		    (int32_t)c->code : m->threads[i].seen.signal > 0)
			c->thread = (int32_t)i;
	if (c->present && c->thread == -1 && m->nthreads > 0)
		c->thread = 0;
	if (c->thread == -1)
		return;
	c->thread_id = m->threads[c->thread].seen.id;
	m->threads[c->thread].seen.crashed = true;
	if (!c->present) {
		c->present = true;
		c->code = (uint32_t)m->threads[c->thread].seen.signal;
	}
}

static int
anything_there(const struct elfcore_reader *r, struct dump_err *err)
{
	uint64_t size = dump_source_size(r->src);
	const struct dump_model *m = r->m;
	size_t i;

	if (m->nrecords > 0)
		return 0;
	for (i = 0; i < m->npieces; i++)
		if (m->pieces[i].off < size)
			return 0;
	if (size < m->facts.end)
		return dump_fail(err, DUMP_E_TRUNC, size, "the dump ends at %"
		    PRIu64 " of %" PRIu64 " bytes: neither notes nor memory"
		    " are there", size, m->facts.end);
	return dump_fail(err, DUMP_E_DAMAGED, DUMP_NOWHERE,
	    "neither notes nor memory are there");
}

/* Either it has no threads, or their notes are those of a machine or system
 * that no table knows. */
static bool
knows_no_stack(const struct dump_model *m)
{
	size_t i;

	for (i = 0; i < m->nthreads; i++)
		if (m->threads[i].seen.sp != DUMP_NOWHERE)
			return false;
	return true;
}

static int
finish(struct elfcore_reader *r, struct dump_err *err)
{
	struct dump_model *m = r->m;

	m->writer = elfcore_writer(r);
	if (m->os == OS_NETBSD)
		mark_zero_tails(m);
	if (m->writer == WRITER_GDB)
		mark_unsure(m);
	if (m->os == OS_LINUX)
		m->signals_unblockable = unblockable(m);
	find_crash(m);
	m->no_registers = knows_no_stack(m);
	return anything_there(r, err);
}

int
elfcore_read(struct dump_model *m, struct dump_source *src,
    struct dump_err *err)
{
	struct elfcore_reader r = { .m = m, .src = src,
	    .notes_left = NOTES_MAX, .bytes_left = NOTE_BYTES_MAX };
	struct elfcore_table t;
	int rc;

	if ((r.core = m->own = calloc(1, sizeof *r.core)) == NULL)
		return dump_fail_nomem(err);
	r.core->memory = UINT64_MAX;
	if (elfcore_table_open(&t, src, true, err) == -1)
		return -1;
	r.core->ehdr = t.ehdr;
	m->machine = elfcore_machine(&t.ehdr);
	m->word = elfcore_word(&t.ehdr);
	m->facts.big_endian = elfcore_big(&t.ehdr);
	rc = read_table(&r, &t, err);
	elfcore_table_close(&t);
	if (rc == -1 || read_notes(&r, err) == -1)
		return -1;
	return finish(&r, err);
}

int
elfcore_measure(struct dump_source *src, uint64_t *end, struct dump_err *err)
{
	struct elfcore_table t;
	Elf64_Phdr p;
	bool more = true;
	int rc = 0;

	*end = DUMP_NOWHERE;
	if (elfcore_table_open(&t, src, false, err) == -1)
		return -1;
	if (t.end == DUMP_NOWHERE)
		return 0;
	*end = t.end;
	while (more && (rc = elfcore_table_next(&t, &p, &more, err)) == 0)
		if (more && p.p_type != PT_NULL && p.p_filesz > 0)
			*end = max_u64(*end,
			    add_capped(p.p_offset, p.p_filesz));
	elfcore_table_close(&t);
	*end = min_u64(*end, OFFSET_MAX);
	return rc;
}

void
elfcore_free_own(void *own)
{
	struct elfcore *core = own;

	if (core == NULL)
		return;
	free(core->notes);
	free(core->extras);
	free(core);
}
