/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * zip_minizip.c -- has minizip write what is around the members of a zip
 * archive, into a sink that can be written over.  Members are compressed
 * already.
 *
 * What minizip 1.1 does wrong is put right: a header with room for wide
 * numbers has to use it; an entry of the list with wide numbers still comes
 * from Unix, or its mode means nothing; and more than 65,534 members are for
 * the wide record of the end to tell.
 */
#include <zip.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "codec/zip_writer.h"
#include "io/sink.h"

enum {
	GATHERED = 64 * 1024,	/* minizip writes a number at a time */
	LEVEL = 6		/* the one that sets no flags */
};

/* Within a local header, and an entry. */
enum { LOCAL_SIZES = 18, ENTRY_SYSTEM = 5, ENTRY_NAME_SIZE = 28 };

struct minizip {
	struct dump_sink *dst;		/* not ours to end */
	zipFile		 zip;
	uint64_t	 base;		/* bytes of DST before the archive */
	uint64_t	 at, size;	/* where minizip writes; what it wrote */
	uint64_t	 gathered;	/* where GATHER begins */
	uint8_t		 gather[GATHERED];
	uint8_t		 last[ZIP_WIDE_FIELD];	/* bytes that were written */
	bool		 failed;
	struct dump_err	 why;

	uint64_t	 member;	/* where its header begins, ... */
	uint64_t	 data;		/* ... and its bytes */
	bool		 room;		/* for wide numbers before it */

	/* The list passes by, and then minizip's end of the archive. */
	bool		 listing, ending;
	uint8_t		 entry[ZIP_ENTRY_SIZE];
	size_t		 nentry;	/* bytes of it */
	uint64_t	 skip;		/* to the next */
	struct zip_end	 end;
};

/* What was gathered goes to the sink. */
static int
flush(struct minizip *z, struct dump_err *err)
{
	size_t n = (size_t)(z->size - z->gathered);

	z->gathered = z->size;
	return n > 0 ? sink_write(z->dst, z->gather, n, err) : 0;
}

static int
append(struct minizip *z, const uint8_t *p, size_t len, struct dump_err *err)
{
	size_t n, keep = len < sizeof z->last ? len : sizeof z->last;

	if (len == 0)
		return 0;
	memmove(z->last, z->last + keep, sizeof z->last - keep);
	memcpy(z->last + sizeof z->last - keep, p + len - keep, keep);
	for (; len > 0; p += n, len -= n) {
		if (z->size - z->gathered == GATHERED && flush(z, err) == -1)
			return -1;
		n = (size_t)min_u64(len, GATHERED - (z->size - z->gathered));
		memcpy(z->gather + (z->size - z->gathered), p, n);
		z->size += n;
	}
	return 0;
}

/* Over what was written at OFF. */
static int
rewrite(struct minizip *z, uint64_t off, const uint8_t *p, size_t len,
    struct dump_err *err)
{
	size_t n = 0;

	if (off < z->gathered) {
		n = (size_t)min_u64(len, z->gathered - off);
		if (sink_rewrite(z->dst, z->base + off, p, n, err) == -1)
			return -1;
	}
	if (n < len)
		memcpy(z->gather + (off + n - z->gathered), p + n, len - n);
	return 0;
}

/* The part of fixed size of an entry of the list has passed. */
static int
mend_entry(struct minizip *z, struct dump_err *err)
{
	static const uint8_t system = ZIP_UNIX;
	const uint8_t *p = z->entry;

	z->nentry = 0;
	z->end.n++;
	z->skip = (uint64_t)le16(p + ENTRY_NAME_SIZE) +
	    le16(p + ENTRY_NAME_SIZE + 2) + le16(p + ENTRY_NAME_SIZE + 4);
	if (p[ENTRY_SYSTEM] == ZIP_UNIX)
		return 0;
	return rewrite(z, z->size - ZIP_ENTRY_SIZE + ENTRY_SYSTEM, &system, 1,
	    err);
}

/* Appends what is of the list, up to what follows it. */
static int
append_list(struct minizip *z, const uint8_t *p, size_t len,
    struct dump_err *err)
{
	size_t n;

	for (; len > 0 && !z->ending; p += n, len -= n) {
		if (z->skip == 0 && z->nentry == 0 && len >= 4 &&
		    le32(p) != ZIP_ENTRY) {
			z->ending = true;
			break;
		}
		n = (size_t)min_u64(len, z->skip > 0 ? z->skip :
		    ZIP_ENTRY_SIZE - z->nentry);
		if (append(z, p, n, err) == -1)
			return -1;
		if (z->skip > 0) {
			z->skip -= n;
			continue;
		}
		memcpy(z->entry + z->nentry, p, n);
		z->nentry += n;
		if (z->nentry == ZIP_ENTRY_SIZE && mend_entry(z, err) == -1)
			return -1;
	}
	return 0;
}

static int
put(struct minizip *z, const uint8_t *p, size_t len, struct dump_err *err)
{
	size_t over;

	if (z->listing) {
		z->at += len;
		return append_list(z, p, len, err);
	}
	over = (size_t)min_u64(len, z->size - z->at);
	if (over > 0 && rewrite(z, z->at, p, over, err) == -1)
		return -1;
	z->at += len;
	return append(z, p + over, len - over, err);
}

/*
 * What minizip calls.  It is never told that it failed, for then it leaks:
 * whoever calls it looks at .failed.
 */

static voidpf
io_open(voidpf opaque, const void *name, int mode)
{
	(void)name;
	(void)mode;
	return opaque;
}

static uLong
io_read(voidpf opaque, voidpf stream, void *buf, uLong size)
{
	(void)opaque;
	(void)stream;
	(void)buf;
	(void)size;
	return 0;
}

