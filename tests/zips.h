/* SPDX-License-Identifier: BSD-2-Clause */
/* zips.h -- zip archives as other programs write them, or no program does:
 * assembled field by field, and put wrong afterwards. */
#ifndef ZIPS_H
#define ZIPS_H

#include "dump.h"
#include "tests/buf.h"

enum { ZIPS_MOST = 8 };

/* A member.  Zeroed it is a file on Unix, stored, whose mode is not said. */
struct zips_member {
	const char	*name;
	const void	*bytes;		/* plain */
	size_t		 len;
	unsigned	 method;	/* 8: deflated, by blocks that store */
	const struct buf *packed;	/* or this, by any method */
	unsigned	 flags;		/* 8: sizes follow the bytes */
	unsigned	 dos;		/* made on DOS, not on Unix */
	uint32_t	 attributes;
	uint32_t	 time;		/* of DOS */
	bool		 wide;		/* all numbers in 64 bits */
	const struct buf *extra;	/* fields, in both headers */
};

/* Where parts of it are, to put them wrong. */
struct zips_places {
	size_t		 local[ZIPS_MOST], data[ZIPS_MOST];
	size_t		 entry[ZIPS_MOST];
	size_t		 list, end64, locator, end;
};

/* Fields within them. */
enum {
	LOCAL_FLAGS = 6, LOCAL_METHOD = 8, LOCAL_CRC = 14, LOCAL_PACKED = 18,
	LOCAL_SIZE = 22, LOCAL_NAME_SIZE = 26, LOCAL_NAME = 30,
	ENTRY_SYSTEM = 5, ENTRY_FLAGS = 8, ENTRY_METHOD = 10, ENTRY_CRC = 16,
	ENTRY_PACKED = 20, ENTRY_SIZE = 24, ENTRY_NAME_SIZE = 28,
	ENTRY_EXTRA_SIZE = 30, ENTRY_COMMENT_SIZE = 32, ENTRY_DISK = 34,
	ENTRY_ATTRIBUTES = 38, ENTRY_HEADER = 42, ENTRY_NAME = 46,
	END_DISK = 4, END_DISK_ENTRIES = 8, END_ENTRIES = 10, END_SIZE = 12,
	END_OFF = 16, END_COMMENT_SIZE = 20,
	END64_SIZE = 4, END64_ENTRIES = 32, END64_LIST_SIZE = 40,
	END64_LIST_OFF = 48, LOCATOR_OFF = 8, LOCATOR_DISKS = 16
};

/* An archive of N members behind what is in OUT; AT may be NULL.  Where one
 * is wide, so is the end. */
void	 zips_make(struct buf *out, const struct zips_member *m, size_t n,
	    struct zips_places *at);
/* LEN bytes as a stream of deflate that compresses nothing. */
void	 zips_deflate(struct buf *out, const void *bytes, size_t len);
/* A wrong byte: the one at AT gets other bits. */
void	 zips_spoil(struct buf *zip, size_t at);
/*
 * Turns every STEPth bit of ZIP, which is right, one after the other.  A
 * reader must notice, or come to the same names, kinds and bytes.
 */
void	 zips_turn_bits(struct buf *zip, size_t step);

#endif
