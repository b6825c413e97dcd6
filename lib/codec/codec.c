/* SPDX-License-Identifier: BSD-2-Clause */
/* codec.c -- the table of codecs, and who is meant. */
#include <string.h>

#include "config.h"

#include "codec/codec.h"

#define X(id) extern const struct dump_codec dump_codec_##id;
DUMP_CODECS(X)
#undef X

static const struct dump_codec *const codecs[] = {
#define X(id) &dump_codec_##id,
	DUMP_CODECS(X)
#undef X
	NULL
};

const struct dump_codec *
codec_at(size_t i)
{
	return i < sizeof codecs / sizeof *codecs ? codecs[i] : NULL;
}

const struct dump_codec *
codec_named(const char *name)
{
	size_t i;

	for (i = 0; codecs[i] != NULL; i++)
		if (strcmp(codecs[i]->name, name) == 0)
			return codecs[i];
	return NULL;
}

const struct dump_codec *
codec_of(const uint8_t *head, size_t len)
{
	const struct dump_codec *found = NULL;
	int bits, best = 0;
	size_t i;

	for (i = 0; codecs[i] != NULL; i++)
		if ((bits = codecs[i]->probe(head, len)) > best) {
			best = bits;
			found = codecs[i];
		}
	return found;
}
