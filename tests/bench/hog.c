/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hog.c -- a process to dump: threads, and MIB of malloc'ed blocks of which
 * ZERO percent are left as the system gave them.
 *
 *	hog MIB ZERO
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { BLOCK = 1 << 20, THREADS = 8 };

/* Half noise, half of it repeated: compresses as a heap of records does. */
static void
fill(uint64_t *p, size_t words, uint64_t *seed)
{
	size_t i;

	for (i = 0; i < words; i++) {
		*seed ^= *seed << 13;
		*seed ^= *seed >> 7;
		*seed ^= *seed << 17;
		p[i] = i % 4 == 0 ? *seed : *seed & 0xffff;
	}
}

static void *
wait_here(void *arg)
{
	for (;;)
		pause();
	return arg;
}

int
main(int argc, char **argv)
{
	long mib = argc > 1 ? atol(argv[1]) : 0, i;
	long zero = argc > 2 ? atol(argv[2]) : 0;
	uint64_t seed = 88172645463325252U;
	pthread_t thread;
	void *block;

	for (i = 0; i < mib; i++) {
		if ((block = calloc(1, BLOCK)) == NULL)
			return 1;
		if (i % 100 >= zero)
			fill(block, BLOCK / 8, &seed);
	}
	for (i = 0; i < THREADS; i++)
		if (pthread_create(&thread, NULL, wait_here, NULL) != 0)
			return 1;
	puts("ready");
	fflush(stdout);
	wait_here(NULL);
	return 0;
}
