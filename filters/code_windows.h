/* SPDX-License-Identifier: BSD-2-Clause */
/* code_windows.h -- the code that threads were about to run. */
#ifndef CODE_WINDOWS_H
#define CODE_WINDOWS_H

#include "model/model.h"

/*
 * Fills OUT with 256 bytes of code around the instruction pointer of each
 * thread and of the crash.  Where that would leave a library with the first
 * page of its segment and one more, the whole segment.  AROUND_ANY: also
 * around pointers into data of the process, generated code or not.
 */
enum around { AROUND_CODE, AROUND_ANY };
int	 code_windows(struct set *out, const struct dump_model *m,
	    enum around around, struct dump_err *err);
/* Adds what goes around one of them, PC, which may be DUMP_NOWHERE. */
int	 code_window(struct set *out, const struct dump_model *m, uint64_t pc,
	    struct dump_err *err);

#endif
