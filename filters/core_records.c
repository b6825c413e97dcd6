/* SPDX-License-Identifier: BSD-2-Clause */
/* core_records.c -- the records that readers of any dump need. */
#include "filters/core_records.h"

bool
core_record(const struct record *r)
{
	if (r->vital)
		return true;
	switch (r->role) {
	case ROLE_SYSTEM: case ROLE_THREADS: case ROLE_MODULES:
	case ROLE_EXCEPTION: case ROLE_MEMORY: case ROLE_MISC:
	case ROLE_THREAD_NAMES: case ROLE_MAP: case ROLE_AUXV:
	case ROLE_REGISTERS: case ROLE_READER:
		return true;
	default:
		return false;
	}
}

int
core_records_keep(struct dump_plan *p, uint32_t roles, struct dump_err *err)
{
	const struct record *r;
	size_t i;

	for (i = 0; i < p->m->nrecords; i++) {
		r = &p->m->records[i];
		if (core_record(r) && plan_keep_record(p, i,
		    "what readers need", err) == -1)
			return -1;
		if (!core_record(r) && (roles >> r->role & 1) != 0 &&
		    plan_keep_record(p, i, "what a small dump has room for",
		    err) == -1)
			return -1;
	}
	return 0;
}

bool
core_record_is_personal(const struct record *r)
{
	switch (r->role) {
	case ROLE_COMMAND: case ROLE_ENVIRONMENT: case ROLE_HANDLES:
	case ROLE_TOKEN: case ROLE_COMMENT: case ROLE_USER:
	case ROLE_UNKNOWN: case ROLE_PROCESS_DATA:
		return true;
	default:
		return false;
	}
}

int
core_records_keep_impersonal(struct dump_plan *p, struct dump_err *err)
{
	const struct record *r;
	size_t i;

	for (i = 0; i < p->m->nrecords; i++) {
		r = &p->m->records[i];
		if (core_record(r) && !core_record_is_personal(r) && plan_keep_record(p, i,
		    "what readers need", err) == -1)
			return -1;
	}
	return 0;
}
