/* SPDX-License-Identifier: BSD-2-Clause */
/* cli_progress.h -- one line that says how far it is. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "cli_options.h"

struct dump_sink;

/*
 * NAME is read to do WHAT from here on; the line is shown as the options want
 * it.  Both texts must live until cli_progress_end().
 */
void	 cli_progress_start(const struct cli_common *c, const char *name,
	    const char *what);
/* What is read goes to DST, which may compress it; NULL: it has gone. */
void	 cli_progress_sink(const struct dump_sink *dst);
/* A dump_progress_fn. */
int	 cli_progress(void *ctx, uint64_t done, uint64_t total);
/* DONE bytes are all that there will be. */
void	 cli_progress_all(uint64_t done);
/* Takes the line away, before anything else is printed. */
void	 cli_progress_clear(void);
void	 cli_progress_end(void);
/* Prints a line at once; for the handler of SIGUSR1. */
void	 cli_progress_signal(void);

#endif
