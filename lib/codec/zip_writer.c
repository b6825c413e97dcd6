/* SPDX-License-Identifier: BSD-2-Clause */
/* zip_writer.c -- writes zip archives: members of chunks, compressed by
 * several threads. */
#include <sys/stat.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/text.h"
#include "codec/press.h"
#include "codec/zip_writer.h"
#include "io/copy.h"
#include "io/sink.h"
#include "io/source.h"

enum { CHUNK = 512 * 1024 };	/* plain bytes of one */

struct zip_writer {
	const struct zip_put *put;
	void		*ctx;		/* its own */
	struct press	*press;
	struct zip_names names;
	struct zip_new	 now;		/* the member that is written */
	bool		 failed;

	dump_progress_fn *progress;	/* or NULL */
	void		*progress_ctx;
	uint64_t	 read;		/* bytes of the members before */
};

static int
put_chunk(void *ctx, const struct pressed *c, struct dump_err *err)
{
	struct zip_writer *w = ctx;

	w->now.crc = crc32_joined(w->now.crc, c->crc, c->len);
	w->now.size += c->len;
	w->now.packed += c->size;
	return w->put->write(w->ctx, c->bytes, c->size, err);
}

int
zip_writer_new(void **out, struct dump_sink *dst,
    const struct dump_packing *how, struct dump_err *err)
{
	struct press_how press = { deflater_for(how->level), how->level,
	    how->threads, CHUNK };
	struct zip_writer *w = calloc(1, sizeof *w);

	*out = NULL;
	if (w == NULL)
		return dump_fail_nomem(err);
	if (sink_can_rewrite(dst)) {
		w->put = &zip_put_minizip;
		w->ctx = zip_minizip_new(dst, err);
	} else {
		w->put = &zip_put_stream;
		w->ctx = zip_stream_new(dst, err);
	}
	if (w->ctx == NULL ||
	    press_new(&w->press, &press, put_chunk, w, err) == -1) {
		zip_writer_free(w);
		return -1;
	}
	*out = w;
	return 0;
}

void
zip_writer_free(void *writer)
{
	struct zip_writer *w = writer;

	if (w == NULL)
		return;
	press_free(w->press);
	if (w->ctx != NULL)
		w->put->close(w->ctx);
	zip_names_free(&w->names);
	free(w);
}

static bool
is_ascii(const char *text)
{
	while (*text > 0)
		text++;
	return *text == '\0';
}

/* Begins a member with what M says of it; the kind of its MODE is known. */
static int
set_up(struct zip_writer *w, const struct dump_member *m, uint32_t mode,
    struct dump_err *err)
{
	struct zip_new *now = &w->now;

	*now = (struct zip_new){ 0 };
	if (zip_names_add(&w->names, m->name, S_ISDIR(mode), &now->name,
	    err) == -1)
		return -1;
	if (!is_ascii(now->name) && text_is_utf8(now->name))
		now->flags = ZIP_UTF8;
	now->attributes = mode << ZIP_MODE | (S_ISDIR(mode) ? ZIP_FOLDER :
	    S_ISREG(mode) ? ZIP_FILE : ZIP_LINK);
	if (!S_ISLNK(mode) && (mode & S_IWUSR) == 0)
		now->attributes |= ZIP_READ_ONLY;
	now->time = zip_time_make(m->time);
	if (m->time != 0 && m->time == (int32_t)m->time) {
		now->nextra = ZIP_TIME_FIELD;
		put_le16(now->extra, ZIP_EXTRA_TIME);
		put_le16(now->extra + 2, ZIP_TIME_FIELD - 4);
		now->extra[4] = 1;
		put_le32(now->extra + 5, (uint32_t)m->time);
	}
	return 0;
}

/* A member of LEN bytes as they are. */
static int
put_stored(struct zip_writer *w, const void *bytes, size_t len,
    struct dump_err *err)
{
	struct zip_new *now = &w->now;

	now->method = ZIP_STORED;
	now->known = true;
	now->size = now->packed = len;
	now->crc = crc32_of(0, bytes, len);
	if (w->put->begin(w->ctx, now, err) == -1 ||
	    (len > 0 && w->put->write(w->ctx, bytes, len, err) == -1))
		return -1;
	return w->put->finish(w->ctx, now, err);
}

/* The target of a symbolic link is its bytes. */
static int
put_link(struct zip_writer *w, struct dump_source *src, struct dump_err *err)
{
	uint8_t target[ZIP_LINK_MOST + 1];
	size_t len;

	if (source_read_some(src, 0, target, sizeof target, &len, err) == -1)
		return -1;
	if (len == 0 || len > ZIP_LINK_MOST || memchr(target, 0, len) != NULL)
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "%s: a link that leads to no name", w->now.name);
	return put_stored(w, target, len, err);
}

/* A member of SIZE bytes, or DUMP_NOWHERE, will follow. */
static int
begin_file(struct zip_writer *w, uint64_t size, struct dump_err *err)
{
	w->now.method = ZIP_DEFLATED;
	w->now.announced = size;
	return w->put->begin(w->ctx, &w->now, err);
}

