/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_elfcore.c -- reads anything as an ELF core. */
#include <stdlib.h>
#include <string.h>

#include "walk.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy;

	if (size < 4 || (copy = malloc(size)) == NULL)
		return 0;
	memcpy(copy, data, size);
	memcpy(copy, "\177ELF", 4);
	walk_dump(copy, size);
	free(copy);
	return 0;
}
