/* SPDX-License-Identifier: BSD-2-Clause */
/* zip.c -- codec: zip archives. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/err.h"
#include "codec/archive.h"
#include "codec/choose.h"
#include "codec/codec.h"
#include "codec/zip.h"
#include "codec/zip_writer.h"
#include "io/source.h"

static int
zip_probe(const uint8_t *head, size_t len)
{
	/* A member comes first, or in an empty archive the end. */
	return len >= 4 && (le32(head) == ZIP_LOCAL ||
	    (le32(head) == ZIP_END && len >= ZIP_END_SIZE)) ? 32 : 0;
}

/* The list of members is at the end, and bytes lie where it says. */
static int
reach_anywhere(struct dump_source *src, struct dump_err *err)
{
	if (source_spool(src, NULL, 0, true, err) == 0)
		return 0;
	if (err->code == DUMP_E_SEEK)
		dump_fail(err, DUMP_E_SEEK, DUMP_NOWHERE, "a zip archive is"
		    " read from its end and spooling is off; give the file"
		    " itself, or allow spooling");
	return -1;
}

static int
archive_read(void **out, struct dump_source *src, struct dump_err *err)
{
	struct zip *z = calloc(1, sizeof *z);

	*out = NULL;
	if (z == NULL)
		return dump_fail_nomem(err);
	z->src = src;
	if (reach_anywhere(src, err) == -1 ||
	    zip_end_read(&z->end, src, err) == -1 ||
	    zip_list_read(z, err) == -1) {
		err->path = source_name(src);
		zip_close(z);
		return -1;
	}
	if (z->end.behind > 0)
		snprintf(z->flaw, sizeof z->flaw, "zip: %" PRIu64 " bytes"
		    " behind the end are garbage", z->end.behind);
	*out = z;
	return 0;
}

void
zip_close(struct zip *z)
{
	if (z == NULL)
		return;
	free(z->entries);
	arena_free(&z->text);
	free(z);
}

static size_t
archive_members(const void *archive)
{
	const struct zip *z = archive;

	return z->n;
}

static const struct dump_member *
archive_member(const void *archive, size_t i)
{
	const struct zip *z = archive;

	return &z->entries[i].m;
}

static int
archive_open(struct dump_source **out, void *archive, size_t i, bool owned,
    struct dump_err *err)
{
	return zip_member_open(out, archive, i, owned, err);
}

static void
archive_close(void *archive)
{
	zip_close(archive);
}

static const struct archive_ops archive = {
	.read = archive_read,
	.members = archive_members,
	.member = archive_member,
	.open = archive_open,
	.close = archive_close,
	.create = zip_writer_new,
	.watch = zip_writer_watch,
	.add = zip_writer_add,
	.end = zip_writer_end,
	.free = zip_writer_free,
};

static int
open_member(struct dump_source **out, struct dump_source *inner,
    const struct dump_opening *how, struct dump_err *err)
{
	return choose_open(out, inner, &archive, how->member, NULL, 0, err);
}

const struct dump_codec dump_codec_zip = {
	.name = "zip",
	.suffix = ".zip",
	.least = 1,
	.most = 9,
	.usual = 6,
	.probe = zip_probe,
	.open = open_member,
	.create = zip_sink_create,
	.archive = &archive,
};
