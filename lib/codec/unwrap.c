/* SPDX-License-Identifier: BSD-2-Clause */
/* unwrap.c -- recognises compression by content and undoes it. */
#include "codec/codec.h"
#include "codec/unwrap.h"
#include "io/source.h"

enum {
	HEAD = 512,		/* what the codecs see */
	LAYERS = 2		/* people send .zip files that hold a .gz */
};

int
unwrap_codec(const struct dump_codec **out, struct dump_source *src,
    struct dump_err *err)
{
	uint8_t head[HEAD];
	size_t len;

	*out = NULL;
	if (source_read_some(src, 0, head, sizeof head, &len, err) == -1)
		return -1;
	*out = codec_of(head, len);
	return 0;
}

int
unwrap(struct dump_source **src, const struct dump_opening *how,
    struct dump_err *err)
{
	static const struct dump_opening usual;
	const struct dump_codec *codec;
	struct dump_source *inner;
	unsigned layer, layers;

	if (how == NULL)
		how = &usual;
	layers = how->layers != 0 ? how->layers : LAYERS;
	for (layer = 0; layer < layers; layer++) {
		if (unwrap_codec(&codec, *src, err) == -1)
			goto fail;
		if (codec == NULL)
			return 0;
		inner = *src;
		if (codec->open(src, inner, how, err) == -1)
			return -1;
	}
	return 0;
fail:
	dump_source_close(*src);
	*src = NULL;
	return -1;
}
