/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bodies.c -- images that no list of files names: kernels before 3.7 wrote
 * none, and those since drop one that grows too long.  What heads and data of
 * other images are by the records these tell by their headers.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "process/plumbing.h"

enum {
	HEADERS_MAX = 1024,		/* program headers */
	DATA_MAX = 1 << 20,		/* of one image, as in other mini cuts */
	ET_EXEC = 2, ET_DYN = 3, PT_LOAD = 1, PF_W = 2
};

/* ELF header and program header of 64 and of 32 bits. */
static const struct elf {
	uint8_t		 size, phoff, phentsize, phnum;
	uint8_t		 entry, flags, vaddr, memsz;
} elf_64 = { 64, 32, 54, 56, 56, 4, 16, 40 },
  elf_32 = { 52, 28, 42, 44, 32, 24, 8, 20 };

struct body {
	const struct walk *w;
	const struct elf *elf;
	unsigned	 word;
	uint64_t	 base;
	uint8_t		*headers;
	size_t		 n, size;
};

static uint64_t
get(const struct body *b, const uint8_t *at)
{
	return get_word(b->w->m->facts.big_endian, b->word, at);
}

/* Are there the headers of an image at its base?  They are read then. */
static int
read_headers(struct body *b, bool *are)
{
	bool big = b->w->m->facts.big_endian;
	uint8_t head[64];
	unsigned type;
	size_t got;

	*are = false;
	if (walk_read(b->w, b->base, head, b->elf->size, &got) == -1)
		return -1;
	if (got < b->elf->size || memcmp(head, "\177ELF", 4) != 0 ||
	    head[4] != b->word / 4)
		return 0;
	type = get16(big, head + 16);
	b->n = get16(big, head + b->elf->phnum);
	b->size = get16(big, head + b->elf->phentsize);
	if ((type != ET_EXEC && type != ET_DYN) || b->n == 0 ||
	    b->n > HEADERS_MAX || b->size < b->elf->entry)
		return 0;
	if ((b->headers = malloc(b->n * b->size)) == NULL)
		return dump_fail_nomem(b->w->err);
	if (walk_read(b->w, b->base + get(b, head + b->elf->phoff),
	    b->headers, b->n * b->size, &got) == -1)
		return -1;
	*are = got == b->n * b->size;
	return 0;
}

struct segment {
	uint32_t	 type, flags;
	uint64_t	 vaddr, memsz;
};

static struct segment
segment_at(const struct body *b, size_t i)
{
	const uint8_t *p = b->headers + i * b->size;
	bool big = b->w->m->facts.big_endian;

	return (struct segment){ get32(big, p),
	    get32(big, p + b->elf->flags), get(b, p + b->elf->vaddr),
	    get(b, p + b->elf->memsz) };
}

/* What its segments have that can be written, if that is not much. */
static int
keep_data(const struct body *b)
{
	const struct dump_model *m = b->w->m;
	uint64_t bias = b->base, sum = 0;
	struct segment s;
	bool first = true;
	size_t i;

	for (i = 0; i < b->n; i++) {
		s = segment_at(b, i);
		if (s.type != PT_LOAD)
			continue;
		if (first)
			bias = b->base - round_down(s.vaddr, m->page);
		first = false;
		if ((s.flags & PF_W) != 0)
			sum = add_capped(sum, s.memsz);
	}
	for (i = 0; i < b->n && sum <= DATA_MAX; i++) {
		s = segment_at(b, i);
		if (s.type == PT_LOAD && (s.flags & PF_W) != 0 &&
		    walk_keep(b->w, &b->w->m->survey.image_data,
		    (bias + s.vaddr) & (b->word == 8 ? UINT64_MAX :
		    UINT32_MAX), s.memsz, "data of a small module") == -1)
			return -1;
	}
	return 0;
}

int
body_find(const struct walk *w, uint64_t base)
{
	struct body b = { .w = w, .word = w->m->word, .base = base,
	    .elf = w->m->word == 8 ? &elf_64 : &elf_32 };
	bool are;
	int rc;

	if (base % w->m->page != 0 || model_find_mapping(w->m, base) != NONE)
		return 0;
	if ((rc = read_headers(&b, &are)) == 0 && are &&
	    (rc = walk_keep(w, &w->m->survey.plumbing, base, w->m->page,
	    "image headers")) == 0)
		rc = keep_data(&b);
	free(b.headers);
	return rc;
}
