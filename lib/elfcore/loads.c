/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * loads.c -- the PT_LOADs of an output, one by one, by address.  They are
 * made anew whenever they are wanted, not held: a plan may keep a million.
 *
 * A segment of the input that lost nothing leaves as it was found.  One that
 * did becomes a segment for each run of bytes that is left; memory that is
 * dropped is in no segment at all, for to a debugger a segment without bytes
 * is zeros.  Only memory that nobody could read keeps an empty one: zeros
 * are what it held, and the guard below a stack stays to be seen.
 */
#include "base/checked.h"
#include "elfcore/elfcore.h"

static void
scan_start(struct elfcore_scan *s, const struct dump_plan *p)
{
	*s = (struct elfcore_scan){ .p = p };
	plan_walk(&s->walk, p);
	s->more = plan_next(&s->walk, &s->e);
}

/* Of kept bytes those that are zeros, which all segments share, are an
 * element of their own. */
static void
part_zeros(struct elfcore_scan *s, struct elfcore_element *el)
{
	const struct set *shared = &s->p->shared;
	uint64_t last = el->addr + (el->size - 1);
	const struct ruled *r;

	while (s->shared < shared->n && shared->v[s->shared].last < el->addr)
		s->shared++;
	if (s->shared == shared->n)
		return;
	r = &shared->v[s->shared];
	if (r->addr <= el->addr) {
		el->what = ZEROS;
		last = min_u64(last, r->last);
	} else if (r->addr <= last)
		last = r->addr - 1;
	el->size = last - el->addr + 1;
}

/* What lies at ADDR, inside PIECE: bytes that are kept, or that are not. */
static void
scan_piece(struct elfcore_scan *s, const struct piece *piece,
    struct elfcore_element *el)
{
	uint64_t left = piece->at.size - (el->addr - piece->at.addr);

	while (s->more && s->e.addr + (s->e.size - 1) < el->addr)
		s->more = plan_next(&s->walk, &s->e);
	el->off = piece->off + (el->addr - piece->at.addr);
	el->size = left;
	if (s->more && s->e.addr <= el->addr) {
		el->what = KEPT;
		el->size = s->e.size - (el->addr - s->e.addr);
		part_zeros(s, el);
	} else {
		el->what = DROPPED;
		if (s->more)
			el->size = min_u64(left, s->e.addr - el->addr);
	}
	if (el->size == left)
		s->piece++;
}

static bool
scan_next(struct elfcore_scan *s, struct elfcore_element *el)
{
	const struct dump_model *m = s->p->m;
	const struct piece *piece;
	struct span at;

	if (s->region == m->nregions)
		return false;
	at = m->regions[s->region].at;
	*el = (struct elfcore_element){ .region = s->region,
	    .addr = at.addr + s->done };
	piece = s->piece < m->npieces &&
	    m->pieces[s->piece].region == s->region ? &m->pieces[s->piece] :
	    NULL;
	if (piece != NULL && piece->at.addr <= el->addr) {
		scan_piece(s, piece, el);
	} else {
		el->what = LACKING;
		el->size = piece != NULL ? piece->at.addr - el->addr :
		    at.size - s->done;
	}
	s->done += el->size;
	if (s->done == at.size) {
		s->region++;
		s->done = 0;
	}
	return true;
}

/* Do both lie in one segment of the input? */
static bool
same_segment(const struct dump_model *m, size_t a, size_t b)
{
	const struct region *x = &m->regions[a], *y = &m->regions[b];

	return a == b || (x->allocation == y->allocation &&
	    x->allocation != NONE && x->prot == y->prot &&
	    span_last(x->at) + 1 == y->at.addr);
}

/* May no segment that is cut up go on from A to B?  createdump joins
 * neighbours across files; and an image's header begins a segment. */
static bool
border(const struct dump_model *m, size_t a, size_t b)
{
	return a != b && (m->regions[a].mapping != m->regions[b].mapping ||
	    m->regions[b].class == DUMP_HDR);
}

static void
advance(struct elfcore_loads *w)
{
	const struct dump_model *m = w->scan.p->m;
	size_t region = w->el.region;
	bool dropped = w->el.what == DROPPED;

	w->more = scan_next(&w->scan, &w->el);
	w->inside = w->more && w->inside &&
	    same_segment(m, region, w->el.region);
	w->dropped = w->inside && dropped;
}

/* Can EL follow what ends at END and, in the source, at OFF? */
static bool
goes_on(const struct elfcore_loads *w, const struct elfcore_element *last)
{
	return w->more && last->addr + last->size == w->el.addr &&
	    same_segment(w->scan.p->m, last->region, w->el.region);
}

/* Is this a core of what was another dump?  A map of the whole address space
 * has more than the kernel gives a segment. */
static bool
converts(const struct dump_plan *p)
{
	return p->to != NULL && p->to != p->m->format;
}

static bool
was_cut(const struct dump_model *m, const struct elfcore_element *el)
{
	return el->what == LACKING && m->regions[el->region].tail == TAIL_CUT;
}