static uLong
io_write(voidpf opaque, voidpf stream, const void *buf, uLong size)
{
	struct minizip *z = opaque;

	(void)stream;
	if (!z->failed && put(z, buf, size, &z->why) == -1)
		z->failed = true;
	return size;
}

static ZPOS64_T
io_tell(voidpf opaque, voidpf stream)
{
	const struct minizip *z = opaque;

	(void)stream;
	return z->at;
}

static long
io_seek(voidpf opaque, voidpf stream, ZPOS64_T off, int origin)
{
	struct minizip *z = opaque;
	uint64_t from = origin == ZLIB_FILEFUNC_SEEK_CUR ? z->at :
	    origin == ZLIB_FILEFUNC_SEEK_END ? z->size : 0;

	(void)stream;
	if (z->failed)
		return 0;
	if (!fits(from, off, z->size))
		return -1;
	z->at = from + off;
	return 0;
}

static int
io_close(voidpf opaque, voidpf stream)
{
	(void)opaque;
	(void)stream;
	return 0;
}

static int
io_error(voidpf opaque, voidpf stream)
{
	(void)opaque;
	(void)stream;
	return 0;
}

void *
zip_minizip_new(struct dump_sink *dst, struct dump_err *err)
{
	struct minizip *z = calloc(1, sizeof *z);
	zlib_filefunc64_def io = {
		.zopen64_file = io_open,
		.zread_file = io_read,
		.zwrite_file = io_write,
		.ztell64_file = io_tell,
		.zseek64_file = io_seek,
		.zclose_file = io_close,
		.zerror_file = io_error,
		.opaque = z,
	};

	if (z != NULL) {
		z->dst = dst;
		z->base = sink_size(dst);
		z->zip = zipOpen2_64("", APPEND_STATUS_CREATE, NULL, &io);
		if (z->zip != NULL)
			return z;
	}
	free(z);
	dump_fail_nomem(err);
	return NULL;
}

/* How a call of minizip went. */
static int
check(const struct minizip *z, int rc, struct dump_err *err)
{
	if (z->failed) {
		*err = z->why;
		return -1;
	}
	if (rc == ZIP_OK)
		return 0;
	return rc == ZIP_INTERNALERROR ? dump_fail_nomem(err) :
	    dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
	    "zip: minizip refuses that (%d)", rc);
}

static int
minizip_begin(void *ctx, const struct zip_new *m, struct dump_err *err)
{
	static const uint8_t wide[ZIP_WIDE_FIELD] = { ZIP_EXTRA_WIDE, 0,
	    ZIP_WIDE_FIELD - 4, 0 };
	struct minizip *z = ctx;
	bool large = m->announced >= ZIP_LARGE;
	zip_fileinfo about = { .dosDate = m->time,
	    .external_fa = m->attributes };

	z->member = z->size;
	if (check(z, zipOpenNewFileInZip4_64(z->zip, m->name, &about,
	    m->extra, (uInt)m->nextra, m->extra, (uInt)m->nextra, NULL,
	    m->method, LEVEL, 1, 0, 0, 0, NULL, 0, ZIP_MADE_BY, m->flags,
	    large), err) == -1)
		return -1;
	z->data = z->size;
	z->room = large && memcmp(z->last, wide, sizeof wide) == 0;
	return 0;
}

static int
minizip_write(void *ctx, const void *buf, size_t len, struct dump_err *err)
{
	struct minizip *z = ctx;
	const uint8_t *p = buf;
	unsigned n;
	int rc = 0;

	for (; rc == 0 && len > 0; p += n, len -= n) {
		n = (unsigned)min_u64(len, 1 << 30);
		rc = check(z, zipWriteInFileInZip(z->zip, p, n), err);
	}
	return rc;
}

/* Where a member turned out smaller than its header has room for. */
static int
use_room(struct minizip *z, const struct zip_new *m, struct dump_err *err)
{
	uint8_t sizes[16];

	if (!z->room || m->size >= ZIP_WIDE || m->packed >= ZIP_WIDE)
		return 0;
	put_le64(sizes, UINT64_MAX);
	if (rewrite(z, z->member + LOCAL_SIZES, sizes, 8, err) == -1)
		return -1;
	put_le64(sizes, m->size);
	put_le64(sizes + 8, m->packed);
	return rewrite(z, z->data - sizeof sizes, sizes, sizeof sizes, err);
}

static int
minizip_finish(void *ctx, const struct zip_new *m, struct dump_err *err)
{
	struct minizip *z = ctx;

	if (check(z, zipCloseFileInZipRaw64(z->zip, m->size, m->crc), err) ==
	    -1)
		return -1;
	return use_room(z, m, err);
}

static int
minizip_end(void *ctx, struct dump_err *err)
{
	struct minizip *z = ctx;
	uint8_t bytes[ZIP_END_MOST];
	int rc;

	z->listing = true;
	z->end.off = z->size;
	rc = zipClose(z->zip, NULL);
	z->zip = NULL;
	z->end.size = z->size - z->end.off;
	if (check(z, rc, err) == -1 ||
	    append(z, bytes, zip_end_make(bytes, &z->end), err) == -1)
		return -1;
	return flush(z, err);
}

static void
minizip_close(void *ctx)
{
	struct minizip *z = ctx;

	/* Closing is the only way to give back what it holds. */
	z->failed = true;
	if (z->zip != NULL)
		(void)zipClose(z->zip, NULL);
	free(z);
}

const struct zip_put zip_put_minizip = {
	.begin = minizip_begin,
	.write = minizip_write,
	.finish = minizip_finish,
	.end = minizip_end,
	.close = minizip_close,
};
