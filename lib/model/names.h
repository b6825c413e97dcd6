/* SPDX-License-Identifier: BSD-2-Clause */
/* names.h -- what codes and flags are called, for people and for options. */
#ifndef NAMES_H
#define NAMES_H

#include "model/model.h"

const char *machine_name(enum machine machine);
const char *os_name(enum os os);
/* "the Linux kernel"; NULL for an unknown one. */
const char *writer_name(enum writer writer);
/* The class that WORD names, or DUMP_CLASSES. */
enum dump_class class_by_name(const char *word);
/* The roles of a group of records that WORD names, a bit each; or 0. */
uint32_t roles_by_group(const char *word);

#endif
