/* SPDX-License-Identifier: BSD-2-Clause */
/* write_table.c -- the program headers of an output, made when they are
 * wanted: a million of them are never held. */
#include <string.h>

#include "base/checked.h"
#include "elfcore/writer.h"

static Elf64_Phdr
header_of(const struct output *w, const struct elfcore_load *load,
    uint64_t off)
{
	uint64_t page = output_align(w->p->m);
	Elf64_Phdr ph = { .p_type = PT_LOAD, .p_offset = off,
	    .p_vaddr = load->addr, .p_filesz = load->filesz,
	    .p_memsz = load->memsz };

	ph.p_flags = ((load->prot & DUMP_R) != 0 ? PF_R : 0u) |
	    ((load->prot & DUMP_W) != 0 ? PF_W : 0u) |
	    ((load->prot & DUMP_X) != 0 ? PF_X : 0u);
	ph.p_align = off % page == load->addr % page ? page : 1;
	return ph;
}

/*
 * When the source ended too early: what a header can still say.  A segment
 * that lost all becomes PT_NULL, which readers pass over: one without bytes
 * would be zeros to gdb.
 */
static void
shrink(Elf64_Phdr *ph, uint64_t off, uint64_t arrived)
{
	uint64_t have = off >= arrived ? 0 : min_u64(ph->p_filesz,
	    arrived - off);

	if (ph->p_filesz == 0 || have == ph->p_filesz)
		return;
	if (have == 0 || ph->p_type != PT_LOAD)
		*ph = (Elf64_Phdr){ .p_type = PT_NULL };
	else
		ph->p_filesz = ph->p_memsz = have;
}

/* Header I of the table; those of memory can only be had in turn. */
static Elf64_Phdr
make_header(struct output *w, uint64_t i, uint64_t arrived)
{
	struct placement_walk *walk = &w->cursor;
	Elf64_Phdr ph;

	if (i < w->nfirst)
		return w->first[i];
	i -= w->nfirst;
	if (i >= w->place.nloads) {
		ph = w->last[i - w->place.nloads].ph;
		shrink(&ph, w->last[i - w->place.nloads].src, arrived);
		return ph;
	}
	if (walk->told > i + 1)
		placement_start(&w->place, walk);
	while (walk->told <= i)
		placement_next(&w->place, walk);
	ph = header_of(w, &walk->load, walk->off);
	if (!walk->load.zeros)
		shrink(&ph, walk->load.off, arrived);
	return ph;
}

static int
make_table(void *ctx, uint64_t from, uint8_t *buf, size_t len,
    uint64_t arrived, struct dump_err *err)
{
	struct output *w = ctx;
	size_t size = elfcore_sizes(&w->ehdr).phdr, skip, n;
	uint8_t raw[PHDR_MAX];
	Elf64_Phdr ph;

	(void)err;
	while (len > 0) {
		ph = make_header(w, from / size, arrived);
		elfcore_put_phdr(raw, &ph, &w->ehdr);
		skip = (size_t)(from % size);
		n = (size_t)min_u64(size - skip, len);
		memcpy(buf, raw + skip, n);
		buf += n;
		from += n;
		len -= n;
	}
	return 0;
}

int
output_put_table(struct output *w, struct layout *l, struct dump_err *err)
{
	struct part part = { .kind = PART_MADE, .make = make_table,
	    .ctx = w };

	part.len = w->nheaders * elfcore_sizes(&w->ehdr).phdr;
	return layout_part(l, &part, err);
}
