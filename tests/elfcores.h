/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * elfcores.h -- reads and cuts cores that a test has assembled, and says as
 * text what they hold.  Text is static, good until the next call of the same
 * function.
 */
#ifndef ELFCORES_H
#define ELFCORES_H

#include "model/model.h"
#include "tests/synth_elf.h"

enum way { FROM_MEMORY, FROM_PIPE, FROM_REWINDER, WAYS };

/* What cannot be read ends the test.  *SPOOLED, if not NULL: bytes. */
struct dump_model *elf_read(const struct buf *b, enum way way,
	    uint64_t *spooled);
/* The message that says why it cannot be; CODE is what it has to be. */
const char *elf_refused(const struct buf *b, enum dump_code code);

/* A line for each region with the bytes it has: "1000+3000 rw- 0 cut
 * 1000+2000@400", with the number of its segment. */
const char *elf_memory(const struct dump_model *m);
/* "7 pc=1000 sp=2000 fp=0 tp=3000 sig=11 blocked=f crashed name". */
const char *elf_threads(const struct dump_model *m);
/* "CORE/PRSTATUS:0 CORE/AUXV", with the thread. */
const char *elf_records(const struct dump_model *m);
/* "1000+2000@3000=/lib/a ...". */
const char *elf_files(const struct dump_model *m);
/* A line each, "!" before those about damage. */
const char *elf_warnings(const struct dump_model *m);

struct elf_cut {
	const char	*drop;		/* "1000+2000 5000+1000" */
	const char	*none;		/* in regions without access */
	const char	*records;	/* the name of those to drop */
	const char	*provenance;
	enum way	 way;
	bool		 keep_layout;
	size_t		 ends;		/* of the source; 0: it is whole */
	bool		 to_file;	/* whose head can be made again */
};
/* Lays out and writes, also what changes nothing. */
struct buf elf_cut(const struct buf *b, const struct elf_cut *how);
/* Did the last cut spool, or go back?  And what its plan warned of. */
extern uint64_t elf_spooled;
extern bool	 elf_backward;
extern char	 elf_warned[256];

#endif
