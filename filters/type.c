/* SPDX-License-Identifier: BSD-2-Clause */
/* type.c -- cut: what a dump of certain MINIDUMP_TYPE flags holds. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "filters/cut.h"
#include "filters/filter.h"
#include "process/types.h"

struct type {
	uint64_t	 mask;
	bool		 ignore_unknown;
};

static const struct dump_opt type_opts[] = {
	{ "mask", DUMP_OPT_U64, offsetof(struct type, mask),
	    "MINIDUMP_TYPE flags; 0: stacks and little else" },
	{ "ignore-unknown-bits", DUMP_OPT_FLAG,
	    offsetof(struct type, ignore_unknown),
	    "bits of the mask that have no name mean nothing" },
	{ NULL, DUMP_OPT_END, 0, NULL }
};

/* Flags that change what stays rather than choose it, and those that need
 * more than memory by classes: they are filters of their own. */
enum {
	OF_OTHERS = TYPE_FILTER_MEMORY | TYPE_SCAN_MEMORY |
	    TYPE_INDIRECT_MEMORY | TYPE_FILTER_PATHS | TYPE_FILTER_TRIAGE
};

/* Flags that are true of what this leaves.  Others are if their memory or
 * their records are all there. */
enum {
	TRUE_AFTERWARDS = TYPE_WITHOUT_OPTIONAL | TYPE_WITHOUT_AUXILIARY |
	    TYPE_FULL_AUXILIARY | TYPE_IGNORE_INACCESSIBLE |
	    TYPE_PARTIAL_PAGES | TYPE_FILTER_WRITE_COMBINED |
	    TYPE_NO_IGNORE_INACCESSIBLE
};

static unsigned
lowest_bit(uint64_t mask)
{
	unsigned bit = 0;

	while ((mask >> bit & 1) == 0)
		bit++;
	return bit;
}

static int
type_ready(void *state, struct dump_err *err)
{
	struct type *f = state;
	uint64_t unknown = f->mask & ~(uint64_t)TYPE_ALL;

	if (unknown != 0 && !f->ignore_unknown)
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "type: unknown bits 0x%" PRIx64 " in the mask", unknown);
	f->mask &= TYPE_ALL;
	if ((f->mask & TYPE_COMPRESSED) != 0)
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "WithMemoryCompressed: nobody says how such memory is "
		    "laid out; -z compresses the whole dump");
	if ((f->mask & OF_OTHERS) != 0)
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "type: %s is what other filters do; --type adds them",
		    dump_type_name(lowest_bit(f->mask & OF_OTHERS)));
	return 0;
}

static uint32_t
type_asks(const void *state, const struct dump_model *m)
{
	const struct type *f = state;

	return survey_open(m, cut_type_asks(m, (uint32_t)f->mask));
}

/* Records of a Windows process that a flag asks for. */
static uint32_t
flag_of(enum role role)
{
	switch (role) {
	case ROLE_HANDLES: return TYPE_HANDLE_DATA;
	case ROLE_UNLOADED: return TYPE_UNLOADED_MODULES;
	case ROLE_MEMORY_INFO: return TYPE_FULL_MEMORY_INFO;
	case ROLE_THREAD_INFO: return TYPE_THREAD_INFO;
	case ROLE_TOKEN: return TYPE_TOKEN;
	case ROLE_TRACE: return TYPE_IPT_TRACE;
	default: return 0;
	}
}

/* What a dump can do without, and some want it to. */
static bool
is_optional(const struct dump_model *m, enum role role)
{
	if (role == ROLE_UNKNOWN)
		return true;
	if (m->os != OS_WINDOWS)
		return false;
	return role == ROLE_COMMENT || role == ROLE_USER ||
	    role == ROLE_AUXILIARY || role == ROLE_PROCESS_DATA ||
	    role == ROLE_THREAD_NAMES;
}

/*
 * Flags for records are about those of Windows.  Others are small, and
 * debuggers of other systems read them all.
 */
static const char *
rule_for(const struct dump_model *m, enum role role, uint32_t flags)
{
	uint32_t flag = m->os == OS_WINDOWS ? flag_of(role) : 0;

	if ((flags & TYPE_WITHOUT_OPTIONAL) != 0 && is_optional(m, role))
		return NULL;
	if ((flags & TYPE_WITHOUT_AUXILIARY) != 0 && role == ROLE_AUXILIARY)
		return NULL;
	if (flag == 0)
		return "record that every type has";
	return (flags & flag) != 0 ? "record of the type" : NULL;
}

