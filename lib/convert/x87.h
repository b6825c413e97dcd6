/* SPDX-License-Identifier: BSD-2-Clause */
/* x87.h -- the two forms in which x86 stores its floating point. */
#ifndef CONVERT_X87_H
#define CONVERT_X87_H

#include <stdint.h>

enum { FSAVE_SIZE = 108, FXSAVE_SIZE = 512 };

/* What FNSAVE would have stored (of 32 bits, protected mode). */
void	 fsave_from_fxsave(uint8_t *out, const uint8_t *fxsave);
/* What FXSAVE would have stored; SSE is in its initial state. */
void	 fxsave_from_fsave(uint8_t *out, const uint8_t *fsave);

#endif
