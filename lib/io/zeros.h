/* SPDX-License-Identifier: BSD-2-Clause */
/* zeros.h -- runs of zeros in what is on its way to a file. */
#ifndef ZEROS_H
#define ZEROS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HOLE = 4096 };		/* what file systems can leave out */

bool	 zeros(const uint8_t *p, size_t len);
/*
 * Length of the first run in LEN > 0 bytes that will lie at OFF of a file:
 * either whole blocks of zeros, which can be a hole, or none of these.
 */
size_t	 zero_run(const uint8_t *p, size_t len, uint64_t off, bool *hole);

#endif