/*
 * The segment of the input that W stands at, if nothing of it is missing in
 * the output: first bytes, if any, then memory that never had some.
 */
static bool
take_whole(struct elfcore_loads *w, struct elfcore_load *out)
{
	const struct dump_model *m = w->scan.p->m;
	struct elfcore_loads ahead = *w;
	struct elfcore_element el = w->el;

	*out = (struct elfcore_load){ .addr = el.addr, .off = el.off,
	    .prot = m->regions[el.region].prot };
	do {
		el = ahead.el;
		if (el.what == DROPPED || el.what == ZEROS ||
		    was_cut(m, &el) ||
		    (el.what == LACKING && converts(w->scan.p)))
			return false;
		if (el.what == KEPT) {
			if (out->filesz != out->memsz ||
			    el.off != out->off + out->filesz)
				return false;
			out->filesz += el.size;
		}
		out->memsz += el.size;
		advance(&ahead);
	} while (goes_on(&ahead, &el));
	*w = ahead;
	return true;
}

/* A run of kept bytes, and what never had any behind it. */
static void
take_bytes(struct elfcore_loads *w, struct elfcore_load *out)
{
	const struct dump_model *m = w->scan.p->m;
	struct elfcore_element el;

	do {
		el = w->el;
		if (el.what == KEPT)
			out->filesz += el.size;
		out->memsz += el.size;
		advance(w);
	} while (goes_on(w, &el) && !border(m, el.region, w->el.region) &&
	    ((w->el.what == KEPT && el.what == KEPT &&
	    w->el.off == el.off + el.size) ||
	    (w->el.what == LACKING && !was_cut(m, &w->el) &&
	    !converts(w->scan.p))));
}

/* Of a file gdb reads what is absent, of other memory it shows zeros. */
static bool
is_of_file(const struct region *r)
{
	return (r->mapping != NONE || r->module != NONE) &&
	    (r->prot & (REGION_RESERVED | REGION_FREE)) == 0;
}

/* As much of a run of zeros as the shared ones are enough for. */
static void
take_zeros(struct elfcore_loads *w, struct elfcore_load *out)
{
	const struct dump_model *m = w->scan.p->m;
	struct elfcore_element el;
	uint64_t n;

	out->zeros = true;
	do {
		el = w->el;
		n = min_u64(el.size, w->scan.p->shared_bytes - out->memsz);
		out->memsz += n;
		if (n < el.size) {
			w->el.addr += n;
			w->el.off += n;
			w->el.size -= n;
			break;
		}
		advance(w);
	} while (goes_on(w, &el) && !border(m, el.region, w->el.region) &&
	    w->el.what == ZEROS &&
	    out->memsz < w->scan.p->shared_bytes);
	out->filesz = out->memsz;
}

/* Does EL leave a segment without bytes behind? */
static bool
stays_empty(const struct elfcore_loads *w, const struct elfcore_element *el)
{
	const struct dump_model *m = w->scan.p->m;

	switch (el->what) {
	case DROPPED:
		return w->scan.p->keep_layout ||
		    m->regions[el->region].class == DUMP_NONE;
	case LACKING:
		return !was_cut(m, el) && (!converts(w->scan.p) ||
		    is_of_file(&m->regions[el->region]));
	default:
		return false;
	}
}

static void
take_empty(struct elfcore_loads *w, struct elfcore_load *out)
{
	const struct dump_model *m = w->scan.p->m;
	struct elfcore_element el;

	do {
		el = w->el;
		out->memsz += el.size;
		advance(w);
	} while (goes_on(w, &el) && !border(m, el.region, w->el.region) &&
	    stays_empty(w, &w->el));
}

/* Where bytes end inside a page and were dropped, the rest of that page went
 * with them: a segment starts with a page. */
static void
skip_broken_page(struct elfcore_loads *w)
{
	uint64_t skip, page = w->scan.p->m->page;

	if (!w->dropped || w->el.what != LACKING)
		return;
	skip = min_u64(round_up(w->el.addr, page) - w->el.addr, w->el.size);
	w->el.addr += skip;
	w->el.size -= skip;
}

void
elfcore_loads(struct elfcore_loads *w, const struct dump_plan *p)
{
	*w = (struct elfcore_loads){ 0 };
	scan_start(&w->scan, p);
	w->more = scan_next(&w->scan, &w->el);
}

bool
elfcore_loads_next(struct elfcore_loads *w, struct elfcore_load *out)
{
	const struct dump_model *m = w->scan.p->m;

	while (w->more) {
		if (!w->inside) {
			if (take_whole(w, out))
				return true;
			w->inside = true;
		}
		skip_broken_page(w);
		*out = (struct elfcore_load){ .addr = w->el.addr,
		    .off = w->el.off, .prot = m->regions[w->el.region].prot };
		if (w->el.size > 0 && w->el.what == KEPT) {
			take_bytes(w, out);
			return true;
		}
		if (w->el.what == ZEROS) {
			take_zeros(w, out);
			return true;
		}
		if (w->el.size > 0 && stays_empty(w, &w->el)) {
			take_empty(w, out);
			return true;
		}
		advance(w);
	}
	return false;
}
