/* SPDX-License-Identifier: BSD-2-Clause */
/* synth_elf.c -- assembles ELF cores header by header. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "tests/synth_elf.h"

enum { LOAD = 1, NOTE = 4, MANY = 0xffff };

void
synth_elf_begin(struct synth_elf *s, unsigned bits, bool big,
    unsigned machine)
{
	unsigned i;

	memset(s, 0, sizeof *s);
	s->bits = bits;
	s->big = big;
	s->machine = machine;
	s->align = 4096;
	s->note_align = 4;
	for (i = 0; i < SYNTH_NOTES; i++)
		s->notes[i].big = big;
}

uint8_t
synth_byte(uint64_t addr)
{
	return (uint8_t)(1 + (addr ^ addr >> 12 ^ addr >> 20) % 255);
}

struct synth_phdr *
synth_elf_phdr(struct synth_elf *s, uint32_t type, uint64_t addr,
    uint64_t filesz, uint64_t memsz)
{
	struct synth_phdr *p;

	if (s->nphdrs == s->cap) {
		s->cap = s->cap * 2 + 16;
		s->phdrs = realloc(s->phdrs, s->cap * sizeof *s->phdrs);
		if (s->phdrs == NULL) {
			perror("synth_elf");
			exit(1);
		}
	}
	p = &s->phdrs[s->nphdrs++];
	*p = (struct synth_phdr){ .type = type, .flags = 6, .addr = addr,
	    .filesz = filesz, .memsz = memsz, .like = -1 };
	return p;
}

void
synth_elf_loads(struct synth_elf *s, const char *text)
{
	uint64_t addr, memsz, filesz;
	struct synth_phdr *p;
	char flags[4];
	int used;

	while (sscanf(text, " %" SCNx64 "+%" SCNx64 "%n", &addr, &memsz,
	    &used) == 2) {
		text += used;
		filesz = memsz;
		if (sscanf(text, "/%" SCNx64 "%n", &filesz, &used) == 1)
			text += used;
		if (sscanf(text, " %3[rwx-]%n", flags, &used) != 1)
			abort();
		text += used;
		p = synth_elf_phdr(s, LOAD, addr, filesz, memsz);
		p->flags = (flags[0] == 'r' ? 4u : 0) |
		    (flags[1] == 'w' ? 2u : 0) | (flags[2] == 'x' ? 1u : 0);
	}
	if (text[strspn(text, " ")] != '\0')
		abort();
}

static unsigned
word(const struct synth_elf *s)
{
	return s->bits / 8;
}

void
synth_elf_note(struct synth_elf *s, const char *owner, uint32_t type,
    const void *desc, size_t len)
{
	struct buf *b = &s->notes[s->nnotes];
	size_t align = s->note_align == 8 ? 8 : 4;

	buf_u32(b, (uint32_t)strlen(owner) + 1);
	buf_u32(b, (uint32_t)len);
	buf_u32(b, type);
	buf_text(b, owner);
	buf_align(b, align);
	buf_add(b, desc, len);
	buf_align(b, align);
}

void
synth_elf_note_buf(struct synth_elf *s, const char *owner, uint32_t type,
    struct buf *desc)
{
	synth_elf_note(s, owner, type, desc->v, desc->n);
	buf_free(desc);
}

void
synth_elf_next_notes(struct synth_elf *s)
{
	if (++s->nnotes == SYNTH_NOTES)
		abort();
}

void
synth_elf_thread(struct synth_elf *s, const struct synth_thread *t)
{
	struct buf d = { .big = s->big };
	unsigned w = word(s);

	buf_zeros(&d, t->len);
	buf_set32(&d, 0, t->signal);
	buf_set16(&d, 12, t->signal);
	buf_set_word(&d, w, w == 8 ? 24 : 20, t->blocked);
	buf_set32(&d, w == 8 ? 32 : 24, t->id);
	buf_set_word(&d, w, t->pc_at, t->pc);
	buf_set_word(&d, w, t->sp_at, t->sp);
	synth_elf_note_buf(s, "CORE", 1, &d);
}

void
synth_elf_amd64(struct synth_elf *s, uint32_t id, unsigned signal,
    uint64_t pc, uint64_t sp)
{
	struct synth_thread t = { 336, 240, 264, id, signal, 0, pc, sp };

	synth_elf_thread(s, &t);
}

void
synth_elf_auxv(struct synth_elf *s, const uint64_t *pairs)
{
	struct buf d = { .big = s->big };

	for (; pairs[0] != 0; pairs += 2) {
		buf_word(&d, word(s), pairs[0]);
		buf_word(&d, word(s), pairs[1]);
	}
	buf_zeros(&d, 2 * word(s));
	synth_elf_note_buf(s, "CORE", 6, &d);
}

void
synth_elf_files(struct synth_elf *s, uint64_t unit, const char *text)
{
	struct buf d = { .big = s->big }, names = { .big = s->big };
	uint64_t addr, size, off, n = 0;
	char name[256];
	int used;

	buf_word(&d, word(s), 0);
	buf_word(&d, word(s), unit);
	for (; sscanf(text, " %" SCNx64 "+%" SCNx64 "@%" SCNx64 "=%255s%n",
	    &addr, &size, &off, name, &used) == 4; text += used, n++) {
		buf_word(&d, word(s), addr);
		buf_word(&d, word(s), addr + size);
		buf_word(&d, word(s), off);
		buf_text(&names, name);
	}
	buf_set_word(&d, word(s), 0, n);
	buf_add(&d, names.v, names.n);
	buf_free(&names);
	synth_elf_note_buf(s, "CORE", 0x46494c45, &d);
}

static size_t
ehdr_size(const struct synth_elf *s)
{
	return s->bits == 64 ? 64 : 52;
}

static size_t
phdr_size(const struct synth_elf *s)
{
	return s->bits == 64 ? 56 : 32;
}

static size_t
shdr_size(const struct synth_elf *s)
{
	return s->bits == 64 ? 64 : 40;
}

static size_t
stride(const struct synth_elf *s)
{
	return s->phentsize != 0 ? s->phentsize : phdr_size(s);
}

/* How many PT_NOTEs there are: those that have notes. */
static unsigned
note_segments(const struct synth_elf *s)
{
	unsigned i, n = 0;

	for (i = 0; i < SYNTH_NOTES; i++)
		n += s->notes[i].n > 0;
	return n;
}

