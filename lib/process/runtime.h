/* SPDX-License-Identifier: BSD-2-Clause */
/* runtime.h -- runtimes of languages by the names of their modules. */
#ifndef RUNTIME_H
#define RUNTIME_H

/* The runtime that a module of this name, without folders, is of; or NULL. */
const char *runtime_of(const char *name);

#endif
