/* SPDX-License-Identifier: BSD-2-Clause */
/* types.h -- which flags of a dump type ask for which memory. */
#ifndef TYPES_H
#define TYPES_H

#include "model/model.h"
#include "model/type.h"

/*
 * The flags (enum type_flag) each of which alone asks for all of R, which is
 * classified; 0 where nothing does, for nobody can read it.
 */
uint32_t region_types(const struct dump_model *m, const struct region *r);

#endif
