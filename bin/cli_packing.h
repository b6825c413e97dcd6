/* SPDX-License-Identifier: BSD-2-Clause */
/* cli_packing.h -- how an output is compressed: by options, or by its name. */
#ifndef CLI_PACKING_H
#define CLI_PACKING_H

#include "cli_options.h"
#include "dump.h"

/*
 * PATH is the name of the output, or NULL: its suffix says how, if PACK does
 * not; one that says something else is a mistake, for a file should be what
 * it is called.  HOW->codec NULL: not at all.  OK, or USAGE after a message.
 */
int	 cli_packing(struct dump_packing *how, const struct cli_pack *pack,
	    const char *path);
/* What goes into an archive needs a name. */
bool	 cli_packs_archive(const struct dump_packing *how);
/* The levels of a HOW that has a codec. */
void	 cli_packing_levels(const struct dump_packing *how, int *least,
	    int *most);
/* ".gz" of a HOW that has a codec. */
const char *cli_packing_suffix(const struct dump_packing *how);
/* Length of SUFFIX if PATH ends in it, in any case, and is longer; or 0. */
size_t	 cli_suffix_length(const char *path, const char *suffix);

#endif
