/* SPDX-License-Identifier: BSD-2-Clause */
/* elf_systems.c -- ELF cores of other systems than Linux. */
#include <stdio.h>
#include <string.h>

#include "corpora/core.h"
#include "corpora/sample.h"

/* A process without words about its modules: three ranges. */
static void
process(struct core *c, const struct machine *m)
{
	core_begin(c, m, 4096);
	c->signal = 11;
	c->base = m->lib;
	c->entry = m->exe + 0x40;
	c->phdr = m->exe + 64;
	c->phnum = 6;
	core_map(c, m->exe, 1, 1, R | X, NULL, 0);
	core_map(c, m->exe + 0x2000, 2, 2, R | W, NULL, 0);
	core_map(c, m->stack, 1, 1, R | W, NULL, 0);
	core_image(c, m->exe, 4, 0xfb);
	core_thread(c, 100101, m->exe + 0x123, m->stack + 0x600, m->exe +
	    0x2800);
	core_thread(c, 100102, m->exe + 0x456, m->stack + 0xa00, m->exe +
	    0x2900);
}

static void
sized_auxv(struct core *c, const char *owner, uint32_t type, bool sized)
{
	const uint64_t v[][2] = { { 3, c->phdr }, { 4, 56 }, { 5, c->phnum },
	    { 6, 4096 }, { 7, c->base }, { 9, c->entry }, { 0, 0 } };
	struct buf d = { NULL, 0, 0, c->m->big };
	size_t i;

	if (sized)
		buf_u32(&d, 16);
	for (i = 0; i < sizeof v / sizeof v[0]; i++) {
		buf_u64(&d, v[i][0]);
		buf_u64(&d, v[i][1]);
	}
	core_note(c, &c->notes, owner, type, d.v, d.n);
	buf_free(&d);
}

static void
freebsd(struct buf *out)
{
	struct shape shape = { 9, 4096, 4096, 4, false, false, false, false,
	    false, NULL };
	struct core c;
	struct buf d = { NULL, 0, 0, false };
	size_t i;

	process(&c, &x86_64);
	buf_u32(&d, 1);
	buf_zeros(&d, 4);
	buf_u64(&d, 120);
	buf_zeros(&d, 104);
	buf_set(&d, 16, "app", 4);
	buf_set(&d, 33, "/usr/local/bin/app -d", 22);
	buf_set32(&d, 116, 4711);
	core_note(&c, &c.notes, "FreeBSD", 3, d.v, d.n);
	for (i = 0; i < c.nthreads; i++) {
		buf_cut(&d, 0);
		buf_u32(&d, 1);
		buf_zeros(&d, 4);
		buf_u64(&d, 48 + 176);
		buf_u64(&d, 176);
		buf_u64(&d, 512);
		buf_u32(&d, 1300139);
		buf_u32(&d, i == 0 ? 11 : 0);
		buf_u32(&d, c.threads[i].tid);
		buf_zeros(&d, 4 + 176);
		/* struct reg: r15 ... rax, then trapno, rip at 136. */
		buf_set64(&d, 48 + 136, c.threads[i].pc);
		buf_set64(&d, 48 + 160, c.threads[i].sp);
		core_note(&c, &c.notes, "FreeBSD", 1, d.v, d.n);
		buf_cut(&d, 0);
		buf_zeros(&d, 512);
		core_note(&c, &c.notes, "FreeBSD", 2, d.v, d.n);
		buf_cut(&d, 0);
		buf_zeros(&d, 24);
		buf_set(&d, 0, i == 0 ? "worker" : "main", 5);
		core_note(&c, &c.notes, "FreeBSD", 7, d.v, d.n);
	}
	buf_cut(&d, 0);
	buf_u32(&d, 4);
	buf_u32(&d, 1300139);
	core_note(&c, &c.notes, "FreeBSD", 14, d.v, d.n);
	sized_auxv(&c, "FreeBSD", 16, true);
	buf_free(&d);
	core_write(&c, &shape, out);
}

/* PT_NOTE is the last header, memory is packed, its zero tails are cut. */
static void
netbsd(struct buf *out)
{
	struct shape shape = { 0, 1, 4096, 4, false, true, false, false,
	    false, NULL };
	struct core c;
	struct buf d = { NULL, 0, 0, false };
	char owner[32];
	size_t i;

	process(&c, &x86_64);
	c.segs[1].filesz -= 0x8f8;
	buf_cut(&c.segs[1].bytes, c.segs[1].filesz);
	core_map(&c, x86_64.exe + 0x10000, 4, 0, R | W, NULL, 0);
	buf_u32(&d, 1);
	buf_u32(&d, 160);
	buf_u32(&d, 11);
	buf_u32(&d, 1);
	buf_zeros(&d, 144);
	buf_set32(&d, 80, 4711);
	buf_set32(&d, 84, 1);
	buf_set32(&d, 120, (uint32_t)c.nthreads);
	buf_set(&d, 124, "app", 4);
	buf_set32(&d, 156, 2);
	core_note(&c, &c.notes, "NetBSD-CORE", 1, d.v, d.n);
	sized_auxv(&c, "NetBSD-CORE", 2, false);
	for (i = 0; i < c.nthreads; i++) {
		snprintf(owner, sizeof owner, "NetBSD-CORE@%u",
		    (unsigned)i + 1);
		buf_cut(&d, 0);
		buf_zeros(&d, 208);
		buf_set64(&d, 21 * 8, c.threads[i].pc);
		buf_set64(&d, 24 * 8, c.threads[i].sp);
		core_note(&c, &c.notes, owner, 33, d.v, d.n);
		buf_cut(&d, 0);
		buf_zeros(&d, 512);
		core_note(&c, &c.notes, owner, 35, d.v, d.n);
	}
	buf_free(&d);
	core_write(&c, &shape, out);
}

static void
openbsd(struct buf *out)
{
	struct core c;
	struct buf d = { NULL, 0, 0, false };
	char owner[32];
	size_t i;

	process(&c, &x86_64);
	buf_u32(&d, 1);
	buf_u32(&d, 136);
	buf_u32(&d, 11);
	buf_zeros(&d, 124);
	buf_set(&d, 100, "app", 4);
	core_note(&c, &c.notes, "OpenBSD", 10, d.v, d.n);
	sized_auxv(&c, "OpenBSD", 11, false);
	for (i = 0; i < c.nthreads; i++) {
		snprintf(owner, sizeof owner, "OpenBSD@%u", c.threads[i].tid);
		buf_cut(&d, 0);
		buf_zeros(&d, 208);
		core_note(&c, &c.notes, owner, 20, d.v, d.n);
	}
	buf_free(&d);
	core_write(&c, &kernel_shape, out);
}

const struct sample elf_systems[] = {
	{ "good/elf-freebsd.core", freebsd, "0", "0", "0",
	    "FreeBSD: notes of owner FreeBSD, every procstat note with a "
	    "size in front." },
	{ "good/elf-netbsd.core", netbsd, "0", "0", "0",
	    "NetBSD: PT_NOTE last, memory packed, its zero tails cut off." },
	{ "good/elf-openbsd.core", openbsd, "0", "0", "0",
	    "OpenBSD: a note's owner names the thread." },
	{ NULL, NULL, NULL, NULL, NULL, NULL }
};
