/* SPDX-License-Identifier: BSD-2-Clause */
/* residual_format.h -- the bytes of a residual, for who writes and reads it. */
#ifndef RESIDUAL_FORMAT_H
#define RESIDUAL_FORMAT_H

#define RESIDUAL_MAGIC	"DKRS"

enum {
	RESIDUAL_VERSION = 1,

	/* The header. */
	RESIDUAL_VERSION_AT = 4, RESIDUAL_SIZE_AT = 8, RESIDUAL_CRC_AT = 16,
	RESIDUAL_COUNT_AT = 20, RESIDUAL_EXTENTS_AT = 24,
	RESIDUAL_LITERALS_AT = 28, RESIDUAL_PACKED_AT = 32,
	RESIDUAL_HEAD = 36,

	/* Kinds of extents. */
	RESIDUAL_LITERAL = 0,	/* the next literal bytes */
	RESIDUAL_MEMORY = 1,	/* of the process */
	RESIDUAL_ZEROS = 2,

	/* What nobody who writes one goes beyond. */
	RESIDUAL_LITERALS_MAX = 64 << 20, RESIDUAL_EXTENTS_MAX = 256 << 20
};

/* Zeros that a file may have beside memory and literal bytes. */
#define RESIDUAL_ZEROS_MAX	((uint64_t)4 << 30)

#endif
