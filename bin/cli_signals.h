/* SPDX-License-Identifier: BSD-2-Clause */
/* cli_signals.h -- a signal leaves no trace, and SIGUSR1 asks how far it is. */
#ifndef CLI_SIGNALS_H
#define CLI_SIGNALS_H

void	 cli_signals_start(void);
/* Between these two no signal ends the program. */
void	 cli_signals_hold(void);
void	 cli_signals_release(void);
/* PATH is removed when a signal ends the program; NULL: nothing is. */
void	 cli_signals_remove(const char *path);

#endif
