/* SPDX-License-Identifier: BSD-2-Clause */
/* core.c -- assembles ELF cores: mappings, and the file about them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "corpora/core.h"

enum { PT_LOAD = 1, PT_NOTE = 4, NO_INDEX = -1 };

const struct shape kernel_shape = { 0, 4096, 4096, 4, false, false, false,
    false, false, NULL };

void
core_begin(struct core *c, const struct machine *m, uint64_t page)
{
	memset(c, 0, sizeof *c);
	c->m = m;
	c->page = page;
	c->notes.big = c->more.big = m->big;
}

struct seg *
core_map(struct core *c, uint64_t addr, uint64_t pages, uint64_t present,
    uint32_t flags, const char *file, uint64_t fileoff)
{
	struct seg *s = &c->segs[c->nsegs++];
	uint64_t i;

	if (c->nsegs > SEGS_MAX)
		abort();
	memset(s, 0, sizeof *s);
	s->addr = addr;
	s->memsz = pages * c->page;
	s->filesz = present * c->page;
	s->flags = flags;
	s->file = file;
	s->fileoff = fileoff;
	s->bytes.big = c->m->big;
	for (i = 0; i < s->filesz; i += c->m->width)
		buf_word(&s->bytes, c->m->width, addr + i);
	return s;
}

void
core_poke(struct core *c, uint64_t addr, const void *bytes, size_t len)
{
	struct seg *s;

	for (s = c->segs; s < c->segs + c->nsegs; s++)
		if (addr - s->addr < s->filesz &&
		    len <= s->filesz - (addr - s->addr)) {
			buf_set(&s->bytes, addr - s->addr, bytes, len);
			return;
		}
	fprintf(stderr, "mkcorpus: %#jx is not there\n", (uintmax_t)addr);
	abort();
}

void
core_poke_word(struct core *c, uint64_t addr, uint64_t v)
{
	struct buf word = { NULL, 0, 0, c->m->big };

	buf_word(&word, c->m->width, v);
	core_poke(c, addr, word.v, word.n);
	buf_free(&word);
}

struct thread *
core_thread(struct core *c, uint32_t tid, uint64_t pc, uint64_t sp,
    uint64_t tp)
{
	struct thread *t = &c->threads[c->nthreads++];

	if (c->nthreads > THREADS_MAX)
		abort();
	memset(t, 0, sizeof *t);
	t->tid = tid;
	t->pc = pc;
	t->sp = sp;
	t->fp = sp + 0x40;
	t->tp = tp;
	return t;
}

static unsigned
ehdr_size(const struct core *c)
{
	return c->m->width == 8 ? 64 : 52;
}

static unsigned
phdr_size(const struct core *c)
{
	return c->m->width == 8 ? 56 : 32;
}

static unsigned
shdr_size(const struct core *c)
{
	return c->m->width == 8 ? 64 : 40;
}

static void
put_ehdr(const struct core *c, const struct shape *s, struct buf *out)
{
	uint8_t ident[16] = { 0x7f, 'E', 'L', 'F', 2, 1, 1 };

	ident[4] = c->m->width == 8 ? 2 : 1;
	ident[5] = c->m->big ? 2 : 1;
	ident[7] = (uint8_t)s->osabi;
	buf_add(out, ident, sizeof ident);
	buf_u16(out, 4);			/* ET_CORE */
	buf_u16(out, c->m->number);
	buf_u32(out, 1);
	buf_word(out, c->m->width, 0);		/* e_entry */
	buf_word(out, c->m->width, ehdr_size(c));
	buf_word(out, c->m->width, 0);		/* e_shoff */
	buf_u32(out, c->m->eflags);
	buf_u16(out, ehdr_size(c));
	buf_u16(out, phdr_size(c));
	buf_u16(out, (unsigned)c->nsegs + 1 + (c->more.n != 0));
	buf_u16(out, s->sections || s->shentsize ? shdr_size(c) : 0);
	buf_u16(out, 0);
	buf_u16(out, 0);
}

