/* SPDX-License-Identifier: BSD-2-Clause */
/* xxhash.h -- the checksums of zstd and lz4, without their libraries. */
#ifndef XXHASH_H
#define XXHASH_H

#include <stddef.h>
#include <stdint.h>

/* Both start from 0. */
uint32_t xxhash32(const uint8_t *p, size_t len);
uint64_t xxhash64(const uint8_t *p, size_t len);

#endif