static int
end_file(struct zip_writer *w, struct dump_err *err)
{
	/* A last block with nothing in it. */
	static const uint8_t last[] = { 3, 0 };
	struct zip_new *now = &w->now;

	if (press_end(w->press, err) == -1 ||
	    w->put->write(w->ctx, last, sizeof last, err) == -1)
		return -1;
	now->packed += sizeof last;
	if (now->announced < ZIP_LARGE && (now->size >= ZIP_WIDE ||
	    now->packed >= ZIP_WIDE))
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE, "%s: grew to %"
		    PRIu64 " bytes while it was read", now->name, now->size);
	return w->put->finish(w->ctx, now, err);
}

/* The place where the copy engine puts a member's bytes. */

static int
file_write(void *ctx, const void *buf, size_t len, struct dump_err *err)
{
	struct zip_writer *w = ctx;

	return press_write(w->press, buf, len, err);
}

static int
file_zeros(void *ctx, uint64_t len, struct dump_err *err)
{
	struct zip_writer *w = ctx;

	return press_zeros(w->press, len, err);
}

static int
file_finish(void *ctx, struct dump_err *err)
{
	return end_file(ctx, err);
}

static void
file_close(void *ctx)
{
	(void)ctx;
}

static const struct sink_ops file_ops = {
	.write = file_write,
	.zeros = file_zeros,
	.finish = file_finish,
	.close = file_close,
};

void
zip_writer_watch(void *writer, dump_progress_fn *progress, void *ctx)
{
	struct zip_writer *w = writer;

	w->progress = progress;
	w->progress_ctx = ctx;
}

static int
member_progress(void *ctx, uint64_t done, uint64_t total)
{
	const struct zip_writer *w = ctx;

	(void)total;
	return w->progress == NULL ? 0 :
	    w->progress(w->progress_ctx, w->read + done, DUMP_NOWHERE);
}

static int
put_file(struct zip_writer *w, uint64_t size, struct dump_source *src,
    struct dump_err *err)
{
	struct copy_watch watch = { member_progress, w };
	struct layout all = { .whole = true };
	struct dump_result res;
	struct dump_sink *dst;

	if (size == 0 || size == DUMP_NOWHERE)
		size = dump_source_size(src);
	if (begin_file(w, size, err) == -1 ||
	    sink_new(&dst, &file_ops, w, NULL, err) == -1)
		return -1;
	if (copy_layout(&all, src, 0, dst, &watch, &res, err) == 0) {
		w->read += res.read;
		return dump_sink_commit(&dst, err);
	}
	dump_sink_abort(dst);
	return -1;
}

static int
put_member(struct zip_writer *w, const struct dump_member *m,
    struct dump_source *src, struct dump_err *err)
{
	uint32_t mode = m->mode != 0 ? m->mode : src == NULL ? 0755 : 0644;

	if ((mode & S_IFMT) == 0)
		mode |= src == NULL ? S_IFDIR : S_IFREG;
	if (!S_ISDIR(mode) && (src == NULL || (!S_ISREG(mode) &&
	    !S_ISLNK(mode))))
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "%s: neither a file nor a folder nor a link", m->name);
	if (set_up(w, m, mode, err) == -1)
		return -1;
	if (S_ISDIR(mode))
		return put_stored(w, NULL, 0, err);
	if (S_ISLNK(mode))
		return put_link(w, src, err);
	return put_file(w, m->size, src, err);
}

static int
refuse(struct dump_err *err)
{
	return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
	    "writing the archive failed before");
}

int
zip_writer_add(void *writer, const struct dump_member *m,
    struct dump_source *src, struct dump_err *err)
{
	struct zip_writer *w = writer;

	if (w->failed)
		return refuse(err);
	w->failed = put_member(w, m, src, err) == -1;
	return w->failed ? -1 : 0;
}

int
zip_writer_end(void *writer, struct dump_err *err)
{
	struct zip_writer *w = writer;

	return w->failed ? refuse(err) : w->put->end(w->ctx, err);
}

/* An archive of one member, as a sink. */

static int
sole_finish(void *ctx, struct dump_err *err)
{
	return end_file(ctx, err) == -1 ? -1 : zip_writer_end(ctx, err);
}

static const struct sink_ops sole_ops = {
	.write = file_write,
	.zeros = file_zeros,
	.finish = sole_finish,
	.close = zip_writer_free,
};

int
zip_sink_create(struct dump_sink **out, struct dump_sink *inner,
    const struct dump_packing *how, struct dump_err *err)
{
	struct dump_member m = { .name = "dump", .time = how->time };
	uint32_t mode;
	void *writer;

	*out = NULL;
	if (how->name != NULL && *text_basename(how->name) != '\0')
		m.name = text_basename(how->name);
	if (zip_writer_new(&writer, inner, how, err) == 0) {
		/* Dumps hold secrets. */
		mode = how->mode != 0 ? how->mode & 0777 : 0600;
		if (set_up(writer, &m, S_IFREG | mode, err) == 0 &&
		    begin_file(writer, DUMP_NOWHERE, err) == 0)
			return sink_over(out, &sole_ops, writer, inner, err);
		zip_writer_free(writer);
	}
	dump_sink_abort(inner);
	return -1;
}
