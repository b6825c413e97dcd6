/* SPDX-License-Identifier: BSD-2-Clause */
/* strangers.h -- names files that are no process dumps. */
#ifndef STRANGERS_H
#define STRANGERS_H

#include <stddef.h>
#include <stdint.h>

/*
 * What a file that starts with these LEN bytes is, as the end of a sentence
 * ("an HTML page, not a dump"), or NULL.
 */
const char *stranger(const uint8_t *head, size_t len);

#endif
