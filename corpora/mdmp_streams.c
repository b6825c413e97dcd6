/* SPDX-License-Identifier: BSD-2-Clause */
/* mdmp_streams.c -- the streams that nearly every minidump has. */
#include <string.h>

#include "corpora/mdmp.h"

void
mdmp_system_info(struct mdmp *m, uint32_t platform, size_t *csd)
{
	bool windows = platform == 2;
	size_t at;

	mdmp_open(m, SYSTEM_INFO);
	at = buf_zeros(m->b, 56);
	mdmp_close(m);
	buf_set16(m->b, at, m->arch);
	buf_set16(m->b, at + 2, 6);
	buf_set16(m->b, at + 4, 0x5507);
	m->b->v[at + 6] = 8;
	m->b->v[at + 7] = windows;
	buf_set32(m->b, at + 8, windows ? 10 : 6);
	buf_set32(m->b, at + 16, windows ? 22631 : 0);
	buf_set32(m->b, at + 20, platform);
	if (m->arch == ARCH_X86 || (m->arch == ARCH_AMD64 && !windows))
		buf_set(m->b, at + 32, "GenuineIntel", 12);
	*csd = at + 24;
}

void
mdmp_version(struct mdmp *m, size_t csd, uint32_t major, uint32_t minor)
{
	buf_set32(m->b, csd - 16, major);
	buf_set32(m->b, csd - 12, minor);
}

/* SIZE: which of its versions; fields that it has are valid. */
void
mdmp_misc_info(struct mdmp *m, size_t size)
{
	static const uint16_t build[] = { '2', '2', '6', '3', '1' };
	uint32_t flags = 3;
	size_t at, i;

	mdmp_open(m, MISC_INFO);
	at = buf_zeros(m->b, size);
	mdmp_close(m);
	buf_set32(m->b, at, (uint32_t)size);
	buf_set32(m->b, at + 8, 4711);
	buf_set32(m->b, at + 12, 1699990000);
	buf_set32(m->b, at + 16, 3);
	if (size >= 44) {
		flags |= 4;
		buf_set32(m->b, at + 24, 3600);
	}
	if (size >= 232) {
		flags |= 0x50;
		buf_set32(m->b, at + 44, 0x2000);
		buf_set32(m->b, at + 60, (uint32_t)-60);
	}
	if (size >= 832) {
		flags |= 0x100;
		for (i = 0; i < 5; i++)
			buf_set16(m->b, at + 0xe8 + 2 * i, build[i]);
	}
	if (size >= 1364 && m->context_size != 0) {
		buf_set32(m->b, at + 0x340, 528);
		buf_set32(m->b, at + 0x344, m->context_size);
		buf_set64(m->b, at + 0x348, UINT64_C(1) << 63 | 7);
		buf_set32(m->b, at + 0x350 + 16, 576);
		buf_set32(m->b, at + 0x350 + 20, 256);
	}
	buf_set32(m->b, at + 4, flags);
}

void
mdmp_threads(struct mdmp *m, const struct md_thread *t, unsigned n,
    bool padded)
{
	unsigned i;
	size_t at;

	mdmp_open(m, THREAD_LIST);
	buf_u32(m->b, n);
	if (padded)
		buf_u32(m->b, 0);
	for (i = 0; i < n; i++) {
		at = buf_zeros(m->b, 48);
		buf_set32(m->b, at, t[i].id);
		buf_set32(m->b, at + 8, 32);
		buf_set64(m->b, at + 16, t[i].teb);
		buf_set64(m->b, at + 24, t[i].stack);
		m->stacks[i] = at + 32;
		m->contexts[i] = at + 40;
	}
	mdmp_close(m);
}

/* Where a context has its flags, instruction and stack pointers. */
static const struct layout {
	unsigned	 arch, size, flags, pc, sp, width;
	uint32_t	 bits;
} layouts[] = {
	{ ARCH_X86, 716, 0, 0xb8, 0xc4, 4, 0x1003f },
	{ ARCH_AMD64, 1232, 0x30, 0xf8, 0x98, 8, 0x10001f },
	{ ARCH_ARM, 368, 0, 0x40, 0x38, 4, 0x40000006 },
	{ ARCH_ARM64, 912, 0, 0x108, 0x100, 8, 0x400007 },
	{ ARCH_MIPS, 600, 0, 0x138, 8 + 29 * 8, 8, 0x40003 },
};

/*
 * With m->context_size an XSTATE follows: a CONTEXT_EX with offsets from
 * itself, the XSAVE header, the upper halves of YMM.
 */
