/* SPDX-License-Identifier: BSD-2-Clause */
/* walk.h -- what the targets share. */
#ifndef WALK_H
#define WALK_H

#include <stddef.h>
#include <stdint.h>

int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads SIZE bytes as a dump and looks at everything that dump.h shows. */
void	 walk_dump(const uint8_t *data, size_t size);
/* Stops the fuzzer with a sentence, unless WHY is NULL. */
void	 walk_law(const char *what, const char *why);

#endif
