/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_frames.c -- what any codec makes of bytes that look like its own does
 * not depend on how they are read. */
#include <stdlib.h>
#include <string.h>

#include "codec/codec.h"
#include "io/source.h"
#include "tests/buf.h"
#include "walk.h"

enum { MOST = 1024 * 1024, STEP = 100 * 1000 };

/* What comes out of DATA, STEP bytes each time; true to a good end. */
static bool
undo(struct buf *out, const uint8_t *data, size_t size, size_t step)
{
	static const struct dump_opening how = { .threads = 1 };
	const struct dump_codec *codec = codec_of(data, size);
	struct dump_source *src;
	struct dump_err err;
	uint8_t *buf;
	size_t got;
	bool good;
	int rc;

	if (codec == NULL ||
	    source_from_memory(&src, data, size, &err) == -1 ||
	    codec->open(&src, src, &how, &err) == -1)
		return false;
	if ((buf = malloc(step)) == NULL)
		abort();
	do {
		rc = source_drain(src, out->n, buf, step, &got, &err);
		if (rc == 0 && got > 0)
			buf_add(out, buf, got);
	} while (rc == 0 && got == step && out->n < MOST);
	good = rc == 0 && dump_source_flaw(src) == NULL;
	free(buf);
	dump_source_close(src);
	return good;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf one = { 0 }, two = { 0 };
	bool good = undo(&one, data, size, STEP);

	/* Of larger ones the end is not seen. */
	if (undo(&two, data, size, 977) != good && one.n + STEP < MOST &&
	    two.n < MOST)
		walk_law("frames", "are right or wrong by turns");
	if (one.n > 0 && two.n > 0 &&
	    memcmp(one.v, two.v, one.n < two.n ? one.n : two.n) != 0)
		walk_law("frames", "yield this or that");
	buf_free(&one);
	buf_free(&two);
	return 0;
}
