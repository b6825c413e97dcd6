/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * zeros.c -- question: which ranges that gdb gave R are inaccessible?  gdb
 * writes guards and reservations as readable memory full of zeros, and they
 * can be most of the file.
 */
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "process/surveys.h"

enum {
	FIRST_LOOK = 4 << 10,		/* real data mostly end it here */
	BLOCK = 256 << 10
};

static bool
is_unsure(const struct region *r)
{
	return r->class == DUMP_PRO && r->mapping == NONE &&
	    (r->prot & DUMP_UNSURE) != 0;
}

bool
zeros_wanted(const struct dump_model *m)
{
	size_t i;

	for (i = 0; i < m->nregions; i++)
		if (is_unsure(&m->regions[i]))
			return true;
	return false;
}

int
zeros_touch(const struct dump_model *m, struct set *out, struct dump_err *err)
{
	size_t i;

	for (i = 0; i < m->nregions; i++)
		if (is_unsure(&m->regions[i]) &&
		    set_add(out, m->regions[i].at, "", err) == -1)
			return -1;
	return 0;
}

static bool
is_zero(const uint8_t *p, size_t n)
{
	return n == 0 || (p[0] == 0 && memcmp(p, p + 1, n - 1) == 0);
}

/* Are LEN bytes at OFF all zero, and all there? */
static int
test(struct dump_source *src, uint64_t off, uint64_t len, uint8_t *buf,
    bool *zero, struct dump_err *err)
{
	uint64_t end = off + len, data, hole;
	size_t want = FIRST_LOOK, n, got;

	*zero = true;
	while (*zero && off < end) {
		if (source_next_data(src, off, &data, &hole) && data > off) {
			off = min_u64(data, end);
			continue;
		}
		n = (size_t)min_u64(want, end - off);
		if (source_read_some(src, off, buf, n, &got, err) == -1)
			return -1;
		*zero = got == n && is_zero(buf, n);
		off += n;
		want = BLOCK;
	}
	return 0;
}

struct asked {
	uint64_t	 off;
	uint32_t	 region;
};

static int
by_offset(const void *va, const void *vb)
{
	const struct asked *a = va, *b = vb;

	return a->off < b->off ? -1 : a->off > b->off;
}

static int
answer_region(struct dump_model *m, size_t region, struct dump_source *src,
    uint8_t *buf, struct dump_err *err)
{
	bool zero = true;
	size_t i, end;

	model_region_pieces(m, region, &i, &end);
	for (; zero && i < end; i++)
		if (test(src, m->pieces[i].off, m->pieces[i].at.size, buf,
		    &zero, err) == -1)
			return -1;
	if (zero)
		m->regions[region].class = DUMP_NONE;
	return 0;
}

/* In the order of the source, which may have to be read forward. */
int
zeros_answer(struct dump_model *m, struct dump_source *src,
    struct dump_err *err)
{
	struct asked *asked;
	uint8_t *buf;
	size_t i, first, end, n = 0;
	int rc = 0;

	asked = malloc((m->nregions + 1) * sizeof *asked);
	if ((buf = malloc(BLOCK)) == NULL || asked == NULL)
		rc = dump_fail_nomem(err);
	for (i = 0; rc == 0 && i < m->nregions; i++)
		if (is_unsure(&m->regions[i])) {
			model_region_pieces(m, i, &first, &end);
			asked[n].off = first < end ? m->pieces[first].off : 0;
			asked[n++].region = (uint32_t)i;
		}
	if (rc == 0)
		array_sort(asked, n, sizeof *asked, by_offset);
	for (i = 0; rc == 0 && i < n; i++)
		rc = answer_region(m, asked[i].region, src, buf, err);
	free(buf);
	free(asked);
	return rc;
}
