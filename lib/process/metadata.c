/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * metadata.c -- question: where is the metadata of the assemblies of a .NET
 * process on Windows?  Without it the types of private assemblies have no
 * names unless the assemblies themselves are at hand.
 */
#include "base/bytes.h"
#include "base/checked.h"
#include "process/images.h"
#include "process/memory.h"
#include "process/surveys.h"

/* IMAGE_COR20_HEADER, as laid out. */
enum {
	COR20_METADATA		= 8,	/* RVA and size */
	COR20_SIZE		= 72
};

bool
metadata_wanted(const struct dump_model *m)
{
	return m->os == OS_WINDOWS && m->dotnet;
}

/* The header page says where the COM descriptor is, and that may be anywhere
 * in the image; a flat one may also be larger than its pages. */
int
metadata_touch(const struct dump_model *m, struct set *out,
    struct dump_err *err)
{
	struct span at;
	size_t i;

	for (i = 0; i < m->nmodules; i++)
		if (span_of(m->modules[i].base, m->modules[i].size, &at) &&
		    set_add(out, at, "", err) == -1)
			return -1;
	return 0;
}

static int
add(struct dump_model *m, const struct dump_module *mod, uint64_t addr,
    uint64_t len, struct dump_err *err)
{
	struct span at;

	if (addr < mod->base || !fits(addr - mod->base, len, mod->size) ||
	    !span_of(addr, len, &at))
		return 0;
	return set_add(&m->survey.metadata, at, "managed metadata", err);
}

static int
look_at_module(struct dump_model *m, const struct dump_module *mod,
    struct dump_source *src, struct dump_err *err)
{
	uint8_t cor20[COR20_SIZE];
	uint64_t addr;
	uint32_t len;
	struct pe pe;
	bool found;
	size_t got;

	if (pe_read(&pe, &found, m, src, mod->base, mod->size, err) == -1)
		return -1;
	if (!found || !pe_place(&pe, pe.clr_rva, COR20_SIZE, &addr) ||
	    pe.clr_size < COR20_SIZE)
		return 0;
	if (addr < mod->base ||
	    !fits(addr - mod->base, COR20_SIZE, mod->size))
		return 0;
	if (memory_read(m, src, addr, cor20, sizeof cor20, &got, err) == -1)
		return -1;
	if (got < sizeof cor20)
		return 0;
	if (add(m, mod, mod->base, min_u64(pe.headers, mod->size), err) ==
	    -1 || add(m, mod, addr, COR20_SIZE, err) == -1)
		return -1;
	len = le32(cor20 + COR20_METADATA + 4);
	if (!pe_place(&pe, le32(cor20 + COR20_METADATA), len, &addr))
		return 0;
	return add(m, mod, addr, len, err);
}

int
metadata_answer(struct dump_model *m, struct dump_source *src,
    struct dump_err *err)
{
	size_t i;

	for (i = 0; i < m->nmodules; i++)
		if (look_at_module(m, &m->modules[i], src, err) == -1)
			return -1;
	set_settle(&m->survey.metadata);
	return 0;
}
