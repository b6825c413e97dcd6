/* SPDX-License-Identifier: BSD-2-Clause */
/* minidump_tiny.h -- the small good minidump that bad ones are made of. */
#ifndef MINIDUMP_TINY_H
#define MINIDUMP_TINY_H

#include "corpora/mdmp.h"

/* Its directory entries, in order. */
enum tiny_stream { SYSTEM, THREADS, MODULES, MISC, REGIONS, HANDLES, MEMORY };

/* Has everything that has offsets; FULL with a Memory64List. */
void	 tiny_minidump(struct buf *out, bool full);
/* Regions and memory, of which a cut keeps some and drops some. */
void	 tiny_memory(struct mdmp *m);
/* The 32-bit number at AT. */
uint32_t tiny_get(const struct buf *b, size_t at);
/* Where a directory entry, and the content of its stream, are. */
size_t	 tiny_entry(enum tiny_stream i);
size_t	 tiny_stream(const struct buf *b, enum tiny_stream i);

#endif
