/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * notes.c -- walks the notes of a PT_NOTE and hands each to what its owner's
 * file makes of it.  All of them become records; their bytes stay where they
 * are.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "elfcore/elfcore.h"

enum {
	NOTE_HEADER = 12,	/* sizes of name and descriptor, type */
	HEAD = NOTE_HEADER + 256 + 3,	/* and a name that we know, padded */
	WINDOW = 64 * 1024,	/* of the source, looked at at once */
	NOTES_TRIED = 1000	/* to find out how they are padded */
};

/* A stretch of the source that moves along with the notes.  It never goes
 * back: to a source that only rewinds that would be the whole way. */
struct window {
	struct dump_source *src;
	uint64_t	 end;		/* nothing behind is read, or is there */
	uint64_t	 off;
	size_t		 len, room;
	uint8_t		*bytes;
};

static const struct elfcore_kind *const tables[] = {
	elfcore_linux, elfcore_linux_arch, elfcore_freebsd, elfcore_netbsd,
	elfcore_openbsd, elfcore_others
};

/*
 * Up to LEN bytes at OFF: *GOT is short where the source ends.  Room grows
 * as bytes arrive, not by what a note claims.
 */
static int
look(struct window *w, uint64_t off, size_t len, const uint8_t **bytes,
    size_t *got, struct dump_err *err)
{
	uint64_t to = min_u64(off + len, w->end), have = w->off + w->len;
	size_t want, more;

	if (off < w->off || off > have) {
		w->off = have = off;
		w->len = 0;
	} else if (to > have) {
		w->len -= (size_t)(off - w->off);
		if (w->len > 0)
			memmove(w->bytes, w->bytes + (off - w->off), w->len);
		w->off = off;
	}
	for (; have < to; have += more) {
		want = (size_t)min_u64(WINDOW, w->end - have);
		if (array_room(&w->bytes, &w->room, w->len + want - 1, 1,
		    err) == -1 || source_read_some(w->src, have,
		    w->bytes + w->len, want, &more, err) == -1)
			return -1;
		w->len += more;
		if (more < want)
			w->end = to = have + more;
	}
	*bytes = w->bytes + (off - w->off);
	*got = (size_t)min_u64(len, have - min_u64(off, have));
	return 0;
}

/* Is the byte at OFF, behind all that was looked at, there?  The window stays
 * where it is. */
static int
is_there(const struct window *w, uint64_t off, bool *there,
    struct dump_err *err)
{
	uint64_t size = dump_source_size(w->src);
	uint8_t byte;
	size_t got = 0;

	*there = off - w->off < w->len || (size != DUMP_NOWHERE && off < size);
	if (*there || size != DUMP_NOWHERE)
		return 0;
	if (source_read_some(w->src, off, &byte, 1, &got, err) == -1)
		return -1;
	*there = got == 1;
	return 0;
}

static bool
owns(const struct elfcore_kind *k, const char *owner)
{
	size_t len = strlen(k->owner);

	if (strcmp(k->owner, "*") == 0)
		return true;
	if (k->owner[len - 1] == '@')
		return strncmp(owner, k->owner, len) == 0;
	return strcmp(owner, k->owner) == 0;
}

static const struct elfcore_kind *
kind_of(const struct elfcore_note *n)
{
	const struct elfcore_kind *k;
	size_t i;

	for (i = 0; i < sizeof tables / sizeof *tables; i++)
		for (k = tables[i]; k->owner != NULL; k++)
			if (k->type == n->type && owns(k, n->owner))
				return k;
	return NULL;
}

/* Many notes in a row have one owner: its name is kept once. */
static const char *
owner_text(struct elfcore_reader *r, const char *owner, struct dump_err *err)
{
	if (r->owner == NULL || strcmp(r->owner, owner) != 0)
		r->owner = arena_text(&r->m->text, owner, strlen(owner), err);
	return r->owner;
}

