/* SPDX-License-Identifier: BSD-2-Clause */
/* classify.c -- gives every region its class. */
#include "process/classify.h"
#include "process/parts.h"

int
classify(struct dump_model *m, struct dump_err *err)
{
	int rc;

	rc = m->os == OS_WINDOWS ? classify_windows(m, err) :
	    classify_unix(m, err);
	if (rc == 0)
		runtime_name(m);
	return rc;
}
