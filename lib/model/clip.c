/* SPDX-License-Identifier: BSD-2-Clause */
/* clip.c -- takes out of the model what lies behind the end of the source. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/checked.h"
#include "base/err.h"
#include "model/model.h"

static uint64_t
there(const struct piece *p, uint64_t end)
{
	return p->off >= end ? 0 : min_u64(p->at.size, end - p->off);
}

/* Regions end where their bytes do, so that one is there or cut off. */
static int
cut_regions(struct dump_model *m, uint64_t end, size_t lost,
    struct dump_err *err)
{
	uint64_t *at, have;
	size_t i, n = 0;
	int rc;

	if ((at = malloc(2 * lost * sizeof *at)) == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < m->npieces; i++) {
		have = there(&m->pieces[i], end);
		if (have == m->pieces[i].at.size)
			continue;
		at[n++] = m->pieces[i].at.addr + have;
		at[n++] = span_last(m->pieces[i].at) + 1;
	}
	rc = model_cut_all(m, at, n, err);
	free(at);
	return rc;
}

int
model_clip(struct dump_model *m, uint64_t end, struct dump_err *err)
{
	size_t i, kept = 0, lost = 0;
	uint64_t missing = 0;

	for (i = 0; i < m->npieces; i++)
		if (there(&m->pieces[i], end) < m->pieces[i].at.size) {
			missing += m->pieces[i].at.size -
			    there(&m->pieces[i], end);
			lost++;
		}
	if (lost == 0)
		return 0;
	if (cut_regions(m, end, lost, err) == -1)
		return -1;
	for (i = 0; i < m->npieces; i++) {
		if (there(&m->pieces[i], end) == m->pieces[i].at.size)
			m->pieces[kept++] = m->pieces[i];
		else if (m->pieces[i].region != NONE)
			m->regions[m->pieces[i].region].tail = TAIL_CUT;
	}
	m->npieces = kept;
	m->facts.truncated = true;
	dump_model_warn(m, true, end, "the dump ends at %" PRIu64 " of %" PRIu64
	    " bytes: %" PRIu64 " bytes of memory are cut off", end,
	    m->facts.end, missing);
	return 0;
}

void
model_end(struct dump_model *m, uint64_t end)
{
	if (end == DUMP_NOWHERE || end >= m->facts.end)
		return;
	m->facts.truncated = true;
	if (!m->damaged)
		dump_model_warn(m, true, end, "the dump ends at %" PRIu64
		    " of %" PRIu64 " bytes", end, m->facts.end);
}
