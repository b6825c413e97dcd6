/* SPDX-License-Identifier: BSD-2-Clause */
/* core_notes.c -- the notes of ELF cores, as Linux has them. */
#include <stdio.h>
#include <string.h>

#include "corpora/core.h"

const struct machine x86_64 = { "x86-64", 62, 8, false, 0, 336, 112, 240,
    264, 144, 280, 512, 0x555555554000, 0x7ffff7c00000, 0x7ffffffde000, 0x204 };
const struct machine i386 = { "i386", 3, 4, false, 0, 144, 72, 120, 132, 92,
    0, 108, 0x56555000, 0xf7c00000, 0xfffdd000, NT_386_TLS };
const struct machine aarch64 = { "aarch64", 183, 8, false, 0, 392, 112, 368,
    360, 344, 0, 528, 0xaaaaaaaa0000, 0xfffff7c00000, 0xfffffffdf000,
    NT_ARM_TLS };
const struct machine arm = { "arm", 40, 4, false, 0, 148, 72, 132, 124, 116,
    0, 116, 0x00400000, 0xf6c00000, 0xfffcf000, NT_ARM_TLS };
const struct machine riscv64 = { "riscv64", 243, 8, false, 5, 376, 112, 112,
    128, 176, 144, 264, 0x2aaaaaa000, 0x3ff7c00000, 0x3ffffde000, 0x900 };
const struct machine ppc64le = { "ppc64le", 21, 8, false, 2, 504, 112, 368,
    120, 360, 216, 264, 0x100000000, 0x7ffff7c00000, 0x7ffffffd0000, 0x104 };
const struct machine ppc64 = { "ppc64", 21, 8, true, 1, 504, 112, 368,
    120, 360, 216, 264, 0x10000000, 0x3ffff7c00000, 0x3ffffffd0000, 0x104 };
const struct machine s390x = { "s390x", 22, 8, true, 0, 336, 112, 120,
    248, 216, 256, 136, 0x2aa00000000, 0x3fff7c00000, 0x3ffffde0000, 0x307 };
const struct machine mips = { "mips", 8, 4, true, 0x70001007, 256, 72, 232,
    212, 216, 0, 264, 0x00400000, 0x77c00000, 0x7ffde000, 0x801 };

void
core_note(struct core *c, struct buf *to, const char *owner, uint32_t type,
    const void *desc, size_t len)
{
	buf_u32(to, (uint32_t)strlen(owner) + 1);
	buf_u32(to, (uint32_t)len);
	buf_u32(to, type);
	buf_text(to, owner);
	while (to->n % 4 != 0)
		buf_u8(to, c->note_pad);
	buf_add(to, desc, len);
	buf_align(to, 4);
}

static void
own_note(struct core *c, const char *owner, uint32_t type, struct buf *desc)
{
	core_note(c, &c->notes, owner, type, desc->v, desc->n);
	buf_free(desc);
}

/* Registers that no thread needs for its stack are numbered. */
void
core_prstatus(struct core *c, const struct thread *t)
{
	const struct machine *m = c->m;
	struct buf d = { NULL, 0, 0, m->big };
	unsigned w = m->width, i, end;

	buf_zeros(&d, m->prstatus);
	end = m->prstatus - (w == 8 ? 8 : 4);
	for (i = 0; m->regs + (i + 1) * w <= end; i++)
		buf_set_word(&d, w, m->regs + i * w, i + 1);
	buf_set32(&d, 0, (uint32_t)c->signal);
	buf_set16(&d, 12, (unsigned)c->signal);
	buf_set_word(&d, w, 16 + w, t->blocked);
	buf_set32(&d, w == 8 ? 32 : 24, t->tid);
	buf_set32(&d, w == 8 ? 36 : 28, 1);
	buf_set_word(&d, w, m->pc, t->pc);
	buf_set_word(&d, w, m->sp, t->sp);
	buf_set_word(&d, w, m->fp, t->fp);
	if (m->tp != 0)			/* s390x: two halves, high first */
		buf_set_word(&d, w, m->tp, t->tp);
	if (m == &i386)
		buf_set32(&d, 112, 0x63);	/* gs: entry 12 */
	buf_set32(&d, end, 1);
	own_note(c, "CORE", NT_PRSTATUS, &d);
}

void
core_fpregset(struct core *c)
{
	struct buf d = { NULL, 0, 0, c->m->big };
	uint32_t i;

	for (i = 0; i < c->m->fpregset; i += 4)
		buf_u32(&d, i);
	own_note(c, "CORE", NT_FPREGSET, &d);
}

/* A note of owner LINUX, which lldb wants to see; where registers do not
 * have the thread pointer, it has. */
