/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * zstd.h -- what the files of the zstd codec share: RFC 8878, and the seek
 * table of the seekable format.
 *
 * We write frames of plain bytes that can be undone each by itself, and
 * behind them a table that says where they lie: see dump-zstd-frames(5).
 */
#ifndef ZSTD_FRAMES_H
#define ZSTD_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/chunks.h"
#include "codec/part_mark.h"
#include "dump.h"

enum {
	ZST_CHUNK = 1024 * 1024,	/* plain bytes of a frame of ours */
	ZST_HEAD = 18,			/* bytes of a frame's header at most */
	ZST_LOOK = 20,			/* ... and to know all about it */
	ZST_LEAST = 6,			/* ... and at least */
	ZST_SUMMED = 4,			/* bit of byte 4: a checksum follows */
	ZST_RESERVED = 8,		/* the same: 0 as yet */
	ZST_SKIP = 8,			/* those of a frame to be skipped */
	ZST_SUM = 4			/* of a checksum */
};

#define ZST_MAGIC	0xfd2fb528
/* The lowest four bits of these may be anything. */
#define ZST_SKIPPABLE	0x184d2a50

/* What a frame's header says. */
struct zstd_head {
	bool		 skipped;	/* SIZE bytes to be skipped follow */
	uint32_t	 size;
	bool		 marks;		/* ... which say that this is PART */
	struct part_mark part;

	unsigned	 len;		/* bytes of the header */
	unsigned	 content_at;	/* where in it the length is, ... */
	unsigned	 content_len;	/* ... and in how many bytes */
	bool		 sum;		/* a checksum follows the blocks */
	uint32_t	 dictionary;	/* that is needed, 0: none */
	uint64_t	 window;	/* bytes to remember */
	uint64_t	 content;	/* plain bytes, or DUMP_NOWHERE */
	bool		 more;		/* another frame follows */
};

/* False: LEN bytes at P do not start a frame, or are too few. */
bool	 zstd_head_read(struct zstd_head *h, const uint8_t *p, size_t len);
/*
 * Writes header H, whose bytes are at P, again, so that it says that another
 * frame follows.  Returns its new length, at most ZST_HEAD.
 */
size_t	 zstd_head_more(uint8_t *out, const struct zstd_head *h,
	    const uint8_t *p);

/*
 * Of a file in parts, each ends with a frame to be skipped that says which
 * part it is.
 */
enum { ZST_MARK = ZST_LOOK, ZST_PART = ZST_CHUNK + 8192 };
void	 zstd_mark_make(uint8_t out[ZST_MARK], struct part_mark part);
/* The checksum of no bytes. */
#define ZST_SUM_OF_NONE	0x51d8e999

/*
 * What frames one behind the other say about each other: begun zeroed, told
 * of each, asked at the end of the file.  .flaw: what is wrong, or empty.
 */
struct zstd_order {
	struct part_mark part;		/* the last that was marked */
	bool		 more;		/* a frame must follow */
	char		 flaw[PART_FLAW];
};

void	 zstd_order_next(struct zstd_order *o, const struct zstd_head *h);
void	 zstd_order_end(struct zstd_order *o);

/* The seek table: a frame to be skipped, with entries and a footer. */
enum {
	ZST_ENTRY = 8,			/* compressed and plain bytes */
	ZST_FOOTER = 9,
	ZST_TABLE_SUMS = 0x80,		/* its byte 4: entries have checksums */
	ZST_FRAMES_MOST = 0x8000000	/* that a table may tell of */
};

#define ZST_TABLE	(ZST_SKIPPABLE | 0xe)
#define ZST_TABLE_MAGIC	0x8f92eab1	/* the last bytes of the footer */

/* What the tables tell about a whole file. */
struct zstd_map {
	struct chunk_map map;
	bool		 sums;		/* checksums too, of all frames */
	struct zstd_order order;
};

/*
 * Reads the tables of SRC, which reaches anywhere.  1: they tell of all
 * frames of the file, and agree with their headers.  0: not so; -1: reading
 * failed.  M is filled in the first case only.
 */
int	 zstd_map_read(struct zstd_map *m, struct dump_source *src,
	    struct dump_err *err);

/* The ways to read; SRC belongs to *OUT, also on failure. */
int	 zstd_stream_open(struct dump_source **out, struct dump_source *src,
	    struct dump_err *err);
/* M too. */
int	 zstd_chunks_open(struct dump_source **out, struct dump_source *src,
	    struct zstd_map *m, unsigned threads, struct dump_err *err);
/* The way to write. */
int	 zstd_create(struct dump_sink **out, struct dump_sink *dst,
	    const struct dump_packing *how, struct dump_err *err);

#endif
