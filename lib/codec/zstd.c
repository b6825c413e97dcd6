/* SPDX-License-Identifier: BSD-2-Clause */
/* zstd.c -- codec: zstd, with any reader's frames and a seek table. */
#include "base/bytes.h"
#include "codec/codec.h"
#include "codec/zstd.h"
#include "io/source.h"

static int
zstd_probe(const uint8_t *head, size_t len)
{
	uint64_t at = 0;

	/* pzstd starts with a frame to be skipped. */
	while (len - at >= ZST_SKIP &&
	    (le32(head + at) & ~0xfU) == ZST_SKIPPABLE) {
		at += ZST_SKIP + (uint64_t)le32(head + at + 4);
		if (at > len)
			return 28;
	}
	/* The magic number, and no flag that nobody knows. */
	return len - at >= 4 && le32(head + at) == ZST_MAGIC &&
	    (len - at == 4 || (head[at + 4] & ZST_RESERVED) == 0) ? 32 : 0;
}

static int
open_as_is(struct dump_source **out, struct dump_source *src,
    const struct dump_opening *how, struct dump_err *err)
{
	struct zstd_map m;

	if (source_reach(src) == REACH_ANYWHERE)
		switch (zstd_map_read(&m, src, err)) {
		case 1:
			return zstd_chunks_open(out, src, &m, how->threads,
			    err);
		case -1:
			*out = NULL;
			dump_source_close(src);
			return -1;
		}
	return zstd_stream_open(out, src, err);
}

const struct dump_codec dump_codec_zstd = {
	.name = "zstd",
	.suffix = ".zst",
	.least = 1,
	.most = 19,
	.usual = 3,
	.part = ZST_PART,
	.probe = zstd_probe,
	.open = open_as_is,
	.create = zstd_create,
};
