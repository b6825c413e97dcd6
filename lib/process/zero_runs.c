/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * zero_runs.c -- question: where is anonymous memory all zero for long?
 * What never was touched is, and in the dump of a runtime with a large heap
 * that can be most of it.
 */
#include <stdlib.h>

#include "base/checked.h"
#include "base/err.h"
#include "io/zeros.h"
#include "process/surveys.h"

enum {
	BLOCK = 256 << 10,
	PAGE_MAX = 64 << 10	/* whatever AT_PAGESZ claims */
};

struct reading {
	struct dump_model *m;
	struct dump_source *src;
	struct dump_err	*err;
	uint8_t		*buf;		/* BLOCK bytes */
	uint64_t	 page;
	uint64_t	 left;		/* bytes that may be read */
	uint64_t	 start;		/* of the run at hand, an address */
	bool		 in_run;
	/* What the file system said: a hole up to DATA, and data up to
	 * HOLE. */
	uint64_t	 from, data, hole;
	/* Zeros that were read last, which segments may share. */
	uint64_t	 zero, zero_end;
};

/* Segments that share bytes must not take more time than a dump of that
 * size. */
#define MORE	((uint64_t)64 << 20)

/*
 * Not of a file: readers find libraries by segments that are as the system
 * has them.  Where no list of files is in the dump, what is only read may be
 * of one.
 */
static bool
is_anonymous(const struct dump_model *m, const struct region *r)
{
	if (r->mapping != NONE ||
	    (r->prot & (REGION_IMAGE | REGION_MAPPED)) != 0)
		return false;
	if ((r->prot & REGION_GUESSED) != 0)
		return r->module == NONE;
	return m->nmappings > 0 || (r->prot & (DUMP_W | REGION_PRIVATE)) != 0;
}

bool
zero_runs_wanted(const struct dump_model *m)
{
	size_t i;

	for (i = 0; i < m->npieces; i++)
		if (is_anonymous(m, &m->regions[m->pieces[i].region]))
			return true;
	return false;
}

int
zero_runs_touch(const struct dump_model *m, struct set *out,
    struct dump_err *err)
{
	size_t i;

	for (i = 0; i < m->npieces; i++)
		if (is_anonymous(m, &m->regions[m->pieces[i].region]) &&
		    set_add(out, m->pieces[i].at, "", err) == -1)
			return -1;
	return 0;
}

/* The run ends before ADDR.  A short one counts only where it may go on in a
 * neighbour of the piece AT. */
static int
end_run(struct reading *r, struct span at, uint64_t addr)
{
	uint64_t first = round_up(at.addr, r->page);
	struct span run = { r->start, addr - r->start };

	if (!r->in_run)
		return 0;
	r->in_run = false;
	if (run.size < ZERO_RUN && run.addr != first &&
	    round_down(span_last(at), r->page) >= addr)
		return 0;
	return set_add(&r->m->survey.zero_runs, run, "zeros", r->err);
}

static void
remember_zeros(struct reading *r, uint64_t off, uint64_t len)
{
	if (off < r->zero || off > r->zero_end) {
		r->zero = off;
		r->zero_end = off;
	}
	r->zero_end = max_u64(r->zero_end, off + len);
}

/* Pages of LEN bytes at ADDR, which lie in the piece P. */
static int
look(struct reading *r, const struct piece *p, uint64_t addr, size_t len)
{
	size_t page = (size_t)r->page, at;

	for (at = 0; at + page <= len; at += page)
		if (!zeros(r->buf + at, page)) {
			if (end_run(r, p->at, addr + at) == -1)
				return -1;
		} else {
			if (!r->in_run)
				r->start = addr + at;
			r->in_run = true;
			remember_zeros(r, p->off + (addr + at - p->at.addr),
			    page);
		}
	return 0;
}

