/* SPDX-License-Identifier: BSD-2-Clause */
/* open.c -- sources of plain bytes, whatever wraps them. */
#include "codec/codec.h"
#include "codec/unwrap.h"
#include "format.h"
#include "io/source.h"

int
dump_source_open_raw(struct dump_source **out, const char *path,
    struct dump_err *err)
{
	return source_from_path(out, path, err);
}

int
dump_source_fd_raw(struct dump_source **out, int fd, const char *name,
    struct dump_err *err)
{
	return source_from_fd(out, fd, name, err);
}

int
dump_source_parts_raw(struct dump_source **out, const char *path,
    struct dump_err *err)
{
	return source_from_parts(out, path, err);
}

int
dump_source_memory_raw(struct dump_source **out, const void *buf, size_t len,
    struct dump_err *err)
{
	return source_from_memory(out, buf, len, err);
}

int
dump_source_unwrap(struct dump_source **src, const struct dump_opening *how,
    struct dump_err *err)
{
	return unwrap_wanting(src, how, format_recognises, err);
}

int
dump_source_codec(struct dump_source *src, const char **name,
    struct dump_err *err)
{
	const struct dump_codec *codec;

	*name = NULL;
	if (unwrap_codec(&codec, src, err) == -1)
		return -1;
	if (codec != NULL)
		*name = codec->name;
	return 0;
}

int
dump_source_open(struct dump_source **out, const char *path,
    struct dump_err *err)
{
	if (source_from_path(out, path, err) == -1)
		return -1;
	return unwrap_wanting(out, NULL, format_recognises, err);
}

int
dump_source_fd(struct dump_source **out, int fd, const char *name,
    struct dump_err *err)
{
	if (source_from_fd(out, fd, name, err) == -1)
		return -1;
	return unwrap_wanting(out, NULL, format_recognises, err);
}

int
dump_source_memory(struct dump_source **out, const void *buf, size_t len,
    struct dump_err *err)
{
	if (source_from_memory(out, buf, len, err) == -1)
		return -1;
	return unwrap_wanting(out, NULL, format_recognises, err);
}

int
dump_source_callback(struct dump_source **out, const struct dump_reader *rd,
    void *ctx, struct dump_err *err)
{
	if (source_from_callback(out, rd, ctx, err) == -1)
		return -1;
	return unwrap_wanting(out, NULL, format_recognises, err);
}

bool
dump_source_wrapping(const struct dump_source *src, size_t i,
    struct dump_wrapping *out)
{
	const struct dump_source *at;
	size_t n = 0;

	for (at = src; source_inner(at) != NULL; at = source_inner(at))
		n++;
	if (i >= n)
		return false;
	for (at = src; n > i + 1; at = source_inner(at))
		n--;
	source_wrapping(at, out);
	out->suffix = codec_named(out->codec)->suffix;
	return true;
}