static void
put_ehdr(const struct synth_elf *s, struct buf *b)
{
	uint8_t ident[16] = { 0x7f, 'E', 'L', 'F', s->bits == 64 ? 2 : 1,
	    s->big ? 2 : 1, 1, (uint8_t)s->osabi };
	size_t n = s->nphdrs + note_segments(s);

	buf_add(b, ident, sizeof ident);
	buf_u16(b, 4);
	buf_u16(b, s->machine);
	buf_u32(b, 1);
	buf_word(b, word(s), 0);
	buf_word(b, word(s), ehdr_size(s));
	buf_word(b, word(s), 0);
	buf_u32(b, s->flags);
	buf_u16(b, (unsigned)ehdr_size(s));
	buf_u16(b, (unsigned)stride(s));
	buf_u16(b, n >= MANY ? MANY : (unsigned)n);
	buf_zeros(b, 6);
}

static void
put_phdr(const struct synth_elf *s, struct buf *b, const struct synth_phdr *p,
    uint64_t align)
{
	unsigned w = word(s);
	size_t at = b->n;

	buf_u32(b, p->type);
	if (w == 8)
		buf_u32(b, p->flags);
	buf_word(b, w, p->off);
	buf_word(b, w, p->addr);
	buf_word(b, w, 0);
	buf_word(b, w, p->filesz);
	buf_word(b, w, p->memsz);
	if (w == 4)
		buf_u32(b, p->flags);
	buf_word(b, w, align);
	buf_fill(b, 0xee, at + stride(s) - b->n);
}

static void
put_bytes(struct synth_elf *s, struct buf *b, struct synth_phdr *p)
{
	size_t i, at;

	if (p->off != 0)			/* a claim */
		return;
	if (p->like >= 0) {
		p->off = s->phdrs[p->like].off;
		return;
	}
	if (p->filesz > 0)
		while (b->n % s->align != p->addr % s->align)
			buf_u8(b, 0);
	p->off = b->n;
	at = buf_zeros(b, p->filesz);
	for (i = 0; i < p->filesz; i++)
		b->v[at + i] = synth_byte(p->addr + i);
}

static void
put_memory(struct synth_elf *s, struct buf *b)
{
	size_t i;

	for (i = 0; i < s->nphdrs; i++)
		put_bytes(s, b, &s->phdrs[s->backward ? s->nphdrs - 1 - i :
		    i]);
}

static void
put_notes(struct synth_elf *s, struct buf *b, unsigned from, unsigned to)
{
	for (; from < to; from++)
		s->note_at[from] = buf_add(b, s->notes[from].v,
		    s->notes[from].n);
}

static void
put_table(struct synth_elf *s, struct buf *b)
{
	struct synth_phdr note = { .type = NOTE };
	unsigned i, pass;
	size_t k;

	for (pass = 0; pass < 2; pass++) {
		for (i = 0; i < SYNTH_NOTES; i++) {
			note.off = s->note_at[i];
			note.filesz = s->notes[i].n;
			if (note.filesz > 0 && s->note_behind == (pass == 1))
				put_phdr(s, b, &note, s->note_align);
		}
		for (k = 0; pass == 0 && k < s->nphdrs; k++)
			put_phdr(s, b, &s->phdrs[k], s->align);
	}
}

/* Section header 0, last in the file as the kernel has it. */
static void
put_count(const struct synth_elf *s, struct buf *b)
{
	size_t n = s->nphdrs + note_segments(s), at;

	if (n < MANY)
		return;
	at = buf_zeros(b, shdr_size(s));
	buf_set32(b, at + (s->bits == 64 ? 44 : 28), (uint32_t)n);
	buf_set_word(b, word(s), s->bits == 64 ? 40 : 32, at);
	buf_set16(b, s->bits == 64 ? 58 : 46, (unsigned)shdr_size(s));
	buf_set16(b, s->bits == 64 ? 60 : 48, 1);
	if (s->no_count)
		buf_cut(b, at);
}

struct buf
synth_elf_end(struct synth_elf *s)
{
	struct buf b = { .big = s->big }, table = { .big = s->big };
	unsigned first = s->order == NOTES_FIRST ? SYNTH_NOTES :
	    s->order == NOTES_SPLIT, i;

	put_ehdr(s, &b);
	s->table = b.n;
	if (s->order != TABLE_LAST)
		buf_zeros(&b, (s->nphdrs + note_segments(s)) * stride(s));
	put_notes(s, &b, 0, first);
	put_memory(s, &b);
	put_notes(s, &b, first, SYNTH_NOTES);
	put_table(s, &table);
	if (s->order == TABLE_LAST) {
		s->table = buf_add(&b, table.v, table.n);
		buf_set_word(&b, word(s), s->bits == 64 ? 32 : 28, s->table);
	} else {
		buf_set(&b, s->table, table.v, table.n);
	}
	put_count(s, &b);
	buf_free(&table);
	for (i = 0; i < SYNTH_NOTES; i++)
		buf_free(&s->notes[i]);
	free(s->phdrs);
	s->phdrs = NULL;
	return b;
}
