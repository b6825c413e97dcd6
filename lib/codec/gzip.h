/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gzip.h -- what the files of the gzip codec share: RFC 1952, and our index.
 *
 * We write one member, of chunks of plain bytes that can be undone each by
 * itself, and behind them, before the stream's end, an index: see
 * dump-gzip-index(5).
 */
#ifndef GZIP_H
#define GZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/chunks.h"
#include "codec/deflate.h"
#include "codec/part_mark.h"
#include "dump.h"

enum {
	GZIP_CHUNK = 512 * 1024,	/* plain bytes of a chunk, as we write */
	GZIP_PART = GZIP_CHUNK + 4096,	/* a part has room for any chunk */
	GZIP_TRAILER = 8		/* CRC-32 and length of a member */
};

/* A member's header, as it arrives. */
struct gzip_header {
	unsigned	 state, flags;
	uint64_t	 size;		/* bytes that were seen */
	uint32_t	 time, crc;
	unsigned	 left;		/* bytes of this field */
	uint16_t	 number;	/* that is being read */
	size_t		 name_len;
	char		 name[256];	/* what of it fits */
};

void	 gzip_header_begin(struct gzip_header *h);
/*
 * Takes what belongs to the header of LEN bytes, *USED: 1 if it is complete,
 * 0 if it goes on, -1 if it is none.
 */
int	 gzip_header_feed(struct gzip_header *h, const uint8_t *p, size_t len,
	    size_t *used, struct dump_err *err);
/* Bytes of a header as HOW wants it, into OUT: room for GZIP_HEADER_MOST. */
enum { GZIP_HEADER_MOST = 10 + 256 };
size_t	 gzip_header_make(uint8_t *out, const struct dump_packing *how);

/*
 * The index: entries of chunks, spread over blocks of deflate that yield
 * nothing, and a closing block.
 */
enum {
	GZIP_BLOCK = 145,		/* bytes of a block, ... */
	GZIP_PAYLOAD = 90,		/* ... and those that it carries */
	GZIP_ENTRY = 7,			/* size of a chunk, 3 bytes; CRC-32 */
	GZIP_REST = 50			/* of entries, in the closing block */
};

struct gzip_closing {
	uint64_t	 plain;		/* bytes of the member */
	uint64_t	 packed;	/* bytes of header and chunks */
	uint32_t	 chunk;		/* plain bytes of a chunk */
	uint32_t	 crc;		/* of the entries */
	struct part_mark part;
	uint8_t		 rest[GZIP_REST];	/* the last entries */
};

/* Blocks, without the closing one, for so many chunks. */
uint64_t gzip_blocks(uint64_t chunks);
void	 gzip_block_make(uint8_t out[GZIP_BLOCK],
	    const uint8_t payload[GZIP_PAYLOAD]);
/* False: it is no block of an index. */
bool	 gzip_block_read(uint8_t payload[GZIP_PAYLOAD],
	    const uint8_t in[GZIP_BLOCK]);
void	 gzip_closing_make(uint8_t out[GZIP_BLOCK],
	    const struct gzip_closing *c);
bool	 gzip_closing_read(struct gzip_closing *c,
	    const uint8_t in[GZIP_BLOCK]);

/* What the indices tell about a whole file. */
struct gzip_map {
	struct chunk_map map;
	struct gzip_header header;	/* of the first member */
	char		 flaw[PART_FLAW];	/* parts that are missing */
};

/*
 * Reads the indices of all members of SRC, which reaches anywhere.  1: every
 * member has one, and it agrees with what stands around it.  0: not so; -1:
 * reading failed.  M is filled in the first case only.
 */
int	 gzip_map_read(struct gzip_map *m, struct dump_source *src,
	    struct dump_err *err);
void	 gzip_map_free(struct gzip_map *m);

/* The ways to read; SRC belongs to *OUT, also on failure. */
int	 gzip_stream_open(struct dump_source **out, struct dump_source *src,
	    struct dump_err *err);
/* M too. */
int	 gzip_chunks_open(struct dump_source **out, struct dump_source *src,
	    struct gzip_map *m, const struct deflater *d, unsigned threads,
	    struct dump_err *err);
/* The way to write, with a library of choice. */
int	 gzip_create(struct dump_sink **out, struct dump_sink *dst,
	    const struct dump_packing *how, const struct deflater *d,
	    struct dump_err *err);

#endif
