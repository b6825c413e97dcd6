/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * residual.h -- how to put together again, byte for byte, the file that a
 * dump was converted from: all of it that is no memory, and where memory
 * belongs.  It is void as soon as anything of the converted dump changes.
 */
#ifndef RESIDUAL_H
#define RESIDUAL_H

#include "convert/growing.h"
#include "model/plan.h"

/* OUT is empty where P changes something, or too much of the file is no
 * memory; then a warning says so. */
int	 residual_make(struct growing *out, struct dump_plan *p,
	    struct dump_source *src, struct dump_err *err);

/* *OUT is NULL where there is none, or none that makes sense. */
int	 residual_layout(struct layout **out, struct dump_plan *p,
	    struct dump_source *src, struct dump_err *err);

#endif
