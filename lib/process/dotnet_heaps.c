/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dotnet_heaps.c -- where the objects of a .NET process are.
 *
 * Its collector has one large reservation and uses it by regions, on borders
 * of 4 MiB; so have arenas of malloc, but regions are full of objects, from
 * 0x28 on, one behind the other.  An object begins with the address of its
 * method table, which tells its size and lies outside.  Regions with few
 * objects are believed where others are not far.
 *
 * An earlier cut that used this answer has it in its record: then the objects
 * may be gone that would prove it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "process/dotnet_parts.h"

enum {
	BORDER = 4 << 20,
	FIRST_OBJECT = 0x28,
	OBJECTS_ENOUGH = 32,
	GAP_MAX = 64 << 10,		/* given to a thread, not used yet */
	SLOTS_MAX = 1 << 20		/* borders that are looked at */
};
#define RESERVATION_MAX	(UINT64_C(1) << 38)

static const char rule[] = "objects of .NET";

struct slot {
	const struct walk *w;
	struct span	 run;		/* the memory that it begins in */
	struct window	 objects, tables;
};

/* Past the zeros at *ADDR; false where they do not end soon. */
static int
skip_zeros(struct slot *s, uint64_t *addr, bool *more)
{
	static const uint8_t zero[8];
	uint64_t end = add_capped(*addr, GAP_MAX);
	const uint8_t *p;

	*more = false;
	for (; *addr < end; *addr += 8) {
		if (window_look(&s->objects, *addr, 8, &p) == -1)
			return -1;
		if (p == NULL)
			return 0;
		*more = memcmp(p, zero, sizeof zero) != 0;
		if (*more)
			return 0;
	}
	return 0;
}

/* *N: objects from ADDR on, as many as are needed at most. */
static int
count_objects(struct slot *s, uint64_t addr, unsigned *n)
{
	uint64_t last = span_last(s->run);
	struct dotnet_object o;
	bool more;

	for (*n = 0; *n < OBJECTS_ENOUGH; ++*n) {
		if (skip_zeros(s, &addr, &more) == -1)
			return -1;
		if (!more)
			return 0;
		if (dotnet_object(&s->objects, &s->tables, addr, &o) == -1)
			return -1;
		if (o.size == 0 || span_has(s->run, o.table) ||
		    o.size - 1 > last - addr)
			return 0;
		if (o.size - 1 == last - addr) {
			++*n;
			return 0;
		}
		addr += o.size;
	}
	return 0;
}

/* A part of a run from a border on, and the objects that were found there. */
struct found {
	struct span	 at;
	bool		 sure;
};
struct finds {
	struct found	*v;
	size_t		 n, cap;
	size_t		 slots;
};

static int
look_at_run(struct finds *f, struct slot *s, struct span run)
{
	uint64_t last = span_last(run), at;
	bool sure = false, some = false;
	unsigned n;

	s->run = run;
	s->objects.len = s->tables.len = 0;
	for (at = round_up(run.addr, BORDER); !sure && at >= run.addr &&
	    at <= last && last - at > FIRST_OBJECT &&
	    f->slots++ < SLOTS_MAX; at += BORDER) {
		if (count_objects(s, at + FIRST_OBJECT, &n) == -1)
			return -1;
		sure = n >= OBJECTS_ENOUGH;
		if (n == 0 || (some && !sure))
			continue;
		if (array_room(&f->v, &f->cap, f->n, sizeof *f->v,
		    s->w->err) == -1)
			return -1;
		f->v[f->n++] = (struct found){ { at, last - at + 1 }, sure };
		some = true;
	}
	return 0;
}

/* Runs of private memory that no file is behind. */
static int
look_everywhere(struct finds *f, const struct walk *w)
{
	const struct dump_model *m = w->m;
	const struct region *r;
	struct span run = { 0, 0 };
	struct slot *s;
	size_t i;
	int rc = 0;

	if ((s = calloc(1, sizeof *s)) == NULL)
		return dump_fail_nomem(w->err);
	s->w = s->objects.w = s->tables.w = w;
	for (i = 0; rc == 0 && i < m->nregions; i++) {
		r = &m->regions[i];
		if (r->class != DUMP_PRW || r->mapping != NONE)
			continue;
		if (run.size > 0 && span_last(run) + 1 == r->at.addr) {
			run.size += r->at.size;
			continue;
		}
		if (run.size > 0)
			rc = look_at_run(f, s, run);
		run = r->at;
	}
	if (rc == 0 && run.size > 0)
		rc = look_at_run(f, s, run);
	free(s);
	return rc;
}

/* Does the dump hold nothing from ADDR on, up to END? */
static bool
is_absent(const struct dump_model *m, uint64_t addr, uint64_t end)
{
	size_t i = model_piece_from(m, addr);

	return i == m->npieces || m->pieces[i].at.addr >= end;
}

/*
 * What was found is believed not far from what is sure.  Neighbours with
 * nothing between them are one, for the record: there may be very many.
 */
static int
believe(const struct finds *f, const struct walk *w, struct set *out)
{
	uint64_t low = UINT64_MAX, high = 0;
	struct span at;
	size_t i;

	for (i = 0; i < f->n; i++)
		if (f->v[i].sure) {
			low = min_u64(low, f->v[i].at.addr);
			high = max_u64(high, f->v[i].at.addr);
		}
	low = low < RESERVATION_MAX ? 0 : low - RESERVATION_MAX;
	high = add_capped(high, RESERVATION_MAX);
	for (i = 0; i < f->n && low < high; i++) {
		at = f->v[i].at;
		if (at.addr < low || at.addr > high)
			continue;
		if (out->n > 0 && is_absent(w->m, out->v[out->n - 1].last + 1,
		    at.addr))
			out->v[out->n - 1].last = span_last(at);
		else if (set_add(out, at, rule, w->err) == -1)
			return -1;
	}
	return 0;
}

static const char key[] = "\nheaps=";

/* *TOLD: the record of an earlier cut says it. */
static int
read_record(const struct walk *w, struct set *out, bool *told)
{
	const char *line = w->m->facts.provenance;
	struct span at;
	char *end;
	uint64_t addr, size;

	*told = false;
	while (line != NULL && (line = strstr(line, key)) != NULL) {
		line += strlen(key);
		*told = true;
		for (;; line = end) {
			addr = strtoull(line, &end, 16);
			if (end == line || *end != '+')
				break;
			line = end + 1;
			size = strtoull(line, &end, 16);
			if (end == line)
				break;
			if (span_of(addr, size, &at) && set_add(out, at, rule,
			    w->err) == -1)
				return -1;
		}
	}
	return 0;
}

int
dotnet_heaps(const struct walk *w, struct set *out)
{
	struct finds f = { 0 };
	bool told;
	int rc;

	rc = read_record(w, out, &told);
	if (rc == 0 && !told && w->m->word == 8 &&
	    (rc = look_everywhere(&f, w)) == 0)
		rc = believe(&f, w, out);
	free(f.v);
	set_settle(out);
	return rc;
}