static int
record(struct elfcore_reader *r, const struct elfcore_note *n,
    const struct elfcore_kind *k, struct dump_err *err)
{
	struct dump_model *m = r->m;
	struct record rec = {
		.role = ROLE_UNKNOWN, .vital = true, .type = n->type,
		.thread = -1, .off = n->off, .size = n->size,
	};

	if (k != NULL) {
		rec.role = (uint8_t)k->role;
		rec.name = k->name;
		if (k->of_thread)
			rec.thread = (int32_t)m->nthreads - 1;
	} else if ((rec.name = arena_printf(&m->text, err, "0x%" PRIx32,
	    n->type)) == NULL) {
		return -1;
	}
	if (k != NULL && strcmp(k->owner, n->owner) == 0)
		rec.owner = k->owner;
	else if ((rec.owner = owner_text(r, n->owner, err)) == NULL)
		return -1;
	return model_add_record(m, &rec, err);
}

static int
take(struct elfcore_reader *r, const struct elfcore_note *n,
    const struct elfcore_kind *k, struct dump_err *err)
{
	if (strcmp(n->owner, "CORE") == 0 && r->norder < 2)
		r->order[r->norder++] = n->type;
	/* What it means comes first: a note may open the thread it is of. */
	if (k != NULL && k->parse != NULL && k->parse(r, n, err) == -1)
		return -1;
	return record(r, n, k, err);
}

/* createdump leaves letters of a name of its own behind "CORE". */
static void
look_at_padding(struct elfcore_reader *r, const uint8_t *name, size_t size)
{
	if (size == 5 && memcmp(name, "CORE", 5) == 0 &&
	    name[5] >= 'A' && name[5] <= 'Z' && name[6] >= 'A' &&
	    name[6] <= 'Z' && name[7] >= 'A' && name[7] <= 'Z')
		r->clues |= CLUE_LETTERS;
}

struct walk {
	struct window	*w;
	uint64_t	 start, off, end;	/* of the segment */
	uint64_t	 align;
	bool		 quiet;		/* it is only a try */
};

static int
cut_short(struct elfcore_reader *r, const struct walk *at, bool *more)
{
	*more = false;
	if (!at->quiet)
		dump_model_warn(r->m, true, at->off, "notes: the dump ends"
		    " inside the note at %#" PRIx64, at->off);
	return 0;
}

/* The descriptor's first bytes, and whether its last one is there. */
static int
look_at_descriptor(struct walk *at, struct elfcore_note *n, size_t want,
    bool *whole, struct dump_err *err)
{
	want = (size_t)min_u64(want, n->size);
	if (look(at->w, n->off, want, &n->desc, &n->have, err) == -1)
		return -1;
	*whole = n->have == want;
	if (!*whole || n->size == want)
		return 0;
	return is_there(at->w, n->off + n->size - 1, whole, err);
}

/* Name and sizes of the note at AT; *NEXT is where the one after it is. */
static int
look_at_header(struct elfcore_reader *r, struct walk *at,
    struct elfcore_note *n, uint64_t *next, bool *more, struct dump_err *err)
{
	bool big = elfcore_big(&r->core->ehdr);
	uint64_t left = at->end - at->off, rel;
	const uint8_t *h;
	uint32_t namesz;
	size_t got, len;

	if (look(at->w, at->off, HEAD, &h, &got, err) == -1)
		return -1;
	if (got < NOTE_HEADER)
		return cut_short(r, at, more);
	namesz = get32(big, h);
	n->size = get32(big, h + 4);
	n->type = get32(big, h + 8);
	rel = round_up(at->off - at->start + NOTE_HEADER + namesz, at->align);
	n->off = at->start + rel;
	if (!fits(rel - (at->off - at->start), n->size, left)) {
		*more = false;
		if (!at->quiet)
			dump_model_warn(r->m, true, at->off, "note: name of %"
			    PRIu32 " and descriptor of %" PRIu64
			    " bytes do not fit in %" PRIu64, namesz, n->size,
			    left);
		return 0;
	}
	*next = min_u64(at->start + round_up(rel + n->size, at->align),
	    at->end);
	len = (size_t)min_u64(namesz, sizeof n->owner - 1);
	if (got < NOTE_HEADER + len)
		return cut_short(r, at, more);
	memcpy(n->owner, h + NOTE_HEADER, len);
	n->owner[len] = '\0';
	if (got >= NOTE_HEADER + 8)
		look_at_padding(r, h + NOTE_HEADER, namesz);
	return 0;
}

