/* SPDX-License-Identifier: BSD-2-Clause */
/* core_records.h -- the records that readers of any dump need. */
#ifndef CORE_RECORDS_H
#define CORE_RECORDS_H

#include "model/plan.h"

/* Is it one? */
bool	 core_record(const struct record *r);
/* Those that are left where nobody is to be recognised: a command line, an
 * environment, files, users, and what only its maker can read are not. */
bool	 core_record_is_personal(const struct record *r);
int	 core_records_keep_impersonal(struct dump_plan *p,
	    struct dump_err *err);
/* Keeps them, and those with one of the roles 1 << ROLE_X. */
int	 core_records_keep(struct dump_plan *p, uint32_t roles,
	    struct dump_err *err);

#endif
