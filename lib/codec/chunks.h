/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * chunks.h -- reads a file of which an index says where its chunks lie, each
 * of which can be undone by itself: any byte at the price of one chunk, and
 * bytes in order by several threads.
 */
#ifndef CHUNKS_H
#define CHUNKS_H

#include <stdbool.h>

#include "dump.h"

struct chunk {
	uint64_t	 off;		/* of its compressed bytes */
	uint64_t	 at;		/* of its plain ones */
	uint32_t	 size, len;	/* how many of each */
	uint32_t	 sum;		/* of the plain ones, by the index */
};

/* Zeroed, it has none.  Chunks lie in order, and each has plain bytes. */
struct chunk_map {
	struct chunk	*chunks;
	size_t		 n, cap;
	uint32_t	 most, most_packed;	/* bytes of the largest */
	uint64_t	 plain;			/* bytes in all */
};

/* Behind what is there; its place in the plain bytes follows. */
int	 chunk_map_add(struct chunk_map *m, uint64_t off, uint32_t size,
	    uint32_t len, uint32_t sum, struct dump_err *err);
void	 chunk_map_free(struct chunk_map *m);

/* What a codec knows of its chunks; CTX is its own. */
struct chunk_ops {
	const char	*codec;
	unsigned	 room;		/* bytes more in both buffers */
	/* What one thread needs; NULL: there is no memory. */
	void	*(*worker_new)(void *ctx);
	void	(*worker_free)(void *worker);
	/* Undoes a chunk.  True if it is one, and exactly that which the map
	 * says, checksum included. */
	bool	(*undo)(void *worker, const struct chunk *c, uint8_t *in,
		    uint8_t *out);
	/* As of a source; may be NULL. */
	const char *(*flaw)(void *ctx);
	void	(*about)(void *ctx, struct dump_wrapping *out);
	void	(*close)(void *ctx);
};

/*
 * The plain bytes of SRC, by M, which is emptied.  SRC and CTX belong to *OUT
 * from then on, also on failure.  No byte comes out of a chunk that is wrong.
 * THREADS is 0 where as many may work as make sense.
 */
int	 chunks_open(struct dump_source **out, struct dump_source *src,
	    struct chunk_map *m, const struct chunk_ops *ops, void *ctx,
	    unsigned threads, struct dump_err *err);

#endif
