/* SPDX-License-Identifier: BSD-2-Clause */
/* zip_end.c -- the records at the end of a zip archive, which lead to the
 * list of its members. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "codec/zip.h"
#include "io/source.h"

enum {
	COMMENT = 65535,	/* bytes behind the record, at most */
	TAIL = ZIP_LOCATOR_SIZE + ZIP_END_SIZE + COMMENT
};

/* The record of the end. */
enum {
	DISK = 4, LIST_DISK = 6, DISK_ENTRIES = 8, ENTRIES = 10, LIST_SIZE = 12,
	LIST_OFF = 16, COMMENT_SIZE = 20
};

/* The same with wide numbers, and what leads to it. */
enum {
	WIDE_SIZE = 4, WIDE_MADE_BY = 12, WIDE_VERSION = 14, WIDE_DISK = 16, WIDE_LIST_DISK = 20,
	WIDE_DISK_ENTRIES = 24, WIDE_ENTRIES = 32, WIDE_LIST_SIZE = 40,
	WIDE_LIST_OFF = 48, LOCATOR_DISK = 4, LOCATOR_OFF = 8,
	LOCATOR_DISKS = 16
};

static int
several_disks(struct dump_err *err, uint64_t off)
{
	return dump_fail(err, DUMP_E_UNKNOWN, off,
	    "zip: one of several volumes; join them first");
}

/*
 * The record at AT of the file, P in memory, says what is in *END.  Where
 * there is a locator before it, a second record has the numbers that do not
 * fit in this one; *AT becomes where it lies.
 */
static int
widen(struct zip_end *end, struct dump_source *src, uint64_t *at,
    const uint8_t *p, struct dump_err *err)
{
	const uint8_t *locator = p - ZIP_LOCATOR_SIZE;
	uint8_t wide[ZIP_END64_SIZE];
	uint64_t off, size;

	if (*at < ZIP_LOCATOR_SIZE || le32(locator) != ZIP_LOCATOR)
		return 0;
	*at -= ZIP_LOCATOR_SIZE;
	off = le64(locator + LOCATOR_OFF);
	if (le32(locator + LOCATOR_DISK) != 0 ||
	    le32(locator + LOCATOR_DISKS) > 1)
		return several_disks(err, *at);
	if (!fits(off, ZIP_END64_SIZE, *at))
		return dump_fail(err, DUMP_E_DAMAGED, *at, "zip: the wide"
		    " record of the end is said to lie at 0x%" PRIx64
		    ", but ends before 0x%" PRIx64, off, *at);
	if (dump_source_read(src, off, wide, sizeof wide, err) == -1)
		return -1;
	size = le64(wide + WIDE_SIZE);
	if (le32(wide) != ZIP_END64 || size != *at - off - 12)
		return dump_fail(err, DUMP_E_DAMAGED, off, "zip: no wide"
		    " record of the end that has %" PRIu64 " bytes",
		    *at - off);
	if (le32(wide + WIDE_DISK) != 0 || le32(wide + WIDE_LIST_DISK) != 0 ||
	    le64(wide + WIDE_DISK_ENTRIES) != le64(wide + WIDE_ENTRIES))
		return several_disks(err, off);
	if ((end->n != UINT16_MAX && end->n != le64(wide + WIDE_ENTRIES)) ||
	    (end->size != ZIP_WIDE &&
	    end->size != le64(wide + WIDE_LIST_SIZE)) ||
	    (end->off != ZIP_WIDE && end->off != le64(wide + WIDE_LIST_OFF)))
		return dump_fail(err, DUMP_E_DAMAGED, off,
		    "zip: two records of the end contradict each other");
	end->n = le64(wide + WIDE_ENTRIES);
	end->size = le64(wide + WIDE_LIST_SIZE);
	end->off = le64(wide + WIDE_LIST_OFF);
	*at = off;
	return 0;
}

