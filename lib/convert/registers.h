/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * registers.h -- the registers of a thread: as the notes of a Linux core have
 * them, and as the CONTEXT of a minidump does.  All fields are written one by
 * one, so no processor is that of the host.  Both are little-endian here: no
 * minidump of another order was ever seen.
 */
#ifndef CONVERT_REGISTERS_H
#define CONVERT_REGISTERS_H

#include "base/array.h"
#include "model/model.h"

/* Bytes that somebody else owns; none: N is 0. */
struct bytes {
	const uint8_t	*v;
	size_t		 n;
};

/* What describes one thread in a core. */
enum register_note {
	REGS_GENERAL,		/* pr_reg of NT_PRSTATUS */
	REGS_FLOAT,		/* NT_FPREGSET */
	REGS_FXSAVE,		/* NT_PRXFPREG, x86 only */
	REGS_XSAVE,		/* NT_X86_XSTATE */
	REGS_VFP,		/* NT_ARM_VFP */
	REGS_NOTES
};
struct register_notes {
	struct bytes	 note[REGS_NOTES];
};

/* Bytes of a CONTEXT and of pr_reg; 0: this processor has none that is
 * known here, its registers travel as they are. */
size_t	 context_size(enum machine machine);
size_t	 general_size(enum machine machine);

/* Fills OUT, of context_size() bytes, with what the notes have; its
 * ContextFlags say what that is. */
void	 context_from_notes(uint8_t *out, enum machine machine,
	    const struct register_notes *notes);

/* The notes that a CONTEXT makes: of each LEN bytes, 0 where it has nothing
 * for it. */
enum { REGISTERS_MAX = 832 };
struct made_notes {
	struct {
		uint8_t		 v[REGISTERS_MAX];
		size_t		 len;
	} note[REGS_NOTES];
};
/*
 * False if CONTEXT is none that is understood.  Its size tells variants
 * apart: LLDB's of x86-64 end behind the general registers (720 or 736
 * bytes), old ones of Breakpad for arm64 have 796.
 */
bool	 notes_from_context(struct made_notes *out, enum machine machine,
	    struct bytes context);

#endif
