/* SPDX-License-Identifier: BSD-2-Clause */
/* code_windows.h -- the code that threads were about to run. */
#ifndef CODE_WINDOWS_H
#define CODE_WINDOWS_H

#include "model/model.h"

/*
 * Fills OUT with 256 bytes of code around the instruction pointer of each
 * thread and of the crash.  Where that would leave a library with the first
 * page of its segment and one more, the whole segment.
 */
int	 code_windows(struct set *out, const struct dump_model *m,
	    struct dump_err *err);

#endif
