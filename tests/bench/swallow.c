/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * swallow.c -- reads standard input to its end, copying every byte, as
 * whoever is behind a pipe does; /dev/null would never touch the data.
 */
#include <unistd.h>

int
main(void)
{
	static char block[256 * 1024];
	ssize_t n;

	while ((n = read(STDIN_FILENO, block, sizeof block)) > 0)
		continue;
	return n == 0 ? 0 : 1;
}