static int
choose_records(struct dump_plan *p, uint32_t flags, struct dump_err *err)
{
	const struct dump_model *m = p->m;
	const char *rule;
	size_t i;

	for (i = 0; i < m->nrecords; i++) {
		rule = rule_for(m, (enum role)m->records[i].role, flags);
		if (rule != NULL && plan_keep_record(p, i, rule, err) == -1)
			return -1;
	}
	return 0;
}

/* Flags for something that the input has. */
static uint32_t
in_input(const struct dump_model *m)
{
	uint32_t flags = 0;
	size_t i;

	for (i = 0; i < m->nregions; i++)
		if (model_region_present(m, i) > 0)
			flags |= region_types(m, &m->regions[i]);
	for (i = 0; i < m->nrecords; i++)
		flags |= flag_of((enum role)m->records[i].role);
	return flags;
}

static void
warn_of_missing(struct dump_plan *p, uint32_t flags)
{
	uint32_t could = TYPE_DATA_SEGS | TYPE_PRIVATE_READ_WRITE |
	    TYPE_CODE_SEGS | TYPE_PRIVATE_WRITE_COPY | TYPE_MODULE_HEADERS;
	char text[256] = "";
	unsigned bit;
	size_t n = 0;

	if (p->m->os == OS_WINDOWS)
		could |= TYPE_HANDLE_DATA | TYPE_UNLOADED_MODULES |
		    TYPE_FULL_MEMORY_INFO | TYPE_THREAD_INFO | TYPE_TOKEN |
		    TYPE_IPT_TRACE;
	flags &= could & ~in_input(p->m);
	for (bit = 0; flags >> bit != 0 && n < sizeof text; bit++)
		if ((flags >> bit & 1) != 0)
			n += (size_t)snprintf(text + n, sizeof text - n,
			    "%s%s", n > 0 ? ", " : "", dump_type_name(bit));
	if (n > 0)
		plan_warn(p, "--type: the input has nothing for %s", text);
}

/* Whatever asks for it. */
static int
drop_uncached(struct dump_plan *p, struct dump_err *err)
{
	size_t i;

	for (i = 0; i < p->m->nregions; i++)
		if (p->m->regions[i].class == DUMP_IO &&
		    plan_drop_region(p, i, "write-combined memory", err) ==
		    -1)
			return -1;
	return 0;
}

static int
type_plan(void *state, const struct dump_model *m, struct dump_plan *p,
    struct dump_err *err)
{
	const struct type *f = state;
	uint32_t flags = cut_type_flags((uint32_t)f->mask);
	struct set kept = { 0 };
	int rc;

	p->flags |= flags & TRUE_AFTERWARDS;
	/* A cut may have left all memory of a dump that never had these. */
	if (((uint32_t)m->facts.type & TYPE_PROCESS_DATA) != 0 ||
	    (((uint32_t)m->facts.type & TYPE_FULL_MEMORY) != 0 &&
	    m->facts.provenance == NULL))
		p->flags |= flags & TYPE_PROCESS_DATA;
	p->strict |= (flags & TYPE_NO_IGNORE_INACCESSIBLE) != 0;
	if (p->strict && m->facts.truncated)
		return dump_fail(err, DUMP_E_TRUNC, DUMP_NOWHERE,
		    "NoIgnoreInaccessibleMemory: memory is missing, for the "
		    "dump ends too early");
	if ((flags & TYPE_FILTER_WRITE_COMBINED) != 0 &&
	    drop_uncached(p, err) == -1)
		return -1;
	if (m->no_registers && !cut_type_has_stacks(m, flags))
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE, "--type: no "
		    "registers are in the dump that are understood, so no "
		    "stack can be found; --heap keeps them all");
	warn_of_missing(p, flags);
	if ((rc = cut_type(&kept, m, flags, p->tuning.stack_max, err)) == 0 &&
	    (rc = plan_cut(p, &kept, err)) == 0)
		rc = choose_records(p, flags, err);
	set_free(&kept);
	return rc;
}

const struct dump_filter dump_filter_type = {
	.name = "type",
	.summary = "keep what a dump of these MINIDUMP_TYPE flags holds",
	.opts = type_opts,
	.state_size = sizeof(struct type),
	.ready = type_ready,
	.asks = type_asks,
	.plan = type_plan,
};