/* Reads the record at AT, P in memory. */
static int
read_end(struct zip_end *end, struct dump_source *src, uint64_t at,
    const uint8_t *p, struct dump_err *err)
{
	uint64_t list;

	end->behind = dump_source_size(src) - at - ZIP_END_SIZE -
	    le16(p + COMMENT_SIZE);
	end->n = le16(p + ENTRIES);
	end->size = le32(p + LIST_SIZE);
	end->off = le32(p + LIST_OFF);
	if (le16(p + DISK) != 0 || le16(p + LIST_DISK) != 0 ||
	    le16(p + DISK_ENTRIES) != end->n)
		return several_disks(err, at);
	if (widen(end, src, &at, p, err) == -1)
		return -1;
	if (!add_u64(end->off, end->size, &list) || list != at)
		return dump_fail(err, DUMP_E_DAMAGED, at, "zip: the list of"
		    " members is said to have %" PRIu64 " bytes from 0x%"
		    PRIx64 " on, and its end lies at 0x%" PRIx64, end->size,
		    end->off, at);
	if (end->n > end->size / ZIP_ENTRY_SIZE)
		return dump_fail(err, DUMP_E_DAMAGED, at, "zip: a list of %"
		    PRIu64 " members does not fit in %" PRIu64 " bytes",
		    end->n, end->size);
	return 0;
}

/*
 * Looks through the last LEN bytes of the file, which begin at FROM, for the
 * record, the last one first: bytes of members and comments may look like
 * it.  Where none is right, the last one's error is told.
 */
static int
find(struct zip_end *end, struct dump_source *src, const uint8_t *tail,
    size_t len, uint64_t from, struct dump_err *err)
{
	struct dump_err why;
	bool seen = false;
	size_t i;

	for (i = len - ZIP_END_SIZE + 1; i-- > 0; ) {
		if (le32(tail + i) != ZIP_END || !fits(i + ZIP_END_SIZE,
		    le16(tail + i + COMMENT_SIZE), len))
			continue;
		if (read_end(end, src, from + i, tail + i, &why) == 0)
			return 0;
		if (!seen)
			*err = why;
		seen = true;
	}
	if (seen)
		return -1;
	return dump_fail(err, DUMP_E_TRUNC, from + len, "zip: cut short: the"
	    " list of its members, which is at the end, is not there");
}

int
zip_end_read(struct zip_end *end, struct dump_source *src,
    struct dump_err *err)
{
	uint64_t size = dump_source_size(src);
	size_t len = (size_t)min_u64(size, TAIL);
	uint8_t *tail;
	int rc;

	if (len < ZIP_END_SIZE)
		return dump_fail(err, DUMP_E_TRUNC, size, "zip: %" PRIu64
		    " bytes, which cannot even be an empty archive", size);
	/* Where the file starts with the record, nothing is before it. */
	if ((tail = calloc(1, ZIP_LOCATOR_SIZE + len)) == NULL)
		return dump_fail_nomem(err);
	rc = dump_source_read(src, size - len, tail + ZIP_LOCATOR_SIZE, len,
	    err);
	if (rc == 0)
		rc = find(end, src, tail + ZIP_LOCATOR_SIZE, len, size - len,
		    err);
	free(tail);
	return rc;
}

static uint32_t
narrow(uint64_t v)
{
	return v < ZIP_WIDE ? (uint32_t)v : ZIP_WIDE;
}

size_t
zip_end_make(uint8_t out[ZIP_END_MOST], const struct zip_end *end)
{
	unsigned n = end->n < UINT16_MAX ? (unsigned)end->n : UINT16_MAX;
	uint8_t *p = out;

	memset(out, 0, ZIP_END_MOST);
	if (n == UINT16_MAX || end->size >= ZIP_WIDE || end->off >= ZIP_WIDE) {
		put_le32(p, ZIP_END64);
		put_le64(p + WIDE_SIZE, ZIP_END64_SIZE - 12);
		put_le16(p + WIDE_MADE_BY, ZIP_MADE_BY);
		put_le16(p + WIDE_VERSION, ZIP_VERSION_WIDE);
		put_le64(p + WIDE_DISK_ENTRIES, end->n);
		put_le64(p + WIDE_ENTRIES, end->n);
		put_le64(p + WIDE_LIST_SIZE, end->size);
		put_le64(p + WIDE_LIST_OFF, end->off);
		p += ZIP_END64_SIZE;
		put_le32(p, ZIP_LOCATOR);
		put_le64(p + LOCATOR_OFF, end->off + end->size);
		put_le32(p + LOCATOR_DISKS, 1);
		p += ZIP_LOCATOR_SIZE;
	}
	put_le32(p, ZIP_END);
	put_le16(p + DISK_ENTRIES, (uint16_t)n);
	put_le16(p + ENTRIES, (uint16_t)n);
	put_le32(p + LIST_SIZE, narrow(end->size));
	put_le32(p + LIST_OFF, narrow(end->off));
	return (size_t)(p - out) + ZIP_END_SIZE;
}
