/* SPDX-License-Identifier: BSD-2-Clause */
/* layout.c -- a whole output before its first byte. */
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/checked.h"
#include "base/err.h"
#include "io/layout.h"

int
layout_new(struct layout **out, struct dump_err *err)
{
	if ((*out = calloc(1, sizeof **out)) == NULL)
		return dump_fail_nomem(err);
	return 0;
}

static int
grow(struct layout *l, uint64_t len, struct dump_err *err)
{
	if (!add_u64(l->size, len, &l->size))
		return dump_fail(err, DUMP_E_LIMIT, DUMP_NOWHERE,
		    "output: %" PRIu64 " bytes do not fit behind %" PRIu64,
		    len, l->size);
	return 0;
}

int
layout_part(struct layout *l, const struct part *part, struct dump_err *err)
{
	assert(l->nmoves == 0);
	if (part->len == 0)
		return 0;
	if (array_room(&l->parts, &l->parts_cap, l->nparts, sizeof *l->parts,
	    err) == -1 || grow(l, part->len, err) == -1)
		return -1;
	l->parts[l->nparts++] = *part;
	l->head += part->len;
	return 0;
}

/* Does a move from SRC go on where M ends? */
static bool
goes_on(const struct move *m, uint64_t src)
{
	if (m->src == MOVE_ZEROS || src == MOVE_ZEROS)
		return m->src == src;
	return src == m->src + m->len;
}

/* Does a move from SRC go back in the source? */
static bool
goes_back(const struct layout *l, uint64_t src)
{
	return src < MOVE_HELD && src < l->reached;
}

int
layout_move(struct layout *l, uint64_t src, uint64_t len,
    struct dump_err *err)
{
	if (len == 0)
		return 0;
	if (src != MOVE_ZEROS && !fits(src, len, MOVE_ZEROS))
		return dump_fail(err, DUMP_E_ARG, src,
		    "move: %" PRIu64 " bytes at %" PRIu64 " end past 2^64",
		    len, src);
	if (array_room(&l->moves, &l->moves_cap, l->nmoves, sizeof *l->moves,
	    err) == -1 || grow(l, len, err) == -1)
		return -1;
	if (goes_back(l, src))
		l->backward = true;
	if (src < MOVE_HELD)
		l->reached = src + len;
	if (l->nmoves > 0 && goes_on(&l->moves[l->nmoves - 1], src)) {
		l->moves[l->nmoves - 1].len += len;
		return 0;
	}
	l->moves[l->nmoves].src = src;
	l->moves[l->nmoves++].len = len;
	return 0;
}

int
layout_rewrite(struct layout *l, uint64_t at, uint64_t len, uint64_t addr,
    struct dump_err *err)
{
	const struct rewrite *last;

	assert(at >= l->head && fits(at, len, l->size));
	if (len == 0)
		return 0;
	if (l->nrewrites > 0) {
		last = &l->rewrites[l->nrewrites - 1];
		assert(at >= last->at + last->len);
		(void)last;
	}
	if (array_room(&l->rewrites, &l->rewrites_cap, l->nrewrites,
	    sizeof *l->rewrites, err) == -1)
		return -1;
	l->rewrites[l->nrewrites++] = (struct rewrite){ at, len, addr };
	return 0;
}

void
layout_free(struct layout *l)
{
	if (l == NULL)
		return;
	if (l->free_own != NULL)
		l->free_own(l->own);
	free(l->parts);
	free(l->moves);
	free(l->rewrites);
	free(l);
}