/* How many of LEN bytes at OFF are known to be zero without a look. */
static uint64_t
skip(struct reading *r, uint64_t off, uint64_t len)
{
	uint64_t end;

	if (off >= r->zero && off < r->zero_end)
		return round_down(min_u64(r->zero_end - off, len), r->page);
	if (off < r->from || off >= r->hole) {
		r->from = off;
		if (!source_next_data(r->src, off, &r->data, &r->hole)) {
			r->data = off;
			r->hole = off + 1;
		}
	}
	end = max_u64(r->data, off);
	return round_down(min_u64(end - off, len), r->page);
}

static int
read_piece(struct reading *r, const struct piece *p)
{
	uint64_t at = round_up(p->at.addr, r->page), left, n;
	uint64_t end = p->at.addr + p->at.size, off;
	size_t got;

	/* At the end of the address space, or less than a page. */
	if (end < p->at.addr || at < p->at.addr || at >= end)
		return 0;
	for (left = round_down(end - at, r->page); left > 0; left -= n) {
		off = p->off + (at - p->at.addr);
		if ((n = skip(r, off, left)) > 0) {
			if (!r->in_run)
				r->start = at;
			r->in_run = true;
			at += n;
			continue;
		}
		n = min_u64(left, BLOCK);
		if (n > r->left)
			break;
		r->left -= n;
		if (source_read_some(r->src, off, r->buf, (size_t)n, &got,
		    r->err) == -1 || look(r, p, at, got) == -1)
			return -1;
		at += round_down(got, r->page);
		if (got < n)
			break;
	}
	return end_run(r, p->at, at);
}

struct asked {
	uint64_t	 off;
	uint32_t	 piece;
};

static int
by_offset(const void *va, const void *vb)
{
	const struct asked *a = va, *b = vb;

	if (a->off != b->off)
		return a->off < b->off ? -1 : 1;
	return a->piece < b->piece ? -1 : a->piece > b->piece;
}

/* In the order of the source, which may have to be read forward. */
static int
read_sorted(struct reading *r)
{
	const struct dump_model *m = r->m;
	struct asked *v;
	size_t i, n = 0;
	int rc = 0;

	if ((v = malloc((m->npieces + 1) * sizeof *v)) == NULL)
		return dump_fail_nomem(r->err);
	for (i = 0; i < m->npieces; i++)
		if (is_anonymous(m, &m->regions[m->pieces[i].region]))
			v[n++] = (struct asked){ m->pieces[i].off,
			    (uint32_t)i };
	array_sort(v, n, sizeof *v, by_offset);
	for (i = 0; rc == 0 && i < n; i++)
		rc = read_piece(r, &m->pieces[v[i].piece]);
	free(v);
	return rc;
}

static int
read_in_turn(struct reading *r)
{
	const struct dump_model *m = r->m;
	size_t i;

	for (i = 0; i < m->npieces; i++)
		if (is_anonymous(m, &m->regions[m->pieces[i].region]) &&
		    read_piece(r, &m->pieces[i]) == -1)
			return -1;
	return 0;
}

/* Neighbours were joined: now it shows which are long enough. */
static void
leave_out_short(struct set *s)
{
	size_t i, n = 0;

	for (i = 0; i < s->n; i++)
		if (s->v[i].last - s->v[i].addr >= ZERO_RUN - 1)
			s->v[n++] = s->v[i];
	s->n = n;
}

int
zero_runs_answer(struct dump_model *m, struct dump_source *src,
    struct dump_err *err)
{
	struct reading r = { .m = m, .src = src, .err = err };
	int rc;

	r.page = min_u64(m->page, PAGE_MAX);
	r.left = add_capped(add_capped(m->facts.end, m->facts.end), MORE);
	if ((r.buf = malloc(BLOCK)) == NULL)
		return dump_fail_nomem(err);
	rc = m->pieces_ascend ? read_in_turn(&r) : read_sorted(&r);
	free(r.buf);
	if (r.left < BLOCK)
		dump_model_warn(m, false, DUMP_NOWHERE, "memory shares so "
		    "many bytes of the file that zeros were not all looked "
		    "for");
	set_settle(&m->survey.zero_runs);
	leave_out_short(&m->survey.zero_runs);
	return rc;
}
