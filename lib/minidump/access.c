/* SPDX-License-Identifier: BSD-2-Clause */
/* access.c -- bytes of the file, from whatever kind of source. */
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "minidump/minidump.h"

/*
 * A source that rewinds (compressed, without an index) makes every step back
 * dear, and records of one module lie far apart.  So a few blocks are kept.
 */
enum { BLOCK = 64 * 1024, BLOCKS = 16 };

struct block {
	uint64_t	 off;
	size_t		 len;
	uint64_t	 used;		/* when; 0: never */
	uint8_t		*bytes;
};

struct cache {
	struct block	 blocks[BLOCKS];
	uint64_t	 now;
};

static void
cache_free(struct cache *c)
{
	size_t i;

	for (i = 0; c != NULL && i < BLOCKS; i++)
		free(c->blocks[i].bytes);
	free(c);
}

int
md_attach(struct minidump *md, struct dump_source *src, struct dump_err *err)
{
	md->src = src;
	md->size = dump_source_size(src);
	if (source_reach(src) == REACH_REWIND &&
	    (md->cache = calloc(1, sizeof *md->cache)) == NULL)
		return dump_fail_nomem(err);
	return 0;
}

void
md_detach(struct minidump *md)
{
	cache_free(md->cache);
	md->cache = NULL;
	md->src = NULL;
}

/* The end of the source may become known at any time. */
static void
look_at_size(struct minidump *md)
{
	struct stream *s;
	size_t i;

	if (md->size == dump_source_size(md->src))
		return;
	md->size = dump_source_size(md->src);
	for (i = 0; i < md->nstreams; i++) {
		s = &md->streams[i];
		s->have = s->off >= md->size ? 0 :
		    (uint32_t)min_u64(s->size, md->size - s->off);
	}
}

/* Makes sure that reading up to END holds no memory. */
static int
reach(struct minidump *md, uint64_t end, struct dump_err *err)
{
	uint8_t last;
	size_t got;

	if (source_reach(md->src) != REACH_FORWARD || end <= md->hold)
		return 0;
	/* A wrong offset in a small dump is no reason for a spool. */
	if (source_read_some(md->src, md->hold - 1, &last, 1, &got, err) == -1)
		return -1;
	look_at_size(md);
	if (min_u64(end, md->size) <= md->hold)
		return 0;
	if (source_spool(md->src, NULL, 0, false, err) == -1) {
		if (err->code == DUMP_E_SEEK)
			dump_fail(err, DUMP_E_SEEK, DUMP_NOWHERE,
			    "records come after the memory and spooling is "
			    "off");
		return -1;
	}
	look_at_size(md);
	return 0;
}

static int
cached_block(struct minidump *md, uint64_t off, struct block **out,
    struct dump_err *err)
{
	struct cache *c = md->cache;
	struct block *b = c->blocks, *oldest = b;

	for (; b < c->blocks + BLOCKS; b++) {
		if (b->used != 0 && b->off == off)
			goto found;
		if (b->used < oldest->used)
			oldest = b;
	}
	b = oldest;
	b->used = 0;
	b->off = off;
	if (b->bytes == NULL && (b->bytes = malloc(BLOCK)) == NULL)
		return dump_fail_nomem(err);
	if (source_read_some(md->src, off, b->bytes, BLOCK, &b->len, err) ==
	    -1)
		return -1;
found:
	b->used = ++c->now;
	*out = b;
	return 0;
}

static int
read_cached(struct minidump *md, uint64_t off, uint8_t *buf, size_t len,
    size_t *got, struct dump_err *err)
{
	struct block *b = NULL;
	size_t from, n;

	for (*got = 0; *got < len; *got += n) {
		from = (size_t)((off + *got) % BLOCK);
		if (cached_block(md, off + *got - from, &b, err) == -1)
			return -1;
		if (b->len <= from)
			break;
		n = b->len - from < len - *got ? b->len - from : len - *got;
		memcpy(buf + *got, b->bytes + from, n);
	}
	return 0;
}

int
md_read(struct minidump *md, uint64_t off, void *buf, size_t len, size_t *got,
    struct dump_err *err)
{
	int rc;

	*got = 0;
	if (len == 0 || off > UINT64_MAX - len || off >= md->size)
		return 0;
	if (reach(md, off + len, err) == -1)
		return -1;
	if (md->cache != NULL && len <= BLOCK)
		rc = read_cached(md, off, buf, len, got, err);
	else
		rc = source_read_some(md->src, off, buf, len, got, err);
	look_at_size(md);
	return rc;
}

int
md_has(struct minidump *md, uint64_t off, uint64_t len, bool *has,
    struct dump_err *err)
{
	uint8_t last;
	size_t got;

	*has = false;
	if (off > UINT64_MAX - len)
		return 0;
	if (len == 0)
		*has = true;
	else if (md->size != DUMP_NOWHERE)
		*has = fits(off, len, md->size);
	else if (md_read(md, off + len - 1, &last, 1, &got, err) == -1)
		return -1;
	else
		*has = got == 1;
	return 0;
}

void
md_refers(struct minidump *md, uint64_t off, uint64_t len)
{
	if (len > 0)
		md->end = max_u64(md->end, add_capped(off, len));
}
