/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * replay.c -- runs a fuzz target over the files and folders that are named,
 * for compilers without libFuzzer and for "make check".
 *
 *	replay_TARGET PATH...
 *
 * Each file has a process of its own, so that one that crashes the target
 * does not hide the others.
 */
#include <sys/stat.h>
#include <sys/wait.h>

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An input that takes longer than this has found something too. */
enum { SECONDS = 60 };

static unsigned long passed, failed;

static void
fail(const char *path, const char *why)
{
	failed++;
	printf("%s: %s\n", path, why);
}

/* The size of the buffer is that of the file, so that a sanitizer sees one
 * byte too far. */
static int
run(const char *path, size_t size)
{
	uint8_t *data = malloc(size > 0 ? size : 1);
	FILE *f = fopen(path, "rb");
	int rc = EXIT_FAILURE;

	if (data == NULL || f == NULL || fread(data, 1, size, f) != size) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
	} else {
		LLVMFuzzerTestOneInput(data, size);
		rc = EXIT_SUCCESS;
	}
	if (f != NULL)
		fclose(f);
	free(data);
	return rc;
}

static void
replay_file(const char *path, size_t size)
{
	char why[64];
	int status;
	pid_t pid;

	fflush(NULL);
	if ((pid = fork()) == 0) {
		alarm(SECONDS);
		exit(run(path, size));
	}
	if (pid == -1 || waitpid(pid, &status, 0) == -1) {
		fail(path, strerror(errno));
	} else if (WIFSIGNALED(status)) {
		snprintf(why, sizeof why, "%s", strsignal(WTERMSIG(status)));
		fail(path, why);
	} else if (WEXITSTATUS(status) != 0) {
		snprintf(why, sizeof why, "status %d", WEXITSTATUS(status));
		fail(path, why);
	} else {
		passed++;
	}
}

static int
visible(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static void
replay(const char *path)
{
	struct dirent **entries;
	struct stat st;
	char *inner;
	int i, n;

	if (stat(path, &st) == -1) {
		fail(path, strerror(errno));
		return;
	}
	if (!S_ISDIR(st.st_mode)) {
		replay_file(path, (size_t)st.st_size);
		return;
	}
	if ((n = scandir(path, &entries, visible, alphasort)) == -1) {
		fail(path, strerror(errno));
		return;
	}
	for (i = 0; i < n; i++) {
		if (asprintf(&inner, "%s/%s", path, entries[i]->d_name) == -1)
			abort();
		replay(inner);
		free(inner);
		free(entries[i]);
	}
	free(entries);
}

int
main(int argc, char **argv)
{
	const char *name = strrchr(argv[0], '/');
	int i;

	if (argc < 2) {
		fprintf(stderr, "usage: %s PATH...\n", argv[0]);
		return 2;
	}
	for (i = 1; i < argc; i++)
		replay(argv[i]);
	printf("%s: %lu passed, %lu failed\n",
	    name != NULL ? name + 1 : argv[0], passed, failed);
	return failed == 0 && passed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