static void
put_phdr(const struct core *c, struct buf *out, uint32_t type, uint32_t flags,
    uint64_t off, uint64_t addr, uint64_t filesz, uint64_t memsz,
    uint64_t align)
{
	unsigned w = c->m->width;

	buf_u32(out, type);
	if (w == 8)
		buf_u32(out, flags);
	buf_word(out, w, off);
	buf_word(out, w, addr);
	buf_word(out, w, 0);
	buf_word(out, w, filesz);
	buf_word(out, w, memsz);
	if (w == 4)
		buf_u32(out, flags);
	buf_word(out, w, align);
}

/* Section headers as gdb writes them: enough that they are there. */
static void
put_sections(const struct core *c, struct buf *out)
{
	static const char names[] = "\0.shstrtab\0note0\0load";
	unsigned w = c->m->width;
	size_t strings, table, i;

	strings = buf_add(out, names, sizeof names);
	table = buf_align(out, w);
	for (i = 0; i < c->nsegs + 2; i++) {
		buf_u32(out, i == 0 ? 0 : i == 1 ? 1 : 17);
		buf_u32(out, i == 0 ? 0 : i == 1 ? 3 : 1);
		buf_word(out, w, i < 2 ? 0 : 2);
		buf_word(out, w, i < 2 ? 0 : c->segs[i - 2].addr);
		buf_word(out, w, i == 0 ? 0 : i == 1 ? strings :
		    c->segs[i - 2].off);
		buf_word(out, w, i == 0 ? 0 : i == 1 ? sizeof names :
		    c->segs[i - 2].filesz);
		buf_u32(out, 0);
		buf_u32(out, 0);
		buf_word(out, w, 1);
		buf_word(out, w, 0);
	}
	buf_set_word(out, w, w == 8 ? 40 : 32, table);
	buf_set16(out, w == 8 ? 60 : 48, (unsigned)c->nsegs + 2);
	buf_set16(out, w == 8 ? 62 : 50, 1);
}

static void
put_memory(struct core *c, const struct shape *s, struct buf *out)
{
	struct seg *seg;
	size_t i;

	for (i = 0; i < c->nsegs; i++) {
		seg = &c->segs[s->order != NULL ? s->order[i] : i];
		if (seg->filesz != 0)
			buf_align(out, s->align);
		seg->off = out->n;
		buf_add(out, seg->bytes.v, seg->filesz);
	}
}

static void
put_table(const struct core *c, const struct shape *s, struct buf *out,
    uint64_t notes, uint64_t more)
{
	const struct seg *seg;

	if (!s->note_last)
		put_phdr(c, out, PT_NOTE, 0, notes, 0, c->notes.n, 0,
		    s->note_align);
	if (c->more.n != 0)
		put_phdr(c, out, PT_NOTE, 0, more, 0, c->more.n, 0,
		    s->note_align);
	for (seg = c->segs; seg < c->segs + c->nsegs; seg++)
		put_phdr(c, out, PT_LOAD, seg->flags, seg->off, seg->addr,
		    seg->filesz, seg->memsz, s->load_align);
	if (s->note_last)
		put_phdr(c, out, PT_NOTE, 0, notes, 0, c->notes.n, 0,
		    s->note_align);
}

void
core_write(struct core *c, const struct shape *s, struct buf *out)
{
	struct buf table = { NULL, 0, 0, c->m->big };
	size_t at, notes = 0, more = 0, i;

	out->big = c->m->big;
	put_ehdr(c, s, out);
	at = out->n;
	if (!s->table_behind)
		buf_zeros(out, (c->nsegs + 1 + (c->more.n != 0)) *
		    phdr_size(c));
	if (!s->notes_behind) {
		notes = buf_add(out, c->notes.v, c->notes.n);
		more = buf_add(out, c->more.v, c->more.n);
	}
	put_memory(c, s, out);
	if (s->notes_behind) {
		notes = buf_add(out, c->notes.v, c->notes.n);
		more = buf_add(out, c->more.v, c->more.n);
	}
	put_table(c, s, &table, notes, more);
	if (s->table_behind) {
		at = buf_add(out, table.v, table.n);
		buf_set_word(out, c->m->width, c->m->width == 8 ? 32 : 28, at);
	} else
		buf_set(out, at, table.v, table.n);
	if (s->sections)
		put_sections(c, out);
	buf_free(&table);
	buf_free(&c->notes);
	buf_free(&c->more);
	for (i = 0; i < c->nsegs; i++)
		buf_free(&c->segs[i].bytes);
}