static int
one(struct elfcore_reader *r, struct walk *at, bool *more,
    struct dump_err *err)
{
	const struct elfcore_kind *k;
	struct elfcore_note n;
	uint64_t next = at->end;
	bool whole;

	if (look_at_header(r, at, &n, &next, more, err) == -1)
		return -1;
	if (!*more)
		return 0;
	if (r->notes_left == 0 || next - at->off > r->bytes_left) {
		dump_model_warn(r->m, true, at->off,
		    "notes: more than anybody writes, the rest is left out");
		*more = false;
		return 0;
	}
	k = kind_of(&n);
	if (look_at_descriptor(at, &n, k != NULL ? k->want : 0, &whole,
	    err) == -1)
		return -1;
	if (!whole)
		return cut_short(r, at, more);
	r->notes_left--;
	r->bytes_left -= next - at->off;
	at->off = next;
	*more = at->end - at->off >= NOTE_HEADER;
	return take(r, &n, k, err);
}

static bool
is_text(const char *owner)
{
	const char *p;

	for (p = owner; *p > ' ' && *p <= '~'; p++)
		continue;
	return p > owner && *p == '\0';
}

/*
 * Do the notes of AT, padded so, end where their segment does?  Only those
 * in the window are tried, so that it need not come back: one that leads out
 * of it is believed by its owner.
 */
static int
fit(struct elfcore_reader *r, const struct walk *at, bool *fits_well,
    struct dump_err *err)
{
	struct walk try = *at;
	struct elfcore_note n;
	uint64_t next = at->end, stop = at->w->off + at->w->len;
	size_t left = (size_t)min_u64(NOTES_TRIED, r->notes_left);
	bool more = true;
	int rc = 0;

	try.quiet = true;
	r->notes_left -= left;
	if (stop < at->w->end)
		stop -= min_u64(HEAD, stop);
	while (more && left > 0 && fits(try.off, NOTE_HEADER, stop) &&
	    (rc = look_at_header(r, &try, &n, &next, &more, err)) == 0) {
		more = more && (next <= stop || is_text(n.owner));
		try.off = next;
		left--;
	}
	r->notes_left += left;
	*fits_well = more;
	return rc;
}

/* Segments that are aligned to 8 are padded to 8, but some kernels have said
 * 8 where they padded to 4, as all others do. */
static int
find_padding(struct elfcore_reader *r, struct elfcore_notes *seg,
    struct walk *at, struct dump_err *err)
{
	const uint8_t *bytes;
	size_t got;
	bool well;

	at->align = 4;
	if (seg->ph.p_align == 8) {
		at->align = 8;
		if (look(at->w, at->off, (size_t)min_u64(WINDOW,
		    at->end - at->off), &bytes, &got, err) == -1)
			return -1;
		if (fit(r, at, &well, err) == -1)
			return -1;
		if (!well) {
			at->align = 4;
			if (fit(r, at, &well, err) == -1)
				return -1;
			at->align = well ? 4 : 8;
		}
	}
	seg->align = at->align;
	return 0;
}

int
elfcore_read_notes(struct elfcore_reader *r, struct elfcore_notes *seg,
    struct dump_err *err)
{
	uint64_t start = seg->ph.p_offset;
	struct window w = { .src = r->src,
	    .end = start + seg->ph.p_filesz };
	struct walk at = { .w = &w, .start = start, .off = start,
	    .end = w.end };
	bool more;
	int rc;

	rc = find_padding(r, seg, &at, err);
	seg->first = r->m->nrecords;
	more = at.end - at.off >= NOTE_HEADER;
	while (more && rc == 0)
		rc = one(r, &at, &more, err);
	free(w.bytes);
	seg->n = r->m->nrecords - seg->first;
	seg->ph.p_filesz = at.off - at.start;
	return rc;
}
