/* SPDX-License-Identifier: BSD-2-Clause */
/* gzip.c -- codec: gzip, with any reader's streams and an index of ours. */
#include "codec/codec.h"
#include "codec/gzip.h"
#include "io/source.h"

static int
gzip_probe(const uint8_t *head, size_t len)
{
	/* The magic number, deflate, and no flag that nobody knows. */
	return len >= 4 && head[0] == 0x1f && head[1] == 0x8b &&
	    head[2] == 8 && (head[3] & 0xe0) == 0 ? 27 : 0;
}

static int
open_as_is(struct dump_source **out, struct dump_source *src,
    const struct dump_opening *how, struct dump_err *err)
{
	struct gzip_map m = { 0 };

	if (source_reach(src) == REACH_ANYWHERE)
		switch (gzip_map_read(&m, src, err)) {
		case 1:
			return gzip_chunks_open(out, src, &m,
			    deflater_undoing(), how->threads, err);
		case -1:
			*out = NULL;
			dump_source_close(src);
			return -1;
		}
	return gzip_stream_open(out, src, err);
}

static int
create_usual(struct dump_sink **out, struct dump_sink *dst,
    const struct dump_packing *how, struct dump_err *err)
{
	return gzip_create(out, dst, how, deflater_for(how->level), err);
}

const struct dump_codec dump_codec_gzip = {
	.name = "gzip",
	.suffix = ".gz",
	.least = 1,
	.most = 9,
	.usual = 6,
	.part = GZIP_PART,
	.probe = gzip_probe,
	.open = open_as_is,
	.create = create_usual,
};