static void
linux_note(struct core *c, const struct thread *t)
{
	struct buf d = { NULL, 0, 0, c->m->big };
	uint32_t type = c->m->linux_note, i;

	if (type == NT_ARM_TLS)
		buf_word(&d, c->m->width, t->tp);
	else if (type == NT_386_TLS)
		for (i = 12; i < 15; i++) {
			buf_u32(&d, i);
			buf_u32(&d, i == 12 ? (uint32_t)t->tp : 0);
			buf_u32(&d, i == 12 ? 0xfffff : 0);
			buf_u32(&d, i == 12 ? 0x51 : 0x28);
		}
	else if (c->vdso != 0) {	/* the rich one */
		type = NT_X86_XSTATE;
		buf_zeros(&d, 832);
		buf_set64(&d, 464, 7);		/* xcr0 */
		buf_set64(&d, 512, 7);		/* xstate_bv */
	} else
		buf_u64(&d, 0);
	own_note(c, "LINUX", type, &d);
}

void
core_prpsinfo(struct core *c)
{
	struct buf d = { NULL, 0, 0, c->m->big };
	bool short_uid = c->m == &i386 || c->m == &arm;
	unsigned name = c->m->width == 8 ? 40 : short_uid ? 28 : 32;

	buf_zeros(&d, name + 96);
	d.v[0] = 0;
	d.v[1] = 'R';
	if (c->m->width == 8)
		buf_set32(&d, 16, 1000);
	else if (short_uid)
		buf_set16(&d, 8, 1000);
	else
		buf_set32(&d, 8, 1000);
	buf_set32(&d, name - 16, 4711);
	buf_set32(&d, name - 12, 1);
	buf_set(&d, name, "app", 4);
	buf_set(&d, name + 16, "/opt/app/app --serve ", 22);
	own_note(c, "CORE", NT_PRPSINFO, &d);
}

void
core_siginfo(struct core *c)
{
	struct buf d = { NULL, 0, 0, c->m->big };

	buf_zeros(&d, 128);
	buf_set32(&d, 0, (uint32_t)c->signal);
	buf_set32(&d, c->m == &mips ? 4 : 8, 1);	/* SEGV_MAPERR */
	buf_set_word(&d, c->m->width, c->m->width == 8 ? 16 : 12, c->fault);
	own_note(c, "CORE", NT_SIGINFO, &d);
}

void
core_auxv(struct core *c)
{
	struct buf d = { NULL, 0, 0, c->m->big };
	unsigned w = c->m->width;
	const struct {
		unsigned	 type;
		uint64_t	 value;
	} v[] = {
		{ 33, c->vdso }, { 3, c->phdr }, { 4, w == 8 ? 56 : 32 },
		{ 5, c->phnum }, { 6, c->page }, { 7, c->base },
		{ 9, c->entry }, { 11, 1000 }, { 12, 1000 }, { 13, 1000 },
		{ 14, 1000 }, { 23, 0 }, { 25, c->random }, { 31, c->execfn },
		{ 0, 0 }
	};
	size_t i;

	for (i = 0; i < sizeof v / sizeof v[0]; i++) {
		if (v[i].value == 0 && (v[i].type == 33 || v[i].type == 7))
			continue;
		buf_word(&d, w, v[i].type);
		buf_word(&d, w, v[i].value);
	}
	own_note(c, "CORE", NT_AUXV, &d);
}

/* UNIT: what offsets count in; EXTRA zero bytes end the note. */
void
core_files(struct core *c, uint64_t unit, size_t extra)
{
	struct buf d = { NULL, 0, 0, c->m->big };
	unsigned w = c->m->width;
	const struct seg *s;
	uint64_t n = 0;

	buf_word(&d, w, 0);
	buf_word(&d, w, unit);
	for (s = c->segs; s < c->segs + c->nsegs; s++)
		if (s->file != NULL) {
			buf_word(&d, w, s->addr);
			buf_word(&d, w, s->addr + s->memsz);
			buf_word(&d, w, s->fileoff / unit);
			n++;
		}
	for (s = c->segs; s < c->segs + c->nsegs; s++)
		if (s->file != NULL)
			buf_text(&d, s->file);
	buf_set_word(&d, w, 0, n);
	buf_zeros(&d, extra);
	own_note(c, "CORE", NT_FILE, &d);
}

void
core_kernel_notes(struct core *c)
{
	size_t i;

	for (i = 0; i < c->nthreads; i++) {
		core_prstatus(c, &c->threads[i]);
		if (i == 0) {
			core_prpsinfo(c);
			core_siginfo(c);
			core_auxv(c);
			core_files(c, c->page, 0);
		}
		core_fpregset(c);
		linux_note(c, &c->threads[i]);
	}
}
