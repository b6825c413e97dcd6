/* SPDX-License-Identifier: BSD-2-Clause */
/* exports.h -- names that an ELF image in the process's memory exports. */
#ifndef EXPORTS_H
#define EXPORTS_H

#include "process/window.h"

struct exports {
	struct window	*v;
	uint64_t	 base, bias;
	uint64_t	 symbols, names;	/* DT_SYMTAB, DT_STRTAB */
	uint64_t	 hash, gnu_hash;	/* 0: there is none */
};

/*
 * The image of 64 bits whose first page is at BASE.  *FOUND is false where
 * its headers, or what leads from there to its names, is absent or
 * contradicts itself.
 */
int	 exports_open(struct exports *e, bool *found, struct window *v,
	    uint64_t base);
/* *ADDR: where NAME is; *FOUND is false where it is not exported, or the
 * dump lacks what would tell. */
int	 exports_find(const struct exports *e, const char *name,
	    uint64_t *addr, bool *found);

#endif
