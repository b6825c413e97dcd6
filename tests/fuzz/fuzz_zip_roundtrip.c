/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fuzz_zip_roundtrip.c -- what comes back is what went in, name by name and
 * byte by byte, written with minizip or without; and a wrong bit is noticed
 * or harms nothing.  The first bytes say how it is written.
 */
#include <sys/stat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "codec/codec.h"
#include "io/source.h"
#include "tests/buf.h"
#include "walk.h"

enum { HOW = 4, MEMBERS = 12, PIECE = 6 };

/* What was put in, in a form that can be compared. */
static void
tell(struct buf *b, const char *name, uint32_t mode, const void *bytes,
    size_t len)
{
	buf_text(b, name);
	buf_u32(b, mode & S_IFMT);
	buf_u64(b, len);
	if (len > 0)
		buf_add(b, bytes, len);
}

/*
 * Members from the bytes: each piece says what kind it is and what it is
 * called.  Names that cannot be are refused, and then the archive is lost.
 */
static bool
put(struct dump_archive_writer *w, struct buf *said, const uint8_t *p,
    size_t size)
{
	static const uint32_t kinds[] = { S_IFREG, S_IFREG, S_IFREG, S_IFDIR,
	    S_IFLNK };
	struct dump_member m = { 0 };
	struct dump_source *src;
	struct dump_err err;
	char name[PIECE];
	unsigned i;
	size_t len;
	int rc;

	for (i = 0; i < MEMBERS && size >= PIECE; i++) {
		memcpy(name, p + 2, PIECE - 3);
		name[PIECE - 3] = '\0';
		m.name = name;
		m.mode = kinds[p[0] % 5] | 0600;
		m.time = p[1] * 1000000;
		len = (size_t)p[PIECE - 1] * (1 + p[0] / 5 % 8);
		p += PIECE;
		size -= PIECE;
		len = S_ISDIR(m.mode) ? 0 : len < size ? len : size;
		if (source_from_memory(&src, p, len, &err) == -1)
			abort();
		rc = dump_archive_add(w, &m, S_ISDIR(m.mode) ? NULL : src,
		    &err);
		dump_source_close(src);
		if (rc == -1)
			return false;
		tell(said, "", m.mode, p, len);
		p += len;
		size -= len;
	}
	return true;
}

static int
gather(void *ctx, const void *buf, size_t len)
{
	buf_add(ctx, buf, len);
	return 0;
}

static void
slurp(struct buf *b, const char *path)
{
	uint8_t block[4096];
	FILE *f = fopen(path, "rb");
	size_t n;

	if (f == NULL)
		abort();
	while ((n = fread(block, 1, sizeof block, f)) > 0)
		buf_add(b, block, n);
	fclose(f);
}

/* Writes the archive into a file, and so with minizip, or in order. */
static bool
write_zip(struct buf *zip, struct buf *said, const uint8_t *data, size_t size)
{
	struct dump_packing p = { .codec = "zip" };
	struct dump_archive_writer *w;
	struct dump_sink *dst;
	struct dump_err err;
	char path[64];
	bool file = data[0] % 2 == 1, good;

	p.level = 1 + data[0] / 2 % 9;
	p.threads = data[1] % 16 == 0 ? 3 : 1;
	snprintf(path, sizeof path, "/tmp/fuzz_zip.%ld", (long)getpid());
	if ((file ? dump_sink_open(&dst, path, DUMP_SINK_REPLACE, &err) :
	    dump_sink_callback(&dst, gather, zip, &err)) == -1 ||
	    dump_archive_new(&w, dst, &p, &err) == -1)
		abort();
	good = put(w, said, data + HOW, size - HOW);
	if (good != (dump_archive_end(w, &err) == 0))
		walk_law("zip", "ends well after a failure, or not");
	dump_archive_free(w);
	if (!good)
		dump_sink_abort(dst);
	else if (dump_sink_commit(&dst, &err) == -1)
		abort();
	else if (file) {
		slurp(zip, path);
		unlink(path);
	}
	return good;
}

/* Reads it.  NAMES: they count too.  False: there was an error. */
static bool
read_zip(struct buf *said, const struct buf *zip, bool names)
{
	const struct dump_member *m;
	struct dump_archive *a;
	struct dump_source *src, *in;
	struct dump_err err;
	static uint8_t bytes[256 * 8 + 1];
	bool good = true;
	size_t i, got;

	if (source_from_memory(&src, zip->v, zip->n, &err) == -1)
		abort();
	if (dump_archive_read(&a, src, &err) == -1) {
		dump_source_close(src);
		return false;
	}
	for (i = 0; good && i < dump_archive_members(a); i++) {
		m = dump_archive_member(a, i);
		if (dump_archive_open(&in, a, i, &err) == -1) {
			good = false;
			break;
		}
		good = source_drain(in, 0, bytes, sizeof bytes, &got, &err) ==
		    0 && dump_source_flaw(in) == NULL;
		dump_source_close(in);
		if (good)
			tell(said, names ? m->name : "", m->mode, bytes, got);
	}
	dump_archive_close(a);
	dump_source_close(src);
	return good;
}

static bool
same(const struct buf *a, const struct buf *b)
{
	return a->n == b->n && (a->n == 0 || memcmp(a->v, b->v, a->n) == 0);
}

/* Turns a bit of the archive: it is noticed, or nothing has changed. */
static void
turn_bit(struct buf *zip, const uint8_t *how)
{
	struct buf right = { 0 }, now = { 0 };
	size_t at = le16(how + 2) * 31U % (zip->n * 8);

	if (!read_zip(&right, zip, true))
		abort();
	zip->v[at / 8] ^= (uint8_t)(1 << at % 8);
	if (read_zip(&now, zip, true) && !same(&now, &right))
		walk_law("zip", "a wrong bit goes unnoticed");
	buf_free(&now);
	buf_free(&right);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf zip = { 0 }, in = { 0 }, out = { 0 };

	if (size < HOW || size > 20000 || codec_named("zip") == NULL)
		return 0;
	if (write_zip(&zip, &in, data, size)) {
		if (!read_zip(&out, &zip, false) || !same(&in, &out))
			walk_law("zip", "what comes back is not what went in");
		turn_bit(&zip, data);
	}
	buf_free(&out);
	buf_free(&in);
	buf_free(&zip);
	return 0;
}
