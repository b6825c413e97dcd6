/* SPDX-License-Identifier: BSD-2-Clause */
/* deflate.c -- the table of libraries that know deflate, and chunks. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "config.h"

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "codec/deflate.h"

#define X(id) extern const struct deflater dump_deflater_##id;
DUMP_DEFLATERS(X)
#undef X

static const struct deflater *const deflaters[] = {
#define X(id) &dump_deflater_##id,
	DUMP_DEFLATERS(X)
#undef X
	NULL
};

enum {
	STORED = 65535,		/* bytes of a stored block, at most */
	STORED_HEAD = 5
};

struct chunker {
	const struct deflater *d;
	void		*state;
	int		 level;
	void		*zlib;		/* for when D is in doubt */
};

const struct deflater *
deflater_at(size_t i)
{
	return i < sizeof deflaters / sizeof *deflaters ? deflaters[i] : NULL;
}

const struct deflater *
deflater_for(int level)
{
	size_t i = 0;

	/* zlib comes last and knows all levels. */
	while (deflaters[i + 1] != NULL && (level < deflaters[i]->least ||
	    level > deflaters[i]->most))
		i++;
	return deflaters[i];
}

const struct deflater *
deflater_undoing(void)
{
	size_t i = 0;

	while (deflaters[i]->undo == NULL)
		i++;
	return deflaters[i];
}

int
chunker_new(struct chunker **out, const struct deflater *d, int level,
    struct dump_err *err)
{
	struct chunker *c = calloc(1, sizeof *c);

	*out = NULL;
	if (c == NULL)
		return dump_fail_nomem(err);
	c->d = d;
	c->level = level;
	if ((c->state = d->open(level)) == NULL) {
		free(c);
		return dump_fail_nomem(err);
	}
	*out = c;
	return 0;
}

void
chunker_free(struct chunker *c)
{
	if (c == NULL)
		return;
	c->d->close(c->state);
	if (c->zlib != NULL)
		dump_deflater_zlib.close(c->zlib);
	free(c);
}

size_t
chunk_room(size_t len)
{
	/* Stored, with the empty block at the end. */
	return len + (len / STORED + 2) * STORED_HEAD;
}

/* The chunk that stores its bytes as they are. */
static size_t
store(const uint8_t *in, size_t len, uint8_t *out)
{
	uint8_t *p = out;
	size_t n;

	do {
		n = (size_t)min_u64(len, STORED);
		*p = 0;
		put_le16(p + 1, (uint16_t)n);
		put_le16(p + 3, (uint16_t)~n);
		if (n > 0)
			memcpy(p + STORED_HEAD, in, n);
		p += STORED_HEAD + n;
		in += n;
		len -= n;
	} while (n > 0);
	return (size_t)(p - out);
}

/* Where there is no memory for it, bytes are stored. */
static size_t
by_zlib(struct chunker *c, const uint8_t *in, size_t len, uint8_t *out,
    size_t room)
{
	if (c->zlib == NULL &&
	    (c->zlib = dump_deflater_zlib.open(c->level)) == NULL)
		return 0;
	return dump_deflater_zlib.make(c->zlib, in, len, out, room);
}

size_t
chunk_make(struct chunker *c, const uint8_t *in, size_t len, uint8_t *out)
{
	size_t room = chunk_room(len);
	size_t size = c->d->make(c->state, in, len, out, room);

	if (size == DEFLATE_DOUBT)
		size = by_zlib(c, in, len, out, room);
	return size == 0 || size == DEFLATE_DOUBT ? store(in, len, out) : size;
}

uint32_t
crc32_of(uint32_t crc, const void *buf, size_t len)
{
	size_t i = 0;

	while (deflaters[i]->crc32 == NULL)
		i++;
	return deflaters[i]->crc32(crc, buf, len);
}

uint32_t
crc32_joined(uint32_t first, uint32_t second, uint64_t len)
{
	return (uint32_t)crc32_combine(first, second, (z_off_t)len);
}
