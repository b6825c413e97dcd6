/* SPDX-License-Identifier: BSD-2-Clause */
/* zip_local.c -- the header before each member of a zip archive, which has
 * to say what the list says; and members, which may not share bytes. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "codec/zip.h"
#include "io/source.h"

/* A local header. */
enum {
	FLAGS = 6, METHOD = 8, CRC = 14, PACKED = 18, SIZE = 22,
	NAME_SIZE = 26, EXTRA_SIZE = 28
};

static bool
is_ascii(const uint8_t *text, size_t len)
{
	for (; len > 0 && *text < 0x80; text++)
		len--;
	return len == 0;
}

/* Is the name behind E's header the LEN bytes of NAME? */
static int
same_name(const struct zip *z, const struct zip_entry *e, const uint8_t *name,
    size_t len, struct dump_err *err)
{
	uint8_t block[512];
	uint64_t off = e->header + ZIP_LOCAL_SIZE;
	size_t n;

	for (; len > 0; name += n, off += n, len -= n) {
		n = (size_t)min_u64(len, sizeof block);
		if (dump_source_read(z->src, off, block, n, err) == -1)
			return -1;
		if (memcmp(block, name, n) != 0)
			return dump_fail(err, DUMP_E_DAMAGED, off, "zip: %s:"
			    " another name before the member than in the"
			    " list", e->m.name);
	}
	return 0;
}

/* Numbers that do not fit in the header P stand in an extra field. */
static int
widen(const struct zip *z, const struct zip_entry *e, const uint8_t *p,
    uint64_t *size, uint64_t *packed, struct dump_err *err)
{
	uint64_t *const wide[] = { size, packed };
	size_t len = le16(p + EXTRA_SIZE);
	uint8_t *extra = malloc(len + 1);
	bool there;
	int rc;

	if (extra == NULL)
		return dump_fail_nomem(err);
	rc = dump_source_read(z->src, e->data - len, extra, len, err);
	there = rc == 0 && zip_widen(extra, len, wide, 2);
	free(extra);
	if (rc == 0 && !there)
		return dump_fail(err, DUMP_E_DAMAGED, e->header, "zip: %s: its"
		    " wide numbers are not there", e->m.name);
	return rc;
}

/* One of the numbers in the header: what it is called, here and there.  Where
 * LATER, it may be unknown. */
static int
same_number(const struct zip_entry *e, const char *what, bool later,
    uint64_t here, uint64_t there, struct dump_err *err)
{
	if (here == there || (later && (here == 0 || here == ZIP_WIDE)))
		return 0;
	return dump_fail(err, DUMP_E_DAMAGED, e->header, "zip: %s: %s is %"
	    PRIu64 " before the member, and %" PRIu64 " in the list",
	    e->m.name, what, here, there);
}

/* Does the header P say the same as E? */
static int
same(const struct zip *z, const struct zip_entry *e, const uint8_t *p,
    const uint8_t *name, size_t len, struct dump_err *err)
{
	unsigned flags = (unsigned)le16(p + FLAGS), differ;
	uint64_t size = le32(p + SIZE), packed = le32(p + PACKED);
	bool later = (flags & ZIP_LATER) != 0;

	if (same_number(e, "the method", false, le16(p + METHOD), e->method,
	    err) == -1 ||
	    same_number(e, "the length of the name", false,
	    le16(p + NAME_SIZE), len, err) == -1 ||
	    same_name(z, e, name, len, err) == -1)
		return -1;
	differ = flags ^ e->flags;
	if ((differ & ZIP_ENCRYPTED) != 0 ||
	    ((differ & ZIP_UTF8) != 0 && !is_ascii(name, len)))
		return dump_fail(err, DUMP_E_DAMAGED, e->header, "zip: %s:"
		    " flags are 0x%x before the member, and 0x%x in the list",
		    e->m.name, flags, (unsigned)e->flags);
	if (!later && (size == ZIP_WIDE || packed == ZIP_WIDE) &&
	    widen(z, e, p, &size, &packed, err) == -1)
		return -1;
	if (same_number(e, "its size", later, size, e->m.size, err) == -1 ||
	    same_number(e, "its packed size", later, packed, e->m.packed,
	    err) == -1)
		return -1;
	return same_number(e, "the checksum", later, le32(p + CRC), e->m.crc,
	    err);
}

int
zip_local_check(const struct zip *z, struct zip_entry *e,
    const uint8_t *name, size_t len, struct dump_err *err)
{
	uint64_t list = z->end.off;
	uint8_t p[ZIP_LOCAL_SIZE];

	if (!fits(e->header, sizeof p, list))
		return dump_fail(err, DUMP_E_DAMAGED, e->header, "zip: %s:"
		    " begins at 0x%" PRIx64 ", and the list of members at 0x%"
		    PRIx64, e->m.name, e->header, list);
	if (dump_source_read(z->src, e->header, p, sizeof p, err) == -1)
		return -1;
	if (le32(p) != ZIP_LOCAL)
		return dump_fail(err, DUMP_E_DAMAGED, e->header, "zip: %s:"
		    " 0x%08" PRIx32 " where its header should start",
		    e->m.name, le32(p));
	e->data = e->header + sizeof p + le16(p + NAME_SIZE) +
	    le16(p + EXTRA_SIZE);
	if (!fits(e->data, e->m.packed, list))
		return dump_fail(err, DUMP_E_DAMAGED, e->header, "zip: %s: %"
		    PRIu64 " bytes from 0x%" PRIx64 " on do not fit before"
		    " the list of members at 0x%" PRIx64, e->m.name,
		    e->m.packed, e->data, list);
	return same(z, e, p, name, len, err);
}

/* Where a member lies, its header included. */
struct place {
	uint64_t	 from, to;
	const char	*name;
};

static int
by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return x->to < y->to ? -1 : x->to > y->to;
}

int
zip_places_check(const struct zip *z, struct dump_err *err)
{
	struct place *places = calloc(z->n + 1, sizeof *places);
	const struct zip_entry *e;
	size_t i;
	int rc = 0;

	if (places == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < z->n; i++) {
		e = &z->entries[i];
		places[i] = (struct place){ e->header, e->data +
		    e->m.packed, e->m.name };
	}
	array_sort(places, z->n, sizeof *places, by_place);
	for (i = 1; i < z->n && rc == 0; i++)
		if (places[i].from < places[i - 1].to)
			rc = dump_fail(err, DUMP_E_DAMAGED, places[i].from,
			    "zip: %s begins at 0x%" PRIx64 ", and %s ends at"
			    " 0x%" PRIx64, places[i].name, places[i].from,
			    places[i - 1].name, places[i - 1].to);
	free(places);
	return rc;
}
