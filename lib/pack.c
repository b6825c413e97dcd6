/* SPDX-License-Identifier: BSD-2-Clause */
/* pack.c -- sinks that compress, as the public asks for them. */
#include <inttypes.h>

#include "base/err.h"
#include "io/sink.h"
#include "pack.h"

/* The codec number I of those that write. */
static const struct dump_codec *
writer(size_t i)
{
	const struct dump_codec *codec;
	size_t at;

	for (at = 0; (codec = codec_at(at)) != NULL; at++)
		if (codec->create != NULL && i-- == 0)
			break;
	return codec;
}

const char *
dump_codec_name(size_t i)
{
	const struct dump_codec *codec = writer(i);

	return codec != NULL ? codec->name : NULL;
}

const char *
dump_codec_suffix(size_t i)
{
	const struct dump_codec *codec = writer(i);

	return codec != NULL ? codec->suffix : NULL;
}

bool
dump_codec_archives(size_t i)
{
	const struct dump_codec *codec = writer(i);

	return codec != NULL && codec->archive != NULL;
}

void
dump_codec_levels(size_t i, int *least, int *most, int *usual)
{
	const struct dump_codec *codec = writer(i);

	*least = codec->least;
	*most = codec->most;
	*usual = codec->usual;
}

const struct dump_codec *
pack_choose(struct dump_packing *how, struct dump_err *err)
{
	const struct dump_codec *c = codec_named(how->codec);

	if (c == NULL || c->create == NULL) {
		dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "%s: nothing here writes that", how->codec);
		return NULL;
	}
	if (how->level == 0)
		how->level = c->usual;
	if (how->level >= c->least && how->level <= c->most)
		return c;
	dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
	    "%s has levels %d to %d, but not %d", c->name, c->least, c->most,
	    how->level);
	return NULL;
}

/* Can C write to DST in parts as large as HOW says? */
static int
check_part(const struct dump_codec *c, const struct dump_sink *dst,
    const struct dump_packing *how, struct dump_err *err)
{
	if (how->part == 0)
		return 0;
	if (!sink_in_parts(dst) || c->part == 0)
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "%s: cannot be written there in parts", c->name);
	if (how->part < c->part)
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "%s: a part needs %" PRIu64 " bytes at least, and gets %"
		    PRIu64, c->name, c->part, how->part);
	return 0;
}

int
dump_sink_pack(struct dump_sink **dst, const struct dump_packing *how,
    struct dump_err *err)
{
	struct dump_packing exact = *how;
	const struct dump_codec *codec = pack_choose(&exact, err);
	struct dump_sink *inner = *dst;

	*dst = NULL;
	if (codec != NULL && check_part(codec, inner, &exact, err) == 0)
		return codec->create(dst, inner, &exact, err);
	dump_sink_abort(inner);
	return -1;
}
