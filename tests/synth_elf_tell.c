/* SPDX-License-Identifier: BSD-2-Clause */
/* synth_elf_tell.c -- reads the headers of an ELF core, for tests of what
 * writes them. */
#include <inttypes.h>
#include <stdio.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "tests/synth_elf.h"

enum { NONE_ = 0, LOAD = 1, NOTE = 4, MANY = 0xffff };

static bool
is_wide(const struct buf *b)
{
	return b->v[4] == 2;
}

static bool
is_big(const struct buf *b)
{
	return b->v[5] == 2;
}

static uint64_t
get(const struct buf *b, uint64_t at, unsigned width)
{
	if (!fits(at, width, b->n))
		return 0;
	return width == 2 ? get16(is_big(b), b->v + at) :
	    get_word(is_big(b), width, b->v + at);
}

uint64_t
synth_elf_count(const struct buf *b)
{
	bool wide = is_wide(b);
	uint64_t n = get(b, wide ? 56 : 44, 2);

	if (n != MANY)
		return n;
	return get(b, get(b, wide ? 40 : 32, wide ? 8 : 4) +
	    (wide ? 44 : 28), 4);
}

/* Where a field is, and how wide. */
static uint64_t
place(const struct buf *b, size_t i, enum synth_field f, unsigned *width)
{
	static const uint8_t at_64[] = { 0, 4, 8, 16, 32, 40, 48 };
	static const uint8_t at_32[] = { 0, 24, 4, 8, 16, 20, 28 };
	bool wide = is_wide(b);

	*width = wide && f != P_TYPE && f != P_FLAGS ? 8 : 4;
	return get(b, wide ? 32 : 28, wide ? 8 : 4) +
	    i * get(b, wide ? 54 : 42, 2) + (wide ? at_64[f] : at_32[f]);
}

uint64_t
synth_elf_get(const struct buf *b, size_t i, enum synth_field f)
{
	unsigned width;
	uint64_t at = place(b, i, f, &width);

	return get(b, at, width);
}

void
synth_elf_set(struct buf *b, size_t i, enum synth_field f, uint64_t v)
{
	unsigned width;
	uint64_t at = place(b, i, f, &width);

	buf_set_word(b, width, at, v);
}

static bool
bytes_are_right(const struct buf *b, uint64_t addr, uint64_t off,
    uint64_t size)
{
	uint64_t i;

	if (size > 0 && !fits(off, size, b->n))
		return false;
	for (i = 0; i < size; i++)
		if (b->v[off + i] != synth_byte(addr + i))
			return false;
	return true;
}

const char *
synth_elf_tell(const struct buf *b)
{
	static char text[16384];
	uint64_t i, n = synth_elf_count(b), off, addr, filesz, memsz, flags;
	size_t at = 0;

	text[0] = '\0';
	for (i = 0; i < n && at < sizeof text - 100; i++) {
		off = synth_elf_get(b, i, P_OFFSET);
		addr = synth_elf_get(b, i, P_VADDR);
		filesz = synth_elf_get(b, i, P_FILESZ);
		memsz = synth_elf_get(b, i, P_MEMSZ);
		flags = synth_elf_get(b, i, P_FLAGS);
		switch (synth_elf_get(b, i, P_TYPE)) {
		case NONE_:
			at += (size_t)sprintf(text + at, "null\n");
			break;
		case NOTE:
			at += (size_t)sprintf(text + at,
			    "note %" PRIx64 "+%" PRIx64 "\n", off, filesz);
			break;
		case LOAD:
			at += (size_t)sprintf(text + at,
			    "load %" PRIx64 "+%" PRIx64 "/%" PRIx64 "@%" PRIx64
			    " %c%c%c%s\n", addr, memsz, filesz, off,
			    flags & 4 ? 'r' : '-', flags & 2 ? 'w' : '-',
			    flags & 1 ? 'x' : '-',
			    bytes_are_right(b, addr, off, filesz) ? "" : " ?");
			break;
		default:
			at += (size_t)sprintf(text + at,
			    "%" PRIx64 " %" PRIx64 "+%" PRIx64 "/%" PRIx64 "@%"
			    PRIx64 "%s\n", synth_elf_get(b, i, P_TYPE), addr,
			    memsz, filesz, off, bytes_are_right(b, addr, off,
			    filesz) ? "" : " ?");
		}
	}
	return text;
}
