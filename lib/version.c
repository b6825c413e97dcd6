/* SPDX-License-Identifier: BSD-2-Clause */
/* version.c -- which libdump this is. */
#include "config.h"

#include "dump.h"

const char *
dump_version(void)
{
	return DUMP_VERSION;
}
