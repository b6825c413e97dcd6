/* SPDX-License-Identifier: BSD-2-Clause */
/* zip_list.c -- the list of members at the end of a zip archive. */
#include <sys/stat.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "codec/zip.h"
#include "io/source.h"

/* An entry of the list. */
enum {
	SYSTEM = 5, FLAGS = 8, METHOD = 10, TIME = 12, CRC = 16, PACKED = 20,
	SIZE = 24, NAME_SIZE = 28, EXTRA_SIZE = 30, COMMENT_SIZE = 32,
	DISK = 34, ATTRIBUTES = 38, HEADER = 42
};

enum {
	WINDOW = 256 * 1024,	/* more than any entry has */
	EXPANDS = 1032		/* bytes of which deflate makes one */
};

/* The list, of which some is in memory. */
struct window {
	struct dump_source *src;
	uint64_t	 at, end;	/* of what was not used yet */
	uint8_t		*bytes;		/* WINDOW, from FROM on */
	uint64_t	 from;
	size_t		 n;
};

/* N bytes where W stands, NULL with *ERR filled; they are used. */
static const uint8_t *
take(struct window *w, size_t n, struct dump_err *err)
{
	const uint8_t *p;

	if (n > w->end - w->at) {
		dump_fail(err, DUMP_E_DAMAGED, w->at, "zip: list of members:"
		    " %zu bytes do not fit in the %" PRIu64 " that are left",
		    n, w->end - w->at);
		return NULL;
	}
	if (!fits(w->at - w->from, n, w->n)) {
		w->from = w->at;
		w->n = (size_t)min_u64(WINDOW, w->end - w->at);
		if (dump_source_read(w->src, w->from, w->bytes, w->n, err) ==
		    -1)
			return NULL;
	}
	p = w->bytes + (w->at - w->from);
	w->at += n;
	return p;
}

/* What the entry P says of the kind of file, as st_mode has it. */
static uint32_t
mode_of(const uint8_t *p, bool slash)
{
	uint32_t attributes = le32(p + ATTRIBUTES), mode = 0;
	bool told;

	if (p[SYSTEM] == ZIP_UNIX || p[SYSTEM] == ZIP_OSX)
		mode = attributes >> ZIP_MODE;
	/* Who says that it is a file means also that nobody may read it. */
	told = (mode & S_IFMT) != 0;
	if (!told)
		mode |= slash ? S_IFDIR : (attributes & ZIP_LINK) != 0 ?
		    S_IFLNK : S_IFREG;
	/* Python writes folders as files with a slash. */
	if (slash && S_ISREG(mode))
		mode ^= S_IFREG ^ S_IFDIR;
	if (!told && (mode & ~(uint32_t)S_IFMT) == 0)
		mode |= !S_ISREG(mode) ? 0755 :
		    (attributes & ZIP_READ_ONLY) != 0 ? 0444 : 0644;
	return mode;
}

/* Seconds of the epoch, where an extra field says them. */
static int64_t
time_of(uint32_t dos, const uint8_t *extra, size_t len)
{
	const uint8_t *field;
	size_t n;

	field = zip_extra(extra, len, ZIP_EXTRA_TIME, &n);
	if (n >= 5 && (field[0] & 1) != 0)
		return (int32_t)le32(field + 1);
	return zip_time(dos);
}

/* What no writer would write of a member. */
static int
contradiction(const struct zip_entry *e, uint64_t off, struct dump_err *err)
{
	const struct dump_member *m = &e->m;
	uint64_t most;

	if (!S_ISREG(m->mode) && !S_ISLNK(m->mode) && m->size != 0)
		return dump_fail(err, DUMP_E_DAMAGED, off, "zip: %s: a folder"
		    " or device of %" PRIu64 " bytes", m->name, m->size);
	if (S_ISLNK(m->mode) && (m->size == 0 || m->size > ZIP_LINK_MOST))
		return dump_fail(err, DUMP_E_DAMAGED, off, "zip: %s: a link"
		    " to a name of %" PRIu64 " bytes", m->name, m->size);
	if ((e->flags & ZIP_ENCRYPTED) != 0)
		return 0;
	most = m->size;
	if (e->method == ZIP_DEFLATED && !mul_u64(m->packed, EXPANDS, &most))
		most = UINT64_MAX;
	if (m->size > most || (e->method == ZIP_STORED && m->size !=
	    m->packed))
		return dump_fail(err, DUMP_E_DAMAGED, off, "zip: %s: %" PRIu64
		    " bytes %s cannot be %" PRIu64, m->name, m->packed,
		    m->method, m->size);
	return 0;
}

static int
set_method(struct zip *z, struct zip_entry *e, struct dump_err *err)
{
	const char *name = zip_method(e->method);

	if (name != NULL && (e->flags & ZIP_ENCRYPTED) == 0)
		e->m.method = name;
	else if (name != NULL)
		e->m.method = arena_printf(&z->text, err, "%s, encrypted",
		    name);
	else
		e->m.method = arena_printf(&z->text, err, "method %u%s",
		    (unsigned)e->method, (e->flags & ZIP_ENCRYPTED) != 0 ?
		    ", encrypted" : "");
	return e->m.method != NULL ? 0 : -1;
}

