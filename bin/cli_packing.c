/* SPDX-License-Identifier: BSD-2-Clause */
/* cli_packing.c -- how an output is compressed: by options, or by its name. */
#include <string.h>
#include <strings.h>

#include "cli.h"
#include "cli_packing.h"

size_t
cli_suffix_length(const char *path, const char *suffix)
{
	size_t n = strlen(path), m = strlen(suffix);

	/* A name is more than a suffix. */
	return n > m && path[n - m - 1] != '/' &&
	    strcasecmp(path + n - m, suffix) == 0 ? m : 0;
}

/* The number of the codec that NAME is the name or a suffix of. */
static int
by_name(const char *name)
{
	int i;

	for (i = 0; dump_codec_name((size_t)i) != NULL; i++)
		if (strcmp(dump_codec_name((size_t)i), name) == 0)
			return i;
	return -1;
}

static int
by_suffix(const char *path)
{
	int i;

	for (i = 0; dump_codec_name((size_t)i) != NULL; i++)
		if (cli_suffix_length(path, dump_codec_suffix((size_t)i)) > 0)
			return i;
	return -1;
}

/* What names promise in any build, also where that is only read. */
static const struct {
	const char	*suffix, *codec;
} promises[] = {
	{ ".gz", "gzip" }, { ".zst", "zstd" }, { ".zip", "zip" },
	{ ".lz4", "lz4" }, { ".xz", "xz" },
};

/* What PATH promises and this build does not write, or NULL. */
static const char *
broken_promise(const char *path)
{
	size_t i;

	for (i = 0; i < sizeof promises / sizeof *promises; i++)
		if (cli_suffix_length(path, promises[i].suffix) > 0)
			return by_name(promises[i].codec) == -1 ?
			    promises[i].codec : NULL;
	return NULL;
}

/* "gzip, zstd": what can be written. */
static const char *
all_names(char *buf, size_t size)
{
	size_t i, n = 0;

	buf[0] = '\0';
	for (i = 0; dump_codec_name(i) != NULL && n < size; i++)
		n += (size_t)snprintf(buf + n, size - n, "%s%s",
		    i > 0 ? ", " : "", dump_codec_name(i));
	return buf;
}

static int
check_level(int codec, int level)
{
	int least, most, usual;

	dump_codec_levels((size_t)codec, &least, &most, &usual);
	if (level == 0 || (level >= least && level <= most))
		return CLI_OK;
	return cli_usage("-%d: %s has levels %d to %d", level,
	    dump_codec_name((size_t)codec), least, most);
}

int
cli_packing(struct dump_packing *how, const struct cli_pack *pack,
    const char *path)
{
	int codec = -1, named = path != NULL ? by_suffix(path) : -1;
	const char *wanted = pack->codec, *promised;
	char names[128];

	*how = (struct dump_packing){ 0 };
	promised = path != NULL ? broken_promise(path) : NULL;
	if (wanted != NULL && promised != NULL)
		return cli_usage("%s: is called as %s would be, but --%s was "
		    "asked for", path, promised, wanted);
	if (wanted == NULL)
		wanted = promised;
	if (wanted != NULL && (codec = by_name(wanted)) == -1)
		return cli_usage("%s: this build does not write that, but %s",
		    wanted, all_names(names, sizeof names));
	if (codec != -1 && named != -1 && codec != named)
		return cli_usage("%s: ends in %s, but --%s was asked for",
		    path, dump_codec_suffix((size_t)named), pack->codec);
	if (codec == -1)
		codec = named;
	if (codec == -1)
		return CLI_OK;
	how->codec = dump_codec_name((size_t)codec);
	how->level = pack->level;
	how->threads = (unsigned)pack->threads;
	return check_level(codec, pack->level);
}

bool
cli_packs_archive(const struct dump_packing *how)
{
	return how->codec != NULL &&
	    dump_codec_archives((size_t)by_name(how->codec));
}

void
cli_packing_levels(const struct dump_packing *how, int *least, int *most)
{
	int usual;

	dump_codec_levels((size_t)by_name(how->codec), least, most, &usual);
}

const char *
cli_packing_suffix(const struct dump_packing *how)
{
	return dump_codec_suffix((size_t)by_name(how->codec));
}
