/* SPDX-License-Identifier: BSD-2-Clause */
/* words.c -- the words of memory that may be pointers. */
#include "base/bytes.h"
#include "base/checked.h"
#include "process/memory.h"
#include "process/runs.h"
#include "process/words.h"

static void
tell(const struct dump_model *m, const uint8_t *buf, size_t len, word_fn *fn,
    void *ctx)
{
	uint64_t word;
	size_t i;

	for (i = 0; i + m->word <= len; i += m->word)
		if ((word = get_word(m->facts.big_endian, m->word,
		    buf + i)) != 0)
			fn(ctx, address_untagged(m, word));
}

int
words_tell(const struct dump_model *m, struct dump_source *src,
    struct span at, uint8_t *buf, word_fn *fn, void *ctx,
    struct dump_err *err)
{
	uint64_t addr = round_up(at.addr, m->word), last = span_last(at), n;
	size_t got;

	while (addr <= last) {
		n = min_u64(WORDS_BLOCK, last - addr + 1);
		if (memory_read(m, src, addr, buf, (size_t)n, &got, err) ==
		    -1)
			return -1;
		tell(m, buf, got, fn, ctx);
		if (got < n || !add_u64(addr, n, &addr))
			break;
	}
	return 0;
}
