/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * press.c -- standard input to standard output as gzip, by a library of
 * choice: the one that a build would fall back to is measured as well.
 *
 *	press LIBRARY LEVEL THREADS
 *
 * Without arguments it names the libraries that there are.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "codec/gzip.h"
#include "io/sink.h"
#include "io/source.h"

enum { BLOCK = 1 << 20 };

static const struct deflater *
named(const char *name)
{
	const struct deflater *d;
	size_t i;

	for (i = 0; (d = deflater_at(i)) != NULL; i++)
		if (strcmp(d->name, name) == 0)
			break;
	return d;
}

static int
press(const struct deflater *d, const struct dump_packing *how,
    struct dump_err *err)
{
	static uint8_t block[BLOCK];
	struct dump_source *src = NULL;
	struct dump_sink *dst = NULL;
	uint64_t at = 0;
	size_t got = 0;
	int rc;

	rc = source_from_fd(&src, STDIN_FILENO, "standard input", err);
	if (rc == 0)
		rc = dump_sink_fd(&dst, STDOUT_FILENO, "standard output", err);
	if (rc == 0)
		rc = gzip_create(&dst, dst, how, d, err);
	while (rc == 0 && (rc = source_drain(src, at, block, BLOCK, &got,
	    err)) == 0 && got > 0) {
		rc = sink_write(dst, block, got, err);
		at += got;
	}
	if (rc == 0)
		rc = dump_sink_commit(&dst, err);
	else
		dump_sink_abort(dst);
	dump_source_close(src);
	return rc;
}

int
main(int argc, char **argv)
{
	struct dump_packing how = { .codec = "gzip" };
	const struct deflater *d;
	struct dump_err err;
	size_t i;

	if (argc == 1) {
		for (i = 0; (d = deflater_at(i)) != NULL; i++)
			printf("%s %d %d\n", d->name, d->least, d->most);
		return 0;
	}
	if (argc != 4 || (d = named(argv[1])) == NULL) {
		fputs("usage: press LIBRARY LEVEL THREADS\n", stderr);
		return 2;
	}
	how.level = atoi(argv[2]);
	how.threads = (unsigned)atoi(argv[3]);
	if (how.level < d->least || how.level > d->most) {
		fprintf(stderr, "press: %s has no level %d\n", d->name,
		    how.level);
		return 2;
	}
	if (press(d, &how, &err) == 0)
		return 0;
	fprintf(stderr, "press: %s\n", err.msg);
	return 1;
}