/* The name and the kind of E.  A folder's slash goes. */
static int
set_name(struct zip *z, struct zip_entry *e, const uint8_t *p,
    const uint8_t *name, uint64_t off, struct dump_err *err)
{
	uint32_t kind = le32(p + ATTRIBUTES) & 0xffff & ~(uint32_t)
	    ZIP_READ_ONLY, mode;
	char *text = zip_name(z, name, le16(p + NAME_SIZE), p[SYSTEM],
	    e->flags, off, err);
	bool slash;
	size_t len;

	if (text == NULL)
		return -1;
	len = strlen(text);
	slash = text[len - 1] == '/';
	mode = mode_of(p, slash);
	e->m.name = text;
	e->m.mode = mode;
	/* What we write says twice what it is. */
	if ((slash && !S_ISDIR(mode)) ||
	    (kind == ZIP_FILE && !S_ISREG(mode) && !slash) ||
	    (kind == ZIP_LINK && !S_ISLNK(mode)))
		return dump_fail(err, DUMP_E_DAMAGED, off, "zip: %s: mode 0%"
		    PRIo32 ", and attributes 0x%" PRIx32, text, mode, kind);
	if (slash)
		text[len - 1] = '\0';
	return 0;
}

/* Fills E from its entry P, which stands at OFF, and what follows it. */
static int
fill(struct zip *z, struct zip_entry *e, const uint8_t *p,
    const uint8_t *name, uint64_t off, struct dump_err *err)
{
	uint64_t *const wide[] = { &e->m.size, &e->m.packed, &e->header };
	const uint8_t *extra = name + le16(p + NAME_SIZE);
	size_t len = le16(p + EXTRA_SIZE);

	e->flags = le16(p + FLAGS);
	e->method = le16(p + METHOD);
	e->m.crc = le32(p + CRC);
	e->m.packed = le32(p + PACKED);
	e->m.size = le32(p + SIZE);
	e->header = le32(p + HEADER);
	e->m.time = time_of(le32(p + TIME), extra, len);
	if (set_name(z, e, p, name, off, err) == -1 ||
	    set_method(z, e, err) == -1)
		return -1;
	if (le16(p + DISK) != 0)
		return dump_fail(err, DUMP_E_DAMAGED, off, "zip: %s: begins"
		    " on volume %u, where there is one", e->m.name,
		    le16(p + DISK) + 1U);
	if (!zip_widen(extra, len, wide, 3))
		return dump_fail(err, DUMP_E_DAMAGED, off, "zip: %s: its wide"
		    " numbers are not there", e->m.name);
	if (contradiction(e, off, err) == -1)
		return -1;
	return zip_local_check(z, e, name, le16(p + NAME_SIZE), err);
}

static int
read_entry(struct zip *z, struct window *w, struct dump_err *err)
{
	uint8_t head[ZIP_ENTRY_SIZE];
	const uint8_t *p;
	uint64_t off = w->at;
	struct zip_entry *e;

	if ((p = take(w, sizeof head, err)) == NULL)
		return -1;
	if (le32(p) != ZIP_ENTRY)
		return dump_fail(err, DUMP_E_DAMAGED, off, "zip: list of"
		    " members: 0x%08" PRIx32 " where entry %zu of %" PRIu64
		    " should start", le32(p), z->n + 1, z->end.n);
	memcpy(head, p, sizeof head);
	if ((p = take(w, (size_t)le16(head + NAME_SIZE) +
	    le16(head + EXTRA_SIZE) + le16(head + COMMENT_SIZE), err)) == NULL)
		return -1;
	if (array_room(&z->entries, &z->cap, z->n, sizeof *e, err) == -1)
		return -1;
	e = &z->entries[z->n];
	memset(e, 0, sizeof *e);
	if (fill(z, e, head, p, off, err) == -1)
		return -1;
	z->n++;
	return 0;
}

int
zip_list_read(struct zip *z, struct dump_err *err)
{
	struct window w = { .src = z->src, .at = z->end.off,
	    .end = z->end.off + z->end.size, .from = z->end.off };
	uint64_t limit = source_metadata_limit(z->src);
	int rc = 0;

	if (z->end.size > limit)
		return dump_fail(err, DUMP_E_LIMIT, z->end.off, "zip: a list"
		    " of members of %" PRIu64 " bytes, and no more than %"
		    PRIu64 " are held", z->end.size, limit);
	if ((w.bytes = malloc(WINDOW)) == NULL)
		return dump_fail_nomem(err);
	while (rc == 0 && z->n < z->end.n)
		rc = read_entry(z, &w, err);
	if (rc == 0 && w.at != w.end)
		rc = dump_fail(err, DUMP_E_DAMAGED, w.at, "zip: list of"
		    " members: %" PRIu64 " bytes behind the last of %" PRIu64,
		    w.end - w.at, z->end.n);
	free(w.bytes);
	return rc == 0 ? zip_places_check(z, err) : rc;
}
