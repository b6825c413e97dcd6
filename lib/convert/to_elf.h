/* SPDX-License-Identifier: BSD-2-Clause */
/* to_elf.h -- the parts of a core that is made of another dump. */
#ifndef TO_ELF_H
#define TO_ELF_H

#include "convert/growing.h"
#include "convert/registers.h"
#include "convert/signals.h"
#include "elfcore/elfcore.h"

struct to_elf {
	struct dump_plan *p;
	const struct dump_model *m;
	struct dump_source *src;
	struct growing	 notes;
	struct signal_of why;
	struct dump_err	*err;
};

/* Adds a note. */
int	 elf_add_note(struct to_elf *c, const char *owner, uint32_t type,
	    const void *desc, size_t len);
/* NT_PRSTATUS, other registers; between them, of the FIRST thread, what is
 * about the whole process. */
int	 elf_make_thread(struct to_elf *c, size_t thread, bool first);
int	 elf_make_process(struct to_elf *c);

#endif
