/* SPDX-License-Identifier: BSD-2-Clause */
/* memory.c -- reads the memory of the dumped process by its addresses. */
#include "base/checked.h"
#include "process/memory.h"

bool
memory_is_data(const struct region *r)
{
	switch (r->class) {
	case DUMP_HDR: case DUMP_RELRO: case DUMP_DATA: case DUMP_STACK:
	case DUMP_PLUMB: case DUMP_JIT: case DUMP_PRW: case DUMP_MRW:
		return true;
	case DUMP_PRO:
		/* Where gdb was not sure it may be a guard. */
		return (r->prot & DUMP_UNSURE) == 0;
	default:
		return false;
	}
}

static int
read_pieces(const struct dump_model *m, struct dump_source *src,
    uint64_t addr, void *buf, size_t len, bool data, size_t *got,
    struct dump_err *err)
{
	const struct piece *p;
	uint8_t *to = buf;
	size_t i, n, part;

	*got = 0;
	for (i = model_piece_from(m, addr); *got < len && i < m->npieces; i++) {
		p = &m->pieces[i];
		if (p->at.addr > addr ||
		    (data && !memory_is_data(&m->regions[p->region])))
			break;
		n = (size_t)min_u64(len - *got,
		    span_last(p->at) - addr + 1);
		if (source_read_some(src, p->off + (addr - p->at.addr),
		    to + *got, n, &part, err) == -1)
			return -1;
		*got += part;
		/* Cut short, or the end of all addresses. */
		if (part < n || !add_u64(addr, n, &addr))
			break;
	}
	return 0;
}

int
memory_read(const struct dump_model *m, struct dump_source *src,
    uint64_t addr, void *buf, size_t len, size_t *got, struct dump_err *err)
{
	return read_pieces(m, src, addr, buf, len, false, got, err);
}

int
memory_read_data(const struct dump_model *m, struct dump_source *src,
    uint64_t addr, void *buf, size_t len, size_t *got, struct dump_err *err)
{
	return read_pieces(m, src, addr, buf, len, true, got, err);
}

/*
 * Pointers of arm64 have a tag in the top byte, and signatures below it,
 * down to the bits that addresses have.
 */
uint64_t
memory_address_mask(const struct dump_model *m)
{
	uint64_t last = m->nregions == 0 ? 0 :
	    span_last(m->regions[m->nregions - 1].at);

	if (m->machine == MACHINE_ARM64)
		return UINT64_MAX >> (last >> 48 == 0 ? 16 : 12);
	return m->machine == MACHINE_S390 ? INT32_MAX : UINT64_MAX;
}
