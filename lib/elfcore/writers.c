/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * writers.c -- who wrote a core.  Nobody signs; but each has habits, and
 * those that are looked for here survive our own cuts.
 */
#include "elfcore/elfcore.h"
#include "model/names.h"

/* The kernel and qemu begin with a thread, others with the process. */
static bool
begins_with(const struct elfcore_reader *r, uint32_t first, uint32_t second)
{
	return r->norder == 2 && r->order[0] == first &&
	    r->order[1] == second;
}

static enum writer
linux_writer(const struct elfcore_reader *r)
{
	if (begins_with(r, NT_PRSTATUS, NT_PRPSINFO))
		return (r->clues & CLUE_NO_STATE) != 0 ? WRITER_QEMU :
		    WRITER_KERNEL;
	if ((r->clues & CLUE_PRXREG) != 0)
		return WRITER_COREDUMPER;
	/* An old gdb, which did not list files nor describe registers. */
	if (begins_with(r, NT_PRPSINFO, NT_PRSTATUS))
		r->m->facts.producer = writer_name(WRITER_GDB);
	/* createdump, which begins so too, has a list of files. */
	if (begins_with(r, NT_PRPSINFO, NT_AUXV) && r->m->nmappings == 0)
		return WRITER_MD2CORE;
	return WRITER_UNKNOWN;
}

enum writer
elfcore_writer(const struct elfcore_reader *r)
{
	if ((r->clues & CLUE_MEMFAULT) != 0)
		return WRITER_MEMFAULT;
	if ((r->clues & CLUE_MINICOREDUMPER) != 0)
		return WRITER_MINICOREDUMPER;
	if ((r->clues & CLUE_DELVE) != 0)
		return WRITER_DELVE;
	if ((r->clues & (CLUE_LETTERS | CLUE_DIAGINFO)) != 0)
		return WRITER_CREATEDUMP;
	if ((r->clues & CLUE_GDB) != 0)
		return WRITER_GDB;
	switch (r->m->os) {
	case OS_FREEBSD:
		return WRITER_FREEBSD;
	case OS_NETBSD:
		return WRITER_NETBSD;
	case OS_OPENBSD:
		return WRITER_OPENBSD;
	case OS_LINUX:
		return linux_writer(r);
	default:
		return WRITER_UNKNOWN;
	}
}
