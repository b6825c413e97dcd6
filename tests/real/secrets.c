/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * secrets.c -- a program that has a secret on stacks, in its environment, in
 * its heap and in vector registers; and what looks for texts on the stacks of
 * a dump.
 *
 *	secrets plant		says "ready" and waits
 *	secrets crash		dies
 *	secrets look DUMP	names texts of eight letters on stacks
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dump.h"

enum { THREADS = 4, RUN = 8, MOST = 1 << 20 };

/* In parts, so that the program's own file does not have it. */
static void
make_secret(char *out, size_t size, const char *where)
{
	snprintf(out, size, "%s%s-%s", "CANA", "RY", where);
}

static void
hold(int depth)
{
	char text[64], wide[128] = { 0 };
	size_t i;

	make_secret(text, sizeof text, "stack");
	for (i = 0; text[i] != '\0'; i++)
		wide[2 * i] = text[i];
	__asm__ volatile("" : : "r"(text), "r"(wide) : "memory");
	if (depth > 0)
		hold(depth - 1);
	else
		for (;;)
			pause();
	__asm__ volatile("" : : "r"(text), "r"(wide) : "memory");
}

static void *
thread(void *arg)
{
	hold(*(const int *)arg);
	return NULL;
}

static int
plant(int crash)
{
	static int depths[THREADS] = { 0, 1, 5, 20 };
	char text[64], *heap = malloc(sizeof text);
	pthread_t t;
	int i;

	make_secret(text, sizeof text, "environment");
	setenv("SECRET", text, 1);
	if (heap != NULL)
		make_secret(heap, sizeof text, "heap");
	for (i = 0; i < THREADS; i++)
		if (pthread_create(&t, NULL, thread, &depths[i]) != 0)
			return 1;
	sleep(1);
	puts("ready");
	fflush(stdout);
	if (crash)
		abort();
	hold(3);
	return 0;
}

static int
look_at(FILE *in, uint64_t off, uint64_t size, uint64_t addr)
{
	uint64_t i;
	int c, run = 0, found = 0;

	if (fseeko(in, (off_t)off, SEEK_SET) != 0)
		return 1;
	for (i = 0; i < size && (c = getc(in)) != EOF; i++) {
		run = c >= ' ' && c <= '~' ? run + 1 : 0;
		if (run == RUN) {
			printf("a text at 0x%" PRIx64 "\n", addr + i + 1 -
			    RUN);
			found = 1;
		}
	}
	return found;
}

/* Of each thread what follows the stack pointer without a gap. */
static int
look(const char *path)
{
	struct dump_source *src;
	struct dump_model *m;
	struct dump_err err;
	uint64_t addr, size, off, sp, skip;
	size_t i, k, stacks = 0;
	FILE *in = fopen(path, "r");
	int found = 0;

	if (in == NULL || dump_source_open(&src, path, &err) == -1 ||
	    dump_model_read(&m, src, &err) == -1)
		return 2;
	for (i = 0; i < dump_model_threads(m); i++) {
		sp = dump_model_thread(m, i)->sp;
		for (k = 0; k < dump_model_pieces(m); k++) {
			dump_model_piece(m, k, &addr, &size, &off);
			if (sp - addr >= size)
				continue;
			skip = sp - addr;
			size -= skip;
			found |= look_at(in, off + skip, size < MOST ? size :
			    MOST, sp);
			stacks++;
		}
	}
	printf("%zu stacks\n", stacks);
	dump_model_free(m);
	dump_source_close(src);
	fclose(in);
	return found || stacks == 0;
}

int
main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "look") == 0)
		return look(argv[2]);
	return plant(argc > 1 && strcmp(argv[1], "crash") == 0);
}
