/* SPDX-License-Identifier: BSD-2-Clause */
/* unwrap.c -- recognises compression by content and undoes it. */
#include "base/err.h"
#include "codec/choose.h"
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
unwrap_wanting(struct dump_source **src, const struct dump_opening *how,
    unwrap_wanted *wanted, struct dump_err *err)
{
	static const struct dump_opening usual;
	const struct dump_codec *codec;
	struct dump_source *inner;
	const char *member;
	unsigned layers;
	int rc;

	if (how == NULL)
		how = &usual;
	member = how->member;
	for (layers = how->layers != 0 ? how->layers : LAYERS; layers > 0;
	    layers--) {
		if (unwrap_codec(&codec, *src, err) == -1)
			goto fail;
		if (codec == NULL)
			break;
		inner = *src;
		if (codec->archive != NULL) {
			rc = choose_open(src, inner, codec->archive, member,
			    wanted, layers - 1, err);
			member = NULL;
		} else
			rc = codec->open(src, inner, how, err);
		if (rc == -1)
			return -1;
	}
	if (member == NULL)
		return 0;
	dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
	    "--member: this is no archive, of which one could be chosen");
	err->path = source_name(*src);
fail:
	dump_source_close(*src);
	*src = NULL;
	return -1;
}

int
unwrap(struct dump_source **src, const struct dump_opening *how,
    struct dump_err *err)
{
	return unwrap_wanting(src, how, NULL, err);
}
