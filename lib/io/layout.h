/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * layout.h -- a whole output before its first byte: a head, and a list of
 * moves.  Estimates and dry runs are layouts that nobody wrote.
 */
#ifndef LAYOUT_H
#define LAYOUT_H

#include <stdbool.h>

#include "dump.h"

enum part_kind {
	PART_HELD,		/* bytes in memory */
	PART_SOURCE,		/* bytes of the source */
	PART_ZEROS,		/* padding */
	PART_MADE		/* bytes made when they are wanted: big tables */
};

/*
 * Fills BUF with LEN bytes of the part from byte FROM of it on.  ARRIVED is
 * how much of the source there is: DUMP_NOWHERE until its end was met.
 */
typedef int	 part_make_fn(void *ctx, uint64_t from, uint8_t *buf, size_t len,
		    uint64_t arrived, struct dump_err *err);

struct part {
	enum part_kind	 kind;
	uint64_t	 len;
	uint64_t	 off;		/* SOURCE: where */
	const void	*held;		/* HELD: lives as long as the layout */
	part_make_fn	*make;		/* MADE */
	void		*ctx;
};

/* Memory: LEN bytes of the source at SRC; or zeros if SRC is MOVE_ZEROS; or,
 * from MOVE_HELD on, where no file reaches, bytes that the layout holds. */
#define MOVE_ZEROS	UINT64_MAX
#define MOVE_HELD	(UINT64_C(1) << 63)
struct move {
	uint64_t	 src, len;
};

/*
 * Changes memory on its way: BUF holds LEN bytes from ADDR of the process.
 * Calls come in the order of the output.  A range may come in several, cut
 * at addresses that REWRITE_UNIT divides.
 */
typedef void	 rewrite_fn(void *ctx, uint64_t addr, uint8_t *buf,
		    size_t len);
enum { REWRITE_UNIT = 64 };

/* Bytes of the output that are rewritten. */
struct rewrite {
	uint64_t	 at, len;
	uint64_t	 addr;		/* in the process */
};

struct layout {
	struct part	*parts;		/* the head, in order */
	size_t		 nparts, parts_cap;
	const uint8_t	*held;		/* what moves from MOVE_HELD on are of;
					   lives as long as the layout */
	struct move	*moves;		/* the memory, in order */
	size_t		 nmoves, moves_cap;
	struct rewrite	*rewrites;	/* by AT, disjoint */
	size_t		 nrewrites, rewrites_cap;
	rewrite_fn	*rewrite;	/* who does it, NULL: nobody */
	void		*rewrite_ctx;
	uint64_t	 head, size;	/* bytes of the head, and of all */
	uint64_t	 reached;	/* where the last move of the source ends */
	bool		 whole;		/* the source as it is, to its end */
	bool		 backward;	/* some move goes back in the source */
	void		*own;		/* the writer's, freed by FREE_OWN */
	void		(*free_own)(void *own);
};

int	 layout_new(struct layout **out, struct dump_err *err);
/* Each adds at the end and counts head and size. */
int	 layout_part(struct layout *l, const struct part *part,
	    struct dump_err *err);
/* Joins the last move where source and output go on without a gap; sets
 * BACKWARD where SRC lies before the end of the last one. */
int	 layout_move(struct layout *l, uint64_t src, uint64_t len,
	    struct dump_err *err);
/* LEN bytes of what was moved, at AT of the output, are to be rewritten. */
int	 layout_rewrite(struct layout *l, uint64_t at, uint64_t len,
	    uint64_t addr, struct dump_err *err);
void	 layout_free(struct layout *l);

#endif
