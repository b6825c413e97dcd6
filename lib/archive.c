/* SPDX-License-Identifier: BSD-2-Clause */
/* archive.c -- archives, as the public reads and writes them. */
#include <stdlib.h>

#include "base/err.h"
#include "codec/archive.h"
#include "codec/unwrap.h"
#include "io/source.h"
#include "pack.h"

struct dump_archive {
	const struct archive_ops *ops;
	void		*archive;
};

struct dump_archive_writer {
	const struct archive_ops *ops;
	void		*writer;
};

int
dump_archive_read(struct dump_archive **out, struct dump_source *src,
    struct dump_err *err)
{
	const struct dump_codec *codec;
	struct dump_archive *a;

	*out = NULL;
	if (unwrap_codec(&codec, src, err) == -1)
		return -1;
	if (codec == NULL || codec->archive == NULL) {
		dump_fail(err, DUMP_E_UNKNOWN, DUMP_NOWHERE,
		    "not an archive of a format that is known here");
		err->path = source_name(src);
		return -1;
	}
	if ((a = calloc(1, sizeof *a)) == NULL)
		return dump_fail_nomem(err);
	a->ops = codec->archive;
	if (a->ops->read(&a->archive, src, err) == -1) {
		free(a);
		return -1;
	}
	*out = a;
	return 0;
}

size_t
dump_archive_members(const struct dump_archive *a)
{
	return a->ops->members(a->archive);
}

const struct dump_member *
dump_archive_member(const struct dump_archive *a, size_t i)
{
	return a->ops->member(a->archive, i);
}

int
dump_archive_open(struct dump_source **out, struct dump_archive *a, size_t i,
    struct dump_err *err)
{
	return a->ops->open(out, a->archive, i, false, err);
}

void
dump_archive_close(struct dump_archive *a)
{
	if (a == NULL)
		return;
	a->ops->close(a->archive);
	free(a);
}

int
dump_archive_new(struct dump_archive_writer **out, struct dump_sink *dst,
    const struct dump_packing *how, struct dump_err *err)
{
	struct dump_packing exact = *how;
	const struct dump_codec *codec = pack_choose(&exact, err);
	struct dump_archive_writer *w;

	*out = NULL;
	if (codec == NULL)
		return -1;
	if (codec->archive == NULL || how->part != 0)
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE, codec->archive
		    == NULL ? "%s: holds one file, and is no archive" :
		    "%s: an archive cannot be written in parts", codec->name);
	if ((w = calloc(1, sizeof *w)) == NULL)
		return dump_fail_nomem(err);
	w->ops = codec->archive;
	if (w->ops->create(&w->writer, dst, &exact, err) == -1) {
		free(w);
		return -1;
	}
	*out = w;
	return 0;
}

void
dump_archive_watch(struct dump_archive_writer *w, dump_progress_fn *progress,
    void *ctx)
{
	w->ops->watch(w->writer, progress, ctx);
}

int
dump_archive_add(struct dump_archive_writer *w, const struct dump_member *m,
    struct dump_source *src, struct dump_err *err)
{
	return w->ops->add(w->writer, m, src, err);
}

int
dump_archive_end(struct dump_archive_writer *w, struct dump_err *err)
{
	return w->ops->end(w->writer, err);
}

void
dump_archive_free(struct dump_archive_writer *w)
{
	if (w == NULL)
		return;
	w->ops->free(w->writer);
	free(w);
}
