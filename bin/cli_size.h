/* SPDX-License-Identifier: BSD-2-Clause */
/* cli_size.h -- sizes for people.  Signal handlers may call these. */
#ifndef CLI_SIZE_H
#define CLI_SIZE_H

#include <stdint.h>

#define CLI_SIZE_TEXT	24

/* "1.17 GiB", into BUF, which is returned. */
char	*cli_size(char buf[CLI_SIZE_TEXT], uint64_t bytes);
/* "1.2 GiB" */
char	*cli_size_short(char buf[CLI_SIZE_TEXT], uint64_t bytes);
/* "312 of 412 MiB" */
char	*cli_size_of(char buf[2 * CLI_SIZE_TEXT], uint64_t bytes,
	    uint64_t whole);
/* "4711" */
char	*cli_number(char buf[CLI_SIZE_TEXT], uint64_t n);

#endif
