/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core_filter.c -- cut: what the kernel of Linux writes for a value of
 * /proc/PID/coredump_filter.
 *
 * Of its bits a dump only tells some.  Shared anonymous memory looks like
 * private one, huge pages like any others, and where a file is mapped it is
 * not said whether others see what is written to it.
 */
#include <inttypes.h>

#include "base/err.h"
#include "filters/cut.h"
#include "filters/filter.h"

/* The bits by number, from 0 on: private and shared anonymous memory, private
 * and shared files, headers, huge pages of both kinds, DAX of both kinds. */
enum {
	ANONYMOUS = 0x3, PRIVATE_FILE = 0x4, ANY_FILE = 0xc, HEADERS = 0x10,
	ALL_BITS = 0x1ff
};

/* Bits each of which alone asks for memory of the class.  What was written
 * to of a private file counts as anonymous. */
static const uint16_t asked[DUMP_CLASSES] = {
	[DUMP_HDR] = HEADERS | PRIVATE_FILE,
	[DUMP_CODE] = PRIVATE_FILE,
	[DUMP_RODATA] = PRIVATE_FILE,
	[DUMP_RELRO] = ANONYMOUS | PRIVATE_FILE,
	[DUMP_DATA] = ANONYMOUS | PRIVATE_FILE,
	[DUMP_STACK] = ANONYMOUS,
	[DUMP_STACKDEAD] = ANONYMOUS,
	[DUMP_JIT] = ANONYMOUS,
	[DUMP_PRW] = ANONYMOUS,
	[DUMP_PRO] = ANONYMOUS,
	[DUMP_MRW] = ANY_FILE,
	[DUMP_MRO] = ANY_FILE,
};

struct core_filter {
	uint64_t	 mask;
};

static const struct dump_opt core_filter_opts[] = {
	{ "mask", DUMP_OPT_U64, offsetof(struct core_filter, mask),
	    "the bits of coredump_filter; Linux itself uses 0x33" },
	{ NULL, DUMP_OPT_END, 0, NULL }
};

static int
core_filter_ready(void *state, struct dump_err *err)
{
	const struct core_filter *f = state;

	if ((f->mask & ~(uint64_t)ALL_BITS) != 0)
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "core-filter: unknown bits 0x%" PRIx64 "; it has 0 to 8",
		    f->mask & ~(uint64_t)ALL_BITS);
	return 0;
}

static uint32_t
core_filter_asks(const void *state, const struct dump_model *m)
{
	(void)state;
	return survey_open(m, ASK_ZEROS | ASK_PE_SECTIONS);
}

static bool
keeps(const struct core_filter *f, const struct dump_model *m,
    const struct region *r)
{
	uint16_t bits = asked[r->class];

	/* To the kernel a file without a name is no file. */
	if ((r->class == DUMP_MRW || r->class == DUMP_MRO) &&
	    r->mapping != NONE && (m->files[m->mappings[r->mapping].file].flags
	    & FILE_DELETED) != 0)
		bits = ANONYMOUS;
	/* .bss belongs to an image, but no file is behind it. */
	if (r->class == DUMP_DATA && r->mapping == NONE &&
	    m->os != OS_WINDOWS)
		bits = ANONYMOUS;
	/* The vdso and its like it always writes. */
	return r->class == DUMP_PLUMB || (f->mask & bits) != 0;
}

static int
core_filter_plan(void *state, const struct dump_model *m,
    struct dump_plan *p, struct dump_err *err)
{
	struct set kept = { 0 };
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < m->nregions; i++)
		if (keeps(state, m, &m->regions[i]))
			rc = set_add(&kept, m->regions[i].at,
			    "chosen by the filter of cores", err);
	set_settle(&kept);
	if (rc == 0 && (rc = plan_cut(p, &kept, err)) == 0)
		rc = plan_keep_all_records(p, "all records", err);
	set_free(&kept);
	return rc;
}

const struct dump_filter dump_filter_core_filter = {
	.name = "core-filter",
	.summary = "keep what Linux writes for a coredump_filter",
	.opts = core_filter_opts,
	.state_size = sizeof(struct core_filter),
	.ready = core_filter_ready,
	.asks = core_filter_asks,
	.plan = core_filter_plan,
};
