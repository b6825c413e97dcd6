/* SPDX-License-Identifier: BSD-2-Clause */
/* auxv.c -- what the kernel told the program when it started it: where its
 * parts lie in memory.  A list of pairs of words, ended by type 0. */
#include <elf.h>
#include <inttypes.h>

#include "elfcore/elfcore.h"

enum {
	PAIRS_MAX = 4096,
	PAGE_LEAST = 512, PAGE_MOST = 16 * 1024 * 1024
};

static void
page_size(struct dump_model *m, const struct elfcore_note *n, uint64_t size)
{
	if (size < PAGE_LEAST || size > PAGE_MOST || (size & (size - 1)) != 0)
		dump_model_warn(m, false, n->off,
		    "a page size of %" PRIu64 " bytes is not believed", size);
	else
		m->page = m->grain = size;
}

/* Up to AT_ENTRY the numbers mean the same to all systems. */
static void
take_common(struct dump_model *m, const struct elfcore_note *n, uint64_t type,
    uint64_t value)
{
	switch (type) {
	case AT_PHDR:
		m->at_phdr = value;
		break;
	case AT_PHENT:
		m->at_phent = (uint32_t)value;
		break;
	case AT_PHNUM:
		m->at_phnum = (uint32_t)value;
		break;
	case AT_PAGESZ:
		page_size(m, n, value);
		break;
	case AT_BASE:			/* 0: there is no dynamic linker */
		if (value != 0)
			m->at_base = value;
		break;
	case AT_ENTRY:
		m->at_entry = value;
		break;
	default:
		break;
	}
}

static void
take_linux(struct dump_model *m, uint64_t type, uint64_t value)
{
	switch (type) {
	case AT_RANDOM:
		m->at_random = value;
		break;
	case AT_EXECFN:
		m->at_execfn = value;
		break;
	case AT_SYSINFO_EHDR:
		m->at_sysinfo = value;
		break;
	default:
		break;
	}
}

void
elfcore_auxv(struct elfcore_reader *r, const struct elfcore_note *n,
    size_t off)
{
	size_t i, word = elfcore_word(&r->core->ehdr);
	uint64_t type, value;

	for (i = 0; i < PAIRS_MAX && off + 2 * word <= n->have; i++) {
		type = elfcore_get_word(r, n, off);
		value = elfcore_get_word(r, n, off + word);
		off += 2 * word;
		if (type == AT_NULL)
			break;
		take_common(r->m, n, type, value);
		if (r->m->os == OS_LINUX)
			take_linux(r->m, type, value);
	}
}
