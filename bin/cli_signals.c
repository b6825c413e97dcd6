/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cli_signals.c -- a signal that ends the program takes the half-written file
 * with it; the program then dies by that signal, as whoever sent it expects.
 */
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "cli_progress.h"
#include "cli_signals.h"
#include "dump.h"

static const int deadly[] = {
	SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGXCPU
};
enum { DEADLY = sizeof deadly / sizeof *deadly };

static const char *volatile to_remove;
static sigset_t before;		/* what was blocked before cli_signals_hold() */

/* SA_RESETHAND has made the action the default again; the signal that is
 * raised here strikes when this returns. */
static void
die(int sig)
{
	if (to_remove != NULL)
		dump_remove_temporary(to_remove);
	cli_progress_clear();
	raise(sig);
}

static void
tell(int sig)
{
	int saved = errno;

	(void)sig;
	cli_progress_signal();
	errno = saved;
}

static void
all_deadly(sigset_t *set)
{
	size_t i;

	sigemptyset(set);
	for (i = 0; i < DEADLY; i++)
		sigaddset(set, deadly[i]);
}

void
cli_signals_start(void)
{
	struct sigaction act = { 0 }, old;
	size_t i;

	/* Whoever ignores SIGPIPE lets programs fill a pipe that nobody
	 * reads; here a closed pipe is the quiet end. */
	act.sa_handler = SIG_DFL;
	sigaction(SIGPIPE, &act, NULL);

	all_deadly(&act.sa_mask);
	act.sa_handler = die;
	act.sa_flags = (int)SA_RESETHAND;
	for (i = 0; i < DEADLY; i++)
		/* Under nohup SIGHUP is ignored, and stays so. */
		if (sigaction(deadly[i], NULL, &old) == 0 &&
		    old.sa_handler != SIG_IGN)
			sigaction(deadly[i], &act, NULL);

	act.sa_handler = tell;
	act.sa_flags = SA_RESTART;
	sigaction(SIGUSR1, &act, NULL);

	/* A limit on file sizes is then an error like a full disk. */
	act.sa_handler = SIG_IGN;
	sigaction(SIGXFSZ, &act, NULL);
}

void
cli_signals_hold(void)
{
	sigset_t set;

	all_deadly(&set);
	sigprocmask(SIG_BLOCK, &set, &before);
}

void
cli_signals_release(void)
{
	sigprocmask(SIG_SETMASK, &before, NULL);
}

void
cli_signals_remove(const char *path)
{
	to_remove = path;
}
