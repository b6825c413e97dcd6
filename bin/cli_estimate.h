/* SPDX-License-Identifier: BSD-2-Clause */
/* cli_estimate.h -- --estimate: what every cut would write. */
#ifndef CLI_ESTIMATE_H
#define CLI_ESTIMATE_H

#include <jansson.h>
#include <stdio.h>

#include "cli_options.h"
#include "dump.h"

/*
 * CODEC is what the option was given, "" for nothing; PACK, which may be
 * NULL, what else is said of compression.  HOW->codec NULL: sizes of what is
 * not compressed are wanted alone.  OK, or USAGE after a message.
 */
int	 cli_estimate_packing(struct dump_packing *how, const char *codec,
	    const struct cli_pack *pack);
/* The table; NAME is that of the input, which has so many BYTES. */
void	 cli_estimate_text(const struct dump_estimates *e,
	    const struct dump_packing *how, const char *name, uint64_t bytes,
	    FILE *out);
/* Adds "cuts" and "memory" to DOC. */
void	 cli_estimate_json(const struct dump_estimates *e,
	    const struct dump_packing *how, json_t *doc);

#endif
