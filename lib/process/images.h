/* SPDX-License-Identifier: BSD-2-Clause */
/* images.h -- what the headers of images in the process's memory say. */
#ifndef IMAGES_H
#define IMAGES_H

#include "io/source.h"
#include "model/model.h"

enum {
	PE_SECTIONS_MAX = 96,		/* Windows loads no more */
	PE_HEADERS_MAX = 64 << 10	/* bytes that are looked at */
};

struct pe_section {
	uint32_t	 rva, size;	/* in memory */
	uint32_t	 off, stored;	/* in the file */
	unsigned	 prot;		/* enum dump_prot */
};

struct pe {
	uint64_t	 base;
	bool		 flat;		/* mapped as it lies in its file */
	uint32_t	 stamp, size, headers;
	uint32_t	 clr_rva, clr_size;	/* COM descriptor; 0, 0: none */
	size_t		 nsections;
	struct pe_section sections[PE_SECTIONS_MAX];
};

/*
 * Reads the headers of a PE image that begins at BASE and has at most ROOM
 * bytes.  *FOUND is false where they are absent, or contradict themselves.
 */
int	 pe_read(struct pe *pe, bool *found, const struct dump_model *m,
	    struct dump_source *src, uint64_t base, uint64_t room,
	    struct dump_err *err);
/* Where LEN bytes at RVA are in memory; false: not in the image. */
bool	 pe_place(const struct pe *pe, uint32_t rva, uint32_t len,
	    uint64_t *addr);

#endif