void
mdmp_context(struct mdmp *m, size_t at, uint64_t pc, uint64_t sp)
{
	const struct layout *l = layouts;
	struct buf c = { NULL, 0, 0, m->b->big };
	uint32_t bits;
	size_t ex, i;

	while (l->arch != m->arch)
		l++;
	for (i = 0; i < l->size; i += 4)
		buf_u32(&c, (uint32_t)i);
	bits = l->bits;
	if (m->context_size != 0) {
		bits |= 0x40;
		ex = buf_zeros(&c, m->context_size - l->size);
		buf_set32(&c, ex, -(uint32_t)l->size);
		buf_set32(&c, ex + 4, m->context_size - 8);
		buf_set32(&c, ex + 8, -(uint32_t)l->size);
		buf_set32(&c, ex + 12, l->size);
		buf_set32(&c, ex + 16, 80);
		buf_set32(&c, ex + 20, m->context_size - l->size - 88);
		buf_set64(&c, ex + 80, 7);
		buf_set64(&c, ex + 88, UINT64_C(1) << 63 | 7);
	}
	buf_set32(&c, l->flags, bits);
	buf_set_word(&c, l->width, l->pc, pc);
	buf_set_word(&c, l->width, l->sp, sp);
	mdmp_blob(m, at, c.v, c.n);
	buf_free(&c);
}

void
mdmp_contexts(struct mdmp *m, const struct md_thread *t, unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++)
		mdmp_context(m, m->contexts[i], t[i].pc, t[i].sp);
}

void
mdmp_stacks(struct mdmp *m, const struct md_thread *t, unsigned n)
{
	struct range *r;
	unsigned i;

	for (i = 0; i < n; i++) {
		buf_set32(m->b, m->stacks[i], t[i].stack_size);
		for (r = m->ranges; r < m->ranges + m->nranges; r++)
			if (t[i].stack - r->addr < r->bytes.n && r->rva != 0)
				buf_set32(m->b, m->stacks[i] + 4, r->rva +
				    (uint32_t)(t[i].stack - r->addr));
	}
}

void
mdmp_exception(struct mdmp *m, uint32_t thread, uint32_t code,
    uint64_t address, size_t *context)
{
	size_t at;

	mdmp_open(m, EXCEPTION);
	at = buf_zeros(m->b, 168);
	mdmp_close(m);
	buf_set32(m->b, at, thread);
	buf_set32(m->b, at + 8, code);
	buf_set64(m->b, at + 24, address);
	if (code == 0xc0000005) {
		buf_set32(m->b, at + 32, 2);
		buf_set64(m->b, at + 40, 1);
		buf_set64(m->b, at + 48, 0x10);
	}
	*context = at + 160;
}

/* *AT: for mdmp_module_blobs(). */
void
mdmp_modules(struct mdmp *m, uint32_t type, const struct md_module *mods,
    unsigned n, size_t *at)
{
	unsigned i;
	size_t e;

	mdmp_open(m, type);
	buf_u32(m->b, n);
	*at = m->b->n;
	for (i = 0; i < n; i++) {
		e = buf_zeros(m->b, 108);
		buf_set64(m->b, e, mods[i].base);
		buf_set32(m->b, e + 8, mods[i].size);
		buf_set32(m->b, e + 12, 0x1000 + i);
		buf_set32(m->b, e + 16, 0x60000000 + i);
		if (mods[i].pdb != NULL) {
			buf_set32(m->b, e + 24, 0xfeef04bd);
			buf_set32(m->b, e + 28, 0x10000);
			buf_set32(m->b, e + 32, 10 << 16);
			buf_set32(m->b, e + 36, 22621U << 16 | i);
			buf_set64(m->b, e + 92, 0x8160);
		}
	}
	mdmp_close(m);
}

void
mdmp_module_blobs(struct mdmp *m, const struct md_module *mods, unsigned n,
    size_t at)
{
	struct buf cv = { NULL, 0, 0, m->b->big };
	unsigned i;

	for (i = 0; i < n; i++) {
		mdmp_string(m, at + 108 * i + 20, mods[i].name);
		buf_cut(&cv, 0);
		if (mods[i].pdb != NULL) {
			buf_add(&cv, "RSDS", 4);
			buf_fill(&cv, (uint8_t)(0xa0 + i), 16);
			buf_u32(&cv, 1);
			buf_text(&cv, mods[i].pdb);
		} else {
			buf_u32(&cv, 0x4270454c);
			buf_fill(&cv, (uint8_t)(0xb0 + i), 20);
		}
		mdmp_blob(m, at + 108 * i + 76, cv.v, cv.n);
	}
	buf_free(&cv);
}

void
mdmp_memory_info(struct mdmp *m, const struct md_region *r, unsigned n)
{
	unsigned i;

	mdmp_open(m, MEMORY_INFO_LIST);
	buf_u32(m->b, 16);
	buf_u32(m->b, 48);
	buf_u64(m->b, n);
	for (i = 0; i < n; i++) {
		buf_u64(m->b, r[i].addr);
		buf_u64(m->b, r[i].allocation);
		buf_u32(m->b, r[i].protect);
		buf_u32(m->b, 0);
		buf_u64(m->b, r[i].size);
		buf_u32(m->b, r[i].state);
		buf_u32(m->b, r[i].protect);
		buf_u32(m->b, r[i].type);
		buf_u32(m->b, 0);
	}
	mdmp_close(m);
}
