/* SPDX-License-Identifier: BSD-2-Clause */
/* elfcore.c -- the format "ELF core": what it looks like, and who reads and
 * writes it. */
#include <string.h>

#include "base/bytes.h"
#include "elfcore/elfcore.h"

enum { TYPE_AT = 16, TYPE_END = 18 };

/* Magic, class, byte order and type.  Another ELF file is not ours. */
static int
probe(const uint8_t *head, size_t len)
{
	bool big;

	if (len < TYPE_END || memcmp(head, ELFMAG, SELFMAG) != 0)
		return 0;
	big = head[EI_DATA] == ELFDATA2MSB;
	return get16(big, head + TYPE_AT) == ET_CORE ? 32 + 16 : 0;
}

const struct dump_format dump_format_elfcore = {
	.id = "elf",
	.title = "ELF core",
	.shares_zeros = true,
	.probe = probe,
	.read = elfcore_read,
	.measure = elfcore_measure,
	.layout = elfcore_layout,
	.free_own = elfcore_free_own,
};
