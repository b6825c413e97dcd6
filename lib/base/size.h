/* SPDX-License-Identifier: BSD-2-Clause */
/* size.h -- sizes as people read them. */
#ifndef SIZE_H
#define SIZE_H

#include <stdint.h>

#define SIZE_TEXT	24

/* "1.2 MiB", into BUF, which is returned.  No locale changes the point. */
char	*size_text(char buf[SIZE_TEXT], uint64_t bytes);

#endif
